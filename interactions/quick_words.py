"""A line of plain words in pieces: words, separators, and spans that say a kind or a day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Any, NamedTuple

from interactions.quick_dates import Said
from interactions.quick_kinds import Kind


@dataclass(frozen=True)
class Language:
    """The small words that hold a line together; `dates` and `kinds` beside the English ones."""

    withs: frozenset[str]
    joins: frozenset[str]
    places: frozenset[str]
    # Lead to a name after a kind; the second ones only after a note.
    leads: frozenset[str]
    leads_of_notes: frozenset[str]
    # From one of these on it is the note.
    note: frozenset[str]
    # So do these, once somebody or a kind was named.
    telling: frozenset[str]
    # Dropped at the beginning of what is left over: how one begins such a line.
    opening: frozenset[str]
    # And at its end: what led to a word that was taken.
    closing: frozenset[str]
    plan: re.Pattern[str]
    dates: Sequence[Any] = ()
    kinds: Sequence[Any] = ()

    @cached_property
    def stops(self) -> frozenset[str]:
        """What no name holds."""
        small = self.note | self.telling | self.opening | self.closing
        return small | self.withs | self.joins | NO_NAMES


NO_NAMES = frozenset(("by", "this", "next", "last", "after"))
ENGLISH = Language(
    withs=frozenset(("with", "w/", "@")),
    joins=frozenset(("and", "&", "+", "plus")),
    places=frozenset(("at", "in", "near", "over")),
    leads=frozenset(("to", "from")),
    leads_of_notes=frozenset(("about", "on")),
    note=frozenset(
        "about regarding re she he they it her his their who that because where when which".split()
    ),
    telling=frozenset("talked spoke chatted discussed asked told said promised offered".split()),
    opening=frozenset(
        "i we a an had have having has was were did do done our my us me quick short brief long"
        " nice lovely great good another just again some finally then so and meet met saw got will"
        " plan planned planning schedule scheduled booked going upcoming".split()
    ),
    closing=frozenset("a an the for at in on of to from over and with had".split()),
    plan=re.compile(
        r"\b(?:plan(?:ned|ning)?|scheduled?|booked|will|going\sto|upcoming)\b", re.IGNORECASE
    ),
)
TOKEN = re.compile(
    r"@?(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|[^\W\d_])\.|w/|[^\s,;:!?—–().&+\"“”]+"
    r"(?:\.[^\s,;:!?—–().&+\"“”]+)*)|[^\s]"
)


class Span(NamedTuple):
    """Part of a line that was understood."""

    start: int
    end: int
    kind: Kind | None = None
    day: Said | None = None
    at_time: time | None = None


class Item(NamedTuple):
    """One word or separator, or a span of them; `end` is where it ends in the line."""

    text: str
    start: int
    end: int
    span: Span | None = None

    @property
    def is_break(self) -> bool:
        return self.span is None and not any(map(str.isalnum, self.text))

    @property
    def word(self) -> str:
        """In small letters; empty for a span."""
        return "" if self.span else self.text.lower()

    @property
    def kind(self) -> Kind | None:
        return self.span.kind if self.span else None

    @property
    def day(self) -> Said | None:
        return self.span.day if self.span else None

    @property
    def marked(self) -> bool:
        """A name that the user marked as one: "@ana"."""
        return self.text.startswith("@")


def items(text: str, spans: Sequence[Span]) -> list[Item]:
    """The pieces of `text` in order; the first span that covers a word takes it."""
    found: list[Item] = []
    for token in TOKEN.finditer(text):
        if found and token.start() < found[-1].end:
            continue
        span = next((span for span in spans if span.start <= token.start() < span.end), None)
        end = span.end if span else token.end()
        found.append(Item(text[token.start() : end], token.start(), end, span))
    return found


def breaks(text: str) -> Iterator[int]:
    """Where commas and the like stand."""
    for token in TOKEN.finditer(text):
        if not any(map(str.isalnum, token[0])):
            yield token.start()
