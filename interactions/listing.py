"""All conversations of an account, one after another, as plain values for scripts and files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from interactions.models import Interaction, Participant

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 500
Line = dict[str, Any]


def interaction_lines(user: "User") -> Iterator[Line]:
    """Those not in the trash, in the order of logging, some hundred at a time: the memory stays
    small and the queries are as many as the chunks."""
    rows = Interaction.objects.for_user(user).kept().with_people().oldest_first()
    last = None
    while chunk := list((rows.later_than(last) if last else rows)[:AT_ONCE]):
        yield from map(interaction_line, chunk)
        last = chunk[-1].pk


def interaction_line(row: Interaction) -> Line:
    """One conversation; reads what `with_people` has fetched. A kind of the user's own has its
    name in place of a key; `people` are names, `people_ids` stand in the same order."""
    parts = sorted(row.participants.all(), key=lambda part: (part.contact.sort_name, part.pk))
    return {
        "id": str(row.pk),
        "kind": row.kind.key or row.kind.name,
        "occurred_on": row.occurred_on.isoformat(),
        "precision": row.precision,
        "time": row.time.isoformat("minutes") if row.time else None,
        "status": row.status,
        "direction": row.direction,
        "text": row.text,
        "ask_about": row.ask_about,
        "sensitive": row.sensitive,
        "people": [part.contact.display for part in parts],
        "people_ids": [str(part.contact_id) for part in parts],
        "marks": [mark for part in parts for mark in _marks(part)],
    }


def _marks(part: Participant) -> list[Line]:
    marks = sorted((mark.verb, mark.what) for mark in part.marks.all())
    return [{"person": part.contact.display, "verb": verb, "what": what} for verb, what in marks]
