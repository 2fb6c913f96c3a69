"""The list of people, ready to be shown: one value for each cell."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from contacts.filters import ORDERS, Filters
from contacts.folding import fold
from contacts.keyset import page
from contacts.models import (
    Company,
    Contact,
    ContactTag,
    Relationship,
    RelationshipType,
    Tag,
)
from contacts.querysets import ContactQuerySet
from contacts.wording import short_day

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 50
MOST_COUNTED = 1000
# Of tags and companies a menu offers so many.
MENU = 40
TAGS_SHOWN = 2


class Said(NamedTuple):
    """A date as the machine and as a person reads it."""

    iso: str
    words: str


class TypeSaid(NamedTuple):
    key: str
    label: str


@dataclass(frozen=True)
class Row:
    """One person of the list."""

    id: uuid.UUID
    name: str
    url: str
    sub: str
    company: str
    types: list[TypeSaid]
    state: str
    left: float
    talked: Said | None
    next: Said | None
    tags: list[str]
    tick_says: str
    log_says: str


@dataclass(frozen=True)
class Choices:
    """What the menus of the list offer."""

    types: list[RelationshipType]
    tags: list[Tag]

    @cached_property
    def types_by_id(self) -> dict[uuid.UUID, TypeSaid]:
        return {type.pk: TypeSaid(type.key, str(type)) for type in self.types}

    @property
    def offered(self) -> list[RelationshipType]:
        return [type for type in self.types if not type.archived]


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list."""

    rows: list[Row]
    before: str
    after: str
    count: int
    choices: Choices
    companies: list[Company] = field(default_factory=list)

    @property
    def count_said(self) -> str:
        return f"{MOST_COUNTED - 1}+" if self.count >= MOST_COUNTED else str(self.count)


def people_page(user: "User", filters: Filters, on: date) -> PeoplePage:
    """The people that `filters` ask for, from the place on that they name."""
    people = filtered(user, filters, on)
    found = page(
        people.with_state(on).for_rows(),
        ORDERS[filters.sort],
        after=filters.after,
        before=filters.before,
        last=filters.last,
        size=PAGE,
    )
    taggings = ContactTag.objects.for_user(user).select_related("tag")
    prefetch_related_objects(
        found.rows, "relationships", Prefetch("contact_tags", queryset=taggings)
    )
    choices = _choices(user)
    return PeoplePage(
        rows=_rows(found.rows, choices, on),
        before=found.before,
        after=found.after,
        count=people[:MOST_COUNTED].count(),
        choices=choices,
        companies=_chosen_companies(user, filters),
    )


def filtered(user: "User", filters: Filters, on: date) -> ContactQuerySet:
    """The archived and the dead are shown to whoever searches or asks for them."""
    people = Contact.objects.for_user(user).kept().matching(filters.search)
    if not (filters.search or filters.states):
        people = people.present()
    if filters.states:
        people = people.in_states(filters.states, on)
    if filters.types:
        ties = Relationship.objects.for_user(user).current(on)
        people = people.having(ties.of_types(filters.types))
    if filters.tags:
        people = people.having(ContactTag.objects.for_user(user).with_tags(filters.tags))
    if filters.companies:
        people = people.at_companies(filters.companies)
    return people


def companies_to_choose(user: "User", text: str, chosen: Iterable[uuid.UUID] = ()) -> list[Company]:
    """The chosen ones, then the largest whose name holds a word that begins like `text`."""
    own = Company.objects.for_user(user).with_people()
    held = list(own.by_ids(chosen))
    found = own.beginning(fold(text.replace("\0", "")))[:MENU]
    return [*held, *(company for company in found if company not in held)]


def _choices(user: "User") -> Choices:
    types = RelationshipType.objects.for_user(user).in_order()
    tags = Tag.objects.for_user(user).in_order()[:MENU]
    return Choices(types=list(types), tags=list(tags))


def _chosen_companies(user: "User", filters: Filters) -> list[Company]:
    if not filters.companies:
        return []
    return list(Company.objects.for_user(user).by_ids(filters.companies))


def _rows(people: Iterable[Contact], choices: Choices, on: date) -> list[Row]:
    said: dict[date, Said] = {}
    tick, log = _("Tick %(name)s"), _("Log a conversation with %(name)s")

    def say(day: date | None) -> Said | None:
        if day is None:
            return None
        if day not in said:  # many rows share a day, and formatting is slow
            said[day] = Said(day.isoformat(), short_day(day, on))
        return said[day]

    return [
        Row(
            id=contact.pk,
            name=contact.display,
            url=contact.get_absolute_url(),
            sub=role_of(contact),
            company=contact.company.name if contact.company else "",
            types=_types(contact, choices.types_by_id, on),
            state=str(contact.state),  # type: ignore[attr-defined]
            left=time_left(contact, on),
            talked=say(contact.last_contact_on),
            next=say(contact.next_check_in_on),
            tags=[row.tag.name for row in contact.contact_tags.all()][:TAGS_SHOWN],
            tick_says=tick % {"name": contact.display},
            log_says=log % {"name": contact.display},
        )
        for contact in people
    ]


def _types(contact: Contact, types: dict[uuid.UUID, TypeSaid], on: date) -> list[TypeSaid]:
    held = [row for row in contact.relationships.all() if row.is_current(on)]
    return [types[row.type_id] for row in held]


def role_of(contact: Contact) -> str:
    """Job title and company in one line."""
    company = contact.company.name if contact.company else ""
    return ", ".join(filter(None, (contact.title, company)))


def time_left(contact: Contact, on: date) -> float:
    """The share of the time until overdue that is left: what the ring round a face shows."""
    if contact.overdue_on is None or not contact.cadence_days:
        return 0.0
    return max(0.0, min(1.0, (contact.overdue_on - on).days / (1.5 * contact.cadence_days)))


def types_page(user: "User", on: date) -> dict[str, Any]:
    """The types in order, each with how many people have it, and what all ask for in a week."""
    types = RelationshipType.objects.for_user(user).in_order().with_people(on)
    rate = Contact.objects.for_user(user).kept().check_ins_a_week()
    return {
        "offered": [type for type in types if not type.archived],
        "presets": [type for type in types if type.archived],
        "rate": round(rate),
        "budget": user.budget,
    }
