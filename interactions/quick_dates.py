"""Days in plain words: "yesterday", "last Tuesday", "14 Nov", "in spring", "next Monday".

A small grammar of our own, because a general one guesses: each pattern is one way to say a day,
read against the user's `on`. What can't be a day stays a word.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from interactions.enums import Precision

DAY, MONTH, SEASON = Precision.DAY, Precision.MONTH, Precision.SEASON
# "3 Dec" said in November is the coming one, "3 June" the one that was.
SOON = timedelta(days=45)
OLDEST, FURTHEST = timedelta(days=100 * 366), timedelta(days=5 * 366)


class Said(NamedTuple):
    """A day, and where in the text it was said."""

    start: int
    end: int
    day: date
    precision: str


Read = tuple[date, str]
Parts = Mapping[str, Any] | re.Match[str]  # of what was said, by name
# `ahead`: what could be either is the coming one, as in "by Friday".
Reader = Callable[[Any, date, bool], Read]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
VAGUE = {"a couple of": 2, "a couple": 2, "a few": 3, "some": 3, "several": 4}
SHIFTS = {
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tonight": 0,
    "today": 0,
    "just now": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}

_weekday = "|".join(f"{name}|{name[:3]}s?|{name[:4]}s?|{name[:5]}" for name in WEEKDAYS)
_month = "|".join(f"{name}|{name[:3]}|{name[:4]}" for name in MONTHS)
_number = "|".join(("\\d{1,3}", "an?", *NUMBERS, *VAGUE))
_th = r"(?:st|nd|rd|th)"


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# --- readers ------------------------------------------------------------


def shifted(said: Parts, on: date, ahead: bool) -> Read:
    return on + timedelta(days=SHIFTS[said["word"].lower()]), DAY


def ago(said: Parts, on: date, ahead: bool) -> Read:
    return _moved(said, on, -1)


def in_some(said: Parts, on: date, ahead: bool) -> Read:
    return _moved(said, on, 1)


def _moved(said: Parts, on: date, sign: int) -> Read:
    number, unit = said["number"].lower(), said["unit"].lower()
    many = sign * _count(number)
    if unit == "day":
        return on + timedelta(days=many), MONTH if number in VAGUE else DAY
    if unit == "week":
        return on + timedelta(weeks=many), MONTH if number in VAGUE else DAY
    months = many * (12 if unit == "year" else 1)
    return _same_day(on, months), SEASON if unit == "year" else MONTH


def _count(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if number in VAGUE:
        return VAGUE[number]
    return NUMBERS.index(number) + 1 if number in NUMBERS else 1


def _same_day(on: date, months: int) -> date:
    """So many months away; the 31st becomes the last of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(on.day, (following - timedelta(days=1)).day))


def on_weekday(said: Parts, on: date, ahead: bool) -> Read:
    wanted = next(n for n, name in enumerate(WEEKDAYS) if name[:3] == said["day"][:3].lower())
    which = (said["which"] or "").lower()
    since, until = (on.weekday() - wanted) % 7, (wanted - on.weekday()) % 7
    if which in {"last", "past", "this past"}:
        return on - timedelta(days=since or 7), DAY
    if which in {"next", "coming", "this coming"}:
        return on + timedelta(days=until or 7), DAY
    if which == "this":
        return on + timedelta(days=wanted - on.weekday()), DAY
    return on + timedelta(days=until) if ahead else on - timedelta(days=since), DAY


def weekend(said: Parts, on: date, ahead: bool) -> Read:
    which = said["which"].lower()
    if which == "this" and on.weekday() >= 5:
        return on, DAY
    coming = on + timedelta(days=(5 - on.weekday()) % 7)
    if which == "next":
        return coming + timedelta(days=7 if on.weekday() < 5 else 0), MONTH
    if which == "this" or ahead:
        return coming, MONTH
    return on - timedelta(days=(on.weekday() - 5) % 7 or 7), MONTH


def _iso(said: Parts, on: date, ahead: bool) -> Read:
    return date.fromisoformat(said["iso"]), DAY


def day_and_month(said: Parts, on: date, ahead: bool) -> Read:
    month = said["month"]
    number = int(month) if month.isdecimal() else _month_number(month)
    return _nearest(int(said["day"]), number, said["year"], on, ahead), DAY


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month[:3] == name[:3].lower())


def _nearest(day: int, month: int, year: str | None, on: date, ahead: bool) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    coming = date(on.year, month, day)
    if coming < on:
        coming = date(on.year + 1, month, day)
    if ahead or coming - on <= SOON:
        return coming
    return date(coming.year - 1, month, day)


def the_nth(said: Parts, on: date, ahead: bool) -> Read:
    day, step = int(said["day"]), 1 if ahead else -1
    months = (on.year * 12 + on.month - 1 + step * n for n in range(3))
    for year, month in (divmod(number, 12) for number in months):
        found = _valid(year, month + 1, day)
        if found and (found >= on if ahead else found <= on):
            return found, DAY
    raise ValueError(day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_month(said: Parts, on: date, ahead: bool) -> Read:
    month = _month_number(said["month"])
    return _some_day(date(on.year, month, 1), 1, said, on, ahead), MONTH


def in_season(said: Parts, on: date, ahead: bool) -> Read:
    first = date(on.year, SEASONS[said["season"].lower()], 1)
    return _some_day(first, 3, said, on, ahead), SEASON


def _some_day(first: date, months: int, said: Parts, on: date, ahead: bool) -> date:
    """The middle of a span that begins at `first` in some year; of one that runs, at most `on`."""
    which, year = (said["which"] or "").lower(), said["year"]
    middle = timedelta(days=14 if months == 1 else 45)
    soon = months == 1 and timedelta() < first - on <= SOON and which != "last"
    if year:
        first = first.replace(year=int(year))
    elif ahead or which == "next" or soon:
        return _year_later(first, first <= on) + middle
    else:
        last = _same_day(first, months) - timedelta(days=1)
        first = _year_earlier(first, first > on or (which == "last" and last >= on))
    return min(first + middle, on) if first <= on else first + middle


def _year_later(first: date, really: bool) -> date:
    return first.replace(year=first.year + really)


def _year_earlier(first: date, really: bool) -> date:
    return first.replace(year=first.year - really)


def around(said: Parts, on: date, ahead: bool) -> Read:
    step = {"last": -1, "this": 0, "next": 1}[said["which"].lower()]
    unit = said["unit"].lower()
    if step == 0:
        return on, {"week": MONTH, "month": MONTH, "year": SEASON}[unit]
    if unit == "week":
        return on + timedelta(weeks=step), MONTH
    if unit == "month":
        return _same_day(on.replace(day=15), step), MONTH
    return date(on.year + step, 7, 1), SEASON


def end_of(said: Parts, on: date, ahead: bool) -> Read:
    unit = said["unit"].lower()
    if unit == "week":
        return on + timedelta(days=(4 - on.weekday()) % 7), DAY
    first = on.replace(day=1) if unit == "month" else date(on.year, 12, 1)
    return _same_day(first, 1) - timedelta(days=1), DAY


def in_year(said: Parts, on: date, ahead: bool) -> Read:
    middle = date(int(said["year"]), 7, 1)
    return (min(middle, on) if middle.year == on.year else middle), SEASON


# --- the grammar ------------------------------------------------------------

_year = r"(?P<year>(?:19|20)\d\d)"
_maybe_year = rf"(?:,?\s(?:of\s)?{_year}\b)?"
_lead = rf"(?:on\s)?(?:(?:{_weekday})\.?,?\s)?(?:the\s)?"
_grammar: list[tuple[str, Reader]] = [
    (rf"(?P<word>{_any(SHIFTS)})(?:\s(?:morning|afternoon|evening|night))?", shifted),
    (rf"(?P<number>{_number})\s(?P<unit>day|week|month|year)s?\sago", ago),
    (rf"in\s(?P<number>{_number})\s(?P<unit>day|week|month|year)s?(?:\stime)?", in_some),
    (
        r"(?:on\s)?(?:(?P<which>last|past|this\spast|next|coming|this\scoming|this)\s)?"
        rf"(?P<day>{'|'.join(WEEKDAYS)})",
        on_weekday,
    ),
    (rf"(?P<which>on|last|next|this)\s(?P<day>{_weekday})\b\.?", on_weekday),
    (r"(?:(?:over|at|on)\s)?(?P<which>last|the|this|next)\sweekend", weekend),
    (r"(?:on\s)?(?P<iso>\d{4}-\d\d-\d\d)", _iso),
    (
        rf"{_lead}(?P<day>\d{{1,2}}){_th}?\s(?:of\s)?(?P<month>{_month})\b\.?{_maybe_year}",
        day_and_month,
    ),
    (rf"{_lead}(?P<month>{_month})\.?\s(?P<day>\d{{1,2}}){_th}?\b{_maybe_year}", day_and_month),
    (rf"{_lead}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>(?:20)?\d\d)?", day_and_month),
    (r"(?:on\s)?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:20)?\d\d)", day_and_month),
    (r"on\s(?P<day>\d{1,2})/(?P<month>\d{1,2})(?P<year>)", day_and_month),
    (rf"(?:on\s)?the\s(?P<day>\d{{1,2}}){_th}", the_nth),
    (
        rf"(?:(?:back\s)?in\s(?:early\s|mid-?\s?|late\s)?)?(?P<which>last|this|next)?\s?"
        rf"(?P<month>{_month})\b{_maybe_year}",
        in_month,
    ),
    (
        r"(?:(?:in|over)\s(?:the\s)?)?(?P<which>last|this|next)?\s?"
        rf"(?P<season>{_any(SEASONS)}){_maybe_year}",
        in_season,
    ),
    (r"(?:at\s|by\s)?(?:the\s)?end\sof\s(?:the\s|this\s)?(?P<unit>week|month|year)", end_of),
    (r"(?:earlier\s)?(?P<which>last|this|next)\s(?P<unit>week|month|year)", around),
    (rf"(?:back\s)?in\s{_year}", in_year),
]
Grammar = list[tuple[re.Pattern[str], Reader]]


def compiled(grammar: Iterable[tuple[str, Reader]]) -> Grammar:
    """Each pattern, where it stands for itself and not within a word or a number."""
    return [
        (re.compile(rf"(?<![\w/.-]){pattern}(?![\w/]|[.-]\d)", re.IGNORECASE), reader)
        for pattern, reader in grammar
    ]


GRAMMAR = compiled(_grammar)
# A month or a season alone may be somebody's name, or a verb: "April", "May", "fall".
NEEDS_A_WORD = {in_month, in_season}


TIME = re.compile(
    r"(?<![\w:.-])(?:at\s)?(?:(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?:um\s)?(?P<plain>[01]?\d|2[0-3]):(?P<past>[0-5]\d)(?:\sUhr)?"
    r"|(?:um\s)?(?P<clock>[01]?\d|2[0-3])\sUhr)(?![\w:]|\.\d)",
    re.IGNORECASE,
)


def find_time(text: str) -> tuple[int, int, time] | None:
    """The first time of day: where it was said, and the time."""
    for said in TIME.finditer(text):
        if said["plain"]:
            return said.start(), said.end(), time(int(said["plain"]), int(said["past"]))
        if said["clock"]:
            return said.start(), said.end(), time(int(said["clock"]))
        if 1 <= int(said["hour"]) <= 12:
            hour = int(said["hour"]) % 12 + (12 if said["half"].lower() == "p" else 0)
            return said.start(), said.end(), time(hour, int(said["minute"] or 0))
    return None


def find(text: str, on: date, *, ahead: bool = False, also: Sequence[Any] = ()) -> list[Said]:
    """Every day said in `text`, in order; of two that overlap, the one that says more.

    `also`: the grammar of another language beside English.
    """
    found = sorted(
        _all(text, on, ahead, also), key=lambda said: (said.start, said.start - said.end)
    )
    apart: list[Said] = []
    for said in found:
        if not apart or said.start >= apart[-1].end:
            apart.append(said)
    return apart


def _all(text: str, on: date, ahead: bool, also: Sequence[Any]) -> Iterator[Said]:
    for pattern, reader in (*GRAMMAR, *also):
        for match in pattern.finditer(text):
            if getattr(reader, "reads", reader) in NEEDS_A_WORD and " " not in match[0].strip():
                continue
            try:
                day, precision = reader(match, on, ahead)
            except (ValueError, OverflowError):
                continue  # no such day, as 31 February
            if on - OLDEST <= day <= on + FURTHEST:
                yield Said(match.start(), match.end(), day, precision)
