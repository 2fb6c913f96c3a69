"""The list of people, adding and editing one, one action on one and on several."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import services
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact, RelationshipType, SavedView
from core.roles import acting_for
from tests.factories import make_contact, relate

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
PEOPLE = "/people/"


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def person(owner: User, display: str = "Ana Kovač", **fields: Any) -> Contact:
    with acting_for(owner.pk):
        return make_contact(owner, display, **fields)


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["found"].rows]


def again(contact: Contact) -> Contact:
    with acting_for(contact.owner_id):
        return Contact.objects.select_related("company").get(pk=contact.pk)


def rows_of(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """A formset as a browser sends it."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def typed(**fields: Any) -> dict[str, Any]:
    """The form of a person as a browser sends it, without rows unless given."""
    rows = {prefix: rows_of(prefix) for prefix in ("methods", "relationships", "dates")}
    data: dict[str, Any] = {"display": "Ana Kovač", "counts": "any"}
    for prefix in rows:
        rows[prefix] = fields.pop(prefix, rows[prefix])
    for each in rows.values():
        data |= each
    return data | fields


# --- the list --------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number_of_people(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        for number in range(how_many):
            contact = make_contact(alice, f"Person {number}", type_key="peer")
            services.update_contact(
                contact, on=TODAY, at=NOW, version=1, company_name=f"C{number}", tags=["a", "b"]
            )

    as_alice.get(PEOPLE)  # the first request of a day does more
    # session, user, begin, whose rows; people with and without a date; count and saved views;
    # types; the counts at the side; whose rows, commit
    with django_assert_num_queries(LIST_QUERIES):
        page = as_alice.get(PEOPLE)

    assert len(page.context["found"].rows) == how_many


LIST_QUERIES = 11


def test_the_next_check_in_comes_first_and_who_has_none_last(as_alice: Client, alice: User) -> None:
    person(alice, "Without", triaged_on=TODAY)
    person(alice, "Later", type_key="peer", last_contact_on=TODAY, on=date(2026, 1, 1))
    person(alice, "Sooner", type_key="mentor", last_contact_on=TODAY, on=date(2026, 1, 1))

    assert names(as_alice.get(PEOPLE)) == ["Sooner", "Later", "Without"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Ábel", "Bea", "Cyd"]),
        ("talked", ["Cyd", "Bea", "Ábel"]),
        ("company", ["Cyd", "Ábel", "Bea"]),
    ],
)
def test_the_list_can_be_sorted(as_alice: Client, alice: User, sort: str, order: list[str]) -> None:
    with acting_for(alice.pk):
        alpha, zeta = (services.company_named(alice, name) for name in ("Alpha", "Zeta"))
        make_contact(alice, "Ábel", company=zeta)
        make_contact(alice, "Bea", last_contact_on=date(2026, 1, 1))
        make_contact(alice, "Cyd", company=alpha, last_contact_on=date(2026, 5, 1))

    assert names(as_alice.get(PEOPLE, {"sort": sort})) == order


def test_an_unknown_sort_is_the_usual_one(as_alice: Client, alice: User) -> None:
    assert as_alice.get(PEOPLE, {"sort": "nonsense"}).context["filters"].sort == "next"


@pytest.mark.parametrize("sort", ["next", "name", "talked", "company"])
def test_pages_of_fifty_show_everybody_once_there_and_back(
    as_alice: Client, alice: User, sort: str
) -> None:
    with acting_for(alice.pk):
        companies = [services.company_named(alice, name) for name in ("A", "B", "")]
        for number in range(120):
            make_contact(
                alice,
                f"Person {number % 40:03}",
                company=companies[number % 3],
                next_check_in_on=None,
                type_key="peer" if number % 2 else "",
                last_contact_on=TODAY - timedelta(days=number % 7) if number % 2 else None,
            )
    there, url = [], f"{PEOPLE}?sort={sort}"
    while url:
        page = as_alice.get(url)
        there.append([row.id for row in page.context["found"].rows])
        url = page.context["next_url"]
    back, url = [], page.context["previous_url"]
    while url:
        page = as_alice.get(url)
        back.append([row.id for row in page.context["found"].rows])
        url = page.context["previous_url"]

    assert [len(ids) for ids in there] == [50, 50, 20]
    assert len({pk for ids in there for pk in ids}) == 120
    assert back == [there[1], there[0]]


def test_the_last_page_is_one_step_away(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(60):
            make_contact(alice, f"Person {number:02}")

    page = as_alice.get(PEOPLE, {"sort": "name", "page": "last"})

    assert names(page) == [f"Person {number:02}" for number in range(10, 60)]
    assert (page.context["next_url"], bool(page.context["previous_url"])) == ("", True)


@pytest.mark.parametrize(
    "cursor",
    ["x", "W10", "%00", "WyJcdTAwMDAiLCAxXQ", "bnVsbA", "WyJhIiwgImIiXQ", "W1siYSJdLCAiYiJd"],
)
def test_a_bad_cursor_leads_to_the_first_page(as_alice: Client, alice: User, cursor: str) -> None:
    person(alice)

    for sort in ("next", "name"):
        for where in ("after", "before"):
            page = as_alice.get(f"{PEOPLE}?sort={sort}&{where}={cursor}")
            assert names(page) == ["Ana Kovač"]


def test_search_finds_names_companies_tags_and_addresses(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        contact = make_contact(alice, "Žofie Nováková")
        services.update_contact(
            contact,
            on=TODAY,
            at=NOW,
            version=1,
            company_name="Halden",
            tags=["Pilot"],
            methods=[MethodLine("email", "zofie@example.org")],
        )
    person(alice, "Somebody else")

    for text in ("zofie", "novak hald", "PILOT", "zofie@example"):
        assert names(as_alice.get(PEOPLE, {"q": text})) == ["Žofie Nováková"]
    assert names(as_alice.get(PEOPLE, {"q": "nobody"})) == []
    assert "No person matches" in as_alice.get(PEOPLE, {"q": "nobody"}).content.decode()


def test_the_list_is_narrowed_by_type_state_tag_and_company(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
        halden = services.company_named(alice, "Halden")
        pilot = services.tag_named(alice, "pilot")
        ana = make_contact(
            alice,
            type_key="mentor",
            on=date(2026, 1, 5),
            company=halden,
            last_contact_on=date(2026, 10, 10),
        )
        services.tag_all([ana.pk], "pilot", owner=alice)
        make_contact(alice, "Rory", type_key="peer", last_contact_on=TODAY)
        make_contact(alice, "New", triaged_on=None)

    assert halden is not None
    for query in (
        f"type={mentor.pk}",
        "state=due",
        "state=due&state=overdue",
        f"tag={pilot.pk}",
        f"company={halden.pk}",
        f"type={mentor.pk}&state=due&tag={pilot.pk}&company={halden.pk}&q=ana",
        f"type=nonsense&type={mentor.pk}&state=nonsense",
    ):
        assert names(as_alice.get(f"{PEOPLE}?{query}")) == ["Ana Kovač"], query
    assert names(as_alice.get(f"{PEOPLE}?state=new")) == ["New"]
    assert names(as_alice.get(f"{PEOPLE}?type={uuid4()}")) == []


def test_the_archived_are_shown_to_who_searches_or_asks(as_alice: Client, alice: User) -> None:
    person(alice, "Gone", archived_on=TODAY)
    person(alice, "Here")

    assert names(as_alice.get(PEOPLE)) == ["Here"]
    assert names(as_alice.get(PEOPLE, {"state": "archived"})) == ["Gone"]
    assert names(as_alice.get(PEOPLE, {"q": "gone"})) == ["Gone"]


def test_a_filter_that_is_on_names_the_list_without_it(as_alice: Client, alice: User) -> None:
    page = as_alice.get(f"{PEOPLE}?state=due&state=new&q=ana")

    assert [(each["label"], each["url"]) for each in page.context["active"]] == [
        ("New", "/people/?q=ana&state=due"),
        ("Due", "/people/?q=ana&state=new"),
        ("“ana”", "/people/?state=new&state=due"),
    ]


def test_counts_stop_at_999(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        Contact.objects.bulk_create(
            Contact(owner=alice, display=f"P{n}", triaged_on=TODAY) for n in range(1001)
        )

    assert as_alice.get(PEOPLE).context["said"] == "999+ people"


def test_htmx_gets_the_list_alone_and_a_reader_the_page(as_alice: Client, alice: User) -> None:
    person(alice)

    part = as_alice.get(PEOPLE, headers={"HX-Request": "true"})
    page = as_alice.get(PEOPLE)

    assert part.content.decode().lstrip().startswith('<div id="people">')
    assert "<html" in page.content.decode()
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("O'Brien", "O&#x27;Brien"),
        ("Null", "Null"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ],
)
def test_a_name_is_shown_as_text(as_alice: Client, alice: User, name: str, shown: str) -> None:
    contact = person(alice, name)

    for address in (PEOPLE, f"/people/{contact.pk}/edit/", f"/people/{contact.pk}/pause/"):
        html = as_alice.get(address).content.decode()
        assert shown in html
        assert "<img src=x" not in html


def offered(client: Client, name: str, query: str = "") -> dict[str, int]:
    page = client.get(f"/people/choices/{name}/?{query}")
    return {offer["label"]: offer["count"] for offer in page.context["offers"] if offer["count"]}


def test_companies_are_offered_with_their_number_of_people(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        halden, lumen = (services.company_named(alice, n) for n in ("Halden", "Lumen Freight"))
        services.company_named(alice, "Nobody's")
        make_contact(alice, company=halden)
        for name in ("A", "B"):
            make_contact(alice, name, company=lumen)

    assert list(offered(as_alice, "company").items()) == [("Lumen Freight", 2), ("Halden", 1)]
    assert offered(as_alice, "company", "company_name=frei") == {"Lumen Freight": 2}
    assert halden is not None
    assert offered(as_alice, "company", f"company_name=frei&company={halden.pk}") == {
        "Halden": 1,
        "Lumen Freight": 2,
    }


@pytest.mark.parametrize("name", ["type", "state", "tag", "company"])
@pytest.mark.parametrize("query", ["", "q=a", "state=untracked&state=archived", "sort=name"])
def test_each_number_that_a_filter_shows_is_the_length_of_its_list(
    as_alice: Client, alice: User, name: str, query: str
) -> None:
    with acting_for(alice.pk):
        halden = services.company_named(alice, "Halden")
        for number, key in enumerate(("peer", "peer", "mentor", "client", "")):
            contact = make_contact(
                alice, f"Ana {number}", type_key=key, company=halden if number % 3 else None
            )
            services.tag_all([contact.pk], f"tag {number % 2}", owner=alice)
        make_contact(alice, "Archived", type_key="peer", archived_on=TODAY)
        make_contact(alice, "Died", died=True)
        make_contact(alice, "New", triaged_on=None)

    page = as_alice.get(f"/people/choices/{name}/?{query}")

    offers = page.context["offers"]
    assert sum(offer["count"] for offer in offers) > 0
    for offer in offers:
        assert as_alice.get(offer["url"]).context["found"].count == offer["count"], offer


def test_a_filter_that_there_is_not_is_not_found(as_alice: Client) -> None:
    assert as_alice.get("/people/choices/owner/").status_code == 404


# --- adding and editing ------------------------------------------------------------


def test_a_person_is_added_with_everything_typed(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
        wilma = make_contact(alice, "Wilma Oost")

    answer = as_alice.post(
        "/people/new/",
        typed(
            company_name="Halden",
            title="VP",
            tags="pilot, Ljubljana,",
            introducer="wilma oost",
            last_talked="unknown",
            importance="3",
            cadence_override="45",
            methods=rows_of(
                "methods",
                {"kind": "email", "value": "ana@example.org", "label": "work"},
                {"kind": "email", "value": "", "label": ""},
            ),
            relationships=rows_of(
                "relationships", {"type": str(mentor.pk), "starts_on": "2020-05-01"}
            ),
            dates=rows_of("dates", {"kind": "birthday", "month": "2", "yearly": "on"}),
        ),
    )

    assert answer.status_code == 302, answer.context["person"].form.errors
    with acting_for(alice.pk):
        ana = Contact.objects.get(display="Ana Kovač")
        assert answer["Location"] == ana.get_absolute_url()
        assert (str(ana.company), ana.title, ana.introduced_by) == ("Halden", "VP", wilma)
        assert (ana.importance, ana.cadence_override, ana.triaged_on) == (3, 45, TODAY)
        assert [m.value for m in ana.methods.all()] == ["ana@example.org"]
        assert [(r.type, r.starts_on) for r in ana.relationships.all()] == [
            (mentor, date(2020, 5, 1))
        ]
        assert [(d.month, d.day, d.year) for d in ana.dates.all()] == [(2, None, None)]
        assert sorted(t.tag.name for t in ana.contact_tags.all()) == ["Ljubljana", "pilot"]


def test_nothing_typed_is_lost_on_an_error(as_alice: Client, alice: User) -> None:
    answer = as_alice.post(
        "/people/new/",
        typed(
            display="",
            facts="Daughter Zala starts school",
            introducer="Nobody I know",
            cadence_override="-3",
            tags="x" * 61,
            methods=rows_of(
                "methods",
                {"kind": "email", "value": "not an address", "label": "home"},
                {"kind": "url", "value": "javascript:alert(1)"},
            ),
            relationships=rows_of("relationships", {"starts_on": "2020-05-01"}),
            dates=rows_of("dates", {"kind": "birthday", "day": "31", "month": "2"}),
        ),
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    for text in (
        *("Daughter Zala starts school", "Nobody I know", "not an address", "x" * 61),
        *("javascript:alert(1)", "2020-05-01", 'value="31"'),
        *("February has no day 31.", "That is not an e-mail address."),
        *("That is not a web address.", "Choose a type, or leave the dates blank."),
        *("You have nobody of this name here.", "too long for a tag"),
    ):
        assert text in html, text
    with acting_for(alice.pk):
        assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"day": "29", "month": "2"}, ""),
        ({"day": "29", "month": "2", "year": "2025"}, "February has no day 29."),
        ({"day": "12"}, "Choose the month; day and year may be left out."),
        ({"month": "5", "year": "99999"}, "Ensure this value is less than or equal to 2200."),
        ({"month": "5", "yearly": ""}, "A day that comes once needs its year."),
        ({"kind": "nonsense", "month": "5"}, "Select a valid choice."),
    ],
)
def test_a_date_may_lack_parts_but_must_exist(
    as_alice: Client, alice: User, row: dict[str, str], error: str
) -> None:
    row = {"kind": "birthday", "yearly": "on", **row}

    answer = as_alice.post("/people/new/", typed(dates=rows_of("dates", row)))

    assert answer.status_code == (422 if error else 302)
    if error:
        assert error in answer.content.decode()


def test_a_relationship_ends_after_it_begins(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        peer = RelationshipType.objects.get(owner=alice, key="peer")
    row = {"type": str(peer.pk), "starts_on": "2020-05-01", "ends_on": "2019-05-01"}

    answer = as_alice.post("/people/new/", typed(relationships=rows_of("relationships", row)))

    assert (answer.status_code, "It ends before it begins." in answer.content.decode()) == (
        422,
        True,
    )


def test_an_introducer_must_be_one_person(as_alice: Client, alice: User) -> None:
    person(alice, "Wilma")
    person(alice, "Wilma")

    answer = as_alice.post("/people/new/", typed(introducer="Wilma"))

    assert "You have several people of this name." in answer.content.decode()


def test_the_form_of_a_person_holds_what_is_known_and_changes_it(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        contact = services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ana",
            company_name="Halden",
            tags=["b", "a"],
            methods=[MethodLine("phone", "+386 1")],
            dates=[DateLine("birthday", 2, 12)],
        )
    address = f"/people/{contact.pk}/edit/"
    html = as_alice.get(address).content.decode()
    for text in ("Halden", "a, b", "+386 1", 'value="12"', 'name="version" value="1"'):
        assert text in html, text

    answer = as_alice.post(address, typed(display="Ana K.", version="1", nickname="Anči"))

    assert answer["Location"] == contact.get_absolute_url()
    ana = again(contact)
    assert (ana.display, ana.nickname, ana.version, ana.company) == ("Ana K.", "Anči", 2, None)


def test_a_stale_edit_shows_both_texts_and_saves_only_when_asked_again(
    as_alice: Client, alice: User
) -> None:
    contact = person(alice, facts="Likes tea")
    address = f"/people/{contact.pk}/edit/"
    with acting_for(alice.pk):
        services.update_contact(contact, on=TODAY, at=NOW, version=1, facts="Likes coffee")

    answer = as_alice.post(address, typed(version="1", facts="Likes cocoa", tags="new"))

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Likes coffee" in html
    assert "Likes cocoa" in html
    assert {
        line["label"]: (line["saved"], line["typed"]) for line in answer.context["differing"]
    } == {
        "Worth remembering": ("Likes coffee", "Likes cocoa"),
        "Tags": ("", "new"),
    }
    assert again(contact).facts == "Likes coffee"
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None

    as_alice.post(address, typed(version=version[1], facts="Likes cocoa"))
    assert again(contact).facts == "Likes cocoa"


def test_rows_that_nobody_touched_are_no_rows(as_alice: Client, alice: User) -> None:
    """As a browser sends the form: with all its spare rows."""
    contact = person(alice)
    blank: dict[str, dict[str, str]] = {
        "methods": {"kind": "", "value": "", "label": ""},
        "relationships": {"id": "", "type": "", "starts_on": "", "ends_on": ""},
        "dates": {"id": "", "kind": "birthday", "month": "", "yearly": "on", "notice_days": "7"},
    }
    rows = {prefix: rows_of(prefix, row, row) for prefix, row in blank.items()}

    answer = as_alice.post(f"/people/{contact.pk}/edit/", typed(version="1", title="Chair", **rows))

    assert answer.status_code == 302
    with acting_for(alice.pk):
        assert again(contact).title == "Chair"
        assert (contact.methods.count(), contact.relationships.count()) == (0, 0)
        assert contact.dates.count() == 0


def test_an_edit_without_a_version_is_stale(as_alice: Client, alice: User) -> None:
    contact = person(alice)

    assert as_alice.post(f"/people/{contact.pk}/edit/", typed()).status_code == 409


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"display": "Ana"},
        {**typed(), "methods-TOTAL_FORMS": "many"},
        {**typed(), "dates-TOTAL_FORMS": "100000", "display": ""},
        {**typed(), "facts": "nul \0"},
        {**typed(), "display": "x" * 256},
        {**typed(), "counts": "nonsense"},
    ],
)
def test_a_form_that_no_browser_sends_is_refused_in_peace(
    as_alice: Client, alice: User, data: dict[str, Any]
) -> None:
    assert as_alice.post("/people/new/", data).status_code == 422
    with acting_for(alice.pk):
        assert Contact.objects.count() == 0


def test_somebody_elses_rows_are_not_taken_into_a_form(
    as_alice: Client, alice: User, bob: User
) -> None:
    with acting_for(bob.pk):
        theirs = RelationshipType.objects.get(owner=bob, key="peer")
        make_contact(bob, "Bob's friend")

    for data in (
        typed(relationships=rows_of("relationships", {"type": str(theirs.pk)})),
        typed(introducer="Bob's friend"),
    ):
        assert as_alice.post("/people/new/", data).status_code == 422


def test_a_search_that_is_no_search_finds_everybody_or_nobody(
    as_alice: Client, alice: User
) -> None:
    person(alice)

    for text, found in (("%00", 1), ("%20", 1), ("%25", 0), ("x" * 5000, 0), ("%F0%9F", 0)):
        answer = as_alice.get(f"{PEOPLE}?q={text}")
        assert (answer.status_code, len(names(answer))) == (200, found), text


# --- one action on one ---------------------------------------------------------------


def post(client: Client, contact: Contact, verb: str, **data: Any) -> Any:
    return client.post(f"/people/{contact.pk}/{verb}/", data)


def undo_of(client: Client, answer: Any) -> str:
    """The address that takes back what the last answer did."""
    page = client.get(answer["Location"], follow=True)
    return str(next(message.extra_tags for message in page.context["messages"]))


def test_each_action_is_done_and_can_be_taken_back(as_alice: Client, alice: User) -> None:
    contact = person(
        alice, type_key="mentor", on=date(2026, 1, 5), last_contact_on=date(2026, 11, 1)
    )
    steps: list[tuple[str, dict[str, str], str, str]] = [
        ("snooze", {"until": "2026-12-03"}, "snoozed", "fresh"),
        ("pause", {"until": "", "reason": "Leave"}, "paused", "fresh"),
        ("archive", {}, "archived", "fresh"),
        ("died", {}, "died", "fresh"),
        ("check-in", {"day": "2027-03-01"}, "fresh", "fresh"),
        ("cadence", {"days": "15"}, "due", "fresh"),
    ]
    for verb, data, after, before in steps:
        answer = post(as_alice, contact, verb, **data)
        assert answer.status_code == 302, verb
        if verb != "cadence":
            assert again(contact).state_on(TODAY) == after, verb
        message = list(as_alice.get(PEOPLE).context["messages"])[-1]
        as_alice.post(message.extra_tags)
        assert again(contact).state_on(TODAY) == before, verb


def test_what_was_stopped_can_be_resumed(as_alice: Client, alice: User) -> None:
    contact = person(
        alice, type_key="mentor", on=date(2026, 1, 5), last_contact_on=date(2026, 11, 1)
    )
    for stop, data, go in (
        ("snooze", {"until": "2026-12-03"}, "unsnooze"),
        ("pause", {}, "resume"),
        ("archive", {}, "unarchive"),
    ):
        post(as_alice, contact, stop, **data)
        post(as_alice, contact, go)
        assert again(contact).state_on(TODAY) == "fresh", go


def test_a_deleted_person_is_gone_until_undo(as_alice: Client, alice: User) -> None:
    contact = person(alice)

    answer = post(as_alice, contact, "delete")

    assert answer["Location"] == PEOPLE
    page = as_alice.get(PEOPLE)
    assert names(page) == []
    assert post(as_alice, contact, "archive").status_code == 404
    [message] = page.context["messages"]
    as_alice.post(message.extra_tags)
    assert names(as_alice.get(PEOPLE)) == ["Ana Kovač"]


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("snooze", {"until": "2026-11-16"}),
        ("snooze", {"until": "2028-01-01"}),
        ("snooze", {"until": "soon"}),
        ("snooze", {}),
        ("pause", {"until": "2026-01-01", "reason": "Leave"}),
        ("check-in", {"day": "2026-11-16"}),
        ("cadence", {"days": "0"}),
        ("dates", {"kind": "birthday"}),
        ("dates", {"kind": "birthday", "day": "31", "month": "4"}),
    ],
)
def test_an_action_with_a_wrong_value_says_so_and_keeps_it(
    as_alice: Client, alice: User, verb: str, data: dict[str, str]
) -> None:
    contact = person(alice, type_key="mentor")

    answer = post(as_alice, contact, verb, **data)

    html = answer.content.decode()
    assert answer.status_code == 422
    for value in data.values():
        assert value in html
    assert again(contact).updated_at == contact.updated_at


def test_an_action_asked_by_htmx_answers_with_nothing_and_a_toast(
    as_alice: Client, alice: User
) -> None:
    contact = person(alice, type_key="mentor")

    answer = as_alice.post(f"/people/{contact.pk}/archive/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Archived. They stay searchable." in answer["HX-Trigger"]


def test_after_an_action_one_is_where_one_came_from_but_never_elsewhere(
    as_alice: Client, alice: User
) -> None:
    contact = person(alice)

    assert post(as_alice, contact, "archive", next="/people/?q=a")["Location"] == "/people/?q=a"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = post(as_alice, contact, "archive", next=elsewhere)
        assert answer["Location"] == contact.get_absolute_url()


def test_a_date_changed_elsewhere_shows_both_and_changes_nothing(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        row = services.add_date(make_contact(alice), DateLine("birthday", 2, 12), on=TODAY)
    url = f"/dates/{row.pk}/"
    was = as_alice.get(url).context["form"].was
    typed = {"kind": "birthday", "day": "12", "month": "4", "yearly": "on", "notice_days": "7"}
    as_alice.post(url, typed | {"month": "3", "was": was})

    stale = as_alice.post(url, typed | {"was": was})
    with acting_for(alice.pk):
        row.refresh_from_db()
    again = as_alice.post(url, typed | {"was": stale.context["form"].was})

    assert (stale.status_code, row.month) == (409, 3)
    assert stale.context["form"].differing == [
        {"label": "Month", "saved": "March", "typed": "April"}
    ]
    assert "Changed elsewhere meanwhile" in stale.content.decode()
    with acting_for(alice.pk):
        row.refresh_from_db()
    assert (again.status_code, row.month) == (302, 4)


def test_important_dates_are_added_changed_and_removed(as_alice: Client, alice: User) -> None:
    contact = person(alice)

    post(as_alice, contact, "dates", kind="birthday", day="12", month="2", yearly="on")
    with acting_for(alice.pk):
        row = contact.dates.get()
    as_alice.post(f"/dates/{row.pk}/", {"kind": "birthday", "month": "3", "yearly": "on"})
    with acting_for(alice.pk):
        row.refresh_from_db()
        assert (row.day, row.month) == (None, 3)

    as_alice.post(f"/dates/{row.pk}/delete/")
    with acting_for(alice.pk):
        assert contact.dates.count() == 0
    *_others, message = as_alice.get(PEOPLE).context["messages"]
    as_alice.post(message.extra_tags)
    with acting_for(alice.pk):
        assert (contact.dates.get().pk, contact.dates.get().month) == (row.pk, 3)


# --- one action on several -------------------------------------------------------------


def bulk(client: Client, people: list[Contact], **data: Any) -> Any:
    return client.post("/people/bulk/", {"id": [str(p.pk) for p in people], **data})


def test_several_are_tagged_typed_paced_paused_and_archived_and_all_of_it_undone(
    as_alice: Client, alice: User
) -> None:
    people = [person(alice, name) for name in ("Ana", "Rory")]
    other = person(alice, "Other")
    with acting_for(alice.pk):
        peer = RelationshipType.objects.get(owner=alice, key="peer")

    def state() -> list[Any]:
        with acting_for(alice.pk):
            return [
                (
                    [t.tag.name for t in c.contact_tags.all()],
                    [r.type_id for r in c.relationships.all()],
                    (c.cadence_override, c.paused_from, c.archived_on, c.first_due_on),
                    c.next_check_in_on,
                )
                for c in Contact.objects.order_by("display")
            ]

    before = state()
    for data in (
        {"tag": "Pilot", "do": "tag"},
        {"tag": "Pilot", "do": ""},
        {"type": str(peer.pk)},
        {"type": str(peer.pk), "do": "replace"},
        {"cadence": "45"},
        {"do": "pause"},
        {"do": "archive"},
    ):
        bulk(as_alice, people, **data)
        changed = state()
        assert [new == old for new, old in zip(changed, before, strict=True)] == [
            False,
            True,
            False,
        ], data
        message = list(as_alice.get(PEOPLE).context["messages"])[-1]
        as_alice.post(message.extra_tags)
        assert state() == before, data
    assert again(other).version == 1


def test_an_empty_choice_or_an_unknown_action_changes_nothing(
    as_alice: Client, alice: User
) -> None:
    contact = person(alice)

    for ids, data in (
        ([], {"do": "archive"}),
        ([contact], {"do": "explode"}),
        ([contact], {"do": "tag", "tag": ""}),
        ([contact], {"do": "cadence", "cadence": "many"}),
        ([contact], {"type": str(uuid4())}),
        ([contact], {}),
    ):
        assert bulk(as_alice, ids, **data)["Location"] == PEOPLE  # type: ignore[arg-type]
        assert as_alice.get(PEOPLE).context["found"].rows[0].name == "Ana Kovač"
    unchanged = again(contact)
    assert (unchanged.version, unchanged.archived_on) == (1, None)


def test_ids_of_others_and_nonsense_are_passed_over(
    as_alice: Client, as_mallory: Client, alice: User
) -> None:
    contact = person(alice)

    as_mallory.post("/people/bulk/", {"id": [str(contact.pk), "x", ""], "do": "archive"})

    assert again(contact).archived_on is None


def types_now(contact: Contact) -> list[tuple[str, date | None]]:
    with acting_for(contact.owner_id):
        rows = contact.relationships.select_related("type").order_by("type__key")
        return [(row.type.key, row.ends_on) for row in rows]


def test_a_type_takes_the_place_of_all_others_or_ends_and_both_can_be_undone(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        both = make_contact(alice, "Both", type_key="mentor")
        relate(both, "peer")
        one = make_contact(alice, "One", type_key="peer")
        former = make_contact(alice, "Former")
        relate(former, "mentor", ends_on=date(2026, 1, 1))
        peer = str(RelationshipType.objects.get(owner=alice, key="peer").pk)
    people = [both, one, former]
    before = [types_now(contact) for contact in people]

    bulk(as_alice, people, type=peer, do="replace")

    assert [types_now(contact) for contact in people] == [
        [("mentor", TODAY), ("peer", None)],
        [("peer", None)],
        [("mentor", date(2026, 1, 1)), ("peer", None)],
    ]
    as_alice.post(list(as_alice.get(PEOPLE).context["messages"])[-1].extra_tags)
    assert [types_now(contact) for contact in people] == before

    bulk(as_alice, people, type=peer, do="end")

    assert [types_now(contact) for contact in people[:2]] == [
        [("mentor", None), ("peer", TODAY)],
        [("peer", TODAY)],
    ]
    as_alice.post(list(as_alice.get(PEOPLE).context["messages"])[-1].extra_tags)
    assert [types_now(contact) for contact in people] == before


def test_all_in_the_list_means_all_pages_of_it_and_nobody_else(
    as_alice: Client, alice: User, bob: User
) -> None:
    with acting_for(alice.pk):
        for number in range(60):
            make_contact(alice, f"Ana {number}")
        make_contact(alice, "Ben")
        make_contact(alice, "Ana archived", archived_on=date(2020, 1, 1))
    with acting_for(bob.pk):
        make_contact(bob, "Ana of Bob")

    page = as_alice.get("/people/?q=ana+&state=untracked")
    assert 'name="all" value="1" data-all-matching="60"' in page.content.decode()
    data = {"all": "1", "do": "archive", "list": "?q=ana&state=untracked"}
    as_alice.post("/people/bulk/", data)

    with acting_for(alice.pk):
        archived = Contact.objects.exclude(archived_on=None)
        assert archived.filter(archived_on=TODAY).count() == 60
        assert archived.count() == 61
    with acting_for(bob.pk):
        assert Contact.objects.get().archived_on is None
    as_alice.post(list(as_alice.get(PEOPLE).context["messages"])[-1].extra_tags)
    with acting_for(alice.pk):
        assert Contact.objects.exclude(archived_on=None).count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"list": ""}, {"all": "1"}, {"all": "0", "list": ""}, {"all": "yes", "list": ""}]
)
def test_an_empty_list_never_means_all(as_alice: Client, alice: User, data: dict[str, str]) -> None:
    contact = person(alice)

    as_alice.post("/people/bulk/", {"do": "archive", **data})

    assert again(contact).archived_on is None


# --- saved views -----------------------------------------------------------------------


def saved(client: Client, query: str, name: str) -> Any:
    return client.post(f"/people/views/new/{query}", {"name": name})


def test_a_view_is_saved_shown_renamed_taken_away_and_put_back(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        for name in ("Ana", "Ben"):
            make_contact(alice, name, type_key="mentor")
        make_contact(alice, "Carla", type_key="peer")
        mentor = RelationshipType.objects.get(owner=alice, key="mentor")
    query = f"?type={mentor.pk}&sort=name"

    assert saved(as_alice, query, "Quiet Mentors")["Location"] == "/people/views/quiet-mentors/"
    page = as_alice.get("/people/views/quiet-mentors/")
    assert names(page) == ["Ana", "Ben"]
    assert [tab["label"] for tab in page.context["tabs"] if tab["on"]] == ["Quiet Mentors"]

    as_alice.post("/people/views/quiet-mentors/rename/", {"name": "Mentors"})
    assert "Mentors" in [tab["label"] for tab in as_alice.get(PEOPLE).context["tabs"]]

    as_alice.post("/people/views/quiet-mentors/delete/")
    assert as_alice.get("/people/views/quiet-mentors/").status_code == 404
    saved(as_alice, "", "Mentors")  # the name and the address are free again
    *_others, message = [m for m in as_alice.get(PEOPLE).context["messages"] if "is gone" in str(m)]
    as_alice.post(message.extra_tags)
    assert names(as_alice.get("/people/views/quiet-mentors/")) == ["Ana", "Ben"]
    labels = [tab["label"] for tab in as_alice.get(PEOPLE).context["tabs"]]
    assert sorted(labels[-2:]) == ["Mentors", "Mentors (2)"]


def test_a_view_of_the_longest_name_comes_back_beside_one_of_the_same(as_alice: Client) -> None:
    name = "M" * SavedView.LONGEST
    where = saved(as_alice, "", name)["Location"]
    as_alice.post(f"{where}delete/")
    saved(as_alice, "", name)
    *_others, message = [m for m in as_alice.get(PEOPLE).context["messages"] if "is gone" in str(m)]

    as_alice.post(message.extra_tags)

    labels = [tab["label"] for tab in as_alice.get(PEOPLE).context["tabs"]]
    assert labels[-2:] == [f"{name[:-5]} (2)", name]


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "required"), ("  ", "required"), ("Mine", "You have a view of this name.")],
)
def test_a_view_needs_a_name_of_its_own(as_alice: Client, name: str, says: str) -> None:
    saved(as_alice, "?q=a", "Mine")

    answer = saved(as_alice, "?q=b", name)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_views_have_addresses_of_their_own_in_any_script(as_alice: Client) -> None:
    where = [saved(as_alice, "", name)["Location"] for name in ("Мои", "陈", "New", "new!")]

    assert where == [f"/people/views/{slug}/" for slug in ("view", "view-2", "new-2", "new-3")]
    assert [as_alice.get(address).status_code for address in where] == [200] * 4


def test_thirty_views_are_enough(as_alice: Client) -> None:
    for number in range(30):
        saved(as_alice, "", f"View {number}")

    assert "Thirty views are enough" in saved(as_alice, "", "More").content.decode()


def test_the_pages_of_a_view_stay_in_it(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(55):
            make_contact(alice, f"Ana {number:02}")
        make_contact(alice, "Zoe")
    saved(as_alice, "?q=ana&sort=name", "All the Anas")

    first = as_alice.get("/people/views/all-the-anas/")
    second = as_alice.get(first.context["next_url"])

    assert first.context["next_url"].startswith("/people/views/all-the-anas/?after=")
    assert names(second) == [f"Ana {number:02}" for number in range(50, 55)]


def test_after_a_bulk_action_the_list_is_as_it_was(as_alice: Client, alice: User) -> None:
    contact = person(alice)

    answer = bulk(as_alice, [contact], do="pause", list="?q=ana&sort=name")
    assert answer["Location"] == "/people/?q=ana&sort=name"

    part = as_alice.post(
        "/people/bulk/",
        {"id": [str(contact.pk)], "do": "archive", "list": "?q=ana"},
        headers={"HX-Request": "true"},
    )
    assert names(part) == ["Ana Kovač"]
    assert "1 person archived." in part["HX-Trigger"]
    assert "/undo/" in part["HX-Trigger"]


# --- types -----------------------------------------------------------------------------


def test_types_are_changed_added_moved_and_switched(as_alice: Client, alice: User) -> None:
    def offered() -> list[str]:
        return [str(type) for type in as_alice.get("/settings/types/").context["offered"]]

    with acting_for(alice.pk):
        peer = RelationshipType.objects.get(owner=alice, key="peer")
        mentee = RelationshipType.objects.get(owner=alice, key="mentee")
    assert offered()[:2] == ["Mentor", "Peer"]

    as_alice.post(
        f"/settings/types/{peer.pk}/", {"name": "Colleague", "cadence_days": "50", "importance": 2}
    )
    as_alice.post("/settings/types/new/", {"name": "Alumni", "cadence_days": "", "importance": 1})
    as_alice.post(f"/settings/types/{peer.pk}/move/", {"to": "up"})
    as_alice.post(f"/settings/types/{mentee.pk}/offer/", {"offered": "1"})

    names_now = offered()
    assert names_now[:2] == ["Colleague", "Mentor"]
    assert {"Alumni", "Mentee"} <= set(names_now)

    as_alice.post(f"/settings/types/{mentee.pk}/offer/", {"offered": "0"})
    assert "Mentee" not in offered()


@pytest.mark.parametrize("taken", [False, True])
def test_a_changed_type_is_taken_back_with_everybodys_days(
    as_alice: Client, alice: User, taken: bool
) -> None:
    with acting_for(alice.pk):
        peer = RelationshipType.objects.get(owner=alice, key="peer")
        services.edit_type(
            peer, name="Colleague", cadence_days=90, importance=1, purpose="", on=date(2026, 11, 1)
        )
    contact = person(alice, type_key="peer", last_contact_on=date(2026, 10, 1))

    def stands() -> tuple[Any, ...]:
        with acting_for(alice.pk):
            row = Contact.objects.get(pk=contact.pk)
            peer.refresh_from_db()
        return (peer.cadence_days, row.cadence_days, row.next_check_in_on, row.not_before)

    before = stands()
    answer = as_alice.post(
        f"/settings/types/{peer.pk}/", {"name": "Ally", "cadence_days": "5", "importance": 2}
    )
    assert stands()[:2] == (5, 5)
    assert stands()[2:] != before[2:]
    if taken:
        as_alice.post("/settings/types/new/", {"name": "Colleague", "importance": 1})

    as_alice.post(undo_of(as_alice, answer))

    assert stands() == before
    assert peer.name == ("Ally" if taken else "Colleague")


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Mentor", "importance": "1"},
        {"name": "mentor ", "importance": "1"},
        {"name": "", "importance": "1"},
        {"name": "x" * 81, "importance": "1"},
        {"name": "New", "importance": "9"},
        {"name": "New", "importance": "1", "cadence_days": "0"},
    ],
)
def test_a_wrong_type_is_refused_with_its_text(
    as_alice: Client, alice: User, data: dict[str, str]
) -> None:
    answer = as_alice.post("/settings/types/new/", data)

    assert answer.status_code == 422
    assert data["name"].strip() in answer.content.decode()


def test_the_page_of_types_says_what_they_ask_for(as_alice: Client, alice: User) -> None:
    for number in range(8):
        person(alice, f"P{number}", type_key="manager")

    page = as_alice.get("/settings/types/")

    assert (page.context["rate"], page.context["budget"]) == (4, 5)
    assert "about 4 check-ins a week" in page.content.decode()


# --- walls -------------------------------------------------------------------------------


PERSON_URLS = [
    *("edit", "snooze", "unsnooze", "pause", "resume", "choose_date", "cadence"),
    *("archive", "unarchive", "died", "delete", "date_add"),
]


@pytest.mark.parametrize("name", PERSON_URLS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nobody(as_mallory: Client, alice: User, name: str, method: str) -> None:
    contact = person(alice)

    answer = getattr(as_mallory, method)(reverse(f"contacts:{name}", args=[contact.pk]))

    assert answer.status_code in ({404} if method == "post" else {404, 405})


@pytest.mark.parametrize("name", ["type_edit", "type_move", "type_offer"])
def test_a_stranger_finds_no_type(as_mallory: Client, alice: User, name: str) -> None:
    with acting_for(alice.pk):
        peer = RelationshipType.objects.get(owner=alice, key="peer")

    assert as_mallory.post(reverse(f"contacts:{name}", args=[peer.pk])).status_code == 404


@pytest.mark.parametrize("name", ["date_edit", "date_delete"])
def test_a_stranger_finds_no_date(as_mallory: Client, alice: User, name: str) -> None:
    with acting_for(alice.pk):
        contact = make_contact(alice)
        row = services.add_date(contact, DateLine("birthday", 2), on=TODAY)

    assert as_mallory.post(reverse(f"contacts:{name}", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("name", PERSON_URLS)
def test_reading_changes_nothing(as_alice: Client, alice: User, name: str) -> None:
    contact = person(alice, type_key="mentor")
    with acting_for(alice.pk):
        before = Contact.objects.filter(pk=contact.pk).values().get()

    assert as_alice.get(reverse(f"contacts:{name}", args=[contact.pk])).status_code in {200, 405}

    with acting_for(alice.pk):
        assert Contact.objects.filter(pk=contact.pk).values().get() == before


def test_nobody_in_particular_is_asked_to_sign_in(client: Client, db: None) -> None:
    for name in ("list", "create", "bulk", "view_add", "types", "type_add"):
        assert client.post(reverse(f"contacts:{name}")).status_code == 302
