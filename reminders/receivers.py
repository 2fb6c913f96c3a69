"""Events of other apps → one service call each; and who takes which change back."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import language_changed
from contacts.models import Contact
from contacts.signals import (
    dates_changed,
    people_merging,
    people_parted,
    people_put_back,
    people_tracked,
    role_changed,
)
from core import undo
from core.journal import Journal
from core.roles import acting_for
from interactions.models import Interaction
from interactions.signals import interaction_logged, interaction_removed
from reminders import services


@receiver(post_save, sender=User)
def plan_the_first_week(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """A first plan stands from sign-up on, so that each person added can enter it."""
    if created and not raw:
        with acting_for(instance.pk):
            services.make_plan(instance, at=instance.date_joined)


@receiver(language_changed)
def speak_the_language(user: User, **kwargs: Any) -> None:
    services.say_anew(user)


@receiver(people_tracked)
def suggest_the_new(
    owner: User, contact_ids: Collection[uuid.UUID], on: date, **kwargs: Any
) -> None:
    services.welcome_people(owner, contact_ids, on)


@receiver(people_put_back)
def drop_the_untracked(
    owner: User, contact_ids: Collection[uuid.UUID], on: date, **kwargs: Any
) -> None:
    services.drop_untracked(owner.pk, contact_ids, on)


@receiver(role_changed)
def tell_new_role(
    contact: Contact, company_before: str, title_before: str, on: date, **kwargs: Any
) -> None:
    services.notice_role(contact, company_before=company_before, title_before=title_before, on=on)


@receiver(dates_changed)
def follow_dates(contact: Contact, on: date, **kwargs: Any) -> None:
    services.refresh_milestones(contact.owner, contact, on)


@receiver(interaction_logged)
def heed_what_was_logged(
    interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date, **kwargs: Any
) -> None:
    services.heed(interaction, contact_ids, on)


@receiver(interaction_removed)
def forget_what_was_removed(
    interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date, **kwargs: Any
) -> None:
    services.forget(interaction, contact_ids, on)


@receiver(people_merging)
def fold_what_both_have(
    journal: Journal,
    survivor: Contact,
    loser: Contact,
    dates: dict[uuid.UUID, uuid.UUID | None],
    **kwargs: Any,
) -> None:
    services.fold(journal, survivor, loser, dates)


@receiver(people_parted)
def forget_what_was_not_theirs(survivor_id: uuid.UUID, loser_id: uuid.UUID, **kwargs: Any) -> None:
    services.forget_milestones(survivor_id, loser_id)


undo.handler("reminders.pass", services.unpass_slot)
undo.handler("reminders.close", services.reopen_reminder)
undo.handler("reminders.message", services.put_message_back)
undo.handler("reminders.sent", services.take_back_sent)
