"""What is to become of each record. Nothing is written here: the preview and the import both
ask, so that they count alike."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.regions import region_of
from contacts.folding import fold
from contacts.models import Contact, ContactMethod, ContactTag, ImportantDate, Position
from core.days import written
from core.ids import uuid7
from importing.comparing import NOBODY, NOTHING, Change, Standing, compare, said_by
from importing.conversing import Talk, decide_on
from importing.enums import ProblemCode
from importing.matching import Found, find
from importing.memory import Memory
from importing.models import ImportJob
from importing.records import Conversation, Entry, Problem, Record
from importing.sniffing import ADD_PEOPLE, YES
from importing.states import Outcome, RowNote

LONGEST_LINE = 120
Warned = tuple[str, ...]  # field and code; what the file says, where the user's words stay


@dataclass(slots=True)
class Decision:
    """What becomes of one record. `said`: all that the source says, if any of it is new.

    `number` counts the records of the file. With a `talk` it is about a conversation.
    """

    line: int
    outcome: Outcome
    number: int = 0
    talk: Talk | None = None
    name: str = ""
    contact_id: uuid.UUID | None = None
    change: Change = field(default_factory=Change)
    standing: Standing = field(default_factory=lambda: NOBODY)
    matched: str = ""
    key: str = ""
    said: list[str] = field(default_factory=list)
    said_before: list[str] | None = None  # under this key; None if the key is new
    code: str = ""
    reason: str = ""
    warnings: list[Warned] = field(default_factory=list)
    raw: list[str] | None = None

    @property
    def is_person(self) -> bool:
        return self.talk is None

    @property
    def who(self) -> uuid.UUID:
        """The person whom the record makes or means."""
        assert self.contact_id is not None, "nobody stands in this row"
        return self.contact_id


class Decider:
    """Decides on the entries of one file, set by set, in the order of its lines.

    `add_people`: those whom a conversation mentions and who are not there yet become people.
    `region`: in which country phone numbers without one are, see accounts.regions.
    """

    def __init__(
        self, *, owner_id: uuid.UUID, source: str, add_people: bool = True, region: str = ""
    ) -> None:
        self._owner_id = owner_id
        self._region = region
        self._source = source
        self._add_people = add_people
        self._memory = Memory(source)
        self._people: dict[str, uuid.UUID | None] = {}  # by the source's id
        self._number = 0

    def pass_by(self, entry: Entry, contact_id: uuid.UUID | None) -> None:
        """Remember an entry that was decided on, and written, before."""
        self._number += 1
        if not isinstance(entry, Record):
            return
        if entry.source_id:
            self._people[entry.source_id] = contact_id
        if entry.mentioned:
            return
        self._memory.line_before(entry)
        if contact_id is not None:
            self._memory.take(contact_id, entry.line)

    def decide(self, entries: Sequence[Entry]) -> list[Decision]:
        """In the same order, in about ten queries. Works inside acting_for."""
        firsts = [self._first(entry) for entry in entries]
        records = [entry for entry in firsts if isinstance(entry, Record)]
        found = find(records, owner_id=self._owner_id, source=self._source, region=self._region)
        said = [said_by(record) for record in records]
        with_news = [
            one.contact_id
            for record, one, values in zip(records, found, said, strict=True)
            if not record.mentioned and _is_news(values, one)
        ]
        standings = _standings(with_news, self._owner_id)
        of_people = (
            self._decision(record, one, values, standings)
            for record, one, values in zip(records, found, said, strict=True)
        )
        decided = [next(of_people) if isinstance(entry, Record) else entry for entry in firsts]
        talks = self._talks(firsts)
        made = [self._made(entry, talks) for entry in decided]
        for decision in made:
            self._number += 1
            decision.number = self._number
        return made

    def _first(self, entry: Entry) -> Entry:
        """The entry, or why it is not taken: the same person stood in the file before."""
        if not isinstance(entry, Record) or entry.mentioned:
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
        decision = self._on_person(record, found, said, standings)
        if record.source_id:
            self._people[record.source_id] = decision.contact_id
        return decision

    def _on_person(
        self,
        record: Record,
        found: Found,
        said: list[str],
        standings: dict[uuid.UUID, Standing],
    ) -> Decision:
        before = self._people.get(record.source_id) if record.mentioned else None
        if before is not None:  # somebody whom the file told of before
            return _known(record, before)
        if found.gone:
            return _left_out(record, RowNote.PREVIOUSLY_DELETED)
        if found.contact_id is None:
            if record.mentioned and not self._add_people:
                return _left_out(record, RowNote.NOT_ADDED)
            change = compare(record, NOBODY, frozenset())
            return _taken(record, Outcome.CREATED, found, said, change)
        if record.mentioned:
            return _known(record, found.contact_id)
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

    def _talks(self, entries: Sequence[Entry]) -> Iterator[Talk]:
        """Whom the people of this set are is known by now."""
        conversations = [entry for entry in entries if isinstance(entry, Conversation)]
        people, owner_id = self._people, self._owner_id
        return iter(decide_on(conversations, people, owner_id=owner_id, source=self._source))

    def _made(self, entry: Decision | Entry, talks: Iterator[Talk]) -> Decision:
        if isinstance(entry, Conversation):
            return _conversed(next(talks))
        if isinstance(entry, Problem):
            return _rejected(entry)
        assert isinstance(entry, Decision)
        return entry


def decider_of(job: ImportJob) -> Decider:
    """A decider at the beginning of a job's file."""
    answers = {ask["name"]: ask["value"] for ask in job.reading["asks"]}
    add = answers.get(ADD_PEOPLE, YES) == YES
    region = region_of(job.owner.time_zone)
    return Decider(owner_id=job.owner_id, source=job.source, add_people=add, region=region)


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
        matched=found.by,
        key=found.key,
        said=said if not found.is_known or _is_news(said, found) else [],
        said_before=sorted(found.said) if found.is_known else None,
        warnings=[
            *((warning.field, str(warning.code)) for warning in record.warnings),
            *(
                (name, str(RowNote.KEPT_YOURS), value[:LONGEST_LINE])
                for name, value in change.kept.items()
            ),
        ],
    )


def _known(record: Record, contact_id: uuid.UUID) -> Decision:
    """Somebody who is there, and of whom the file says nothing else."""
    return Decision(
        line=record.line, outcome=Outcome.UNCHANGED, name=record.display, contact_id=contact_id
    )


def _conversed(talk: Talk) -> Decision:
    said = talk.conversation
    warnings: list[Warned] = [(warning.field, str(warning.code)) for warning in said.warnings]
    if talk.kept:
        warnings.append(("*", str(RowNote.KEPT_YOURS)))
    if talk.outcome == Outcome.CREATED:
        talk.pk = uuid7()
    elif talk.row is not None:
        talk.pk = talk.row.pk
    return Decision(
        line=said.line,
        outcome=talk.outcome,
        name=name_of(said),
        talk=talk,
        key=talk.key.hex,
        said=talk.said,
        said_before=talk.said_before,
        code=talk.note or "",
        reason=str(talk.note.label) if talk.note else "",
        warnings=warnings,
    )


def name_of(conversation: Conversation) -> str:
    """A conversation in one line, for the preview."""
    day = written(conversation.occurred_on, "j M Y")
    first = conversation.text.partition("\n")[0][:LONGEST_LINE]
    return f"{day}: {first}" if first else day


def _left_out(record: Record, note: RowNote) -> Decision:
    return Decision(
        line=record.line,
        outcome=Outcome.SKIPPED,
        name=record.display,
        code=note,
        reason=str(note.label),
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
    left = Position.objects.for_owner_id(owner_id).filter(contact__in=ids).exclude(ended_on=None)
    for pk, company, title in left.values_list("contact_id", "company", "title"):
        found[pk].left.add((fold(company), fold(title)))
    return found
