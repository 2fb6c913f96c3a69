"""What the log form begins with: what its address says, or what is stored."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from contacts.models import Contact
from interactions import naming, quicklog, selectors
from interactions.enums import KindKey, Status
from interactions.models import Interaction, InteractionKind
from interactions.quicklog import Understood

if TYPE_CHECKING:
    from accounts.models import User


def begin(said: QueryDict, *, owner: "User", on: date) -> dict[str, Any]:
    """The options of a new Entry: `who` (ids), `kind` (a key), `status`, or a quick `line`."""
    initial: dict[str, Any] = {"key": uuid.uuid4(), "next": said.get("next", "")}
    people = _people(owner, said.getlist("who"))
    promises: list[dict[str, Any]] = []
    if line := said.get("line", ""):
        understood = read(line, owner=owner, on=on)
        named = naming.settle(understood.people, understood.unknown_names, said)
        people += _people(owner, map(str, named.ids))
        doubtful = [match.text for match in named.doubts] + named.unknown
        initial |= _as_typed(understood, owner, on) | {"who": ", ".join(doubtful)}
        promises = [promise._asdict() for promise in understood.promises]
    elif kind := said.get("kind", ""):
        initial["kind"] = InteractionKind.objects.for_user(owner).named(kind)
    if said.get("status") == Status.PLANNED:
        initial["status"] = Status.PLANNED
    return {"initial": initial, "people": people, "promises": promises}


def read(line: str, *, owner: "User", on: date) -> Understood:
    """The quick line as it is understood for this user."""
    kinds = selectors.kinds_by_name(owner)
    return quicklog.parse(line, on=on, lookup=selectors.lookup_of(owner), own_kinds=kinds)


def kind_of(owner: "User", key: str) -> InteractionKind:
    """The kind that a quick line named; a conversation if it named none."""
    kinds = InteractionKind.objects.for_user(owner)
    return kinds.named(key) or kinds.known_as(KindKey.TALK)


def _as_typed(understood: Understood, owner: "User", on: date) -> dict[str, Any]:
    return {
        "kind": kind_of(owner, understood.kind_key),
        "status": understood.status,
        "occurred_on": understood.occurred_on if understood.occurred_on != on else None,
        "precision": understood.precision,
        "time": understood.at_time,
        "text": understood.text,
        "direction": understood.direction,
    }


def _people(owner: "User", texts: Iterable[str]) -> list[Contact]:
    return naming.people_of(owner, (one for text in texts if (one := naming.as_uuid(text))))


def stored(interaction: Interaction) -> dict[str, Any]:
    """The options of an Entry that shows what is stored. Reads participants and marks."""
    parts = [part for part in interaction.participants.all() if part.contact.deleted_at is None]
    parts.sort(key=lambda part: part.contact.sort_name)
    names = ("kind", "status", "occurred_on", "time", "precision", "text", "ask_about", "direction")
    initial = {name: getattr(interaction, name) for name in (*names, "sensitive", "version")}
    return {
        "initial": {**initial, "key": uuid.uuid4(), "when": ""},
        "people": [part.contact for part in parts],
        "talked": {str(part.contact_id) for part in parts if part.talked},
        "marks": [
            {"who": str(part.contact_id), "verb": mark.verb, "what": mark.what}
            for part in parts
            for mark in part.marks.all()
        ],
        "held": interaction.kind,
    }
