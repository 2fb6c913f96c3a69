"""Who a record is: by the source's own key, by our own id, by LinkedIn address, by a mailbox of
one's own.

Set-based: at most six queries for any number of records. Phones, shared mailboxes and names
alone never match by themselves; a phone does with the very same name at the same company.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from contacts.enums import DateKind, MethodKind
from contacts.folding import fold
from contacts.methods import normalise
from contacts.models import Contact, ContactMethod, ImportantDate
from importing.cleaning import SCIENTIFIC
from importing.likeness import Birthday, Profile, is_phone_enough
from importing.models import ImportKey
from importing.names import Names, compatible, is_shared, names_of
from importing.phones import e164, forms
from importing.reasons import Reason
from importing.records import Record

# Sources in which the user says which column is a person's number: two files may both begin at 1.
OWN_TABLES = "csv:"
OWN_ID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[57][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
KNOWN = ("key", "said", "contact_id", "contact__deleted_at")


@dataclass(slots=True)
class Found:
    """What is known of a record before its values are compared.

    `said` are digests of what the source gave of this person before. `gone`: the user deleted
    them, and they are not to come back by themselves.
    """

    key: str
    is_known: bool = False  # the key itself
    contact_id: uuid.UUID | None = None
    gone: bool = False
    said: frozenset[str] = frozenset()
    by: str = ""  # the Reason for which a person was found who was not known by the key

    @property
    def is_new(self) -> bool:
        return self.contact_id is None and not self.gone


def find(
    records: list[Record], *, owner_id: uuid.UUID, source: str, region: str = ""
) -> list[Found]:
    """For each record whom it means, in the same order. Works inside acting_for.

    `region`: in which country phone numbers without one are, see accounts.regions.
    """
    found = [Found(key_of(record, source, owner_id)) for record in records]
    _find_by_key(found, owner_id, source)
    pairs = list(zip(found, records, strict=True))
    _find_mentioned([pair for pair in pairs if pair[0].is_new and pair[1].mentioned], owner_id)
    unknown = [pair for pair in pairs if pair[0].is_new and not pair[1].mentioned]
    _find_by_own_id(unknown, owner_id)
    _find_by_method([pair for pair in unknown if pair[0].is_new], owner_id)
    _find_by_phone([pair for pair in unknown if pair[0].is_new], owner_id, region)
    _recall([one for one, _record in unknown if one.contact_id], owner_id, source)
    return found


def identity(record: Record, source: str) -> str:
    """What the source itself knows a record by: its id, else the whole row. A long id that went
    through a spreadsheet (9.01E+16) is that of many."""
    if not record.source_id or SCIENTIFIC.fullmatch(record.source_id):
        return f"row\x1f{record.fingerprint.hex()}"
    named = f"\x1f{fold(record.display)}" if source.startswith(OWN_TABLES) else ""
    return f"id\x1f{record.source_id}{named}"


def key_of(record: Record, source: str, owner_id: uuid.UUID) -> str:
    """The digest under which this record is known again in the next import."""
    said = f"{source}\x1f{identity(record, source)}".encode()
    return blake2b(said, digest_size=16, key=owner_id.bytes).hexdigest()


def profile(record: Record) -> str:
    """The LinkedIn address as it is compared, or ""."""
    return normalise(MethodKind.LINKEDIN, record.linkedin) if record.linkedin else ""


def mailboxes(record: Record) -> list[str]:
    """The addresses that can say who somebody is, as they are compared."""
    values = (normalise(MethodKind.EMAIL, each.value) for each in record.emails)
    return [value for value in values if not is_shared(value)]


def names_in(record: Record) -> Names:
    address = record.emails[0].value if record.emails else ""
    return names_of(record.display, record.given, record.family, record.suffix, address)


def _find_by_key(found: list[Found], owner_id: uuid.UUID, source: str) -> None:
    keys = ImportKey.objects.for_owner_id(owner_id).of_source(source)
    rows = keys.with_keys(one.key for one in found)
    known = {row[0]: row for row in rows.values_list(*KNOWN)}
    for one in found:
        if row := known.get(one.key):
            _key, said, contact_id, deleted_at = row
            one.is_known, one.said = True, frozenset(said)
            _settle(one, contact_id, contact_id is None or deleted_at is not None)


def _settle(one: Found, contact_id: uuid.UUID | None, gone: bool) -> None:
    one.gone = gone
    one.contact_id = None if gone else contact_id


def _find_by_own_id(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID) -> None:
    """Whom we wrote into the file ourselves: our own exports carry our own ids."""
    ids = {record.source_id: own for _one, record in unknown if (own := _own_id(record))}
    if not ids:
        return
    people = Contact.objects.for_owner_id(owner_id).by_ids(ids.values())
    known = dict(people.values_list("pk", "deleted_at"))
    for one, record in unknown:
        pk = ids.get(record.source_id)
        if pk in known:
            _settle(one, pk, known[pk] is not None)


def _own_id(record: Record) -> uuid.UUID | None:
    """The id that `urn:uuid:…` names, if it is of the version that ours are."""
    if not OWN_ID.fullmatch(record.source_id):
        return None
    return uuid.UUID(record.source_id.removeprefix("urn:uuid:"))


def _find_by_method(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID) -> None:
    """By profile, else by mailbox; somebody kept counts before somebody deleted."""
    wanted = {value for _one, record in unknown for value in _values(record)}
    if not wanted:
        return
    methods = ContactMethod.objects.for_owner_id(owner_id).filter(
        kind__in=[MethodKind.LINKEDIN, MethodKind.EMAIL], normalised__in=wanted
    )
    held = defaultdict(list)
    for method in methods.select_related("contact").order_by("contact_id"):
        held[method.normalised].append(method)
    for one, record in unknown:
        candidates = list(_candidates(record, held))
        best = min(candidates, key=lambda each: each.contact.deleted_at is not None, default=None)
        if best is not None:
            _settle(one, best.contact_id, best.contact.deleted_at is not None)
            one.by = Reason.LINKEDIN if best.kind == MethodKind.LINKEDIN else Reason.EMAIL


def _find_mentioned(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID) -> None:
    """Who took part in a conversation: whoever has that address or profile, under any name.

    Where there is neither, the only person of just this name.
    """
    _settle_by(unknown, _addresses_held(unknown, owner_id))
    nameless = [pair for pair in unknown if pair[0].is_new and not list(_addresses(pair[1]))]
    _settle_by(nameless, _names_held(nameless, owner_id))


def _addresses(record: Record) -> Iterator[str]:
    if record.linkedin:
        yield profile(record)
    yield from (normalise(MethodKind.EMAIL, each.value) for each in record.emails)


Held = dict[str, list[tuple[uuid.UUID, bool]]]  # address or name to people, and whether deleted


def _addresses_held(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID) -> Held:
    wanted = {value for _one, record in unknown for value in _addresses(record)}
    held: Held = defaultdict(list)
    if wanted:
        methods = ContactMethod.objects.for_owner_id(owner_id).filter(
            kind__in=[MethodKind.LINKEDIN, MethodKind.EMAIL], normalised__in=wanted
        )
        rows = methods.values_list("normalised", "contact_id", "contact__deleted_at")
        for value, pk, deleted_at in rows.order_by("contact_id"):
            held[value].append((pk, deleted_at is not None))
    return held


def _names_held(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID) -> Held:
    """A name that several people bear says nothing."""
    wanted = {fold(record.display) for _one, record in unknown}
    held: Held = defaultdict(list)
    if wanted:
        people = Contact.objects.for_owner_id(owner_id).kept().filter(sort_name__in=wanted)
        for name, pk in people.values_list("sort_name", "pk"):
            held[name].append((pk, False))
    return {name: found for name, found in held.items() if len(found) == 1}


def _settle_by(unknown: list[tuple[Found, Record]], held: Held) -> None:
    """Somebody kept counts before somebody deleted, the oldest before the others."""
    for one, record in unknown:
        values = list(_addresses(record)) or [fold(record.display)]
        candidates = [found for value in values for found in held.get(value, ())]
        best = min(candidates, key=lambda found: found[1], default=None)
        if best is not None:
            _settle(one, *best)


def _values(record: Record) -> Iterator[str]:
    if record.linkedin:
        yield profile(record)
    yield from mailboxes(record)


def _candidates(record: Record, held: dict[str, list[ContactMethod]]) -> Iterator[ContactMethod]:
    """The likeliest first, the oldest among equals."""
    yield from held.get(profile(record), ())
    names = names_in(record)
    for address in mailboxes(record):
        for method in held.get(address, ()):
            person = method.contact
            known = names_of(
                person.display, person.given, person.family, person.suffix, method.value
            )
            if compatible(names, known):
                yield method


def _find_by_phone(unknown: list[tuple[Found, Record]], owner_id: uuid.UUID, region: str) -> None:
    """By a number that the same name at the same company has."""
    wanted = {
        form
        for _one, record in unknown
        if record.company
        for number in record.phones
        for form in forms(number.value, region)
    }
    if not wanted:
        return
    methods = ContactMethod.objects.for_owner_id(owner_id).filter(
        kind=MethodKind.PHONE, normalised__in=wanted, contact__deleted_at=None
    )
    held = defaultdict(list)
    for method in methods.select_related("contact__company").order_by("contact_id"):
        held[e164(method.normalised, region)].append(method.contact)
    born = _birthdays(person.pk for people in held.values() for person in people)
    for one, record in unknown:
        profile = _profile_of(record, region)
        for person in (each for number in profile.phones for each in held.get(number, ())):
            if is_phone_enough(profile, _profile(person, profile.phones, born)):
                _settle(one, person.pk, gone=False)
                one.by = Reason.PHONE
                break


def _birthdays(contact_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Birthday]:
    dates = ImportantDate.objects.filter(contact__in=set(contact_ids), kind=DateKind.BIRTHDAY)
    rows = dates.exclude(day=None).values_list("contact_id", "year", "month", "day")
    return {pk: (year, month, day or 0) for pk, year, month, day in rows}


def _profile(person: Contact, phones: frozenset[str], born: dict[uuid.UUID, Birthday]) -> Profile:
    return Profile(
        names=names_of(person.display, person.given, person.family, person.suffix),
        company=str(person.company or ""),
        title=person.title,
        phones=phones,
        birthday=born.get(person.pk),
    )


def _profile_of(record: Record, region: str) -> Profile:
    numbers = (e164(number.value, region) for number in record.phones)
    return Profile(
        names=names_in(record),
        company=record.company,
        title=record.title,
        phones=frozenset(filter(None, numbers)),
        birthday=_parts(record.birthday) if record.birthday else None,
    )


def _parts(iso: str) -> Birthday:
    """Of YYYY-MM-DD or --MM-DD."""
    year = iso[:-6]
    return (int(year) if year != "-" else None, int(iso[-5:-3]), int(iso[-2:]))


def _recall(found: Iterable[Found], owner_id: uuid.UUID, source: str) -> None:
    """What the source said before of people who were found by other means than its key."""
    by_contact = defaultdict(list)
    for one in found:
        by_contact[one.contact_id].append(one)
    if not by_contact:
        return
    keys = ImportKey.objects.for_owner_id(owner_id).of_source(source).of_people(by_contact)
    for key in keys:
        for one in by_contact[key.contact_id]:
            one.said |= frozenset(key.said)
