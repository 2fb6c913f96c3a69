"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from contacts.models import Contact

# Counts stop here; a larger one reads "999+".
MOST = 999


def shell(request: HttpRequest) -> dict[str, Any]:
    """Counts at the side, where we are, and whether mail can leave. Asked only if shown."""
    user = request.user
    if not isinstance(user, User):
        return {}
    nav = SimpleLazyObject(lambda: _nav(request, user))
    return {"nav": nav, "mail_off": settings.MAIL is None, "today": user.today(timezone.now())}


def _nav(request: HttpRequest, user: User) -> dict[str, Any]:
    people = Contact.objects.for_user(user)
    return {
        "people_count": _bounded(people.sorted_in()),
        "to_sort_count": _bounded(people.to_sort()),
        "active": _view_name(request),
    }


def _bounded(people: Any) -> str:
    count = people.order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count or "")


def _view_name(request: HttpRequest) -> str:
    """The open page, as the navigation marks it; all of settings is one place."""
    if request.path.startswith("/settings/"):
        return "accounts:settings"
    return request.resolver_match.view_name if request.resolver_match else ""
