"""Bytes to text, line by line: byte order marks, UTF-16, mixed and old encodings."""

import codecs
import io
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from importing.archives import Member
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
ONE_BYTE = ("cp1252", "cp1250", "mac_roman", "cp1254", "cp1257")  # Latin, the likeliest first
CHOICES = (  # what the mapping screen offers
    "utf-8",
    "utf-16",
    *ONE_BYTE,
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp932",
    "gb18030",
    "big5",
    "cp949",
)
READABLE = frozenset(
    codecs.lookup(name).name for name in (*CHOICES, "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32")
)
GUESSED_BYTES = 100_000
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
    if not high or any(_is_utf8(line) for line in high):
        return "utf-8"
    return _guess_code_page(b"\n".join(high[:500])[:GUESSED_BYTES])


def _utf16_without_mark(head: bytes) -> str:
    """In UTF-16 every delimiter, digit and line end has a NUL on the same side."""
    pairs = len(head) // 2
    if not pairs:
        return ""
    even = head[0 : pairs * 2 : 2].count(0) / pairs
    odd = head[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.2 and even < odd / 8:  # a few letters have a NUL on the other side
        return "utf-16-le"
    if even > 0.2 and odd < even / 8:
        return "utf-16-be"
    return ""


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


def _guess_code_page(text: bytes) -> str:
    """Western text has single high letters among low ones; other scripts have whole words."""
    high = sum(byte > 127 for byte in text)
    pairs = sum(a > 127 and b > 127 for a, b in pairwise(text))
    if pairs > high * 0.5:
        best = from_bytes(text, cp_isolation=list(CHOICES[7:])).best()
        if best is not None:
            return str(best.encoding)
    return min(ONE_BYTE, key=lambda name: _oddities(text, name))


def _oddities(text: bytes, encoding: str) -> int:
    """How many high characters stand where only a letter makes sense."""
    decoded = text.decode(encoding, errors="replace")
    odd = 0
    for before, char, after in zip(decoded, decoded[1:], decoded[2:], strict=False):
        if char < "\x80":
            continue
        if char.isalpha():
            odd += before.islower() and char.isupper()
            continue
        inside = before.isalpha() and after.isalpha() and char not in "’‘·–—"
        odd += char == "\ufffd" or inside or unicodedata.category(char) == "Cc"
    return odd


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
    if start.startswith(codecs.BOM_UTF8):
        file.seek(len(codecs.BOM_UTF8))
    for number, line in enumerate(_byte_lines(file, ends_with_cr(start)), start=1):
        yield _decode(number, line, name)


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
        yield Line(number, line.removeprefix("\ufeff") if number == 1 else line, broken)


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
        pass  # not UTF-8 as it should be; what it is instead follows
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
