"""What the links of a mail do, each once, for the user to whom the mail was sent."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.models import Contact
from contacts.services import snooze
from contacts.wording import day_words
from core.direction import isolated
from core.roles import acting_for
from interactions.enums import SeenState
from interactions.models import Interaction, InteractionKind, SeenMeeting
from interactions.selectors import names, people_of
from interactions.services import log
from reminders.models import PlanSlot, UsedLink
from reminders.planning import standing_plan
from reminders.slots import ASKED_AFTER, pass_slot, passed_in_a_row
from reminders.tokens import Action, Gone, Verb, key_of, read_action

A_WEEK = timedelta(days=7)
SOURCE = "mail"


@dataclass(frozen=True)
class Link:
    """A valid link, with the rows that it is about."""

    verb: Verb
    action: Action
    user: User
    contact: Contact

    @property
    def key(self) -> uuid.UUID:
        return key_of(self.verb, self.action)

    def used(self) -> UsedLink | None:
        return UsedLink.objects.for_user(self.user).keyed(self.key).first()

    def use(self, at: datetime) -> tuple[UsedLink, bool]:
        """Its one use, and whether that is now: of two at the same moment one is first."""
        return UsedLink.objects.get_or_create(owner=self.user, key=self.key, defaults={"at": at})


@contextmanager
def opened(verb: Verb, token: str, at: datetime) -> Iterator[Link]:
    """The link behind a token, inside a transaction of its user.

    Raises NoToken if it is forged, TooOld, or Gone if its user or person is here no more.
    """
    action = read_action(verb, token, at.date())
    with person_of(action) as (user, contact):
        yield Link(verb, action, user, contact)


@contextmanager
def person_of(action: Action) -> Iterator[tuple[User, Contact]]:
    """Whom a token speaks of, in a transaction of its user. Raises Gone if they are."""
    with speaking_for(action.user_id) as user:
        contact = Contact.objects.for_user(user).kept().known_as(action.contact_id).first()
        if contact is None:
            raise Gone
        yield user, contact


@contextmanager
def speaking_for(user_id: uuid.UUID) -> Iterator[User]:
    """A user's rows, zone and language, whoever is signed in. Raises Gone if they are."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Gone
    language = user.language or settings.LANGUAGE_CODE
    with acting_for(user.pk), timezone.override(user.zone), translation.override(language):
        yield user


@contextmanager
def meeting_of(action: Action) -> Iterator[tuple[User, SeenMeeting]]:
    """The meeting a token speaks of, in a transaction of its user and held until its end. Raises
    Gone if one of them is."""
    with speaking_for(action.user_id) as user:
        rows = SeenMeeting.objects.for_user(user).select_for_update()
        meeting = rows.filter(pk=action.contact_id).first()
        if meeting is None:
            raise Gone
        yield user, meeting


# --- doing it ------------------------------------------------------------------------


@transaction.atomic
def done(link: Link, *, kind: InteractionKind, occurred_on: date, at: datetime) -> UsedLink:
    """Log it, once; what comes later changes nothing."""
    used, is_first = link.use(at)
    if is_first:
        log(
            owner=link.user,
            contact_ids=[link.contact.pk],
            kind=kind,
            occurred_on=occurred_on,
            on=link.user.today(at),
            at=at,
            key=link.key,
            source=SOURCE,
        )
    return used


@transaction.atomic
def snooze_a_week(link: Link, *, at: datetime) -> UsedLink:
    used, is_first = link.use(at)
    if is_first:
        on, until = link.user.today(at), link.contact.snoozed_until
        # One that lasts longer stays.
        snooze(link.contact, until=max(on + A_WEEK, until or on), on=on)
    return used


@transaction.atomic
def not_now(link: Link, *, at: datetime) -> UsedLink:
    """Out of the plan that the mail spoke of, if that plan still stands."""
    used, is_first = link.use(at)
    on = link.user.today(at)
    slot = _slot(link, on)
    if is_first and slot:
        pass_slot(slot, on)
    return used


def _slot(link: Link, on: date) -> PlanSlot | None:
    plan = standing_plan(link.user, on)
    if plan is None or not plan.starts_on <= link.action.period < plan.ends_on:
        return None
    return plan.slots.open().of_contact(link.contact).first()


def asks_longer(link: Link, at: datetime) -> PlanSlot | None:
    """After the third *Not now* in a row: the slot that Today asks about, *longer, or stop?*"""
    plan = standing_plan(link.user, link.user.today(at))
    slot = plan.slots.of_contact(link.contact).first() if plan else None
    asks = slot is not None and passed_in_a_row(slot) >= ASKED_AFTER
    return slot if asks and link.verb == Verb.NOT_NOW else None


# --- what to say afterwards ------------------------------------------------------------


def said(link: Link, used: UsedLink) -> str:
    """What the link has done, in one sentence; the same however often it is asked."""
    on = link.user.today(used.at)
    words = {"name": isolated(link.contact.display)}
    match link.verb:
        case Verb.SNOOZE:
            words["day"] = day_words(on + A_WEEK, on)
            return _("No check-in with %(name)s before %(day)s.") % words
        case Verb.NOT_NOW:
            return _("%(name)s is out of this week and may come back in the next.") % words
        case Verb.DONE:
            return _said_logged(link, words, on)


def _said_logged(link: Link, words: dict[str, str], on: date) -> str:
    logged = Interaction.objects.for_user(link.user).keyed(link.key).with_people().first()
    return _noted(logged, words["name"], on) if logged else _("This was noted.")


def said_of(meeting: SeenMeeting, on: date) -> str:
    """What became of *did you talk?*; the same however often it is asked. Blank while open."""
    if meeting.state == SeenState.OPEN:
        return ""
    logged = Interaction.objects.for_owner_id(meeting.owner_id).keyed(meeting.key).kept().first()
    if meeting.state == SeenState.LEFT or logged is None:
        return _("Nothing was logged.")
    return _noted(logged, names(people_of(logged)), on)


def _noted(logged: Interaction, name: str, on: date) -> str:
    words = {"name": name, "kind": str(logged.kind), "day": day_words(logged.occurred_on, on)}
    return _("Noted with %(name)s: %(kind)s on %(day)s.") % words
