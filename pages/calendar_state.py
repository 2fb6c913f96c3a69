"""How the reading of the user's calendar is doing, in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from importing.models import CalendarAddress
from interactions.models import SeenMeeting
from interactions.selectors import meetings_to_ask
from reminders.doing import ago

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class CalendarState:
    """`host` is all that is shown of the address; `trouble` is blank while all is well."""

    host: str
    said: str
    trouble: str = ""


def calendar_state(user: "User", at: datetime) -> CalendarState | None:
    """None where no calendar is read."""
    address = CalendarAddress.objects.for_user(user).first()
    if address is None:
        return None
    said = [_read(user, address, at), _next(user, address, at)]
    trouble = str(address.get_trouble_display()) if address.trouble else ""
    return CalendarState(address.host, " ".join(said), trouble)


def _read(user: "User", address: CalendarAddress, at: datetime) -> str:
    if address.asked_at is None:
        return _("It has not been read yet.")
    on = user.today(at)
    told = SeenMeeting.objects.for_user(user).told(on, at).count()
    _meetings, people = meetings_to_ask(user, on, at)
    asked = people.order_by().values("meeting").distinct().count()
    words = {"ago": ago(at - address.asked_at), "count": told, "asked": asked}
    found = ngettext(
        "Read %(ago)s: %(count)s meeting of the last two weeks with people you know,",
        "Read %(ago)s: %(count)s meetings of the last two weeks with people you know,",
        told,
    )
    open_ = ngettext(
        "%(asked)s of them waits for your answer on Today.",
        "%(asked)s of them wait for your answer on Today.",
        asked,
    )
    return f"{found % words} {open_ % words}"


def _next(user: "User", address: CalendarAddress, at: datetime) -> str:
    if address.next_at <= at or address.lease:
        return _("It is about to be read.")
    local = timezone.localtime(address.next_at, user.zone)
    return _("Next at %(time)s.") % {"time": date_format(local, "H:i")}
