"""What happened with one person, newest first, in pages; all of it, or one sort alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contacts.keyset import Column, day, page
from contacts.keyset import uuid as uuid_of
from contacts.models import Contact
from core.together import keep, together
from interactions.enums import Effect, Status
from interactions.models import Interaction, Mark, Participant
from interactions.selectors import entry

ENTRIES = 20
ORDER = (
    Column("occurred_on", day, descending=True),
    Column("interaction_id", uuid_of, descending=True),
)


class Show(TextChoices):
    ALL = "", _("All")
    TALKS = "talks", _("Talks")
    MESSAGES = "messages", _("Messages")
    NOTES = "notes", _("Notes")


EFFECTS = {
    Show.TALKS: [Effect.TALK],
    Show.MESSAGES: [Effect.CONTACT, Effect.ATTEMPT],
    Show.NOTES: [Effect.NOTHING],
}


@dataclass(frozen=True)
class Timeline:
    entries: list[dict[str, Any]]
    newer: str
    older: str
    show: Show

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "label": show.label,
                "url": f"?show={show.value}#tl",
                "get": f"?show={show.value}",
                "on": show is self.show,
            }
            for show in Show
        ]


def timeline(
    contact: Contact, on: date, *, after: str = "", before: str = "", show: str = ""
) -> Timeline:
    """One page, in two queries for any number of entries."""
    chosen = Show(show) if show in Show.values else Show.ALL
    parts = Participant.objects.of(contact).exclude(interaction__status=Status.CANCELLED)
    if chosen in EFFECTS:
        parts = parts.filter(interaction__kind__effect__in=EFFECTS[chosen])
    found = page(
        parts.select_related("interaction__kind"), ORDER, after=after, before=before, size=ENTRIES
    )
    talks = [part.interaction for part in found.rows]
    _seat(talks, contact)
    return Timeline(
        entries=[entry(talk, on, of=contact) for talk in talks],
        newer=_address(chosen, "before", found.before),
        older=_address(chosen, "after", found.after),
        show=chosen,
    )


def _address(show: Show, way: str, cursor: str) -> str:
    if not cursor:
        return ""
    query = QueryDict(mutable=True)
    if show:
        query["show"] = show.value
    query[way] = cursor
    return f"?{query.urlencode()}"


def _seat(talks: list[Interaction], contact: Contact) -> None:
    """Who was there, and what went between the user and `contact`."""
    ids = [talk.pk for talk in talks]
    there = Participant.objects.of_interactions(ids)
    found = together(
        {
            "parts": there,
            "people": Contact.objects.having(there).for_names(),
            "marks": Mark.objects.of_parts(there.of_contacts([contact.pk])),
        }
    )
    people = {person.pk: person for person in found["people"]}
    marks: dict[Any, list[Mark]] = {}
    for mark in found["marks"]:
        marks.setdefault(mark.participant_id, []).append(mark)
    parts: dict[Any, list[Participant]] = {}
    for part in found["parts"]:
        part.contact = people[part.contact_id]
        keep(part, marks=marks.get(part.pk, []))
        parts.setdefault(part.interaction_id, []).append(part)
    for talk in talks:
        keep(talk, participants=parts.get(talk.pk, []))
