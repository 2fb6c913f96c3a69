"""*Did you talk?* Answers: what they log, once, and how each is taken back."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions import seen, services
from interactions.enums import SeenState
from interactions.models import Interaction, SeenMeeting, SeenPerson
from interactions.selectors import meetings_to_ask, people_of
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction, make_meeting
from tests.importing.merged import part, unite

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def ana(acting_alice: User) -> Contact:
    return make_contact(acting_alice, type_key="peer")


@pytest.fixture
def ben(acting_alice: User) -> Contact:
    return make_contact(acting_alice, "Ben Ode")


@pytest.fixture
def meeting(ana: Contact, ben: Contact) -> SeenMeeting:
    return make_meeting(ana, ben, occurred_on=YESTERDAY)


def asked(owner: User) -> list[str]:
    """Of whom it is asked."""
    _meetings, people = meetings_to_ask(owner, TODAY)
    return [row.contact.display for row in people.with_meetings()]


def logged() -> list[tuple[date, str, str, str, list[str]]]:
    rows = Interaction.objects.kept().oldest_first()
    return [
        (
            row.occurred_on,
            row.kind.key,
            row.text,
            row.source,
            sorted(one.display for one in people_of(row)),
        )
        for row in rows
    ]


def yes(meeting: SeenMeeting) -> Interaction | None:
    return seen.talked(meeting, on=TODAY, at=NOW)


def test_one_answer_logs_the_meeting_with_all_who_were_there(
    acting_alice: User, meeting: SeenMeeting, ana: Contact
) -> None:
    interaction = yes(meeting)

    assert logged() == [(YESTERDAY, "meeting", "Roadmap", "calendar", ["Ana Kovač", "Ben Ode"])]
    assert interaction is not None
    assert interaction.time == time(10)  # where Alice is
    ana.refresh_from_db()
    assert ana.last_contact_on == YESTERDAY
    assert asked(acting_alice) == []


def test_the_same_answer_twice_is_one_conversation(meeting: SeenMeeting) -> None:
    assert yes(meeting) == yes(meeting)
    assert len(logged()) == 1


def test_no_logs_nothing_and_asks_no_more(acting_alice: User, meeting: SeenMeeting) -> None:
    seen.did_not_talk(meeting)

    assert (logged(), asked(acting_alice)) == ([], [])
    assert yes(meeting) is None
    assert logged() == []


def test_a_no_after_a_yes_changes_nothing(meeting: SeenMeeting) -> None:
    yes(meeting)
    seen.did_not_talk(meeting)

    meeting.refresh_from_db()
    assert (meeting.state, len(logged())) == (SeenState.LOGGED, 1)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_is_taken_back(acting_alice: User, meeting: SeenMeeting, answer: str) -> None:
    if answer == "yes":
        yes(meeting)
    else:
        seen.did_not_talk(meeting)
    seen.ask_again(meeting, on=TODAY, at=NOW)

    assert (logged(), asked(acting_alice)) == ([], ["Ana Kovač", "Ben Ode"])
    yes(meeting)
    assert len(logged()) == 1


def test_what_was_logged_by_it_and_deleted_later_is_not_asked_again(
    acting_alice: User, meeting: SeenMeeting
) -> None:
    interaction = yes(meeting)
    assert interaction is not None
    services.delete(interaction, on=TODAY, at=NOW)

    assert asked(acting_alice) == []


def test_whoever_was_logged_already_is_left_out(
    acting_alice: User, meeting: SeenMeeting, ana: Contact
) -> None:
    make_interaction(ana, occurred_on=YESTERDAY)
    assert asked(acting_alice) == ["Ben Ode"]

    yes(meeting)

    assert [people for *_rest, people in logged()] == [["Ana Kovač"], ["Ben Ode"]]


def test_if_everybody_was_logged_meanwhile_nothing_is(
    acting_alice: User, meeting: SeenMeeting, ana: Contact, ben: Contact
) -> None:
    make_interaction(ana, ben, occurred_on=YESTERDAY)

    assert yes(meeting) is None
    assert len(logged()) == 1
    assert asked(acting_alice) == []


def test_what_lies_in_the_trash_hides_no_question(
    acting_alice: User, meeting: SeenMeeting, ana: Contact, ben: Contact
) -> None:
    other = make_interaction(ana, ben, occurred_on=YESTERDAY)
    services.delete(other, on=TODAY, at=NOW)

    assert asked(acting_alice) == ["Ana Kovač", "Ben Ode"]


def test_of_two_who_are_one_the_one_is_asked_about_once(
    acting_alice: User, meeting: SeenMeeting, ana: Contact, ben: Contact
) -> None:
    alone = make_meeting(ben, occurred_on=YESTERDAY, title="Alone", hour=12)

    made = unite(ana, ben)

    assert asked(acting_alice) == ["Ana Kovač", "Ana Kovač"]
    assert [row.contact_id for row in meeting.people.all()] == [ana.pk]
    assert [row.contact_id for row in alone.people.all()] == [ana.pk]
    part(made)
    assert asked(acting_alice) == ["Ana Kovač", "Ben Ode", "Ben Ode"]


def test_a_meeting_cannot_name_a_strangers_person(
    alice: User, bob: User, acting_alice: User
) -> None:
    with acting_for(bob.pk):
        stranger = make_contact(bob)
    meeting = make_meeting(make_contact(alice))

    with pytest.raises(IntegrityError), transaction.atomic():
        SeenPerson.objects.create(owner=alice, meeting=meeting, contact_id=stranger.pk)
