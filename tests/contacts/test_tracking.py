"""Triage, snooze, pause, archive, a chosen date: when check-ins come."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services import add_holiday, end_holiday
from contacts import services
from contacts.derivation import drifted
from contacts.models import Contact, RelationshipType
from core import undo
from core.roles import acting_for
from tests.factories import make_contact, make_interaction

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def tracked(owner: User, last_contact_on: date) -> Contact:
    """A mentor (30 days) since the beginning of the year."""
    return make_contact(
        owner, type_key="mentor", on=date(2026, 1, 5), last_contact_on=last_contact_on
    )


def mentor_met(owner: User, occurred_on: date) -> Contact:
    """As `tracked`, by a conversation that is read again whenever the clock changes."""
    contact = make_contact(owner, type_key="mentor", on=date(2026, 1, 5))
    make_interaction(contact, occurred_on=occurred_on)
    return contact


def type_id(owner: User, key: str) -> object:
    return RelationshipType.objects.get(owner=owner, key=key).pk


def new_person(owner: User, name: str = "Rory") -> Contact:
    return make_contact(owner, name, triaged_on=None)


def test_one_person_sorted_in_is_due_within_a_fortnight(acting_alice: User) -> None:
    contact = new_person(acting_alice)

    services.triage(
        owner=acting_alice,
        contact_ids=[contact.pk],
        type_id=type_id(acting_alice, "industry"),  # type: ignore[arg-type]
        on=TODAY,
    )

    contact.refresh_from_db()
    assert (contact.triaged_on, contact.first_due_on) == (TODAY, TODAY + days(14))
    assert contact.next_check_in_on == TODAY + days(14)


def test_many_sorted_in_at_once_are_spread_over_their_cadence(acting_alice: User) -> None:
    people = [new_person(acting_alice, f"Person {n}") for n in range(40)]

    services.triage(
        owner=acting_alice,
        contact_ids=[contact.pk for contact in people],
        type_id=type_id(acting_alice, "peer"),  # type: ignore[arg-type]
        on=TODAY,
    )

    due = list(Contact.objects.values_list("next_check_in_on", flat=True))
    assert all(day and TODAY < day <= TODAY + days(60) for day in due)
    assert len(set(due)) > 15
    assert drifted(acting_alice.pk, TODAY) == []


def test_not_to_be_tracked_leaves_triage_without_dates(acting_alice: User) -> None:
    contact = new_person(acting_alice)

    services.triage(owner=acting_alice, contact_ids=[contact.pk], type_id=None, on=TODAY)

    contact.refresh_from_db()
    assert (contact.triaged_on, contact.state_on(TODAY)) == (TODAY, "untracked")


def test_a_triage_is_taken_back_whole(acting_alice: User) -> None:
    contact = new_person(acting_alice)
    before = services.triage(
        owner=acting_alice,
        contact_ids=[contact.pk],
        type_id=type_id(acting_alice, "mentor"),  # type: ignore[arg-type]
        on=TODAY,
    )

    services.untriage(owner=acting_alice, before=before, on=TODAY)

    contact.refresh_from_db()
    assert (contact.triaged_on, contact.first_due_on, contact.next_check_in_on) == (
        None,
        None,
        None,
    )
    assert contact.relationships.count() == 0


def test_triage_touches_nobody_elses_people(alice: User, bob: User) -> None:
    with acting_for(alice.pk):
        hers = new_person(alice)
    with acting_for(bob.pk):
        services.triage(owner=bob, contact_ids=[hers.pk, uuid4()], type_id=None, on=TODAY)
    with acting_for(alice.pk):
        hers.refresh_from_db()

    assert hers.triaged_on is None


def test_a_snooze_hides_until_its_date_and_moves_nothing(acting_alice: User) -> None:
    contact = tracked(acting_alice, date(2026, 9, 1))
    due = contact.next_check_in_on

    services.snooze(contact, until=TODAY + days(7), on=TODAY)

    assert (contact.state_on(TODAY + days(6)), contact.next_check_in_on) == ("snoozed", due)
    assert contact.state_on(TODAY + days(7)) == "overdue"

    services.unsnooze(contact, on=TODAY)
    assert contact.state_on(TODAY) == "overdue"


@pytest.mark.parametrize("ahead", [-1, 0, 366])
def test_a_snooze_is_from_a_day_to_a_year(acting_alice: User, ahead: int) -> None:
    contact = make_contact(acting_alice, type_key="mentor")

    with pytest.raises(ValidationError, match="tomorrow"):
        services.snooze(contact, until=TODAY + days(ahead), on=TODAY)

    contact.refresh_from_db()
    assert contact.snoozed_until is None


def test_a_pause_stops_the_clock_and_adds_its_days(acting_alice: User) -> None:
    talked = TODAY - days(5)
    contact = tracked(acting_alice, talked)

    services.pause(contact, on=TODAY, until=TODAY + days(90), reason="Parental leave")
    assert (contact.state_on(TODAY), contact.next_check_in_on) == ("paused", None)

    services.resume(contact, on=TODAY + days(90))
    assert contact.next_check_in_on == TODAY + days(90 + 25)


def test_two_pauses_in_a_row_both_count(acting_alice: User) -> None:
    talked = TODAY - days(5)
    contact = tracked(acting_alice, talked)

    services.pause(contact, on=TODAY)
    services.resume(contact, on=TODAY + days(10))
    services.pause(contact, on=TODAY + days(12))
    services.resume(contact, on=TODAY + days(20))

    assert contact.paused_days == 10
    assert contact.next_check_in_on == talked + days(30 + 10 + 8)


def test_a_pause_before_the_last_contact_counts_no_more(acting_alice: User) -> None:
    contact = tracked(acting_alice, TODAY - days(5))
    services.pause(contact, on=TODAY)
    services.resume(contact, on=TODAY + days(10))
    Contact.objects.by_ids([contact.pk]).update(last_contact_on=TODAY + days(11))
    contact.refresh_from_db()

    services.pause(contact, on=TODAY + days(12))

    assert contact.paused_days == 0


def test_a_running_pause_gets_another_end(acting_alice: User) -> None:
    contact = make_contact(acting_alice, type_key="mentor")
    services.pause(contact, on=TODAY, reason="On leave")

    services.pause(contact, on=TODAY + days(3), until=TODAY + days(9), reason="On leave")

    assert (contact.paused_from, contact.paused_until) == (TODAY, TODAY + days(9))


def test_a_pause_ended_on_its_first_day_never_was(acting_alice: User) -> None:
    contact = tracked(acting_alice, date(2026, 9, 1))
    due = contact.next_check_in_on

    services.pause(contact, on=TODAY)
    services.resume(contact, on=TODAY)

    assert (contact.paused_from, contact.next_check_in_on) == (None, due)


def test_out_of_the_archive_one_is_due_within_a_week(acting_alice: User) -> None:
    contact = tracked(acting_alice, date(2025, 1, 1))
    services.archive(contact, on=TODAY)
    assert (contact.state_on(TODAY), contact.next_check_in_on) == ("archived", None)
    later = TODAY + days(100)

    services.unarchive(contact, on=later)

    assert contact.next_check_in_on is not None
    assert later < contact.next_check_in_on <= later + days(7)


def test_a_chosen_date_governs_until_it_is_taken_away(acting_alice: User) -> None:
    contact = tracked(acting_alice, TODAY)
    march = date(2027, 3, 1)

    services.choose_date(contact, day=march, on=TODAY)
    assert contact.next_check_in_on == march

    services.choose_date(contact, day=None, on=TODAY)
    assert contact.next_check_in_on == TODAY + days(30)

    with pytest.raises(ValidationError, match="after today"):
        services.choose_date(contact, day=TODAY, on=TODAY)


def test_the_dead_have_no_dates(acting_alice: User) -> None:
    contact = tracked(acting_alice, TODAY)

    services.mark_died(contact, died=True, on=TODAY)

    assert (contact.state_on(TODAY), contact.next_check_in_on) == ("died", None)


def test_a_holiday_moves_everybody_by_its_days(acting_alice: User) -> None:
    contact = mentor_met(acting_alice, TODAY)

    add_holiday(acting_alice, first=TODAY, back=TODAY + days(14), at=NOW)

    contact.refresh_from_db()
    assert contact.next_check_in_on == TODAY + days(44)


def test_a_second_holiday_leaves_the_days_of_the_first(acting_alice: User) -> None:
    contact = mentor_met(acting_alice, TODAY - days(20))
    add_holiday(acting_alice, first=TODAY - days(15), back=TODAY - days(5), at=NOW)
    add_holiday(acting_alice, first=TODAY, back=TODAY + days(7), at=NOW)

    contact.refresh_from_db()
    assert contact.next_check_in_on == TODAY + days(-20 + 30 + 10 + 7)


def test_a_holiday_to_come_moves_nobody_before_it_begins(acting_alice: User) -> None:
    contact = mentor_met(acting_alice, TODAY)
    begins = TODAY + days(10)

    add_holiday(acting_alice, first=begins, back=begins + days(7), at=NOW)

    contact.refresh_from_db()
    assert (contact.next_check_in_on, contact.rederive_on) == (TODAY + days(30), begins)


def test_who_comes_back_early_gets_the_other_days_back(acting_alice: User) -> None:
    contact = mentor_met(acting_alice, TODAY - days(10))
    first = TODAY - days(4)
    add_holiday(acting_alice, first=first, back=TODAY + days(20), at=NOW)

    end_holiday(acting_alice, first=first, at=NOW)

    contact.refresh_from_db()
    assert contact.next_check_in_on == TODAY + days(-10 + 30 + 4)
    assert not acting_alice.is_away(TODAY)


def test_the_third_suggestion_lets_somebody_be_dormant(acting_alice: User) -> None:
    contact = tracked(acting_alice, date(2025, 1, 1))
    for _ in range(2):
        services.count_suggestion([contact.pk], TODAY)
    contact.refresh_from_db()
    assert contact.state_on(TODAY) == "overdue"

    services.count_suggestion([contact.pk], TODAY)

    contact.refresh_from_db()
    assert contact.state_on(TODAY) == "dormant"


def test_what_stood_before_is_put_back_by_the_address_of_undo(acting_alice: User) -> None:
    contact = tracked(acting_alice, date(2026, 9, 1))
    due = contact.next_check_in_on
    before = services.standing([contact.pk], ["archived_on"])
    services.archive(contact, on=TODAY)
    address = undo.remember(owner=acting_alice, verb=services.CHANGE, before=before, at=NOW)

    undo.take_back(address.strip("/").split("/")[-1], owner=acting_alice, at=NOW, on=TODAY)  # type: ignore[arg-type]

    contact.refresh_from_db()
    assert (contact.archived_on, contact.next_check_in_on) == (None, due)


def test_a_snooze_after_todays_talk_holds(acting_alice: User) -> None:
    contact = tracked(acting_alice, TODAY)

    services.snooze(contact, until=TODAY + days(60), on=TODAY)

    assert contact.state_on(TODAY + days(40)) == "snoozed"
