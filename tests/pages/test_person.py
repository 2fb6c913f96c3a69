"""The page of a person: who it is, how warm, why, and what happened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

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
        query = timeline.older
    back = shown(as_alice, ana, timeline.newer).context["timeline"]

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
    assert [(fact["text"], fact["age"]) for fact in page.fields["facts"]["facts"]] == [
        ("Likes tea", "noted today"),
        ("No calls before ten", "noted today"),
    ]
    assert page.type_lines == ["Peer: since 1 March 2025"]
    assert page.history == [
        "Mentor: 1 January 2018 to 1 January 2020",
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

    # session, user, begin, whose rows; the person; the timeline, who was there; all else that is
    # known, in one; the counts at the side; whose rows, commit
    with django_assert_num_queries(11):
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


# --- before you meet, and what is between the two ---------------------------------------------


def test_the_brief_quotes_the_users_own_words_alone(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        make_interaction(ana, occurred_on=TODAY - days(50), text="Older talk. More.")
        make_interaction(
            ana,
            occurred_on=TODAY - days(9),
            text="**Lab** in Trondheim. And on.",
            ask_about="the lab",
        )
        make_interaction(ana, occurred_on=TODAY - days(3), text="Secret.", sensitive=True)
        make_interaction(ana, occurred_on=TODAY + days(3), text="To come.", status="planned")
        services.update_contact(
            ana,
            on=TODAY - days(400),
            at=NOW,
            version=ana.version,
            facts="Likes tea",
            dates=[DateLine("birthday", 12, 1, 1986), DateLine("custom", 6, 1)],
        )
        for by, text in (("me", "Send the deck"), ("them", "Read the draft")):
            Promise.objects.create(
                owner=alice, contact=ana, by=by, text=text, due_on=TODAY, created_on=TODAY
            )

    brief = shown(as_alice, ana).context["page"].brief

    assert brief.ask_about == ["the lab"]
    assert [(topic.when, topic.said) for topic in brief.topics] == [
        ("7 Nov", "Lab in Trondheim."),
        ("27 Sep", "Older talk."),
    ]
    assert (brief.mine, brief.theirs) == (
        ["Send the deck (by 16 November)"],
        ["Read the draft (by 16 November)"],
    )
    assert brief.facts == [{"text": "Likes tea", "age": "noted 1 year ago"}]
    assert [(row["label"], row["when"]) for row in brief.coming] == [
        ("Birthday, 40 years", "1 December")
    ]
    assert "Secret" not in brief.text
    assert "- the lab" in brief.text


def test_without_notes_the_brief_says_what_will_be(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)

    answer = shown(as_alice, ana)

    assert not answer.context["page"].brief.any
    assert "gathers here" in answer.content.decode()


def test_tabs_show_one_sort_of_conversation(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
        for number, kind in enumerate(("coffee", "email", "wrote", "note", "call")):
            make_interaction(ana, kind=kind, occurred_on=TODAY - days(number))

    seen = {
        show: [
            e["title"] for e in shown(as_alice, ana, f"?show={show}").context["timeline"].entries
        ]
        for show in ("", "talks", "messages", "notes", "nonsense")
    }

    assert seen["talks"] == ["Coffee", "Call"]
    assert seen["messages"] == ["E-mail", "Wrote, no answer yet"]
    assert seen["notes"] == ["Note"]
    assert seen["nonsense"] == seen[""]
    assert len(seen[""]) == 5


def test_favours_are_counted_and_lead_to_what_they_count(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana, ben = ana_of(alice), make_contact(alice, "Ben")
        for who, verb in ((ana, "gave"), (ana, "received"), (ana, "received"), (ben, "gave")):
            talk = make_interaction(who, occurred_on=TODAY)
            part = Participant.objects.get(interaction=talk)
            Mark.objects.create(owner=alice, participant=part, verb=verb, what="help")

    between = shown(as_alice, ana).context["page"].between

    assert (between.given.text, between.received.text, between.asked) == ("1", "2", ("0", ""))
    for cell in (between.given, between.received):
        assert len(as_alice.get(cell.url).context["found"].rows) == int(cell.text)


def test_a_note_is_kept_once_however_often_it_is_sent(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
    form = shown(as_alice, ana).context["note_form"]
    url, data = reverse("interactions:note", args=[ana.pk]), {"key": form.initial["key"]}

    for _ in range(2):
        assert as_alice.post(url, {**data, "text": "Has a dog"}).status_code == 302
    empty = as_alice.post(url, {"text": " "}, headers={"HX-Request": "true"})

    timeline = shown(as_alice, ana).context["timeline"]
    assert [(e["title"], e["when"]) for e in timeline.entries] == [("Note", "16 Nov")]
    assert empty.status_code == 422


def test_a_drafted_ask_shows_the_balance_and_counts_as_an_ask(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana = ana_of(alice)
    url = reverse("reminders:draft", args=[ana.pk])

    for _ in range(2):
        form = as_alice.get(url + "?kind=ask").context["form"]
        data = {name: form.initial[name] or "" for name in ("kind", "about", "key", "text")}
        as_alice.post(url, {**data, "about": "", "kind": "ask"})
    html = as_alice.get(url + "?kind=ask").content.decode()

    assert "asked for 2" in html
    assert "Your last two contacts were asks; offer something first?" in html
    assert "asked for 2" not in as_alice.get(url).content.decode()
