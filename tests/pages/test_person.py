"""The page of a person: who it is, how warm, why, and what happened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from contacts import services
from contacts.lines import DateLine, MethodLine, RelationshipLine
from contacts.models import Contact, RelationshipType
from core.roles import acting_for
from interactions.models import Mark, Participant, Promise
from tests.factories import make_contact, make_interaction

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 6)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client: Client, contact: Contact, query: str = "") -> Any:
    answer = client.get(contact.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer


def days(number: int) -> timedelta:
    return timedelta(days=number)


def ana_of(owner: User, **fields: Any) -> Contact:
    return make_contact(owner, "Ana Kovač", type_key="peer", on=LONG_AGO, **fields)


def test_the_page_says_why_and_with_what_to_begin(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        make_interaction(
            ana,
            occurred_on=TODAY - days(94),
            text="River market. She *moves* to Lisbon.",
            ask_about="the move to Lisbon",
        )

    page = shown(as_alice, ana).context["page"]

    assert (page.why, page.hook, page.state) == (
        "94 days since coffee; you aim for every 60.",
        "the move to Lisbon",
        "overdue",
    )
    assert (page.meter.days, page.meter.cadence, page.meter.dormant_after) == (94, 60, 480)


def test_without_a_line_for_next_time_the_newest_note_begins(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        make_interaction(ana, occurred_on=TODAY - days(94), text="Older. Much.")
        make_interaction(ana, kind="note", occurred_on=TODAY - days(4), text="Has a dog! Zala.")

    assert shown(as_alice, ana).context["page"].hook == "Has a dog!"


def test_the_timeline_tells_what_happened_and_nobody_elses(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana, rory = ana_of(alice), make_contact(alice, "Rory")
        coffee = make_interaction(ana, rory, occurred_on=date(2026, 8, 17), text="Hello *there*")
        part = Participant.objects.get(interaction=coffee, contact=ana)
        Mark.objects.create(owner=alice, participant=part, verb="received", what="advice")
        make_interaction(ana, kind="call", occurred_on=date(2026, 4, 1), precision="season")
        make_interaction(ana, occurred_on=date(2026, 12, 3), status="planned")
        make_interaction(ana, occurred_on=date(2026, 12, 4), status="cancelled")
        make_interaction(rory, occurred_on=date(2026, 8, 18))
        make_interaction(ana, occurred_on=date(2026, 8, 19), deleted_at=NOW)

    answer = shown(as_alice, ana)

    entries = answer.context["timeline"].entries
    assert [(e["title"], e["when"], e["planned"]) for e in entries] == [
        ("Coffee", "3 Dec", True),
        ("Coffee", "17 Aug", False),
        ("Call", "spring 2026", False),
    ]
    assert entries[1]["people"] == [("Rory", rory.get_absolute_url())]
    assert entries[1]["marks"] == ["received advice"]
    assert "Hello <em>there</em>" in answer.content.decode()


def test_conversations_come_twenty_a_page(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        for number in range(45):
            make_interaction(ana, occurred_on=TODAY - days(number // 3), text=f"n{number}")

    seen, query = [], ""
    while True:
        timeline = shown(as_alice, ana, query).context["timeline"]
        seen.append([entry["id"] for entry in timeline.entries])
        if not timeline.older:
            break
        query = f"?after={timeline.older}"
    back = shown(as_alice, ana, f"?before={timeline.newer}").context["timeline"]

    assert [len(ids) for ids in seen] == [20, 20, 5]
    assert len({pk for ids in seen for pk in ids}) == 45
    assert [entry["id"] for entry in back.entries] == seen[1]
    part = as_alice.get(ana.get_absolute_url() + query, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="timeline">')


def test_all_that_is_known_stands_beside(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        wilma = make_contact(alice, "Wilma")
        peer = RelationshipType.objects.get(owner=alice, key="peer")
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
        ana = services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ana",
            company_name="Halden",
            title="Engineer",
            facts="Likes tea\n\nNo calls before ten",
            how_met="In Graz",
            introduced_by=wilma,
            relationships=[
                RelationshipLine(peer, date(2025, 3, 1)),
                RelationshipLine(mentor, date(2018, 1, 1), date(2020, 1, 1)),
            ],
            methods=[
                MethodLine("email", "ana@example.org", "work"),
                MethodLine("url", "javascript:alert(1)"),
            ],
            dates=[DateLine("birthday", 2, 12), DateLine("work", 12, 4, 2023)],
        )
        services.set_role(
            ana, company_name="Lumen", title="CTO", on=date(2026, 11, 16), noticed=False
        )
        Promise.objects.create(
            owner=alice,
            contact=ana,
            by="me",
            text="Send the deck",
            due_on=date(2026, 11, 27),
            created_on=TODAY,
        )

    page = shown(as_alice, ana).context["page"]

    assert page.role == "CTO, Lumen"
    assert page.facts == ["Likes tea", "No calls before ten"]
    assert page.history == [
        "Mentor: 1 January 2018 to 1 January 2020",
        "Peer: since 1 March 2025",
        "Engineer, Halden: until 16 November",
    ]
    assert [(row["label"], row["when"]) for row in page.dates] == [
        ("Birthday", "12 February"),
        ("Work anniversary", "4 December 2023"),
    ]
    assert [(row["value"], row["href"]) for row in page.methods] == [
        ("ana@example.org", "mailto:ana@example.org"),
        ("javascript:alert(1)", ""),
    ]
    assert [(row["what"], row["when"]) for row in page.promises] == [("Send the deck", "27 Nov")]
    assert [str(other) for other in shown(as_alice, wilma).context["page"].introduced] == ["Ana"]


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_needs_the_same_queries_for_any_number_of_rows(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        for number in range(how_many):
            other = make_contact(alice, f"Other {number}", introduced_by=ana)
            talk = make_interaction(ana, other, occurred_on=TODAY - days(number))
            part = Participant.objects.get(interaction=talk, contact=ana)
            Mark.objects.create(owner=alice, participant=part, verb="gave", what="help")
            Promise.objects.create(
                owner=alice, contact=ana, by="me", text=str(number), created_on=TODAY
            )
        services.update_contact(
            ana,
            on=TODAY,
            at=NOW,
            version=1,
            tags=[f"tag {number}" for number in range(how_many)],
            methods=[MethodLine("phone", f"+1 {number}") for number in range(how_many)],
            dates=[DateLine("custom", 5, number + 1) for number in range(how_many)],
        )
    shown(as_alice, ana)  # the first request of a day does more

    # session, user, begin, whose rows; the person, relationships, types, taggings, tags,
    # methods, dates, positions; two for the last time; timeline with its participants, people
    # and marks; promises, introduced; the counts at the side; whose rows, commit
    with django_assert_num_queries(23):
        shown(as_alice, ana)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("O'Brien", "O&#x27;Brien"),
        ("Null", "Null"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ],
)
def test_whatever_was_typed_is_shown_as_text(
    as_alice: Client, alice: User, name: str, said: str
) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, name, facts=name, how_met=name, place=name, title=name)
        make_interaction(ana, occurred_on=TODAY, text=f"{name} <script>alert(1)</script>")

    html = shown(as_alice, ana).content.decode()

    assert said in html
    assert "<img src=x" not in html
    assert "<script>alert" not in html


def test_a_stranger_a_deleted_person_and_nonsense_are_not_found(
    as_alice: Client, as_mallory: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice)
    assert as_mallory.get(ana.get_absolute_url()).status_code == 404

    with acting_for(alice.pk):
        services.delete_contact(ana, NOW)
    assert as_alice.get(ana.get_absolute_url()).status_code == 404


def test_a_bad_cursor_leads_to_the_newest(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        make_interaction(ana, occurred_on=TODAY)

    for query in ("?after=x", "?before=W10", "?after=bnVsbA"):
        assert len(shown(as_alice, ana, query).context["timeline"].entries) == 1


def test_looking_changes_nothing(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        before = Contact.objects.filter(pk=ana.pk).values().get()

    shown(as_alice, ana)

    with acting_for(alice.pk):
        assert Contact.objects.filter(pk=ana.pk).values().get() == before
