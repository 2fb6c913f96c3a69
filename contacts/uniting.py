"""What one person says who was kept as two: columns, types, ways to reach them, roles, dates.

Every write goes through the journal of the merge, so that it can be taken back.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from contacts.enums import DateKind
from contacts.folding import fold
from contacts.models import Contact, ImportantDate, Position, Relationship
from core.journal import Journal

NAME = ("display", "prefix", "given", "middle", "family", "suffix")
# Chosen one by one; of two that nobody chose between, the survivor's unless it is blank.
SINGLE = (
    *("nickname", "pronunciation", "pronouns", "company_id", "department", "title", "place"),
    *("how_met", "where_met", "connected_on", "introduced_by_id", "importance", "uid"),
    "photo",
)
TRACKING = (
    *("first_due_on", "not_before", "chosen_on", "chosen_set_on", "suggestions", "counts"),
    *("paused_from", "paused_until", "paused_days", "paused_reason"),
)
# Ids of dates that went, each with the one that stands for it now.
Dates = dict[uuid.UUID, uuid.UUID | None]


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Choices:
    """Whose word holds, by field: `name`, a column of SINGLE, `facts` or `birthday`.

    `ours` is the survivor's. `without`: ids of ways to reach somebody that are left out.
    """

    sides: dict[str, str] = field(default_factory=dict)
    without: frozenset[uuid.UUID] = frozenset()

    def theirs(self, name: str) -> bool:
        return self.sides.get(name) == Side.THEIRS


# --- columns ----------------------------------------------------------------------------


def united_columns(ours: Contact, theirs: Contact, choices: Choices, on: date) -> dict[str, Any]:
    """What the survivor's columns are to say, but for the cadence, which follows the types."""
    name = theirs if choices.theirs("name") else ours
    return {
        **{column: getattr(name, column) for column in NAME},
        **{column: _chosen(ours, theirs, column, choices) for column in SINGLE},
        **_tracking(ours, theirs, on),
        "introduced_by_id": _introducer(ours, theirs, choices),
        "facts": united_facts(ours.facts, theirs.facts, choices.sides.get("facts", "")),
        "starred": ours.starred or theirs.starred,
        "died": ours.died or theirs.died,
    }


def _chosen(ours: Contact, theirs: Contact, column: str, choices: Choices) -> Any:
    mine, other = getattr(ours, column), getattr(theirs, column)
    side = choices.sides.get(column.removesuffix("_id"))
    if side == Side.THEIRS or (side is None and mine in (None, "")):
        return other
    return mine


def _introducer(ours: Contact, theirs: Contact, choices: Choices) -> uuid.UUID | None:
    """Nobody introduces themselves."""
    person: uuid.UUID | None = _chosen(ours, theirs, "introduced_by_id", choices)
    return None if person in (ours.pk, theirs.pk) else person


def united_facts(ours: str, theirs: str, side: str = "") -> str:
    """Both, unless the user chose one or one says what the other does."""
    if side == Side.OURS or theirs in ours:
        return ours
    if side == Side.THEIRS or ours in theirs:
        return theirs
    return f"{ours}\n\n{theirs}"


def _tracking(ours: Contact, theirs: Contact, on: date) -> dict[str, Any]:
    """As for whoever is tracked; what hides check-ins survives only if both have it."""
    lead = theirs if _is_tracked(theirs) and not _is_tracked(ours) else ours
    archived = [each.archived_on for each in (ours, theirs)]
    return {
        **{column: getattr(lead, column) for column in TRACKING},
        **_snooze(ours, theirs, on),
        **_pause(ours, theirs, lead, on),
        "triaged_on": lead.triaged_on or ours.triaged_on or theirs.triaged_on,
        "archived_on": None if None in archived else max(filter(None, archived)),
        "regular_touch": ours.regular_touch and theirs.regular_touch,
    }


def _is_tracked(person: Contact) -> bool:
    return person.triaged_on is not None and person.cadence_days is not None


def _snooze(ours: Contact, theirs: Contact, on: date) -> dict[str, Any]:
    if not (ours.is_snoozed(on) and theirs.is_snoozed(on)):
        return {"snoozed_on": None, "snoozed_until": None}
    first = min((ours, theirs), key=lambda each: each.snoozed_until or date.max)
    return {"snoozed_on": first.snoozed_on, "snoozed_until": first.snoozed_until}


def _pause(ours: Contact, theirs: Contact, lead: Contact, on: date) -> dict[str, Any]:
    """The pause of both, to the earlier end; that of one alone ends today."""
    if ours.is_paused(on) and theirs.is_paused(on):
        first = min((ours, theirs), key=lambda each: each.paused_until or date.max)
        begun = max(each.paused_from or on for each in (ours, theirs))
        return {
            "paused_from": begun,
            "paused_until": first.paused_until,
            "paused_reason": first.paused_reason,
        }
    if not lead.is_paused(on):
        return {}
    today = lead.paused_from == on
    return {
        "paused_from": None if today else lead.paused_from,
        "paused_until": None if today else on,
        "paused_reason": "",
    }


# --- what hangs on them -------------------------------------------------------------------


def unite_types(journal: Journal, ours: Contact, theirs: Contact) -> None:
    """Of one type that both have without an end, or at the same time, one is kept."""
    held = {(row.type_id, row.ends_on): row for row in ours.relationships.all()}
    for row in theirs.relationships.all():
        same = held.get((row.type_id, row.ends_on))
        if same is None:
            continue
        journal.change(same, starts_on=_begun(same, row), added_on=min(same.added_on, row.added_on))
        journal.remove(row)


def _begun(one: Relationship, other: Relationship) -> date | None:
    """Since the earlier day; without a day, as far back as anybody knows."""
    if one.starts_on is None or other.starts_on is None:
        return None
    return min(one.starts_on, other.starts_on)


def unite_methods(
    journal: Journal, ours: Contact, theirs: Contact, without: frozenset[uuid.UUID]
) -> None:
    """Theirs stand after ours; those not wanted go. The same twice goes when rows re-point."""
    for row in [*ours.methods.all(), *theirs.methods.all()]:
        if row.pk in without:
            journal.remove(row)
    primary = set(ours.methods.filter(primary=True).values_list("kind", flat=True))
    after = ours.methods.count()
    for place, row in enumerate(theirs.methods.all()):
        journal.change(row, position=after + place, primary=row.primary and row.kind not in primary)


def unite_roles(
    journal: Journal, ours: Contact, theirs: Contact, now: tuple[str, str], on: date
) -> None:
    """One present role; the others are history from `on`. `now`: company and title."""
    present = list(_present_roles(ours)) + list(_present_roles(theirs))
    kept = min((row for row in present if _says(row, now)), key=_noticed, default=None)
    for row in present:
        if row is kept:
            continue
        if _says(row, now):
            journal.remove(row)
        else:
            journal.change(row, ended_on=on)
    for person in (ours, theirs):
        _write_down(journal, person, present, now, on)


def _present_roles(person: Contact) -> Iterable[Position]:
    return person.positions.filter(ended_on=None)


def _noticed(row: Position) -> tuple[date, uuid.UUID]:
    return row.noticed_on, row.pk


def role_of(person: Contact) -> tuple[str, str]:
    return str(person.company or ""), person.title


def _says(row: Position, role: tuple[str, str]) -> bool:
    return _folded((row.company, row.title)) == _folded(role)


def _folded(role: tuple[str, str]) -> tuple[str, ...]:
    return tuple(map(fold, role))


def _write_down(
    journal: Journal,
    person: Contact,
    present: list[Position],
    now: tuple[str, str],
    on: date,
) -> None:
    """People who came by an import have no row for the role they had until now."""
    role = role_of(person)
    if not any(role) or _folded(role) == _folded(now) or any(_says(row, role) for row in present):
        return
    journal.add(
        Position(
            owner_id=person.owner_id,
            contact=person,
            company=role[0],
            title=role[1],
            noticed_on=min(on, person.created_at.date()),
            ended_on=on,
        )
    )


# --- dates --------------------------------------------------------------------------------


def unite_dates(journal: Journal, ours: Contact, theirs: Contact, choices: Choices) -> Dates:
    """One birthday; of other dates each once. Which dates went, and which stands for them."""
    went: Dates = {}
    mine = list(ours.dates.all())
    for row in theirs.dates.all():
        held = next((each for each in mine if _meet(each, row)), None)
        if held is not None:
            mine.remove(held)
            went |= _unite_two(journal, held, row, choices)
    return went


def _meet(held: ImportantDate, row: ImportantDate) -> bool:
    """Whether there can be only one of the two."""
    same = (held.kind, fold(held.label)) == (row.kind, fold(row.label))
    return same and (held.kind == DateKind.BIRTHDAY or _agree(held, row))


def _unite_two(
    journal: Journal, held: ImportantDate, row: ImportantDate, choices: Choices
) -> Dates:
    if not _agree(held, row):
        gone = held if choices.theirs("birthday") else row
        journal.remove(gone)
        return {gone.pk: None}
    fuller = {name: getattr(held, name) or getattr(row, name) for name in ("year", "day")}
    journal.change(held, **fuller)
    journal.remove(row)
    return {row.pk: held.pk}


def _agree(one: ImportantDate, other: ImportantDate) -> bool:
    """Whether one day can be meant: what either leaves out, the other may say."""
    pairs = ((one.year, other.year), (one.day, other.day))
    return one.month == other.month and all(
        mine == their for mine, their in pairs if mine and their
    )
