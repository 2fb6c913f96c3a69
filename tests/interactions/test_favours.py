"""Give before you ask: the balance of favours, and asks in a row."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.contents import MarkOf
from interactions.enums import Status
from interactions.favours import Favours, favours
from interactions.models import Interaction, InteractionKind
from interactions.services import delete, log
from tests.conftest import NOW, TODAY
from tests.factories import make_contact

DAY = timedelta(days=1)


def say(contact: Contact, *marks: tuple[str, str], ago: int = 0, **fields: object) -> Interaction:
    kinds = InteractionKind.objects.for_owner_id(contact.owner_id)
    key = str(fields.pop("kind", "coffee"))
    values: dict[str, object] = {"occurred_on": TODAY - ago * DAY, **fields}
    return log(
        owner=contact.owner,
        contact_ids=[contact.pk],
        kind=kinds.known_as(key),
        marks=[MarkOf(contact.pk, verb, what) for verb, what in marks],
        on=TODAY,
        at=NOW,
        **values,  # type: ignore[arg-type]
    )


def of(contact: Contact) -> Favours:
    return favours([contact.pk], TODAY)[contact.pk]


def test_marks_are_counted_by_what_they_say(acting_alice: User) -> None:
    ana = make_contact(acting_alice, "Ana")
    say(ana, ("gave", "advice"), ("gave", "reading"), ("received", "referral"), ago=9)
    say(ana, ("asked", "introduction"), ago=2)
    assert of(ana) == Favours(gave=2, received=1, asked=1, asks_in_a_row=1)
    assert of(ana).balance == 1


def test_somebody_without_marks_has_none(acting_alice: User) -> None:
    assert of(make_contact(acting_alice, "Ana")) == Favours()


def test_what_is_deleted_or_planned_counts_for_nothing(acting_alice: User) -> None:
    ana = make_contact(acting_alice, "Ana")
    gone = say(ana, ("asked", "help"), ago=1)
    delete(gone, on=TODAY, at=NOW)
    say(ana, ("asked", "help"), occurred_on=TODAY + DAY, status=Status.PLANNED)
    assert of(ana) == Favours()


def test_two_asks_in_a_row_are_said_and_one_is_not(acting_alice: User) -> None:
    ana = make_contact(acting_alice, "Ana")
    say(ana, ("gave", "advice"), ago=30)
    say(ana, ("asked", "introduction"), ago=20)
    assert of(ana).caution == ""
    say(ana, ("asked", "reference"), ago=10, kind="wrote")
    assert of(ana).asks_in_a_row == 2
    assert of(ana).caution == "Your last two contacts were asks; offer something first?"


def test_a_gift_or_a_plain_talk_ends_the_row_and_a_note_does_not(acting_alice: User) -> None:
    ana, ben, cem = (make_contact(acting_alice, name) for name in ("Ana", "Ben", "Cem"))
    for person in (ana, ben, cem):
        say(person, ("asked", "introduction"), ago=20)
        say(person, ("asked", "reference"), ago=10)
    say(ana, ("asked", "help"), ("gave", "reading"), ago=1)
    say(ben, ago=1)
    say(cem, ago=1, kind="note")
    found = favours([ana.pk, ben.pk, cem.pk], TODAY)
    assert [found[one.pk].asks_in_a_row for one in (ana, ben, cem)] == [0, 0, 2]


def test_more_than_five_asks_read_as_five(acting_alice: User) -> None:
    ana = make_contact(acting_alice, "Ana")
    for ago in range(1, 8):
        say(ana, ("asked", "help"), ago=ago)
    assert of(ana).caution == "Your last five contacts were asks; offer something first?"


def test_any_number_of_people_takes_one_query(acting_alice: User) -> None:
    people = [make_contact(acting_alice, f"P{number}") for number in range(3)]
    for person in people:
        say(person, ("asked", "help"))
    for some in (people[:1], people):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            favours([one.pk for one in some], TODAY)
        assert len(queries) == 1


def test_the_log_form_says_it_beside_the_marks(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        say(ana, ("asked", "introduction"), ago=20)
        address = f"{reverse('interactions:log')}?who={ana.pk}"
    quiet = as_alice.get(address).content.decode()
    with acting_for(alice.pk):
        say(ana, ("asked", "reference"), ago=10)
    said = as_alice.get(address).content.decode()
    words = "Your last two contacts were asks; offer something first?"
    assert (words in quiet, words in said) == (False, True)
    assert "<bdi>Ana</bdi>: you gave 0, received 0 and asked for 1." in quiet
    assert "<bdi>Ana</bdi>: you gave 0, received 0 and asked for 2." in said
