"""The week's plan: a few people to be in touch with, fixed once and then left alone.

product.md section 3. A plan stands from one hour before its digest until the next one does.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from accounts.enums import Weekday
from contacts.models import Contact
from contacts.services import count_suggestion
from reminders import ordering
from reminders.calendar import plan_period
from reminders.enums import Outcome, SlotOrigin
from reminders.models import Plan, PlanSlot
from reminders.ordering import LONG_UNHEARD, NO_CADENCE, Sql
from reminders.periods import WEEK

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.querysets import ContactQuerySet
    from reminders.querysets import PlanQuerySet

FIRST_FORTNIGHT = timedelta(days=14)
# The person's own importance, else the highest among the present types.
WEIGHT = """
coalesce(contacts_contact.importance,
  (SELECT max(t.importance) FROM contacts_relationship r
     JOIN contacts_relationshiptype t ON t.id = r.type_id
    WHERE r.contact_id = contacts_contact.id AND coalesce(r.starts_on <= %s, true)
      AND coalesce(r.ends_on > %s, true)), 1)
"""
URGENCY = str(
    ordering.urgency(
        Sql("(%s::date - contacts_contact.next_check_in_on)::float"),
        Sql(f"coalesce(nullif(contacts_contact.cadence_days, 0), {NO_CADENCE})"),
        Sql(WEIGHT),
    )
)
# The last day on which somebody was in touch, written to or suggested, or began to be tracked.
HEARD = """
greatest(contacts_contact.last_contact_on, contacts_contact.last_attempt_on,
         contacts_contact.triaged_on,
         (SELECT max(s.suggested_on) FROM reminders_planslot s
           WHERE s.contact_id = contacts_contact.id))
"""


def weekday_of(user: "User") -> int:
    """On which day the user's plan weeks begin; without a weekly e-mail on Monday."""
    return user.digest_weekday if user.digest_on else Weekday.MONDAY


def standing_plan(user: "User", on: date) -> Plan | None:
    """The newest plan; None before the first."""
    return Plan.objects.for_user(user).standing(on).first()


def make_plan(user: "User", *, at: datetime) -> Plan | None:
    """Fix the plan that stands at a moment, if it is not yet; None if it was.

    May be called any number of times, side by side: a week has one plan. Weeks that went by
    without anybody calling get none.
    """
    plan, is_new = plan_at(user, at)
    return plan if is_new else None


def plan_at(user: "User", at: datetime) -> tuple[Plan, bool]:
    """The plan that stands at a moment, and whether this call made it."""
    return plans_at([user], user.today(at), at)[user.pk]


@transaction.atomic
def plans_at(users: Sequence["User"], on: date, at: datetime) -> dict[uuid.UUID, tuple[Plan, bool]]:
    """As `plan_at`, for any number of users on whose calendars it is the same day.

    A few statements for all of them; what each gets is what they would get alone.
    """
    newest = {plan.owner_id: plan for plan in _of(users).standing(on).newest_of_each()}
    fresh: list[Plan] = []
    for user in users:
        plan = newest.get(user.pk)
        last = plan.starts_on if plan else None
        key = plan_period(at, user.zone, weekday_of(user), user.digest_hour, last).key
        if last is None or last < key:
            fresh.append(_unmade(user, key, at))
    made = _make(fresh, {user.pk: user for user in users}, on)
    late = [plan for plan in fresh if plan.pk not in made]  # another was quicker
    newest |= {plan.owner_id: plan for plan in Plan.objects.same_weeks(late)} if late else {}
    newest |= {plan.owner_id: plan for plan in made.values()}
    return {owner_id: (plan, plan.pk in made) for owner_id, plan in newest.items()}


def _of(users: Sequence["User"]) -> "PlanQuerySet":
    return Plan.objects.filter(owner__in=[user.pk for user in users])


def _unmade(user: "User", starts_on: date, at: datetime) -> Plan:
    return Plan(
        owner=user, starts_on=starts_on, ends_on=starts_on + WEEK, budget=user.budget, made_at=at
    )


def _make(
    fresh: Sequence[Plan], users: Mapping[uuid.UUID, "User"], on: date
) -> dict[uuid.UUID, Plan]:
    """Fix those plans that are not there yet, by key, and fill them."""
    if not fresh:
        return {}
    slots: dict[uuid.UUID, list[uuid.UUID]] = {}
    for starts_on in {plan.starts_on for plan in fresh}:
        week = [plan for plan in fresh if plan.starts_on == starts_on]
        slots |= _chosen(week, users, max(on, starts_on))
    Plan.objects.bulk_create(fresh, ignore_conflicts=True)
    there = set(Plan.objects.by_ids(plan.pk for plan in fresh).values_list("pk", flat=True))
    made = {plan.pk: plan for plan in fresh if plan.pk in there}
    for begins in {max(on, plan.starts_on) for plan in made.values()}:
        week = [plan for plan in made.values() if max(on, plan.starts_on) == begins]
        give_slots({plan: slots.get(plan.pk, []) for plan in week}, SlotOrigin.PLAN, begins)
    for plan in made.values():
        fill_fortnight(users[plan.owner_id], plan, on)
    return made


def _chosen(
    plans: Sequence[Plan], users: Mapping[uuid.UUID, "User"], on: date
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Who gets a slot of each plan, by the rule of reminders.ordering; sets each `due_count`.
    The plans are of one week, and have no slots yet."""
    at_home = [plan for plan in plans if not is_away(users[plan.owner_id], on)]
    if not at_home:
        return {}
    owners = {plan.owner_id: plan for plan in at_home}
    people = Contact.objects.filter(owner__in=owners).check_ins_before(at_home[0].ends_on, on)
    most = max(plan.budget for plan in at_home)
    urgent, unheard = defaultdict(list), defaultdict(list)
    for owner_id, pk, due_count in _first_of_each(people, by_urgency(people, on), most):
        urgent[owner_id].append(pk)
        owners[owner_id].due_count = due_count
    for owner_id, pk, _count in _first_of_each(people, _unheard(people, on), most):
        unheard[owner_id].append(pk)
    return {
        plan.pk: ordering.in_turn(
            urgent[plan.owner_id][: plan.budget],
            unheard[plan.owner_id][: plan.budget],
            how_many=plan.budget,
            week=plan.starts_on.toordinal() // WEEK.days,
        )
        for plan in at_home
    }


def _unheard(people: "ContactQuerySet", on: date) -> "ContactQuerySet":
    """Those who were neither in touch nor suggested for long, the longest first."""
    heard = people.annotate(heard=RawSQL(HEARD, [], DateField()))  # noqa: S611  our own SQL
    return heard.filter(heard__lte=on - LONG_UNHEARD).order_by("heard", "pk")


def _first_of_each(
    people: "ContactQuerySet", ordered: "ContactQuerySet", most: int
) -> Iterable[tuple[uuid.UUID, uuid.UUID, int]]:
    """The first of each owner's people in the order of `ordered`: owner, contact, and how many
    there are of that owner."""
    order: list[Any] = list(ordered.query.order_by)
    ranked = ordered.order_by().annotate(
        turn=Window(RowNumber(), partition_by=F("owner"), order_by=order),
        of=Window(Count("pk"), partition_by=F("owner")),
    )
    first = ranked.filter(turn__lte=most).order_by("owner", "turn")
    return first.values_list("owner_id", "pk", "of")


def candidates(user: "User", plan: Plan, on: date) -> "ContactQuerySet":
    """Whose check-in falls before the plan week ends and who are not in the plan: the most
    urgent first. Nobody while the user is away."""
    people = Contact.objects.for_user(user)
    if is_away(user, on):
        return people.none()
    return by_urgency(_not_in(people.check_ins_before(plan.ends_on, on), plan), on)


def by_urgency(people: "ContactQuerySet", on: date) -> "ContactQuerySet":
    """In the order of suggestions; of two alike, whom one has waited for longer."""
    waited = F("last_contact_on").asc(nulls_first=True)
    return people.order_by(urgency(on).desc(), waited, "pk")


def weight(on: date) -> RawSQL:
    return RawSQL(WEIGHT, [on, on], IntegerField())  # noqa: S611  our own SQL


def urgency(on: date) -> RawSQL:
    return RawSQL(URGENCY, [on, on, on], FloatField())  # noqa: S611  our own SQL


def is_away(user: "User", on: date) -> bool:
    """On holiday: check-ins rest."""
    return user.is_away(on)


def _not_in(people: "ContactQuerySet", plan: Plan) -> "ContactQuerySet":
    return people.exclude(Exists(plan.slots.filter(contact=OuterRef("pk"))))


# --- filling slots ------------------------------------------------------------------------------


def fill_fortnight(
    user: "User", plan: Plan, on: date, contact_ids: Iterable[uuid.UUID] | None = None
) -> int:
    """In an account's first two weeks everybody chosen fills a free slot by importance, due or
    not; a slot that has ended is free again. Returns how many did."""
    if on >= user.today(user.date_joined) + FIRST_FORTNIGHT or is_away(user, on):
        return 0
    people = Contact.objects.for_user(user).check_ins_before(date.max, on)
    if contact_ids is not None:
        people = people.by_ids(contact_ids)
    ended = PlanSlot.objects.for_user(user).exclude(outcome=Outcome.OPEN)
    people = people.exclude(Exists(ended.filter(contact=OuterRef("pk"))))
    chosen = _not_in(people, plan).order_by(weight(on).desc(), urgency(on).desc(), "pk")
    free = plan.budget - plan.slots.open().count()
    return _suggest(plan, chosen, SlotOrigin.FORTNIGHT, on, free)


def welcome_people(user: "User", contact_ids: Iterable[uuid.UUID], on: date) -> int:
    """These people were added or triaged just now; how many entered the plan that stands."""
    plan = standing_plan(user, on)
    return fill_fortnight(user, plan, on, contact_ids) if plan else 0


def fill_free(user: "User", plan: Plan, on: date) -> int:
    """Those whose snooze has ended since the plan was fixed, and everybody after a holiday, take
    the slots that the plan left free. Returns how many did."""
    return fill_free_of({user: plan}, on)


def fill_free_of(plans: Mapping["User", Plan], on: date) -> int:
    """As `fill_free`, for any number of users on whose calendars it is the same day."""
    taken = Plan.objects.by_ids(plan.pk for plan in plans.values()).slot_counts()
    weeks: dict[tuple[date, bool], list[Plan]] = defaultdict(list)
    for user, plan in plans.items():
        if plan.budget > taken[plan.pk] and not is_away(user, on):
            weeks[plan.starts_on, is_away(user, plan.starts_on)].append(plan)
    filled = 0
    for (starts_on, was_away), week in weeks.items():
        people = Contact.objects.filter(owner__in=[plan.owner_id for plan in week])
        people = people.check_ins_before(week[0].ends_on, on)
        if not was_away:
            people = people.filter(snoozed_until__gt=starts_on, snoozed_until__lte=on)
        there = PlanSlot.objects.filter(plan__in=week, contact=OuterRef("pk"))
        people = people.exclude(Exists(there))
        next_ones: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
        most = max(plan.budget for plan in week)
        for owner_id, pk, _count in _first_of_each(people, by_urgency(people, on), most):
            next_ones[owner_id].append(pk)
        free = {plan: next_ones[plan.owner_id][: plan.budget - taken[plan.pk]] for plan in week}
        filled += give_slots(free, SlotOrigin.PLAN, on)
    return filled


def suggest_one_more(user: "User", *, on: date) -> PlanSlot | None:
    """The next in line; if nobody is due, whoever soonest will be. None if all are in the plan."""
    plan = standing_plan(user, on)
    if plan is None:
        return None
    soonest = Contact.objects.for_user(user).check_ins_before(date.max, on)
    for people in (candidates(user, plan, on), by_urgency(_not_in(soonest, plan), on)):
        if _suggest(plan, people, SlotOrigin.MORE, on, 1):
            return plan.slots.order_by("-rank").first()
    return None


def _suggest(
    plan: Plan, people: QuerySet[Contact], origin: SlotOrigin, on: date, how_many: int
) -> int:
    """Give the first of these people slots of the plan; how many got one."""
    if how_many <= 0:
        return 0
    chosen = list(people.values_list("pk", flat=True)[:how_many])
    return give_slots({plan: chosen}, origin, on)


def give_slots(chosen: Mapping[Plan, Sequence[uuid.UUID]], origin: SlotOrigin, on: date) -> int:
    """Slots of each plan for these people, after those it has; how many."""
    everybody = [contact_id for people in chosen.values() for contact_id in people]
    if not everybody:
        return 0
    last = PlanSlot.objects.filter(plan__in=chosen).last_ranks()
    PlanSlot.objects.bulk_create(
        (
            PlanSlot(
                owner_id=plan.owner_id,
                plan=plan,
                contact_id=contact_id,
                rank=rank,
                origin=origin,
                suggested_on=on,
            )
            for plan, people in chosen.items()
            for rank, contact_id in enumerate(people, last.get(plan.pk, 0) + 1)
        ),
        ignore_conflicts=True,
    )
    count_suggestion(everybody, on)
    return len(everybody)
