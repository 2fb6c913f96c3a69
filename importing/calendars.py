"""The user's calendar: its address is entered, read each hour, and given up.

One worker reads an address at a time: it moves `next_at` on by one UPDATE, and writes only while
its lease stands. Nothing is fetched inside a transaction.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from core.journal import Journal
from core.roles import acting_for, acting_for_all
from core.undo import UndoGone
from importing.calendar_meetings import Whose, meetings_in, with_known_people
from importing.enums import Trouble
from importing.fetching import CannotFetch, Fetched, fetch
from importing.meetings import Meeting
from importing.models import CalendarAddress
from interactions import seen

if TYPE_CHECKING:
    from accounts.models import User

ENDED = "importing.calendar"  # the verb by which switching it off is taken back
LASTS = timedelta(minutes=2)  # a worker that died leaves its address for so long
PAUSE, LONGEST_PAUSE = timedelta(hours=1), timedelta(days=1)
SHORTEST_PAUSE = timedelta(minutes=1)  # also when the user asks
FRESH = timedelta(days=1)  # then it is read whole again, even if nothing has changed


# --- by the user -----------------------------------------------------------------------------


@transaction.atomic
def enter(owner: "User", *, url: str, own_email: str, at: datetime) -> CalendarAddress:
    """Read this calendar from now on. What another one told before is forgotten."""
    before = CalendarAddress.objects.for_user(owner).select_for_update().first()
    if before and before.url != url:
        seen.forget(owner)
    address = before or CalendarAddress(owner=owner)
    address.url, address.own_email = url, own_email
    address.etag = address.modified = address.trouble = ""
    address.read_at = address.asked_at = address.lease = None
    address.failures, address.next_at = 0, at
    address.save()
    return address


def ask_now(address: CalendarAddress, *, at: datetime) -> bool:
    """Let it be read now, and whole: the user may have added people. False: it was read a moment
    ago, or is being read."""
    rows = CalendarAddress.objects.for_owner_id(address.owner_id).filter(pk=address.pk)
    idle = rows.filter(lease=None).exclude(asked_at__gt=at - SHORTEST_PAUSE)
    return bool(idle.update(next_at=at, etag="", modified=""))


@transaction.atomic
def end(address: CalendarAddress) -> list[dict[str, object]]:
    """Read it no more, and forget what it told and was not logged; what takes that back."""
    journal = Journal(address.owner_id)
    seen.forget(address.owner, journal)
    journal.remove(address)
    return journal.notes


def take_end_back(owner: "User", notes: list[dict[str, object]]) -> None:
    """Read it again, with all answers. Raises UndoGone if there is another one by now."""
    if CalendarAddress.objects.for_user(owner).exists():
        raise UndoGone
    Journal(owner.pk, notes).take_back()


# --- by a worker -----------------------------------------------------------------------------


def due(at: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The addresses whose time has come, of all accounts: their ids and owners."""
    with acting_for_all():
        rows = CalendarAddress.objects.due(at).filter(owner__is_active=True)
        return list(rows.values_list("pk", "owner_id"))


def read(address_id: uuid.UUID, *, owner_id: uuid.UUID, at: datetime) -> bool:
    """Read one address that is due. False: somebody else does, or it is gone."""
    address = _claim(address_id, owner_id, at)
    if address is None:
        return False
    try:
        found = _fetch(address, at)
        meetings = None if found.body is None else _meetings(address, found.body, at)
    except CannotFetch as problem:
        _fail(address, problem.trouble, at)
    except Exception:
        _fail(address, Trouble.TOO_MUCH, at)
        raise
    else:
        _take_in(address, found, meetings, at)
    return True


def _claim(address_id: uuid.UUID, owner_id: uuid.UUID, at: datetime) -> CalendarAddress | None:
    with acting_for(owner_id):
        rows = CalendarAddress.objects.for_owner_id(owner_id).filter(pk=address_id)
        won = rows.due(at).update(lease=uuid.uuid4(), next_at=at + LASTS)
        return rows.select_related("owner").get() if won else None


def _fetch(address: CalendarAddress, at: datetime) -> Fetched:
    if address.read_at and address.read_at > at - FRESH:
        return fetch(address.url, etag=address.etag, modified=address.modified)
    return fetch(address.url)


def _meetings(address: CalendarAddress, body: bytes, at: datetime) -> list[Meeting]:
    owner = address.owner
    own = {address.own_email, owner.email, *_other_addresses(owner)}
    whose = Whose(frozenset(each.lower() for each in own if each), owner.zone)
    return meetings_in(body, whose, on=owner.today(at), at=at)


def _other_addresses(owner: "User") -> list[str]:
    rows = EmailAddress.objects.filter(user=owner)
    return list(rows.values_list("email", flat=True))


def _take_in(
    address: CalendarAddress, found: Fetched, meetings: list[Meeting] | None, at: datetime
) -> None:
    """`meetings`: None if nothing has changed."""
    columns = {"asked_at": at, "next_at": at + PAUSE, "failures": 0, "trouble": ""}
    if meetings is not None:
        columns |= {"read_at": at, "etag": found.etag, "modified": found.modified}
    with acting_for(address.owner_id):
        if _leave(address, **columns) and meetings is not None:
            seen.see(address.owner, with_known_people(address.owner, meetings))


def _fail(address: CalendarAddress, trouble: Trouble, at: datetime) -> None:
    """Later and later, but once a day in any case."""
    pause = min(PAUSE * 2 ** min(address.failures, 8), LONGEST_PAUSE)
    with acting_for(address.owner_id):
        _leave(address, trouble=trouble, failures=F("failures") + 1, next_at=at + pause)


def _leave(address: CalendarAddress, **columns: object) -> bool:
    """Hand the address back; False if it was taken from us, or is another one by now."""
    rows = CalendarAddress.objects.for_owner_id(address.owner_id).filter(pk=address.pk)
    return bool(rows.leased(address.lease).update(lease=None, **columns))
