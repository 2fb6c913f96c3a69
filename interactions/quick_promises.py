"""Promises in one line: "!promise send the deck by Friday" is the user's own; "!they share
numbers", "!she …", "!he …" and "!promise they …" are the other's."""

import re
from datetime import date
from typing import NamedTuple

from interactions import quick_dates
from interactions.enums import PromiseBy
from interactions.quick_words import ENGLISH, Language

MOST = 5
LONGEST = 500
THEIRS = r"they|she|he|sie|er"
MINE = r"promised?|versprochen|versprechen"
PROMISE = re.compile(rf"!\s?(?:({MINE})|{THEIRS})\b:?\s*([^!]*)", re.IGNORECASE)
BY_THEM = re.compile(rf"(?:that\s+)?(?:{THEIRS})\s+(?:will\s+)?", re.IGNORECASE)
BEFORE_DUE = re.compile(
    r"\s*\b(?:by|before|until|till|due|on|for|bis(?:\szu[mr])?|am|vor)?\s*$", re.IGNORECASE
)


class Promised(NamedTuple):
    by: str
    text: str
    due_on: date | None


def take(text: str, on: date, language: Language = ENGLISH) -> tuple[str, tuple[Promised, ...]]:
    """The line without its promises, and those."""
    found: list[Promised] = []

    def cut(match: re.Match[str]) -> str:
        theirs = BY_THEM.match(match[2])
        said = match[2][theirs.end() :] if theirs else match[2]
        by = PromiseBy.ME if match[1] and not theirs else PromiseBy.THEM
        what, due_on = _due(said, on, language)
        if not what or len(found) == MOST:
            return match[0].replace("!", "", 1)
        found.append(Promised(by, what[:LONGEST], due_on))
        return ""

    return PROMISE.sub(cut, text).strip(), tuple(found)


def take_lines(
    text: str, on: date, language: Language = ENGLISH
) -> tuple[str, tuple[Promised, ...]]:
    """A note without the lines that are promises, and those. What stands in the middle of a line
    stays in it, and so does what is no promise after all."""
    kept: list[str] = []
    found: list[Promised] = []
    for line in text.splitlines():
        begins = PROMISE.match(line.lstrip(" -*\t")) if len(found) < MOST else None
        rest, promised = take(line, on, language) if begins else (line, ())
        if promised:
            found += promised
            line = rest.strip(" -*\t")
        if line or not promised:
            kept.append(line)
    return "\n".join(kept).strip() if found else text, tuple(found)


def _due(said: str, on: date, language: Language) -> tuple[str, date | None]:
    days = quick_dates.find(said, on, ahead=True, also=language.dates)
    if not days:
        return said.strip(" .,;"), None
    last = days[-1]
    before = BEFORE_DUE.sub("", said[: last.start])
    return f"{before} {said[last.end :].strip()}".strip(" .,;"), last.day
