"""Searching everywhere: what is found, what is shown of it, and what can be done from there."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from contacts.labels import company_named
from contacts.models import Contact
from core.roles import acting_for
from core.words import Piece
from interactions.models import Interaction
from pages.searching import Group, Search
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction

PALETTE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def found(user: User, text: str) -> dict[str, list[str]]:
    return {
        group.key: [hit.label for hit in group.hits] for group in Search(user, text, TODAY).groups
    }


def group_of(user: User, text: str, key: str) -> Group:
    return next(group for group in Search(user, text, TODAY).groups if group.key == key)


def talk(user: User, name: str, text: str, day: date = TODAY, **fields: Any) -> Any:
    return make_interaction(make_contact(user, name), occurred_on=day, text=text, **fields)


# --- what is found --------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["kovač", "KOVAC", "kov", "ana kov", "kovac ana"])
def test_people_are_found_by_any_beginning_without_accents(acting_alice: User, typed: str) -> None:
    make_contact(acting_alice, "Ana Kovač")
    make_contact(acting_alice, "Ben Ode")

    assert found(acting_alice, typed) == {"people": ["Ana Kovač"]}


@pytest.mark.parametrize("typed", ["kovax", "koavc", "kvač", "kovavc", "ana kovak", "sanjevani"])
def test_a_slip_of_the_finger_still_finds_them(acting_alice: User, typed: str) -> None:
    make_contact(acting_alice, "Ana Kovač")
    make_contact(acting_alice, "Sanjeevani Rao")
    make_contact(acting_alice, "Ben Ode")

    [person] = found(acting_alice, typed)["people"]

    assert person == ("Sanjeevani Rao" if typed.startswith("sanj") else "Ana Kovač")


@pytest.mark.parametrize("typed", ["bem", "kowalski", "xyzzy"])
def test_another_name_finds_nobody(acting_alice: User, typed: str) -> None:
    make_contact(acting_alice, "Ana Kovač")
    make_contact(acting_alice, "Ben Ode")

    assert "people" not in found(acting_alice, typed)


def test_whose_name_begins_so_stands_before_whose_company_does(acting_alice: User) -> None:
    make_contact(acting_alice, "Zoe Abel", company=company_named(acting_alice, "Martin & Sons"))
    make_contact(acting_alice, "Olga Marino")
    make_contact(acting_alice, "Mark Ode")

    assert found(acting_alice, "mar") == {
        "people": ["Mark Ode", "Olga Marino", "Zoe Abel"],
        "companies": ["Martin & Sons"],
    }


def test_conversations_are_found_by_words_and_shown_with_these_marked(acting_alice: User) -> None:
    talk(acting_alice, "Ana Kovač", "She weighs the **Zürich** lab,\nand her partner agrees.")
    talk(acting_alice, "Ben Ode", "Nothing of that.", TODAY - timedelta(days=3))

    [hit] = group_of(acting_alice, "zurich part", "talks").hits

    assert (hit.label, hit.sub) == ("Coffee with Ana Kovač", "16 Nov")
    assert hit.snippet == (
        Piece("She weighs the ", False),
        Piece("Zürich", True),
        Piece(" lab,\nand her ", False),
        Piece("partner", True),
        Piece(" agrees", False),
    )


def test_the_newest_conversations_come_first_however_many_there_are(acting_alice: User) -> None:
    ana = make_contact(acting_alice, "Ana Kovač")
    model = make_interaction(ana, occurred_on=TODAY, text="other")
    Interaction.objects.bulk_create(
        Interaction(
            owner=acting_alice,
            kind=model.kind,
            occurred_on=TODAY - timedelta(days=210 - number),
            text=f"{'lisbon' if number in {0, 100, 205, 209} else 'other'} {number}",
        )
        for number in range(210)
    )

    days = [hit.sub for hit in group_of(acting_alice, "lis", "talks").hits]

    assert days == ["15 Nov", "11 Nov", "29 Jul", "20 Apr"]


def test_what_is_to_be_asked_next_time_is_found_too(acting_alice: User) -> None:
    talk(acting_alice, "Ana Kovač", "", ask_about="the marathon")

    [hit] = group_of(acting_alice, "marathon", "talks").hits

    assert hit.snippet == (Piece("the ", False), Piece("marathon", True))


def test_a_sensitive_note_is_found_by_its_owner_and_not_quoted(acting_alice: User) -> None:
    talk(acting_alice, "Ana Kovač", "The divorce is hard.", sensitive=True)

    [hit] = group_of(acting_alice, "divorce", "talks").hits

    assert (hit.label, hit.snippet) == ("Coffee with Ana Kovač", ())
    assert hit.sub == "16 Nov · sensitive, not shown here"


def test_what_is_worth_remembering_of_somebody_is_found(acting_alice: User) -> None:
    make_contact(acting_alice, "Ana Kovač", facts="Climbs\nTwo daughters", how_met="At PyCon")

    [hit] = group_of(acting_alice, "pycon", "notes").hits

    assert hit.label == "Ana Kovač"
    assert Piece("PyCon", True) in hit.snippet


def test_what_is_in_the_trash_is_not_found(acting_alice: User) -> None:
    make_contact(acting_alice, "Ana Kovač", facts="Climbs", deleted_at=NOW)
    talk(acting_alice, "Ben Ode", "Climbing", deleted_at=NOW)

    assert found(acting_alice, "ana") == {}
    assert found(acting_alice, "climb") == {}


def test_a_conversation_leads_to_its_place_in_the_timeline(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana Kovač")
        rows = [
            make_interaction(ana, occurred_on=TODAY - timedelta(days=n // 2), text=f"talk {n}")
            for n in range(30)
        ]
        [hit] = group_of(alice, "27", "talks").hits

    page = as_alice.get(hit.url).context["timeline"]

    assert hit.url.endswith(f"#entry-{rows[27].pk}")
    assert page.entries[0]["id"] == rows[27].pk


def test_with_nothing_typed_there_are_actions_and_those_talked_with_lately(
    acting_alice: User,
) -> None:
    talk(acting_alice, "Ana Kovač", "", TODAY - timedelta(days=2))
    talk(acting_alice, "Ben Ode", "")
    make_contact(acting_alice, "Nobody yet")

    at_start = found(acting_alice, "  ")

    assert at_start["acts"] == ["Log a conversation", "Add a person"]
    assert at_start["recent"] == ["Ben Ode", "Ana Kovač"]
    assert at_start["places"][:2] == ["Today", "People"]


# --- what can be done -----------------------------------------------------------------


def test_a_word_finds_the_action_and_the_page(acting_alice: User) -> None:
    assert found(acting_alice, "imp") == {"acts": ["Import"]}
    assert found(acting_alice, "sett") == {"acts": ["Settings"]}
    assert found(acting_alice, "log conv") == {"acts": ["Log a conversation"]}


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("snooze ana a week", "2026-11-23"),
        ("snooze ana for two weeks", "2026-11-30"),
        ("snooze ana until friday", "2026-11-20"),
        ("snooze ana kovac in 3 days", "2026-11-19"),
        ("snoo ana till 3 december", "2026-12-03"),
    ],
)
def test_snoozing_somebody_is_one_line(acting_alice: User, typed: str, until: str) -> None:
    ana = make_contact(acting_alice, "Ana Kovač")

    [hit] = group_of(acting_alice, typed, "doing").hits

    assert hit.act is not None
    assert (hit.url, hit.act.post) == (f"/people/{ana.pk}/snooze/", True)
    assert (hit.act.name, hit.act.value) == ("until", until)


def test_without_a_day_snoozing_offers_some(acting_alice: User) -> None:
    make_contact(acting_alice, "Ana Kovač")

    labels = [hit.label for hit in group_of(acting_alice, "snooze ana", "doing").hits]

    assert labels[0] == "Snooze Ana Kovač in a week"
    assert len(labels) == 4


def test_what_is_done_from_the_search_is_done_and_can_be_taken_back(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana Kovač", type_key="mentor")
    page = as_alice.get("/search/?q=snooze+ana+a+week").content.decode()
    assert f'formaction="/people/{ana.pk}/snooze/" name="until" value="2026-11-23"' in page

    done = {"until": "2026-11-23", "next": "/search/?q=snooze"}
    answer = as_alice.post(f"/people/{ana.pk}/snooze/", done)

    assert answer["Location"] == "/search/?q=snooze"
    with acting_for(alice.pk):
        ana.refresh_from_db()
    assert ana.snoozed_until == date(2026, 11, 23)
    undo = next(iter(as_alice.get("/").context["messages"])).extra_tags
    as_alice.post(undo)
    with acting_for(alice.pk):
        ana.refresh_from_db()
    assert ana.snoozed_until is None


# --- the page and the palette ---------------------------------------------------------


def test_the_page_says_it_all_without_a_script(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        talk(alice, "Ana <b>Kovač</b>", "<script>alert(1)</script> Lisbon")

    page = as_alice.get("/search/?q=lisbon").content.decode()

    assert "Coffee with Ana &lt;b&gt;Kovač&lt;/b&gt;" in page
    assert "<mark>Lisbon</mark>" in page
    assert "<script>alert" not in page


def test_more_people_than_shown_stand_in_the_list(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(22):
            make_contact(alice, f"Ana {number}")

    page = as_alice.get("/search/?q=ana")

    [group] = [group for group in page.context["found"].groups if group.key == "people"]
    assert (len(group.hits), group.all_url) == (20, "/people/?q=ana")
    assert as_alice.get(group.all_url).context["found"].count == 22


@pytest.mark.parametrize("typed", ["a", "ÁN", "A", "!!", "ü"])
def test_a_letter_or_two_find_the_same_people_as_the_list_in_the_same_order(
    acting_alice: User, typed: str
) -> None:
    for number in range(9):
        make_contact(acting_alice, f"Ana {number}", title="Ümläut !!")
        talk(acting_alice, f"Änne {number}", "tea", TODAY - timedelta(days=number))
        make_contact(acting_alice, f"Bea Anders {number}")
    ranked = Contact.objects.for_user(acting_alice).matching(typed).best_first(typed)

    found = Search(acting_alice, typed, TODAY).named(typed, 6)

    assert found == list(ranked[:6])


@pytest.mark.parametrize(
    "typed",
    ["'):*|!", "%", "_", "\\", "\\'", "' & '", "<->", "a\0b", "!!", "x" * 10_000, "𝒳 🙂", "'' ''"],
)
@pytest.mark.parametrize("headers", [{}, PALETTE], ids=["page", "palette"])
def test_no_text_breaks_the_search(as_alice: Client, typed: str, headers: dict[str, str]) -> None:
    answer = as_alice.get("/search/", {"q": typed}, headers=headers)

    assert answer.status_code == 200
    assert answer.context["found"].count == 0


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("typed", "headers", "statements"),
    # Session, user, and four around the request; then people, companies, conversations and who
    # was there, notes. The page has the counts at its side besides.
    [("ana", PALETTE, 11), ("ana", {}, 12), ("", PALETTE, 7), ("anja", PALETTE, 12)],
)
def test_the_number_of_queries_does_not_grow(
    as_alice: Client,
    alice: User,
    django_assert_num_queries: Any,
    many: int,
    typed: str,
    headers: dict[str, str],
    statements: int,
) -> None:
    with acting_for(alice.pk):
        for number in range(many):
            talk(alice, f"Ana Anjou {number}", "Anja and Ana", ask_about="ana")
            make_contact(
                alice, f"Ana B {number}", facts="Ana", company=company_named(alice, f"Ana {number}")
            )
    as_alice.get("/search/")

    with django_assert_num_queries(statements):
        as_alice.get("/search/", {"q": typed}, headers=headers)


# --- the walls ------------------------------------------------------------------------

FUNCTIONS = {
    "contacts_search(ARRAY['%lisbon%'])",
    "contacts_similar('lisbom', 60)",
    "contacts_noted('''lisbon'':*', 60)",
    "interactions_search('''lisbon'':*', 60)",
}


@pytest.fixture
def hers(alice: User) -> User:
    """Alice, of whose people and notes each function finds one."""
    with acting_for(alice.pk):
        ana = make_contact(alice, "Lisbon Kovač", facts="Lisbon")
        make_interaction(ana, occurred_on=TODAY, text="Lisbon")
    return alice


def called(function: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}")
        return list(cursor.fetchall())


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_the_functions_find_only_the_acting_users_rows(
    function: str, hers: User, bob: User
) -> None:
    with acting_for(hers.pk):
        assert len(called(function)) == 1  # the control: there is something to find
    with acting_for(bob.pk):
        assert called(function) == []
    assert called(function) == []  # nobody is acted for


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_hostile_search_path_changes_nothing(function: str, hers: User, bob: User) -> None:
    """Tables and functions of the caller's own, under the names that the functions use."""
    with acting_for(bob.pk), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE contacts_contact AS SELECT gen_random_uuid() AS id,"
            " %s::uuid AS owner_id, null::timestamptz AS deleted_at, 'lisbon' AS search,"
            " 'lisbon' AS facts, '' AS how_met, '' AS where_met, 'lisbon' AS sort_name,"
            " '' AS nickname",
            [bob.pk],
        )
        cursor.execute(
            "CREATE TEMP TABLE interactions_interaction AS SELECT gen_random_uuid() AS id,"
            " %s::uuid AS owner_id, null::timestamptz AS deleted_at, 'lisbon' AS text,"
            " '' AS ask_about, current_date AS occurred_on",
            [bob.pk],
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        assert called(f"public.{function}") == []
        cursor.execute("SET LOCAL search_path = public")
        cursor.execute("DROP TABLE pg_temp.contacts_contact, pg_temp.interactions_interaction")


def test_nobody_but_the_apps_roles_may_call_them(db: None) -> None:
    rights = called(
        "proname || ' ' || prosecdef || ' ' || has_function_privilege('public', oid, 'execute')"
        " || ' ' || proowner::regrole FROM pg_proc WHERE proname = ANY(ARRAY['contacts_search',"
        " 'contacts_similar', 'contacts_noted', 'interactions_search']) ORDER BY proname"
    )
    assert [row[0] for row in rights] == [
        f"{name} true false relcrm_owner"
        for name in ("contacts_noted", "contacts_search", "contacts_similar", "interactions_search")
    ]


# --- the indexes ----------------------------------------------------------------------

LAB = "'''market'':* & ''lab'':*'"
INDEXED = [
    ("contacts_search(ARRAY['%kovac%', '%ana%'])", "contacts_contact", "contact_search"),
    ("contacts_similar('kovax', 60)", "contacts_contact", "contact_search"),
    (f"contacts_noted({LAB}, 60)", "contacts_contact", "contact_words"),
    (f"interactions_search({LAB}, 60)", "interactions_interaction", "interaction_words"),
]


def scans(name: str) -> int:
    """How often this table was read through, or this index was used, in this transaction."""
    return int(called(f"pg_stat_get_xact_numscans('{name}'::regclass)")[0][0])


@pytest.mark.django_db(transaction=True)
def test_the_functions_use_their_indexes_as_the_apps_role() -> None:
    """A function is closed to EXPLAIN, so its scans are counted; the control is a plain query,
    which under row-level security cannot use the index and is the reason for the functions."""
    call_command("seed_benchmark", users=1, contacts=2000, interactions=6000, stdout=StringIO())
    user = User.objects.get()
    plain = (
        "EXPLAIN SELECT id FROM interactions_interaction WHERE owner_id = %s AND deleted_at IS NULL"
        " AND interactions_words(text, ask_about) @@ to_tsquery('public.relcrm_words', 'market')"
    )
    with acting_for(user.pk), connection.cursor() as cursor:
        assert called("current_user") == [("relcrm_app",)]
        for function, table, index in INDEXED:
            before = scans(index), scans(table)
            assert called(function) != []
            assert (scans(index), scans(table)) == (before[0] + 1, before[1]), function
        cursor.execute(plain, [user.pk])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "interaction_words" not in plan
