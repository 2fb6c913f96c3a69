"""Taking a whole import back: its people go, the people it changed stand as before.

Who was edited since is kept as they are, and listed. Done set by set like the import, so that
it goes on after a crash.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from contacts.models import (
    Company,
    Contact,
    ContactTag,
    Relationship,
    Tag,
)
from contacts.photos import drop_photos
from contacts.services import put_back
from contacts.signals import dates_changed
from core.roles import acting_for
from importing.claims import hold, leave
from importing.duplicates import refresh
from importing.models import ImportJob, ImportKey, ImportRow
from importing.opening import SET
from importing.states import JobState, Outcome
from importing.undoing_talks import key_of_talk, listed, take_talks_back
from interactions.models import Participant, Promise
from reminders.enums import ReminderKind
from reminders.faults import fault
from reminders.models import Reminder

# Decisions on a person that leave the version as it is.
DECIDED = ("archived_on", "paused_from", "snoozed_until", "chosen_on")


def take_back(job: ImportJob, *, on: date) -> None:
    """Undo a claimed job until nothing of it is left but what was edited since."""
    while _take_back_some(job, on):
        fault("importing.set_taken_back")
    with acting_for(job.owner_id):
        _compare_afresh(job)
        leave(job, JobState.UNDONE)


def _compare_afresh(job: ImportJob) -> None:
    """Who was changed may look like nobody else any more."""
    hold(job)
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).updated().exclude(contact=None)
    touched = set(rows.values_list("contact_id", flat=True))
    if touched:
        refresh(job.owner, touched)


def _take_back_some(job: ImportJob, on: date) -> bool:
    """One set of rows, in one transaction with its checkpoint. False: none was left.

    The last come first: conversations go before the people who took part in them.
    """
    with acting_for(job.owner_id):
        hold(job)
        left = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).before(job.undone_to)
        rows = list(left.last_first().select_related("contact", "interaction")[:SET])
        if not rows:
            return False
        talks = [row for row in rows if row.interaction_id is not None]
        kept_talks = take_talks_back(job, talks, on)
        kept = _take_people_back(job, [row for row in rows if row.interaction_id is None], on)
        _forget(job, [row for row in rows if row not in kept and row not in kept_talks])
        said = [{"id": str(row.contact_id), "name": str(row.contact)} for row in kept]
        kept_on_undo = [*job.kept_on_undo, *said, *listed(kept_talks)]
        hold(job, undone_to=rows[-1].number, kept_on_undo=kept_on_undo)
    return True


def _take_people_back(job: ImportJob, rows: Sequence[ImportRow], on: date) -> list[ImportRow]:
    """Those that are kept."""
    companies, tags = _hanging_on(job, rows)
    kept = _remove(job, [row for row in rows if row.outcome == Outcome.CREATED])
    kept += _restore(job, [row for row in rows if row.outcome == Outcome.UPDATED], on)
    _remove_unused(job, companies, tags)
    return kept


def _remove(job: ImportJob, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Remove the people whom the import made; those to be kept."""
    present = [row for row in rows if row.contact is not None]
    touched = _touched(job, present)
    gone = [row.contact_id for row in present if row.contact_id not in touched]
    ImportKey.objects.for_owner_id(job.owner_id).of_people(gone).delete()
    Contact.objects.for_owner_id(job.owner_id).by_ids(filter(None, gone)).delete()
    return [row for row in present if row.contact_id in touched]


def _touched(job: ImportJob, rows: Sequence[ImportRow]) -> set[uuid.UUID | None]:
    """Who was edited, sorted in, or met since."""
    ids = [row.contact_id for row in rows]
    touched = {row.contact_id for row in rows if _is_edited(row)}
    for model in (Relationship, Participant, Promise):
        own = model.objects.for_owner_id(job.owner_id).filter(contact__in=ids)
        touched |= set(own.values_list("contact_id", flat=True))
    introduced = Contact.objects.for_owner_id(job.owner_id).filter(introduced_by__in=ids)
    touched |= set(introduced.values_list("introduced_by_id", flat=True))
    return touched


def _is_edited(row: ImportRow) -> bool:
    person = row.contact
    assert person is not None
    made = (row.before or {}).get("made", [])  # so from the start
    decided = any(getattr(person, column) is not None for column in DECIDED if column not in made)
    died = person.died and "died" not in made
    return decided or died or person.version != row.after_version


def _hanging_on(job: ImportJob, rows: Sequence[ImportRow]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """The companies and tags of those whom the import made or changed."""
    ids = [row.contact_id for row in rows if row.outcome in (Outcome.CREATED, Outcome.UPDATED)]
    people = Contact.objects.for_owner_id(job.owner_id).by_ids(filter(None, ids))
    companies = people.exclude(company=None).values_list("company_id", flat=True)
    taggings = ContactTag.objects.for_owner_id(job.owner_id).filter(contact__in=ids)
    return {pk for pk in companies if pk}, set(taggings.values_list("tag_id", flat=True))


def _remove_unused(job: ImportJob, companies: set[uuid.UUID], tags: set[uuid.UUID]) -> None:
    people = Contact.objects.for_owner_id(job.owner_id).filter(company=OuterRef("pk"))
    owned = Company.objects.for_owner_id(job.owner_id).filter(pk__in=companies)
    owned.filter(~Exists(people)).delete()
    taggings = ContactTag.objects.for_owner_id(job.owner_id).filter(tag=OuterRef("pk"))
    Tag.objects.for_owner_id(job.owner_id).filter(~Exists(taggings), pk__in=tags).delete()


def _restore(job: ImportJob, rows: Sequence[ImportRow], on: date) -> list[ImportRow]:
    """Let people stand as before the import; those to be kept as they are."""
    present = [row for row in rows if row.contact is not None]
    kept = [row for row in present if row.contact.version != row.after_version]
    columns = {}
    for row in present:
        if row not in kept:
            _restore_what_hangs_on(row, on)
            version = (row.after_version or 0) + 1
            columns[str(row.contact_id)] = {**(row.before or {})["columns"], "version": version}
    if columns:
        _forget_new_roles(job, columns)
        put_back(owner=job.owner, before={"people": columns, "made": {}}, on=on)
    return kept


def _forget_new_roles(job: ImportJob, contact_ids: Iterable[str]) -> None:
    news = Reminder.objects.for_owner_id(job.owner_id).of_kinds([ReminderKind.NEW_ROLE]).unclosed()
    since = news.filter(created_at__gte=job.created_at)
    since.of_contacts(map(uuid.UUID, contact_ids)).delete()


def _restore_what_hangs_on(row: ImportRow, on: date) -> None:
    before, person = row.before or {}, row.contact
    assert person is not None
    added = Q(pk=None)
    for kind, normalised in before["methods"]:
        added |= Q(kind=kind, normalised=normalised)
    person.methods.filter(added).delete()
    person.contact_tags.filter(tag__folded__in=before["tags"]).delete()
    if "photo" in before["columns"]:
        drop_photos(person.owner_id, [person.pk])
    _restore_positions(person, before)
    _restore_dates(person, before["dates"], on)


def _restore_positions(person: Contact, before: dict[str, Any]) -> None:
    if "positions" not in before:
        return
    person.positions.exclude(pk__in=before["positions"]).delete()
    for pk, ended_on in before["positions"].items():
        person.positions.filter(pk=pk).update(ended_on=ended_on)


def _restore_dates(person: Contact, dates: dict[str, list[int | None] | None], on: date) -> None:
    for kind, parts in dates.items():
        of_kind = person.dates.filter(kind=kind)
        if parts is None:
            of_kind.delete()
        else:
            year, month, day = parts
            of_kind.update(year=year, month=month, day=day)
    if dates and person.cadence_days is not None:
        dates_changed.send(Contact, contact=person, on=on)


def _forget(job: ImportJob, rows: Sequence[ImportRow]) -> None:
    """What the file said is news again."""
    keys = ImportKey.objects.for_owner_id(job.owner_id)
    keys.filter(job=job).of_people(row.contact_id for row in rows if row.contact_id).delete()
    made = [key_of_talk(row) for row in rows if row.outcome == Outcome.CREATED]
    keys.of_source(job.source).with_keys(filter(None, made)).delete()
    said = {
        row.before["key"]: row.before["said"] for row in rows if row.before and "key" in row.before
    }
    changed = list(keys.of_source(job.source).with_keys(said))
    for key in changed:
        key.said = said[key.key]
    ImportKey.objects.bulk_update(changed, ["said"])
