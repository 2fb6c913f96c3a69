"""Every write to an account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts import audit, devices, holidays
from accounts.enums import AuditKind
from accounts.models import User
from accounts.signals import clock_changed, language_changed

CLOCK = {"time_zone", "holidays"}


@transaction.atomic
def create_account(*, email: str, password: str | None, **fields: Any) -> User:
    """An account as the browser's sign-up makes it. Raises ValidationError, also for a taken
    address."""
    user = User(email=email.strip().lower(), **fields)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


@transaction.atomic
def change_settings(user: User, *, at: datetime, **changes: Any) -> None:
    """Store preferences; the scheduler looks at the user afresh, and dates follow the clock."""
    before = User.objects.get(pk=user.pk)
    for name, value in changes.items():
        setattr(user, name, value)
    user.next_tick_at = None
    user.save(update_fields=[*changes, "next_tick_at"])
    if any(getattr(before, name) != getattr(user, name) for name in CLOCK & changes.keys()):
        clock_changed.send(sender=User, user=user, before=before, on=user.today(at))
    if before.language != user.language:
        language_changed.send(sender=User, user=user)


def trust_address(user: User, *, at: datetime) -> None:
    """The address is another one: mail goes there again. The caller saves the user."""
    user.mail_parked_reason, user.address_since = "", at
    User.objects.filter(pk=user.pk).update(mail_parked_reason="", address_since=at)


def add_holiday(user: User, *, first: date, back: date, at: datetime) -> None:
    """The clock stands still for everyone from one day until another, which is no part of it.

    Any number may be known; one that touches another continues it. ValidationError if the days
    are in no order.
    """
    if back <= first:
        raise ValidationError({"back": _("The day you are back comes after the first day away.")})
    _set_holidays(user, holidays.joined(user.holidays, first, back), at)


def end_holiday(user: User, *, first: date, at: datetime) -> None:
    """Back today, or not going at all; days that have passed stay. May be repeated."""
    _set_holidays(user, holidays.ended(user.holidays, first, user.today(at)), at)


def put_holidays_back(*, owner: User, before: Sequence[tuple[str, str]], at: datetime) -> None:
    """Undo of the two above."""
    spans = [
        DateRange(date.fromisoformat(first), date.fromisoformat(back)) for first, back in before
    ]
    _set_holidays(owner, spans, at)


def _set_holidays(user: User, spans: list[DateRange], at: datetime) -> None:
    if len(spans) > holidays.MOST:
        raise ValidationError({"first": _("That is one holiday too many.")})
    change_settings(user, at=at, holidays=spans)


LOOKED_AFTER = """
UPDATE accounts_user u SET next_tick_at = l.next_tick_at, last_day = l.last_day
  FROM unnest(%s::uuid[], %s::timestamptz[], %s::date[]) l (id, next_tick_at, last_day)
 WHERE u.id = l.id
"""


def note_looks(users: Sequence[User]) -> None:
    """Store when each is to be looked at again, and the day they are in: one statement."""
    columns = zip(*((user.pk, user.next_tick_at, user.last_day) for user in users), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(LOOKED_AFTER, [list(column) for column in columns])


def welcome(user: User, *, at: datetime) -> None:
    """The first run is over. May be repeated."""
    User.objects.filter(pk=user.pk, welcomed_at=None).update(welcomed_at=at)


@transaction.atomic
def end_second_step(user: User, *, at: datetime) -> int:
    """Without the user: all passkeys and codes go, and all sessions. How many there were."""
    ended: int
    ended, _by_model = Authenticator.objects.filter(user_id=user.pk).delete()
    audit.note(user.pk, AuditKind.STEP_ENDED, at=at)
    devices.end_others(user, stays=None, at=at)
    return ended
