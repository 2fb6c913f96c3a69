"""Insights: few figures, all true, each leading to a list of exactly its length."""

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import services, tracking
from contacts.enums import State
from contacts.labels import company_named
from contacts.models import Contact, RelationshipType
from core.roles import acting_for
from interactions.models import Mark, Participant
from pages import charts
from pages.periods import Period, Span, buckets, month_back
from pages.warmth_history import BANDS, bands_at, ids_at
from tests.factories import make_contact, make_interaction, relate

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 6)
KINDS = ("coffee", "call", "message", "email", "wrote", "note")


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def days(number: int) -> timedelta:
    return timedelta(days=number)


def account(owner: User, size: int = 14) -> list[Contact]:
    """People of several types and states, who talked, did favours, and met through each other."""
    keys = ("mentor", "peer", "client", "industry")
    company = company_named(owner, "Halden")
    people: list[Contact] = []
    for number in range(size):
        person = make_contact(
            owner,
            f"Person {number:02}",
            type_key=keys[number % 4],
            on=LONG_AGO,
            company=company if number % 3 else None,
            introduced_by=people[number // 3] if number > 2 else None,
        )
        people.append(person)
        for step in range(3):
            talk = make_interaction(
                person,
                kind=KINDS[(number + step) % 6],
                occurred_on=TODAY - days(7 + 23 * number + 61 * step),
            )
            part = Participant.objects.get(interaction=talk)
            verb = ("gave", "received", "asked")[(number + step) % 3]
            what = ("advice", "help", "reading")[number % 3]
            Mark.objects.create(owner=owner, participant=part, verb=verb, what=what)
    if size > 5:
        relate(people[1], "mentor")
        tracking.snooze(people[0], until=TODAY + days(20), on=TODAY)
        tracking.archive(people[2], on=TODAY)
        services.delete_contact(people[4], NOW)
    return people


class Links(HTMLParser):
    """The links of a page whose words, or whose label, are or end in a number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._open: list[tuple[str, str]] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            said = dict(attrs)
            self._open.append((said.get("href") or "", said.get("aria-label") or ""))
            self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            href, label = self._open.pop()
            number = re.search(r"(?:^|: )(\d+)(?: |$)", label or self._text.strip())
            if number:
                self.found.append((int(number[1]), href))


def numbers(client: Client, query: str = "") -> set[tuple[int, str]]:
    html = client.get(reverse("pages:insights") + query).content.decode()
    links = Links()
    links.feed(html.partition("<main")[2].partition("</main>")[0])
    return {(number, url) for number, url in links.found if "?span=" not in url}


def length(client: Client, url: str) -> int:
    """How many rows the list has, read through all its pages."""
    count = 0
    while url:
        context = client.get(url).context
        found = context["found"]
        count += len(found.rows)
        url = context.get("next_url", "") or getattr(found, "next_url", "")
    return count


@pytest.mark.parametrize("span", ["", "?span=3", "?span=all"])
def test_every_number_leads_to_a_list_of_exactly_that_length(
    as_alice: Client, alice: User, span: str
) -> None:
    with acting_for(alice.pk):
        account(alice)

    shown = numbers(as_alice, span)

    assert len(shown) > 25
    assert {(length(as_alice, url), url) for _, url in shown} == shown


def test_a_long_list_comes_in_pages_and_its_number_says_all(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="peer", on=LONG_AGO)
        for number in range(55):
            make_interaction(ana, occurred_on=TODAY - days(number % 10))

    url = reverse("pages:insight_talks")
    found = as_alice.get(url).context["found"]

    assert (len(found.rows), found.said) == (50, "55 conversations")
    assert length(as_alice, url) == 55
    back = as_alice.get(as_alice.get(found.next_url).context["found"].previous_url)
    assert [row["id"] for row in back.context["found"].rows] == [row["id"] for row in found.rows]


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_needs_the_same_queries_for_any_number_of_rows(
    as_alice: Client, alice: User, size: int, django_assert_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        account(alice, size)
        for number in range(size):
            make_contact(
                alice, f"Cold {number}", type_key="mentor", on=LONG_AGO, last_contact_on=LONG_AGO
            )
            cold = Contact.objects.get(display=f"Cold {number}")
            make_interaction(cold, occurred_on=TODAY - days(200 + number))
            make_contact(alice, f"Met {number}", introduced_by=cold)
    as_alice.get(reverse("pages:insights"))  # the first request of a day does more

    # session, user, begin, whose rows; in touch, states of types, types, conversations, warmth,
    # favours, companies, dormant; five to reconnect with, their relationships and types, one for
    # the last time; introductions; the counts at the side; whose rows, commit
    with django_assert_num_queries(20):
        as_alice.get(reverse("pages:insights"))


def test_what_is_said_follows_from_what_is_stored(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor", on=LONG_AGO)
        ben = make_contact(alice, "Ben", type_key="mentor", on=LONG_AGO, introduced_by=ana)
        make_contact(alice, "Cem", type_key="mentor", on=LONG_AGO, introduced_by=ana)
        make_interaction(ana, ben, occurred_on=TODAY - days(3))
        make_interaction(ana, kind="message", occurred_on=TODAY - days(40))
        make_interaction(ana, kind="wrote", occurred_on=TODAY - days(50))
        make_interaction(ben, occurred_on=TODAY - days(400))

    found = as_alice.get(reverse("pages:insights")).context["found"]

    assert (found.touch.now, found.touch.before) == (2, 1)
    assert [(str(line.type), line.total, line.warm) for line in found.balance.filled] == [
        ("Mentor", 3, 2)
    ]
    coolest = found.balance.coolest
    assert coolest is not None
    assert (coolest.warm, coolest.total) == (2, 3)
    assert found.balance.nobody == [
        *("Peer", "Manager", "Client", "Industry connection", "Reverse mentor")
    ]
    assert found.talks.total == 2
    assert found.talks.counts[-2:] == [(0, 1), (1, 0)]
    assert found.talks.busiest == ""  # two months have as many
    assert found.introductions.first[0] == ana
    assert found.introductions.first[1].text == "2"


def test_the_answer_to_last_talked_is_no_conversation(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="mentor", on=LONG_AGO)
        make_interaction(ana, kind="talk", occurred_on=TODAY - days(15), source="last_talked")

    found = as_alice.get(reverse("pages:insights")).context["found"]

    assert found.talks.total == 0
    assert found.touch.now == 1  # but contact it was


def test_before_anybody_is_there_the_page_says_what_will_be(as_alice: Client) -> None:
    answer = as_alice.get(reverse("pages:insights"))

    assert answer.context["found"].nobody
    assert "Too early to say anything" in answer.content.decode()
    assert numbers(as_alice) == set()


def test_people_alone_show_empty_states_and_no_figure(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, type_key="mentor")

    html = as_alice.get(reverse("pages:insights")).content.decode()

    for title in (
        *("No conversation in this time", "Nothing to draw yet", "No favours marked in this time"),
        *("No warm person has a company yet", "Nobody introduced anybody yet"),
    ):
        assert title in html
    assert "If one thing" not in html


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("pages:insights", "?span=forever"),
        ("pages:insight_talks", "?from=2026-13-01&to=x&what=%00"),
        ("pages:insight_talks", "?after=W10&from=9999-12-31"),
        ("pages:insight_favours", "?verb=stole&what=hearts&before=x"),
        ("pages:insight_people", "?on=2026-02-30&band=hot"),
        ("pages:insight_people", "?on=0001-01-01&band=fresh"),
        ("pages:insight_people", "?on=9999-12-31&band=fresh"),
    ],
)
def test_nonsense_in_an_address_is_passed_over(
    as_alice: Client, alice: User, name: str, query: str
) -> None:
    with acting_for(alice.pk):
        account(alice, 3)

    assert as_alice.get(reverse(name) + query).status_code == 200


def test_no_language_writes_coordinates_with_a_comma(as_alice: Client, alice: User) -> None:
    alice.language = "de"
    alice.save()
    with acting_for(alice.pk):
        account(alice)

    html = as_alice.get(reverse("pages:insights")).content.decode()

    places = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|width|height|d|viewBox)="([^"]*)"', html)
    assert len(places) > 100
    assert [place for place in places if "," in place] == []


# --- warmth of the past ---------------------------------------------------------------------


def reference(person: Contact, talks: list[date], day: date) -> State | None:
    """The same in plain words: days since the last talk, against the cadence of today."""
    before = [talk for talk in talks if talk <= day]
    if not before or person.cadence_days is None or (person.triaged_on or day) > day:
        return None
    silent, cadence = (day - max(before)).days, person.cadence_days
    if silent < cadence - cadence // 4:
        return State.FRESH
    if silent < cadence:
        return State.SOON
    return State.DUE if silent < cadence + (cadence + 1) // 2 else State.OVERDUE


def test_the_warmth_of_the_past_is_reckoned_as_said(acting_alice: User) -> None:
    points = [*(month_back(TODAY, back) - days(1) for back in range(10, -1, -1)), TODAY]
    talked: dict[Any, list[date]] = {}
    people = []
    for number, key in enumerate(("mentor", "peer", "industry", "manager", "client") * 3):
        person = make_contact(
            acting_alice, f"P{number}", type_key=key, on=LONG_AGO + days(31 * number)
        )
        people.append(person)
        talked[person.pk] = []
        for step in range(number % 4):
            day = TODAY - days(11 * number + 47 * step)
            make_interaction(person, occurred_on=day)
            make_interaction(person, kind="wrote", occurred_on=day + days(5))
            talked[person.pk].append(day)
    people = list(Contact.objects.by_ids(talked))

    found = bands_at(acting_alice.pk, points)

    for point, counts in zip(points, found, strict=True):
        states = {person.pk: reference(person, talked[person.pk], point) for person in people}
        assert counts == [list(states.values()).count(band) for band in BANDS], point
        for band, count in zip(BANDS, counts, strict=True):
            ids = ids_at(acting_alice.pk, point, band)
            assert len(ids) == count
            assert set(ids) == {pk for pk, state in states.items() if state == band}
    assert sum(map(sum, found)) > 30


def test_today_it_says_what_the_list_says_where_nothing_else_governs(acting_alice: User) -> None:
    for number in range(12):
        person = make_contact(acting_alice, f"P{number}", type_key="peer", on=LONG_AGO)
        make_interaction(person, occurred_on=TODAY - days(number * 9))

    [counts] = bands_at(acting_alice.pk, [TODAY])

    everybody = Contact.objects.for_user(acting_alice)
    assert counts == [everybody.in_states([band], TODAY).count() for band in BANDS]


def test_a_strangers_people_are_in_no_band(acting_alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        person = make_contact(bob, type_key="peer", on=LONG_AGO)
        make_interaction(person, occurred_on=TODAY)

    assert bands_at(acting_alice.pk, [TODAY]) == [[0, 0, 0, 0]]
    assert ids_at(acting_alice.pk, TODAY, State.FRESH) == []
    assert bands_at(bob.pk, [TODAY]) == [[0, 0, 0, 0]]  # the second wall, with the first forgotten


# --- introductions --------------------------------------------------------------------------


def test_introductions_are_drawn_and_listed_alike(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        ben = make_contact(alice, "Ben", introduced_by=ana)
        make_contact(alice, "Cem", introduced_by=ana)
        make_contact(alice, "Dot", introduced_by=ben)
        gone = make_contact(alice, "Gone")
        make_contact(alice, "Eve", introduced_by=gone)
        services.delete_contact(gone, NOW)

    found = as_alice.get(reverse("pages:insights")).context["found"].introductions

    assert [(row["who"].display, [str(p) for p in row["people"]]) for row in found.rows] == [
        ("Ana", ["Ben", "Cem"]),
        ("Ben", ["Dot"]),
    ]
    chart = found.chart
    assert sorted(node["name"] for node in chart["nodes"]) == ["Ana", "Ben", "Cem", "Dot"]
    assert len(chart["lines"]) == 4
    assert not found.hidden


def test_two_who_introduced_each_other_are_drawn_without_end(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        ben = make_contact(alice, "Ben", introduced_by=ana)
        ana.introduced_by = ben
        ana.save(update_fields=["introduced_by"])

    found = as_alice.get(reverse("pages:insights")).context["found"].introductions

    assert sorted(node["name"] for node in found.chart["nodes"]) == ["Ana", "Ben"]


def test_the_picture_stays_small_and_the_list_is_whole(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(8):
            who = make_contact(alice, f"Introducer {number}")
            for other in range(6):
                make_contact(alice, f"Met {number} {other}", introduced_by=who)

    found = as_alice.get(reverse("pages:insights")).context["found"].introductions

    assert found.count == 48
    assert sum(len(row["people"]) for row in found.rows) == 48
    assert len(found.chart["nodes"]) <= 20
    assert found.hidden


# --- geometry, and time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "top"),
    [(0, 4), (3, 4), (5, 5), (9, 10), (11, 20), (27, 30), (100, 100), (101, 200), (4321, 5000)],
)
def test_an_axis_ends_on_a_round_number(most: int, top: int) -> None:
    assert charts.ceiling(most) == top


@pytest.mark.parametrize("top", [4, 5, 6, 10, 30, 80, 5000])
def test_an_axis_is_marked_with_whole_numbers_alone(top: int) -> None:
    marks = charts.ticks(top, 4)

    assert marks[0] == 0
    assert marks[-1] == top
    assert len({after - before for before, after in itertools.pairwise(marks)}) == 1


def test_no_bar_leaves_its_drawing() -> None:
    lying = charts.across([[charts.Part("a", 3), charts.Part("b", 999)], [charts.Part("a", 1)]])
    ends = [float(rect["x"]) + float(rect["width"]) for b in lying["bars"] for rect in b["rects"]]
    upright = charts.upright([(5, 1000), (0, 0), (1, 0)])

    assert max(ends) <= charts.WIDTH - charts.ROOM + 1
    assert min(float(bar["over"]) for bar in upright["bars"]) > 10
    assert [bar["total"] for bar in upright["bars"]] == ["999+", "", "1"]


def test_the_numbers_behind_the_areas_never_stand_on_each_other() -> None:
    ends = [float(y) for y in charts.layers([[1, 0, 1, 0]], "abcd")["ends"]]

    assert all(below - above >= 16 for above, below in itertools.pairwise(ends))


def test_a_span_is_cut_into_months_and_all_there_is_into_years() -> None:
    three = buckets(Span.THREE, TODAY, None)
    years = buckets(Span.ALL, TODAY, date(2001, 5, 1))

    assert [(p.first, p.last) for p in three] == [
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 30)),
    ]
    assert years[0] == Period(None, date(2015, 12, 31), "≤ 2015")
    assert [period.label for period in years[1:3]] == ["2016", "2017"]
    assert buckets(Span.ALL, TODAY, None) == [Period(date(2026, 1, 1), date(2026, 12, 31), "2026")]


def test_a_renamed_type_is_clipped_and_escaped(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
        mentor.name = "<b>" + "w" * 77
        mentor.save()
        make_contact(alice, type_key="mentor")

    html = as_alice.get(reverse("pages:insights")).content.decode()

    assert "&lt;b&gt;www" in html
    assert "<b>www" not in html


def test_today_fetches_how_warm_each_type_is(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        account(alice)
    url = reverse("pages:warmth")

    part = as_alice.get(url, headers={"HX-Request": "true"})

    links = Links()
    links.feed(part.content.decode())
    assert len(links.found) == 8  # four types: how many are warm, of how many
    assert [(length(as_alice, link), link) for _, link in links.found] == links.found
    assert as_alice.get(url)["Location"] == reverse("pages:insights")
    assert f'hx-get="{url}"' in as_alice.get("/").content.decode()


def test_a_strip_is_shared_out_whole() -> None:
    rects = charts.strip([charts.Part("a", 1), charts.Part("b", 0), charts.Part("c", 3)], 320)

    assert rects == [
        {"tone": "a", "x": "0.0", "width": "78.5"},
        {"tone": "c", "x": "80.0", "width": "238.5"},
    ]
