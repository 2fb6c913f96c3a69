"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.db.models import IntegerField, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from contacts.models import Contact
from importing.models import DuplicatePair

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
    pairs = DuplicatePair.objects.for_user(user).open()
    # Both in one question: most pages show them, and most accounts have neither.
    to_tidy = User.objects.filter(pk=user.pk).values_list(
        _HowMany(people.to_sort().order_by()[: MOST + 1]), _HowMany(pairs[: MOST + 1])
    )
    to_sort, twice = to_tidy.get()
    return {
        "people_count": _bounded(people.sorted_in()),
        "to_sort_count": _at_most(to_sort),
        "duplicates_count": _at_most(twice),
        "active": _view_name(request),
    }


class _HowMany(Subquery):
    """How many rows a subquery has, as a column."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _bounded(people: Any) -> str:
    return _at_most(people.order_by()[: MOST + 1].count())


def _at_most(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count or "")


def _view_name(request: HttpRequest) -> str:
    """The open page, as the navigation marks it; all of settings is one place."""
    if request.path.startswith("/settings/"):
        return "accounts:settings"
    return request.resolver_match.view_name if request.resolver_match else ""
