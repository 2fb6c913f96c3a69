"""A person in the making: every format hands its values here, so that all are read alike."""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from importing.cleaning import (
    SEVERAL,
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
from importing.formats.fields import Field, Kind
from importing.limits import MAX_NAME, MAX_NOTE, MAX_TAG, MAX_URL, MAX_VALUES
from importing.records import Address, Labelled, Record

STAR = "* starred"
PRIMARY = "* "
# What the programs of many languages call the usual kinds.
KINDS = {
    "work": """
    work business office arbeit geschäftlich dienstlich bureau travail professionnel trabajo
    trabalho lavoro ufficio werk arbete arbejde jobb praca służbowy práce posao рабочий рабочая
    рабочее работа робочий iş 勤務先 会社 仕事 職場 工作 公司 직장 회사 עבודה العمل
    """,
    "home": """
    home personal private privat privé domicile personnel casa pessoal particular abitazione thuis
    hem hjem dom domowy domů kuća личный домашний домой дом домашній ev 自宅 家 家庭 住宅
    집 בית المنزل
    """,
    "mobile": """
    mobile cell mobil handy iphone móvil celular cellulare portable telemóvel mobiel komórka
    komórkowy mobilní mobitel мобильный мобільний cep 携帯 携帯電話 手机 手機 휴대전화 휴대폰
    נייד الجوال
    """,
    "fax": "fax faks faksi факс ファックス 传真 傳真 팩스 פקס",
    "other": """
    other obsolete andere autre otro altro outro overig annan andet inny jiný другой інший diğer
    その他 其他 기타 אחר آخر
    """,
}
FAXES = ("work fax", "home fax", "workfax", "homefax", "other fax")
LABELS = {
    **{word: kind for kind, words in KINDS.items() for word in words.split()},
    **dict.fromkeys(FAXES, "fax"),
    "": "other",
}
ANNIVERSARIES = """
anniversary;wedding anniversary;jahrestag;hochzeitstag;aniversario;aniversario de boda;anniversario;
anniversario di matrimonio;anniversaire de mariage;jubileum;trouwdag;rocznica;výročí;годовщина;
yıl dönümü;記念日;周年纪念日;기념일
"""
BIRTHDAYS = """
birthday;geburtstag;cumpleaños;compleanno;anniversaire;verjaardag;urodziny;narozeniny;день рождения;
doğum günü;誕生日;生日;생일
"""


def _names(words: str) -> list[str]:
    return words.replace("\n", "").split(";")


EVENTS = {
    **dict.fromkeys(_names(ANNIVERSARIES), "anniversary"),
    **dict.fromkeys(_names(BIRTHDAYS), "birthday"),
}


class Cell(NamedTuple):
    """The cell of a row, with what its column and the column of its label say."""

    value: str
    header: str = ""
    order: Order = "dmy"
    label: str | None = None
    group: int = 0  # which of several columns of labels

    @property
    def name(self) -> str:
        return self.header if self.label is None else self.label


class Draft:
    """Collects the values of one person; `finish` makes what follows from them."""

    def __init__(
        self,
        line: int,
        raw: list[str],
        today: date | None = None,
        tag_separators: str = ",;\n|",
    ) -> None:
        self.record = Record(line=line, raw=raw)
        self.tag_separators = tag_separators
        self._today = today
        self._addresses: dict[str, Address] = {}
        self._whole_addresses: dict[str, tuple[str, str]] = {}
        self._birth: dict[str, str] = {}
        self._notes: list[str] = []
        self._named_notes: list[str] = []
        self._overflow: list[str] = []

    def warn(self, name: str, code: WarningCode) -> None:
        self.record.warn(name, code)

    def put(self, field: Field, cell: Cell) -> None:
        """Take the cell of a column that is mapped to `field`."""
        PUT[field.kind](self, field, cell)

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
        """E-mail addresses; those whose label has a star come first."""
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

    def handle(self, value: str) -> None:
        """An address of another kind, as of a messenger: kept, though it opens nothing."""
        if len(value) > MAX_URL:
            self.warn("urls", WarningCode.TOO_LONG)
        else:
            self._add("urls", [value], "other")

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
        known = {each.value.casefold() for each in kept}
        fresh: dict[str, Labelled] = {}
        for value in values:
            if value.casefold() not in known:
                fresh.setdefault(value.casefold(), Labelled(value, plain_label(label)))
        both = [*fresh.values(), *kept] if label.startswith(PRIMARY) else [*kept, *fresh.values()]
        if len(both) > MAX_VALUES:
            self.warn(name, WarningCode.TOO_LONG)
        kept[:] = both[:MAX_VALUES]

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

    def event(self, label: str, value: str, order: Order = "dmy") -> None:
        """A date with a name of its own: an anniversary, or a note."""
        name = EVENTS.get(clean_line(label).casefold())
        if name:
            self.date(name, value, order)
        else:
            self.named_note(label, value)

    def address(self, label: str, part: str, value: str, group: str = "") -> None:
        """One part of an address; a second line of a street goes under the first.

        Parts of one group belong together, by default those with one label.
        """
        cleaned = clean_note(value) if part in ("street", "whole") else clean_line(value)
        if not cleaned:
            return
        if part == "whole":
            self._whole_addresses[group or label] = (label, cleaned)
            return
        address = self._addresses.setdefault(group or label, Address(label=label))
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

    def photo(self) -> None:
        """There is one; an address of it is never fetched."""
        self.record.has_photo = True

    def note(self, value: str) -> None:
        cleaned = clean_note(value)
        if cleaned:
            self._notes.append(cleaned)

    def named_note(self, name: str, value: str) -> None:
        """What has no place of its own, kept as `name: value`."""
        cleaned = clean_note(value)
        if cleaned:
            named = f"{clean_line(name)}: {cleaned}" if name.strip() else cleaned
            self._named_notes.append(named)

    def finish(self) -> Record:
        """The record with all that follows from its values: display name, notes, addresses."""
        record = self.record
        if self._birth:
            self._join_birthday()
        record.addresses = self._all_addresses()
        record.display = record.display or self._name_to_show()
        notes = "\n".join([*self._notes, *self._named_notes])
        if len(notes) > MAX_NOTE:
            self.warn("notes", WarningCode.TOO_LONG)
        record.notes = "\n".join(filter(None, [notes, *self._overflow]))[:MAX_NOTE]
        return record

    def _all_addresses(self) -> list[Address]:
        """An address that is written in one piece only stands as a street."""
        for group, (label, whole) in self._whole_addresses.items():
            if group not in self._addresses:
                self.address(label, "street", whole, group)
        return list(self._addresses.values())[:MAX_VALUES]

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


def plain_label(label: str) -> str:
    """`* Work` is work, `Home Fax` is fax; a label of the user's own stays as it is."""
    cleaned = clean_line(label.removeprefix(PRIMARY))[:MAX_TAG]
    return LABELS.get(cleaned.casefold(), cleaned) or "other"


def _label(field: Field, cell: Cell) -> str:
    return field.detail if cell.label is None else cell.label


def _put_address(draft: Draft, field: Field, cell: Cell) -> None:
    """A cell may hold several addresses, like those of its neighbours in the same order."""
    if cell.label is None:
        draft.address(field.place, field.detail, cell.value)
        return
    for number, value in enumerate(SEVERAL.split(cell.value)):
        draft.address(plain_label(cell.label), field.detail, value, f"{cell.group}.{number}")


def _put_events(draft: Draft, _field: Field, cell: Cell) -> None:
    for value in SEVERAL.split(cell.value):
        draft.event(cell.name, value, cell.order)


def _put_named_notes(draft: Draft, _field: Field, cell: Cell) -> None:
    for value in SEVERAL.split(cell.value):
        draft.named_note(cell.name, value)


PUT: dict[Kind, Callable[[Draft, Field, Cell], None]] = {
    Kind.LINE: lambda draft, field, cell: draft.line(field.name, cell.value),
    Kind.SOURCE_ID: lambda draft, field, cell: draft.line(field.name, cell.value),
    Kind.EMAIL: lambda draft, field, cell: draft.emails(cell.value, _label(field, cell)),
    Kind.PHONE: lambda draft, field, cell: draft.phones(cell.value, _label(field, cell)),
    Kind.URL: lambda draft, field, cell: draft.urls(cell.value, field.detail),
    Kind.LINKEDIN: lambda draft, _field, cell: draft.linkedin(cell.value),
    Kind.DATE: lambda draft, field, cell: draft.date(field.name, cell.value, cell.order),
    Kind.EVENT: _put_events,
    Kind.BIRTH_PART: lambda draft, field, cell: draft.birth_part(field.detail, cell.value),
    Kind.ADDRESS: _put_address,
    Kind.TAGS: lambda draft, _field, cell: draft.tags(cell.value, draft.tag_separators),
    Kind.NOTES: lambda draft, _field, cell: draft.note(cell.value),
    Kind.NAMED_NOTE: _put_named_notes,
    Kind.PHOTO: lambda draft, _field, cell: draft.photo(),
}
