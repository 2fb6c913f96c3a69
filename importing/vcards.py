"""vCards as they lie in a file: bytes to cards with their properties, one card at a time.

Unfolds bytes before anything is decoded, since writers fold inside letters. Takes what phones and
old programs really write: bare lines of base64, soft breaks of quoted-printable, cards glued
together, cards within cards, cards without an end.
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from importing.limits import MAX_CARD_BYTES, MAX_DEPTH, MAX_PROPERTIES, MAX_PROPERTY_BYTES
from importing.reading import ends_with_cr

PIECE = 64 * 1024
SHOWN = 4096  # bytes of a damaged card that are given back
MARK = re.compile(rb"(?i)(?:\xef\xbb\xbf)?(?:[\w-]+\.)?(BEGIN|END)[ \t]*:[ \t]*VCARD")
OTHER = re.compile(rb"(?i)(BEGIN|END)[ \t]*:[ \t]*([\w-]+)[ \t]*$")
HEAD = re.compile(rb'((?:[^:;"]+)(?:;(?:[^:;"]|"[^"\r\n]*")*)*):')
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
BARE = {"VERSION", "PRODID"}  # what stands in every card, and says nothing


Line = tuple[int, bytes]  # the number of a physical line, and the line without its end


@dataclass(slots=True)
class Property:
    """One property with its bytes unfolded. `head` has group, name and parameters."""

    head: bytes
    value: bytes
    is_cut: bool = False  # too long to be kept whole

    @property
    def name(self) -> str:
        plain = self.head.partition(b";")[0].rpartition(b".")[2].strip()
        return plain.decode("ascii", errors="replace").upper()


@dataclass(slots=True)
class Card:
    """One card, and the line on which it begins."""

    line: int
    properties: list[Property] = field(default_factory=list)
    is_damaged: bool = False  # no end, or cards within cards without end
    is_cut: bool = False  # more properties than are kept
    size: int = 0
    beginning: bytes = b""

    @property
    def is_bare(self) -> bool:
        return all(each.name in BARE for each in self.properties)


def lines_of(file: BinaryIO, encoding: str) -> Iterator[Line]:
    """The physical lines of a file. UTF-16 and UTF-32 become UTF-8; all else stays as it is."""
    start = file.read(4096)
    file.seek(0)
    if encoding.startswith(("utf-16", "utf-32")):
        start = start.decode(encoding, errors="replace").encode("utf-8", errors="replace")
        file = _Recoded(file, encoding)
    source = _cr_lines(file) if ends_with_cr(start) else _lf_lines(file)
    number = 0
    for data in source:
        stripped = data.rstrip(b"\r\n")
        if b"\r" not in stripped:
            number += 1
            yield number, stripped
            continue
        for part in stripped.split(b"\r"):
            number += 1
            yield number, part


def _lf_lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines up to a limit; what is beyond it is passed by."""
    while line := file.readline(MAX_PROPERTY_BYTES + 1):
        yield line
        while len(line) > MAX_PROPERTY_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_PROPERTY_BYTES + 1)
            if not line:
                return


def _cr_lines(file: BinaryIO) -> Iterator[bytes]:
    begun: list[bytes] = []
    size = 0
    while chunk := file.read(PIECE):
        first, *more = chunk.split(b"\r")
        if size <= MAX_PROPERTY_BYTES:
            begun.append(first)
            size += len(first)
        if more:
            yield b"".join(begun)
            yield from more[:-1]
            begun, size = [more[-1]], len(more[-1])
    if size:
        yield b"".join(begun)


class _Recoded(io.BufferedReader):
    """A file in UTF-16 or UTF-32, read as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        super().__init__(_RecodedBytes(file, encoding), PIECE)


class _RecodedBytes(io.RawIOBase):
    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._ready:
            chunk = self._file.read(PIECE)
            text = self._decoder.decode(chunk, final=not chunk)
            self._ready = text.removeprefix("\ufeff").encode("utf-8", errors="replace")
            if not chunk and not self._ready:
                return 0
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


class Cards:
    """Iterates the cards of some lines, the damaged ones too, in the order of the file."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines
        self._card: Card | None = None
        self._pending: _Pending | None = None
        self._agents = 0  # cards within the card that are open
        self._agent_waits = False  # the next BEGIN belongs to an AGENT
        self._other = b""  # an open component that is no card
        self._bare: list[Card] = []  # cards with nothing in them but the next BEGIN

    def __iter__(self) -> Iterator[Card]:
        for number, data in self._lines:
            pending = self._pending
            if pending is not None and pending.takes(data):
                continue
            yield from self._take(number, data)
        yield from self._interrupt()
        yield from self._leave_bare(None)

    def _take(self, number: int, data: bytes) -> Iterator[Card]:
        """A line that begins something."""
        self._finish()
        rest = data.lstrip(b" \t")
        while rest:
            mark = MARK.match(rest)
            if mark is None:
                self._begin(rest)
                return
            rest = rest[mark.end() :].strip()
            self._other = b""
            if mark[1].upper() == b"BEGIN":
                yield from self._open(number)
            else:
                yield from self._close()

    def _begin(self, data: bytes) -> None:
        if self._card is None:
            return
        if other := OTHER.match(data):
            self._other = other[2].lower() if other[1].upper() == b"BEGIN" else b""
        elif not self._other:
            if len(self._card.beginning) < SHOWN:
                self._card.beginning += data[:SHOWN] + b"\n"
            self._pending = _Pending(data)

    def _finish(self) -> None:
        pending, self._pending, card = self._pending, None, self._card
        if pending is None or card is None:
            return
        found = pending.property()
        if found is None:
            return
        if found.name == "AGENT":
            self._begin_agent(found.value.strip())
        elif self._agents == 0:
            self._keep(card, found)

    def _begin_agent(self, value: bytes) -> None:
        """The agent's card may begin on the line of the property, or on the next one."""
        mark = MARK.fullmatch(value)
        self._agent_waits = not value
        if mark is not None:
            self._deepen()

    def _deepen(self) -> None:
        self._agents += 1
        if self._card is not None:
            self._card.is_damaged |= self._agents > MAX_DEPTH

    def _keep(self, card: Card, found: Property) -> None:
        card.size += len(found.head) + len(found.value)
        if card.size > MAX_CARD_BYTES or len(card.properties) >= MAX_PROPERTIES:
            card.is_cut = True
        else:
            card.properties.append(found)

    def _open(self, number: int) -> Iterator[Card]:
        if self._card is not None and self._agent_waits:
            self._agent_waits = False
            self._deepen()
            return
        yield from self._interrupt()
        self._card = Card(number)

    def _interrupt(self) -> Iterator[Card]:
        """The open card had no end of its own."""
        self._finish()
        card, self._card = self._card, None
        if card is None:
            return
        card.is_damaged, self._agents, self._agent_waits = True, 0, False
        if card.is_bare:
            self._bare = [*self._bare[:MAX_DEPTH], card]
        else:
            yield from self._leave_bare(card)

    def _close(self) -> Iterator[Card]:
        self._agent_waits = False
        if self._agents:
            self._agents -= 1
            return
        card, self._card = self._card, None
        if card is not None:
            yield from self._leave_bare(card)

    def _leave_bare(self, card: Card | None) -> Iterator[Card]:
        """The cards that held nothing but `card`; nested too deep, all of them are one."""
        bare, self._bare = self._bare, []
        if len(bare) > MAX_DEPTH:
            yield bare[0]
            return
        yield from bare
        if card is not None:
            yield card


class _Pending:
    """A property whose next line may still belong to it."""

    __slots__ = ("_folded", "_is_base64", "_is_cut", "_is_note", "_is_quoted", "_parts", "_size")

    def __init__(self, data: bytes) -> None:
        self._parts = [data[:MAX_PROPERTY_BYTES]]
        self._is_cut = len(data) > MAX_PROPERTY_BYTES
        self._size = len(data)
        self._folded: list[bool] = []
        self._look(data)

    def _look(self, data: bytes) -> None:
        head, colon, value = data.partition(b":")
        upper = head.upper()
        self._is_note = upper.rpartition(b".")[2].startswith(b"NOTE") and bool(colon)
        self._is_quoted = b"QUOTED-PRINTABLE" in upper
        self._is_base64 = bool(colon) and (
            b"BASE64" in upper or b"ENCODING=B" in upper or (b"PHOTO" in upper and len(value) > 40)
        )

    def takes(self, data: bytes) -> bool:
        """Whether this line goes on with the property."""
        if not data:
            return False
        blank = data[0] in b" \t"
        if not blank and not self._goes_on(data):
            return False
        self._size += len(data)
        if self._size > MAX_PROPERTY_BYTES:
            self._is_cut = True
        elif self._is_note and not blank and not self._is_quoted:
            self._parts.append(b"\n" + data)
        elif self._is_quoted:
            self._folded.append(blank)
            self._parts.append(data)
        else:
            self._parts.append(data[1:] if blank else data)
        return True

    def _goes_on(self, data: bytes) -> bool:
        if self._is_quoted:
            return self._parts[-1].rstrip(b" \t").endswith(b"=") and MARK.match(data) is None
        name, colon, _rest = data.partition(b":")
        if colon:  # a property, whose name has no blanks; else more of a note
            return self._is_note and b" " in name.partition(b";")[0].strip()
        # A note whose line ends were not escaped, or base64 that is not folded.
        return self._is_note or (self._is_base64 and BASE64.fullmatch(data) is not None)

    def property(self) -> Property | None:
        """The property; None if this is no such thing."""
        data = self.data()
        match = HEAD.match(data)
        head, value = (match[1], data[match.end() :]) if match else _divide(data)
        if not head:
            return None
        return Property(head, value, self._is_cut)

    def data(self) -> bytes:
        if not self._is_quoted:
            return b"".join(self._parts)
        # Soft breaks. Some writers fold with a blank as well; one that never does means its blanks.
        with_blank = bool(self._folded) and all(self._folded)
        first, *others = self._parts
        parts = [first, *(part[1:] for part in others)] if with_blank else self._parts
        return b"".join(map(_unbroken, parts))


def _unbroken(part: bytes) -> bytes:
    """A line of quoted-printable without its soft break."""
    bare = part.rstrip(b" \t")
    return bare[:-1] if bare.endswith(b"=") else part


def _divide(data: bytes) -> tuple[bytes, bytes]:
    """At the first colon, where quotes are not closed."""
    head, colon, value = data.partition(b":")
    return (head, value) if colon else (b"", b"")
