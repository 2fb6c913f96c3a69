"""Calendars made on the spot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from importing.formats import read, sniff
from importing.records import Conversation, Entry, Problem, Record

OWNER = "oona.keeper@example.com"
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
ANA = "ATTENDEE;CN=Ana Kovač:mailto:ana@example.com"
ME = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER}"


def event(*lines: str, start: str = "DTSTART:20261102T100000Z", uid: str = "one") -> str:
    """A VEVENT: with Ana, unless other people are given."""
    people = () if any(line.startswith(("ATTENDEE", "ORGANIZER")) for line in lines) else (ANA, ME)
    body = [f"UID:{uid}", "DTSTAMP:20240501T080000Z", *filter(None, [start]), *lines, *people]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT"])


def calendar(*parts: str, method: str = "PUBLISH") -> bytes:
    """A calendar of events, and of lines of its own."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//F//F//EN", f"METHOD:{method}"]
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""]).encode()


def told(folder: Path, content: bytes, *, zone: str = "UTC", **answers: str) -> list[Entry]:
    """All that is read from a calendar of Oona's."""
    path = folder / "upload"
    path.write_bytes(content)
    found = sniff(path)
    assert found.refused is None, found.refused
    given = {"owner": OWNER, **answers}
    return list(read(path, format=found.format, now=NOW, zone=zone, answers=given))


def talks(entries: list[Entry]) -> list[Conversation]:
    return [entry for entry in entries if isinstance(entry, Conversation)]


def starts(entries: list[Entry]) -> list[str]:
    """When each meeting took place: in UTC, or the day."""
    return list(_starts(entries))


def _starts(entries: list[Entry]) -> Iterator[str]:
    for talk in talks(entries):
        at = talk.at
        yield f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if at else talk.occurred_on.isoformat()


def codes(entries: list[Entry]) -> list[str]:
    return [str(entry.code) for entry in entries if isinstance(entry, Problem)]


def people(entries: list[Entry]) -> list[tuple[str, str]]:
    """Name and address of everybody who is mentioned."""
    records = [entry for entry in entries if isinstance(entry, Record)]
    return [(record.display, record.emails[0].value) for record in records]
