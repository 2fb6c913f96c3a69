"""Writing a set of decisions in bulk, in the transaction that also moves the checkpoint."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date

from django.db.models import F
from django.db.models.functions import Now

from contacts.derivation import rederive, reindex
from contacts.folding import fold, tidy
from contacts.models import (
    Company,
    Contact,
    ContactMethod,
    ContactTag,
    ImportantDate,
    Tag,
)
from contacts.photos import give_photos
from contacts.services import set_role
from contacts.signals import dates_changed
from importing.before import Before, standing_before
from importing.bulk import insert
from importing.conversing import brought, kinds_of, said_anew
from importing.deciding import Decision
from importing.models import ImportJob, ImportKey, ImportRow
from importing.opening import now_of
from importing.states import Outcome
from interactions import services

SOURCE = "import"  # of a conversation that an import brought


def write(job: ImportJob, decisions: Sequence[Decision], *, on: date) -> None:
    """Let these decisions come true. Works inside acting_for, in the caller's transaction."""
    people = [each for each in decisions if each.is_person]
    created = [each for each in people if each.outcome == Outcome.CREATED]
    updated = [each for each in people if each.outcome == Outcome.UPDATED]
    before = standing_before(job, decisions)
    _create(job, created)
    versions = _update(job, updated, on)
    _add_methods(job, [*created, *updated])
    _add_tags(job, [*created, *updated])
    photos = {each.who: each.change.photo for each in (*created, *updated) if each.change.photo}
    give_photos(job.owner_id, photos)
    ids = [each.who for each in (*created, *updated)]
    reindex(ids)
    rederive(ids, on)
    versions |= _converse(job, [each for each in decisions if not each.is_person], on)
    _remember(job, decisions)
    _report(job, decisions, before, versions)


def _create(job: ImportJob, decisions: list[Decision]) -> None:
    """New people wait to be sorted: nothing is due, and nobody is told."""
    companies = _companies(job, (each.change.role[0] for each in decisions if each.change.role))
    insert([_person(job, each, companies) for each in decisions])
    ImportantDate.objects.bulk_create(
        ImportantDate(owner_id=job.owner_id, contact_id=each.who, **day._asdict())
        for each in decisions
        for day in each.change.dates
    )


def _person(job: ImportJob, decision: Decision, companies: dict[str, Company]) -> Contact:
    company, title = decision.change.role or ("", "")
    return Contact(
        pk=decision.who,
        owner_id=job.owner_id,
        company=companies.get(fold(company)),
        title=title,
        **decision.change.columns,
    )


def _companies(job: ImportJob, names: Iterable[str]) -> dict[str, Company]:
    """The companies of these names by folded name, made where they are new."""
    wanted = {fold(name): tidy(name) for name in names if name}
    owned = Company.objects.for_owner_id(job.owner_id).filter(folded__in=wanted)
    known = {company.folded: company for company in owned}
    missing = [
        Company(owner_id=job.owner_id, name=wanted[folded], folded=folded)
        for folded in wanted.keys() - known.keys()
    ]
    if not missing:
        return known
    # Somebody may type the same name in this very moment.
    Company.objects.bulk_create(missing, ignore_conflicts=True)
    return {company.folded: company for company in owned.all()}


def _update(job: ImportJob, decisions: list[Decision], on: date) -> dict[int, int]:
    """The version of each updated person by number. Leaves the decisions as they were."""
    people = [copy(each.standing.contact) for each in decisions]
    columns = {column for each in decisions for column in each.change.columns}
    for person, each in zip(people, decisions, strict=True):
        for column, value in each.change.columns.items():
            setattr(person, column, value)
    if columns:
        Contact.objects.bulk_update(people, sorted(columns))
    own = Contact.objects.for_owner_id(job.owner_id).by_ids(person.pk for person in people)
    own.update(version=F("version") + 1, updated_at=Now())
    for person, each in zip(people, decisions, strict=True):
        person.owner = job.owner
        person.version += 1
        _update_person(person, each, on)
    return {each.number: person.version for person, each in zip(people, decisions, strict=True)}


def _update_person(person: Contact, decision: Decision, on: date) -> None:
    """What only few people have: another role, another date."""
    change = decision.change
    if change.role:
        company, title = change.role
        set_role(person, company_name=company, title=title, on=on, noticed=change.is_news)
    for day in change.dates:
        row = decision.standing.dates.get(day.kind)
        row = row or ImportantDate(owner_id=person.owner_id, contact=person, kind=day.kind)
        row.year, row.month, row.day = day.year, day.month, day.day
        row.save()
    if change.dates and person.cadence_days is not None:  # of others, nobody wants to know
        dates_changed.send(Contact, contact=person, on=on)


def _converse(job: ImportJob, decisions: list[Decision], on: date) -> dict[int, int]:
    """Conversations with people who are there by now; the version of each by number."""
    talks = {each.number: each.talk for each in decisions if each.talk is not None}
    at = now_of(job)
    new = [talk for talk in talks.values() if talk.outcome == Outcome.CREATED]
    if new:
        kinds = kinds_of(job)
        rows = [brought(talk, kinds) for talk in new]
        services.bring(job.owner, rows, source=SOURCE, on=on, at=at)
    changed = [talk for talk in talks.values() if talk.outcome == Outcome.UPDATED]
    if changed:
        services.say_anew([said_anew(talk) for talk in changed], on=on, at=at)
    return {number: talk.row.version for number, talk in talks.items() if talk.row}


def _add_methods(job: ImportJob, decisions: list[Decision]) -> None:
    insert(
        [
            ContactMethod(
                owner_id=job.owner_id,
                contact_id=each.who,
                kind=method.kind,
                label=method.label,
                value=method.value,
                normalised=method.normalised,
                primary=place == _first_of_kind(each, method.kind),
                position=len(each.standing.methods) + place,
            )
            for each in decisions
            for place, method in enumerate(each.change.methods)
        ]
    )


def _first_of_kind(decision: Decision, kind: str) -> int | None:
    """The place of the first new method of a kind, if the person had none of it."""
    if any(had == kind for had, _value in decision.standing.methods):
        return None
    kinds = [method.kind for method in decision.change.methods]
    return next(place for place, each in enumerate(kinds) if each == kind)


def _add_tags(job: ImportJob, decisions: list[Decision]) -> None:
    wanted = {fold(tag): tag for each in decisions for tag in each.change.tags}
    if not wanted:
        return
    tags = _tags(job, wanted)
    ContactTag.objects.bulk_create(
        ContactTag(owner_id=job.owner_id, contact_id=each.who, tag=tags[folded])
        for each in decisions
        for folded in dict.fromkeys(map(fold, each.change.tags))
    )


def _tags(job: ImportJob, wanted: dict[str, str]) -> dict[str, Tag]:
    Tag.objects.bulk_create(
        (Tag(owner_id=job.owner_id, name=name, folded=folded) for folded, name in wanted.items()),
        ignore_conflicts=True,
    )
    owned = Tag.objects.for_owner_id(job.owner_id).filter(folded__in=wanted)
    return {tag.folded: tag for tag in owned}


def _remember(job: ImportJob, decisions: Iterable[Decision]) -> None:
    """What the source said of whom. A key of an earlier job stays that job's."""
    insert(
        [
            ImportKey(
                owner_id=job.owner_id,
                source=job.source,
                key=each.key,
                said=each.said,
                contact_id=each.contact_id,
                job_id=job.pk,
            )
            for each in decisions
            if each.said
        ],
        on_conflict="ON CONFLICT (owner_id, source, key)"
        " DO UPDATE SET said = excluded.said, contact_id = excluded.contact_id",
    )


def _report(
    job: ImportJob,
    decisions: Iterable[Decision],
    before: dict[int, Before],
    versions: dict[int, int],
) -> None:
    insert(
        [
            ImportRow(
                owner_id=job.owner_id,
                job_id=job.pk,
                number=each.number,
                line=each.line,
                outcome=each.outcome,
                contact_id=each.contact_id,
                interaction_id=each.talk.pk if each.talk else None,
                matched=each.matched,
                code=each.code,
                reason=each.reason,
                warnings=each.warnings,
                raw=each.raw,
                before=before.get(each.number),
                after_version=1 if each.outcome == Outcome.CREATED else versions.get(each.number),
            )
            for each in decisions
        ]
    )
