"""The week's plan: a few people to be in touch with, fixed once and then left alone.

product.md section 3. A plan stands from one hour before its digest until the next one does.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import DateField, Exists, F, FloatField, IntegerField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from accounts.enums import Weekday
from contacts.enums import State
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


@transaction.atomic
def plan_at(user: "User", at: datetime) -> tuple[Plan, bool]:
    """The plan that stands at a moment, and whether this call made it."""
    on = user.today(at)
    newest = standing_plan(user, on)
    last = newest.starts_on if newest else None
    starts_on = plan_period(at, user.zone, weekday_of(user), user.digest_hour, last).key
    if newest and newest.starts_on >= starts_on:
        return newest, False
    plan, is_new = Plan.objects.get_or_create(
        owner=user,
        starts_on=starts_on,
        defaults={"ends_on": starts_on + WEEK, "budget": user.budget, "made_at": at},
    )
    if is_new:
        _fill(plan, user, on)
    return plan, is_new


def _fill(plan: Plan, user: "User", on: date) -> None:
    begins = max(on, plan.starts_on)
    people = candidates(user, plan, begins)
    plan.due_count = people.count()
    plan.save(update_fields=["due_count"])
    _give_slots(plan, _in_turn(people, plan, begins), SlotOrigin.PLAN, begins)
    fill_fortnight(user, plan, on)


def _in_turn(people: QuerySet[Contact], plan: Plan, on: date) -> list[uuid.UUID]:
    """Who of these gets a slot, by the rule of reminders.ordering."""
    unheard = people.annotate(heard=RawSQL(HEARD, [], DateField()))  # noqa: S611  our own SQL
    unheard = unheard.filter(heard__lte=on - LONG_UNHEARD).order_by("heard", "pk")
    return ordering.in_turn(
        list(people.values_list("pk", flat=True)[: plan.budget]),
        list(unheard.values_list("pk", flat=True)[: plan.budget]),
        how_many=plan.budget,
        week=plan.starts_on.toordinal() // WEEK.days,
    )


def candidates(user: "User", plan: Plan, on: date) -> QuerySet[Contact]:
    """Whose check-in falls before the plan week ends and who are not in the plan: the most
    urgent first. Nobody while the user is away."""
    people = Contact.objects.for_user(user)
    if is_away(user, on):
        return people.none()
    return by_urgency(_not_in(people.check_ins_before(plan.ends_on, on), plan), on)


def by_urgency(people: QuerySet[Contact], on: date) -> QuerySet[Contact]:
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


def _not_in(people: QuerySet[Contact], plan: Plan) -> QuerySet[Contact]:
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
    free = plan.budget - plan.slots.count()
    if free <= 0:
        return 0
    people = candidates(user, plan, on)
    if not is_away(user, plan.starts_on):
        people = people.filter(snoozed_until__gt=plan.starts_on, snoozed_until__lte=on)
    return _suggest(plan, people, SlotOrigin.PLAN, on, free)


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
    return _give_slots(plan, people.values_list("pk", flat=True)[:how_many], origin, on)


def _give_slots(plan: Plan, people: Iterable[uuid.UUID], origin: SlotOrigin, on: date) -> int:
    chosen = list(people)
    if not chosen:
        return 0
    start = (plan.slots.order_by("-rank").values_list("rank", flat=True).first() or 0) + 1
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
            for rank, contact_id in enumerate(chosen, start)
        ),
        ignore_conflicts=True,
    )
    count_suggestion(chosen, on)
    return len(chosen)


def reconnect(user: "User", on: date) -> QuerySet[Contact]:
    """Those who have drifted away: no more suggested week by week, most important first."""
    dormant = Contact.objects.for_user(user).kept().in_state(State.DORMANT, on)
    return dormant.order_by(weight(on).desc(), "last_contact_on", "pk")
