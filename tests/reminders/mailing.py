"""Users who have been here for a few days, and their mails."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine

from accounts.models import User
from core.roles import acting_for
from reminders import services
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail
from reminders.outbox import enqueue
from tests.conftest import make_user

JOINED = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 11, 16)
AT_EIGHT = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)  # Monday, 8:00 in Berlin: the digest's moment
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def join(email: str = "alice@example.org", *, at: datetime = JOINED, **fields: Any) -> User:
    """Somebody who signed up at a moment; the first plan is made then."""
    with time_machine.travel(at, tick=False):
        return make_user(email, **{"name": "Alice Adler", **fields})


def tick(user: User, at: datetime = AT_EIGHT) -> list[OutboxMail]:
    """What the scheduler does for one user: the day, the plan, the mails."""
    with acting_for(user.pk):
        user.refresh_from_db()
        services.local_day(user, on=user.today(at), at=at)
        services.make_plan(user, at=at)
        return enqueue(user, at)


def kept(mails: list[OutboxMail]) -> list[tuple[str, str, str]]:
    """What a few mails are, to compare: kind, period and state."""
    return [(mail.kind, str(mail.period_key), mail.state) for mail in mails]


def mails_of(user: User) -> list[tuple[str, str, str]]:
    """All of a user's mails, the oldest first."""
    with acting_for(user.pk):
        return kept(list(OutboxMail.objects.for_user(user).order_by("period_key", "kind")))


def make_mail(
    user: User,
    *,
    kind: MailKind = MailKind.DIGEST,
    period: date = MONDAY,
    at: datetime = AT_EIGHT,
    **fields: Any,
) -> OutboxMail:
    """A mail that is due at a moment and may be sent for a week."""
    fields = {
        "state": MailState.DUE,
        "message_id": f"<{kind}.{user.pk}.{period}@127.0.0.1>",
        "try_at": at,
        "ends_at": at + WEEK,
        **fields,
    }
    with acting_for(user.pk):
        return OutboxMail.objects.create(owner=user, kind=kind, period_key=period, **fields)
