"""Everybody of an account, one after another, as plain values for scripts and files.

The fields have the names that the formats which we read have; their spelling stays stable.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from contacts.enums import DateKind, MethodKind
from contacts.models import Contact, ImportantDate

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 500
NAMES = ("prefix", "given", "middle", "family", "suffix", "nickname", "display")
Line = dict[str, Any]


def contact_lines(user: "User", on: date) -> Iterator[Line]:
    """Those not in the trash, oldest first, some hundred at a time: the memory stays small and
    the queries are as many as the chunks."""
    people = Contact.objects.for_user(user).kept().for_export().oldest_first()
    last = None
    while chunk := list((people.later_than(last) if last else people)[:AT_ONCE]):
        yield from (contact_line(contact, on) for contact in chunk)
        last = chunk[-1].pk


def contact_line(contact: Contact, on: date) -> Line:
    """One person; reads what `for_export` has fetched."""
    return {
        "id": str(contact.pk),
        **{name: getattr(contact, name) for name in NAMES},
        "company": contact.company.name if contact.company else "",
        "department": contact.department,
        "title": contact.title,
        **_ways(contact),
        "birthday": _day(contact, DateKind.BIRTHDAY),
        "anniversary": _day(contact, DateKind.ANNIVERSARY),
        "notes": contact.facts,
        "tags": sorted(row.tag.name for row in contact.contact_tags.all()),
        "connected_on": _iso(contact.connected_on),
        "has_photo": bool(contact.photo),
        "types": _types(contact, on),
        "cadence_days": contact.cadence_days,
        "last_contact_on": _iso(contact.last_contact_on),
        "next_check_in_on": _iso(contact.next_check_in_on),
        "state": contact.state_on(on).value,
        "triaged": contact.triaged_on is not None,
    }


def _ways(contact: Contact) -> Line:
    held: dict[str, list[Line]] = {kind: [] for kind in MethodKind.values}
    for row in contact.methods.all():
        held[row.kind].append({"value": row.value, "label": row.label})
    profiles = [row["value"] for row in held[MethodKind.LINKEDIN]]
    linkedin = profiles[0] if profiles else None
    return {
        "source_id": contact.uid or linkedin,
        "emails": held[MethodKind.EMAIL],
        "phones": held[MethodKind.PHONE],
        "urls": held[MethodKind.URL],
        "linkedin": linkedin,
        "addresses": held[MethodKind.ADDRESS],
    }


def _types(contact: Contact, on: date) -> list[str]:
    """Keys of the types that relcrm ships, names of the user's own; those that hold now."""
    held = [row.type for row in contact.relationships.all() if row.is_current(on)]
    return sorted(type.key or type.name for type in held)


def _day(contact: Contact, kind: DateKind) -> str | None:
    return next((_date_words(row) for row in contact.dates.all() if row.kind == kind), None)


def _date_words(row: ImportantDate) -> str:
    """YYYY-MM-DD; what is not known is left out: --MM-DD, YYYY-MM, --MM."""
    year = f"{row.year:04}-" if row.year else "--"
    return f"{year}{row.month:02}" + (f"-{row.day:02}" if row.day else "")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
