"""How a slot of the plan ends, and when it is open again."""

from datetime import timedelta

import pytest

from accounts.models import User
from contacts.models import Contact
from interactions import services as interactions
from interactions.models import InteractionKind
from interactions.services import delete, edit, restore
from reminders.enums import Outcome
from reminders.models import PlanSlot
from reminders.services import end_slots, make_plan, pass_slot, unpass_slot
from tests.conftest import NOW, TODAY
from tests.reminders.people import make_due, outcomes, say, this_weeks

DAY = timedelta(days=1)


@pytest.fixture
def ana(old_alice: User) -> Contact:
    """Due, and in this week's plan with Ben."""
    ana = make_due(old_alice, "Ana", days=5)
    make_due(old_alice, "Ben", days=4)
    make_plan(old_alice, at=NOW)
    return ana


def slot_of(contact: Contact) -> PlanSlot:
    return PlanSlot.objects.get(contact=contact)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("coffee", Outcome.TALKED),
        ("email", Outcome.TALKED),
        ("wrote", Outcome.WROTE),
        ("congratulation", Outcome.WROTE),
        ("social", Outcome.OPEN),
        ("note", Outcome.OPEN),
    ],
)
def test_what_is_logged_ends_the_slot_of_that_person(ana: Contact, kind: str, outcome: str) -> None:
    say(ana, kind)

    assert outcomes(this_weeks(ana.owner)) == {"Ana": outcome, "Ben": Outcome.OPEN}


def test_a_planned_meeting_ends_the_slot(ana: Contact) -> None:
    say(ana, occurred_on=TODAY + 3 * DAY, on=TODAY, status="planned")

    slot = slot_of(ana)
    assert (slot.outcome, slot.ended_on) == (Outcome.PLANNED, TODAY)


def test_who_wrote_and_then_talked_has_talked(ana: Contact) -> None:
    say(ana, "wrote")
    say(ana, "call", occurred_on=TODAY + DAY)
    say(ana, "wrote", occurred_on=TODAY + 2 * DAY)

    slot = slot_of(ana)
    assert (slot.outcome, slot.ended_on) == (Outcome.TALKED, TODAY + DAY)


def test_an_old_conversation_logged_now_ends_nothing_while_the_person_is_due(
    ana: Contact,
) -> None:
    say(ana, occurred_on=TODAY - 200 * DAY)

    assert slot_of(ana).outcome == Outcome.OPEN


def test_a_forgotten_conversation_ends_the_slot_if_nobody_is_due_any_more(ana: Contact) -> None:
    say(ana, occurred_on=TODAY - 10 * DAY)

    assert slot_of(ana).outcome == Outcome.TALKED


def test_who_was_not_planned_uses_no_slot(ana: Contact) -> None:
    cem = make_due(ana.owner, "Cem", days=-30)

    say(cem)

    assert outcomes(this_weeks(ana.owner)) == {"Ana": Outcome.OPEN, "Ben": Outcome.OPEN}


def test_in_a_large_gathering_only_those_talked_with_end_their_slot(ana: Contact) -> None:
    ben = Contact.objects.get(display="Ben")
    others = [make_due(ana.owner, f"P{n}", days=-30) for n in range(8)]

    interactions.log(
        owner=ana.owner,
        contact_ids=[ana.pk, ben.pk, *(other.pk for other in others)],
        kind=InteractionKind.objects.known_as("meeting"),
        occurred_on=TODAY,
        on=TODAY,
        at=NOW,
        talked_ids=[ben.pk],
    )

    assert outcomes(this_weeks(ana.owner)) == {"Ana": Outcome.OPEN, "Ben": Outcome.TALKED}


def test_deleting_what_ended_it_reopens_the_slot_and_restoring_ends_it_again(
    ana: Contact,
) -> None:
    coffee = say(ana)

    delete(coffee, on=TODAY + DAY, at=NOW)
    assert (slot_of(ana).outcome, slot_of(ana).ended_on) == (Outcome.OPEN, None)
    restore(coffee, on=TODAY + DAY, at=NOW)
    assert slot_of(ana).outcome == Outcome.TALKED


def test_deleting_something_else_leaves_the_slot_ended(ana: Contact) -> None:
    say(ana)
    note = say(ana, "note")

    delete(note, on=TODAY, at=NOW)

    assert slot_of(ana).outcome == Outcome.TALKED


def test_a_slot_of_last_week_stays_as_it_ended(ana: Contact) -> None:
    coffee = say(ana)
    make_plan(ana.owner, at=NOW + 7 * DAY)

    delete(coffee, on=TODAY + 7 * DAY, at=NOW)

    assert PlanSlot.objects.get(contact=ana, suggested_on=TODAY).outcome == Outcome.TALKED


def test_editing_what_ended_it_changes_how_it_ended(ana: Contact) -> None:
    coffee = say(ana)
    kinds = InteractionKind.objects.for_user(ana.owner)

    edit(coffee, version=1, on=TODAY, at=NOW, kind=kinds.known_as("wrote"))
    assert slot_of(ana).outcome == Outcome.WROTE
    edit(coffee, version=2, on=TODAY, at=NOW, kind=kinds.known_as("note"))
    assert slot_of(ana).outcome == Outcome.OPEN


def test_taking_one_person_out_of_it_reopens_theirs_alone(ana: Contact) -> None:
    ben = Contact.objects.get(display="Ben")
    coffee = interactions.log(
        owner=ana.owner,
        contact_ids=[ana.pk, ben.pk],
        kind=InteractionKind.objects.known_as("coffee"),
        occurred_on=TODAY,
        on=TODAY,
        at=NOW,
    )

    edit(coffee, version=1, on=TODAY, at=NOW, contact_ids=[ben.pk])

    assert outcomes(this_weeks(ana.owner)) == {"Ana": Outcome.OPEN, "Ben": Outcome.TALKED}


def test_not_now_ends_the_slot_and_can_be_taken_back(ana: Contact) -> None:
    slot = slot_of(ana)

    assert pass_slot(slot, TODAY) is False
    assert pass_slot(slot_of(ana), TODAY + DAY) is False  # the second answer changes nothing
    assert (slot_of(ana).outcome, slot_of(ana).ended_on) == (Outcome.PASSED, TODAY)
    unpass_slot(owner=ana.owner, before={"slot": str(slot.pk)}, on=TODAY)
    assert (slot_of(ana).outcome, slot_of(ana).ended_on) == (Outcome.OPEN, None)


def test_not_now_does_not_undo_a_talk(ana: Contact) -> None:
    say(ana)

    pass_slot(slot_of(ana), TODAY)

    assert slot_of(ana).outcome == Outcome.TALKED


def test_the_third_not_now_in_a_row_asks(ana: Contact) -> None:
    asked = []
    for week in range(3):
        make_plan(ana.owner, at=NOW + 7 * week * DAY)
        on = TODAY + 7 * week * DAY
        asked.append(pass_slot(this_weeks(ana.owner, on).slots.get(contact=ana), on))

    assert asked == [False, False, True]


def test_a_talk_between_begins_the_count_anew(ana: Contact) -> None:
    asked = []
    for week in range(4):
        on = TODAY + 7 * week * DAY
        make_plan(ana.owner, at=NOW + 7 * week * DAY)
        slot = this_weeks(ana.owner, on).slots.get(contact=ana)
        if week == 1:
            end_slots(ana.owner_id, [ana.pk], Outcome.WROTE, on)
        else:
            asked.append(pass_slot(slot, on))

    assert asked == [False, False, False]


def test_ending_slots_without_a_plan_ends_none(old_alice: User) -> None:
    ana = make_due(old_alice)

    assert end_slots(old_alice.pk, [ana.pk], Outcome.TALKED, TODAY) == 0
