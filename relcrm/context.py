"""What every page shows around its content, and what Today tells of the apps above its own."""

from typing import Any

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from contacts.models import Contact
from core.counting import Length, said
from importing.models import CalendarAddress, DuplicatePair


def shell(request: HttpRequest) -> dict[str, Any]:
    """Counts at the side, where we are, and whether mail can leave. Asked only if shown."""
    user = request.user
    if not isinstance(user, User):
        return {}
    nav = SimpleLazyObject(lambda: _nav(request, user))
    return {"nav": nav, "mail_off": settings.MAIL is None, "today": user.today(timezone.now())}


def _nav(request: HttpRequest, user: User) -> dict[str, Any]:
    """What stands at the side, in one question; each number is the length of its list."""
    people = Contact.objects.for_user(user)
    counts = User.objects.filter(pk=user.pk).values_list(
        Length(people.kept().present()),
        Length(people.to_sort()),
        Length(DuplicatePair.objects.for_user(user).open()),
        Exists(CalendarAddress.objects.for_user(user).failing()),
    )
    *lengths, calendar_fails = counts.get()
    in_list, to_sort, twice = (said(count) if count else "" for count in lengths)
    return {
        "people_count": in_list,
        "to_sort_count": to_sort,
        "duplicates_count": twice,
        "calendar_fails": calendar_fails,
        "active": _view_name(request),
    }


def _view_name(request: HttpRequest) -> str:
    """The open page, as the navigation marks it; all of settings is one place."""
    if request.path.startswith("/settings/"):
        return "accounts:settings"
    return request.resolver_match.view_name if request.resolver_match else ""
