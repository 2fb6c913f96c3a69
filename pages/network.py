"""Who is in the network: by type and warmth, by employer, and whom to reconnect with."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.enums import Importance, State
from contacts.models import Contact, RelationshipType
from contacts.reasons import reason
from contacts.selectors import role_of, time_left
from core.counting import said as counted
from core.templatetags.ui import STATE_WORDS, band
from pages import charts
from pages.charts import Part
from pages.figures import BANDS, RESTING, WARM, Cell, Line, cell, people_url
from reminders.recall import last_times

if TYPE_CHECKING:
    from accounts.models import User

COMPANIES = 5
TO_RECONNECT = 5


@dataclass(frozen=True)
class TypeLine:
    """How many people of one type are in each state."""

    type: RelationshipType
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def warm(self) -> int:
        return sum(self.counts.get(state, 0) for state in WARM)

    @property
    def warm_said(self) -> str:
        return counted(self.warm)

    @property
    def total_said(self) -> str:
        return counted(self.total)

    @property
    def strip(self) -> list[dict[str, str]]:
        """The whole of the type as one line of 320."""
        return charts.strip(self.parts, 320)

    @property
    def parts(self) -> list[Part]:
        """A part for each band, and one for those who rest."""
        bands = (Part(f"f-{band(state)}", self.counts.get(state, 0)) for state in BANDS)
        return [*bands, Part("bar-3", self.resting)]

    @property
    def resting(self) -> int:
        return sum(self.counts.get(state, 0) for state in RESTING)

    @property
    def url(self) -> str:
        return people_url(types=(self.type.pk,))

    @property
    def warm_url(self) -> str:
        return self.url_of(*WARM)

    def url_of(self, *states: State) -> str:
        return people_url(types=(self.type.pk,), states=states)


@dataclass(frozen=True)
class Balance:
    """People by type and warmth. Somebody of two types counts in both."""

    lines: list[TypeLine]

    @cached_property
    def filled(self) -> list[TypeLine]:
        return [line for line in self.lines if line.total]

    @property
    def largest(self) -> TypeLine | None:
        return max(self.filled, key=lambda line: line.total, default=None)

    @property
    def nobody(self) -> list[str]:
        """The types that are offered, and that nobody is."""
        return [str(line.type) for line in self.lines if not line.total]

    @property
    def coolest(self) -> TypeLine | None:
        """Of the types that matter most, the one with the smallest warm share, if not all are
        warm; of two people at least, for one is no share."""
        highest = [
            line
            for line in self.filled
            if line.type.importance == Importance.HIGHEST and 2 <= line.total > line.warm
        ]
        return min(highest, key=lambda line: line.warm / line.total, default=None)

    @property
    def chart(self) -> dict[str, Any]:
        drawn = charts.across([line.parts for line in self.filled])
        for bar, line in zip(drawn["bars"], self.filled, strict=True):
            bar |= {"label": str(line.type), "url": line.url}
        return drawn

    @property
    def head(self) -> list[str]:
        return [_("Type"), *(str(STATE_WORDS[state]) for state in BANDS), _("Resting"), _("All")]

    @property
    def table(self) -> list[Line]:
        return [
            Line(
                str(line.type),
                [
                    *(cell(line.counts.get(s, 0), line.url_of(s)) for s in BANDS),
                    cell(line.resting, line.url_of(*RESTING)),
                    cell(line.total, line.url),
                ],
            )
            for line in self.filled
        ]


def balance(user: "User", on: date) -> Balance:
    people = Contact.objects.for_user(user).kept().present()
    counts: dict[uuid.UUID, dict[str, int]] = {}
    for type_id, state, count in people.by_type_and_state(on):
        counts.setdefault(type_id, {})[state] = count
    types = RelationshipType.objects.for_user(user).in_order()
    return Balance(
        [
            TypeLine(type, counts.get(type.pk, {}))
            for type in types
            if type.pk in counts or not type.archived
        ]
    )


@dataclass(frozen=True)
class Employers:
    """The largest companies among the people who are warm."""

    lines: list[tuple[uuid.UUID, str, int]]
    total: int

    @property
    def all(self) -> Cell:
        return cell(self.total, people_url(states=WARM))

    @property
    def first(self) -> tuple[str, Cell] | None:
        """The company with the most, where that is more than one person."""
        if not self.lines or self.lines[0][2] < 2:
            return None
        pk, name, count = self.lines[0]
        return name, self._cell(pk, count)

    @property
    def table(self) -> list[Line]:
        return [Line(name, [self._cell(pk, count)]) for pk, name, count in self.lines]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Each as the share of all warm people, drawn on a line of 300."""
        return [
            {
                "name": name,
                "cell": self._cell(pk, count),
                "width": f"{max(4.0, 300 * count / self.total):.1f}",
            }
            for pk, name, count in self.lines
        ]

    def _cell(self, pk: uuid.UUID, count: int) -> Cell:
        return cell(count, people_url(states=WARM, companies=(pk,)))


def employers(user: "User", on: date) -> Employers:
    people = Contact.objects.for_user(user).kept().in_states(WARM, on)
    rows = people.by_company()
    named = [(pk, name, count) for pk, name, count in rows if pk and name]
    return Employers(named[:COMPANIES], sum(count for *_, count in rows))


@dataclass(frozen=True)
class Reconnect:
    people: list[dict[str, Any]]
    dormant: Cell


def reconnect(user: "User", on: date, dormant: int) -> Reconnect:
    """Dormant people first, then the longest overdue; each with its reason and a hook."""
    own = Contact.objects.for_user(user).kept().most_silent_first(on)
    people = list(
        own.select_related("company").prefetch_related("relationships__type")[:TO_RECONNECT]
    )
    then = last_times([contact.pk for contact in people], on)
    return Reconnect(
        [
            {
                "contact": contact,
                "state": contact.state_on(on),
                "left": time_left(contact, on),
                "sub": role_of(contact),
                "why": reason(contact, then[contact.pk].kind, then[contact.pk].precision, on),
                "hook": then[contact.pk].hook,
            }
            for contact in people
        ],
        cell(dormant, people_url(states=(State.DORMANT,))),
    )
