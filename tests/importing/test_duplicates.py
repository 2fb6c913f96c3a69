"""Who may be there twice: how sure, why, and what the user said of it."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.regions import region_of
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact
from contacts.services import create_contact, delete_contact
from core.roles import acting_for
from importing.duplicates import ask_again, find_pairs, keep_apart, profiles, put_off, refresh
from importing.likeness import SUGGESTED, Profile, compare
from importing.models import DuplicatePair, ImportRow
from importing.names import names_of
from importing.phones import e164, forms
from importing.reasons import Reason, in_words
from importing.scoring import score
from tests.conftest import NOW, TODAY
from tests.importing.pipeline import DATA, bring, counts, linkedin, people, table

CARD = ("Name", "Email", "Phone", "Company", "Title")


def known(name: str, **what: Any) -> Profile:
    given, _, family = name.partition("|")
    suffix = what.pop("suffix", "")
    names = names_of(name.replace("|", " "), given if family else "", family, suffix)
    sets = {"emails", "phones", "linkedin", "shared"}
    fields: Any = {key: frozenset([value]) if key in sets else value for key, value in what.items()}
    return Profile(names, **fields)


def add(owner: User, name: str, company: str = "", **methods: str) -> Contact:
    lines = [MethodLine(kind, value) for kind, value in methods.items()]
    return create_contact(
        owner=owner, on=TODAY, at=NOW, display=name, company_name=company, methods=lines
    )


# --- how sure -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Käthe|Müllerhoff", "Kaethe|Muellerhoff", Reason.NAME),
        ("Åse|Bjørgvinn", "Ase|Bjorgvinn", Reason.NAME),
        ("Владимир|Иванов", "Vladimir|Ivanov", Reason.NAME),
        ("Umbral|Viggo", "Viggo|Umbral", Reason.NAME),
        ("THÉRÈSE|großkopf", "Thérèse|Großkopf", Reason.NAME),
        ("Conor|O'Brien", "Conor|OBrien", Reason.NAME),
        ("Dr. Ana|Kovač", "Ana|Kovač", Reason.NAME),
        ("Robert|Moral", "Bob|Moral", Reason.NICKNAME),
        ("Johannes|Sørbye", "Hannes|Sørbye", Reason.NICKNAME),
        ("S.|Lakshmi", "Sanjeevani|Lakshmi", Reason.INITIAL),
        ("Rosalind T.|Großkopf", "Rosalind|Großkopf", Reason.INITIAL),
        ("Iñigo|Vandermoor", "Iñgo|Vandermoor", Reason.TYPO),
    ],
)
def test_a_name_that_fits_at_the_same_company_is_worth_a_question(
    one: str, other: str, reason: Reason
) -> None:
    found = compare(known(one, company="Tidewell"), known(other, company="tidewell, Ltd."))

    assert found.certainty >= SUGGESTED
    assert set(found.reasons) == {reason, Reason.COMPANY}
    assert not found.sure
    assert found == compare(known(other, company="Tidewell Ltd"), known(one, company="Tidewell"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paul|Terzi", "Paula|Terzi"),
        ("Christian|Crane", "Christina|Crane"),
        ("Cédric|Eisenbart", "Astrid|Eisenbart"),
        ("Thomas|Berg", "Thomas|Holm"),
        ("李小龙|", "Bruce|Lee"),
    ],
)
def test_colleagues_are_not_asked_about(one: str, other: str) -> None:
    pair = [known(name, company="Tidewell", title="Engineer") for name in (one, other)]

    assert compare(*pair).certainty < SUGGESTED


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"linkedin": "in/ana"}, {"linkedin": "in/ana-1"}),
        ({"birthday": (1980, 5, 4)}, {"birthday": (1990, 5, 4)}),
        ({"birthday": (None, 5, 4)}, {"birthday": (1990, 5, 5)}),
        ({"suffix": "Sr."}, {"suffix": "Jr."}),
    ],
)
def test_what_speaks_against_it_weighs_more_than_name_and_company(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    one = known("Ana|Kovač", company="Tidewell", phones="+1", **first)
    other = known("Ana|Kovač", company="Tidewell", phones="+1", **second)

    assert compare(one, other).certainty < SUGGESTED
    assert not compare(one, other).sure


@pytest.mark.parametrize(
    ("first", "second", "sure"),
    [
        ({"emails": "a@example.org"}, {"emails": "a@example.org"}, True),
        ({"emails": "a+crm@example.org"}, {"emails": "a@example.org"}, False),
        ({"shared": "info@example.org"}, {"shared": "info@example.org"}, False),
        ({"linkedin": "in/ana"}, {"linkedin": "in/ana"}, True),
        ({"phones": "+1"}, {"phones": "+1"}, False),
        ({"phones": "+1", "company": "Quay"}, {"phones": "+1", "company": "Quay"}, True),
        (
            {"phones": "+1", "company": "Quay", "title": "Analyst"},
            {"phones": "+1", "company": "Quay", "title": "Partner"},
            False,
        ),
    ],
)
def test_only_these_are_sure(first: dict[str, Any], second: dict[str, Any], sure: bool) -> None:
    assert compare(known("Ana|Kovač", **first), known("Ana|Kovač", **second)).sure is sure


def test_the_same_mailbox_and_two_given_names_are_a_couple() -> None:
    couple = [known(name, emails="us@example.org") for name in ("Ben|Berg", "Ana|Berg")]

    assert not compare(*couple).sure
    assert compare(*couple).certainty < SUGGESTED


def test_reasons_are_told_in_one_sentence() -> None:
    assert in_words(["company", "nickname"]) == "The same company, a short form of the same name."
    assert in_words([]) == ""


# --- phones -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "region", "full"),
    [
        ("+44 7700 900123", "", "+447700900123"),
        ("0044-7700-900123", "DE", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("07700 900123", "", ""),
        ("030 23125 017", "DE", "+493023125017"),
        ("(201) 555-0103", "US", "+12015550103"),
        ("4.47701E+11", "GB", ""),
        ("call me", "GB", ""),
    ],
)
def test_numbers_are_read_as_in_the_users_country(number: str, region: str, full: str) -> None:
    assert e164(number, region) == full


def test_a_number_is_found_however_it_was_typed() -> None:
    assert {"+447700900123", "447700900123", "07700900123"} <= forms("+44 7700 900123", "GB")
    assert forms("12", "GB") == set()


def test_the_country_follows_from_the_time_zone() -> None:
    assert [region_of(zone) for zone in ("Europe/Berlin", "America/New_York", "UTC")] == [
        *("DE", "US", "")
    ]


# --- pairs of an account ------------------------------------------------------------------


def test_pairs_are_found_and_those_that_are_none_any_more_go(acting_alice: User) -> None:
    one = add(acting_alice, "Ana Kovač", "Tidewell")
    other = add(acting_alice, "Ana Kovac", "Tidewell")
    add(acting_alice, "Ben Berg", "Tidewell")

    assert refresh(acting_alice) == 1
    [pair] = DuplicatePair.objects.all()
    assert (pair.one_id, pair.other_id) == tuple(sorted([one.pk, other.pk]))
    assert pair.reasons == ["name", "company"]

    Contact.objects.filter(pk=other.pk).update(display="Carla Quay")
    assert refresh(acting_alice) == 0
    assert not DuplicatePair.objects.exists()


def test_not_the_same_is_remembered_and_can_be_taken_back(acting_alice: User) -> None:
    for name in ("Ana Kovač", "Ana Kovac"):
        add(acting_alice, name, "Tidewell")
    refresh(acting_alice)
    pair = DuplicatePair.objects.get()

    keep_apart(pair)
    assert refresh(acting_alice) == 0

    ask_again(pair)
    assert refresh(acting_alice) == 1


def test_later_is_behind_all_others(acting_alice: User) -> None:
    for name in ("Ana", "Ben"):
        for spelling in (f"{name} Kovač", f"{name} Kovac"):
            add(acting_alice, spelling, "Tidewell")
    refresh(acting_alice)
    first, second = DuplicatePair.objects.open().surest_first()

    put_off(first, at=NOW)
    assert list(DuplicatePair.objects.open().surest_first()) == [second, first]
    put_off(second, at=NOW + timedelta(seconds=1))
    assert list(DuplicatePair.objects.open().surest_first()) == [first, second]


def test_the_shared_birthday_of_namesakes_is_a_reason(acting_alice: User) -> None:
    for company in ("Tidewell", "Quay"):
        create_contact(
            owner=acting_alice,
            on=TODAY,
            at=NOW,
            display="Ana Kovač",
            company_name=company,
            dates=[DateLine("birthday", 5, 4, 1980)],
        )

    [likeness] = find_pairs(acting_alice).values()
    assert likeness.reasons == [Reason.BIRTHDAY, Reason.NAME]


def test_everybody_keeps_their_own_addresses_beside_people_in_the_trash_or_without_any(
    acting_alice: User,
) -> None:
    one = add(acting_alice, "Ana Kovač", email="ana@example.org")
    gone = add(acting_alice, "Ben Berg", email="gone@example.org", phone="030 23125 017")
    bare = add(acting_alice, "Carla Quay")
    last = add(acting_alice, "Dora Holm", email="info@example.org", phone="030 23125 018")
    delete_contact(gone, NOW)

    found = profiles(acting_alice)

    assert found.keys() == {one.pk, bare.pk, last.pk}
    assert found[one.pk].emails == {"ana@example.org"}
    assert (found[bare.pk].emails, found[bare.pk].phones) == (frozenset(), frozenset())
    assert found[last.pk].shared == {"info@example.org"}
    assert found[last.pk].phones == {"+493023125018"}


def test_a_large_group_says_nothing_and_costs_nothing(acting_alice: User) -> None:
    for number in range(51):
        add(acting_alice, f"Q{number:03}x Kovač", "Tidewell")

    assert find_pairs(acting_alice) == {}


def test_nobody_is_compared_with_somebody_elses_people(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            add(owner, "Ana Kovač", email="ana@example.org")
    with acting_for(alice.pk):
        assert find_pairs(alice) == {}


# --- imports ------------------------------------------------------------------------------


def test_an_import_asks_about_those_whom_it_brought(alice: User) -> None:
    bring(alice, linkedin(("Johannes", "Berg", "jb", "", "Tidewell", "Analyst")))
    bring(alice, table(CARD, ("Hannes Berg", "hb@example.org", "", "Tidewell", "Analyst")))

    with acting_for(alice.pk):
        [pair] = DuplicatePair.objects.all()
    assert pair.reasons == ["company", "nickname", "title"]


def test_the_same_name_number_company_and_title_are_one_person(alice: User) -> None:
    bring(alice, table(CARD, ("Ana Kovač", "a@example.org", "030 23125 017", "Quay", "Partner")))
    again = table(CARD, ("Ana Kovač", "b@example.net", "+49 30 23125017", "Quay", "Partner"))

    assert counts(bring(alice, again)) == {"updated": 1}
    assert people(alice) == ["Ana Kovač"]
    with acting_for(alice.pk):
        assert ImportRow.objects.order_by("pk").last().matched == Reason.PHONE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "row",
    [
        ("Ben Kovač", "b@example.net", "+49 30 23125017", "Quay", "Partner"),
        ("Ana Kovač", "b@example.net", "+49 30 23125017", "Tidewell", "Partner"),
        ("Ana Kovač", "b@example.net", "+49 30 23125017", "", "Partner"),
        ("Ana Kovač", "b@example.net", "+49 30 23125017", "Quay", "Analyst"),
        ("Ana Kovač Jr.", "b@example.net", "+49 30 23125017", "Quay", "Partner"),
    ],
)
def test_a_number_alone_is_not_enough(alice: User, row: tuple[str, ...]) -> None:
    bring(alice, table(CARD, ("Ana Kovač", "a@example.org", "030 23125 017", "Quay", "Partner")))

    assert counts(bring(alice, table(CARD, row))) == {"created": 1}


def test_the_command_lists_what_is_open_and_what_was_merged(alice: User) -> None:
    bring(alice, linkedin(("Ana", "Kovač", "ana", "ana@example.org", "Tidewell", "Analyst")))
    bring(
        alice,
        table(
            CARD,
            ("Ana Kovač", "ANA@example.org", "", "Tidewell", "Analyst"),
            ("Anna Kovač", "", "", "Tidewell", "Analyst"),
        ),
        name="cards.csv",
    )
    with acting_for(alice.pk):
        ana, anna = Contact.objects.order_by("sort_name")

    [pair] = _listed("--owner", "alice@example.org", "--json")
    assert {pair["a"], pair["b"]} == {str(ana.pk), str(anna.pk)}
    assert 0.6 <= pair["certainty"] <= 1
    assert pair["reasons"] == ["company", "nickname", "title"]
    assert _listed("--owner", "alice@example.org", "--merged", "--json") == [
        {
            "a": str(ana.pk),
            "b": str(ana.pk),
            "certainty": 1.0,
            "reasons": ["email"],
            "records": ["people.csv#2", "cards.csv#2"],
        }
    ]


def _listed(*options: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("list_duplicates", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


# --- the truth ----------------------------------------------------------------------------


def test_the_goals_hold_on_files_whose_truth_is_known(alice: User, tmp_path: Path) -> None:
    (tmp_path / "truth.json").symlink_to(DATA / "duplicates" / "truth.json")
    (tmp_path / "icloud.vcf").symlink_to(DATA / "cards" / "icloud.vcf")
    for name in ("Connections.csv", "google_new.csv"):
        (tmp_path / name).symlink_to(DATA / "small" / name)

    found = score(tmp_path, owner=alice)

    assert (found.unread, found.duplicates, found.auto_ok) == ([], 56, 26)
    assert (found.auto_ok_missed, found.tricky_merged) == ([], [])
    assert found.merged_precision >= 0.99
    assert found.recall >= 0.95
    assert found.queue_precision >= 0.8
