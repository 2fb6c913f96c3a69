"""The staleness model in plain Python, written from product.md alone; SQL must agree with it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

FAR_PAST = date.min


def days(number: int) -> timedelta:
    return timedelta(days=number)


@dataclass
class Tie:
    """A relationship: its type's cadence and its dates."""

    cadence: int
    added_on: date
    starts_on: date | None = None
    ends_on: date | None = None

    def begun(self, on: date) -> bool:
        return self.starts_on is None or self.starts_on <= on

    def current(self, on: date) -> bool:
        return self.begun(on) and (self.ends_on is None or self.ends_on > on)


@dataclass
class Person:
    ease: int  # 1 to 7, from the row's id
    ties: list[Tie] = field(default_factory=list)
    triaged_on: date | None = None
    cadence_override: int | None = None
    regular_touch: bool = False
    archived: bool = False
    died: bool = False
    first_due_on: date | None = None
    not_before: date | None = None
    chosen_on: date | None = None
    chosen_set_on: date | None = None
    paused_from: date | None = None
    paused_until: date | None = None
    holidays: list[tuple[date, date]] = field(default_factory=list)  # each until the day back
    last_contact_on: date | None = None
    last_attempt_on: date | None = None

    def cadence(self, on: date) -> int | None:
        if self.cadence_override is not None:
            return self.cadence_override
        current = [tie.cadence for tie in self.ties if tie.current(on)]
        if current:
            return min(current)
        return 180 if any(tie.begun(on) for tie in self.ties) else None

    def stopped_days(self, on: date) -> int:
        """Days on which the clock stood still since the last contact, each counted once."""
        since = self.last_contact_on or self.triaged_on
        assert since is not None
        still: set[date] = set()
        if self.paused_from and self.paused_until and self.paused_until <= on:
            still |= between(max(self.paused_from, since), self.paused_until)
        for first, back in self.holidays:
            if first <= on:
                still |= between(max(first, since), back)
        return len(still)

    def paused(self, on: date) -> bool:
        return bool(self.paused_from and self.paused_from <= on) and not (
            self.paused_until and self.paused_until <= on
        )

    def next_check_in_on(self, on: date) -> date | None:
        if self.archived or self.died or self.regular_touch or self.paused(on):
            return None
        if self.triaged_on is None:
            return None
        last = self.last_contact_on or FAR_PAST
        if self.chosen_on and self.chosen_set_on and last < self.chosen_set_on:
            return self.chosen_on
        cadence = self.cadence(on)
        if cadence is None:
            return None
        return max([self._base(cadence, on), *self._terms(cadence, last, on)])

    def _base(self, cadence: int, on: date) -> date:
        stopped = days(self.stopped_days(on))
        if self.last_contact_on:
            return self.last_contact_on + days(cadence) + stopped
        if self.first_due_on:
            return self.first_due_on + stopped
        assert self.triaged_on is not None
        return self.triaged_on + days(min(cadence, 14)) + stopped

    def _terms(self, cadence: int, last: date, on: date) -> list[date]:
        terms = [self.not_before] if self.not_before else []
        if self.last_attempt_on and self.last_attempt_on > last:
            terms.append(self.last_attempt_on + days(max(1, min(14, cadence // 3))))
        begun = [max(t.starts_on or FAR_PAST, t.added_on) for t in self.ties if t.current(on)]
        if begun and max(begun) > last:
            terms.append(max(begun) + days(self.ease))
        ended = self.paused_until and self.paused_until <= on
        if self.paused_from and self.paused_until and ended and last < self.paused_until:
            terms.append(self.paused_until + days(self.ease))
        return terms


def between(first: date, end: date) -> set[date]:
    return {first + days(n) for n in range(max(0, (end - first).days))}
