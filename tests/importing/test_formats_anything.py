"""Whatever the bytes: records and problems, or a sentence. Never an error, never lost order."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from importing.agreement import TODAY
from importing.formats import all_formats, read, sniff
from importing.records import Entry, Problem, Record, Refused

HEADERS = [
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Name,Given Name,Family Name,Birthday,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Address 1 - Label,Address 1 - Street,Address 1 - Formatted,Event 1 - Label,Event 1 - Value",
    "Title,First Name,Last Name,Birthday,Business Phone,E-mail Address,Categories,Spouse,Web Page",
    "First Name,Last Name,Display Name,Primary Email,Secondary Email,Birth Year,Birth Month,"
    "Birth Day,Home Address,Custom 1,Notes",
    "Record ID,First Name,Email,Phone Number,LinkedIn URL,Lifecycle Stage",
    "Name;Email;Phone;Tags;Website;LinkedIn;Birthday;City",
    "",
]
SNIPPETS = """
\0 \r "" " , ; | \t =1+1 ' ::: \u202e \u200d e\u0301 \ud83d 😀 1604-04-12 30.02.1979 --02-29 0/0/00
45387 a@b.org mailto: javascript:x http://[ linkedin.com/in/%FF starred
"""
ODD = st.sampled_from([*SNIPPETS.split(" "), "\n", "* starred", " ::: "])
CELL = st.one_of(ODD, st.text(max_size=12), st.just(""))
TEXT = st.lists(st.one_of(CELL, st.sampled_from([",", "\n", '"', ";"])), max_size=60).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252", "utf-8-sig"])


def everything(content: bytes) -> list[Entry] | str:
    """All entries of a file with this content, or why it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        found = sniff(path)
        if found.refused:
            return found.refused
        try:
            return list(read(path, format=found.format, today=TODAY))
        except Refused as refusal:
            return str(refusal)


def assert_sound(found: list[Entry] | str) -> None:
    if isinstance(found, str):
        assert found.endswith((".", "?"))
        return
    assert [entry.line for entry in found] == sorted(entry.line for entry in found)
    for entry in found:
        assert isinstance(entry, Record | Problem)
        assert all("\0" not in cell for cell in entry.raw)
    for record in (entry for entry in found if isinstance(entry, Record)):
        assert record.display
        assert len(record.display) <= 255
        text = repr([getattr(record, name) for name in Record.__slots__ if name != "raw"])
        text.encode()  # nothing that PostgreSQL or a page could not take
        assert "\0" not in text


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert_sound(everything(content))


@given(st.sampled_from(HEADERS), TEXT, ENCODINGS)
@settings(max_examples=500, deadline=None)
def test_any_text_under_any_header_is_read_or_refused(
    header: str, text: str, encoding: str
) -> None:
    assert_sound(everything(f"{header}\n{text}".encode(encoding, errors="replace")))


@given(st.sampled_from(HEADERS), st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_under_any_header_are_read_or_refused(header: str, content: bytes) -> None:
    assert_sound(everything(header.encode() + b"\n" + content))


@given(
    st.binary(max_size=200),
    st.sampled_from(sorted(all_formats())),
    st.sampled_from([",", ";", "x", "é"]),
    st.dictionaries(st.integers(0, 5), st.sampled_from(["display", "email", "birthday", "no"])),
    st.integers(0, 9),
)
@settings(max_examples=300, deadline=None)
def test_any_choice_of_the_user_is_read_or_refused(
    content: bytes, format: str, delimiter: str, mapping: dict[int, str | None], line: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        try:
            found: list[Entry] | str = list(
                read(
                    path,
                    format=format,
                    encoding="utf-8",
                    delimiter=delimiter,
                    header_line=line,
                    mapping=mapping,
                    date_order="mdy",
                )
            )
        except Refused as refusal:
            found = str(refusal)
        assert_sound(found)
