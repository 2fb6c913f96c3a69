"""Rows that were not taken are given back with line and reason, mended, and dropped in again: as
if they had been right from the start, for every kind of table."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.roles import acting_for
from importing import services
from importing.models import ImportJob, ImportRow
from importing.states import Outcome
from tests.importing.pipeline import (
    LINKEDIN,
    bring,
    counts,
    everything,
    preview,
    problems,
    table,
    work,
)
from tests.importing.test_conversations import timeline
from tests.importing.test_formats_messages import ANA, NOW_USUAL, OONA, TALKS, exported, row
from tests.importing.test_formats_xlsx import workbook

pytestmark = pytest.mark.django_db

Cells = tuple[str, ...]
ADA, BO = ("Ada", "Ficta"), ("Bo", "Dokimi")


@pytest.fixture(autouse=True)
def _reads_english(alice: User) -> None:
    alice.language = "en"
    alice.save()


GOOGLE_NEW = (
    *("First Name", "Last Name", "Organization Name", "Labels"),
    *("E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value"),
)
GOOGLE_OLD = (
    *("Name", "Given Name", "Family Name", "Group Membership"),
    *("E-mail 1 - Type", "E-mail 1 - Value", "Phone 1 - Type", "Phone 1 - Value"),
)
OUTLOOK = (
    *("First Name", "Middle Name", "Last Name", "Company", "Job Title", "Business Phone"),
    *("Mobile Phone", "E-mail Address", "E-mail 2 Address", "Categories", "Notes"),
)
HUBSPOT = ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Lifecycle Stage")
DEX = (
    *("First Name", "Last Name", "Job Title", "Company", "Emails", "Groups"),
    *("Last Seen At", "Next Reminder At"),
)
THUNDERBIRD = (
    *("First Name", "Last Name", "Display Name", "Nickname", "Primary Email", "Secondary Email"),
    *("Screen Name", "Work Phone", "Home Phone", "Birth Year", "Birth Month", "Birth Day"),
    *("Custom 1", "Custom 2", "Notes"),
)
OURS = ("Relcrm ID", "Full name", "First name", "Last name", "Company", "Tags", "Notes")
PLAIN = ("Name", "E-mail", "Mobile", "Notes")
TABLES: dict[str, tuple[Cells, Cells, Cells]] = {
    "linkedin": (
        LINKEDIN,
        (*ADA, "https://www.linkedin.com/in/zz-ada", "", "Tidewell", "Head", "07 Mar 2024"),
        (*BO, "", "", "Harbour", "=Clerk", "08 Mar 2024"),
    ),
    "google": (
        GOOGLE_NEW,
        (*ADA, "Tidewell", "* myContacts", "Home", "ada@example.com", "", ""),
        (*BO, "Harbour", "crew ::: * myContacts", "", "", "Mobile", "+44 7700 900123"),
    ),
    "google, old": (
        GOOGLE_OLD,
        ("Ada Ficta", *ADA, "* myContacts", "Home", "ada@example.com", "", ""),
        ("Bo Dokimi", *BO, "crew ::: * myContacts", "", "", "Mobile", "-5"),
    ),
    "outlook": (
        OUTLOOK,
        ("Ada", "", "Ficta", "Tidewell", "Head", "", "", "ada@example.com", "", "board", ""),
        ("Bo", "M.", "Dokimi", "Harbour", "", "+44 20 7946 0011", "", "", "", "", "'@home"),
    ),
    "hubspot": (
        HUBSPOT,
        ("901000101", *ADA, "ada@example.com", "", "Lead"),
        ("901000102", *BO, "", "+44 20 7946 0011", ""),
    ),
    "dex": (
        DEX,
        (*ADA, "Head", "Tidewell", "ada@example.com, a@example.net", "board, crew", "", ""),
        (*BO, "", "", "", "", "2024-05-02T09:14:05.000Z", ""),
    ),
    "thunderbird": (
        THUNDERBIRD,
        (*ADA, "Ada Ficta", "", "ada@example.com", *[""] * 4, "1979", "4", "12", *[""] * 3),
        (*BO, "Bo Dokimi", "", "", *[""] * 4, "", "4", "12", "blue", "", "tea"),
    ),
    "relcrm": (
        OURS,
        ("x1", "Ada Ficta", *ADA, "Tidewell", "board\ncrew", "tea,\nboats"),
        ("x2", "Bo Dokimi", *BO, "", "", "'=1+2"),
    ),
    "csv": (
        PLAIN,
        ("Ada Ficta", "ada@example.com", "", "likes tea"),
        ("Bo Dokimi", "", "+44 7700 900123", "=HYPERLINK()"),
    ),
}


def given_back(client: Client, job: ImportJob) -> list[list[str]]:
    answer: Any = client.get(reverse("importing:rejected", args=[job.pk]))
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def mended(rows: Sequence[Sequence[str]]) -> bytes:
    """Without the cell too many."""
    return table(*([*each[:-1]] if each[-1] == "too many" else each for each in rows))


def come(owner: User, content: bytes, **chosen: Any) -> ImportJob:
    return bring(owner, content, **chosen)


@pytest.mark.parametrize("kind", TABLES)
def test_a_mended_row_is_as_if_it_had_been_right(
    as_alice: Client, alice: User, bob: User, kind: str
) -> None:
    header, good, other = TABLES[kind]
    whole = table(header, good, other)
    job = come(alice, table(header, good, (*other, "too many")))
    assert problems(job) == [(good_lines(good) + 2, "TOO_MANY_COLUMNS")]

    rows = given_back(as_alice, job)
    assert rows[0] == ["Line", "Reason", *header]
    again = come(alice, mended(rows))

    assert (again.format, again.source, again.mapping) == (job.format, job.source, job.mapping)
    assert counts(again) == {"created": 1}
    come(bob, whole)
    assert everything(alice) == everything(bob)
    assert counts(come(alice, whole)) == {"unchanged": 2}


def good_lines(cells: Cells) -> int:
    """How many lines the row takes."""
    return 1 + sum(cell.count("\n") for cell in cells)


def test_what_is_not_mended_is_named_again_with_its_own_cells_only(
    as_alice: Client, alice: User
) -> None:
    header, good, other = TABLES["csv"]
    job = come(alice, table(header, good, (*other, "too many")))

    again = come(alice, table(*given_back(as_alice, job)))

    assert problems(again) == [(2, "TOO_MANY_COLUMNS")]
    assert given_back(as_alice, again) == [
        ["Line", "Reason", *header],
        [
            "2",
            "This row has more cells than the header has names.",
            *other[:2],
            "'+44 7700 900123",
            "'=HYPERLINK()",
            "too many",
        ],
    ]


def test_the_columns_that_one_chose_hold_for_the_mended_rows(as_alice: Client, alice: User) -> None:
    header = ("Wer", "Wo", "Was")
    mapping = {"0": "display", "1": "company", "2": "notes"}
    content = table(header, ("Ada", "Tidewell", "tea"), ("Bo", "Harbour", "boats", "too many"))
    job = preview(alice, content, mapping=mapping)
    with acting_for(alice.pk):
        services.start(job)
    job = work(job)

    again = come(alice, mended(given_back(as_alice, job)))

    assert again.mapping == mapping
    assert counts(again) == {"created": 1}
    assert everything(alice)[0]["facts"] + everything(alice)[1]["facts"] in ("teaboats", "boatstea")


def test_rows_may_be_mended_in_a_workbook(as_alice: Client, alice: User, bob: User) -> None:
    header, good, other = TABLES["csv"]
    born = (*header, "Birthday")
    job = come(alice, sheet(born, (*good, ""), (*other, "", "too many")))
    assert problems(job) == [(3, "TOO_MANY_COLUMNS")]
    rows: list[list[Any]] = list(given_back(as_alice, job))
    rows[1] = [3, *rows[1][1:6], 29323]  # 12 April 1980, as a workbook counts days

    again = come(alice, sheet(*rows))

    assert (again.source, counts(again)) == (job.source, {"created": 1})
    come(bob, sheet(born, (*good, ""), (*other, 29323)))
    assert everything(alice) == everything(bob)
    assert ("birthday", 1980, 4, 12) in everything(alice)[1]["dates"]


def sheet(*rows: Sequence[Any]) -> bytes:
    file = io.BytesIO()
    workbook(*rows).save(file)
    return file.getvalue()


def test_a_mended_message_becomes_its_conversation(
    as_alice: Client, alice: User, bob: User
) -> None:
    right = row(ANA, (OONA,), "On Friday", talk="t3", when="2026-11-06 10:00:00 UTC")
    wrong = {**right, "DATE": "yesterday"}
    job = come(alice, exported(wrong, *TALKS))
    assert problems(job) == [(2, "BAD_DATE")]
    rows = given_back(as_alice, job)
    assert rows[0] == ["Line", "Reason", *NOW_USUAL.split(",")]
    rows[1] = [right["DATE"] if cell == "yesterday" else cell for cell in rows[1]]

    again = come(alice, table(*rows), answers={"owner": OONA})

    assert (again.format, again.created) == ("messages", 1)
    come(bob, exported(right, *TALKS))
    assert timeline(alice) == timeline(bob)


@pytest.mark.parametrize(("language", "titles"), [("en", "Line,Reason"), ("de", "Zeile,Grund")])
def test_our_columns_are_known_in_every_language(
    as_alice: Client, alice: User, language: str, titles: str
) -> None:
    header, good, other = TABLES["hubspot"]
    alice.language = language
    alice.save()
    job = come(alice, table(header, good, (*other, "too many")))
    rows = given_back(as_alice, job)
    assert ",".join(rows[0][:2]) == titles
    alice.language = "en"  # changed meanwhile
    alice.save()

    assert counts(come(alice, mended(rows))) == {"created": 1}


def test_a_table_of_ones_own_may_begin_with_other_columns(alice: User) -> None:
    content = table(("Line", "Name", "E-mail"), ("3", "Ada", "ada@example.com"))

    job = come(alice, content)

    assert (counts(job), job.reading["headers"]) == ({"created": 1}, ["Line", "Name", "E-mail"])


def test_all_rejected_rows_are_given_back(as_alice: Client, alice: User) -> None:
    job = come(alice, table(PLAIN, TABLES["csv"][1]))
    with acting_for(alice.pk):
        ImportRow.objects.bulk_create(
            ImportRow(
                owner=alice, job=job, line=n, outcome=Outcome.ERROR, reason="Why", raw=["é", str(n)]
            )
            for n in range(3, 12_003)
        )

    rows = given_back(as_alice, job)

    assert len(rows) == 12_001
    assert rows[-1] == ["12002", "Why", "é", "12002"]
