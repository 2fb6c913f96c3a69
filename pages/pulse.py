"""How the machine is doing: what its rows say of its clock, its queue and its mails.

Read once, told by the status page, by `doctor` and by /metrics; numbers and moments only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from accounts.models import User
from core.roles import acting_for_all
from importing.models import CalendarAddress, ImportJob
from reminders.enums import MailKind, MailState
from reminders.models import Delivery, Heartbeat, OutboxMail, Plan
from reminders.selectors import TICK_LATE

QUEUE_LATE = timedelta(hours=1)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Pulse:
    """`mails` counts those made in the last 30 days by how they ended."""

    at: datetime
    tick_at: datetime | None
    plan_at: datetime | None
    digest_at: datetime | None
    mails: dict[MailState, int]
    ambiguous: int
    waiting: int
    waiting_since: datetime | None
    user_waiting_since: datetime | None
    import_waiting_since: datetime | None
    calendars_failing: int

    @property
    def tick_age(self) -> timedelta | None:
        return self.at - self.tick_at if self.tick_at else None

    @property
    def is_ticking(self) -> bool:
        return self.tick_age is not None and abs(self.tick_age) <= TICK_LATE

    @property
    def queue_age(self) -> timedelta:
        """How long the mail that waits longest has waited; nothing if none does."""
        return self.at - self.waiting_since if self.waiting_since else timedelta(0)

    @property
    def queue_moves(self) -> bool:
        return self.queue_age <= QUEUE_LATE

    def of(self, *states: MailState) -> int:
        return sum(self.mails.get(state, 0) for state in states)


def read(at: datetime) -> Pulse:
    """Nine short questions, over all accounts."""
    with acting_for_all():
        beat = Heartbeat.objects.filter(name="tick").first()
        lately = OutboxMail.objects.made_since(at - LATELY)
        weekly = Q(kind=MailKind.DIGEST, state=MailState.SENT)
        counted = lately.values("state").annotate(
            n=Count("pk"), digest=Max("sent_at", filter=weekly)
        )
        rows = list(counted.values_list("state", "n", "digest"))
        waiting = OutboxMail.objects.waiting(at)
        claimable = ImportJob.objects.claimable(at).values_list("created_at", flat=True)
        users = User.objects.filter(is_active=True, next_tick_at__lte=at).order_by("next_tick_at")
        return Pulse(
            at=at,
            tick_at=beat.at if beat else None,
            plan_at=Plan.objects.order_by("-pk").values_list("made_at", flat=True).first(),
            digest_at=max((row[2] for row in rows if row[2]), default=None),
            mails={MailState(state): count for state, count, _digest in rows},
            ambiguous=Delivery.objects.made_since(at - LATELY).of_unknown_ending().count(),
            waiting=waiting.count(),
            waiting_since=waiting.values_list("try_at", flat=True).first(),
            user_waiting_since=users.values_list("next_tick_at", flat=True).first(),
            import_waiting_since=claimable.first(),
            calendars_failing=CalendarAddress.objects.failing().count(),
        )
