"""What the log form begins with: what its address says, or what is stored."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from contacts.models import Contact
from core.ids import ids_of
from interactions import naming, quick_line
from interactions.enums import KindKey, Status
from interactions.models import Interaction
from interactions.selectors import Kinds

if TYPE_CHECKING:
    from accounts.models import User


def begin(said: QueryDict, *, owner: "User", on: date) -> dict[str, Any]:
    """The options of a new Entry: `who` (ids), `kind` (a key), `status`, a quick `line`,
    or what was `shared_…` from another app."""
    initial: dict[str, Any] = {"key": uuid.uuid4()}
    people = _people(owner, said.getlist("who"))
    promises: list[dict[str, Any]] = []
    if text := said.get("line", ""):
        line = quick_line.read(text, said, owner=owner, on=on)
        initial = quick_line.initial_of(line)
        people += _people(owner, map(str, line.named.ids))
        promises = [promise._asdict() for promise in line.understood.promises]
    elif kind := said.get("kind", ""):
        initial["kind"] = Kinds(owner).of(kind)
    elif shared := _shared(said):
        initial |= {"kind": Kinds(owner).of(KindKey.NOTE), "text": shared}
    if said.get("status") == Status.PLANNED:
        initial["status"] = Status.PLANNED
    initial["next"] = said.get("next", "")
    return {"initial": initial, "people": people, "promises": promises}


def _shared(said: QueryDict) -> str:
    """What another app on a phone shared, as the text of a note."""
    parts = (said.get(f"shared_{name}", "").strip() for name in ("title", "text", "url"))
    return "\n\n".join(dict.fromkeys(filter(None, parts)))


def _people(owner: "User", texts: Iterable[str]) -> list[Contact]:
    return naming.people_of(owner, ids_of(texts))


def stored(interaction: Interaction) -> dict[str, Any]:
    """The options of an Entry that shows what is stored. Reads participants and marks."""
    parts = [part for part in interaction.participants.all() if part.contact.deleted_at is None]
    parts.sort(key=lambda part: part.contact.sort_name)
    names = ("kind", "status", "occurred_on", "time", "precision", "text", "ask_about", "direction")
    more = ("sensitive", "follow_up_days", "version")
    initial = {name: getattr(interaction, name) for name in (*names, *more)}
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
