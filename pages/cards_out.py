"""vCards 3.0 (RFC 2426) and 4.0 (RFC 6350), as other programs read them, and our own."""

import base64
from collections.abc import Iterable, Iterator
from typing import Literal

from contacts.enums import DateKind, MethodKind
from contacts.models import ContactMethod, ImportantDate
from pages.people_out import Person

Version = Literal["3.0", "4.0"]
NO_YEAR = 1604  # Apple's, which all others know
WIDTH = 75  # octets of a line
TYPES = {"work": "work", "home": "home", "mobile": "cell", "fax": "fax"}
NAMES = ("family", "given", "middle", "prefix", "suffix")
UNLABELLED = {"", "other"}


def card(person: Person, version: Version) -> str:
    """One card, folded, with its line ends."""
    return "".join(f"{_folded(line)}\r\n" for line in _Card(person, version).lines())


class _Card:
    def __init__(self, person: Person, version: Version) -> None:
        self._person = person
        self._version = version
        self._is_new = version == "4.0"
        self._groups = 0

    def lines(self) -> Iterator[str]:
        contact = self._person.contact
        yield from ("BEGIN:VCARD", f"VERSION:{self._version}", "PRODID:-//Relcrm//Relcrm//EN")
        yield f"UID:{_text(self._person.uid)}"
        yield f"FN:{_text(contact.display)}"
        parts = [getattr(contact, name) for name in NAMES]
        if any(parts) or not self._is_new:
            yield f"N:{_parts(parts)}"
        yield from _told("NICKNAME", contact.nickname)
        yield from _told("PRONOUNS" if self._is_new else "X-PRONOUNS", contact.pronouns)
        if self._person.company or contact.department:
            yield f"ORG:{_parts(filter(None, [self._person.company, contact.department]))}"
        yield from _told("TITLE", contact.title)
        yield from self._ways()
        yield from self._dates()
        if self._person.tags:
            yield f"CATEGORIES:{','.join(map(_text, self._person.tags))}"
        yield from _told("NOTE", contact.facts)
        yield from self._photo()
        yield f"REV:{contact.updated_at:%Y%m%dT%H%M%SZ}"
        yield "END:VCARD"

    def _ways(self) -> Iterator[str]:
        for kind, name in ((MethodKind.EMAIL, "EMAIL"), (MethodKind.PHONE, "TEL")):
            for way in self._person.of_kind(kind):
                yield from self._labelled(name, way, _text(way.value))
        for way in self._person.of_kind(MethodKind.LINKEDIN):
            yield f"URL;TYPE=linkedin:{way.value}"
        for way in self._person.of_kind(MethodKind.URL):
            yield from self._labelled("URL", way, way.value)
        for way in self._person.of_kind(MethodKind.ADDRESS):
            yield from self._labelled("ADR", way, _parts(["", "", way.value, "", "", "", ""]))

    def _labelled(self, name: str, way: ContactMethod, value: str) -> Iterator[str]:
        kind = TYPES.get(way.label)
        parameters = f";TYPE={kind}" if kind else ""
        if way.primary:
            parameters += ";PREF=1" if self._is_new else ";TYPE=pref"
        yield from self._grouped(f"{name}{parameters}:{value}", "" if kind else way.label)

    def _grouped(self, line: str, label: str) -> Iterator[str]:
        """A label of one's own stands beside the property, as Apple writes it."""
        if label in UNLABELLED:
            yield line
            return
        self._groups += 1
        yield f"item{self._groups}.{line}"
        yield f"item{self._groups}.X-ABLabel:{_text(label)}"

    def _dates(self) -> Iterator[str]:
        for each in self._person.dates:
            if each.day is None:
                continue
            if each.kind == DateKind.BIRTHDAY:
                yield f"BDAY{self._day(each)}"
            elif each.kind == DateKind.ANNIVERSARY and self._is_new:
                yield f"ANNIVERSARY{self._day(each)}"
            else:
                is_wedding = each.kind == DateKind.ANNIVERSARY
                label = "_$!<Anniversary>!$_" if is_wedding else str(each)
                yield from self._grouped(f"X-ABDATE{self._day(each)}", label)

    def _day(self, each: ImportantDate) -> str:
        if self._is_new:
            year = f"{each.year:04}" if each.year else "--"
            return f":{year}{each.month:02}{each.day:02}"
        omitted = "" if each.year else f";X-APPLE-OMIT-YEAR={NO_YEAR}"
        return f"{omitted}:{each.year or NO_YEAR:04}-{each.month:02}-{each.day:02}"

    def _photo(self) -> Iterator[str]:
        if self._person.photo:
            encoded = base64.b64encode(self._person.photo).decode()
            if self._is_new:
                yield f"PHOTO:data:image/webp;base64,{encoded}"
            else:
                yield f"PHOTO;ENCODING=b;TYPE=WEBP:{encoded}"


def _told(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:{_text(value)}"


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ("\r", ""), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        value = value.replace(plain, escaped)
    return value


def _parts(values: Iterable[str]) -> str:
    return ";".join(map(_text, values))


def _folded(line: str) -> str:
    """At most 75 octets a line, never within a letter."""
    if len(line) <= WIDTH and line.isascii():
        return line
    data, pieces, room = line.encode(), [], WIDTH
    while len(data) > room:
        end = room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[:end].decode())
        data, room = data[end:], WIDTH - 1
    return "\r\n ".join([*pieces, data.decode()])
