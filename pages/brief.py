"""Before you meet: what the user's own notes say of somebody, on one page that can be printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.facts import Fact
from contacts.models import ImportantDate
from contacts.wording import about_day, day_words, noted_ago
from core.days import written
from interactions.enums import PromiseBy
from interactions.markdown import first_sentence
from interactions.models import Promise
from reminders.calendar import next_occurrence

if TYPE_CHECKING:
    from accounts.models import User

TOPICS = 3
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Topic:
    """A conversation, and how its note begins, verbatim."""

    when: str
    said: str


@dataclass(frozen=True)
class Brief:
    ask_about: list[str]
    topics: list[Topic]
    mine: list[str]
    theirs: list[str]
    facts: list[dict[str, str]]
    coming: list[dict[str, str]]

    @property
    def any(self) -> bool:
        return bool(
            self.ask_about or self.topics or self.mine or self.theirs or self.facts or self.coming
        )

    @property
    def text(self) -> str:
        """The same as plain lines, to be copied."""
        parts = [
            (_("Next time, ask about"), self.ask_about),
            (_("Last time"), [f"{topic.when}: {topic.said}" for topic in self.topics]),
            (_("You promised"), self.mine),
            (_("They promised"), self.theirs),
            (_("Worth remembering"), [fact["text"] for fact in self.facts]),
            (_("Coming up"), [f"{row['label']}: {row['when']}" for row in self.coming]),
        ]
        said = [(title, [f"- {line}" for line in lines]) for title, lines in parts if lines]
        return "\n\n".join("\n".join([title, *lines]) for title, lines in said)


def brief(
    user: "User",
    talks: Iterable[dict[str, Any]],
    promises: Iterable[Promise],
    facts: Iterable[Fact],
    dates: Iterable[ImportantDate],
    on: date,
) -> Brief:
    """`talks`: the latest conversations that say something and are not sensitive."""
    said = list(talks)
    open_ones = list(promises)
    asks = dict.fromkeys(row["ask_about"] for row in said if row["ask_about"])
    return Brief(
        ask_about=list(asks)[:TOPICS],
        topics=[_topic(row, on) for row in said if row["text"].strip()][:TOPICS],
        mine=[_promised(row, on) for row in open_ones if row.by == PromiseBy.ME],
        theirs=[_promised(row, on) for row in open_ones if row.by == PromiseBy.THEM],
        facts=[{"text": fact.text, "age": noted_ago(fact.noted_on, on)} for fact in facts],
        coming=_coming(user, dates, on),
    )


def _topic(row: dict[str, Any], on: date) -> Topic:
    day = date.fromisoformat(row["occurred_on"])
    return Topic(about_day(day, row["precision"], on), first_sentence(row["text"]))


def _promised(promise: Promise, on: date) -> str:
    if promise.due_on is None:
        return promise.text
    words = {"what": promise.text, "day": day_words(promise.due_on, on)}
    return _("%(what)s (by %(day)s)") % words


def _coming(user: "User", dates: Iterable[ImportantDate], on: date) -> list[dict[str, str]]:
    found = []
    for row in dates:
        day = next_occurrence(
            on, row.month, row.day, year=row.year, yearly=row.yearly, leap_day=user.leap_day
        )
        if day is not None and day <= on + AHEAD:
            found.append(
                (day, {"kind": row.kind, "label": _named(row, day), "when": _on(row, day, on)})
            )
    return [said for _day, said in sorted(found, key=lambda pair: pair[0])]


def _named(row: ImportantDate, day: date) -> str:
    """Birthday, 40 years"""
    years = day.year - row.year if row.year and row.yearly else 0
    if years <= 0:
        return str(row)
    count = ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return f"{row}, {count}"


def _on(row: ImportantDate, day: date, on: date) -> str:
    if row.day is None:
        return written(day, "F Y")
    return day_words(day, on)
