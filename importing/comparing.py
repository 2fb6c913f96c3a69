"""What a record says that a person's page does not: values, told from what was said before.

The rules: emptiness changes nothing; what the source said before is no news, so that what the
user made of it since stays; news replaces what came from the source itself, but never what the
user typed, except that a new role is taken (the old one is kept in the history), unless it is one
that the person is known to have left: that file is older than what is known. Ways to reach
somebody, tags and dates are added, never taken away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from contacts.enums import DateKind, MethodKind
from contacts.folding import fold, tidy
from contacts.methods import LONGEST, normalise
from contacts.models import Contact, ImportantDate
from contacts.photos import photo_key
from importing.records import Address, Record

# Field of a record → column of a contact.
COLUMNS = {
    "display": "display",
    "prefix": "prefix",
    "given": "given",
    "middle": "middle",
    "family": "family",
    "suffix": "suffix",
    "nickname": "nickname",
    "pronouns": "pronouns",
    "department": "department",
}
LONGEST_NAME, LONGEST_PRONOUNS, LONGEST_LABEL, LONGEST_TAG = 255, 60, 60, 60
DATES = {"birthday": DateKind.BIRTHDAY, "anniversary": DateKind.ANNIVERSARY}


class Method(NamedTuple):
    """A way to reach somebody, with the form by which it is compared."""

    kind: MethodKind
    value: str
    label: str
    normalised: str


class Day(NamedTuple):
    """A date whose year may be missing."""

    kind: DateKind
    year: int | None
    month: int
    day: int


@dataclass(slots=True)
class Standing:
    """A person as they are before the import."""

    contact: Contact
    company: str = ""
    methods: set[tuple[str, str]] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    dates: dict[str, ImportantDate] = field(default_factory=dict)
    left: set[tuple[str, str]] = field(
        default_factory=set
    )  # companies and titles of before, folded


@dataclass(slots=True)
class Change:
    """What an import does to one person. `kept`: the fields in which the user's words stay, with
    those of the file."""

    columns: dict[str, Any] = field(default_factory=dict)
    role: tuple[str, str] | None = None  # company and title
    is_news: bool = False  # the source itself gave another role before
    methods: list[Method] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    dates: list[Day] = field(default_factory=list)
    photo: bytes = b""
    kept: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        added = self.methods or self.tags or self.dates or self.photo
        return bool(self.columns or self.role or added)


NOBODY = Standing(Contact())
NOTHING = Change()


def said_by(record: Record) -> list[str]:
    """Digests of all that a record says, to tell news by in the next import."""
    return sorted({_mark(name, value) for name, value in _values(record)})


def compare(record: Record, standing: Standing, said: frozenset[str]) -> Change:
    """What of this record is news to a person. For a new person: everything."""
    change = Change()
    _compare_columns(record, standing, said, change)
    _compare_role(record, standing, said, change)
    _compare_notes(record, standing, said, change)
    _compare_dates(record, standing, said, change)
    _compare_photo(record, standing, said, change)
    change.methods = [
        method
        for method in methods_of(record)
        if (method.kind, method.normalised) not in standing.methods
        and _mark(method.kind, method.normalised) not in said
    ]
    change.tags = [
        tag
        for tag in _tags(record)
        if fold(tag) not in standing.tags and _mark("tag", fold(tag)) not in said
    ]
    return change


def _compare_columns(
    record: Record, standing: Standing, said: frozenset[str], change: Change
) -> None:
    for name, column in COLUMNS.items():
        new, present = _cut(record, name), getattr(standing.contact, column)
        if not new or new == present or _mark(name, new) in said:
            continue
        if present and _mark(name, present) not in said:
            change.kept[name] = new
        else:
            change.columns[column] = new
    if record.connected_on and standing.contact.connected_on is None:
        change.columns["connected_on"] = record.connected_on
    if record.died and not standing.contact.died and _mark("died", "yes") not in said:
        change.columns["died"] = True
    if record.archived_on and standing is NOBODY:
        change.columns["archived_on"] = record.archived_on
    if record.starred and not standing.contact.starred and _mark("starred", "yes") not in said:
        change.columns["starred"] = True


def _compare_role(record: Record, standing: Standing, said: frozenset[str], change: Change) -> None:
    company, title = standing.company, standing.contact.title
    news = {
        name: getattr(record, name)
        for name, present in (("company", company), ("title", title))
        if getattr(record, name)
        and fold(getattr(record, name)) != fold(present)
        and _mark(name, getattr(record, name)) not in said
    }
    if not news:
        return
    if not said:
        # Nobody knows which of the two is older: only empty places are filled.
        present = {"company": company, "title": title}
        change.kept |= {name: value for name, value in news.items() if present[name]}
        news = {name: value for name, value in news.items() if not present[name]}
    role = news.get("company", company), news.get("title", title)
    if (fold(role[0]), fold(role[1])) in standing.left:
        change.kept |= news
    elif news:
        change.role = role
        change.is_news = bool(said) and bool(company or title)


def _compare_notes(
    record: Record, standing: Standing, said: frozenset[str], change: Change
) -> None:
    new, present = record.notes, standing.contact.facts
    if not new or new in present or _mark("notes", new) in said:
        return
    from_source = present and _mark("notes", present) in said
    change.columns["facts"] = new if not present or from_source else f"{present}\n\n{new}"


def _compare_dates(
    record: Record, standing: Standing, said: frozenset[str], change: Change
) -> None:
    for name, kind in DATES.items():
        new, present = getattr(record, name), standing.dates.get(kind)
        if not new or _mark(name, new) in said:
            continue
        day = _day(kind, new)
        if present is None or _mark(name, _iso(present)) in said or _completes(day, present):
            change.dates.append(day)
        elif not _agrees(day, present):
            change.kept[name] = new


def _compare_photo(
    record: Record, standing: Standing, said: frozenset[str], change: Change
) -> None:
    """A photo is given to who has none, and not again to those from whom it was removed."""
    if not record.photo or standing.contact.photo:
        return
    if _mark("photo", photo_key(record.photo)) not in said:
        change.photo = record.photo


def _completes(day: Day, present: ImportantDate) -> bool:
    return day.year is not None and present.year is None and _same_day(day, present)


def _agrees(day: Day, present: ImportantDate) -> bool:
    return day.year in (None, present.year) and _same_day(day, present)


def _same_day(day: Day, present: ImportantDate) -> bool:
    return (day.month, day.day) == (present.month, present.day)


def _day(kind: DateKind, iso: str) -> Day:
    """Of YYYY-MM-DD or --MM-DD."""
    year, month, day = iso[:-6], int(iso[-5:-3]), int(iso[-2:])
    return Day(kind, int(year) if year != "-" else None, month, day)


def _iso(present: ImportantDate) -> str:
    year = f"{present.year:04}" if present.year else "-"
    return f"{year}-{present.month:02}-{present.day or 0:02}"


def methods_of(record: Record) -> list[Method]:
    """Every way to reach somebody, once, as far as it fits."""
    found: dict[tuple[str, str], Method] = {}
    for kind, value, label in _ways(record):
        shown = tidy(value)
        if not shown or len(shown) > LONGEST:
            continue
        method = Method(kind, shown, tidy(label)[:LONGEST_LABEL], normalise(kind, shown))
        found.setdefault((kind, method.normalised), method)
    return list(found.values())


def _ways(record: Record) -> Iterator[tuple[MethodKind, str, str]]:
    yield from ((MethodKind.EMAIL, *each) for each in record.emails)
    yield from ((MethodKind.PHONE, *each) for each in record.phones)
    if record.linkedin:
        yield MethodKind.LINKEDIN, record.linkedin, ""
    yield from ((MethodKind.URL, *each) for each in record.urls)
    yield from ((MethodKind.ADDRESS, _in_one_line(each), each.label) for each in record.addresses)


def _in_one_line(address: Address) -> str:
    town = f"{address.postal_code} {address.city}".strip()
    lines = (address.street.replace("\n", ", "), town, address.region, address.country)
    return ", ".join(filter(None, lines))


def _cut(record: Record, name: str) -> str:
    value: str = getattr(record, name)
    return value[: LONGEST_PRONOUNS if name == "pronouns" else LONGEST_NAME]


def _tags(record: Record) -> list[str]:
    return [tidy(tag)[:LONGEST_TAG] for tag in record.tags]


def _values(record: Record) -> Iterator[tuple[str, str]]:
    for name in COLUMNS:
        if value := _cut(record, name):
            yield name, value
    for name in ("company", "title", "notes", *DATES):
        if value := getattr(record, name):
            yield name, value
    yield from ((method.kind, method.normalised) for method in methods_of(record))
    yield from (("tag", fold(tag)) for tag in _tags(record))
    if record.starred:
        yield "starred", "yes"
    if record.died:
        yield "died", "yes"
    if record.photo:
        yield "photo", photo_key(record.photo)


def _mark(name: str, value: str) -> str:
    return blake2b(f"{name}\x1f{value}".encode(), digest_size=6).hexdigest()
