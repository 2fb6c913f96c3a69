"""Content lines as iCalendar and vCard write them: unfolded, decoded, taken apart.

Lines are unfolded as bytes, because many programs fold in the middle of a letter.
"""

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from importing.reading import decode_western, guess_encoding, join_surrogates
from importing.vcards import lines_of

LONGEST_LINE = 1_000_000  # bytes of one unfolded line that are kept
LONGEST_HEAD = 500  # bytes of name and parameters
QUOTED = b"QUOTED-PRINTABLE"  # of vCalendar 1.0, whose lines break after `=` and are not folded

CARETS = {"^n": "\n", "^N": "\n", "^^": "^", "^'": '"'}
ESCAPES = re.compile(r"\\(.)", re.DOTALL)


class TextLine(NamedTuple):
    """One unfolded line; `number` is the physical line on which it begins."""

    number: int
    text: str


@dataclass(slots=True)
class Property:
    """`NAME;PARAMETER=value:value`, names in capitals, the value as it is written."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as it is meant: without its backslashes, and without quoted-printable."""
        written = self.value
        if QUOTED.decode() in (self.parameters.get("ENCODING", "").upper(), *self.parameters):
            written = _decode(quopri.decodestring(written.encode()))
        return unescaped(written).strip()


def unfolded(file: BinaryIO) -> Iterator[TextLine]:
    """The lines of an open file, in bounded memory; empty ones are passed by."""
    start, parts, size = 0, bytearray(), 0
    for number, line in _physical(file):
        if line[:1] in (b" ", b"\t") and start:
            size += len(line) - 1
            if size <= LONGEST_LINE:
                parts += line[1:]
            continue
        if not line:
            continue  # some fold with an empty line in between
        if parts.endswith(b"=") and QUOTED in bytes(parts[:LONGEST_HEAD]).upper():
            size += len(line)
            if size <= LONGEST_LINE:
                parts[-1:] = line
            continue
        if start and parts:
            yield TextLine(start, _decode(bytes(parts)))
        start, parts, size = number, bytearray(line[:LONGEST_LINE]), len(line)
    if start and parts:
        yield TextLine(start, _decode(bytes(parts)))


def _physical(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends and without marks of byte order."""
    head = file.read(4096)
    file.seek(0)
    for number, line in lines_of(file, guess_encoding(head)):
        yield number, line.removeprefix(codecs.BOM_UTF8)


def _decode(line: bytes) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = _decode_otherwise(line)
    return text.replace("\x00", "")


def _decode_otherwise(line: bytes) -> str:
    try:
        return join_surrogates(line.decode(errors="surrogatepass"))
    except UnicodeDecodeError:
        return decode_western(line)


def property_of(line: str) -> Property | None:
    """A line taken apart; None for what is no content line. Quotes protect `:` and `;`."""
    head, colon, value = _divide(line, ":")
    if not colon:
        head, colon, value = line.partition(":")  # a quote that is never closed
    if not colon:
        return None
    name, _semicolon, rest = _divide(head, ";")
    parameters: dict[str, str] = {}
    while rest:
        one, _semicolon, rest = _divide(rest, ";")
        key, _equals, said = one.partition("=")
        parameters.setdefault(key.strip().upper(), _plain(said))
    return Property(name.strip().upper().rpartition(".")[2], value, parameters)


def _divide(text: str, at: str) -> tuple[str, str, str]:
    """Like str.partition, at the first `at` outside quotes."""
    if '"' not in text:
        return text.partition(at)
    quoted = False
    for index, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == at and not quoted:
            return text[:index], at, text[index + 1 :]
    return text, "", ""


def _plain(value: str) -> str:
    value = value.strip().replace('"', "")
    if "^" not in value:
        return value
    return re.sub(r"\^[nN^']", lambda found: CARETS[found[0]], value)


def unescaped(value: str) -> str:
    """Text without its backslashes."""
    if "\\" not in value:
        return value
    return ESCAPES.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
