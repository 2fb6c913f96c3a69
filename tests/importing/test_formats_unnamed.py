"""Tables in which no line names the columns: nobody in them is taken for a header."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from importing.contents import fields_by_content
from importing.formats import read, sniff
from tests.importing.pipeline import bring, counts, fresh, people, preview, work
from tests.importing.reading_helpers import mapped, names, problems, refusal, written

ANA = "Ana,Kovač,ana@example.com,+385 91 123 4567,Tidewell"
BOB = "Bob,Berg,bob@example.org,+49 30 901820,Harbour"
TWO = f"{ANA}\n{BOB}\n"


def test_the_first_person_is_a_person(tmp_path: Path) -> None:
    path = written(tmp_path, TWO)

    found = sniff(path)

    assert found.header_line == 0
    assert mapped(found) == {
        "Column 1": "given",
        "Column 2": "family",
        "Column 3": "email",
        "Column 4": "phone",
    }
    assert found.uncertain == [0, 1, 2, 3]
    assert names(list(read(path, format="csv"))) == [(1, "Ana Kovač"), (2, "Bob Berg")]


def test_what_was_found_is_read_again_in_the_same_way(tmp_path: Path) -> None:
    path = written(tmp_path, f"\n{TWO}")
    found = sniff(path)

    again = read(
        path,
        format=found.format,
        encoding=found.encoding,
        delimiter=found.delimiter,
        header_line=found.header_line,
        mapping={0: None, 1: "display", 2: "email"},
    )

    assert names(list(again)) == [(2, "Kovač"), (3, "Berg")]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("Ana Kovač;ana@example.com;Tidewell", ["display", "email", None]),
        ("ana@example.com;Ana Kovač", ["email", "display"]),
        ("Ana;https://www.linkedin.com/in/ana;Zagreb", ["given", "linkedin", "family"]),
        ("Ana Kovač;www.example.com;2024-03-07;10000", ["display", "url", None, None]),
        ("7;Ana Kovač;030 901820;ana@example.com", [None, "display", "phone", "email"]),
        ("Иван;Петров;ivan@example.com", ["given", "family", "email"]),
        (" ; ;ana@example.com", [None, None, "email"]),
    ],
)
def test_columns_are_told_by_what_stands_in_them(row: str, fields: list[str | None]) -> None:
    cells = row.split(";")

    assert fields_by_content([cells], len(cells)) == fields


def test_a_few_odd_cells_do_not_hide_what_a_column_holds() -> None:
    rows = [[f"p{n}@example.com"] for n in range(8)] + [["-"], ["none"]]

    assert fields_by_content(rows, 1) == ["email"]
    assert fields_by_content([*rows, ["no"], ["nil"]], 1) != ["email"]


def test_a_list_of_addresses_is_a_table_of_one_column(tmp_path: Path) -> None:
    path = written(tmp_path, "ana@example.com\nbob@example.org\n")

    assert names(list(read(path, format=sniff(path).format))) == [
        (1, "ana@example.com"),
        (2, "bob@example.org"),
    ]


def test_names_that_no_format_knows_are_names_all_the_same(tmp_path: Path) -> None:
    found = sniff(written(tmp_path, "Wie,Woher\nana@example.com,Zagreb\n"))

    assert (found.header_line, found.headers) == (1, ["Wie", "Woher"])


def test_a_known_name_beside_an_address_is_a_header(tmp_path: Path) -> None:
    found = sniff(written(tmp_path, "Email,list@example.com\nana@example.com,x\n"))

    assert found.header_line == 1


def test_the_user_can_say_that_no_line_names_the_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "Ana,Kovač,Tidewell\nBob,Berg,Harbour\n")

    found = sniff(path, header_line=0)

    assert sniff(path).header_line == 1
    assert found.header_line == 0
    assert names(list(read(path, format="csv", header_line=0))) == [
        (1, "Ana Kovač"),
        (2, "Bob Berg"),
    ]


def test_the_user_can_say_that_a_line_with_an_address_names_them(tmp_path: Path) -> None:
    assert sniff(written(tmp_path, TWO), header_line=1).headers[0] == "Ana"


def test_rows_of_other_widths_are_told_by_line(tmp_path: Path) -> None:
    path = written(tmp_path, f"{ANA}\nCem,Ay\n{BOB}\n,,,,,too many\n")

    found = list(read(path, format="csv"))

    assert names(found) == [(1, "Ana Kovač"), (2, "Cem Ay"), (3, "Bob Berg")]
    assert problems(found) == [(4, "TOO_MANY_COLUMNS")]


def test_what_divides_the_columns_is_said_and_not_a_person(tmp_path: Path) -> None:
    path = written(tmp_path, "sep=;\n" + TWO.replace(",", ";"))

    assert names(list(read(path, format="csv"))) == [(2, "Ana Kovač"), (3, "Bob Berg")]


def test_prose_with_an_address_is_no_table(tmp_path: Path) -> None:
    text = "Dear Ana,\n\nwrite to me, please: ana@example.com\n\nYours, and so on,\nBob\n"

    assert refusal(written(tmp_path, text))


def test_a_workbook_without_names_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (ANA, BOB):
        sheet.append(row.split(","))
    file = BytesIO()
    book.save(file)
    path = written(tmp_path, file.getvalue())

    found = sniff(path)

    assert (found.format, found.header_line) == ("xlsx", 0)
    assert names(list(read(path, format="xlsx"))) == [(1, "Ana Kovač"), (2, "Bob Berg")]


# --- through the pipeline ------------------------------------------------------------------


@pytest.mark.django_db
def test_everybody_gets_in_and_a_second_time_nobody_twice(alice: User) -> None:
    first, second = bring(alice, TWO.encode()), bring(alice, TWO.encode())

    assert people(alice) == ["Ana Kovač", "Bob Berg"]
    assert (first.created, second.unchanged, counts(second)) == (2, 2, {"unchanged": 2})


@pytest.mark.django_db
def test_the_check_says_that_the_columns_are_a_guess(as_alice: Client, alice: User) -> None:
    job = preview(alice, TWO.encode())

    page = as_alice.get(reverse("importing:check", args=[job.pk])).content.decode()

    assert "no line names the columns" in page
    assert page.count("a guess") == 4
    assert 'name="header_line" value="0"' in page


@pytest.mark.django_db
def test_rows_given_back_are_known_again_without_names_too(as_alice: Client, alice: User) -> None:
    job = bring(alice, f"{TWO},,,,Tidewell,too many\n".encode())
    given = as_alice.get(reverse("importing:rejected", args=[job.pk]))
    rejected: bytes = b"".join(given)  # type: ignore[call-overload]
    assert b",,,,Tidewell,too many" in rejected

    mended = rejected.replace(b",,,,Tidewell,too many", b"Cem,Ay,cem@example.com,,")
    again = preview(alice, mended)

    assert {at: name for at, name in again.mapping.items() if name}["2"] == "email"
    assert again.preview["counts"] == {"created": 1}


@pytest.mark.django_db
def test_the_user_reads_a_table_as_one_without_names(as_alice: Client, alice: User) -> None:
    job = preview(alice, b"Ana,Kov,Tidewell\nBob,Berg,Harbour\n")
    assert job.total is None

    as_alice.post(
        reverse("importing:check", args=[job.pk]),
        {"encoding": "utf-8", "delimiter": ",", "header_line": "0", "do": "reading"},
    )

    assert work(fresh(job)).preview["counts"] == {"created": 2}
