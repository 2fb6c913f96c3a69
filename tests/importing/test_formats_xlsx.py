"""Workbooks: typed cells, odd sheets, and files that are made to hurt."""

import io
import re
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from datetime import time as clock
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.xml import DEFUSEDXML

from importing.agreement import differences, entries_of, load
from importing.formats import read, sniff
from importing.records import Record, Refused
from tests.importing.reading_helpers import (
    entries,
    mapped,
    names,
    outcome,
    problems,
    records,
    refusal,
    warnings,
    written,
)

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")
DATA = Path(__file__).resolve().parent.parent / "data" / "exports" / "cards"
TRUTH = load(DATA)
HEADER = ("Name", "Email", "Phone", "Job title", "Birthday", "Notes")


def workbook(*rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([*row])  # type: ignore[union-attr]
    for title, others in sheets.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append([*row])
    return book


def saved(folder: Path, book: openpyxl.Workbook) -> Path:
    file = io.BytesIO()
    book.save(file)
    return written(folder, file.getvalue())


def of_rows(folder: Path, *rows: Sequence[Any]) -> Path:
    return saved(folder, workbook(*rows))


def ada(folder: Path, **cells: Any) -> Record:
    """Ada's row, with these cells under the names of their columns."""
    row = {"Name": "Ada", "Email": "ada@example.com", **cells}
    [record] = records(of_rows(folder, [*row], [*row.values()]))
    return record


@cache
def undamaged() -> bytes:
    """A workbook made once: its bytes, and even their number, hold the second of its making."""
    file = io.BytesIO()
    workbook(HEADER, ["Ada", "ada@example.com"]).save(file)
    return file.getvalue()


def packed(folder: Path, sheet: str, **others: str | bytes) -> Path:
    """A workbook with this XML as its sheet."""
    book = io.BytesIO()
    workbook(HEADER).save(book)
    made = io.BytesIO()
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content: str | bytes = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = sheet
            after.writestr(name, others.pop(name, content))
        for name, content in others.items():
            after.writestr(name, content)
    return written(folder, made.getvalue())


def sheet_of(*rows: str, before: str = "") -> str:
    body = f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"
    return f'<?xml version="1.0"?>{before}{body}'


def xml_row(number: int, **cells: str) -> str:
    inner = "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in cells.items()
    )
    return f'<row r="{number}">{inner}</row>'


HEAD = xml_row(1, A="Name", B="Email")


# --- what cells say ---------------------------------------------------------------------------


def test_a_whole_workbook_is_read_as_its_truth_says() -> None:
    assert differences(entries_of(DATA / "contacts.xlsx"), TRUTH["files"]["contacts.xlsx"]) == []
    found = sniff(DATA / "contacts.xlsx")
    assert (found.format, found.scheme, found.header_line) == ("xlsx", "csv", 1)


@pytest.mark.parametrize(
    ("cell", "birthday"),
    [
        (date(1979, 4, 12), "1979-04-12"),
        (datetime(1979, 4, 12, 9, 30), "1979-04-12"),  # noqa: DTZ001
        (28957, "1979-04-12"),
        (28957.75, "1979-04-12"),
        ("1979-04-12", "1979-04-12"),
        ("12.04.1979", "1979-04-12"),
        ("--04-12", "--04-12"),
    ],
)
def test_dates_are_days_however_they_are_typed(tmp_path: Path, cell: object, birthday: str) -> None:
    record = ada(tmp_path, Birthday=cell)

    assert (record.birthday, warnings(record)) == (birthday, [])


@pytest.mark.parametrize("cell", [1979, 0, -5, 5_000_000, clock(9, 30), "soon", True])
def test_what_is_no_day_is_named(tmp_path: Path, cell: object) -> None:
    record = ada(tmp_path, Birthday=cell)

    assert (record.birthday, warnings(record)) == ("", [("birthday", "BAD_DATE")])


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (447700900123.0, "447700900123"),
        (447700900123, "447700900123"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("'+44 7700 900123", "+44 7700 900123"),
    ],
)
def test_numbers_are_phones_without_a_point(tmp_path: Path, cell: object, phone: str) -> None:
    record = ada(tmp_path, Phone=cell)

    assert [each.value for each in record.phones] == [phone]


def test_booleans_numbers_and_marks_are_text(tmp_path: Path) -> None:
    record = ada(tmp_path, Notes=True, Company=3.5, Tags="Null", Nickname=False)

    assert (record.notes, record.company, record.tags, record.nickname) == (
        "TRUE",
        "3.5",
        ["Null"],
        "FALSE",
    )


def test_a_formula_without_a_value_is_named_and_left_out(tmp_path: Path) -> None:
    record = ada(tmp_path, **{"Job title": "=CONCATENATE(A1, B1)"})

    assert (record.title, warnings(record)) == ("", [("title", "FORMULA_NO_VALUE")])


def test_a_formula_with_a_value_has_that(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2" t="str"><f>UPPER("ada")</f><v>ADA</v></c></row>'

    assert names(entries(packed(tmp_path, sheet_of(HEAD, row)))) == [(2, "ADA")]


def test_an_error_is_no_value(tmp_path: Path) -> None:
    row = xml_row(2, A="Ada").replace("</row>", '<c r="B2" t="e"><v>#NAME?</v></c></row>')

    [record] = records(packed(tmp_path, sheet_of(HEAD, row)))

    assert warnings(record) == [("emails", "FORMULA_NO_VALUE")]


def test_rich_text_is_joined_and_how_it_is_said_left_out(tmp_path: Path) -> None:
    cell = '<is><r><t>Ada </t></r><r><t>Ficta</t></r><rPh sb="0" eb="1"><t>aida</t></rPh></is>'
    row = f'<row r="2"><c r="A2" t="inlineStr">{cell}</c></row>'

    assert names(entries(packed(tmp_path, sheet_of(HEAD, row)))) == [(2, "Ada Ficta")]


def test_cells_and_rows_without_a_reference_follow_one_another(tmp_path: Path) -> None:
    row = re.sub(r' r="\w+"', "", xml_row(2, A="Ada", B="a@example.com"))

    [record] = records(packed(tmp_path, sheet_of(HEAD, row)))

    assert (record.line, record.display, record.emails[0].value) == (2, "Ada", "a@example.com")


def test_an_id_of_seventeen_digits_keeps_all_of_them(tmp_path: Path) -> None:
    header = xml_row(1, A="Record ID", B="First Name", C="Email")
    row = xml_row(2, B="Ada").replace("</row>", '<c r="A2"><v>12345678901234567</v></c></row>')

    [record] = records(packed(tmp_path, sheet_of(header, row)))

    assert record.source_id == "12345678901234567"


# --- sheets -----------------------------------------------------------------------------------


def test_the_header_need_not_be_the_first_row(tmp_path: Path) -> None:
    path = of_rows(tmp_path, ["My people"], [], ["as of today"], HEADER, ["Ada", "ada@example.com"])

    assert sniff(path).header_line == 4
    assert names(entries(path)) == [(5, "Ada")]


def test_merged_cells_count_once(tmp_path: Path) -> None:
    book = workbook(["My people"], HEADER, ["Ada", "ada@example.com", "020 7946 0011", "Captain"])
    book.active.merge_cells("A1:F1")  # type: ignore[union-attr]
    book.active.merge_cells("D3:F3")  # type: ignore[union-attr]

    [record] = records(saved(tmp_path, book))

    assert (record.display, record.title, record.notes) == ("Ada", "Captain", "")


def test_the_first_sheet_that_is_shown_and_filled_counts(tmp_path: Path) -> None:
    book = workbook(hidden=[HEADER, ["Old"]], empty=[], people=[HEADER, ["Ada"]], more=[["x"]])
    book["hidden"].sheet_state = "hidden"

    assert names(entries(saved(tmp_path, book))) == [(2, "Ada")]


def test_a_sheet_of_people_counts_before_a_cover_and_the_others_are_named(tmp_path: Path) -> None:
    book = workbook(["My people"], ["as of", "today"], people=[HEADER, ["Ada"]], old=[HEADER])
    path = saved(tmp_path, book)

    assert names(entries(path)) == [(2, "Ada")]
    assert sniff(path).unread == "Not read from this workbook: “old”, “Sheet”."
    assert sniff(saved(tmp_path, workbook(HEADER))).unread == ""


def test_a_workbook_of_the_strict_kind_is_named(tmp_path: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheets = b'<workbook xmlns="%s"><sheets/></workbook>' % strict

    assert "Save it as “Excel Workbook (.xlsx)”" in refusal(
        packed(tmp_path, sheet_of(HEAD), **{"xl/workbook.xml": sheets})
    )


def test_the_zeros_in_front_of_a_number_are_as_they_are_shown(tmp_path: Path) -> None:
    book = workbook(["Name", "Postal code", "City"], ["Ada", 1067, "Dresden"], ["Bo", 7, 2.5])
    for cell in ("B2", "C3"):
        book.active[cell].number_format = "00000"  # type: ignore[index]

    ada, bo = records(saved(tmp_path, book))

    assert (ada.addresses[0].postal_code, bo.addresses[0].postal_code) == ("01067", "7")
    assert bo.addresses[0].city == "2.5"


def test_empty_rows_are_passed_by_and_many_end_the_sheet(tmp_path: Path) -> None:
    rows: list[list[str]] = [[]] * 150
    path = of_rows(tmp_path, HEADER, ["Ada"], *rows, ["Bo"], *rows, *rows, ["Cy"])

    assert names(entries(path)) == [(2, "Ada"), (153, "Bo")]


def test_a_row_with_more_cells_than_the_header_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path, sheet_of(HEAD, xml_row(2, A="Ada", XFD="far"), xml_row(3, A="Bo")))

    found = entries(path)

    assert problems(found) == [(2, "TOO_MANY_COLUMNS")]
    assert names(found) == [(3, "Bo")]


def test_a_header_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, sheet_of(xml_row(1, A="Name", B="Email", XFD="far"), xml_row(2, A="x")))

    assert "at most 2000 can be read" in refusal(path)


def test_rows_without_anybody_and_the_same_twice_are_named(tmp_path: Path) -> None:
    path = of_rows(tmp_path, HEADER, ["Ada"], [None] * 5 + ["stray"], ["Ada"])

    assert problems(entries(path)) == [(3, "NO_IDENTITY"), (4, "DUPLICATE_IN_FILE")]


def test_only_a_header_is_nobody(tmp_path: Path) -> None:
    assert entries(of_rows(tmp_path, HEADER)) == []


def test_an_empty_workbook_is_said_to_be_empty(tmp_path: Path) -> None:
    assert "empty" in refusal(of_rows(tmp_path))


def test_a_table_like_a_known_export_is_read_like_it(tmp_path: Path) -> None:
    header = ["Record ID", "First Name", "Last Name", "Email", "Lifecycle Stage"]
    path = of_rows(tmp_path, header, [901000101, "Ada", "Ficta", "ADA@Example.com", "Lead"])

    found = sniff(path)
    [record] = records(path)

    assert (found.format, found.scheme) == ("xlsx", "hubspot")
    assert (record.source_id, record.emails[0].value, record.tags) == (
        "901000101",
        "ada@example.com",
        ["Lead"],
    )


def test_columns_in_other_languages_are_known(tmp_path: Path) -> None:
    path = of_rows(
        tmp_path, ["Vorname", "Nachname", "E-Mail-Adresse"], ["Zoë", "Über", "z@example.com"]
    )

    assert mapped(sniff(path)) == {
        "Vorname": "given",
        "Nachname": "family",
        "E-Mail-Adresse": "email",
    }


def test_the_mapping_and_the_header_can_be_corrected(tmp_path: Path) -> None:
    path = of_rows(tmp_path, ["a", "b"], ["c", "d"], ["Ada", "Tide"])

    found = sniff(path, header_line=2, mapping={0: "display", 1: "company"})
    [record] = read(path, format="xlsx", header_line=2, mapping=found.mapping)

    assert isinstance(record, Record)
    assert (record.display, record.company) == ("Ada", "Tide")


# --- what is not read -------------------------------------------------------------------------


def test_openpyxl_reads_xml_with_defusedxml() -> None:
    assert DEFUSEDXML


@pytest.mark.parametrize("name", ["bomb", "doctype", "not_a_zip", "ole_encrypted"])
def test_hostile_workbooks_are_refused_in_a_sentence(name: str) -> None:
    begun = time.monotonic()

    assert refusal(DATA / "hostile" / f"{name}.xlsx").endswith(".")
    assert time.monotonic() - begun < 5


def test_a_lying_dimension_costs_nothing() -> None:
    name = "lying_dimension.xlsx"

    assert differences(entries_of(DATA / "hostile" / name), TRUTH["hostile"][name]) == []


ENTITY = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("before", [ENTITY, LAUGHS])
@pytest.mark.parametrize("where", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_is_refused_wherever_it_stands(
    tmp_path: Path, before: str, where: str
) -> None:
    text = sheet_of(HEAD, xml_row(2, A="&a;"), before=before)
    others = {} if where.endswith("sheet1.xml") else {where: f"{before}<r>&a;</r>"}

    assert "workbook" in refusal(packed(tmp_path, text if not others else sheet_of(HEAD), **others))


def test_a_document_type_behind_the_first_rows_ends_the_reading(tmp_path: Path) -> None:
    rows = [xml_row(number, A=f"Name {number}") for number in range(2, 3000)]
    path = packed(tmp_path, sheet_of(HEAD, *rows) + "<!DOCTYPE r>")

    with pytest.raises(Refused):
        list(read(path, format="xlsx"))


@pytest.mark.parametrize(
    ("name", "part"),
    [("xl/vbaProject.bin", "macros (XLSM)"), ("xl/workbook.bin", "binary workbook (XLSB)")],
)
def test_other_workbooks_are_named(tmp_path: Path, name: str, part: str) -> None:
    assert part in refusal(packed(tmp_path, sheet_of(HEAD), **{name: b"x"}))


def test_many_texts_that_are_one_letter_are_refused(tmp_path: Path) -> None:
    strings = "<sst>" + "<si><t>a</t></si>" * 2_000_000 + "</sst>"

    assert "too large when unpacked" in refusal(
        packed(tmp_path, sheet_of(HEAD), **{"xl/sharedStrings.xml": strings})
    )


def test_more_rows_than_can_be_read_are_refused_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.row_reader.MAX_RECORDS", 2)
    path = of_rows(tmp_path, HEADER, ["Ada"], ["Bo"], ["Cy"])

    with pytest.raises(Refused, match="more than 2 rows"):
        list(read(path, format="xlsx"))


@settings(max_examples=60, deadline=None)
@given(
    sheet=st.lists(
        st.sampled_from(
            [
                *("<row>", "</row>", "<c>", "</c>", '<c r="B2" t="s">', '<c t="b">', "<v>", "</v>"),
                *(
                    "<f>",
                    "</f>",
                    "<is>",
                    "</is>",
                    "<t>",
                    "</t>",
                    "1",
                    "9e99",
                    "-1",
                    "nan",
                    "x",
                    "&",
                ),
                *('<row r="99999999">', '<c r="ZZZZ1">', '<c s="-1">', '<c t="n" s="1">', "<rPh>"),
                *(
                    "</rPh>",
                    "<mergeCells>",
                    "\x00",
                    "&#0;",
                    "1e400",
                    '<row r="0">',
                    "Name",
                    "Email",
                ),
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_sheet_gives_people_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, sheet: str
) -> None:
    path = packed(tmp_path_factory.getbasetemp(), sheet_of(HEAD, sheet))
    assert isinstance(outcome(path), str | list)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_gives_people_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(undamaged())
    for _change in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path_factory.getbasetemp(), bytes(content))
    assert isinstance(outcome(path), str | list)


def test_a_plain_number_in_a_column_of_dates_counts_from_the_first_day_of_the_workbook(
    tmp_path: Path,
) -> None:
    book = workbook(["Name", "Birthday"], ["Ada", 27495])
    book.epoch = CALENDAR_MAC_1904

    [record] = records(saved(tmp_path, book))

    assert record.birthday == "1979-04-12"
