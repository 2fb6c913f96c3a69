"""The scheduler's work, for one user or for all.

Nothing is timed by anything but rows: a user is looked at when `next_tick_at` has come, and all
that is made is unique, so that any number of schedulers, late or twice, make the same.
"""

import logging
import uuid
from collections import Counter
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.derivation import rederive
from interactions.enums import Status
from interactions.models import Interaction
from interactions.querysets import ASKS_FOR
from interactions.services import answer_happened
from reminders import outbox
from reminders.calendar import next_look
from reminders.milestones import make_milestones
from reminders.models import Heartbeat, Plan
from reminders.planning import fill_free, plan_at, weekday_of

logger = logging.getLogger(__name__)

# A worker that died leaves its users for this long; a user for whom something failed waits so too.
LEASE = timedelta(minutes=2)
BATCH = 100
TICK = "tick"


def tick(at: datetime) -> Counter[str]:
    """Do all that has become due by `at` for every user; counts of what was made.

    Each user is claimed by one UPDATE that a single caller wins, and worked for in a transaction
    of their own: one who fails is logged and tried again, and holds nobody up.
    """
    counts: Counter[str] = Counter(users=0, plans=0, slots=0, reminders=0, mails=0, failed=0)
    while batch := _claim(at):
        for user_id in batch:
            counts.update(_look_after(user_id, at))
    beat(TICK, at)
    return counts


def _claim(at: datetime) -> list[uuid.UUID]:
    """Users whose moment has come, for this caller alone until the lease runs out."""
    waiting = User.objects.filter(Q(next_tick_at__lte=at) | Q(next_tick_at=None), is_active=True)
    with transaction.atomic():
        batch = waiting.order_by(F("next_tick_at").asc(nulls_first=True))
        locked = batch.select_for_update(skip_locked=True, no_key=True)
        ids = list(locked.values_list("pk", flat=True)[:BATCH])
        User.objects.filter(pk__in=ids).update(next_tick_at=at + LEASE)
    return ids


def _look_after(user_id: uuid.UUID, at: datetime) -> Counter[str]:
    try:
        with acting_for(user_id):
            return _work_for(user_id, at)
    except Exception as error:  # whatever it is, the others come next
        # Only the id and the kind of trouble: a message may quote what somebody wrote.
        logger.error("tick failed for user %s: %s", user_id, type(error).__name__)
        return Counter(failed=1)


def _work_for(user_id: uuid.UUID, at: datetime) -> Counter[str]:
    user = _locked(user_id)
    if user is None:  # erased meanwhile
        return Counter()
    counts, plan = _new_day(user, on=user.today(at), at=at)
    counts.update(users=1, mails=len(outbox.enqueue(user, at)))
    weekday, hour = weekday_of(user), user.digest_hour
    user.next_tick_at = next_look(at, user.zone, weekday, hour, plan.starts_on)
    user.save(update_fields=["next_tick_at", "last_day"])
    return counts


def _locked(user_id: uuid.UUID) -> User | None:
    """The row, for us alone: the same lock comes first wherever a day begins, so nobody waits in
    a circle."""
    return User.objects.select_for_update(no_key=True).filter(pk=user_id).first()


@transaction.atomic
def local_day(user: User, *, on: date, at: datetime) -> None:
    """A day of the user begins, by the tick or by their first request: what time alone changes."""
    fresh = _locked(user.pk)
    if fresh is not None and fresh.last_day != on:
        _new_day(fresh, on=on, at=at)
        fresh.save(update_fields=["last_day"])
    user.last_day = on


def _new_day(user: User, *, on: date, at: datetime) -> tuple[Counter[str], Plan]:
    """May be repeated; the caller saves the user. A plan may be due at any hour of the day, so it
    is looked for each time."""
    counts: Counter[str] = Counter()
    begins = user.last_day != on
    if begins:
        _expire_plans(user, on, at)
        _follow_time(user, on)
        counts["reminders"] = make_milestones(user, on)
        user.last_day = on
    plan, is_new = plan_at(user, at)
    if is_new:
        counts.update(plans=1, slots=plan.slots.count())
    elif begins:
        counts["slots"] = fill_free(user, plan, on)
    return counts, plan


def _follow_time(user: User, on: date) -> None:
    """Rederive those whose dates time alone has changed."""
    people = Contact.objects.for_user(user).to_rederive(on)
    if changed := list(people.values_list("pk", flat=True)):
        rederive(changed, on)


def _expire_plans(user: User, on: date, at: datetime) -> None:
    """*Did it happen?* has had no answer for three days: no."""
    planned = Interaction.objects.for_user(user).kept().filter(status=Status.PLANNED)
    for interaction in planned.filter(occurred_on__lt=on - ASKS_FOR):
        answer_happened(interaction, happened=False, on=on, at=at)


def beat(name: str, at: datetime) -> None:
    """A part of the machine has done its work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
