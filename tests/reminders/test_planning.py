"""The week's plan: who enters it, in which order, and that it then stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from accounts.services import add_holiday
from contacts import services as contacts
from contacts.models import Contact
from contacts.services import choose_date, snooze
from interactions.services import answer_happened
from reminders.enums import SlotOrigin
from reminders.models import Plan, PlanSlot
from reminders.planning import candidates, is_away
from reminders.selectors import today
from reminders.services import local_day, make_plan, pass_slot, suggest_one_more
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, relate
from tests.reminders.people import (
    add_by_hand,
    make_due,
    names,
    say,
    this_weeks,
)

DAY = timedelta(days=1)
SUNDAY = TODAY + 6 * DAY


def at_noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 11, tzinfo=UTC)


def test_a_plan_holds_the_most_overdue_of_their_own_cadence(old_alice: User) -> None:
    make_due(old_alice, "Slow", type_key="industry", days=30)  # r = 1.25
    make_due(old_alice, "Quick", type_key="manager", days=14)  # r = 2, times 1.5
    make_due(old_alice, "Peer", type_key="peer", days=30)  # r = 1.5, times 1.25

    plan = make_plan(old_alice, at=NOW)

    assert names(plan) == ["Quick", "Peer", "Slow"]
    assert plan is not None
    assert (plan.starts_on, plan.ends_on) == (TODAY, TODAY + 7 * DAY)
    assert (plan.budget, plan.due_count) == (5, 3)


def test_importance_weighs_a_quarter_more_for_each_step(old_alice: User) -> None:
    make_due(old_alice, "Normal", days=60, importance=1)  # 2 × 1
    make_due(old_alice, "High", days=60, importance=2)  # 2 × 1.25
    make_due(old_alice, "Highest", days=30, importance=3)  # 1.5 × 1.5
    make_due(old_alice, "Of the type", days=54)  # 1.9 × 1.25

    assert names(make_plan(old_alice, at=NOW)) == ["High", "Of the type", "Highest", "Normal"]


def test_of_two_alike_comes_whom_one_has_waited_for_longer(old_alice: User) -> None:
    make_due(old_alice, "Month", type_key="client", days=30)  # 60 days ago, r = 2
    make_due(old_alice, "Fortnight", type_key="manager", days=14)  # 28 days ago, r = 2

    assert names(make_plan(old_alice, at=NOW)) == ["Month", "Fortnight"]


def test_an_ended_relationship_lends_no_importance(old_alice: User) -> None:
    former = make_due(old_alice, "Former", days=60)
    relate(former, "mentor", ends_on=TODAY - DAY)
    make_due(old_alice, "Peer", days=61)

    assert names(make_plan(old_alice, at=NOW)) == ["Peer", "Former"]


def test_due_until_the_last_day_of_the_week_is_in_and_the_next_day_is_not(
    old_alice: User,
) -> None:
    make_due(old_alice, "Sunday", days=-6)
    make_due(old_alice, "Monday", days=-7)

    assert names(make_plan(old_alice, at=NOW)) == ["Sunday"]


def test_no_more_than_the_budget_and_the_true_number_of_those_due(old_alice: User) -> None:
    old_alice.budget = 2
    for number in range(4):
        make_due(old_alice, f"P{number}", days=number)

    plan = make_plan(old_alice, at=NOW)

    assert names(plan) == ["P3", "P2"]
    assert plan is not None
    assert plan.due_count == 4


def test_the_silent_are_not_planned(old_alice: User) -> None:
    due = {name: make_due(old_alice, name, days=5) for name in ("A", "B", "C", "D", "E", "F")}
    snooze(due["A"], until=TODAY + 3 * DAY, on=TODAY)
    contacts.pause(due["B"], on=TODAY)
    contacts.archive(due["C"], on=TODAY)
    say(due["D"], occurred_on=TODAY + 4 * DAY, on=TODAY, status="planned")
    contacts.delete_contact(due["E"], at=NOW)

    assert names(make_plan(old_alice, at=NOW)) == ["F"]


def test_imported_people_are_never_planned_before_triage(old_alice: User) -> None:
    make_contact(old_alice, "Imported", triaged_on=None)

    assert names(make_plan(old_alice, at=NOW)) == []


def test_a_chosen_date_enters_the_plan_of_its_week(old_alice: User) -> None:
    fresh = make_due(old_alice, "Call me in the week", days=-50)
    untyped = make_contact(old_alice, "No type")
    for contact in (fresh, untyped):
        choose_date(contact, day=TODAY + 2 * DAY, on=TODAY)

    assert set(names(make_plan(old_alice, at=NOW))) == {"Call me in the week", "No type"}


def test_a_plan_once_made_stays(old_alice: User) -> None:
    make_due(old_alice, "First", days=1)
    plan = make_plan(old_alice, at=NOW)
    make_due(old_alice, "Later and more urgent", days=100)

    assert make_plan(old_alice, at=NOW) is None
    assert make_plan(old_alice, at=at_noon(SUNDAY)) is None
    assert names(plan) == ["First"]
    assert Plan.objects.for_user(old_alice).count() == 1


def test_the_next_plan_is_fixed_an_hour_before_the_digest(old_alice: User) -> None:
    make_plan(old_alice, at=NOW)
    # Eight o'clock in Berlin is seven in UTC.
    assert make_plan(old_alice, at=datetime(2026, 11, 23, 5, 59, tzinfo=UTC)) is None
    plan = make_plan(old_alice, at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
    assert plan is not None
    assert plan.starts_on == date(2026, 11, 23)


def test_weeks_without_a_scheduler_get_no_plan_afterwards(old_alice: User) -> None:
    make_plan(old_alice, at=NOW)

    make_plan(old_alice, at=NOW + timedelta(days=24))

    starts = Plan.objects.for_user(old_alice).values_list("starts_on", flat=True)
    assert set(starts) == {TODAY, TODAY + 21 * DAY}


def test_without_a_weekly_mail_the_week_begins_on_monday(old_alice: User) -> None:
    old_alice.digest_weekday, old_alice.digest_on = 3, False

    plan = make_plan(old_alice, at=NOW)

    assert plan is not None
    assert plan.starts_on == TODAY


def test_a_changed_weekday_counts_from_the_next_week_of_at_least_four_days(
    old_alice: User,
) -> None:
    make_plan(old_alice, at=NOW)
    old_alice.digest_weekday = 3  # Thursday, in three days

    assert make_plan(old_alice, at=at_noon(TODAY + 3 * DAY)) is None
    assert make_plan(old_alice, at=at_noon(TODAY + 9 * DAY)) is None
    plan = make_plan(old_alice, at=at_noon(TODAY + 10 * DAY))
    assert plan is not None
    assert plan.starts_on == TODAY + 10 * DAY


def test_being_planned_is_counted_as_a_suggestion(old_alice: User) -> None:
    ana = make_due(old_alice, days=1)

    make_plan(old_alice, at=NOW)

    ana.refresh_from_db()
    assert ana.suggestions == 1


def test_who_was_suggested_three_times_and_never_answered_goes_to_reconnect(
    old_alice: User,
) -> None:
    quiet = make_due(old_alice, "Gone quiet", days=60 * 8)
    for _ in range(2):
        contacts.count_suggestion([quiet.pk], TODAY)

    plan = make_plan(old_alice, at=NOW)
    following = make_plan(old_alice, at=NOW + timedelta(days=7))

    assert names(plan) == ["Gone quiet"]
    assert names(following) == []
    quiet.refresh_from_db()
    assert quiet.state_on(TODAY + 7 * DAY) == "dormant"
    assert today(old_alice, TODAY + 7 * DAY).dormant == 1


def test_a_snooze_that_ends_in_the_week_waits_unless_a_slot_is_free(old_alice: User) -> None:
    old_alice.budget = 1
    sleeper = make_due(old_alice, "Sleeper", days=9)
    snooze(sleeper, until=TODAY + 2 * DAY, on=TODAY)
    make_due(old_alice, "Busy", days=1)
    plan = make_plan(old_alice, at=NOW)

    local_day(old_alice, on=TODAY + 2 * DAY, at=at_noon(TODAY + 2 * DAY))

    assert names(plan) == ["Busy"]


def test_a_snooze_that_ends_in_the_week_takes_a_free_slot(old_alice: User) -> None:
    sleeper = make_due(old_alice, "Sleeper", days=9)
    snooze(sleeper, until=TODAY + 2 * DAY, on=TODAY)
    plan = make_plan(old_alice, at=NOW)
    make_due(old_alice, "Added since", days=1)

    local_day(old_alice, on=TODAY + DAY, at=at_noon(TODAY + DAY))
    assert names(plan) == []
    local_day(old_alice, on=TODAY + 2 * DAY, at=at_noon(TODAY + 2 * DAY))
    assert names(plan) == ["Sleeper"]


def test_on_holiday_nobody_is_planned_and_on_return_the_free_slots_fill(
    old_alice: User,
) -> None:
    make_due(old_alice, days=60)
    add_holiday(old_alice, first=TODAY - 2 * DAY, back=TODAY + 3 * DAY, at=NOW)
    assert is_away(old_alice, TODAY)
    assert not is_away(old_alice, TODAY + 3 * DAY)

    plan = make_plan(old_alice, at=NOW)
    assert names(plan) == []
    local_day(old_alice, on=TODAY + 3 * DAY, at=at_noon(TODAY + 3 * DAY))
    assert names(plan) == ["Ana Kovač"]


def test_one_more_is_the_next_in_line_then_who_will_be_due_first(old_alice: User) -> None:
    old_alice.budget = 1
    make_due(old_alice, "First", days=9)
    make_due(old_alice, "Second", days=8)
    make_due(old_alice, "Soon", days=-20)
    plan = make_plan(old_alice, at=NOW)

    more = [suggest_one_more(old_alice, on=TODAY) for _ in range(3)]

    assert names(plan) == ["First", "Second", "Soon"]
    assert [slot.origin if slot else None for slot in more] == [
        SlotOrigin.MORE,
        SlotOrigin.MORE,
        None,
    ]


def test_no_refill_when_a_slot_ends(old_alice: User) -> None:
    old_alice.budget = 1
    make_due(old_alice, "First", days=9)
    make_due(old_alice, "Second", days=8)
    plan = make_plan(old_alice, at=NOW)
    pass_slot(this_weeks(old_alice).slots.get(), TODAY)

    local_day(old_alice, on=TODAY + DAY, at=at_noon(TODAY + DAY))

    assert names(plan) == ["First"]


def test_who_was_passed_is_eligible_next_week(old_alice: User) -> None:
    make_due(old_alice, days=9)
    make_plan(old_alice, at=NOW)
    pass_slot(this_weeks(old_alice).slots.get(), TODAY)

    following = make_plan(old_alice, at=NOW + timedelta(days=7))

    assert names(following) == ["Ana Kovač"]


# --- the first fortnight ------------------------------------------------------------------------


def test_a_first_plan_stands_from_sign_up_on(new_alice: User) -> None:
    plan = this_weeks(new_alice)

    assert (plan.starts_on, plan.budget, names(plan)) == (TODAY, 5, [])


def test_each_person_added_enters_the_first_plan_due_or_not(new_alice: User) -> None:
    add_by_hand(new_alice, "Ana", "mentor")
    add_by_hand(new_alice, "Not tracked")

    slot = this_weeks(new_alice).slots.select_related("contact").get()
    assert (slot.contact.display, slot.origin) == ("Ana", SlotOrigin.FORTNIGHT)


def test_many_triaged_at_once_fill_the_slots_by_importance(new_alice: User) -> None:
    people = [make_contact(new_alice, f"P{n}", triaged_on=None) for n in range(8)]
    mentors, industry = people[6:], people[:6]
    for type_key, chosen in (("industry", industry), ("mentor", mentors)):
        for contact in chosen:
            relate(contact, type_key)
    owner_types = {contact.pk: contact for contact in people}
    contacts.triage(
        owner=new_alice,
        contact_ids=list(owner_types),
        type_id=industry[0].relationships.get().type_id,
        on=TODAY,
    )

    planned = names(this_weeks(new_alice))
    assert len(planned) == 5
    assert set(planned[:2]) == {"P6", "P7"}


def test_in_the_first_fortnight_a_slot_that_ended_is_free_again(new_alice: User) -> None:
    new_alice.budget = 1
    Plan.objects.for_user(new_alice).update(budget=1)
    ana = add_by_hand(new_alice, "Ana", "mentor")
    add_by_hand(new_alice, "Ben", "mentor")
    assert names(this_weeks(new_alice)) == ["Ana"]

    say(ana)
    add_by_hand(new_alice, "Cem", "mentor")

    assert names(this_weeks(new_alice)) == ["Ana", "Cem"]


def test_the_second_plan_of_the_fortnight_goes_on_with_those_not_reached(
    new_alice: User,
) -> None:
    ana = add_by_hand(new_alice, "Ana", "mentor")
    add_by_hand(new_alice, "Ben", "industry")
    say(ana)

    plan = make_plan(new_alice, at=NOW + timedelta(days=7))

    assert names(plan) == ["Ben"]


@pytest.mark.parametrize(("days", "planned"), [(13, ["Ana"]), (14, [])])
def test_the_first_fortnight_lasts_fourteen_days(
    new_alice: User, days: int, planned: list[str]
) -> None:
    on = TODAY + days * DAY
    make_plan(new_alice, at=at_noon(on))
    add_by_hand(new_alice, "Ana", "industry", on=on)

    assert names(this_weeks(new_alice, on)) == planned


def test_after_the_fortnight_only_those_due_are_planned(new_alice: User) -> None:
    later = TODAY + 15 * DAY
    ana = add_by_hand(new_alice, "Ana", "industry", on=later)

    make_plan(new_alice, at=at_noon(later))

    assert ana.first_due_on == later + 14 * DAY
    assert names(this_weeks(new_alice, later)) == []


def test_candidates_leave_out_who_is_in_the_plan(old_alice: User) -> None:
    make_due(old_alice, "In", days=2)
    make_plan(old_alice, at=NOW)
    make_due(old_alice, "Out", days=1)

    found = candidates(old_alice, this_weeks(old_alice), TODAY)

    assert [contact.display for contact in found] == ["Out"]


def test_nobody_is_suggested_without_a_plan(old_alice: User) -> None:
    make_due(old_alice)

    assert suggest_one_more(old_alice, on=TODAY) is None
    assert PlanSlot.objects.count() == 0


def test_a_plan_that_fell_through_puts_the_person_back(old_alice: User) -> None:
    ana = make_due(old_alice, days=5)
    make_plan(old_alice, at=NOW)
    planned = say(ana, occurred_on=TODAY + DAY, on=TODAY, status="planned")
    assert this_weeks(old_alice).slots.get().outcome == "planned"

    answer_happened(planned, happened=False, on=TODAY + 2 * DAY, at=NOW)

    assert this_weeks(old_alice).slots.get().outcome == ""
    assert Contact.objects.get(pk=ana.pk).state_on(TODAY + 2 * DAY) == "due"
