"""Who new people may be: proposed with a reason, and left to the user."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, ContactMethod, ContactTag, RelationshipType, Tag
from core.roles import acting_for
from importing.proposals import proposals
from tests.conftest import TODAY
from tests.factories import make_contact, relate
from tests.importing.test_triage import new_people


def new(owner: User, name: str = "Ana", email: str = "", tag: str = "", **fields: Any) -> Contact:
    contact = make_contact(owner, name, triaged_on=None, **fields)
    if email:
        ContactMethod.objects.create(
            owner=owner, contact=contact, kind="email", value=email, normalised=email
        )
    if tag:
        row = Tag.objects.create(owner=owner, name=tag, folded=tag.casefold())
        ContactTag.objects.create(owner=owner, contact=contact, tag=row)
    return contact


def why(owner: User, contact: Contact) -> str:
    people = Contact.objects.select_related("company").filter(pk=contact.pk)
    found = proposals(owner, list(people), on=TODAY).get(contact.pk)
    return found.why if found else ""


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"tag": "Mentors"}, "Perhaps Mentor: you tagged them “Mentors”."),
        ({"tag": "Kunden"}, "Perhaps Client: you tagged them “Kunden”."),
        ({"tag": "Golf"}, ""),
        (
            {"email": "ana@example.org"},
            "Perhaps Peer: they write from example.org, as you do.",
        ),
        (
            {"email": "ana@example.org", "title": "Head of Data"},
            "Perhaps Manager: they are Head of Data and write from example.org, as you do.",
        ),
        ({"email": "ana@example.net"}, ""),
        (
            {"title": "Senior Recruiter"},
            "Perhaps Industry connection: their title is Senior Recruiter.",
        ),
        ({"title": "Engineer"}, ""),
        ({"title": "Recruiter", "tag": "client"}, "Perhaps Client: you tagged them “client”."),
    ],
)
def test_a_type_is_proposed_with_its_reason(
    acting_alice: User, said: dict[str, str], sentence: str
) -> None:
    assert why(acting_alice, new(acting_alice, **said)) == sentence


def test_a_mailbox_where_everybody_may_have_one_says_nothing(acting_alice: User) -> None:
    acting_alice.email = "alice@gmail.com"

    assert why(acting_alice, new(acting_alice, email="ana@gmail.com")) == ""


def test_others_at_the_company_are_a_reason_once_they_are_several(alice: User) -> None:
    [ana] = new_people(alice, "Ana", company="Tidewell")
    with acting_for(alice.pk):
        relate(make_contact(alice, "Ben", company=ana.company), "client")
        assert why(alice, ana) == ""
        relate(make_contact(alice, "Carla", company=ana.company), "client")
        assert why(alice, ana) == "Perhaps Client: 2 others at Tidewell are."


def test_a_type_of_ones_own_is_known_by_its_tag_and_one_not_offered_is_not_proposed(
    acting_alice: User,
) -> None:
    RelationshipType.objects.create(owner=acting_alice, name="Band", cadence_days=30)
    RelationshipType.objects.filter(key="client").update(archived=True)

    assert why(acting_alice, new(acting_alice, tag="band")).startswith("Perhaps Band:")
    assert why(acting_alice, new(acting_alice, tag="client")) == ""


def test_both_screens_say_it_and_nobody_is_sorted_by_it(as_alice: Client, alice: User) -> None:
    [ana] = new_people(alice, "Ana", title="Recruiter")

    for screen in ("importing:pick", "importing:sort_one"):
        page = as_alice.get(reverse(screen)).content.decode()
        assert "Perhaps Industry connection: their title is Recruiter." in page
    with acting_for(alice.pk):
        ana.refresh_from_db()
        assert (ana.triaged_on, ana.relationships.count()) == (None, 0)


def test_the_questions_are_as_many_for_three_as_for_one(
    alice: User, django_assert_num_queries: Any
) -> None:
    new_people(alice, "Ana", "Ben", "Carla", company="Tidewell")
    with acting_for(alice.pk):
        people = list(Contact.objects.select_related("company"))
        for some in (people[:1], people):
            with django_assert_num_queries(4):
                proposals(alice, some, on=TODAY)
