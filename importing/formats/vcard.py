"""vCard 2.1, 3.0 and 4.0: of phones, Apple, Google, Nextcloud, Thunderbird, Monica, Outlook.

formats.md sections 5 to 8. No address in a card is ever fetched.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import blake2b

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.pictures import UnfitPicture, shrink
from importing.card_values import Value, picture_in
from importing.drafts import Draft, has_identity
from importing.enums import ProblemCode, WarningCode
from importing.limits import MAX_DOCUMENT_BYTES, MAX_NAME, MAX_RECORDS, MB
from importing.records import Entry, Problem, Record, Refused
from importing.sniffing import Options, Sample, Sniffed
from importing.vcards import SHOWN, Card, Cards, lines_of

NAME = "vcard"
LABEL = gettext_lazy("vCard")

BEGIN = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
NOT_PEOPLE = {"location", "application", "device", "thing"}
# Stands in every card, and differs from one export of the same person to the next.
FLEETING = {"REV", "PRODID", "VERSION", "X-PRODID"}
LABELS = {"homepage": "other", "main": "other", "pager": "other", "voice": "other"}
NO_LABEL = {
    *("pref", "voice", "internet", "text", "textphone", "video", "msg", "x400", "bbs", "modem"),
    *("car", "isdn", "pcs", "pager", "main", "main-number", "dom", "intl", "postal", "parcel"),
    *("pcs", "uri", "url", "tlx", "ppg", "aim", "applelink", "attmail", "cis", "eworld", "ibmmail"),
    *("mcimail", "powershare", "prodigy", "other", "x-other", "x-pref", "x-voice"),
}
# Names of properties in which programs keep what the standards have no place for.
ANNIVERSARIES = (
    "ANNIVERSARY;X-ANNIVERSARY;X-EVOLUTION-ANNIVERSARY;X-KADDRESSBOOK-X-ANNIVERSARY;"
    "X-WEDDING-ANNIVERSARY;X-MS-ANNIVERSARY;X-WAB-WEDDING_ANNIVERSARY"
)
HANDLES = "X-AIM;X-ICQ;X-JABBER;X-MSN;X-YAHOO;X-SKYPE;X-SKYPE-USERNAME;X-GADUGADU;X-QQ;X-TWITTER;"
HANDLES += "X-GOOGLE-TALK;X-GTALK;X-TELEGRAM;X-SIGNAL;X-MATRIX;X-SIP;X-MS-IMADDRESS;"
HANDLES += "X-KADDRESSBOOK-X-IMADDRESS"
KIN = "X-SPOUSE;X-EVOLUTION-SPOUSE;X-MS-SPOUSE;X-KADDRESSBOOK-X-SPOUSESNAME;X-MANAGER;X-ASSISTANT;"
KIN += "X-EVOLUTION-MANAGER;X-EVOLUTION-ASSISTANT;X-MS-MANAGER;X-MS-ASSISTANT;HOBBY;INTEREST;"
KIN += "EXPERTISE;X-MS-CHILD;X-WAB-SPOUSE_NAME;X-KADDRESSBOOK-X-PROFESSION"
PAGES = "URL;X-EVOLUTION-BLOG-URL;X-KADDRESSBOOK-BLOGFEED"
OWNERS = re.compile(r"^X-(?:EVOLUTION-|MS-|WAB-|KADDRESSBOOK-(?:X-)?)?")
NAMED = re.compile(r"S?_?NAME$")  # KAddressBook's SpousesName, Windows' SPOUSE_NAME
SCHEME = re.compile(r"[\w-]+:(?=https?:)", re.IGNORECASE)  # `twitter:https://twitter.com/ada`
WHOLE_DATE = re.compile(r"(-{0,2}[\d-]{4,10})[T ]\S*")
YEARLESS = re.compile(r"0000-?(?=\d\d-?\d\d$)")
ADDRESS = ("box", "extended", "street", "city", "region", "postal_code", "country", "whole")


def recognise(sample: Sample) -> float:
    found = BEGIN.search(sample.text)
    if found is None:
        return 0.0
    return 0.95 if found.start() == 0 else 0.6


def describe(sample: Sample) -> Sniffed:
    refused = _too_large(sample.size) if sample.size > MAX_DOCUMENT_BYTES else None
    return Sniffed(
        format=NAME, label=str(LABEL), encoding=sample.encoding or "utf-8", refused=refused
    )


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    """The people of a file, card by card."""
    encoding = options.encoding or sample.encoding or "utf-8"
    reader = CardReader(encoding, options.today)
    with sample.path.open("rb") as file:
        for number, card in enumerate(Cards(lines_of(file, encoding)), start=1):
            if number > MAX_RECORDS:
                limit = {"limit": MAX_RECORDS}
                raise Refused(_("This file has more than %(limit)d cards. Divide it.") % limit)
            yield reader.entry(card)


def _too_large(size: int) -> str:
    return _("This file has %(size)d MB; at most %(limit)d MB can be read. Divide it.") % {
        "size": -(-size // MB),
        "limit": MAX_DOCUMENT_BYTES // MB,
    }


class CardReader:
    """Makes a person of each card of one file, or says why not."""

    def __init__(self, encoding: str, today: date | None) -> None:
        self._encoding = encoding
        self._today = today
        self._seen: dict[str, int] = {}
        self._groups: dict[str, list[str]] = {}  # a member's uid to the names of its groups

    def entry(self, card: Card) -> Entry:
        if card.is_damaged:
            return _problem(card, ProblemCode.MALFORMED_CARD)
        values = [Value(each, self._encoding) for each in card.properties]
        kind = _kind(values)
        if kind == "group":
            self._remember_group(values)
        if kind == "group" or kind in NOT_PEOPLE:
            return _problem(card, ProblemCode.NOT_A_PERSON)
        record = self._record(card, values)
        if not has_identity(record):
            return _problem(card, ProblemCode.NO_IDENTITY)
        return self._first_of_its_kind(card, record)

    def _record(self, card: Card, values: list[Value]) -> Record:
        draft = Draft(card.line, [], self._today)
        if card.is_cut:
            draft.warn("*", WarningCode.TOO_LONG)
        person = _Person(draft, _in_one_language(values))
        person.take()
        for value in values:
            for code in value.warnings:
                draft.warn("*", code)
        record = draft.finish()
        for who in (record.source_id, *(f"mailto:{each.value}" for each in record.emails)):
            for group in self._groups.get(_plain_uid(who), ()):
                draft.tags(group, "\n")
        record.fingerprint = _fingerprint(card)
        return record

    def _remember_group(self, values: list[Value]) -> None:
        """Who is named as a member gets the group's name as a tag, if they stand below it."""
        name = next((each.line for each in values if each.name in ("FN", "N") and each.line), "")
        for each in values:
            if each.name in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER") and name:
                self._groups.setdefault(_plain_uid(each.line), []).append(name[:MAX_NAME])

    def _first_of_its_kind(self, card: Card, record: Record) -> Entry:
        key = record.source_id or record.fingerprint.hex()
        first = self._seen.setdefault(key, record.line)
        if first == record.line:
            return record
        reason = _("The same person stands on line %(line)d.") % {"line": first}
        return _problem(card, ProblemCode.DUPLICATE_IN_FILE, reason)


def _problem(card: Card, code: ProblemCode, reason: str = "") -> Problem:
    text = card.beginning[:SHOWN].decode("utf-8", errors="replace").replace("\x00", "")
    return Problem(card.line, code, reason or str(code.label), [text])


def _kind(values: list[Value]) -> str:
    kinds = (each for each in values if each.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"))
    return next((each.line.casefold() for each in kinds if each.line), "")


def _plain_uid(uid: str) -> str:
    return uid.strip().casefold().removeprefix("urn:uuid:")


def _fingerprint(card: Card) -> bytes:
    """Equal for equal cards, whenever they were written."""
    digest = blake2b(digest_size=16)
    for each in card.properties:
        if each.name not in FLEETING:
            digest.update(each.head + b":" + each.value + b"\x1f")
    return digest.digest()


def _in_one_language(values: list[Value]) -> list[Value]:
    """The same value in several languages (ALTID) is one: the first counts."""
    kept, seen = [], set()
    for each in values:
        language = (each.name, each.param("ALTID"))
        if language[1] and language in seen:
            continue
        seen.add(language)
        kept.append(each)
    return kept


class _Person:
    """One card's values, on their way into a draft."""

    def __init__(self, draft: Draft, values: list[Value]) -> None:
        self._draft = draft
        self._values = values
        self._of_group = {
            each.group: each.line for each in values if each.name == "X-ABLABEL" and each.group
        }
        self._addresses = 0
        self._nicknames: list[str] = []
        self._labelled: list[Value] = []  # addresses in one piece

    def take(self) -> None:
        """Everything, the preferred of several first."""
        for each in sorted(self._values, key=lambda value: value.preference):
            put = PUT.get(each.name)
            if put is not None and each.raw:
                put(self, each)
        self._draft.line("nickname", ", ".join(dict.fromkeys(filter(None, self._nicknames))))
        self._take_labels()
        self._call_like_the_company()

    def _call_like_the_company(self) -> None:
        """Where the program shows the company, and not a person in it."""
        shown = {each.line.upper() for each in self._values if each.name == "X-ABSHOWAS"}
        if "COMPANY" in shown:
            self._draft.record.display = self._draft.record.company or self._draft.record.display

    def _label(self, value: Value) -> str:
        own = self._of_group.get(value.group, "") if value.group else ""
        if own:
            plain = own.removeprefix("_$!<").removesuffix(">!$_").strip()
            return LABELS.get(plain.casefold(), plain)
        types = value.types
        if "fax" in types or {"workfax", "homefax"} & types:
            return "fax"
        for label in ("cell", "mobile", "iphone", "work", "home"):
            if label in types:
                return "mobile" if label in ("cell", "iphone") else label
        return next((_own_label(each) for each in value.type_list if each not in NO_LABEL), "other")

    def name(self, value: Value) -> None:
        lists = value.version_lists
        for name, part in zip(
            ("family", "given", "middle", "prefix", "suffix"), lists, strict=False
        ):
            between = ", " if name == "suffix" else " "
            self._draft.line(name, between.join(filter(None, map(str.strip, part))))

    def organisation(self, value: Value) -> None:
        company, *units = value.parts
        if self._draft.record.company or self._draft.record.department:
            said = ", ".join(filter(None, map(str.strip, value.parts)))
            self._draft.named_note(_("Company"), said)
            return
        self._draft.line("company", company)
        self._draft.line("department", ", ".join(filter(None, map(str.strip, units))))

    def role(self, value: Value) -> None:
        if not any(each.name == "TITLE" and each.line for each in self._values):
            self._draft.line("title", value.line)

    def title(self, value: Value) -> None:
        if self._draft.record.title:
            self._draft.named_note(_("Job title"), value.line)
        else:
            self._draft.line("title", value.line)

    def nickname(self, value: Value) -> None:
        self._nicknames += map(str.strip, value.items)

    def email(self, value: Value) -> None:
        self._draft.emails(value.line, self._label(value))

    def phone(self, value: Value) -> None:
        self._draft.phones(value.phone, self._label(value))

    def url(self, value: Value) -> None:
        if "linkedin" in value.types:
            self._draft.linkedin(value.line)
        else:
            self._draft.urls(value.line, self._label(value))

    def profile(self, value: Value) -> None:
        """Of a social network: LinkedIn's goes where it belongs, a bare handle into the notes."""
        network = next(iter(value.type_list), "") or value.param("SERVICE-TYPE")
        address = SCHEME.sub("", value.line, count=1)
        handle = value.param("X-USER") or value.param("USERNAME")
        if address.lower().startswith("x-apple:"):
            handle, address = handle or address[8:], ""
        if network.casefold() == "linkedin":
            self._draft.linkedin(address or handle)
        elif "." in address:
            self._draft.urls(address, network or "other")
        else:
            self._draft.named_note(network, address or handle)

    def messenger(self, value: Value) -> None:
        """An address of instant messages: kept as it is written, it leads nowhere by itself."""
        scheme, colon, handle = value.line.partition(":")
        if scheme.lower() in ("http", "https"):
            self._draft.urls(value.line, self._label(value))
        elif colon and handle and scheme.lower() not in ("javascript", "data", "file", "vbscript"):
            self._draft.handle(value.line)
        else:
            self._draft.warn("urls", WarningCode.BAD_URL)

    def address(self, value: Value) -> None:
        self._addresses += 1
        group, label = f"adr{self._addresses}", self._label(value)
        parts = dict(zip(ADDRESS, value.parts, strict=False))
        for part in ("street", "extended", "box"):
            if parts.get(part, "").strip():
                self._draft.address(label, "street", parts[part], group)
        for part in ("city", "region", "postal_code", "country"):
            self._draft.address(label, part, parts.get(part, ""), group)
        self._draft.address(label, "whole", parts.get("whole") or value.param("LABEL"), group)

    def whole_address(self, value: Value) -> None:
        self._labelled.append(value)

    def _take_labels(self) -> None:
        """Addresses written in one piece stand beside those in parts; alone they count."""
        if not self._addresses:
            for number, value in enumerate(self._labelled):
                self._draft.address(self._label(value), "whole", value.text, f"label{number}")

    def birthday(self, value: Value) -> None:
        self._draft.date("birthday", _date(value))

    def anniversary(self, value: Value) -> None:
        self._draft.date("anniversary", _date(value))

    def apple_date(self, value: Value) -> None:
        label = self._label(value)
        self._draft.event("" if label == "other" else label, _date(value))

    def android(self, value: Value) -> None:
        """`vnd.android.cursor.item/nickname;Bo;1;;;…`, and its like."""
        kind, text, number, *_rest = [*value.parts, "", "", ""]
        kind = kind.rpartition("/")[2]
        if kind == "nickname":
            self._nicknames.append(text.strip())
        elif kind == "contact_event" and text:
            name = {"1": "anniversary", "3": "birthday"}.get(number, "")
            self._draft.event(name, text)
        elif kind == "relation":
            self._draft.named_note("", text)

    def tags(self, value: Value) -> None:
        items = value.items if len(value.items) > 1 else value.parts
        for item in items:
            self._draft.tags(item, "\n")

    def note(self, value: Value) -> None:
        if value.is_cut:
            self._draft.warn("notes", WarningCode.TOO_LONG)
        self._draft.note(value.text)

    def named(self, value: Value) -> None:
        """What has no place of its own, under the name that the program gave it."""
        name = NAMED.sub("", OWNERS.sub("", value.name)).replace("-", " ").capitalize()
        self._draft.named_note(name, value.text)

    def related(self, value: Value) -> None:
        """Somebody of theirs by name; one by number is nobody that can be shown."""
        if not re.match(r"(?i)(?:urn|https?|mailto|tel|data):", value.line):
            label = self._label(value)
            name = "" if label == "other" else label[:1].upper() + label[1:]
            self._draft.named_note(name, value.text)

    def photo(self, value: Value) -> None:
        if self._draft.record.photo:
            return
        try:
            encoded = picture_in(value)
            if encoded is not None:
                self._draft.record.photo = shrink(encoded)
                self._draft.photo()
        except UnfitPicture:
            self._draft.warn("photo", WarningCode.PHOTO_DROPPED)


def _own_label(name: str) -> str:
    return name.removeprefix("x-")


def _date(value: Value) -> str:
    """A date in a form that all formats share; Apple's year that is none goes."""
    text = value.line
    if match := WHOLE_DATE.fullmatch(text):
        text = match[1]
    if re.fullmatch(r"-*[0-]*", text):
        return ""
    text = YEARLESS.sub("--", text)
    omitted = value.param("X-APPLE-OMIT-YEAR") or value.param("X-APPLE-OMID-YEAR")
    if omitted and re.match(rf"{re.escape(omitted)}-?\d\d-?\d\d$", text):
        text = f"--{text[4:].lstrip('-')}"
    return text


def _lines(name: str) -> Callable[[_Person, Value], None]:
    return lambda person, value: person._draft.line(name, value.line)


def _each(names: str, put: Callable[[_Person, Value], None]) -> dict[str, Callable[..., None]]:
    return dict.fromkeys(names.split(";"), put)


PUT: dict[str, Callable[[_Person, Value], None]] = {
    "UID": _lines("source_id"),
    "FN": _lines("display"),
    "N": _Person.name,
    "NICKNAME": _Person.nickname,
    "ORG": _Person.organisation,
    "TITLE": _Person.title,
    "ROLE": _Person.role,
    "EMAIL": _Person.email,
    "TEL": _Person.phone,
    "IMPP": _Person.messenger,
    "ADR": _Person.address,
    "LABEL": _Person.whole_address,
    "BDAY": _Person.birthday,
    "X-ABDATE": _Person.apple_date,
    "X-ANDROID-CUSTOM": _Person.android,
    "NOTE": _Person.note,
    "PHOTO": _Person.photo,
    **_each("PRONOUNS;X-PRONOUNS", _lines("pronouns")),
    **_each("X-SOCIALPROFILE;SOCIALPROFILE", _Person.profile),
    **_each("CATEGORIES;X-GROUP-MEMBERSHIP;X-CATEGORIES", _Person.tags),
    **_each(PAGES, _Person.url),
    **_each(ANNIVERSARIES, _Person.anniversary),
    **_each(f"{HANDLES};{KIN}", _Person.named),
    **_each("RELATED;X-ABRELATEDNAMES", _Person.related),
}
