"""Which mails a user is to get: one row per kind and period, whoever asks how often.

Rows are made here and written out, handed over and settled in reminders.deliveries.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

from accounts.services import change_settings
from core.ids import uuid7
from reminders import digest
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail, Plan
from reminders.periods import Period, current_period, digest_moment, next_period
from reminders.planning import weekday_of

if TYPE_CHECKING:
    from accounts.models import User

DAY = timedelta(days=1)
# How long a mail that was asked for by hand may take.
PATIENCE = timedelta(days=1)
# Links in a mail expire; a mail older than this is read in the app instead of sent again.
CAN_BE_SENT_AGAIN = timedelta(days=28)
BETWEEN_TESTS = timedelta(minutes=1)
UNFINISHED = {MailState.DUE, MailState.CLAIMED, MailState.HANDING_OVER}


class NotNow(Exception):
    """The mail is on its way, too old, or was asked for a moment ago."""


def enqueue(user: "User", at: datetime) -> list[OutboxMail]:
    """Make the mails whose moment has come; those made by this call.

    One INSERT … ON CONFLICT DO NOTHING, so any number of schedulers may call it side by side.
    Weeks that passed without a mail become rows too, marked missed and never sent.
    """
    made = enqueue_for([user], user.today(at), at)
    return sorted(made, key=lambda mail: mail.period_key)


def enqueue_for(users: Sequence["User"], on: date, at: datetime) -> list[OutboxMail]:
    """As `enqueue`, for any number of users on whose calendars it is the same day."""
    newest = _newest_digests(users)
    begun = _beginnings([user for user in users if user.pk not in newest])
    rows: list[OutboxMail] = []
    for user in users:
        rows += _digests(user, at, newest.get(user.pk), begun.get(user.pk))
    rows += _notes(users, on, at, newest)
    if not rows:
        return []
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)
    return list(OutboxMail.objects.by_ids(row.pk for row in rows))


@dataclass(frozen=True)
class Beginning:
    """The first week of somebody who has had no mail yet, and since when they are here.

    Nobody is told of a week that had begun before they came.
    """

    first: date | None
    since: datetime


@dataclass(frozen=True)
class Newest:
    """The last weekly e-mail: its week, and the moment from which it could be sent."""

    key: date
    since: datetime


def _digests(
    user: "User", at: datetime, newest: Newest | None, begun: Beginning | None
) -> Iterator[OutboxMail]:
    last = newest.key if newest else begun.first if begun else None
    period = _period_at(user, at, last)
    if not period.holds(at) or (newest and period.key == newest.key):
        return
    if begun and period.starts_at < begun.since:
        return
    for missed in _between(user, last, period):
        if not begun or missed.starts_at >= begun.since:
            yield _mail(user, MailKind.DIGEST, missed, MailState.MISSED)
    # A row also for weeks without a mail: whoever switches it on again has missed nothing.
    state = MailState.DUE if user.digest_on else MailState.STOPPED
    yield _mail(user, MailKind.DIGEST, period, state)


def next_digest_at(user: "User", at: datetime) -> datetime:
    """The next moment of a weekly e-mail; one of the past if that mail is about to be made."""
    newest = _newest_digests([user]).get(user.pk)
    if newest:
        period = _period_at(user, at, newest.key)
        return period.ends_at if period.key == newest.key else period.starts_at
    begun = _beginnings([user])[user.pk]
    period = _period_at(user, at, begun.first)
    return period.ends_at if period.starts_at < begun.since else period.starts_at


def _notes(
    users: Sequence["User"], on: date, at: datetime, newest: Mapping[uuid.UUID, Newest]
) -> Iterator[OutboxMail]:
    """The note for today, if something falls on today that the last digest did not name."""
    asking = {}
    for user in users:
        period = Period(
            key=on,
            starts_at=digest_moment(on, user.zone, user.digest_hour),
            ends_at=digest_moment(on + DAY, user.zone, 0),
        )
        is_asked = user.day_note_on and period.holds(at)
        if is_asked and not _digest_names_it(user, period, at, newest.get(user.pk)):
            asking[user] = period
    for user in digest.with_something_today(list(asking), on):
        yield _mail(user, MailKind.NOTE, asking[user], MailState.DUE)


def _digest_names_it(user: "User", day: Period, at: datetime, newest: Newest | None) -> bool:
    """The weekly e-mail names what falls on its own day; not so one that went out before this
    day's hour, where the user was then or by the hour they had then."""
    if not user.digest_on or _period_at(user, at, newest.key if newest else None).key != day.key:
        return False
    return newest is None or newest.key != day.key or newest.since >= day.starts_at


def _period_at(user: "User", at: datetime, last: date | None) -> Period:
    return current_period(at, user.zone, weekday_of(user), user.digest_hour, last)


def _between(user: "User", last: date | None, period: Period) -> Iterator[Period]:
    """The periods after `last` and before `period`."""
    key = last
    while key is not None:
        following = next_period(key, user.zone, period.key.weekday(), user.digest_hour)
        if following.key >= period.key:
            return
        yield following
        key = following.key


def _newest_digests(users: Sequence["User"]) -> dict[uuid.UUID, Newest]:
    digests = OutboxMail.objects.filter(owner__in=[user.pk for user in users])
    newest = digests.of_kind(MailKind.DIGEST).newest_of_each()
    rows = newest.values_list("owner_id", "period_key", "try_at")
    return {owner_id: Newest(key, since) for owner_id, key, since in rows}


def _beginnings(users: Sequence["User"]) -> dict[uuid.UUID, Beginning]:
    """Of those who have had no weekly e-mail yet."""
    if not users:
        return {}
    plans = Plan.objects.filter(owner__in=[user.pk for user in users]).oldest_of_each()
    begun = {user.pk: Beginning(None, user.date_joined) for user in users}
    return begun | {plan.owner_id: Beginning(plan.starts_on, plan.made_at) for plan in plans}


def _mail(user: "User", kind: MailKind, period: Period, state: MailState) -> OutboxMail:
    return OutboxMail(
        owner=user,
        kind=kind,
        period_key=period.key,
        state=state,
        message_id=message_id(kind, f"{user.pk}.{period.key}"),
        try_at=period.starts_at,
        ends_at=period.ends_at,
    )


def message_id(kind: MailKind, what: str) -> str:
    """Stable for what it stands for, so that a mail that comes twice is known to be one."""
    return f"<{kind}.{what}@{urlsplit(settings.SITE_URL).hostname}>"


def send_again(mail: OutboxMail, *, at: datetime) -> None:
    """Let a mail go out once more, under the same Message-ID. Raises NotNow."""
    if not can_be_sent_again(mail, mail.owner.today(at)):
        raise NotNow
    OutboxMail.objects.for_user(mail.owner).by_ids([mail.pk]).update(
        state=MailState.DUE, attempts=0, try_at=at, ends_at=max(mail.ends_at, at + PATIENCE)
    )


def can_send() -> bool:
    """Whether any e-mail leaves this machine."""
    return settings.MAIL is not None


def can_be_sent_again(mail: OutboxMail, on: date) -> bool:
    return can_send() and mail.state not in UNFINISHED and mail.period_key > on - CAN_BE_SENT_AGAIN


def send_test(user: "User", *, at: datetime) -> OutboxMail:
    """A mail to try the way to the user's inbox. Raises NotNow if one was just asked for."""
    if not can_send():
        raise NotNow
    mail, made = OutboxMail.objects.get_or_create(
        owner=user,
        kind=MailKind.TEST,
        period_key=user.today(at),
        defaults=_test_values(at),
    )
    if not made:
        _test_once_more(mail, at)
    return mail


def _test_once_more(mail: OutboxMail, at: datetime) -> None:
    finished = OutboxMail.objects.by_ids([mail.pk]).exclude(state__in=UNFINISHED)
    earlier = finished.filter(try_at__lte=at - BETWEEN_TESTS)
    if not earlier.update(state=MailState.DUE, attempts=0, **_test_values(at)):
        raise NotNow


def _test_values(at: datetime) -> dict[str, Any]:
    # Each its own Message-ID, or a mailbox would show the first one only.
    new_id = message_id(MailKind.TEST, str(uuid7()))
    return {"message_id": new_id, "try_at": at, "ends_at": at + PATIENCE}


def unsubscribe(user: "User", kind: MailKind, *, at: datetime) -> None:
    """Switch one kind of mail off. May be repeated."""
    setting = "day_note_on" if kind == MailKind.NOTE else "digest_on"
    change_settings(user, at=at, **{setting: False})


def wants(user: "User", kind: MailKind) -> bool:
    """Whether the user has this kind of mail switched on; what they ask for they want."""
    return (
        user.is_active
        and {
            MailKind.DIGEST: user.digest_on,
            MailKind.NOTE: user.day_note_on,
            MailKind.TEST: True,
        }[kind]
    )
