"""Events of other apps → one service call each; and who takes which change back."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.signals import clock_changed
from contacts.enums import LastTalked
from contacts.models import Contact
from contacts.signals import counting_changed, last_talked_said, people_merging
from core import undo
from core.journal import Journal
from core.roles import acting_for
from interactions import derivation, kind_settings, seen, services
from interactions.defaults import default_kinds
from interactions.enums import KindKey, Precision
from interactions.models import Interaction, InteractionKind, Promise, SeenMeeting

# What each answer to *last talked?* is taken for; "don't know" stores nothing.
TALKED = {
    LastTalked.WEEK: (timedelta(days=3), Precision.MONTH),
    LastTalked.MONTH: (timedelta(days=15), Precision.MONTH),
    LastTalked.SEASON: (timedelta(days=60), Precision.SEASON),
    LastTalked.LONGER: (timedelta(days=240), Precision.SEASON),
}


@receiver(post_save, sender=User)
def give_kinds(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Every door through which an account comes passes here."""
    if created and not raw:
        with acting_for(instance.pk):
            InteractionKind.objects.bulk_create(default_kinds(instance.pk))


@receiver(last_talked_said)
def store_last_talk(contact: Contact, how: str, on: date, **kwargs: Any) -> None:
    """The answer is an approximate contact, so that the first check-in has a reason."""
    if how not in TALKED:
        return
    ago, precision = TALKED[LastTalked(how)]
    owner = contact.owner
    services.log(
        owner=owner,
        contact_ids=[contact.pk],
        kind=InteractionKind.objects.for_user(owner).known_as(KindKey.TALK),
        occurred_on=on - ago,
        precision=precision,
        on=on,
        at=timezone.now(),
        source="last_talked",
    )


@receiver(counting_changed)
def read_history_again(contact_ids: Iterable[uuid.UUID], on: date, **kwargs: Any) -> None:
    derivation.rederive(contact_ids, on)


@receiver(people_merging)
def fold_shared_conversations(
    journal: Journal, survivor: Contact, loser: Contact, **kwargs: Any
) -> None:
    services.fold(journal, survivor, loser)


def _mine(owner: User, before: dict[str, Any]) -> Interaction:
    return Interaction.objects.for_user(owner).get(pk=before["id"])


def unlog(*, owner: User, before: dict[str, Any], on: date) -> None:
    added_ids = map(uuid.UUID, before["added"])
    services.unlog(_mine(owner, before), added_ids=added_ids, on=on, at=timezone.now())


def undelete(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.restore(_mine(owner, before), on=on, at=timezone.now())


def unedit(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.put_back(_mine(owner, before), version=before["version"], on=on, at=timezone.now())


def undrop(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.reopen_promise(Promise.objects.for_user(owner).get(pk=before["id"]), on=on)


def ask_again(*, owner: User, before: dict[str, Any], on: date) -> None:
    for meeting in SeenMeeting.objects.for_user(owner).filter(pk=before["id"]):
        seen.ask_again(meeting, on=on, at=timezone.now())


undo.handler(seen.ANSWERED, ask_again)
undo.handler("interactions.log", unlog)
undo.handler("interactions.promise", undrop)
undo.handler("interactions.delete", undelete)
undo.handler("interactions.edit", unedit)
undo.handler(kind_settings.KIND, kind_settings.put_kind_back)


@receiver(clock_changed)
def follow_the_clock(user: User, on: date, **kwargs: Any) -> None:
    """Another time zone or holiday: what counts as past, and what stands still, is another."""
    people = Contact.objects.for_user(user)
    derivation.rederive(list(people.values_list("pk", flat=True)), on)
