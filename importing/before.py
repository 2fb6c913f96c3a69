"""What stood before an import, kept row by row, so that undo can put it back."""

import uuid
from collections.abc import Iterable
from typing import Any

from contacts.folding import fold
from contacts.models import Position
from importing.conversing import standing
from importing.deciding import Decision
from importing.models import ImportJob
from importing.states import Outcome

Before = dict[str, Any]
# What a new person may be from the start, and else only by a decision of the user.
MADE = ("archived_on", "died")


def standing_before(job: ImportJob, decisions: Iterable[Decision]) -> dict[int, Before]:
    """By number: all that undo puts back."""
    before: dict[int, Before] = {}
    for each in decisions:
        if each.said and each.said_before is not None:
            before[each.number] = {"key": each.key, "said": each.said_before}
    for each in decisions:
        made = [name for name in MADE if each.is_person and each.change.columns.get(name)]
        if made and each.outcome == Outcome.CREATED:
            before.setdefault(each.number, {})["made"] = made
    updated = [each for each in decisions if each.outcome == Outcome.UPDATED]
    for each in updated:
        if each.talk and each.talk.row:
            before.setdefault(each.number, {})["conversation"] = standing(each.talk.row)
    updated = [each for each in updated if each.is_person]
    with_role = [each.who for each in updated if each.change.role]
    positions = _positions_before(job, with_role) if with_role else {}
    for each in updated:
        before.setdefault(each.number, {}).update(_person_before(each))
        if each.change.role:
            before[each.number]["positions"] = positions.get(each.who, {})
    return before


def _person_before(decision: Decision) -> Before:
    person, change = decision.standing.contact, decision.change
    columns = dict.fromkeys(change.columns)
    if change.role:
        columns |= dict.fromkeys(("company_id", "title"))
    if change.photo:
        columns["photo"] = None
    days = {day.kind: decision.standing.dates.get(day.kind) for day in change.dates}
    return {
        "columns": {column: _plain(getattr(person, column)) for column in columns},
        "methods": [[method.kind, method.normalised] for method in change.methods],
        "tags": [fold(tag) for tag in change.tags],
        "dates": {
            kind: [row.year, row.month, row.day] if row else None for kind, row in days.items()
        },
    }


def _plain(value: Any) -> Any:
    """Columns hold text, yes or no, dates and ids."""
    return value if isinstance(value, str | bool | None) else str(value)


def _positions_before(
    job: ImportJob, contact_ids: list[uuid.UUID]
) -> dict[uuid.UUID, dict[str, str | None]]:
    """Each position and when it ended."""
    found: dict[uuid.UUID, dict[str, str | None]] = {}
    rows = Position.objects.for_owner_id(job.owner_id).filter(contact__in=contact_ids)
    for pk, contact_id, ended_on in rows.values_list("pk", "contact_id", "ended_on"):
        ended = ended_on.isoformat() if ended_on else None
        found.setdefault(contact_id, {})[str(pk)] = ended
    return found
