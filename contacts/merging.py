"""Letting two people who are one be one, and parting them again.

What hangs on the one who goes leads to the survivor from then on: every link to a person that any
model has is found in the models themselves, so that none can be forgotten. What both have (a
conversation with both, a slot of one plan) is folded before by the app that owns it, on the event
`people_merging`. All writes go through one journal, and `part` takes it back.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from contacts.derivation import rederive, reindex
from contacts.easing import ease
from contacts.enums import State
from contacts.models import Contact, FormerId
from contacts.signals import counting_changed, people_merging, people_parted
from contacts.uniting import (
    Choices,
    unite_dates,
    unite_methods,
    unite_roles,
    unite_types,
    united_columns,
)
from core.journal import Journal, links_to, plain

LATE = {State.OVERDUE, State.DORMANT}


@transaction.atomic
def merge(
    *, survivor: Contact, loser: Contact, choices: Choices, on: date, at: datetime
) -> Journal:
    """Let `loser` become `survivor`, who keeps all that both had. What `part` takes back.

    The caller has locked both.
    """
    journal, before = Journal(survivor.owner_id), plain(survivor)
    late = bool({survivor.state_on(on), loser.state_on(on)} & LATE)
    columns = united_columns(survivor, loser, choices, on)
    _unite(journal, survivor, loser, choices, columns, on)
    for field, _on_delete in links_to(Contact):
        _repoint(journal, field, survivor, loser)
    journal.add(FormerId(pk=loser.pk, owner_id=loser.owner_id, contact=survivor))
    override = loser.cadence_override
    version = max(survivor.version, loser.version) + 1
    journal.remove(loser)
    people = Contact.objects.for_owner_id(survivor.owner_id).by_ids([survivor.pk])
    people.update(**columns, version=version, updated_at=at)
    _derive(survivor, override, late, on)
    journal.note_change(survivor, before)
    return journal


def _unite(
    journal: Journal,
    survivor: Contact,
    loser: Contact,
    choices: Choices,
    columns: dict[str, Any],
    on: date,
) -> None:
    companies = {each.company_id: str(each.company or "") for each in (survivor, loser)}
    unite_types(journal, survivor, loser)
    unite_methods(journal, survivor, loser, choices.without)
    now = companies[columns["company_id"]], columns["title"]
    unite_roles(journal, survivor, loser, now, on)
    dates = unite_dates(journal, survivor, loser, choices)
    people_merging.send(
        Contact, journal=journal, survivor=survivor, loser=loser, dates=dates, on=on
    )


def _repoint(journal: Journal, field: Any, survivor: Contact, loser: Contact) -> None:
    """Let one kind of link lead to the survivor; a row that is there already goes."""
    links = field.model._base_manager.filter(owner_id=loser.owner_id, **{field.name: loser.pk})
    try:
        with transaction.atomic():
            journal.move(links, field.name, survivor.pk)
        return
    except IntegrityError:
        pass  # some are there already: one by one
    for row in links:
        try:
            with transaction.atomic():
                journal.move(links.filter(pk=row.pk), field.name, survivor.pk)
        except IntegrityError:
            journal.remove(row)


def _derive(survivor: Contact, override: int | None, late: bool, on: date) -> None:
    """The dates of the merged person; nobody is late at once who was not before."""
    ids = [survivor.pk]
    reindex(ids)
    counting_changed.send(Contact, contact_ids=ids, on=on)
    survivor.refresh_from_db()
    people = Contact.objects.for_owner_id(survivor.owner_id).by_ids(ids)
    shorter = survivor.cadence_days is None or (override or 0) < survivor.cadence_days
    if override and survivor.cadence_override is None and shorter:
        people.update(cadence_override=override)
        rederive(ids, on)
        survivor.refresh_from_db()
    if survivor.state_on(on) in LATE and not late:
        ease(ids, on)
        rederive(ids, on)
        survivor.refresh_from_db()


@transaction.atomic
def part(journal: Journal, *, survivor_id: uuid.UUID, loser_id: uuid.UUID, on: date) -> None:
    """Take a merge back: two people again, each with what was theirs.

    What was written since stays with the survivor.
    """
    journal.take_back()
    ids = [survivor_id, loser_id]
    reindex(ids)
    counting_changed.send(Contact, contact_ids=ids, on=on)
    people_parted.send(Contact, survivor_id=survivor_id, loser_id=loser_id, on=on)
