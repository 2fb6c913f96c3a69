"""Bytes to text, line by line: byte order marks, UTF-16, mixed and old encodings."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from importing.archives import Member
from importing.code_pages import guess_code_page
from importing.enums import WarningCode
from importing.limits import SAMPLE_BYTES
from importing.records import Refused

MARKS = (  # the longer first: a UTF-32 mark starts like a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("cp1252", "cp1250", "mac_roman", "cp1254", "cp1257", "iso8859_2")  # Latin
CHOICES = (  # what the mapping screen offers
    "utf-8",
    "utf-16",
    *ONE_BYTE,
    "cp1251",
    "koi8_r",
    "cp866",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp850",
    "cp852",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
)
READABLE = frozenset(
    codecs.lookup(name).name for name in (*CHOICES, "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32")
)
GUESSED_BYTES = 100_000
FEW = 10  # one line in so many may be UTF-8 by accident: two signs of Chinese can look like it
TEXT_CONTROLS = frozenset(b"\t\n\r\x00\x0b\x0c\x1a\x1b")


class Line(NamedTuple):
    """One physical line, with its line end."""

    number: int
    text: str
    warning: WarningCode | None = None


def read_head(path: Path | Member) -> bytes:
    """The first megabyte."""
    with path.open("rb") as file:
        return file.read(SAMPLE_BYTES)


def guess_encoding(head: bytes) -> str:
    """The encoding that reads this best, or "" for what is not text."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if utf16 := _utf16_without_mark(head[:4096]):
        return utf16
    if _is_binary(head):
        return ""
    high = [line for line in head.splitlines() if not line.isascii()]
    if len(head) == SAMPLE_BYTES:
        high = high[:-1]  # cut off in the middle, perhaps of a letter
    if sum(map(_is_utf8, high)) * FEW >= len(high):
        return "utf-8"
    return guess_code_page(b"\n".join(high[:500])[:GUESSED_BYTES])


def _utf16_without_mark(head: bytes) -> str:
    """In UTF-16 every delimiter, digit and line end has a NUL on the same side."""
    pairs = len(head) // 2
    if not pairs:
        return ""
    even = head[0 : pairs * 2 : 2].count(0) / pairs
    odd = head[1 : pairs * 2 : 2].count(0) / pairs
    if _mostly(odd, even, ends=b"\n\x00" in head):
        return "utf-16-le"
    if _mostly(even, odd, ends=b"\x00\n" in head):
        return "utf-16-be"
    return ""


def _mostly(one: float, other: float, *, ends: bool) -> bool:
    """A few letters have a NUL on the other side, and signs of Chinese have hardly any: there the
    line ends tell."""
    return (one > 0.2 and other < one / 8) or (ends and one > 0.02 and other < one / 2)


def _is_binary(head: bytes) -> bool:
    start = head[:4096]
    controls = sum(byte < 32 and byte not in TEXT_CONTROLS for byte in start)
    return controls > len(start) * 0.02 or start.count(0) > len(start) * 0.1


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_lines(path: Path | Member, encoding: str) -> Iterator[Line]:
    """All physical lines, decoded one by one; raises Refused for an unknown encoding."""
    with path.open("rb") as file:
        yield from decode_lines(file, encoding)


def decode_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """The lines of an open file; a line in another encoding is read in that and says so."""
    name = _known(encoding)
    start = file.read(4096)
    file.seek(0)
    if name.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(file, name)
        return
    for number, line in enumerate(_byte_lines(file, ends_with_cr(start)), start=1):
        # Files that were put together have a mark in the middle.
        yield _decode(number, line.removeprefix(codecs.BOM_UTF8), name)


def ends_with_cr(start: bytes) -> bool:
    """Old Macs end lines with a carriage return alone."""
    return b"\n" not in start and b"\r" in start


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if name not in READABLE:
        raise Refused(_("The encoding “%s” can't be read here.") % encoding)
    return name


def _byte_lines(file: BinaryIO, carriage_returns: bool) -> Iterator[bytes]:
    if not carriage_returns:
        yield from file
        return
    rest = b""
    while chunk := file.read(65536):
        *lines, rest = (rest + chunk).split(b"\r")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest


def _wide_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    start = file.read(4096).decode(encoding, errors="replace")
    file.seek(0)
    newline = "\r" if "\r" in start and "\n" not in start else "\n"
    text = io.TextIOWrapper(file, encoding, errors="replace", newline=newline)
    for number, line in enumerate(text, start=1):
        broken = WarningCode.LONE_SURROGATE if "\ufffd" in line else None
        yield Line(number, line.removeprefix("\ufeff"), broken)


def _decode(number: int, line: bytes, encoding: str) -> Line:
    if line.isascii():
        return Line(number, line.decode("ascii"))
    if encoding in ("utf-8", "utf-8-sig"):
        return _decode_utf8(number, line)
    if encoding in ONE_BYTE and _is_utf8(line):
        return Line(number, line.decode("utf-8"), WarningCode.MIXED_ENCODING)
    try:
        return Line(number, line.decode(encoding))
    except UnicodeDecodeError:
        return Line(number, decode_western(line), WarningCode.MIXED_ENCODING)


def _decode_utf8(number: int, line: bytes) -> Line:
    try:
        return Line(number, line.decode("utf-8"))
    except UnicodeDecodeError:
        pass  # review: ok, not UTF-8 as it should be; what it is instead follows
    try:
        text = line.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        return Line(number, decode_western(line), WarningCode.MIXED_ENCODING)
    return Line(number, join_surrogates(text), WarningCode.LONE_SURROGATE)


def decode_western(line: bytes) -> str:
    """cp1252, in which five bytes mean nothing; those become the controls of latin-1."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252")
            for byte in line
        )


def join_surrogates(text: str) -> str:
    """Pairs of surrogates become their character, single ones U+FFFD."""
    return text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
