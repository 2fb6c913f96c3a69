"""JSON of any size, read piece by piece: the caller walks in, loads what is small, skips the rest.

Limits hold while reading. What is no JSON, breaks off, or is nested too deep is Refused.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from importing.limits import MB
from importing.reading import guess_encoding
from importing.records import Refused

PIECE = MB
LARGEST_VALUE = 64 * MB  # characters loaded at once: one person with photos
DEEPEST = 64
LONGEST_NUMBER = 30

STRUCTURE = re.compile(r'["{}\[\]]')
IN_STRING = re.compile(r'["\\]')
BLANK = re.compile(r"[ \t\r\n\x00]*")
SCALAR = re.compile(r"[^\s,:{}\[\]\"]+")


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _integer(text: str) -> int:
    return int(text) if len(text) <= LONGEST_NUMBER else _no_number(text)


DECODER = json.JSONDecoder(parse_constant=_no_number, parse_int=_integer, strict=False)


class JsonStream:
    """A cursor in a file. Each value is consumed once: by members, items, load or skip."""

    def __init__(self, file: BinaryIO) -> None:
        encoding = guess_encoding(file.read(4096)) or "utf-8"
        file.seek(0)
        name = encoding if encoding.startswith(("utf-16", "utf-32")) else "utf-8-sig"
        self._file = io.TextIOWrapper(file, name, errors="replace")
        self._text = ""
        self._at = 0
        self._passed = 0  # characters before the buffer
        self._depth = 0
        self._due = True  # a value stands at the cursor, and was not consumed

    def members(self) -> Iterator[str]:
        """The keys of the object at the cursor; each one's value may be consumed meanwhile."""
        self._enter("{")
        while self._goes_on("}"):
            self._due = True
            key = self.load()
            self._expect(":")
            self._due = True
            yield key if isinstance(key, str) else self._broken()
            self._leave_value("}")

    def items(self) -> Iterator[int]:
        """The places in the array at the cursor; each one's value may be consumed meanwhile."""
        self._enter("[")
        place = 0
        while self._goes_on("]"):
            self._due = True
            yield place
            place += 1
            self._leave_value("]")

    @property
    def is_object(self) -> bool:
        return self._peek() == "{"

    @property
    def is_array(self) -> bool:
        return self._peek() == "["

    def load(self) -> Any:
        """The whole value at the cursor."""
        self._due = False
        end = self._end_of_value()
        text = self._text[self._at : end]
        try:
            value, used = DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            self._broken()
        if used != len(text):
            self._broken()
        self._at = end
        return value

    def skip(self) -> None:
        """Pass by the value at the cursor, whatever its size."""
        if self.is_object:
            for _key in self.members():
                pass
        elif self.is_array:
            for _place in self.items():
                pass
        else:
            self.load()

    def finish(self) -> None:
        """Nothing may follow."""
        if self._peek():
            self._broken()

    def _enter(self, opening: str) -> None:
        self._due = False
        self._expect(opening)
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refused(_("This JSON file is nested too deeply to be read."))

    def _goes_on(self, closing: str) -> bool:
        """Whether another member or item stands here; else leaves the container."""
        if self._peek() != closing:
            return True
        self._at += 1
        self._depth -= 1
        return False

    def _leave_value(self, closing: str) -> None:
        if self._due:
            self.skip()
        if self._peek() == ",":
            self._at += 1
            if self._peek() == closing:
                self._broken()
        elif self._peek() != closing:
            self._broken()

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            self._broken()
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            found = BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _fill(self) -> bool:
        """Read on; what lies before the cursor is forgotten."""
        piece = self._file.read(PIECE)
        self._passed += self._at
        self._text = self._text[self._at :] + piece
        self._at = 0
        if len(self._text) > LARGEST_VALUE + PIECE:
            limit = {"limit": LARGEST_VALUE // MB}
            raise Refused(_("One entry of this file has more than %(limit)d MB.") % limit)
        return bool(piece)

    def _end_of_value(self) -> int:
        start = self._peek()
        if start == '"':
            ahead = self._end_of_string(0)  # may read on, which moves the cursor
            return self._at + ahead
        if start and start in "{[":
            ahead = self._end_of_container()
            return self._at + ahead
        found = SCALAR.match(self._text, self._at)
        while found and found.end() == len(self._text) and self._fill():
            found = SCALAR.match(self._text, self._at)
        return found.end() if found else self._broken()

    def _end_of_container(self) -> int:
        """How many characters after the cursor it ends."""
        ahead, depth = 0, 0
        while True:
            found = STRUCTURE.search(self._text, self._at + ahead)
            if found is None:
                ahead = len(self._text) - self._at
                if not self._fill():
                    self._broken()
                continue
            ahead = found.start() - self._at
            if found[0] == '"':
                ahead = self._end_of_string(ahead)
                continue
            ahead += 1
            depth += 1 if found[0] in "{[" else -1
            if depth > DEEPEST:
                raise Refused(_("This JSON file is nested too deeply to be read."))
            if depth == 0:
                return ahead

    def _end_of_string(self, ahead: int) -> int:
        ahead += 1
        while True:
            found = IN_STRING.search(self._text, self._at + ahead)
            if found is None:
                ahead = len(self._text) - self._at
                if not self._fill():
                    self._broken()
                continue
            ahead = found.end() - self._at
            if found[0] == '"':
                return ahead
            ahead += 1  # whatever is escaped
            while self._at + ahead > len(self._text):
                if not self._fill():
                    self._broken()

    def _broken(self) -> NoReturn:
        place = {"place": self._passed + self._at + 1}
        raise Refused(_("This is not valid JSON: it is damaged at character %(place)d.") % place)
