"""The list of people, ready to be shown: one value for each cell."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.filters import ORDERS, Filters
from contacts.keyset import page
from contacts.models import (
    Company,
    Contact,
    ContactTag,
    Relationship,
    RelationshipType,
    SavedView,
    Tag,
)
from contacts.querysets import ContactQuerySet
from contacts.wording import short_day
from core.counting import Length, said
from core.direction import isolated
from core.templatetags.ui import face, icon, picture, warmth

PAGE = 50
TAGS_SHOWN = 2
NOTHING = SafeString("")


@dataclass(frozen=True)
class Row:
    """One person of the list, drawn already: fifty rows of plain values took half of the page."""

    id: uuid.UUID
    name: str
    url: str
    sub: str
    types: SafeString
    state: str
    warmth: SafeString
    face: SafeString
    ago: str
    talked: SafeString
    next: SafeString
    tags: SafeString
    tick_says: str
    log_says: str


@dataclass(frozen=True)
class Choices:
    """What the filters and the bar of the list offer; tags and companies only if chosen."""

    types: list[RelationshipType]
    tags: list[Tag] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)

    @cached_property
    def drawn(self) -> dict[uuid.UUID, SafeString]:
        """Each type as icon and word."""
        return {type.pk: _drawn(type) for type in self.types}

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
    views: list[dict[str, str]]

    @property
    def count_said(self) -> str:
        return said(self.count)


def people_page(user: User, filters: Filters, on: date) -> PeoplePage:
    """The people that `filters` ask for, from the place on that they name."""
    people = filtered(user, filters, on)
    found = page(
        _with_ties(people.for_rows(), user, on),
        ORDERS[filters.sort],
        after=filters.after,
        before=filters.before,
        last=filters.last,
        size=PAGE,
    )
    choices, around = _choices(user, filters), _around(user, people)
    return PeoplePage(
        rows=_rows(found.rows, choices, on),
        before=found.before,
        after=found.after,
        count=around.count,
        choices=choices,
        views=around.views,
    )


def _with_ties(people: ContactQuerySet, user: User, on: date) -> ContactQuerySet:
    """Annotated with `type_ids` and `tag_names`, in the statement that fetches the people."""
    here = OuterRef("pk")
    ties = Relationship.objects.for_user(user).current(on).filter(contact=here)
    tags = ContactTag.objects.for_user(user).filter(contact=here).order_by("tag__folded")
    return people.annotate(
        type_ids=ArraySubquery(ties.order_by("added_on", "pk").values("type_id")),
        tag_names=ArraySubquery(tags.values("tag__name")[:TAGS_SHOWN]),
    )


def filtered(user: User, filters: Filters, on: date) -> ContactQuerySet:
    """The archived and the dead are shown to whoever searches or asks for them."""
    people = narrowed(user, filters, on)
    if filters.states:
        return people.in_states(filters.states, on)
    return people if filters.search else people.present()


def narrowed(user: User, filters: Filters, on: date) -> ContactQuerySet:
    """Whom the filters ask for, in whatever state."""
    people = Contact.objects.for_user(user).kept().matching(filters.search)
    if filters.types:
        ties = Relationship.objects.for_user(user).current(on)
        people = people.having(ties.of_types(filters.types))
    if filters.tags:
        people = people.having(ContactTag.objects.for_user(user).with_tags(filters.tags))
    if filters.companies:
        people = people.at_companies(filters.companies)
    return people


@dataclass(frozen=True)
class Around:
    """What stands around the rows."""

    count: int
    views: list[dict[str, str]]


def _around(user: User, people: ContactQuerySet) -> Around:
    """How many people there are in the list, and the views kept by name: one statement."""
    views = SavedView.objects.for_user(user).in_order()
    row = User.objects.filter(pk=user.pk).values_list(
        Length(people), ArraySubquery(views.values_list(JSONObject(name="name", slug="slug")))
    )
    return Around(*row.get())


def _choices(user: User, filters: Filters) -> Choices:
    tags, companies = Tag.objects.for_user(user), Company.objects.for_user(user)
    return Choices(
        types=list(RelationshipType.objects.for_user(user).in_order()),
        tags=list(tags.by_ids(filters.tags).in_order()) if filters.tags else [],
        companies=list(companies.by_ids(filters.companies)) if filters.companies else [],
    )


def _rows(people: Iterable[Contact], choices: Choices, on: date) -> list[Row]:
    tick, log = _("Tick %(name)s"), _("Log a conversation with %(name)s")
    drawn = choices.drawn

    rows: Iterable[Any] = people  # with their annotations
    return [
        Row(
            id=contact.pk,
            name=contact.display,
            url=contact.get_absolute_url(),
            sub=role_of(contact),
            types=format_html_join(" ", "{}", ((drawn[pk],) for pk in contact.type_ids)),
            state=(state := str(contact.state_on(on))),
            warmth=warmth(state),
            face=face(contact.display, state, time_left(contact, on), "sm", contact.photo_url),
            ago=short_day(contact.last_contact_on, on) if contact.last_contact_on else "",
            talked=_time(contact.last_contact_on, on),
            next=_time(contact.next_check_in_on, on),
            tags=format_html_join("", '<span class="tag">{}</span>', zip(contact.tag_names)),
            tick_says=tick % {"name": (name := isolated(contact.display))},
            log_says=log % {"name": name},
        )
        for contact in rows
    ]


def _time(day: date | None, on: date) -> SafeString:
    if day is None:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), short_day(day, on))


def _drawn(type: RelationshipType) -> SafeString:
    image = icon(picture(type.key, "type"))
    return format_html('<span class="type">{}{}</span>', image, str(type))


def role_of(contact: Contact) -> str:
    """Job title and company in one line."""
    company = contact.company.name if contact.company else ""
    return ", ".join(filter(None, (contact.title, company)))


def time_left(contact: Contact, on: date) -> float:
    """The share of the time until overdue that is left: what the ring round a face shows."""
    if contact.overdue_on is None or not contact.cadence_days:
        return 0.0
    return max(0.0, min(1.0, (contact.overdue_on - on).days / (1.5 * contact.cadence_days)))


def types_page(user: User, on: date) -> dict[str, Any]:
    """The types in order, each with how many people have it, and what all ask for in a week."""
    types = RelationshipType.objects.for_user(user).in_order().with_people(on)
    rate = Contact.objects.for_user(user).kept().check_ins_a_week()
    return {
        "offered": [type for type in types if not type.archived],
        "presets": [type for type in types if type.archived],
        "rate": round(rate),
        "budget": user.budget,
    }
