"""What is to become of each record. Nothing is written here: the preview and the import both
ask, so that they count alike."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from contacts.models import Contact, ContactMethod, ContactTag, ImportantDate
from core.ids import uuid7
from importing.comparing import NOBODY, NOTHING, Change, Standing, compare, said_by
from importing.enums import ProblemCode
from importing.matching import Found, find
from importing.memory import Memory
from importing.records import Entry, Problem, Record
from importing.states import Outcome, RowNote


@dataclass(slots=True)
class Decision:
    """What becomes of one record. `said`: all that the source says, if any of it is new."""

    line: int
    outcome: Outcome
    name: str = ""
    contact_id: uuid.UUID | None = None
    change: Change = field(default_factory=Change)
    standing: Standing = field(default_factory=lambda: NOBODY)
    key: str = ""
    said: list[str] = field(default_factory=list)
    said_before: list[str] | None = None  # under this key; None if the key is new
    code: str = ""
    reason: str = ""
    warnings: list[tuple[str, str]] = field(default_factory=list)  # field and code
    raw: list[str] | None = None

    @property
    def who(self) -> uuid.UUID:
        """The person whom the record makes or means."""
        assert self.contact_id is not None, "nobody stands in this row"
        return self.contact_id


class Decider:
    """Decides on the entries of one file, set by set, in the order of its lines."""

    def __init__(self, *, owner_id: uuid.UUID, source: str) -> None:
        self._owner_id = owner_id
        self._source = source
        self._memory = Memory(source)

    def pass_by(self, entry: Entry, contact_id: uuid.UUID | None) -> None:
        """Remember an entry that was decided on, and written, before."""
        if isinstance(entry, Record):
            self._memory.line_before(entry)
        if contact_id is not None:
            self._memory.take(contact_id, entry.line)

    def decide(self, entries: Sequence[Entry]) -> list[Decision]:
        """In the same order, in about ten queries. Works inside acting_for."""
        firsts = [self._first(entry) for entry in entries]
        records = [entry for entry in firsts if isinstance(entry, Record)]
        found = find(records, owner_id=self._owner_id, source=self._source)
        known = {record.line: one for record, one in zip(records, found, strict=True)}
        said = {record.line: said_by(record) for record in records}
        with_news = [one.contact_id for line, one in known.items() if _is_news(said[line], one)]
        standings = _standings(with_news, self._owner_id)
        return [
            self._decision(entry, known[entry.line], said[entry.line], standings)
            if isinstance(entry, Record)
            else _rejected(entry)
            for entry in firsts
        ]

    def _first(self, entry: Entry) -> Entry:
        """The entry, or why it is not taken: the same person stood in the file before."""
        if isinstance(entry, Problem):
            return entry
        before = self._memory.line_before(entry)
        return entry if before is None else _repeated(entry, before)

    def _decision(
        self,
        record: Record,
        found: Found,
        said: list[str],
        standings: dict[uuid.UUID, Standing],
    ) -> Decision:
        if found.gone:
            return _left_out(record)
        if found.contact_id is None:
            change = compare(record, NOBODY, frozenset())
            return _taken(record, Outcome.CREATED, found, said, change)
        first = self._memory.take(found.contact_id, record.line)
        # Two records that the source itself tells apart may be one person since a merge.
        merged = found.is_known and not _is_news(said, found)
        if first != record.line and not merged:
            return _rejected(_repeated(record, first))
        if not _is_news(said, found):
            return _taken(record, Outcome.UNCHANGED, found, said)
        standing = standings[found.contact_id]
        change = compare(record, standing, found.said)
        outcome = Outcome.UPDATED if change else Outcome.UNCHANGED
        return _taken(record, outcome, found, said, change, standing)


def _is_news(said: list[str], found: Found) -> bool:
    return found.contact_id is not None and not found.said.issuperset(said)


def _taken(
    record: Record,
    outcome: Outcome,
    found: Found,
    said: list[str],
    change: Change = NOTHING,
    standing: Standing = NOBODY,
) -> Decision:
    return Decision(
        line=record.line,
        outcome=outcome,
        name=record.display,
        contact_id=found.contact_id or uuid7(),
        change=change,
        standing=standing,
        key=found.key,
        said=said if not found.is_known or _is_news(said, found) else [],
        said_before=sorted(found.said) if found.is_known else None,
        warnings=[
            *((warning.field, str(warning.code)) for warning in record.warnings),
            *((name, str(RowNote.KEPT_YOURS)) for name in change.kept),
        ],
    )


def _left_out(record: Record) -> Decision:
    return Decision(
        line=record.line,
        outcome=Outcome.SKIPPED,
        name=record.display,
        code=RowNote.PREVIOUSLY_DELETED,
        reason=str(RowNote.PREVIOUSLY_DELETED.label),
    )


def _rejected(problem: Problem) -> Decision:
    return Decision(
        line=problem.line,
        outcome=Outcome.ERROR,
        code=problem.code,
        reason=problem.reason,
        raw=problem.raw,
    )


def _repeated(record: Record, line: int) -> Problem:
    reason = _("The same person stands on line %(line)d.") % {"line": line}
    return Problem(record.line, ProblemCode.DUPLICATE_IN_FILE, reason, record.raw)


def _standings(
    contact_ids: Iterable[uuid.UUID | None], owner_id: uuid.UUID
) -> dict[uuid.UUID, Standing]:
    """People as they are now, locked: the import writes them in the same transaction."""
    ids = [pk for pk in contact_ids if pk is not None]
    if not ids:
        return {}
    contacts = Contact.objects.for_owner_id(owner_id).by_ids(ids).select_related("company")
    found = {
        contact.pk: Standing(contact, contact.company.name if contact.company else "")
        for contact in contacts.select_for_update(of=("self",)).order_by("pk")
    }
    methods = ContactMethod.objects.for_owner_id(owner_id).filter(contact__in=ids)
    for pk, kind, value in methods.values_list("contact_id", "kind", "normalised"):
        found[pk].methods.add((kind, value))
    tags = ContactTag.objects.for_owner_id(owner_id).filter(contact__in=ids)
    for pk, folded in tags.values_list("contact_id", "tag__folded"):
        found[pk].tags.add(folded)
    for day in ImportantDate.objects.for_owner_id(owner_id).filter(contact__in=ids):
        found[day.contact_id].dates[day.kind] = day
    return found
