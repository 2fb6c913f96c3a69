"""Monica's export (version 4, JSON): people with their notes, and what was done with them.

formats.md section 8. The file may be large, as photos stand in it: it is read several times, piece
by piece, rather than kept.
"""

import base64
import binascii
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.pictures import UnfitPicture, shrink
from importing.cleaning import SURROGATES, clean_note
from importing.drafts import Draft, fingerprint, has_identity, plain_label
from importing.enums import ProblemCode, WarningCode
from importing.json_stream import JsonStream
from importing.kind_words import kind_of
from importing.limits import MAX_DOCUMENT_BYTES, MAX_NAME, MAX_PHOTO_BYTES, MAX_RECORDS, MB
from importing.records import Conversation, Entry, Problem, Record, Refused
from importing.sniffing import Options, Sample, Sniffed
from interactions.enums import Direction, KindKey

NAME = "monica"
LABEL = gettext_lazy("Monica (JSON)")

SIGNS = ('"app_version"', '"exported_by"', '"account"')
ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
# Collections of a person that have no place of their own, with what is said of each entry.
REMEMBERED = {
    "pet": ("name",),
    "gift": ("name", "comment", "date"),
    "debt": ("reason", "amount", "currency"),
    "task": ("title", "description"),
    "reminder": ("title", "description", "initial_date"),
    "life_event": ("name", "note", "happened_at"),
    "document": ("original_filename",),
}
MET = ("date", "where", "first_met_where", "additional_info", "first_met_additional_info")
DAYS = {"date", "initial_date", "happened_at"}
LINES = {
    "given": "first_name",
    "middle": "middle_name",
    "family": "last_name",
    "nickname": "nickname",
    "company": "company",
    "title": "job",
}
Values = dict[str, Any]


@dataclass
class Index:
    """What stands elsewhere in the file than the person it belongs to."""

    field_types: dict[str, tuple[str, str]] = field(default_factory=dict)  # type and name
    took_part: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)  # of everybody
    partial: set[str] = field(default_factory=set)  # those who are no people of their own
    related: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    portraits: set[str] = field(default_factory=set)  # photos of the account that a person shows


def recognise(sample: Sample) -> float:
    if not sample.text.startswith("{"):
        return 0.0
    found = sum(sign in sample.text for sign in SIGNS)
    return 0.95 if found and ('"version"' in sample.text or found > 1) else 0.0


def describe(sample: Sample) -> Sniffed:
    """Reads the file to its end, so that a damaged one is refused before anything is written."""
    if sample.size > MAX_DOCUMENT_BYTES:
        limit = {"limit": MAX_DOCUMENT_BYTES // MB}
        return Sniffed(refused=_("This file is too large: at most %(limit)d MB.") % limit)
    try:
        _index(sample)
    except Refused as refusal:
        return Sniffed(refused=str(refusal))
    return Sniffed(format=NAME, label=str(LABEL), encoding="utf-8")


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    """People in the order of the file, each before their calls; then activities."""
    for count, entry in enumerate(_Export(sample, options).entries(), start=1):
        if count > MAX_RECORDS:
            limit = {"limit": MAX_RECORDS}
            raise Refused(_("This file has more than %(limit)d records. Divide it.") % limit)
        yield entry


# --- walking through the file -------------------------------------------------------------------


def _collections(sample: Sample, *, instance: Index | None = None) -> Iterator[tuple[str, Any]]:
    """The entries of all collections of the account, with the collection's name."""
    with sample.path.open("rb") as file:
        stream = JsonStream(file)
        for key in stream.members():
            if key != "account" or not stream.is_object:
                continue
            for part in stream.members():
                if part == "data" and stream.is_array:
                    for _place in stream.items():
                        yield from _collection(stream)
                elif part == "instance" and instance is not None:
                    _take_types(instance, stream.load())
        stream.finish()


def _collection(stream: JsonStream) -> Iterator[tuple[str, Any]]:
    name = ""
    if not stream.is_object:
        return
    for key in stream.members():
        if key == "type":
            name = _singular(stream.load())
        elif key == "values" and stream.is_array:
            for _place in stream.items():
                yield name, stream.load()


def _singular(name: Any) -> str:
    """Older exports name their collections in the plural."""
    plain = str(name)
    if plain.endswith("ies"):
        return plain[:-3] + "y"
    if plain.endswith("sses"):
        return plain[:-2]
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") else plain


def _take_types(index: Index, instance: Any) -> None:
    for each in _list(_dict(instance).get("contact_field_types")):
        said = _dict(_dict(each).get("properties"))
        uuid = str(_dict(each).get("uuid"))
        index.field_types[uuid] = (_text(said.get("type")), _text(said.get("name")))


def _index(sample: Sample) -> Index:
    index = Index()
    turned: list[tuple[str, str, str]] = []
    for name, value in _collections(sample, instance=index):
        said = _dict(_dict(value).get("properties"))
        uuid = str(_dict(value).get("uuid"))
        if name == "contact":
            for linked in _entries_of(value, "activity"):
                index.took_part[_uuid(linked)].append(uuid)
            names = (_text(said.get(key)) for key in ("first_name", "last_name"))
            index.names[uuid] = " ".join(filter(None, names))[:MAX_NAME]
            if said.get("is_partial") is True:
                index.partial.add(uuid)
            elif portrait := _portrait(_dict(value)):
                index.portraits.add(portrait)
        elif name == "relationship":
            of = str(said.get("contact_is")), str(said.get("of_contact"))
            index.related[of[1]].append((of[0], _text(said.get("type"))))
            turned.append((*of, _text(said.get("type"))))
    told = {(other, who) for who, other, _kind in turned}
    for who, other, kind in turned:  # said only from the side of who is no person of their own
        if other in index.partial and (who, other) not in told:
            index.related[who].append((other, kind))
    return index


def _entries_of(contact: Any, name: str) -> Iterator[Any]:
    for each in _list(_dict(contact).get("data")):
        if isinstance(each, dict) and _singular(each.get("type")) == name:
            yield from _list(each.get("values"))


def _portrait(contact: Values) -> str:
    """Which photo of the account shows a person: the chosen one, or else their first."""
    avatar = _dict(_dict(contact.get("properties")).get("avatar"))
    own = (each for each in _entries_of(contact, "photo") if isinstance(each, str))
    return _uuid(avatar.get("avatar_photo")) or next(own, "")


class _Album:
    """The photos of the account that people show, small, on disk: they may be many."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}  # by uuid: where it begins, and its length

    def add(self, uuid: str, data: str) -> None:
        """What is no picture is left out."""
        try:
            small = shrink(_picture(data))
        except UnfitPicture:
            return
        self._places[uuid] = self._file.seek(0, io.SEEK_END), len(small)
        self._file.write(small)

    def photo(self, uuid: str) -> bytes:
        """Empty if there is none that can be read."""
        start, length = self._places.get(uuid, (0, 0))
        self._file.seek(start)
        return self._file.read(length)


# --- from the file to people and conversations ----------------------------------------------------


class _Export:
    """One file, with what was found out about it on the first way through."""

    def __init__(self, sample: Sample, options: Options) -> None:
        self._sample = sample
        self._index = _index(sample)
        self._today = options.today
        self._now = options.now or datetime.now(UTC)
        self._zone = ZoneInfo(options.zone)

    def entries(self) -> Iterator[Entry]:
        with TemporaryFile() as file:
            album = self._album(file)
            for place, value in enumerate(self._of("contact")):
                yield from self._of_contact(_dict(value), place, album)
        for number, value in enumerate(self._of("activity")):
            yield self._activity(_dict(value), self._index.took_part[_uuid(value)], number)

    def _of(self, wanted: str) -> Iterator[Any]:
        return (value for name, value in _collections(self._sample) if name == wanted)

    def _album(self, file: IO[bytes]) -> _Album:
        album = _Album(file)
        if wanted := self._index.portraits:
            for value in self._of("photo"):
                if _uuid(value) in wanted:
                    said = _dict(_dict(value).get("properties"))
                    album.add(_uuid(value), _text(said.get("dataUrl")))
        return album

    def _of_contact(self, value: Values, place: int, album: _Album) -> Iterator[Entry]:
        said = _dict(value.get("properties"))
        names = " ".join(_text(said.get(key)) for key in ("first_name", "last_name")).strip()
        if said.get("is_partial") is True:
            code = ProblemCode.NOT_A_PERSON
            yield Problem(place, code, str(code.label), [_clean(names)])
            return
        record = self._person(value, said, place, album)
        if not has_identity(record):
            code = ProblemCode.NO_IDENTITY
            yield Problem(place, code, str(code.label), [_clean(names)])
            return
        yield record
        for call in _entries_of(value, "call"):
            yield self._call(_dict(call), record.source_id, place)
        for chat in _entries_of(value, "conversation"):
            yield self._chat(_dict(chat), record.source_id, place)
        for done in _entries_of(value, "activity"):
            if isinstance(done, dict) and "properties" in done:
                yield self._activity(done, [record.source_id], place)

    # --- people ---------------------------------------------------------------------------------

    def _person(self, value: Values, said: Values, place: int, album: _Album) -> Record:
        draft = Draft(place, [], self._today)
        record = draft.record
        record.source_id = _text(value.get("uuid"))[:255]
        for name, key in LINES.items():
            self._line(draft, name, said.get(key))
        record.starred = said.get("is_starred") is True
        record.died = said.get("is_dead") is True
        record.archived_on = self._today if said.get("is_active") is False else None
        self._birthday(draft, _dict(said.get("birthdate")))
        for each in _list(said.get("tags")):
            draft.tags(_text(each if isinstance(each, str) else _dict(each).get("name")), "\n")
        for each in _entries_of(value, "contact_field"):
            self._reach(draft, _dict(_dict(each).get("properties")))
        for number, each in enumerate(_entries_of(value, "address")):
            self._address(draft, _dict(_dict(each).get("properties")), number)
        self._notes(draft, value, said)
        self._photo(draft, value, album)
        record.fingerprint = fingerprint([record.source_id or repr(sorted(said.items()))])
        return draft.finish()

    def _line(self, draft: Draft, name: str, value: Any) -> None:
        text = _text(value)
        if SURROGATES.search(text):
            draft.warn(name, WarningCode.LONE_SURROGATE)
        draft.line(name, text)

    def _birthday(self, draft: Draft, said: Values) -> None:
        """Of somebody whose age was guessed, no day is known."""
        found = ISO_DAY.match(_text(said.get("date")))
        if said.get("is_age_based") is True or not said.get("date"):
            return
        if not found:
            draft.warn("birthday", WarningCode.BAD_DATE)
        elif said.get("is_year_unknown") is True:
            draft.date("birthday", f"--{found[2]}-{found[3]}")
        else:
            draft.date("birthday", found[0], "ymd")

    def _reach(self, draft: Draft, said: Values) -> None:
        value = _text(said.get("data"))
        kind, name = self._index.field_types.get(str(said.get("type")), ("", ""))
        plain = name.casefold()
        if not value.strip():
            return
        if kind == "email" or (not kind and "@" in value and "mail" in plain):
            draft.emails(value)
        elif kind == "phone" or plain in ("phone", "whatsapp", "signal", "mobile"):
            draft.phones(value)
        elif "linkedin" in plain:
            draft.linkedin(value)
        elif "//" in value:
            draft.urls(value, name or "other")
        elif not kind and not name and "@" in value:
            draft.emails(value)
        else:
            draft.named_note(name, value)

    def _address(self, draft: Draft, said: Values, number: int) -> None:
        label = plain_label(_text(said.get("name")))
        parts = {
            "street": "street",
            "city": "city",
            "region": "province",
            "postal_code": "postal_code",
            "country": "country",
        }
        for part, key in parts.items():
            draft.address(label, part, _text(said.get(key)), str(number))

    def _notes(self, draft: Draft, value: Values, said: Values) -> None:
        draft.note(_text(said.get("description")))
        for each in _entries_of(value, "note"):
            draft.note(_text(_dict(_dict(each).get("properties")).get("body")))
        draft.named_note(_("How we met"), self._how_met(said))
        draft.named_note(_("Died"), _special_day(said.get("deceased_date")))
        draft.named_note(_("Food"), _text(said.get("food_preferences")))
        for name, keys in REMEMBERED.items():
            for each in _entries_of(value, name):
                inside = _dict(_dict(each).get("properties"))
                words = ", ".join(filter(None, (_word(inside, key) for key in keys)))
                draft.named_note(name.replace("_", " ").capitalize(), words)
        for other, kind in self._index.related.get(draft.record.source_id, ()):
            if who := self._index.names.get(other):
                draft.named_note(_("Related"), f"{who} ({kind or '?'})")

    def _how_met(self, said: Values) -> str:
        """When, where and through whom, however the version of the export says it."""
        met = _dict(said.get("first_met"))
        through = self._index.names.get(_text(said.get("first_met_through")), "")
        words = (_text(said.get(key) or met.get(key))[:10_000] for key in MET)
        return ", ".join(filter(None, (_special_day(said.get("first_met_date")), *words, through)))

    def _photo(self, draft: Draft, value: Values, album: _Album) -> None:
        """The picture that stands in the file; addresses of others are never fetched."""
        inside = (_dict(_dict(each).get("properties")) for each in _entries_of(value, "photo"))
        data = next((text for one in inside if (text := _text(one.get("dataUrl")))), "")
        portrait = _portrait(value)
        if not data and not portrait:
            avatar = _dict(_dict(value.get("properties")).get("avatar"))
            draft.record.has_photo = avatar.get("has_avatar") is True
            return
        try:
            photo = shrink(_picture(data)) if data else album.photo(portrait)
        except UnfitPicture:
            photo = b""
        draft.record.photo, draft.record.has_photo = photo, bool(photo)
        if not photo:
            draft.warn("photo", WarningCode.PHOTO_DROPPED)

    # --- conversations ----------------------------------------------------------------------------

    def _activity(self, value: Values, people: list[str], place: int) -> Conversation | Problem:
        said = _dict(value.get("properties"))
        summary, more = _text(said.get("summary")), _text(said.get("description"))
        return self._talk(
            place,
            _uuid(value),
            said.get("happened_at"),
            people,
            kind=kind_of(summary),
            text="\n\n".join(filter(None, (clean_note(summary), clean_note(more)))),
        )

    def _call(self, value: Values, who: str, place: int) -> Conversation | Problem:
        said = _dict(value.get("properties"))
        called_me = said.get("contact_called") is True
        return self._talk(
            place,
            _uuid(value),
            said.get("called_at"),
            [who],
            kind=KindKey.CALL,
            text=clean_note(_text(said.get("content"))),
            direction=Direction.IN if called_me else Direction.OUT,
        )

    def _chat(self, value: Values, who: str, place: int) -> Conversation | Problem:
        """A written conversation, with its messages."""
        said = _dict(value.get("properties"))
        messages = [
            _dict(_dict(each).get("properties", each))
            for each in (*_list(said.get("messages")), *_entries_of(value, "message"))
        ]
        mine = {message.get("written_by_me") is True for message in messages}
        direction = Direction.NONE
        if len(mine) == 1:
            direction = Direction.OUT if True in mine else Direction.IN
        return self._talk(
            place,
            _uuid(value),
            said.get("happened_at"),
            [who],
            kind=KindKey.WROTE if direction == Direction.OUT else KindKey.MESSAGE,
            text="\n".join(clean_note(_text(message.get("content"))) for message in messages),
            direction=direction,
        )

    def _talk(
        self,
        place: int,
        key: str,
        when: Any,
        people: list[str],
        *,
        kind: KindKey,
        text: str,
        direction: str = "",
    ) -> Conversation | Problem:
        day = self._day(_text(when))
        if day is None:
            code = ProblemCode.BAD_DATE
            return Problem(place, code, str(code.label), [text[:200]])
        if day > self._now.astimezone(self._zone).date():
            code = ProblemCode.FUTURE
            return Problem(place, code, str(code.label), [text[:200]])
        return Conversation(
            line=place,
            key=key or "\x1f".join([str(day), text, *people]),
            occurred_on=day,
            with_whom=list(dict.fromkeys(people)),
            kind=kind,
            text=text[:20_000],
            direction=direction,
            raw=[text[:200]],
        )

    def _day(self, text: str) -> date | None:
        """A day as it is written; of a moment, the day where the user is."""
        found = ISO_DAY.match(text)
        try:
            if not found:
                return None
            day = date(int(found[1]), int(found[2]), int(found[3]))
            if len(text) > len(found[0]) and not text[10:].startswith("T00:00:00"):
                moment = datetime.fromisoformat(text)
                aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                day = aware.astimezone(self._zone).date()
        except (ValueError, OverflowError):
            return None
        return day if day.year >= 1900 else None


def _word(said: Values, key: str) -> str:
    text = _text(said.get(key))
    found = ISO_DAY.match(text) if key in DAYS else None
    return found[0] if found else text


def _special_day(said: Any) -> str:
    """A day as Monica keeps it; nothing where it was guessed."""
    found = ISO_DAY.match(_text(_dict(said).get("date")))
    if not found or _dict(said).get("is_age_based") is True:
        return ""
    return f"--{found[2]}-{found[3]}" if _dict(said).get("is_year_unknown") is True else found[0]


def _picture(data: str) -> bytes:
    """The bytes of a `data:` address; raises UnfitPicture."""
    head, _comma, body = data.partition(",")
    if not head.startswith("data:image/") or len(body) > MAX_PHOTO_BYTES * 4 // 3:
        raise UnfitPicture(_("This picture is too large."))
    try:
        return base64.b64decode(body, validate=False)
    except (binascii.Error, ValueError) as error:
        raise UnfitPicture(_("This picture can't be read.")) from error


def _dict(value: Any) -> Values:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """What is written as text or as a number; nothing else is."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _clean(text: str) -> str:
    return SURROGATES.sub("\ufffd", text)


def _uuid(value: Any) -> str:
    return _text(value if isinstance(value, str) else _dict(value).get("uuid"))
