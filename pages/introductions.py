"""Who introduced whom: the graph, and its twin as a list."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from contacts.models import Contact
from contacts.reasons import short_name
from core.templatetags.ui import band
from pages import charts
from pages.figures import Cell, cell

if TYPE_CHECKING:
    from accounts.models import User

INTRODUCERS, INTRODUCED, IN_GRAPH = 6, 4, 14
MOST_INTRODUCTIONS = 500
LONGEST_NAME = 14


@dataclass(frozen=True)
class Introductions:
    """Those who introduced somebody, the most helpful first, each with whom they introduced."""

    groups: list[tuple[Contact, list[Contact]]]
    on: date

    @property
    def count(self) -> int:
        return sum(len(people) for _, people in self.groups)

    @property
    def first(self) -> tuple[Contact, Cell] | None:
        if not self.groups or len(self.groups[0][1]) < 2:
            return None
        who, people = self.groups[0]
        return who, cell(len(people), introduced_url(who.pk))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The twin of the graph, for whoever reads lists."""
        return [
            {
                "who": who,
                "people": people,
                "count": cell(len(people), introduced_url(who.pk)),
            }
            for who, people in self.groups
        ]

    @property
    def hidden(self) -> bool:
        """Whether the graph shows fewer than the list does."""
        return sum(len(people) for _, people in self._drawn) < self.count

    @cached_property
    def _drawn(self) -> list[tuple[Contact, list[Contact]]]:
        drawn: list[tuple[Contact, list[Contact]]] = []
        room = IN_GRAPH
        for who, people in self.groups[:INTRODUCERS]:
            drawn.append((who, people[: min(INTRODUCED, room)]))
            room -= len(drawn[-1][1])
            if not room:
                break
        return drawn

    @property
    def chart(self) -> dict[str, Any]:
        """An introducer who was introduced by another one hangs on them and not on the middle."""
        inner = {who.pk: people for who, people in self._drawn}
        leaves = {
            who.pk: [one for one in people if one.pk not in inner] for who, people in self._drawn
        }
        placed = charts.around([len(leaves[who.pk]) for who, _ in self._drawn])
        spots = {who.pk: spot for (who, _), (spot, _) in zip(self._drawn, placed, strict=True)}
        nodes, lines = [], []
        for (who, _people), (spot, outer) in zip(self._drawn, placed, strict=True):
            lines.append(charts.line(_source(who, spots), spot))
            nodes.append(self._node(who, spot))
            for one, place in zip(leaves[who.pk], outer, strict=True):
                lines.append(charts.line(spot, place))
                nodes.append(self._node(one, place))
        return {
            "view": charts.window([charts.CENTRE, *(node["spot"] for node in nodes)]),
            "centre": charts.CENTRE,
            "lines": lines,
            "nodes": nodes,
        }

    def _node(self, contact: Contact, spot: charts.Spot) -> dict[str, Any]:
        return {
            "spot": spot,
            "tone": band(contact.state_on(self.on)),
            "name": _shortened(short_name(contact), LONGEST_NAME),
            "full": contact.display,
            "url": contact.get_absolute_url(),
        }


def _source(who: Contact, spots: dict[uuid.UUID, charts.Spot]) -> charts.Spot:
    """Who introduced them, if that one stands in the graph, else the user."""
    pk = who.introduced_by_id
    return spots.get(pk, charts.CENTRE) if pk else charts.CENTRE


def introduced_url(pk: uuid.UUID) -> str:
    return reverse("pages:introduced", args=[pk])


def introductions(user: "User", on: date) -> Introductions:
    people = Contact.objects.for_user(user).kept().introduced().order_by("sort_name", "pk")
    return Introductions(_grouped(people[:MOST_INTRODUCTIONS]), on)


def _grouped(people: Iterable[Contact]) -> list[tuple[Contact, list[Contact]]]:
    groups: dict[uuid.UUID, tuple[Contact, list[Contact]]] = {}
    for person in people:
        who = person.introduced_by
        if who is not None:
            groups.setdefault(who.pk, (who, []))[1].append(person)
    return sorted(groups.values(), key=lambda group: (-len(group[1]), group[0].sort_name))


def _shortened(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
