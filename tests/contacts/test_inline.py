"""Editing in place: one field at a time, with nothing typed lost and nothing overwritten."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import services
from contacts.facts import facts_of
from contacts.inline import FIELDS
from contacts.models import Contact
from core.roles import acting_for
from tests.factories import make_contact

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana(alice: User) -> Contact:
    with acting_for(alice.pk):
        return services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ana",
            title="Engineer",
            company_name="Halden",
            facts="Likes tea",
            tags=["pricing"],
        )


def url(contact: Contact, name: str) -> str:
    return reverse("contacts:field", args=[contact.pk, name])


def stored(contact: Contact) -> Contact:
    with acting_for(contact.owner_id):
        return Contact.objects.select_related("company", "introduced_by").get(pk=contact.pk)


def send(client: Client, contact: Contact, name: str, text: str, **more: Any) -> Any:
    data = {name: text, "version": str(contact.version), "was": "", **more}
    return client.post(url(contact, name), data, headers=more.pop("headers", HTMX))


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_its_form_as_a_part_and_as_a_page(
    as_alice: Client, ana: Contact, name: str
) -> None:
    part = as_alice.get(url(ana, name), headers=HTMX).content.decode()
    page = as_alice.get(url(ana, name)).content.decode()

    assert part.lstrip().startswith("<form")
    assert "<html" in page
    assert f'name="{name}"' in part
    assert f'name="{name}"' in page


def test_a_change_is_stored_and_the_value_comes_back(as_alice: Client, ana: Contact) -> None:
    answer = send(as_alice, ana, "title", "CTO", was="Engineer")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "CTO" in html
    assert '<span id="person-role" class="text-muted wrap-anywhere" hx-swap-oob="true">' in html
    person = stored(ana)
    assert (person.title, person.company and person.company.name) == ("CTO", "Halden")
    assert person.facts == "Likes tea"


def test_without_javascript_it_leads_back_to_the_person(as_alice: Client, ana: Contact) -> None:
    answer = send(as_alice, ana, "display", "Ana Kovač", was="Ana", headers={})

    assert answer.status_code == 302
    assert answer["Location"] == ana.get_absolute_url()
    assert stored(ana).display == "Ana Kovač"


def test_what_is_wrong_comes_back_as_typed(as_alice: Client, ana: Contact) -> None:
    empty = send(as_alice, ana, "display", "   ")
    long = send(as_alice, ana, "title", "x" * 300)
    nobody = send(as_alice, ana, "introducer", "Nobody Here")

    assert [empty.status_code, long.status_code, nobody.status_code] == [422, 422, 422]
    assert "x" * 300 in long.content.decode()
    assert "You have nobody of this name here." in nobody.content.decode()
    assert stored(ana).version == ana.version


def test_a_stale_edit_shows_both_texts_and_overwrites_nothing(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    with acting_for(alice.pk):
        other = Contact.objects.get(pk=ana.pk)
        services.update_contact(other, on=TODAY, at=NOW, version=other.version, how_met="At work")

    part = send(as_alice, ana, "how_met", "In Graz")
    page = send(as_alice, ana, "how_met", "In Graz", headers={})

    for answer in (part, page):
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "At work" in html
        assert "In Graz" in html
    assert stored(ana).how_met == "At work"
    again = send(as_alice, stored(ana), "how_met", "In Graz", was="At work")
    assert again.status_code == 200
    assert stored(ana).how_met == "In Graz"


def test_a_change_elsewhere_in_the_person_is_no_conflict(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    with acting_for(alice.pk):
        other = Contact.objects.get(pk=ana.pk)
        services.update_contact(other, on=TODAY, at=NOW, version=other.version, place="Ljubljana")

    answer = send(as_alice, ana, "title", "CTO", was="Engineer")

    assert answer.status_code == 200
    person = stored(ana)
    assert (person.title, person.place) == ("CTO", "Ljubljana")


def test_cancelling_shows_what_stands_there(as_alice: Client, ana: Contact) -> None:
    html = as_alice.get(url(ana, "title") + "?shown=1", headers=HTMX).content.decode()

    assert "Engineer" in html
    assert "<form" not in html


def test_no_other_field_can_be_named(as_alice: Client, ana: Contact) -> None:
    for name in ("version", "owner", "deleted_at", "importance"):
        assert as_alice.get(url(ana, name)).status_code == 404
        assert as_alice.post(url(ana, name), {name: "1"}).status_code == 404


def test_tags_and_who_introduced_whom_change_in_place(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    with acting_for(alice.pk):
        wilma = make_contact(alice, "Wilma")

    send(as_alice, ana, "tags", "pricing, board", was="pricing")
    send(as_alice, stored(ana), "introducer", "Wilma")

    with acting_for(alice.pk):
        tags = Contact.objects.get(pk=ana.pk).contact_tags.values_list("tag__name", flat=True)
        assert sorted(tags) == ["board", "pricing"]
    assert stored(ana).introduced_by == wilma


# --- facts ----------------------------------------------------------------------------------


def test_each_fact_keeps_the_day_it_was_written(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    add = reverse("contacts:fact_add", args=[ana.pk])
    with time_machine.travel(NOW.replace(day=20), tick=False):
        as_alice.post(add, {"text": "  No calls\nbefore ten "}, headers=HTMX)
    person = stored(ana)
    facts = "Likes green tea\nNo calls before ten"
    with time_machine.travel(NOW.replace(day=25), tick=False):
        send(as_alice, person, "facts", facts, was=person.facts)

    assert [(fact.text, fact.noted_on) for fact in facts_of(person)] == [
        ("Likes tea", TODAY),
        ("No calls before ten", date(2026, 11, 20)),
    ]
    assert [(fact.text, fact.noted_on) for fact in facts_of(stored(ana))] == [
        ("Likes green tea", date(2026, 11, 25)),
        ("No calls before ten", date(2026, 11, 20)),
    ]


def test_no_age_is_made_up_for_a_fact_of_unknown_day(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    with acting_for(alice.pk):
        Contact.objects.filter(pk=ana.pk).update(facts="From a file", facts_noted={})
    person = stored(ana)

    send(as_alice, person, "facts", "From a file\nNew", was="From a file")

    assert [(fact.text, fact.noted_on) for fact in facts_of(stored(ana))] == [
        ("From a file", None),
        ("New", TODAY),
    ]


def test_an_empty_fact_changes_nothing(as_alice: Client, ana: Contact) -> None:
    for text in ("", "  ", "\0"):
        answer = as_alice.post(
            reverse("contacts:fact_add", args=[ana.pk]), {"text": text}, headers=HTMX
        )
        assert answer.status_code == 200
    assert stored(ana).facts == "Likes tea"


def test_too_many_facts_are_refused_with_what_was_typed(as_alice: Client, ana: Contact) -> None:
    answer = send(as_alice, ana, "facts", "x" * 20_001, was="Likes tea")

    assert answer.status_code == 422
    assert stored(ana).facts == "Likes tea"
