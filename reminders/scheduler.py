"""The scheduler's work, for one user or for all.

Nothing is timed by anything but rows: a user is looked at when `next_tick_at` has come, and all
that is made is unique, so that any number of schedulers, late or twice, make the same.
"""

import logging
import uuid
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from accounts.services import note_looks
from contacts.models import Contact
from core.roles import acting_for, acting_for_all
from interactions.derivation import rederive
from interactions.enums import Status
from interactions.models import Interaction
from interactions.querysets import ASKS_FOR
from interactions.services import answer_happened
from reminders import outbox
from reminders.calendar import next_look
from reminders.milestones import make_milestones_of
from reminders.models import Heartbeat, Plan
from reminders.planning import fill_free_of, plans_at, weekday_of

logger = logging.getLogger(__name__)

# A worker that died leaves its users for this long; a user for whom something failed waits so too.
LEASE = timedelta(minutes=2)
# So many users are worked for together; memory is bounded by their rows.
BATCH = 200
TICK = "tick"


def tick(at: datetime) -> Counter[str]:
    """Do all that has become due by `at` for every user; counts of what was made.

    Users are claimed by one UPDATE that a single caller wins, and worked for together, in one
    transaction. If that fails, each is worked for alone: one who fails then is logged and tried
    again, and holds nobody up.
    """
    counts: Counter[str] = Counter(users=0, plans=0, slots=0, reminders=0, mails=0, failed=0)
    while batch := _claim(at):
        counts.update(_look_after(batch, at))
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


def _look_after(user_ids: list[uuid.UUID], at: datetime) -> Counter[str]:
    alone = len(user_ids) == 1
    try:
        with acting_for(user_ids[0]) if alone else acting_for_all():
            return _work_for(user_ids, at)
    except Exception as error:  # whatever it is, the others come next
        # Only the id and the kind of trouble: a message may quote what somebody wrote.
        who = user_ids[0] if alone else f"{len(user_ids)} users together"
        logger.error("tick failed for %s: %s", who, type(error).__name__)
    if alone:
        return Counter(failed=1)
    return sum((_look_after([user_id], at) for user_id in user_ids), Counter())


def _work_for(user_ids: list[uuid.UUID], at: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    days: dict[date, list[User]] = defaultdict(list)
    for user in _locked(user_ids):  # who was erased meanwhile is none of them
        days[user.today(at)].append(user)
    for on, users in days.items():
        plans = _new_day(users, on, at, counts)
        counts.update(users=len(users), mails=len(outbox.enqueue_for(users, on, at)))
        for user in users:
            starts_on = plans[user.pk].starts_on
            weekday, hour = weekday_of(user), user.digest_hour
            user.next_tick_at = next_look(at, user.zone, weekday, hour, starts_on)
        note_looks(users)
    return counts


def _locked(user_ids: list[uuid.UUID]) -> list[User]:
    """The rows, for us alone: the same locks come first, and in the same order, wherever a day
    begins, so nobody waits in a circle."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=user_ids)
    return list(rows.order_by("pk"))


@transaction.atomic
def local_day(user: User, *, on: date, at: datetime) -> None:
    """A day of the user begins, by the tick or by their first request: what time alone changes."""
    for fresh in _locked([user.pk]):
        if fresh.last_day != on:
            _new_day([fresh], on, at, Counter())
            fresh.save(update_fields=["last_day"])
    user.last_day = on


def _new_day(
    users: list[User], on: date, at: datetime, counts: Counter[str]
) -> dict[uuid.UUID, Plan]:
    """The plan of each, who all have the same date. May be repeated; the caller saves the users.

    A plan may be due at any hour of the day, so it is looked for each time.
    """
    fresh = [user for user in users if user.last_day != on]
    if fresh:
        _expire_plans(fresh, on, at)
        _follow_time(fresh, on)
        counts["reminders"] += make_milestones_of(fresh, on)
        for user in fresh:
            user.last_day = on
    plans = plans_at(users, on, at)
    made = [plan for plan, is_new in plans.values() if is_new]
    counts["plans"] += len(made)
    if made:
        counts["slots"] += sum(Plan.objects.by_ids(plan.pk for plan in made).slot_counts().values())
    old = {user: plans[user.pk][0] for user in fresh if not plans[user.pk][1]}
    if old:
        counts["slots"] += fill_free_of(old, on)
    return {owner_id: plan for owner_id, (plan, _is_new) in plans.items()}


def _follow_time(users: list[User], on: date) -> None:
    """Rederive those whose dates time alone has changed."""
    people = Contact.objects.filter(owner__in=[user.pk for user in users]).to_rederive(on)
    if changed := list(people.values_list("pk", flat=True)):
        rederive(changed, on)


def _expire_plans(users: list[User], on: date, at: datetime) -> None:
    """*Did it happen?* has had no answer for three days: no."""
    planned = Interaction.objects.filter(owner__in=[user.pk for user in users]).kept()
    for interaction in planned.filter(status=Status.PLANNED, occurred_on__lt=on - ASKS_FOR):
        with acting_for(interaction.owner_id):
            answer_happened(interaction, happened=False, on=on, at=at)


def beat(name: str, at: datetime) -> None:
    """A part of the machine has done its work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
