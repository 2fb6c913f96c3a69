"""Everybody as a table (CSV) that a spreadsheet shows and never calculates, and that Relcrm reads
back with the same values (importing.formats.relcrm)."""

import csv
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from django.db.models import Count

from contacts.enums import DateKind, MethodKind
from contacts.models import ContactMethod, ImportantDate
from importing.cleaning import escape
from pages.people_out import Person

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = (
    *("Relcrm ID", "Full name", "Form of address", "First name", "Middle name", "Last name"),
    *("After the name", "Nickname", "Pronouns", "Company", "Department", "Job title", "Birthday"),
    *("Anniversary", "Connected on", "LinkedIn", "Tags", "Notes"),
)
GROUPS = {
    MethodKind.EMAIL: ("E-mail", "Value"),
    MethodKind.PHONE: ("Phone", "Value"),
    MethodKind.ADDRESS: ("Address", "Formatted"),
    MethodKind.URL: ("Website", "Value"),
}
Widths = dict[MethodKind, int]


def widths_of(owner: "User") -> Widths:
    """For `write`. Works inside acting_for."""
    ways = ContactMethod.objects.for_user(owner).filter(contact__deleted_at=None).order_by()
    found: Counter[MethodKind] = Counter()
    links: Counter[uuid.UUID] = Counter()
    rows = ways.values_list("contact_id", "kind").annotate(Count("pk"))
    for contact_id, kind, count in rows.iterator():
        found[MethodKind(kind)] = max(found[MethodKind(kind)], count)
        if kind in (MethodKind.URL, MethodKind.LINKEDIN):
            links[contact_id] += count - (kind == MethodKind.LINKEDIN)
    return {**found, MethodKind.URL: max(links.values(), default=0)}


def write(people: Iterable[Person], widths: Widths, file: IO[str]) -> None:
    """`widths`: how many ways of a kind the person with the most of them has."""
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, *_group_columns(widths)])
    for person in people:
        writer.writerow([*map(escape, _cells(person)), *map(escape, _ways(person, widths))])


def _group_columns(widths: Widths) -> list[str]:
    return [
        f"{name} {number} - {part}"
        for kind, (name, value) in GROUPS.items()
        for number in range(1, widths.get(kind, 0) + 1)
        for part in ("Label", value)
    ]


def _cells(person: Person) -> list[str]:
    contact = person.contact
    linkedin = _profiles(person)
    return [
        *(person.uid, contact.display, contact.prefix, contact.given, contact.middle),
        *(contact.family, contact.suffix, contact.nickname, contact.pronouns),
        *(person.company, contact.department, contact.title),
        *map(_day, (person.date_of(DateKind.BIRTHDAY), person.date_of(DateKind.ANNIVERSARY))),
        contact.connected_on.isoformat() if contact.connected_on else "",
        *(linkedin[0].value if linkedin else "", "\n".join(person.tags), contact.facts),
    ]


def _profiles(person: Person) -> list[ContactMethod]:
    return person.of_kind(MethodKind.LINKEDIN)


def _ways(person: Person, widths: Widths) -> list[str]:
    cells = []
    for kind in GROUPS:
        more = _profiles(person)[1:] if kind == MethodKind.URL else []
        ways = [*person.of_kind(kind), *more][: widths.get(kind, 0)]
        for way in ways:
            cells += [way.label, way.value]
        cells += [""] * 2 * (widths.get(kind, 0) - len(ways))
    return cells


def _day(each: ImportantDate | None) -> str:
    if each is None:
        return ""
    year = f"{each.year:04}" if each.year else "-"
    return f"{year}-{each.month:02}-{each.day:02}"
