"""The yardstick: Django with nothing around it, showing fifty people from one query.

A WSGI application of its own, for `manage.py benchmark` alone: no session, no sign-in, no
middleware, one account named by the environment.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from core.roles import acting_for

LIST = """
SELECT c.display, k.name, c.title, c.last_contact_on, c.next_check_in_on, c.cadence_days
  FROM contacts_contact c LEFT JOIN contacts_company k ON k.id = c.company_id
 WHERE c.owner_id = %s AND c.deleted_at IS NULL
 ORDER BY c.next_check_in_on NULLS LAST, c.id LIMIT 50
"""
TEMPLATE = (
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)


def people(request: HttpRequest) -> HttpResponse:
    """Fifty rows of six cells, by Django's own template engine."""
    owner = os.environ["RELCRM_BENCHMARK_OWNER"]
    with acting_for(owner), connection.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute(LIST, [owner])
        rows = cursor.fetchall()
    page = Engine(libraries={}).from_string(TEMPLATE).render(Context({"rows": rows}))
    return HttpResponse(page)


urlpatterns = [path("", people)]

if "RELCRM_BENCHMARK_OWNER" in os.environ:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")
    django.setup()  # before the middleware goes: an app asks for its own
    settings.ROOT_URLCONF = "pages.bare"
    settings.MIDDLEWARE = []
    application = WSGIHandler()
