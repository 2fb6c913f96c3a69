"""A person in the making: every format hands its values here, so that all are read alike."""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import blake2b

from importing.cleaning import (
    canonical_linkedin,
    clean_line,
    clean_note,
    has_visible,
    split_emails,
    split_phones,
    split_tags,
    split_urls,
)
from importing.dates import Order, read_date
from importing.enums import WarningCode
from importing.formats.fields import FIELDS, Field, Kind
from importing.limits import MAX_NAME, MAX_NOTE, MAX_TAG, MAX_VALUES
from importing.records import Address, Labelled, Record

STAR = "* starred"


class Draft:
    """Collects the values of one person; `finish` makes what follows from them."""

    def __init__(self, line: int, raw: list[str], today: date | None = None) -> None:
        self.record = Record(line=line, raw=raw)
        self._today = today
        self._addresses: dict[str, Address] = {}
        self._birth: dict[str, str] = {}
        self._notes: list[str] = []
        self._overflow: list[str] = []

    def warn(self, name: str, code: WarningCode) -> None:
        self.record.warn(name, code)

    def put(self, name: str, value: str, order: Order = "dmy", header: str = "") -> None:
        """Take the cell of a column mapped to the field `name`."""
        field = FIELDS[name]
        if field.kind is Kind.DATE:
            self.date(name, value, order)
        elif field.kind is Kind.NAMED_NOTE:
            self.named_note(header, value)
        else:
            PUT[field.kind](self, field, value)

    def line(self, name: str, value: str) -> None:
        """A value of one line; the first column that has one wins."""
        cleaned = clean_line(value)
        if cleaned and not getattr(self.record, name):
            setattr(self.record, name, self._cut(name, cleaned))

    def _cut(self, name: str, value: str) -> str:
        if len(value) <= MAX_NAME:
            return value
        self.warn(name, WarningCode.TOO_LONG)
        self._overflow.append(value)
        return value[:MAX_NAME].rstrip()

    def emails(self, value: str, label: str = "other") -> None:
        found, bad = split_emails(value)
        self._add("emails", found, label)
        if bad:
            self.warn("emails", WarningCode.BAD_EMAIL)

    def phones(self, value: str, label: str = "other") -> None:
        found, bad = split_phones(value)
        self._add("phones", found, label)
        if bad:
            self.warn("phones", WarningCode.BAD_PHONE)

    def urls(self, value: str, label: str = "other") -> None:
        """Links; that of a LinkedIn profile goes where it belongs."""
        found, bad = split_urls(value)
        for url in found:
            profile = canonical_linkedin(url)
            if profile and self.record.linkedin in ("", profile):
                self.record.linkedin = profile
            else:
                self._add("urls", [url], label)
        if bad:
            self.warn("urls", WarningCode.BAD_URL)

    def linkedin(self, value: str) -> None:
        """A profile's address, or its last part alone; another link stays a link."""
        profile = canonical_linkedin(value, handles=True)
        if profile and not self.record.linkedin:
            self.record.linkedin = profile
        elif not profile:
            found, _bad = split_urls(value)
            self._add("urls", found, "other")
            if not found:
                self.warn("linkedin", WarningCode.BAD_URL)

    def _add(self, name: str, values: Iterable[str], label: str) -> None:
        kept: list[Labelled] = getattr(self.record, name)
        for value in values:
            if any(value == each.value for each in kept):
                continue
            if len(kept) >= MAX_VALUES:
                self.warn(name, WarningCode.TOO_LONG)
                return
            kept.append(Labelled(value, label))

    def date(self, name: str, value: str, order: Order = "dmy") -> None:
        """A birthday, anniversary or the day of connecting; one that lies ahead is none."""
        found = read_date(value, order, self._today)
        yearless = bool(found) and str(found).startswith("--")
        if found and not yearless and self._lies_ahead(found):
            found = None
        if found is None or (yearless and name == "connected_on"):
            self.warn(name, WarningCode.BAD_DATE)
        elif found and not getattr(self.record, name):
            setattr(
                self.record, name, date.fromisoformat(found) if name == "connected_on" else found
            )

    def _lies_ahead(self, found: str) -> bool:
        return self._today is not None and date.fromisoformat(found) > self._today

    def birth_part(self, part: str, value: str) -> None:
        cleaned = clean_line(value).lstrip("0")
        if cleaned:
            self._birth[part] = cleaned

    def address(self, place: str, part: str, value: str) -> None:
        """One part of an address; a second line of a street goes under the first."""
        cleaned = clean_note(value) if part == "street" else clean_line(value)
        if not cleaned:
            return
        address = self._addresses.setdefault(place, Address(label=place))
        before = getattr(address, part)
        joined = f"{before}\n{cleaned}" if before and part == "street" else before or cleaned
        if len(joined) > MAX_NAME:
            self.warn("addresses", WarningCode.TOO_LONG)
        setattr(address, part, joined[:MAX_NAME])

    def tags(self, value: str, separators: str = ",;\n|") -> None:
        if STAR in value:
            self.record.starred = True
        kept = self.record.tags
        known = {tag.casefold() for tag in kept}
        for tag in split_tags(value, separators):
            if len(tag) > MAX_TAG or len(kept) >= MAX_VALUES:
                self.warn("tags", WarningCode.TOO_LONG)
            if tag[:MAX_TAG].casefold() not in known and len(kept) < MAX_VALUES:
                kept.append(tag[:MAX_TAG])
                known.add(tag[:MAX_TAG].casefold())

    def note(self, value: str) -> None:
        cleaned = clean_note(value)
        if cleaned:
            self._notes.append(cleaned)

    def named_note(self, name: str, value: str) -> None:
        """What has no place of its own, kept as `name: value`."""
        cleaned = clean_note(value)
        if cleaned:
            self._notes.append(f"{clean_line(name)}: {cleaned}" if name.strip() else cleaned)

    def finish(self) -> Record:
        """The record with all that follows from its values: display name, notes, addresses."""
        record = self.record
        if self._birth:
            self._join_birthday()
        record.addresses = [each for each in self._addresses.values() if not each.is_empty]
        record.display = record.display or self._name_to_show()
        notes = "\n".join([*self._notes, *self._overflow])
        if len(notes) > MAX_NOTE:
            self.warn("notes", WarningCode.TOO_LONG)
        record.notes = notes[:MAX_NOTE]
        return record

    def _join_birthday(self) -> None:
        year, month, day = (self._birth.get(part, "") for part in ("year", "month", "day"))
        if month and day:
            self.date("birthday", f"{day} {month} {year}".strip(), "dmy")
        else:
            self.warn("birthday", WarningCode.BAD_DATE)

    def _name_to_show(self) -> str:
        record = self.record
        name = " ".join(filter(None, (record.given, record.middle, record.family)))
        values = (*(each.value for each in (*record.emails[:1], *record.phones[:1])),)
        slug = record.linkedin.rpartition("/")[2]
        shown = next(filter(None, (name, record.nickname, record.company, *values, slug)), "")
        return shown[:MAX_NAME].rstrip()


def has_identity(record: Record) -> bool:
    """Whether anything says who this is: a name, a company, or a way to reach them."""
    names = (record.display, record.given, record.family, record.nickname, record.company)
    return bool(
        record.emails
        or record.phones
        or record.linkedin
        or any(has_visible(name) for name in names if name)
    )


def fingerprint(cells: Iterable[str]) -> bytes:
    """Equal for equal rows, whatever the quoting, the encoding or the blanks around."""
    digest = blake2b(digest_size=16)
    for cell in cells:
        digest.update(cell.strip().encode("utf-8", errors="surrogatepass") + b"\x1f")
    return digest.digest()


PUT: dict[Kind, Callable[[Draft, Field, str], None]] = {
    Kind.LINE: lambda draft, field, value: draft.line(field.name, value),
    Kind.SOURCE_ID: lambda draft, field, value: draft.line(field.name, value),
    Kind.EMAIL: lambda draft, field, value: draft.emails(value, field.detail),
    Kind.PHONE: lambda draft, field, value: draft.phones(value, field.detail),
    Kind.URL: lambda draft, field, value: draft.urls(value, field.detail),
    Kind.LINKEDIN: lambda draft, _field, value: draft.linkedin(value),
    Kind.BIRTH_PART: lambda draft, field, value: draft.birth_part(field.detail, value),
    Kind.ADDRESS: lambda draft, field, value: draft.address(field.place, field.detail, value),
    Kind.TAGS: lambda draft, _field, value: draft.tags(value),
    Kind.NOTES: lambda draft, _field, value: draft.note(value),
}
