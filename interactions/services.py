"""Every write of what happened. What moves a clock ends in one derivation, and is told to the apps
above inside the same transaction. Promises and kinds have modules of their own behind this door."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.models import Contact
from contacts.services import create_contact, delete_contact
from interactions import derivation
from interactions.bringing import SAID, Brought, bring, hung_on, say_anew, take_away
from interactions.contents import Content, MarkOf
from interactions.days import day_problem
from interactions.enums import Precision, Status
from interactions.exceptions import StaleEdit
from interactions.merging import fold
from interactions.models import Interaction, InteractionKind, InteractionVersion
from interactions.promises import (
    NewPromise,
    drop_promise,
    edit_promise,
    keep_promise,
    let_go,
    move_promise,
    promise,
    promise_all,
    reopen_promise,
    take_up,
)
from interactions.rows import write
from interactions.signals import interaction_logged, interaction_removed

MOST_PEOPLE = 200

__all__ = [
    "SAID",
    "Brought",
    "NewPromise",
    "answer_happened",
    "bring",
    "delete",
    "drop_promise",
    "edit",
    "edit_promise",
    "fold",
    "hung_on",
    "keep_promise",
    "log",
    "move_promise",
    "promise",
    "put_back",
    "reopen_promise",
    "restore",
    "say_anew",
    "take_away",
    "unlog",
]


def log(
    *,
    owner: User,
    contact_ids: Sequence[uuid.UUID],
    kind: InteractionKind,
    occurred_on: date,
    on: date,
    at: datetime,
    status: str = Status.DONE,
    precision: str = Precision.DAY,
    time: time | None = None,
    text: str = "",
    ask_about: str = "",
    direction: str = "",
    sensitive: bool = False,
    follow_up_days: int | None = None,
    talked_ids: Collection[uuid.UUID] | None = None,
    marks: Sequence[MarkOf] = (),
    promises: Iterable[NewPromise] = (),
    names: Sequence[str] = (),
    key: uuid.UUID | None = None,
    source: str = "",
) -> Interaction:
    """Store what happened, or is planned, with these people of `owner`.

    `names` are people to be added first. Called again with the same `key` it stores nothing new
    and returns the first row. Raises ValidationError for a day that can't be,
    Contact.DoesNotExist for a stranger's person.
    """
    content = Content(
        kind_id=kind.pk,
        status=status,
        occurred_on=occurred_on,
        precision=precision,
        time=time,
        text=text,
        ask_about=ask_about,
        direction=direction,
        sensitive=sensitive,
        follow_up_days=follow_up_days,
    )

    def store() -> Interaction:
        _check_day(content, on)
        _check_there(owner, set(contact_ids))
        ids = [*contact_ids, *_add_people(owner, names, on=on, at=at)]
        _check_count(ids)
        interaction = Interaction(
            owner=owner, kind=kind, key=key, source=source, created_at=at, updated_at=at
        )
        write(interaction, content.with_people(ids, talked_ids, marks))
        promise_all(interaction, promises, ids[0], on=on, key=key)
        derivation.rederive(ids, on)
        _tell_logged(interaction, ids, on)
        return interaction

    return once(store, owner=owner, key=key, on=on, at=at)


def once(
    store: Callable[[], Interaction],
    *,
    owner: User,
    key: uuid.UUID | None,
    on: date,
    at: datetime,
) -> Interaction:
    """What `store` logs under `key`; on a second call, what the first one logged.

    Of two at the same moment the database lets one in, and undoes all that the other did.
    What was in the trash meanwhile comes back: its form was sent again.
    """
    keyed = Interaction.objects.for_user(owner).keyed(key)
    if key and (earlier := keyed.first()):
        return restore(earlier, on=on, at=at)
    try:
        with transaction.atomic():
            return store()
    except IntegrityError:
        if key and (earlier := keyed.first()):
            return earlier
        raise


def _add_people(
    owner: User, names: Iterable[str], *, on: date, at: datetime
) -> Iterator[uuid.UUID]:
    for name in names:
        # What is being logged says when they last talked.
        yield create_contact(owner=owner, on=on, at=at, display=name, last_talked=None).pk


@transaction.atomic
def unlog(
    interaction: Interaction, *, added_ids: Iterable[uuid.UUID], on: date, at: datetime
) -> None:
    """Take a log back with what it promised, and those it added who had part in nothing else."""
    delete(interaction, on=on, at=at)
    let_go(interaction, on=on)
    for person in Contact.objects.for_owner_id(interaction.owner_id).by_ids(added_ids):
        if not person.participations.kept().exists():
            delete_contact(person, at)


@transaction.atomic
def edit(
    interaction: Interaction,
    *,
    version: int,
    on: date,
    at: datetime,
    names: Sequence[str] = (),
    promises: Iterable[NewPromise] = (),
    key: uuid.UUID | None = None,
    **fields: Any,
) -> Interaction:
    """Change what `fields` names (as in `log`), and keep what stood before as a version.

    Raises StaleEdit if it is no longer at `version`, unless it says just that already.
    `promises` are added; with the same `key` only once.
    """
    current = _locked(interaction)
    before = Content.of(current)
    wanted = _changed(current, before, fields)
    if version != current.version and (names or wanted != before):
        raise StaleEdit(current)
    if names:
        added = _add_people(current.owner, names, on=on, at=at)
        wanted = wanted.with_people([*wanted.contact_ids, *added], None, None)
    _check_count(wanted.contact_ids)
    _check_there(current.owner, wanted.contact_ids - before.contact_ids)
    changed = _change(current, wanted, on=on, at=at)
    first = next(iter(fields.get("contact_ids") or sorted(wanted.contact_ids)))
    promise_all(changed, promises, first, on=on, key=key)
    return changed


@transaction.atomic
def delete(interaction: Interaction, *, on: date, at: datetime) -> None:
    """Into the trash; the clocks go back. Does nothing the second time."""
    current = _locked(interaction)
    if current.deleted_at is not None:
        return
    _mark_deleted(current, at)
    _settle(current, interaction_removed, on)


@transaction.atomic
def restore(interaction: Interaction, *, on: date, at: datetime) -> Interaction:
    """Out of the trash again, as it was."""
    current = _locked(interaction)
    if current.deleted_at is not None:
        take_up(current, on=current.owner.today(current.deleted_at))
        _mark_deleted(current, None)
        _settle(current, interaction_logged, on)
    return current


@transaction.atomic
def answer_happened(
    interaction: Interaction,
    *,
    happened: bool,
    on: date,
    at: datetime,
    new_date: date | None = None,
) -> Interaction:
    """*Did it happen?* Yes counts; no puts the people back in the list, unless it moves.

    What has been answered already stays as it is.
    """
    current = _locked(interaction)
    if current.status != Status.PLANNED:
        return current
    before = Content.of(current)
    if happened:
        wanted = replace(before, status=Status.DONE)
    elif new_date is not None:
        wanted = replace(before, occurred_on=new_date)
    else:
        wanted = replace(before, status=Status.CANCELLED)
    return _change(current, wanted, on=on, at=at)


@transaction.atomic
def put_back(interaction: Interaction, *, version: int, on: date, at: datetime) -> Interaction:
    """Take an edit back: say again what stood before it raised `version`, people included."""
    current = _locked(interaction)
    before = current.versions.get(version=version).before
    wanted = Content.from_json(before)
    there = Contact.objects.for_user(current.owner).by_ids(wanted.contact_ids)
    wanted = wanted.only(set(there.values_list("pk", flat=True)))
    return _change(current, wanted, on=on, at=at)


def _locked(interaction: Interaction) -> Interaction:
    """The row as it stands, for us alone until the end of the transaction."""
    return Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)


def _changed(interaction: Interaction, before: Content, fields: dict[str, Any]) -> Content:
    """What it will say with `fields`, which are named as in `log`."""
    fields = dict(fields)
    contact_ids = fields.pop("contact_ids", None)
    talked_ids = fields.pop("talked_ids", None)
    marks = fields.pop("marks", None)
    if kind := fields.pop("kind", None):
        fields["kind_id"] = kind.pk
    people = before.contact_ids
    if contact_ids is not None:
        # Nobody sees those in the trash, so nobody can have meant to remove them.
        people = set(contact_ids) | interaction.participants.in_trash_ids()
    return replace(before, **fields).with_people(people, talked_ids, marks)


def _change(interaction: Interaction, wanted: Content, *, on: date, at: datetime) -> Interaction:
    before = Content.of(interaction)
    if wanted == before:
        return interaction
    if (wanted.status, wanted.occurred_on) != (before.status, before.occurred_on):
        _check_day(wanted, on)
    InteractionVersion.objects.create(
        owner_id=interaction.owner_id,
        interaction=interaction,
        version=interaction.version,
        before=before.as_json(),
        at=at,
    )
    interaction.version += 1
    interaction.updated_at = at
    write(interaction, wanted)
    derivation.rederive(before.contact_ids | wanted.contact_ids, on)
    _tell_changed(interaction, before, wanted, on)
    return interaction


def _tell_changed(interaction: Interaction, before: Content, wanted: Content, on: date) -> None:
    removed = before.contact_ids - wanted.contact_ids
    if wanted.status == Status.CANCELLED:
        removed = before.contact_ids | wanted.contact_ids
    else:
        _tell_logged(interaction, wanted.contact_ids, on)
    if removed:
        interaction_removed.send(
            Interaction, interaction=interaction, contact_ids=list(removed), on=on
        )


def _tell_logged(interaction: Interaction, contact_ids: Iterable[uuid.UUID], on: date) -> None:
    interaction_logged.send(
        Interaction, interaction=interaction, contact_ids=list(contact_ids), on=on
    )


def _settle(interaction: Interaction, signal: Any, on: date) -> None:
    ids = list(interaction.participants.values_list("contact_id", flat=True))
    derivation.rederive(ids, on)
    signal.send(Interaction, interaction=interaction, contact_ids=ids, on=on)


def _mark_deleted(interaction: Interaction, at: datetime | None) -> None:
    interaction.deleted_at = at
    interaction.save(update_fields=["deleted_at"])


def _check_day(content: Content, on: date) -> None:
    """What has not come yet can only be planned."""
    problem = day_problem(content.status, content.occurred_on, on)
    if problem:
        raise ValidationError({"occurred_on": problem})


def _check_count(contact_ids: Collection[uuid.UUID]) -> None:
    if not 1 <= len(contact_ids) <= MOST_PEOPLE:
        raise ValidationError(
            {"who": _("Name between one and %(most)d people.") % {"most": MOST_PEOPLE}}
        )


def _check_there(owner: User, contact_ids: set[uuid.UUID]) -> None:
    people = Contact.objects.for_user(owner).kept().by_ids(contact_ids)
    if contact_ids and people.count() != len(contact_ids):
        raise Contact.DoesNotExist
