"""One line of plain words, understood: "Coffee with Ana Kovač yesterday, talked about Lisbon".

Pure: no database, no clock. The line is read from the left; what is not a kind, a day or a name
is the note, in the user's own words. Nothing is saved before the user has seen what was read.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from interactions import quick_dates, quick_kinds, quick_names, quick_promises
from interactions.enums import Direction, KindKey, Precision, Status
from interactions.quick_names import Lookup, Match, Person
from interactions.quick_promises import Promised
from interactions.quick_words import ENGLISH, Item, Language, Span, breaks, items

LONGEST_LINE = 2000
MOST_NAMES = 8
# What nobody answered is an attempt.
ANSWERABLE = {KindKey.CALL, KindKey.VIDEO, KindKey.MESSAGE, KindKey.EMAIL, KindKey.WROTE}


@dataclass(frozen=True)
class Understood:
    """What a line says. `kind_key` is empty if it names none; `kind_also`: what it may be too."""

    occurred_on: date
    kind_key: str = ""
    kind_also: tuple[str, ...] = ()
    direction: str = ""
    precision: str = Precision.DAY
    at_time: time | None = None
    status: str = Status.DONE
    people: tuple[Match, ...] = ()
    unknown_names: tuple[str, ...] = ()
    text: str = ""
    promises: tuple[Promised, ...] = ()


def parse(
    line: str,
    *,
    on: date,
    lookup: Lookup,
    own_kinds: Mapping[str, str] | None = None,
    language: Language = ENGLISH,
) -> Understood:
    """Understand `line` as typed on `on`. Never raises for any text.

    `own_kinds`: names of the user's own kinds, and what to call each in the answer.
    """
    text = " ".join(unicodedata.normalize("NFC", line.replace("\0", "")).split())
    text, over = _cut(text)
    text, promises = quick_promises.take(text, on, language)
    reading = _Reading(text, on, own_kinds or {}, language)
    if queries := reading.queries():
        reading.people = list(lookup(queries))
    return reading.read(promises, over)


def _cut(text: str) -> tuple[str, str]:
    """The beginning that is read, and the rest, which is note."""
    end = text.rfind(" ", 0, LONGEST_LINE) if len(text) > LONGEST_LINE else -1
    end = LONGEST_LINE if end < 0 else end
    return text[:end], text[end:].strip()


@dataclass
class _Reading:
    """The state of reading one line."""

    text: str
    on: date
    own_kinds: Mapping[str, str]
    words: Language = ENGLISH
    people: Sequence[Person] = ()
    kind: quick_kinds.Kind | None = None
    day: quick_dates.Said | None = None
    at_time: time | None = None
    matches: list[Match] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left: list[Item] = field(default_factory=list)
    named_first: bool = False

    def __post_init__(self) -> None:
        kinds = quick_kinds.find(self.text, self.own_kinds, also=self.words.kinds)
        part = min(breaks(self.text), default=len(self.text))
        self.planned = self.words.plan.search(self.text[:part]) is not None
        self.chosen = self._choose_kind(kinds, part)
        days = quick_dates.find(self.text, self.on, ahead=self.planned, also=self.words.dates)
        times = quick_dates.find_time(self.text)
        self.items = items(
            self.text,
            [
                *(Span(kind.start, kind.end, kind=kind) for kind in kinds if self._counts(kind)),
                *(Span(day.start, day.end, day=day) for day in days),
                *([Span(times[0], times[1], at_time=times[2])] if times else []),
            ],
        )
        self.phrases = self._phrases()

    # --- before reading: what there is ------------------------------------------------

    def _choose_kind(self, kinds: list[quick_kinds.Kind], part: int) -> quick_kinds.Kind | None:
        """A strong word of the first part of the line, else a weak one, else of a later part."""
        plain = items(self.text, [Span(kind.start, kind.end, kind=kind) for kind in kinds])
        note = min(
            (item.start for item in plain if item.word in self.words.note), default=len(self.text)
        )
        order = [
            (kind.start >= min(part, note), not kind.word.strong, kind.start, kind)
            for kind in kinds
            if kind.start < note
        ]
        return min(order)[3] if order else None

    def _counts(self, kind: quick_kinds.Kind) -> bool:
        """The kind itself, or the weak verb that leads to it: "met Ana for lunch"."""
        if self.chosen is None:
            return False
        return kind == self.chosen or (not kind.word.strong and kind.start < self.chosen.start)

    def _phrases(self) -> list[list[str]]:
        """What may be names, in order."""
        found = [self._words(at) for at, item in enumerate(self.items) if self._may_begin(at, item)]
        return [words for words in found if words][:MOST_NAMES]

    def _may_begin(self, at: int, item: Item) -> bool:
        before = self.items[at - 1] if at else None
        return (
            before is None
            or item.marked
            or before.is_break
            or before.span is not None
            or before.word in self._may_lead()
        )

    def _may_lead(self) -> frozenset[str]:
        words = self.words
        return words.withs | words.joins | words.leads | words.leads_of_notes

    def _words(self, at: int) -> list[str]:
        """The words from here on that may belong to one name."""
        words: list[str] = []
        for item in self.items[at : at + quick_names.LONGEST]:
            said = item.word.lstrip("@")
            if item.is_break or said in self.words.stops or not said[:1].isalpha():
                break
            if said.endswith(("'s", "’s")) or (words and item.marked):
                break  # Ana's sister is not Ana
            words.append(item.text.lstrip("@"))
        return words

    def queries(self) -> list[str]:
        """What to look people up by."""
        said = (query for words in self.phrases for query in quick_names.queries(words))
        return list(dict.fromkeys(said))

    # --- reading ------------------------------------------------

    def read(self, promises: tuple[Promised, ...], over: str) -> Understood:
        rest = self._walk()
        if not self.matches and not self.unknown:
            self._look_further(rest)
        day = self.day.day if self.day else self.on
        key, also, direction = self._what()
        return Understood(
            occurred_on=day,
            kind_key=str(key),
            kind_also=tuple(map(str, also)),
            direction=str(direction),
            precision=str(self.day.precision) if self.day else str(Precision.DAY),
            at_time=self.at_time,
            status=str(Status.PLANNED if self.planned or day > self.on else Status.DONE),
            people=tuple(self.matches),
            unknown_names=tuple(dict.fromkeys(self.unknown)),
            text=f"{self._note(rest)} {over}".strip(),
            promises=promises,
        )

    def _what(self) -> tuple[str, tuple[str, ...], str]:
        """The kind, what it may be as well, and the direction."""
        if self.kind is None:
            return "", (), ""
        word = self.kind.word
        if self.named_first and word.reverse:  # "Ana wrote"
            return word.reverse, (), Direction.IN
        if word.key in ANSWERABLE and quick_kinds.UNANSWERED.search(self.text):
            return KindKey.WROTE, (word.key, *word.also), Direction.OUT
        return word.key, word.also, word.direction

    def _walk(self) -> int:
        """Take kind, day and people from the left; the index of what is the note."""
        at = 0
        while at < len(self.items):
            taken = self._take(at)
            if not taken:
                return at
            at += taken
        return at

    def _take(self, at: int) -> int:
        """Read one piece or a list of names; how many pieces that were, 0 where the note is."""
        item = self.items[at]
        if item.kind:
            if item.kind == self.chosen:
                self.kind, self.named_first = item.kind, bool(self.matches) and not self.left
        elif taken := self._people_at(at):
            return taken
        elif item.is_break:
            return int(self._goes_on(at))
        elif item.day and self._fits(item.day):
            self.day = item.day
        elif item.span and item.span.at_time and self.at_time is None:
            self.at_time = item.span.at_time
        elif self._is_note(item):
            return 0
        else:
            self.left.append(item)
        return 1

    def _is_note(self, item: Item) -> bool:
        begun = self.kind or self.matches or self.unknown
        return item.word in self.words.note or (bool(begun) and item.word in self.words.telling)

    def _fits(self, day: quick_dates.Said) -> bool:
        """A coming day after words other than a place is more likely part of the note."""
        said = self._said_left()
        at_a_place = bool(said) and said[0].word in self.words.places
        return self.day is None and (not said or at_a_place or day.day <= self.on)

    def _said_left(self) -> list[Item]:
        return [item for item in self.left if item.word not in self.words.opening]

    def _goes_on(self, at: int) -> bool:
        """After a comma or the like: is there more than the note to come?"""
        following = self.items[at + 1 : at + 3]
        if not following:
            return True
        first, second = following[0], following[-1]
        if first.day and self.day is None:
            ends = (
                second is first or second.is_break or second.kind or second.word in self.words.withs
            )
            return bool(ends) or not (self.kind or self.matches)
        if self._said_left():
            return False
        if self.kind is None and self.chosen:
            return self.chosen.start >= first.start
        nobody = not self.matches and not self.unknown
        return nobody and (first.word in self.words.withs or first.marked)

    # --- people ------------------------------------------------

    def _people_at(self, at: int) -> int:
        """Take the people named here; how many pieces that were."""
        item, before = self.items[at], self.items[at - 1] if at else None
        after_kind = before is not None and before.kind is not None
        lead = 0
        if item.word in self.words.withs or (after_kind and item.word in self._leads_to_name()):
            lead = 1
        elif not (after_kind or item.marked or self._is_beginning(at)):
            return 0
        taken = self._names(
            at + lead,
            known_only=not (lead or after_kind or item.marked),
            capital_only=item.word not in self.words.withs,
        )
        return taken + lead if taken else 0

    def _leads_to_name(self) -> frozenset[str]:
        is_note = self.chosen is not None and self.chosen.word.key == KindKey.NOTE
        leads = self.words.leads
        return leads | self.words.leads_of_notes if is_note else leads

    def _is_beginning(self, at: int) -> bool:
        """Nothing was said yet but perhaps the day."""
        said = self.kind or self.matches or self._said_left()
        return not said and all(item.span or item.is_break for item in self.items[:at])

    def _names(self, at: int, *, known_only: bool, capital_only: bool) -> int:
        """Take a list of names: "Ana, Ben and Carla"."""
        begin, taken = at, self._name(at, known_only=known_only, capital_only=capital_only)
        while taken:
            at += taken
            joint = self._joint(at)
            comma = joint == 1 and self.items[at].text == ","
            listed = known_only or (comma and not self._list_goes_on(at + joint))
            taken = joint and self._name(at + joint, known_only=listed)
            at += joint if taken else 0
        return at - begin

    def _joint(self, at: int) -> int:
        """How many pieces join this name to the next one."""
        texts = [item.word for item in self.items[at : at + 2]]
        if texts[:1] == [","]:
            return 2 if texts[1:] and texts[1] in self.words.joins else 1
        return 1 if texts and texts[0] in self.words.joins else 0

    def _list_goes_on(self, at: int) -> bool:
        """After a comma a capital alone may be a place; with another "and" it is a list."""
        run = quick_names.capital_run(self._words(at))
        following = self.items[at + run : at + run + 1]
        return bool(run) and any(item.word in self.words.joins for item in following)

    def _name(self, at: int, *, known_only: bool = False, capital_only: bool = True) -> int:
        """Take one name; how many pieces that were."""
        words = self._words(at)
        many, candidates = quick_names.resolve(words, self.people)
        run = quick_names.capital_run(words)
        if many:
            # "Ana Kovač" is not the Ana Silva we know, or she has married.
            other = run > many and quick_names.is_capital(words[0])
            many = run if other else many
            self.matches.append(Match(" ".join(words[:many]), candidates, new=other))
            return many
        small = words and not capital_only and self._ends(at + 1)
        if known_only or not (run or small):
            return 0
        self.unknown.append(" ".join(words[: run or 1]))
        return run or 1

    def _ends(self, at: int) -> bool:
        """Whether a name in small letters, as "mum", ends before this piece."""
        following = self.items[at : at + 1]
        return all(
            item.is_break or item.span or item.word in self.words.joins for item in following
        )

    def _look_further(self, rest: int) -> None:
        """Nobody yet: "talked about her move with Ana". The words stay in the note."""
        for at in range(rest, len(self.items) - 1):
            item = self.items[at]
            lead = int(item.word in self.words.withs)
            if (lead or item.marked) and self._name(at + lead, known_only=True):
                return

    # --- the note ------------------------------------------------

    def _note(self, rest: int) -> str:
        """What was not taken; words of the first part as typed, without those that led on."""
        left, after = list(self.left), self.items[rest:]
        while left and left[0].word in self.words.opening:
            del left[0]
        while left and left[-1].word in self.words.closing:
            del left[-1]
        while not left and after and after[0].is_break and after[0].text not in '("“':
            del after[0]
        said = " ".join(item.text for item in left)
        tail = self.text[after[0].start :] if after else ""
        close = after and after[0].text in {",", ";", ".", ":", "!", "?"}
        return (said + tail if close else f"{said} {tail}").strip(" —–-")
