"""What an interaction says, as one value: compared, stored as a version, put back."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any, NamedTuple, Self

from interactions.enums import GATHERING
from interactions.models import Interaction

# Fields that stand under the same name in the row.
PLAIN = (
    *("kind_id", "status", "occurred_on", "precision", "time", "text", "ask_about"),
    *("direction", "sensitive", "follow_up_days"),
)


class MarkOf(NamedTuple):
    """Something that went between the user and one of the people."""

    contact_id: uuid.UUID
    verb: str
    what: str


@dataclass(frozen=True)
class Part:
    """One person's part. Marks are pairs of verb and what."""

    contact_id: uuid.UUID
    talked: bool = True
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Content:
    kind_id: uuid.UUID
    status: str
    occurred_on: date
    precision: str
    time: time | None
    text: str
    ask_about: str
    direction: str
    sensitive: bool
    follow_up_days: int | None = None
    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, interaction: Interaction) -> Self:
        """What a stored interaction says."""
        rows = interaction.participants.prefetch_related("marks")
        parts = (
            Part(row.contact_id, row.talked, _ordered((m.verb, m.what) for m in row.marks.all()))
            for row in rows
        )
        plain = {name: getattr(interaction, name) for name in PLAIN}
        return cls(**plain, parts=_by_contact(parts))

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        parts = (
            Part(uuid.UUID(p["contact_id"]), p["talked"], _ordered(p["marks"]))
            for p in said["parts"]
        )
        read = {
            "kind_id": uuid.UUID(said["kind_id"]),
            "occurred_on": date.fromisoformat(said["occurred_on"]),
            "time": time.fromisoformat(said["time"]) if said["time"] else None,
        }
        return cls(**{**said, **read, "parts": _by_contact(parts)})

    def as_json(self) -> dict[str, Any]:
        """As plain strings, numbers and lists; `from_json` reads them."""
        said = {
            "kind_id": str(self.kind_id),
            "occurred_on": self.occurred_on.isoformat(),
            "time": self.time.isoformat() if self.time else None,
        }
        parts = [{**asdict(part), "contact_id": str(part.contact_id)} for part in self.parts]
        return {**self.plain(), **said, "parts": parts}

    @property
    def contact_ids(self) -> set[uuid.UUID]:
        return {part.contact_id for part in self.parts}

    def plain(self) -> dict[str, Any]:
        """The fields of the row itself."""
        return {name: getattr(self, name) for name in PLAIN}

    def with_people(
        self,
        contact_ids: Iterable[uuid.UUID],
        talked_ids: Collection[uuid.UUID] | None,
        marks: Sequence[MarkOf] | None,
    ) -> Self:
        """The same with these people. None keeps what is known of those who stay."""
        ids = set(contact_ids)
        before = {part.contact_id: part for part in self.parts}
        # In a small round everybody talks; in a gathering only those who are named.
        usual = Part(uuid.UUID(int=0), talked=len(ids) <= GATHERING)
        parts = [replace(before.get(one, usual), contact_id=one) for one in ids]
        if talked_ids is not None:
            parts = [replace(part, talked=part.contact_id in talked_ids) for part in parts]
        if marks is not None:
            parts = [replace(part, marks=_of(part.contact_id, marks)) for part in parts]
        return replace(self, parts=_by_contact(parts))

    def only(self, contact_ids: Collection[uuid.UUID]) -> Self:
        """The same without the people who are gone."""
        return replace(self, parts=tuple(p for p in self.parts if p.contact_id in contact_ids))


def _of(contact_id: uuid.UUID, marks: Iterable[MarkOf]) -> tuple[tuple[str, str], ...]:
    return _ordered((mark.verb, mark.what) for mark in marks if mark.contact_id == contact_id)


def _ordered(marks: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(str(verb), str(what)) for verb, what in marks}))


def _by_contact(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: part.contact_id))
