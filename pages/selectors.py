"""Screens over rows of several apps: a person, the trash. Plain values, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.enums import State
from contacts.keyset import Column, day, page
from contacts.keyset import uuid as uuid_of
from contacts.methods import href
from contacts.models import Contact, ImportantDate, Relationship
from contacts.reasons import reason
from contacts.selectors import role_of, time_left
from contacts.wording import about_day, day_words, short_day
from interactions.enums import Status
from interactions.models import Interaction, Participant, Promise
from interactions.selectors import entry, promise_row
from reminders.recall import last_times

if TYPE_CHECKING:
    from accounts.models import User

ENTRIES = 20
TRASH_DAYS = 30
MOST_IN_TRASH = 200
INTRODUCED_SHOWN = 5
BANDS = (State.FRESH, State.SOON, State.DUE, State.OVERDUE, State.DORMANT)
TIMELINE = (
    Column("occurred_on", day, descending=True),
    Column("interaction_id", uuid_of, descending=True),
)


@dataclass(frozen=True)
class Timeline:
    entries: list[dict[str, Any]]
    newer: str
    older: str


@dataclass(frozen=True)
class Meter:
    """Where today stands between the last talk and dormant."""

    days: int
    cadence: int
    dormant_after: int


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
    history: list[str]
    timeline: Timeline
    promises: list[dict[str, Any]]
    dates: list[dict[str, Any]]
    methods: list[dict[str, str]]
    facts: list[str]
    introduced: list[Contact]
    snooze_choices: list[tuple[str, date]]

    @property
    def has_story(self) -> bool:
        """Whether anything is known of how they met."""
        person = self.contact
        told = person.how_met or person.where_met or person.connected_on or person.introduced_by
        return bool(told or self.introduced)


def person_page(
    user: "User", contact: Contact, on: date, *, after: str = "", before: str = ""
) -> PersonPage:
    """All of one person; `contact` comes from `for_person`."""
    then = last_times([contact.pk], on)[contact.pk]
    state = contact.state_on(on)
    held = list(contact.relationships.all())
    return PersonPage(
        contact=contact,
        state=state,
        left=time_left(contact, on),
        role=role_of(contact),
        why=reason(contact, then.kind, then.precision, on),
        hook=then.hook,
        meter=_meter(contact, state, on),
        next_said=_next(contact, on),
        types=[row for row in held if row.is_current(on)],
        history=[*_relationships(held, on), *_positions(contact, on)],
        timeline=timeline(contact, on, after=after, before=before),
        promises=_promises(contact, on),
        dates=[_date(row) for row in contact.dates.all()],
        methods=[_method(row) for row in contact.methods.all()],
        facts=[line for line in contact.facts.splitlines() if line.strip()],
        introduced=list(
            Contact.objects.for_user(user).kept().introduced_by_person(contact)[:INTRODUCED_SHOWN]
        ),
        snooze_choices=snooze_choices(on),
    )


def for_person(user: "User") -> Any:
    """The user's people with what their page shows of their own rows."""
    people = Contact.objects.for_user(user).kept()
    return people.select_related("company", "introduced_by").prefetch_related(
        "relationships__type", "contact_tags__tag", "methods", "dates", "positions"
    )


def snooze_choices(on: date) -> list[tuple[str, date]]:
    """What the snooze menu offers."""
    return [
        (_("in a week"), on + timedelta(days=7)),
        (_("in two weeks"), on + timedelta(days=14)),
        (_("in a month"), on + timedelta(days=30)),
        (_("in three months"), on + timedelta(days=91)),
    ]


def _meter(contact: Contact, state: State, on: date) -> Meter | None:
    """None where the days since the last talk do not tell the state: after a pause and the like."""
    cadence, last, due = contact.cadence_days, contact.last_contact_on, contact.next_check_in_on
    if state not in BANDS or last is None or due is None or (due - last).days != cadence:
        return None
    dormant = max(min(max(8 * cadence, 180), 1095), cadence + (cadence + 1) // 2)
    return Meter(days=(on - last).days, cadence=cadence, dormant_after=dormant)


def _next(contact: Contact, on: date) -> str:
    return day_words(contact.next_check_in_on, on) if contact.next_check_in_on else ""


# --- the timeline ----------------------------------------------------------------------


def timeline(contact: Contact, on: date, *, after: str = "", before: str = "") -> Timeline:
    """What happened with one person, newest first, in pages."""
    parts = Participant.objects.of(contact).exclude(interaction__status=Status.CANCELLED)
    shown = page(
        parts.select_related("interaction__kind").prefetch_related(
            "interaction__participants__contact", "interaction__participants__marks"
        ),
        TIMELINE,
        after=after,
        before=before,
        size=ENTRIES,
    )
    entries = [entry(part.interaction, on, of=contact) for part in shown.rows]
    return Timeline(entries=entries, newer=shown.before, older=shown.after)


# --- beside it -----------------------------------------------------------------------------


def _promises(contact: Contact, on: date) -> list[dict[str, Any]]:
    rows = Promise.objects.of_contacts([contact.pk]).open().by_due().with_contact()
    return [promise_row(row, on) for row in rows]


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
        return date_format(leap, pgettext("long day, in Django’s letters", "j F"))
    known = date(row.year, row.month, row.day)
    return date_format(known, pgettext("long day with year, in Django’s letters", "j F Y"))


def _method(row: Any) -> dict[str, str]:
    return {
        "kind": row.kind,
        "value": row.value,
        "label": row.label or str(row.get_kind_display()),
        "href": href(row.kind, row.value),
    }


def _relationships(held: Iterable[Relationship], on: date) -> list[str]:
    """Those with a beginning or an end, in words."""
    dated = [row for row in held if row.starts_on or row.ends_on]
    return [f"{row.type}: {_period(row, on)}" for row in sorted(dated, key=_begun)]


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


# --- the trash ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trashed:
    """One deleted thing, and how it comes back."""

    name: str
    what: str
    deleted: str
    gone: str
    restore_url: str


def trash(user: "User", at: datetime) -> list[Trashed]:
    """Everything deleted within the last thirty days, the latest first."""
    on = user.today(at)
    people = Contact.objects.for_user(user).in_trash()[:MOST_IN_TRASH]
    logs = Interaction.objects.for_user(user).exclude(deleted_at=None).order_by("-deleted_at")
    logs = logs.select_related("kind").prefetch_related("participants__contact")
    dated = [
        *((row.deleted_at, _trashed_person(row, user, on)) for row in people),
        *((row.deleted_at, _trashed_log(row, user, on)) for row in logs[:MOST_IN_TRASH]),
    ]
    return [item for _at, item in sorted(dated, key=lambda pair: pair[0] or at, reverse=True)]


def _trashed_person(row: Contact, user: "User", on: date) -> Trashed:
    return Trashed(
        name=row.display,
        what=_("Person"),
        restore_url=reverse("pages:restore_person", args=[row.pk]),
        **_days(row.deleted_at, user, on),
    )


def _trashed_log(row: Interaction, user: "User", on: date) -> Trashed:
    people = ", ".join(part.contact.display for part in row.participants.all())
    return Trashed(
        name=people or _("Nobody"),
        what=f"{row.kind}, {about_day(row.occurred_on, row.precision, on)}",
        restore_url=reverse("interactions:restore", args=[row.pk]),
        **_days(row.deleted_at, user, on),
    )


def _days(deleted_at: datetime | None, user: "User", on: date) -> dict[str, str]:
    day_deleted = user.today(deleted_at) if deleted_at else on
    last = day_deleted + timedelta(days=TRASH_DAYS)
    return {"deleted": short_day(day_deleted, on), "gone": short_day(last, on)}
