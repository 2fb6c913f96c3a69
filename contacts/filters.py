"""What the list of people is asked for: read from an address, written into one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contacts import keyset
from contacts.enums import State
from contacts.keyset import Column, Order
from core.ids import ids_of

LONGEST_SEARCH = 200
MOST_CHOICES = 50


class Sort(TextChoices):
    NEXT = "next", _("Next check-in")
    NAME = "name", _("Name")
    TALKED = "talked", _("Last talked")
    COMPANY = "company", _("Company")


NAME = (Column("sort_name", keyset.text), Column("pk", keyset.uuid))
ORDERS: dict[Sort, Order] = {
    Sort.NEXT: (
        Column("next_check_in_on", keyset.day, nullable=True),
        Column("pk", keyset.uuid),
    ),
    Sort.NAME: NAME,
    Sort.TALKED: (
        Column("last_contact_on", keyset.day, descending=True, nullable=True),
        Column("pk", keyset.uuid),
    ),
    Sort.COMPANY: (Column("company__folded", keyset.text, nullable=True), *NAME),
}


@dataclass(frozen=True)
class Filters:
    """The parameters of the list. What makes no sense in an address is left out."""

    search: str = ""
    types: tuple[uuid.UUID, ...] = ()
    states: tuple[State, ...] = ()
    tags: tuple[uuid.UUID, ...] = ()
    companies: tuple[uuid.UUID, ...] = ()
    sort: Sort = Sort.NEXT
    after: str = ""
    before: str = ""
    last: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        return cls(
            search=query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
            types=_ids(query.getlist("type")),
            states=tuple(State(s) for s in State.values if s in query.getlist("state")),
            tags=_ids(query.getlist("tag")),
            companies=_ids(query.getlist("company")),
            sort=_sort(query.get("sort", "")),
            after=query.get("after", ""),
            before=query.get("before", ""),
            last=query.get("page") == "last",
        )

    @property
    def narrow(self) -> bool:
        """Whether anything but everybody is asked for."""
        return bool(self.search or self.types or self.states or self.tags or self.companies)

    @property
    def query(self) -> str:
        """The part of an address after the question mark, that one included; may be empty."""
        values = QueryDict(mutable=True)
        for name, value in self._pairs():
            if value:
                values.appendlist(name, str(value))
        return f"?{values.urlencode()}" if values else ""

    def _pairs(self) -> Iterable[tuple[str, Any]]:
        yield "q", self.search
        yield from (("type", pk) for pk in self.types)
        yield from (("state", state.value) for state in self.states)
        yield from (("tag", pk) for pk in self.tags)
        yield from (("company", pk) for pk in self.companies)
        yield "sort", "" if self.sort is Sort.NEXT else self.sort.value
        yield "after", self.after
        yield "before", self.before
        yield "page", "last" if self.last else ""

    def at(self, *, after: str = "", before: str = "", last: bool = False) -> "Filters":
        """The same list from another place on."""
        return replace(self, after=after, before=before, last=last)

    @property
    def place(self) -> str:
        """The part of an address that names the place alone, for a list that is known by name."""
        return Filters(after=self.after, before=self.before, last=self.last).query

    def only(self, name: str, values: Iterable[str]) -> "Filters":
        """The same list, from its beginning, with these choices in one of its filters."""
        read: Any = (lambda texts: tuple(map(State, texts))) if name == "states" else _ids
        return replace(self.at(), **{name: read(values)})

    def without(self, name: str, value: Any) -> "Filters":
        """The same list, from its beginning, with one choice fewer."""
        left: Any = tuple(held for held in getattr(self, name) if held != value)
        return replace(self.at(), **{name: left})


def _sort(value: str) -> Sort:
    return Sort(value) if value in Sort.values else Sort.NEXT


def _ids(values: Iterable[str]) -> tuple[uuid.UUID, ...]:
    return tuple(dict.fromkeys(ids_of(list(values)[:MOST_CHOICES])))
