"""What is to become of the conversations of a file, once it is clear who its people are."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from importing.models import ImportJob, ImportKey
from importing.records import Conversation
from importing.states import Outcome, RowNote
from interactions.models import Interaction, InteractionKind
from interactions.services import MOST_PEOPLE, SAID, Brought

People = Mapping[str, uuid.UUID | None]  # source_id to person; None for somebody left out


@dataclass(slots=True)
class Known:
    """What is known of one conversation from earlier imports."""

    said: frozenset[str] = frozenset()
    row: Interaction | None = None
    is_gone: bool = False  # the user deleted it


@dataclass(slots=True)
class Talk:
    """A conversation of the file with those of its people who are there.

    `row`: the same one, stored by an earlier import; it is what `outcome` says it is.
    """

    conversation: Conversation
    key: uuid.UUID
    contact_ids: list[uuid.UUID]
    outcome: Outcome
    note: RowNote | None = None
    kept: bool = False  # the user has changed it since, and it stays as it is
    row: Interaction | None = None
    said: list[str] = field(default_factory=list)
    said_before: list[str] | None = None
    pk: uuid.UUID | None = None


def key_of(conversation: Conversation, source: str, owner_id: uuid.UUID) -> uuid.UUID:
    """Equal whenever this source tells of the same conversation to the same user."""
    return key_named(conversation.key, source, owner_id)


def key_named(name: str, source: str, owner_id: uuid.UUID) -> uuid.UUID:
    """The key of the conversation that bears this name in its source."""
    said = f"{source}\x1ftalk\x1f{name}".encode()
    return uuid.UUID(bytes=blake2b(said, digest_size=16, key=owner_id.bytes).digest())


def decide_on(
    conversations: Sequence[Conversation], people: People, *, owner_id: uuid.UUID, source: str
) -> list[Talk]:
    """In the same order, in two queries. Works inside acting_for."""
    if not conversations:
        return []
    keys = [key_of(each, source, owner_id) for each in conversations]
    known = _known(keys, owner_id, source)
    return [
        _decide(each, key, known[key], people)
        for each, key in zip(conversations, keys, strict=True)
    ]


def _known(keys: Iterable[uuid.UUID], owner_id: uuid.UUID, source: str) -> dict[uuid.UUID, Known]:
    """Rows are locked: the import writes them in the same transaction."""
    found = {key: Known() for key in keys}
    remembered = ImportKey.objects.for_owner_id(owner_id).of_source(source)
    for row in remembered.with_keys(key.hex for key in found):
        found[uuid.UUID(row.key)] = Known(frozenset(row.said), is_gone=True)
    stored = Interaction.objects.for_owner_id(owner_id).with_keys(found)
    for interaction in stored.select_for_update().order_by("pk"):
        if interaction.key:
            known = found[interaction.key]
            known.row, known.is_gone = interaction, interaction.deleted_at is not None
    return found


def _decide(conversation: Conversation, key: uuid.UUID, known: Known, people: People) -> Talk:
    there = [people.get(who) for who in conversation.with_whom[:MOST_PEOPLE]]
    ids = list(dict.fromkeys(pk for pk in there if pk is not None))
    said = [said_by(conversation)]
    talk = Talk(conversation, key, ids, Outcome.UNCHANGED, row=known.row, said=said)
    talk.said_before = sorted(known.said) if known.said else None
    if known.is_gone:
        return _left_out(talk, RowNote.CONVERSATION_DELETED)
    if known.row is None:
        talk.outcome = Outcome.CREATED
        return talk if ids else _left_out(talk, RowNote.NOBODY_KNOWN)
    if known.said.issuperset(said):
        talk.said = []
    elif _mark(known.row) in known.said:
        talk.outcome = Outcome.UPDATED
    else:
        talk.kept = True
    return talk


def _left_out(talk: Talk, note: RowNote) -> Talk:
    talk.outcome, talk.note, talk.said = Outcome.SKIPPED, note, []
    return talk


def said_by(conversation: Conversation) -> str:
    """A digest of what the source says, to tell news by in the next import.

    The kind is left out: the user may file a conversation under another one, and it is a guess.
    """
    return _digest(
        conversation.occurred_on, conversation.time, conversation.text, conversation.direction
    )


def _mark(row: Interaction) -> str:
    return _digest(row.occurred_on, row.time, row.text, row.direction)


def _digest(*values: object) -> str:
    said = "\x1f".join("" if value is None else str(value) for value in values)
    return blake2b(said.encode(), digest_size=6).hexdigest()


def brought(talk: Talk, kinds: Mapping[str, InteractionKind]) -> Brought:
    """A new conversation as interactions.services takes it."""
    said = talk.conversation
    assert talk.pk is not None, "a new conversation has an id"
    return Brought(
        pk=talk.pk,
        key=talk.key,
        kind=kinds[said.kind],
        occurred_on=said.occurred_on,
        contact_ids=talk.contact_ids,
        time=said.time,
        text=said.text,
        direction=said.direction,
    )


def standing(row: Interaction) -> dict[str, str | None]:
    """What undo puts back of a conversation that an import changes."""
    values = {name: getattr(row, name) for name in SAID}
    return {name: None if value is None else str(value) for name, value in values.items()}


def said_anew(talk: Talk) -> Interaction:
    """The stored conversation with what the source says of it now; the caller stores it."""
    row, said = talk.row, talk.conversation
    assert row is not None, "only what is stored is said anew"
    row.occurred_on, row.time = said.occurred_on, said.time
    row.text, row.direction = said.text, said.direction
    return row


def kinds_of(job: ImportJob) -> dict[str, InteractionKind]:
    """The owner's kinds that every account has, by key."""
    return shipped_kinds(job.owner_id)


def shipped_kinds(owner_id: uuid.UUID) -> dict[str, InteractionKind]:
    kinds = InteractionKind.objects.for_owner_id(owner_id).exclude(key="")
    return {kind.key: kind for kind in kinds}
