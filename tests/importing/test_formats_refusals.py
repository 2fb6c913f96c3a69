"""Files that are not what they seem are refused in one sentence."""

from pathlib import Path

import pytest

from importing.formats import read, sniff
from importing.limits import MAX_DELIMITED_BYTES
from importing.records import Refused
from tests.importing.reading_helpers import refusal, written

HOSTILE = Path(__file__).resolve().parent.parent / "data" / "exports" / "small" / "hostile"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"GIF89a,Name,Email\n", "a GIF picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "data without text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted Excel workbook"),
        (b"PK\x03\x04" + b"\x00" * 20 + b"xl/workbook.xml", "it can't be unpacked"),
        (b"<!DOCTYPE html>\n<html><body>Sign in, please</body></html>", "a web page"),
        (b"\xef\xbb\xbf\n<HTML lang=en>", "a web page"),
        (b"<?xml version='1.0'?><a/>", "an XML file"),
        (b'[{"name": "Ada", "email": "ada@example.org"}]', "a JSON file"),
        (b"[" * 100_000, "a JSON file"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, part: str) -> None:
    assert part in refusal(written(tmp_path, content))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("bomb.xlsx", "too large when unpacked"),
        ("ole_encrypted.xlsx", "encrypted Excel workbook"),
        ("login_page.vcf", "a web page"),
        ("deep.json", "a JSON file"),
        ("png_named.csv", "a PNG picture"),
    ],
)
def test_a_hostile_file_is_named_by_its_content(name: str, part: str) -> None:
    assert part in refusal(HOSTILE / name)


def test_a_letter_is_no_list(tmp_path: Path) -> None:
    letter = "Dear Ada,\n\nthank you for the coffee, the talk, and the boat.\nYours,\nBo\n"

    assert refusal(written(tmp_path, letter)).startswith("This does not look like a list of people")


def test_one_word_is_no_list(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "hello\n")).startswith("1 column found")


def test_a_table_that_starts_with_a_bracket_is_a_table(tmp_path: Path) -> None:
    path = written(tmp_path, "[My list],,\nName,Email,Company\nAda,ada@example.org,Tide\n")

    assert sniff(path).format == "csv"


def test_a_file_above_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    row = b"Ada,ada@example.org\n"
    path = written(tmp_path, b"Name,Email\n" + row * (MAX_DELIMITED_BYTES // len(row)))

    assert refusal(path) == "This file has 26 MB; at most 25 MB can be read. Divide it."
    with pytest.raises(Refused):
        next(read(path, format="csv"))


def test_more_rows_than_can_be_read_are_refused_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.row_reader.MAX_RECORDS", 2)
    rows = "Ada,a@example.org\nBo,b@example.org\n"

    allowed = list(read(written(tmp_path, f"Name,Email\n{rows}"), format="csv"))

    assert len(allowed) == 2
    with pytest.raises(Refused, match="more than 2 rows"):
        list(read(written(tmp_path, f"Name,Email\n{rows}Cy,\n"), format="csv"))


def test_a_format_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Email\nAda,ada@example.org\n")

    assert sniff(path, format="nonsense").refused == "The format “nonsense” is not known."
    with pytest.raises(Refused):
        next(read(path, format="nonsense"))
