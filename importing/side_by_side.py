"""Two people side by side: what is the same, what has to be chosen, what is kept of both."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import DateKind
from contacts.folding import fold
from contacts.models import Contact, ContactMethod, ImportantDate
from contacts.uniting import Side
from core.days import written
from importing.models import ImportRow
from importing.states import Outcome

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 300  # letters of a long text that are shown
COLUMNS = (
    *("title", "company", "department", "place", "nickname", "pronunciation", "pronouns"),
    *("how_met", "where_met"),
)


@dataclass(frozen=True)
class Line:
    """One field. `chosen` is the side that is ticked at first; without it nothing is chosen:
    the two say the same, or both are kept."""

    name: str
    label: str
    ours: str
    theirs: str
    chosen: str = ""
    both: bool = False  # may be kept of both

    @property
    def is_same(self) -> bool:
        return not self.chosen and self.ours == self.theirs


@dataclass(frozen=True)
class Way:
    id: uuid.UUID
    kind: str
    value: str


@dataclass(frozen=True)
class One:
    """A person at the head of a side."""

    contact: Contact
    is_new: bool
    sub: str
    ways: list[Way] = field(default_factory=list)


@dataclass(frozen=True)
class SideBySide:
    ours: One
    theirs: One
    lines: list[Line]
    kept: list[Line]  # of both, whatever is chosen


def side_by_side(owner: "User", one: Contact, other: Contact, on: date) -> SideBySide:
    """The survivor first: whoever is tracked, else whoever there is more of, else the older row."""
    ours, theirs = sorted((one, other), key=_weight)
    people = _with_all(owner, [ours.pk, theirs.pk])
    ours, theirs = people[ours.pk], people[theirs.pk]
    return SideBySide(
        ours=_one(owner, ours, others=theirs),
        theirs=_one(owner, theirs, others=ours),
        lines=list(_lines(ours, theirs)),
        kept=list(_kept(ours, theirs)),
    )


def _weight(person: Contact) -> tuple[bool, bool, date, uuid.UUID]:
    return (
        person.cadence_days is None,
        person.triaged_on is None,
        date.max if person.last_contact_on is None else date.min,
        person.pk,
    )


def _with_all(owner: "User", ids: list[uuid.UUID]) -> dict[uuid.UUID, Contact]:
    people = Contact.objects.for_user(owner).by_ids(ids).select_related("company")
    rows = people.prefetch_related("methods", "dates", "relationships__type", "contact_tags__tag")
    return {person.pk: person for person in rows}


def _one(owner: "User", person: Contact, *, others: Contact) -> One:
    there = {(each.kind, each.normalised) for each in others.methods.all()}
    ways = [each for each in person.methods.all() if (each.kind, each.normalised) not in there]
    return One(
        contact=person,
        is_new=person.triaged_on is None,
        sub=_came(owner, person),
        ways=[Way(each.pk, str(each.get_kind_display()), each.value) for each in ways],
    )


def _came(owner: "User", person: Contact) -> str:
    """How they came: by hand, or on which line of which file."""
    rows = ImportRow.objects.for_user(owner).filter(contact=person, outcome=Outcome.CREATED)
    row = rows.select_related("job").order_by("pk").first()
    if row is None:
        since = written(person.created_at, "F Y")
        return _("In Relcrm since %(month)s") % {"month": since}
    words = {"day": written(row.job.created_at, "j M Y"), "line": row.line}
    return _("Imported %(day)s, line %(line)s") % words


# --- what has to be chosen ----------------------------------------------------------------


def _lines(ours: Contact, theirs: Contact) -> Iterator[Line]:
    yield _line("name", str(_("Name")), ours.display, theirs.display)
    for column in COLUMNS:
        label = str(Contact._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
        mine, their = (str(getattr(each, column) or "") for each in (ours, theirs))
        if mine or their:
            yield _line(column, label[:1].upper() + label[1:], mine, their)
    born, other = _birthday(ours), _birthday(theirs)
    if born or other:
        yield _line("birthday", str(_("Birthday")), _day(born), _day(other))
    if ours.facts or theirs.facts:
        yield _facts(ours.facts, theirs.facts)


def _line(name: str, label: str, ours: str, theirs: str) -> Line:
    if fold(ours) == fold(theirs) and ours == theirs:
        return Line(name, label, ours, theirs)
    return Line(name, label, ours, theirs, Side.OURS if ours else Side.THEIRS)


def _facts(ours: str, theirs: str) -> Line:
    label, shown = str(_("Worth remembering")), (_cut(ours), _cut(theirs))
    if ours == theirs:
        return Line("facts", label, *shown)
    both = bool(ours and theirs)
    chosen = Side.BOTH if both else Side.OURS if ours else Side.THEIRS
    return Line("facts", label, *shown, chosen, both)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _birthday(person: Contact) -> ImportantDate | None:
    return next((row for row in person.dates.all() if row.kind == DateKind.BIRTHDAY), None)


def _day(row: ImportantDate | None) -> str:
    if row is None:
        return ""
    if row.day is None:
        return date_format(date(2000, row.month, 1), "F")
    return written(date(row.year or 2000, row.month, row.day), "j F Y" if row.year else "j F")


# --- what is kept of both -----------------------------------------------------------------


def _kept(ours: Contact, theirs: Contact) -> Iterator[Line]:
    same = [each for each in _ways(ours) if each in _ways(theirs)]
    if same:
        yield Line("", str(_("In both")), ", ".join(same), ", ".join(same))
    for label, said in (
        (_("Type"), _types),
        (_("Tags"), _tags),
        (_("Conversations"), _talks),
    ):
        mine, their = said(ours), said(theirs)
        if mine or their:
            yield Line("", str(label), mine, their)


def _ways(person: Contact) -> list[str]:
    return [_shown(each) for each in person.methods.all()]


def _shown(method: ContactMethod) -> str:
    return method.normalised if method.kind in ("email", "linkedin") else method.value


def _types(person: Contact) -> str:
    return ", ".join(str(each.type) for each in person.relationships.all())


def _tags(person: Contact) -> str:
    return ", ".join(sorted(each.tag.name for each in person.contact_tags.all()))


def _talks(person: Contact) -> str:
    count = person.participations.kept().count()
    if not count:
        return ""
    said = ngettext("%(n)s conversation", "%(n)s conversations", count) % {"n": count}
    if person.last_contact_on is None:
        return said
    day = written(person.last_contact_on, "j F Y")
    return _("%(count)s, last on %(day)s") % {"count": said, "day": day}
