"""Each worked case of the staleness model, told through the services that people use."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from contacts import services as people
from contacts.enums import Counts, LastTalked, State
from contacts.models import Contact, Relationship, RelationshipType
from interactions import derivation, services
from interactions.enums import Status
from interactions.models import Interaction, InteractionKind

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def day(number: int) -> date:
    """A day counted from the story's first."""
    return TODAY + timedelta(days=number)


def at(number: int) -> datetime:
    return NOON + timedelta(days=number)


def type_of(owner: User, key: str) -> RelationshipType:
    return RelationshipType.objects.for_user(owner).get(key=key)


def add(owner: User, key: str, talked: LastTalked | None = None, number: int = 0) -> Contact:
    """A person added by hand on a day, of one type."""
    return people.create_contact(
        owner=owner,
        on=day(number),
        at=at(number),
        display="Ana",
        type_ids=[type_of(owner, key).pk],
        last_talked=talked,
    )


def log(
    *contacts: Contact,
    kind: str = "coffee",
    of: int = 0,
    today: int | None = None,
    **fields: object,
) -> Interaction:
    """Log what happened on day `of`, on day `today` (the same unless said)."""
    now = of if today is None else today
    owner = contacts[0].owner
    done = services.log(
        owner=owner,
        contact_ids=[contact.pk for contact in contacts],
        kind=InteractionKind.objects.for_user(owner).get(key=kind),
        occurred_on=day(of),
        on=day(now),
        at=at(now),
        **fields,  # type: ignore[arg-type]
    )
    for contact in contacts:
        contact.refresh_from_db()
    return done


def due(contact: Contact) -> int | None:
    """The story's day on which a check-in is due."""
    contact.refresh_from_db()
    found = contact.next_check_in_on
    return None if found is None else (found - TODAY).days


def test_a_mentor_talked_with_before_a_pause_is_due_25_days_after_it(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)

    people.pause(ana, on=day(5), until=day(95))
    derivation.rederive([ana.pk], day(95))

    assert due(ana) == 95 + 25


def test_a_pause_that_begins_late_ends_in_a_week_and_not_overdue(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)

    people.pause(ana, on=day(60), until=day(150))
    derivation.rederive([ana.pk], day(150))

    found = due(ana)
    assert found is not None
    assert 150 < found <= 157
    assert ana.state_on(day(150)) in {State.SOON, State.FRESH}


def test_writing_to_a_silent_mentor_moves_the_due_date_ten_days_on(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)

    log(ana, kind="wrote", of=94)

    assert due(ana) == 104
    assert ana.state_on(day(94)) == State.WAITING
    assert ana.state_on(day(104)) == State.DUE
    assert ana.last_contact_on == day(0)


def test_an_industry_connection_added_by_hand_is_soon_and_due_within_a_fortnight(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "industry", LastTalked.UNKNOWN)

    assert due(ana) == 14
    assert ana.state_on(day(0)) == State.SOON


def test_an_old_acquaintance_who_becomes_manager_is_due_in_a_week_not_dormant(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "industry")
    log(ana, of=0)
    Contact.objects.filter(pk=ana.pk).update(suggestions=3)
    derivation.rederive([ana.pk], day(250))

    people.add_relationship(ana, type=type_of(acting_alice, "manager"), on=day(250))

    found = due(ana)
    assert ana.cadence_days == 14
    assert found is not None
    assert 250 < found <= 257
    assert ana.state_on(day(250)) not in {State.OVERDUE, State.DORMANT}


def test_a_former_manager_is_due_every_180_days(acting_alice: User) -> None:
    ana = add(acting_alice, "manager")
    log(ana, of=0)

    people.end_relationship(Relationship.objects.get(contact=ana), on=day(3))

    assert due(ana) == 180
    assert ana.cadence_days == 180


def test_a_plan_moved_four_times_is_silent_until_half_a_cadence_past_due(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    plan = log(ana, of=28, today=1, status=Status.PLANNED)
    for move, (today, to) in enumerate([(27, 34), (33, 40), (39, 47), (46, 60)]):
        version = Interaction.objects.get(pk=plan.pk).version
        assert move == version - 1
        services.edit(plan, version=version, on=day(today), at=at(today), occurred_on=day(to))
        plan.refresh_from_db()

    ana.refresh_from_db()
    assert due(ana) == 30
    assert ana.silent_until == day(45)
    assert ana.state_on(day(44)) == State.PLANNED
    assert ana.state_on(day(45)) == State.OVERDUE


def test_somebody_met_yearly_is_due_a_year_later_and_silent_until_the_next_time(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "light_tie")
    log(ana, kind="event", of=0)
    assert due(ana) == 365

    log(ana, kind="event", of=371, today=360, status=Status.PLANNED)

    assert due(ana) == 365
    assert ana.state_on(day(366)) == State.PLANNED
    assert ana.state_on(day(375)) == State.DUE


def test_an_april_coffee_logged_in_november_leaves_yesterdays_snooze_alone(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "mentor")
    people.snooze(ana, until=day(260), on=day(244))

    log(ana, of=45, today=245)

    assert ana.state_on(day(245)) == State.SNOOZED
    log(ana, of=245)
    assert ana.state_on(day(245)) == State.FRESH


def test_a_nine_person_offsite_resets_only_those_ticked(acting_alice: User) -> None:
    crowd = [add(acting_alice, "peer") for _ in range(9)]

    log(*crowd, kind="meeting", of=1, talked_ids={crowd[0].pk, crowd[1].pk})

    assert [contact.last_contact_on for contact in crowd] == [day(1)] * 2 + [None] * 7


def test_eight_people_at_a_table_all_count(acting_alice: User) -> None:
    table = [add(acting_alice, "peer") for _ in range(8)]

    log(*table, kind="meal", of=1, talked_ids={table[0].pk})

    assert {contact.last_contact_on for contact in table} == {day(1)}


def test_daily_mail_does_not_reset_a_client_where_talks_count(acting_alice: User) -> None:
    ana = add(acting_alice, "client")
    log(ana, kind="call", of=0)
    people.update_contact(ana, on=day(0), at=at(0), version=ana.version, counts=Counts.TALKS)

    for number in range(1, 20):
        log(ana, kind="email", of=number)

    assert due(ana) == 30


@pytest.mark.parametrize(
    ("how", "last", "first"),
    [
        (LastTalked.WEEK, -3, 27),
        (LastTalked.MONTH, -15, 15),
    ],
)
def test_the_answer_to_last_talked_counts_as_an_approximate_contact(
    acting_alice: User, how: LastTalked, last: int, first: int
) -> None:
    ana = add(acting_alice, "mentor", how)

    ana.refresh_from_db()
    assert ana.last_contact_on == day(last)
    assert due(ana) == first


def test_somebody_not_talked_with_for_long_is_due_within_a_week(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor", LastTalked.LONGER)

    found = due(ana)
    assert found is not None
    assert 0 < found <= 7


def test_a_deleted_conversation_moves_the_due_date_back(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    later = log(ana, of=20)
    assert due(ana) == 50

    services.delete(later, on=day(21), at=at(21))
    assert due(ana) == 30

    services.restore(later, on=day(22), at=at(22))
    assert due(ana) == 50


def test_a_planned_meeting_never_counts_until_it_is_said_to_have_happened(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "mentor")
    plan = log(ana, of=5, today=0, status=Status.PLANNED)
    derivation.rederive([ana.pk], day(6))
    ana.refresh_from_db()
    assert ana.last_contact_on is None

    services.answer_happened(plan, happened=True, on=day(6), at=at(6))

    ana.refresh_from_db()
    assert ana.last_contact_on == day(5)


def test_an_unanswered_plan_counts_as_no_after_three_days(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    log(ana, of=33, today=10, status=Status.PLANNED)
    ana.refresh_from_db()

    assert ana.state_on(day(36)) == State.PLANNED
    assert ana.state_on(day(37)) == State.DUE


def test_a_chosen_date_holds_until_the_next_contact(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    people.choose_date(ana, day=day(90), on=day(2))
    assert due(ana) == 90

    log(ana, of=1, today=3)  # of before the choice
    assert due(ana) == 90
    log(ana, of=10)
    assert due(ana) == 40


def test_archived_and_dead_people_are_never_due(acting_alice: User) -> None:
    ana, ben = add(acting_alice, "mentor"), add(acting_alice, "mentor")

    people.archive(ana, on=day(1))
    people.mark_died(ben, died=True, on=day(1))

    assert (due(ana), due(ben)) == (None, None)
    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.state_on(day(1)), ben.state_on(day(1))) == (State.ARCHIVED, State.DIED)


def test_whoever_comes_back_from_the_archive_is_due_within_a_week(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    people.archive(ana, on=day(1))

    people.unarchive(ana, on=day(400))

    found = due(ana)
    assert found is not None
    assert 400 < found <= 407


def test_a_shorter_cadence_brings_people_within_a_week(acting_alice: User) -> None:
    ana = add(acting_alice, "industry")
    log(ana, of=0)

    people.set_cadence(ana, days=7, on=day(100))

    found = due(ana)
    assert found is not None
    assert 100 < found <= 107


def test_people_in_regular_touch_have_no_check_ins_until_it_is_switched_off(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "manager")
    log(ana, of=0)
    people.update_contact(ana, on=day(0), at=at(0), version=ana.version, regular_touch=True)
    assert due(ana) is None

    people.update_contact(ana, on=day(50), at=at(50), version=ana.version, regular_touch=False)

    found = due(ana)
    assert found is not None
    assert 50 < found <= 57


def test_imported_people_are_never_due_until_triage(acting_alice: User) -> None:
    ana = Contact.objects.create(owner=acting_alice, display="Ana")
    derivation.rederive([ana.pk], day(0))
    ana.refresh_from_db()
    assert (due(ana), ana.state_on(day(0))) == (None, State.NEW)

    people.triage(
        owner=acting_alice,
        contact_ids=[ana.pk],
        type_id=type_of(acting_alice, "mentor").pk,
        on=day(3),
    )

    assert due(ana) == 3 + 14


def test_many_triaged_at_once_are_spread_over_their_cadence(acting_alice: User) -> None:
    crowd = [Contact.objects.create(owner=acting_alice, display=f"P{n}") for n in range(40)]

    people.triage(
        owner=acting_alice,
        contact_ids=[contact.pk for contact in crowd],
        type_id=type_of(acting_alice, "industry").pk,
        on=day(0),
    )

    days = {due(contact) for contact in crowd}
    assert len(days) > 20
    assert all(number is not None and 0 < number <= 120 for number in days)


def test_two_types_follow_the_shorter_cadence(acting_alice: User) -> None:
    ana = add(acting_alice, "peer")
    log(ana, of=0)
    assert due(ana) == 60

    people.add_relationship(ana, type=type_of(acting_alice, "client"), on=day(1))

    assert due(ana) == 30


def test_an_untyped_person_is_never_due(acting_alice: User) -> None:
    ana = people.create_contact(owner=acting_alice, on=day(0), at=at(0), display="Ana")

    assert due(ana) is None
    assert ana.state_on(day(0)) == State.UNTRACKED


def test_dormancy_needs_three_suggestions_and_long_silence(acting_alice: User) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    for _ in range(3):
        assert ana.state_on(day(400)) == State.OVERDUE
        people.count_suggestion([ana.pk], day(40))
        ana.refresh_from_db()

    assert ana.state_on(day(239)) == State.OVERDUE
    assert ana.state_on(day(240)) == State.DORMANT  # 8 × 30 days after the talk
    log(ana, of=300)
    assert ana.state_on(day(560)) == State.OVERDUE


def test_attempts_are_counted_since_the_last_contact_and_again_when_it_is_taken_back(
    acting_alice: User,
) -> None:
    ana = add(acting_alice, "mentor")
    log(ana, of=0)
    for number in (10, 20, 30):
        log(ana, kind="wrote", of=number)
    assert (ana.attempts, ana.is_silent()) == (3, True)

    answer = log(ana, kind="call", of=31)
    assert (ana.attempts, ana.is_silent()) == (0, False)
    log(ana, kind="wrote", of=40)
    assert ana.attempts == 1

    services.delete(answer, on=day(40), at=at(40))
    ana.refresh_from_db()
    assert ana.attempts == 4
    assert derivation.drifted(acting_alice.pk, day(40)) == set()
