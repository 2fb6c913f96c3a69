"""Promises in one line: "!promise send the deck by Friday", "!they share numbers"."""

import re
from datetime import date
from typing import NamedTuple

from interactions import quick_dates
from interactions.enums import PromiseBy

MOST = 5
LONGEST = 500
PROMISE = re.compile(r"!\s?(promised?|they)\b:?\s*([^!]*)", re.IGNORECASE)
BEFORE_DUE = re.compile(r"\s*\b(?:by|before|until|till|due|on|for)?\s*$", re.IGNORECASE)


class Promised(NamedTuple):
    by: str
    text: str
    due_on: date | None


def take(text: str, on: date) -> tuple[str, tuple[Promised, ...]]:
    """The line without its promises, and those."""
    found: list[Promised] = []

    def cut(match: re.Match[str]) -> str:
        by = PromiseBy.THEM if match[1].lower() == "they" else PromiseBy.ME
        what, due_on = _due(match[2], on)
        if not what or len(found) == MOST:
            return match[0].replace("!", "", 1)
        found.append(Promised(by, what[:LONGEST], due_on))
        return ""

    return PROMISE.sub(cut, text).strip(), tuple(found)


def _due(said: str, on: date) -> tuple[str, date | None]:
    days = quick_dates.find(said, on, ahead=True)
    if not days:
        return said.strip(" .,;"), None
    last = days[-1]
    before = BEFORE_DUE.sub("", said[: last.start])
    return f"{before} {said[last.end :].strip()}".strip(" .,;"), last.day
