"""Promises: what one of the two said they would do."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from contacts.models import Contact
from interactions.days import day_problem
from interactions.enums import PromiseBy, PromiseState, Status
from interactions.models import Interaction, Promise


class NewPromise(NamedTuple):
    """A promise made in a conversation; to or by its first person if none is named."""

    by: str
    text: str
    due_on: date | None = None
    contact_id: uuid.UUID | None = None


def promise_all(
    interaction: Interaction,
    promises: Iterable[NewPromise],
    first_id: uuid.UUID,
    *,
    on: date,
    key: uuid.UUID | None,
) -> None:
    for number, new in enumerate(promises):
        promise(
            owner=interaction.owner,
            contact=Contact(pk=new.contact_id or first_id),
            by=new.by,
            text=new.text,
            due_on=new.due_on,
            on=on,
            interaction=interaction,
            key=uuid.uuid5(key, str(number)) if key else None,
        )


def promise(
    *,
    owner: User,
    contact: Contact,
    by: str,
    text: str,
    due_on: date | None,
    on: date,
    interaction: Interaction | None = None,
    key: uuid.UUID | None = None,
) -> Promise:
    """Keep in mind what one of the two said they would do. The same `key` again: the same row."""
    new = Promise(
        owner=owner,
        contact=contact,
        interaction=interaction,
        by=by,
        text=text,
        due_on=due_on,
        created_on=on,
        key=key,
    )
    _check_promise(new, on)
    same = Promise.objects.for_user(owner).keyed(key)
    if key and (earlier := same.first()):
        return earlier
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        if key and (earlier := same.first()):
            return earlier
        raise
    return new


def _check_promise(promise: Promise, on: date) -> None:
    promise.clean_fields(exclude=["owner", "contact", "interaction"])
    if promise.due_on and (problem := day_problem(Status.PLANNED, promise.due_on, on)):
        raise ValidationError({"due_on": problem})


def keep_promise(promise: Promise, *, on: date) -> None:
    _close(promise, PromiseState.KEPT, on)


def drop_promise(promise: Promise, *, on: date) -> None:
    _close(promise, PromiseState.DROPPED, on)


def reopen_promise(promise: Promise, *, on: date) -> None:
    _close(promise, PromiseState.OPEN, None)


def let_go(interaction: Interaction, *, on: date) -> None:
    """Drop what was promised in a conversation that never was."""
    for row in interaction.promises.open():
        drop_promise(row, on=on)


def take_up(interaction: Interaction, *, on: date) -> None:
    """The conversation that never was is back: what was dropped on that day holds again."""
    for row in interaction.promises.dropped(on):
        reopen_promise(row, on=on)


def _close(promise: Promise, state: PromiseState, day: date | None) -> None:
    if promise.state == state:
        return
    promise.state = state
    promise.closed_on = day
    promise.save(update_fields=["state", "closed_on"])


def move_promise(promise: Promise, *, due_on: date | None, on: date) -> None:
    """Agree on another day. Moving a day that was set counts as renegotiated."""
    edit_promise(promise, by=promise.by, text=promise.text, due_on=due_on, on=on)


def edit_promise(promise: Promise, *, by: str, text: str, due_on: date | None, on: date) -> None:
    if promise.due_on is not None and promise.due_on != due_on:
        promise.moved += 1
    promise.by = PromiseBy(by)
    promise.text = text
    promise.due_on = due_on
    _check_promise(promise, on)
    promise.save(update_fields=["by", "text", "due_on", "moved"])
