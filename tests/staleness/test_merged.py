"""The edge case *merged*: types united, the survivor's override, else the shorter; snooze and
pause only if both have them; one slot; nobody late at once; nothing drifts."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from accounts.models import User
from contacts.enums import State
from contacts.models import Contact, RelationshipType
from contacts.services import (
    add_relationship,
    archive,
    choose_date,
    end_relationship,
    mark_died,
    pause,
    set_cadence,
    snooze,
)
from interactions import derivation
from tests.conftest import NOW, TODAY
from tests.factories import make_contact
from tests.importing.merged import part, unite
from tests.reminders.people import make_due, say

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_drifts(acting_alice: User) -> Iterator[None]:
    yield
    assert derivation.drifted(acting_alice.pk, TODAY) == set()


def types(contact: Contact) -> list[str]:
    return sorted(contact.relationships.values_list("type__key", flat=True))


def test_a_snoozed_and_a_paused_one_with_an_override_are_neither_and_go_by_the_override(
    acting_alice: User,
) -> None:
    snoozed = make_due(acting_alice, "Ana", type_key="peer")
    paused = make_due(acting_alice, "Ana K", type_key="industry")
    snooze(snoozed, until=TODAY + 30 * DAY, on=TODAY)
    pause(paused, on=TODAY, until=TODAY + 60 * DAY, reason="parental leave")
    set_cadence(paused, days=45, on=TODAY)

    unite(snoozed, paused)

    assert types(snoozed) == ["industry", "peer"]
    assert (snoozed.cadence_override, snoozed.cadence_days) == (45, 45)
    assert (snoozed.snoozed_on, snoozed.snoozed_until) == (None, None)
    assert (snoozed.paused_from, snoozed.paused_until, snoozed.paused_reason) == (None, None, "")


def test_the_other_way_round_the_pause_ends_today(acting_alice: User) -> None:
    paused = make_due(acting_alice, "Ana", type_key="peer")
    snoozed = make_due(acting_alice, "Ana K", type_key="peer")
    pause(paused, on=TODAY - 9 * DAY, until=TODAY + 60 * DAY)
    snooze(snoozed, until=TODAY + 30 * DAY, on=TODAY)

    unite(paused, snoozed)

    assert (paused.paused_from, paused.paused_until) == (TODAY - 9 * DAY, TODAY)
    assert not paused.is_paused(TODAY)
    assert not paused.is_snoozed(TODAY)
    assert paused.next_check_in_on == TODAY + 9 * DAY  # nine days were paused


@pytest.mark.parametrize(("first", "second"), [(10, 20), (20, 10)])
def test_a_snooze_of_both_ends_with_the_earlier_one(
    acting_alice: User, first: int, second: int
) -> None:
    one, other = make_due(acting_alice, "Ana"), make_due(acting_alice, "Ana K")
    snooze(one, until=TODAY + first * DAY, on=TODAY)
    snooze(other, until=TODAY + second * DAY, on=TODAY)

    unite(one, other)

    assert one.snoozed_until == TODAY + 10 * DAY
    assert one.state_on(TODAY) == State.SNOOZED


@pytest.mark.parametrize(("first", "second"), [(None, 20), (20, None)])
def test_a_pause_of_both_ends_with_the_earlier_one(
    acting_alice: User, first: int | None, second: int | None
) -> None:
    one, other = make_due(acting_alice, "Ana"), make_due(acting_alice, "Ana K")
    for contact, days in ((one, first), (other, second)):
        pause(contact, on=TODAY - DAY, until=TODAY + days * DAY if days else None)

    unite(one, other)

    assert (one.paused_from, one.paused_until) == (TODAY - DAY, TODAY + 20 * DAY)
    assert one.state_on(TODAY) == State.PAUSED


@pytest.mark.parametrize(
    ("ours", "theirs", "type_key", "override", "cadence"),
    [
        (90, 7, "mentor", 90, 90),  # the survivor's, even if longer
        (None, 7, "mentor", 7, 7),  # the shorter of 7 and 30
        (None, 90, "mentor", None, 30),  # the shorter of 90 and 30
        (None, 90, "", 90, 90),  # there is no other
    ],
)
def test_the_survivors_override_else_the_shorter(
    acting_alice: User,
    ours: int | None,
    theirs: int,
    type_key: str,
    override: int | None,
    cadence: int,
) -> None:
    one = make_contact(acting_alice, "Ana", type_key=type_key, cadence_override=ours)
    other = make_contact(acting_alice, "Ana K", cadence_override=theirs)

    unite(one, other)

    assert (one.cadence_override, one.cadence_days) == (override, cadence)


def test_one_type_of_both_is_there_once_since_the_earlier_day(acting_alice: User) -> None:
    one, other = make_contact(acting_alice, "Ana"), make_contact(acting_alice, "Ana K")
    peer = RelationshipType.objects.for_user(acting_alice).get(key="peer")
    for contact, begun in ((one, date(2024, 5, 1)), (other, date(2021, 2, 1))):
        add_relationship(contact, type=peer, on=TODAY, starts_on=begun)

    unite(one, other)

    [tie] = one.relationships.all()
    assert (tie.type, tie.starts_on, tie.ends_on) == (peer, date(2021, 2, 1), None)


def test_a_former_and_a_present_tie_of_one_type_both_stay(acting_alice: User) -> None:
    one = make_contact(acting_alice, "Ana", type_key="manager")
    other = make_contact(acting_alice, "Ana K", type_key="manager")
    end_relationship(other.relationships.get(), on=TODAY)

    unite(one, other)

    assert types(one) == ["manager", "manager"]
    assert one.cadence_days == 14


def test_the_later_talk_of_both_moves_the_clock_and_undo_moves_it_back(
    acting_alice: User,
) -> None:
    one = make_due(acting_alice, "Ana", type_key="peer", days=20)
    other = make_contact(acting_alice, "Ana K")
    say(other, occurred_on=TODAY - 3 * DAY)
    before = (one.last_contact_on, one.next_check_in_on)

    made = unite(one, other)
    assert one.last_contact_on == TODAY - 3 * DAY
    assert one.next_check_in_on == TODAY + 57 * DAY

    part(made)
    one.refresh_from_db()
    assert (one.last_contact_on, one.next_check_in_on) == before


def test_who_becomes_due_more_often_by_a_merge_is_due_within_a_week_not_overdue(
    acting_alice: User,
) -> None:
    one = make_due(acting_alice, "Ana", type_key="industry", days=-20)  # 100 of 120 days ago
    other = make_contact(acting_alice, "Ana K", type_key="manager")

    unite(one, other)

    assert one.cadence_days == 14
    assert one.next_check_in_on is not None
    assert TODAY < one.next_check_in_on <= TODAY + 7 * DAY


def test_who_was_overdue_before_stays_so(acting_alice: User) -> None:
    one = make_due(acting_alice, "Ana", type_key="peer", days=50)
    other = make_contact(acting_alice, "Ana K", triaged_on=None)

    unite(one, other)

    assert one.state_on(TODAY) == State.OVERDUE


def test_an_imported_survivor_is_tracked_as_the_other_was(acting_alice: User) -> None:
    imported = make_contact(acting_alice, "Ana Kovač", triaged_on=None)
    tracked = make_due(acting_alice, "Ana", type_key="peer", days=5)
    choose_date(tracked, day=TODAY + 9 * DAY, on=TODAY)

    unite(imported, tracked)

    assert imported.triaged_on == tracked.triaged_on
    assert imported.next_check_in_on == TODAY + 9 * DAY


@pytest.mark.parametrize(("both", "state"), [(True, State.ARCHIVED), (False, State.DUE)])
def test_an_archive_holds_only_if_both_are_in_it(
    acting_alice: User, both: bool, state: State
) -> None:
    one, other = make_due(acting_alice, "Ana"), make_due(acting_alice, "Ana K")
    archive(one, on=TODAY)
    if both:
        archive(other, on=TODAY)

    unite(one, other)

    assert one.state_on(TODAY) == state


def test_the_dead_stay_dead(acting_alice: User) -> None:
    one, other = make_due(acting_alice, "Ana"), make_due(acting_alice, "Ana K")
    mark_died(other, died=True, on=TODAY)

    unite(one, other)

    assert one.state_on(TODAY) == State.DIED
    assert one.next_check_in_on is None


def test_suggestions_are_not_forgotten_so_that_the_dormant_stay_dormant(
    acting_alice: User,
) -> None:
    one = make_due(acting_alice, "Ana", type_key="peer", days=500, suggestions=3)
    other = make_contact(acting_alice, "Ana K", triaged_on=None)
    Contact.objects.filter(pk=one.pk).update(suggestions=3)
    derivation.rederive([one.pk], TODAY)

    made = unite(one, other, at=NOW)

    assert one.state_on(TODAY) == State.DORMANT
    part(made)
    one.refresh_from_db()
    assert (one.suggestions, one.state_on(TODAY)) == (3, State.DORMANT)
