"""What the log form and the quick log ask for: people by the beginning of a name, kinds by name;
and what a promise or a conversation looks like in a list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contacts.models import Contact
from contacts.querysets import BEGINS, ContactQuerySet
from contacts.wording import about_day, short_day
from core.direction import isolated
from interactions import markdown
from interactions.enums import (
    KindKey,
    MarkVerb,
    MarkWhat,
    Precision,
    PromiseBy,
    PromiseState,
    Status,
)
from interactions.models import (
    Interaction,
    InteractionKind,
    Participant,
    Promise,
    SeenMeeting,
    SeenPerson,
)
from interactions.quick_names import Lookup, Person, fold

if TYPE_CHECKING:
    from accounts.models import User
    from interactions.querysets import SeenMeetingQuerySet, SeenPersonQuerySet

MOST_FOUND = 8
# Of a name so many words are searched for; more than that must be somebody's whole name.
MOST_WORDS = 2
COLUMNS = ("pk", "display", "given", "family", "nickname", "title", "company__name")
# Whose name holds a word that begins so, before those whose company or address holds it.
HOLDS = """(' ' || contacts_contact.sort_name LIKE '%% ' || relcrm_fold(%s) || '%%'
   OR relcrm_fold(contacts_contact.nickname) LIKE relcrm_fold(%s) || '%%')"""


def people_named(user: "User", text: str) -> list[Person]:
    """A few people to suggest for what was typed so far: by the beginning of the name, then by
    any word of it."""
    text = text.replace("\0", "").strip()
    if not text:
        return []
    begins = RawSQL(BEGINS, [text], output_field=BooleanField())  # noqa: S611  a constant
    everybody = Contact.objects.for_user(user).kept()
    found = _people(everybody.filter(begins).order_by("sort_name", "pk")[:MOST_FOUND])
    if len(found) < MOST_FOUND:
        found += [person for person in _people(_found(user, text)) if person not in found]
    return found[:MOST_FOUND]


def lookup_of(user: "User") -> Lookup:
    """How the quick log finds people: those called just so, and a few for every other name."""

    def lookup(queries: Sequence[str]) -> list[Person]:
        whole = [query for query in queries if " " in query]
        known = _people(_called(user, whole)) if whole else []
        others = [query for query in queries if not _settled(query, known)]
        parts = [_found(user, query) for query in others if query.count(" ") < MOST_WORDS]
        if not parts:
            return known
        first, *more = parts
        return known + _people(first.union(*more, all=True) if more else first)

    return lookup


def _called(user: "User", names: list[str]) -> ContactQuerySet:
    folded = RawSQL("SELECT relcrm_fold(unnest(%s::text[]))", [names])
    return Contact.objects.for_user(user).kept().filter(sort_name__in=folded)[: 4 * MOST_FOUND]


def _settled(query: str, known: Sequence[Person]) -> bool:
    """Whether these are words of somebody who was named in full."""
    words = fold(query).split()
    return any(_same_beginning(words, fold(person.name).split()) for person in known)


def _same_beginning(some: list[str], others: list[str]) -> bool:
    shorter = min(len(some), len(others))
    return some[:shorter] == others[:shorter]


def _found(user: "User", text: str) -> ContactQuerySet:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    holds = RawSQL(HOLDS, [escaped, escaped])  # noqa: S611  a constant
    people = Contact.objects.for_user(user).kept().matching(text).annotate(holds=holds)
    return people.order_by("-holds", "sort_name", "pk")[:MOST_FOUND]


def _people(found: ContactQuerySet) -> list[Person]:
    rows = dict.fromkeys(found.values_list(*COLUMNS))
    return [
        Person(
            id=str(pk),
            name=display,
            names=tuple(filter(None, (given, family, nickname))),
            sub=" · ".join(filter(None, (title, company))),
        )
        for pk, display, given, family, nickname, title, company in rows
    ]


class Kinds:
    """The kinds of an account, asked for once."""

    def __init__(self, user: "User") -> None:
        rows = list(InteractionKind.objects.for_user(user).in_order())
        self._by_key = {kind.key or str(kind.pk): kind for kind in rows}
        # The user's own words, also for kinds that relcrm ships.
        self.names = {kind.name: key for key, kind in self._by_key.items() if kind.name}

    @property
    def offered(self) -> list[InteractionKind]:
        return [kind for kind in self._by_key.values() if not kind.archived]

    def offered_as(self, pk: str) -> InteractionKind | None:
        """The offered kind of this id; None for anything else."""
        return next((kind for kind in self.offered if str(kind.pk) == pk), None)

    def of(self, key: str) -> InteractionKind:
        """The kind of this key, or id if it is the user's own; a conversation for any other."""
        return self._by_key.get(key) or self._by_key[KindKey.TALK]


# --- did you talk? -----------------------------------------------------------------


def meetings_to_ask(
    user: "User", on: date, at: datetime | None = None
) -> tuple["SeenMeetingQuerySet", "SeenPersonQuerySet"]:
    """The meetings that may be asked about on a day, and the people in them with whom nothing is
    logged: who has none of these is not asked about. `at`: of the day itself, what has begun."""
    meetings = SeenMeeting.objects.for_user(user).to_ask(on, at)
    parts = Participant.objects.for_user(user).kept()
    return meetings, SeenPerson.objects.for_user(user).of(meetings).unlogged(parts)


def people_to_ask(meeting: SeenMeeting) -> "SeenPersonQuerySet":
    """Of one meeting; the first of them is under whose name it is asked."""
    parts = Participant.objects.for_owner_id(meeting.owner_id).kept()
    return meeting.people.unlogged(parts)


# --- how it is shown ------------------------------------------------------------


def when_words(day: date, precision: str, on: date) -> str:
    """Wed 18 Nov; about October 2025."""
    if precision != Precision.DAY:
        return _("about %(when)s") % {"when": about_day(day, precision, on)}
    weekday = date_format(day, pgettext("short weekday, in Django’s letters", "D"))
    return f"{weekday} {short_day(day, on)}"


def promise_row(promise: Promise, on: date) -> dict[str, Any]:
    """A promise for components/promise_row.html. Reads its contact."""
    mine = promise.by == PromiseBy.ME
    to = _("to %(name)s") if mine else _("from %(name)s")
    return {
        "id": promise.pk,
        "what": promise.text,
        "who": to % {"name": isolated(promise.contact.display)},
        "when": _due_words(promise, on),
        "kept": promise.state == PromiseState.KEPT,
        "toggle_url": reverse("interactions:promise_toggle", args=[promise.pk]),
        "edit_url": reverse("interactions:promise_edit", args=[promise.pk]),
    }


def _due_words(promise: Promise, on: date) -> str:
    """Late since 20 Nov, moved once."""
    said = _due_day(promise, on)
    if not promise.moved:
        return said
    times = ngettext("moved once", "moved %(count)s times", promise.moved)
    return f"{said}, {times % {'count': promise.moved}}"


def _due_day(promise: Promise, on: date) -> str:
    if promise.due_on is None:
        return _("said %(day)s") % {"day": short_day(promise.created_on, on)}
    if promise.due_on < on and promise.state == PromiseState.OPEN:
        return _("late since %(day)s") % {"day": short_day(promise.due_on, on)}
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get((promise.due_on - on).days) or short_day(promise.due_on, on)


def entry(interaction: Interaction, on: date, *, of: Contact | None = None) -> dict[str, Any]:
    """A conversation for components/timeline_entry.html; `of`: whose page it stands on.

    Reads the kind, the participants with their contacts, and the marks: prefetch them.
    """
    parts = sorted(interaction.participants.all(), key=lambda part: part.contact.sort_name)
    others = [part.contact for part in parts if of is None or part.contact_id != of.pk]
    shown = [contact for contact in others if contact.deleted_at is None]
    mine = [part for part in parts if of is None or part.contact_id == of.pk]
    return {
        "id": interaction.pk,
        "key": interaction.kind.key,
        "title": str(interaction.kind),
        "on": interaction.occurred_on,
        "when": about_day(interaction.occurred_on, interaction.precision, on),
        "html": markdown.render(interaction.text),
        "people": [(contact.display, contact.get_absolute_url()) for contact in shown],
        "ask_about": interaction.ask_about,
        "marks": [mark_words(mark) for part in mine for mark in part.marks.all()],
        "planned": interaction.status == Status.PLANNED,
        "cancelled": interaction.status == Status.CANCELLED,
        "sensitive": interaction.sensitive,
        "edit_url": reverse("interactions:edit", args=[interaction.pk]),
        "delete_url": reverse("interactions:delete", args=[interaction.pk]),
    }


def mark_words(mark: Any) -> str:
    """gave advice"""
    return f"{MarkVerb(mark.verb).label} {MarkWhat(mark.what).label}"


def logged_words(interaction: Interaction, people: Sequence[Contact], on: date) -> str:
    """Coffee with Ana Kovač logged. Next check-in 17 Jan."""
    words = {"what": str(interaction.kind), "who": names(people)}
    if interaction.status == Status.PLANNED:
        words["day"] = when_words(interaction.occurred_on, interaction.precision, on)
        return _("%(what)s with %(who)s is planned: %(day)s.") % words
    said = _("%(what)s with %(who)s logged.") % words
    due = people[0].next_check_in_on if len(people) == 1 else None
    if due is None or due <= on:
        return said
    return _("%(said)s Next check-in %(day)s.") % {"said": said, "day": short_day(due, on)}


def people_of(interaction: Interaction) -> list[Contact]:
    """Who was there, as they stand now."""
    return [part.contact for part in interaction.participants.with_contacts()]


def names(people: Sequence[Contact], most: int = 3) -> str:
    """Ana, Ben and 3 more."""
    names = [isolated(name) for name in sorted(person.display for person in people)]
    if len(names) <= most:
        return get_text_list(names, _("and"))
    more = _("%(count)d more") % {"count": len(names) - most}
    return get_text_list([*names[:most], more], _("and"))


def happened_words(interaction: Interaction, people: Sequence[Contact], on: date) -> str:
    if interaction.status == Status.PLANNED:
        day = when_words(interaction.occurred_on, interaction.precision, on)
        return _("Moved to %(day)s.") % {"day": day}
    if interaction.status == Status.CANCELLED:
        return _("Back in the list.")
    return logged_words(interaction, people, on)
