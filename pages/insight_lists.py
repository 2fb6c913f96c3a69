"""The lists behind the numbers of Insights: each exactly as long as its number says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import State
from contacts.filters import NAME
from contacts.keyset import Column, Order, day, page
from contacts.keyset import uuid as uuid_of
from contacts.models import Contact
from contacts.selectors import role_of, time_left
from contacts.wording import day_words, short_day
from core.counting import length
from core.counting import said as counted
from core.direction import isolated
from core.ids import as_uuid
from core.templatetags.ui import STATE_WORDS
from interactions.enums import Effect, MarkVerb, MarkWhat
from interactions.models import Interaction, Mark, Participant
from interactions.selectors import entry, mark_words
from pages.figures import address
from pages.happenings import FAVOURS
from pages.periods import Period
from pages.warmth_history import BANDS, ids_at

if TYPE_CHECKING:
    from accounts.models import User

SIZE = 50
TALKS: Order = (
    Column("occurred_on", day, descending=True),
    Column("pk", uuid_of, descending=True),
)
MARKS: Order = (
    Column("participant__occurred_on", day, descending=True),
    Column("pk", uuid_of, descending=True),
)


@dataclass(frozen=True)
class Listed:
    """One page of such a list. `hint`: what exactly is counted."""

    title: str
    hint: str
    said: str
    rows: list[dict[str, Any]]
    previous_url: str
    next_url: str


Ask = Callable[["User", Mapping[str, str], date], Listed]


def _listed(
    rows: QuerySet[Any], order: Order, said: Mapping[str, str], *, here: str
) -> tuple[list[Any], dict[str, str]]:
    """The page that the address asks for, and the addresses of its neighbours."""
    found = page(rows, order, after=said.get("after", ""), before=said.get("before", ""), size=SIZE)
    joint = "&" if "?" in here else "?"
    links = {
        "previous_url": f"{here}{joint}before={found.before}" if found.before else "",
        "next_url": f"{here}{joint}after={found.after}" if found.after else "",
    }
    return found.rows, links


def _when(period: Period, on: date) -> str:
    """From 1 October to 31 October; blank for all there is."""
    words = {
        "first": day_words(period.first, on) if period.first else "",
        "last": day_words(period.last, on) if period.last else "",
    }
    if period.first and period.last:
        return _("From %(first)s to %(last)s.") % words
    if period.first:
        return _("Since %(first)s.") % words
    return _("Until %(last)s.") % words if period.last else _("All that is logged.")


def talks(user: "User", said: Mapping[str, str], on: date) -> Listed:
    """Conversations of a period: all of them, or talks or messages alone."""
    period, what = Period.read(said), said.get("what", "")
    logged = Interaction.objects.for_user(user).conversations(on)
    logged = logged.between(period.first, period.last)
    titles = {Effect.TALK.value: _("Coffee, calls, meetings"), Effect.CONTACT.value: _("Messages")}
    if what in titles:
        logged = logged.of_effect(Effect(what))
    here = address("pages:insight_talks", period.query, f"what={what}" if what in titles else "")
    rows, links = _listed(logged.with_people(), TALKS, said, here=here)
    count = length(logged)
    return Listed(
        title=titles.get(what) or _("Conversations"),
        hint=_when(period, on),
        said=ngettext("%(count)s conversation", "%(count)s conversations", count)
        % {"count": counted(count)},
        rows=[entry(row, on) for row in rows],
        **links,
    )


def favours(user: "User", said: Mapping[str, str], on: date) -> Listed:
    """What was given, received or asked for in a period."""
    period, verb, what = Period.read(said), said.get("verb", ""), said.get("what", "")
    marks = Mark.objects.for_user(user).happened(on).between(period.first, period.last)
    titles = {
        MarkVerb.GAVE.value: _("What you gave"),
        MarkVerb.RECEIVED.value: _("What you received"),
        MarkVerb.ASKED.value: _("What you asked for"),
    }
    parts = [period.query]
    if who := as_uuid(said.get("who", "")):
        marks, parts = marks.of_contact(who), [*parts, f"who={who}"]
    if verb in titles:
        marks, parts = marks.of_verb(verb), [*parts, f"verb={verb}"]
    if what in MarkWhat.values:
        marks, parts = marks.of_what(what), [*parts, f"what={what}"]
    here = address("pages:insight_favours", *parts)
    rows, links = _listed(marks.with_people(), MARKS, said, here=here)
    count = length(marks)
    title = titles.get(verb) or _("Give and receive")
    return Listed(
        title=f"{title}: {FAVOURS[MarkWhat(what)]}" if what in MarkWhat.values else title,
        hint=_when(period, on),
        said=ngettext("%(count)s favour", "%(count)s favours", count) % {"count": counted(count)},
        rows=[_favour(row, on) for row in rows],
        **links,
    )


def _favour(mark: Mark, on: date) -> dict[str, Any]:
    contact = mark.participant.contact
    talk = mark.participant.interaction
    return {
        **_person(contact, on),
        "note": f"{mark_words(mark)} · {talk.kind}, {short_day(talk.occurred_on, on)}",
    }


def people(user: "User", said: Mapping[str, str], on: date) -> Listed:
    """With whom there was contact in a period; or who was how warm at a date."""
    own = Contact.objects.for_user(user).kept()
    at, band = Period.read({"from": said.get("on", "")}).first, said.get("band", "")
    if at and band in {state.value for state in BANDS}:
        found = own.by_ids(ids_at(user.pk, min(at, on), State(band)))
        here = address("pages:insight_people", f"on={at.isoformat()}", f"band={band}")
        title = f"{STATE_WORDS[band]}, {day_words(at, on)}"
        hint = _("Reckoned from what is logged, with the cadences of today.")
    else:
        period = Period.read(said)
        parts = Participant.objects.for_user(user).in_touch(on).between(period.first, period.last)
        found = own.having(parts)
        here = address("pages:insight_people", period.query)
        title, hint = _("In touch"), _when(period, on)
    return _of_people(found, said, on, here=here, title=title, hint=hint)


def introduced(user: "User", contact: Contact, said: Mapping[str, str], on: date) -> Listed:
    """Whom one person introduced to the user."""
    found = Contact.objects.for_user(user).kept().introduced_by_person(contact)
    title = _("Introduced by %(name)s") % {"name": isolated(contact.display)}
    here = reverse("pages:introduced", args=[contact.pk])
    return _of_people(found, said, on, here=here, title=title, hint="")


def _of_people(
    found: Any, said: Mapping[str, str], on: date, *, here: str, title: str, hint: str
) -> Listed:
    rows, links = _listed(found.select_related("company"), NAME, said, here=here)
    count = length(found)
    return Listed(
        title=title,
        hint=hint,
        said=ngettext("%(count)s person", "%(count)s people", count) % {"count": counted(count)},
        rows=[_person(row, on) for row in rows],
        **links,
    )


def _person(contact: Contact, on: date) -> dict[str, Any]:
    return {
        "name": contact.display,
        "url": contact.get_absolute_url(),
        "sub": role_of(contact),
        "photo": contact.photo_url,
        "state": contact.state_on(on),
        "left": time_left(contact, on),
    }
