"""`list_contacts`: everybody, in the words of the formats."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import User
from contacts import photos, services
from contacts.lines import DateLine, MethodLine
from contacts.listing import contact_lines
from contacts.models import RelationshipType
from core.roles import acting_for
from tests.factories import make_contact, picture

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def listed(owner: str = "alice@example.org") -> list[dict[str, Any]]:
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("list_contacts", owner=owner, json=True, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_person_is_listed_with_everything_known(alice: User) -> None:
    with acting_for(alice.pk):
        own = services.add_type(owner=alice, name="Alumni", cadence_days=90)
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
        contact = services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ana Kovač",
            given="Ana",
            family="Kovač",
            company_name="Halden",
            title="VP",
            facts="Likes tea\nand cake",
            connected_on=date(2020, 5, 1),
            type_ids=[mentor.pk, own.pk],
            tags=["b", "a"],
            methods=[
                MethodLine("email", "ana@example.org", "work"),
                MethodLine("phone", "+386 1 555"),
                MethodLine("linkedin", "https://www.linkedin.com/in/ana"),
                MethodLine("url", "https://ana.example"),
            ],
            dates=[DateLine("birthday", 2, 12), DateLine("anniversary", 6, 3, 2010)],
        )

    assert listed() == [
        {
            "id": str(contact.pk),
            "prefix": "",
            "given": "Ana",
            "middle": "",
            "family": "Kovač",
            "suffix": "",
            "nickname": "",
            "display": "Ana Kovač",
            "company": "Halden",
            "department": "",
            "title": "VP",
            "source_id": "https://www.linkedin.com/in/ana",
            "emails": [{"value": "ana@example.org", "label": "work"}],
            "phones": [{"value": "+386 1 555", "label": ""}],
            "urls": [{"value": "https://ana.example", "label": ""}],
            "linkedin": "https://www.linkedin.com/in/ana",
            "addresses": [],
            "birthday": "--02-12",
            "anniversary": "2010-06-03",
            "notes": "Likes tea\nand cake",
            "tags": ["a", "b"],
            "connected_on": "2020-05-01",
            "has_photo": False,
            "types": ["Alumni", "mentor"],
            "cadence_days": 30,
            "last_contact_on": None,
            "next_check_in_on": "2026-11-30",
            "state": "fresh",
            "triaged": True,
        }
    ]


def test_who_has_a_photo_is_listed_so(alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, "Ana")
        photos.set_photo(make_contact(alice, "Ben"), picture())

    assert [(line["display"], line["has_photo"]) for line in listed()] == [
        ("Ana", False),
        ("Ben", True),
    ]


def test_the_deleted_and_other_accounts_are_left_out(alice: User, bob: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, "Kept", triaged_on=None)
        services.delete_contact(make_contact(alice, "Deleted"), NOW)
    with acting_for(bob.pk):
        make_contact(bob, "Bob's")

    assert [(line["display"], line["state"], line["triaged"]) for line in listed()] == [
        ("Kept", "new", False)
    ]


def test_without_json_there_is_a_line_for_the_eye(alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, "Ana")
    out = StringIO()

    call_command("list_contacts", owner="Alice@Example.org", stdout=out)

    assert out.getvalue() == "–  untracked  Ana\n"


def test_an_unknown_account_is_said_to_be_unknown(db: None) -> None:
    with pytest.raises(CommandError, match=r"No account has the address nobody@example\.org\."):
        listed("nobody@example.org")


def test_a_chunk_costs_the_same_queries_for_any_number_of_people(
    acting_alice: User, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.listing.AT_ONCE", 4)
    for number in range(7):
        contact = make_contact(acting_alice, f"P{number}", type_key="peer")
        services.update_contact(
            contact, on=TODAY, at=NOW, version=1, tags=["a"], dates=[DateLine("birthday", 2)]
        )

    # people, relationships, types, taggings, tags, methods, dates; twice; and the empty end
    with django_assert_num_queries(15):
        lines = list(contact_lines(acting_alice, TODAY))

    assert [line["display"] for line in lines] == [f"P{number}" for number in range(7)]
