"""The page of a person: all that is known of one, in few queries, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from contacts.enums import State
from contacts.facts import facts_of
from contacts.inline import FIELDS, shown
from contacts.methods import href
from contacts.models import (
    Contact,
    ContactTag,
    ImportantDate,
    Relationship,
    RelationshipType,
    Tag,
)
from contacts.reasons import reason
from contacts.selectors import role_of, time_left
from contacts.wording import day_words, short_day
from core.days import written
from core.together import Rows, keep, together
from interactions.enums import MarkVerb, MarkWhat
from interactions.favours import Favours, favour_sets, read_favours
from interactions.models import Mark, Participant, Promise
from interactions.selectors import promise_row
from pages.brief import Brief, brief
from pages.figures import BANDS, Cell, address, cell
from pages.selectors import snooze_choices
from reminders.recall import last_time_sets, read_last_times

if TYPE_CHECKING:
    from accounts.models import User

INTRODUCED_SHOWN = 5
MARKS_SHOWN = 4
TELLING = 8
# Few people have these: they are asked for where they are empty, below the others.
SELDOM = ("nickname", "pronunciation", "pronouns", "department", "place")


@dataclass(frozen=True)
class Meter:
    """Where today stands between the last talk and dormant."""

    days: int
    cadence: int
    dormant_after: int


@dataclass(frozen=True)
class Between:
    """What went between the user and a person: counted, and the latest."""

    favours: Favours
    given: Cell
    received: Cell
    asked: Cell
    latest: list[dict[str, Any]]

    @property
    def any(self) -> bool:
        return bool(self.favours.gave or self.favours.received or self.favours.asked)

    @property
    def share(self) -> dict[str, str] | None:
        """Two bars on a line of 300: given, and received."""
        both = self.favours.gave + self.favours.received
        if not both:
            return None
        gap = 4 if self.favours.gave and self.favours.received else 0
        left = (300 - gap) * self.favours.gave / both
        right = 300 - gap - left
        return {"left": f"{left:.1f}", "x": f"{left + gap:.1f}", "right": f"{right:.1f}"}


@dataclass(frozen=True)
class PersonPage:
    contact: Contact
    state: State
    left: float
    role: str
    why: str
    hook: str
    meter: Meter | None
    next_said: str
    types: list[Relationship]
    type_lines: list[str]
    history: list[str]
    promises: list[dict[str, Any]]
    between: Between
    brief: Brief
    dates: list[dict[str, Any]]
    methods: list[dict[str, str]]
    fields: dict[str, dict[str, Any]]
    introduced: list[Contact]
    introduced_more: bool
    snooze_choices: list[tuple[str, date]]

    @property
    def main_fields(self) -> list[dict[str, Any]]:
        return [self.fields[name] for name in ("display", "title", "company_name")]

    @property
    def seldom(self) -> list[dict[str, Any]]:
        """The fields that few people have, where they are filled."""
        return [self.fields[name] for name in SELDOM if self.fields[name]["text"]]

    @property
    def unfilled(self) -> list[dict[str, Any]]:
        return [self.fields[name] for name in SELDOM if not self.fields[name]["text"]]


def for_person(user: "User") -> Any:
    """The user's people, each with the names that its page shows."""
    return Contact.objects.for_user(user).kept().select_related("company", "introduced_by")


def person_page(user: "User", contact: Contact, on: date) -> PersonPage:
    """All of one person but the timeline, in one query; `contact` comes from `for_person`."""
    found = together(_sets(user, contact, on))
    _join(contact, found)
    then = read_last_times([contact.pk], found)[contact.pk]
    state, held = contact.state_on(on), list(contact.relationships.all())
    facts, dates = facts_of(contact), list(contact.dates.all())
    return PersonPage(
        contact=contact,
        state=state,
        left=time_left(contact, on),
        role=role_of(contact),
        why=reason(contact, then.kind, then.precision, on),
        hook=then.hook,
        meter=_meter(contact, state, on),
        next_said=day_words(contact.next_check_in_on, on) if contact.next_check_in_on else "",
        types=[row for row in held if row.is_current(on)],
        type_lines=[_type_line(row, on) for row in held if row.is_current(on)],
        history=[*_former(held, on), *_positions(contact, on)],
        promises=[promise_row(row, on) for row in found["promises"]],
        between=_between(contact, found, on),
        brief=brief(user, found["telling"], found["promises"], facts, dates, on),
        dates=[_date(row) for row in dates],
        methods=[_method(row) for row in contact.methods.all()],
        fields={name: shown(contact, name, on) for name in FIELDS},
        introduced=found["introduced"][:INTRODUCED_SHOWN],
        introduced_more=len(found["introduced"]) > INTRODUCED_SHOWN,
        snooze_choices=snooze_choices(on),
    )


def _sets(user: "User", contact: Contact, on: date) -> dict[str, Rows]:
    people = Contact.objects.for_user(user).kept()
    ids = [contact.pk]
    return {
        "relationships": contact.relationships.order_by("starts_on", "pk"),
        "types": RelationshipType.objects.for_user(user).held_by(contact),
        "taggings": contact.contact_tags.order_by("pk"),
        "tags": Tag.objects.for_user(user).held_by(contact),
        "methods": contact.methods.all(),
        "dates": contact.dates.order_by("month", "day", "pk"),
        "positions": contact.positions.order_by("-noticed_on"),
        "promises": Promise.objects.of_contacts(ids).open().by_due(),
        "introduced": people.introduced_by_person(contact).for_names()[: INTRODUCED_SHOWN + 1],
        "newest_marks": Mark.objects.newest_of(contact, on)[:MARKS_SHOWN],
        "telling": Participant.objects.telling(contact, on)[:TELLING],
        **last_time_sets(ids, on),
        **favour_sets(ids, on),
    }


def _join(contact: Contact, found: dict[str, list[Any]]) -> None:
    """Hand the rows to the person, as if they had been prefetched."""
    types = {type.pk: type for type in found["types"]}
    tags = {tag.pk: tag for tag in found["tags"]}
    for row in found["relationships"]:
        row.type = types[row.type_id]
    for row in found["taggings"]:
        row.tag = tags[row.tag_id]
    for promise in found["promises"]:
        promise.contact = contact
    taggings: list[ContactTag] = sorted(found["taggings"], key=lambda row: row.tag.folded)
    keep(contact, contact_tags=taggings)
    keep(
        contact,
        **{name: found[name] for name in ("relationships", "methods", "dates", "positions")},
    )


def _meter(contact: Contact, state: State, on: date) -> Meter | None:
    """None where the days since the last talk do not tell the state: after a pause and the like."""
    cadence, last, due = contact.cadence_days, contact.last_contact_on, contact.next_check_in_on
    if state not in BANDS or last is None or due is None or (due - last).days != cadence:
        return None
    dormant = max(min(max(8 * cadence, 180), 1095), cadence + (cadence + 1) // 2)
    return Meter(days=(on - last).days, cadence=cadence, dormant_after=dormant)


# --- what went between the two -------------------------------------------------------------


def _between(contact: Contact, found: dict[str, list[Any]], on: date) -> Between:
    counts = read_favours([contact.pk], found)[contact.pk]

    def number(count: int, verb: MarkVerb) -> Cell:
        url = address("pages:insight_favours", f"verb={verb.value}", f"who={contact.pk}")
        return cell(count, url)

    return Between(
        favours=counts,
        given=number(counts.gave, MarkVerb.GAVE),
        received=number(counts.received, MarkVerb.RECEIVED),
        asked=number(counts.asked, MarkVerb.ASKED),
        latest=[_mark(row, on) for row in found["newest_marks"]],
    )


def _mark(row: dict[str, Any], on: date) -> dict[str, Any]:
    return {
        "given": row["verb"] == MarkVerb.GAVE,
        "said": f"{MarkVerb(row['verb']).label} {MarkWhat(row['what']).label}",
        "when": short_day(date.fromisoformat(row["day"]), on),
    }


# --- beside it -------------------------------------------------------------------------------


def _date(row: ImportantDate) -> dict[str, Any]:
    return {
        "label": str(row),
        "when": date_said(row),
        "edit_url": reverse("contacts:date_edit", args=[row.pk]),
        "delete_url": reverse("contacts:date_delete", args=[row.pk]),
    }


def date_said(row: ImportantDate) -> str:
    """12 February 1990, as much of it as is known."""
    if row.day is None:
        month = str(MONTHS[row.month])
        return f"{month} {row.year}" if row.year else month
    if row.year is None:
        leap = date(2000, row.month, row.day)
        return written(leap, "j F")
    known = date(row.year, row.month, row.day)
    return written(known, "j F Y")


def _method(row: Any) -> dict[str, str]:
    return {
        "kind": row.kind,
        "value": row.value,
        "label": row.label or str(row.get_kind_display()),
        "href": href(row.kind, row.value),
    }


def _type_line(row: Relationship, on: date) -> str:
    """Peer: since 1 March 2025"""
    return f"{row.type}: {_period(row, on)}" if row.starts_on or row.ends_on else str(row.type)


def _former(held: Iterable[Relationship], on: date) -> list[str]:
    """Relationships that are over, or to come, in words."""
    others = [row for row in held if not row.is_current(on)]
    return [f"{row.type}: {_period(row, on)}" for row in sorted(others, key=_begun)]


def _begun(row: Relationship) -> date:
    return row.starts_on or row.added_on


def _period(row: Relationship, on: date) -> str:
    words = {
        "start": day_words(row.starts_on, on) if row.starts_on else "",
        "end": day_words(row.ends_on, on) if row.ends_on else "",
    }
    if row.starts_on and row.ends_on:
        return _("%(start)s to %(end)s") % words
    return _("since %(start)s") % words if row.starts_on else _("until %(end)s") % words


def _positions(contact: Contact, on: date) -> list[str]:
    """What they did before."""
    ended = [row for row in contact.positions.all() if row.ended_on]
    return [
        _("%(role)s: until %(end)s")
        % {
            "role": ", ".join(filter(None, (row.title, row.company))),
            "end": day_words(row.ended_on or on, on),
        }
        for row in sorted(ended, key=lambda row: row.ended_on or on)
    ]
