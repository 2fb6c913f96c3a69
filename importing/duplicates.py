"""Who of an account may be there twice: found, kept as pairs, shown until the user has answered.

Nobody is compared with everybody. People meet only if they share something that two rows of one
person share: a way to reach them, a whole name, a company or a birthday together with a word of
the name. Each kind of meeting is one pass over the people, and a group too large to say anything
is left out, so that the work grows with the number of people and not with its square.
"""

import uuid
from array import array
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.regions import region_of
from contacts.enums import DateKind, MethodKind
from contacts.models import Contact, ContactMethod, ImportantDate
from importing.likeness import SUGGESTED, Birthday, Likeness, Profile, compare, without_tag
from importing.models import DuplicatePair
from importing.names import is_shared, names_of
from importing.phones import e164
from importing.states import PairState

if TYPE_CHECKING:
    from accounts.models import User

KEPT_APART = "importing.keep_apart"
LARGEST_GROUP = 50
AT_ONCE = 1000
KINDS = (MethodKind.EMAIL, MethodKind.PHONE, MethodKind.LINKEDIN)
Pair = tuple[uuid.UUID, uuid.UUID]
Ways = list[tuple[str, str]]  # kind and value


def find_pairs(owner: "User", touched: Collection[uuid.UUID] | None = None) -> dict[Pair, Likeness]:
    """Pairs of people, the smaller id first, that are worth a question.

    `touched`: only pairs with one of these. Works inside acting_for.
    """
    some = None if touched is None else set(touched)
    pairs = [pair for pair in candidates(owner) if some is None or not some.isdisjoint(pair)]
    people = profiles(owner, {pk for pair in pairs for pk in pair})
    found = {}
    for pair in pairs:
        likeness = compare(people[pair[0]], people[pair[1]])
        if likeness.certainty >= SUGGESTED:
            found[pair] = likeness
    return found


def refresh(owner: "User", touched: Collection[uuid.UUID] | None = None) -> int:
    """Keep what `find_pairs` finds as pairs for the user to look at; how many are open.

    What the user has said of a pair stays; open pairs that are no pairs any more go.
    """
    found = find_pairs(owner, touched)
    stale = DuplicatePair.objects.for_user(owner).filter(state=PairState.OPEN)
    if touched is not None:
        ids = list(touched)
        stale = stale.filter(Q(one__in=ids) | Q(other__in=ids))
    gone = [pk for pk, *pair in stale.values_list("pk", "one", "other") if tuple(pair) not in found]
    DuplicatePair.objects.for_user(owner).filter(pk__in=gone).delete()
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(
                owner=owner,
                one_id=one,
                other_id=other,
                certainty=likeness.certainty,
                reasons=[str(reason) for reason in likeness.reasons],
            )
            for (one, other), likeness in found.items()
        ),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["owner", "one", "other"],
        update_fields=["certainty", "reasons"],
    )
    return DuplicatePair.objects.for_user(owner).open().count()


def keep_apart(pair: DuplicatePair) -> None:
    """*Not the same*: never asked again, also after the next import."""
    pair.state = PairState.DIFFERENT
    pair.save(update_fields=["state"])


def ask_again(pair: DuplicatePair) -> None:
    """Undo of the answer."""
    pair.state, pair.put_off_at = PairState.OPEN, None
    pair.save(update_fields=["state", "put_off_at"])


def put_off(pair: DuplicatePair, *, at: datetime) -> None:
    """*Later*: behind all others."""
    pair.put_off_at = at
    pair.save(update_fields=["put_off_at"])


# --- who is compared ----------------------------------------------------------------------


def profiles(owner: "User", ids: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Profile]:
    """What is compared of these people, or of everybody who is not in the trash."""
    if ids is None:
        return dict(_each(owner, None))
    wanted = sorted(ids)
    some = (wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE))
    return {pk: profile for chunk in some for pk, profile in _each(owner, chunk)}


def _each(owner: "User", ids: Sequence[uuid.UUID] | None) -> Iterator[tuple[uuid.UUID, Profile]]:
    """People and their ways are read side by side in the order of their ids, so that a large
    account is never held as a whole."""
    ways, born = _Ways(owner, ids), _birthdays(owner, ids)
    people = Contact.objects.for_user(owner).kept().order_by("pk")
    if ids is not None:
        people = people.by_ids(ids)
    rows = people.values_list(
        *("pk", "display", "given", "family", "suffix", "company__name", "title")
    )
    for pk, *name, company, title in rows.iterator(AT_ONCE):
        yield pk, _profile(name, company or "", title, ways.of(pk), born.get(pk))


def _profile(
    name: list[str], company: str, title: str, ways: Ways, born: Birthday | None
) -> Profile:
    emails = [value for kind, value in ways if kind == MethodKind.EMAIL]
    display, given, family, suffix = name
    # What an importer shows of somebody without a name is the address.
    return Profile(
        names=names_of(display, given, family, suffix, emails[0] if emails else ""),
        company=company,
        title=title,
        emails=frozenset(each for each in emails if not is_shared(each)),
        shared=frozenset(filter(is_shared, emails)),
        phones=frozenset(value for kind, value in ways if kind == MethodKind.PHONE),
        linkedin=frozenset(value for kind, value in ways if kind == MethodKind.LINKEDIN),
        birthday=born,
    )


class _Ways:
    """How people are reached, as it is compared; asked in the order of their ids."""

    def __init__(self, owner: "User", ids: Sequence[uuid.UUID] | None) -> None:
        self._region = region_of(owner.time_zone)
        methods = ContactMethod.objects.for_user(owner).filter(kind__in=KINDS)
        if ids is not None:
            methods = methods.filter(contact__in=ids)
        rows = methods.order_by("contact", "kind", "position", "pk")
        found = rows.values_list("contact", "kind", "normalised").iterator(AT_ONCE)
        self._groups = groupby(found, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, pk: uuid.UUID) -> Ways:
        while self._next is not None and self._next[0] < pk:  # somebody in the trash
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != pk:
            return []
        compared = ((kind, self._compared(kind, value)) for _pk, kind, value in self._next[1])
        return [(kind, value) for kind, value in compared if value]

    def _compared(self, kind: str, value: str) -> str:
        return e164(value, self._region) if kind == MethodKind.PHONE else value


def _birthdays(owner: "User", ids: Sequence[uuid.UUID] | None) -> dict[uuid.UUID, Birthday]:
    dates = ImportantDate.objects.for_user(owner).filter(kind=DateKind.BIRTHDAY)
    if ids is not None:
        dates = dates.filter(contact__in=ids)
    rows = dates.exclude(day=None).values_list("contact", "year", "month", "day")
    return {pk: (year, month, day or 0) for pk, year, month, day in rows}


# --- who meets whom -----------------------------------------------------------------------


def candidates(owner: "User") -> set[Pair]:
    """Pairs that share something, the smaller id first.

    Of a person only digests of what they may share are held, in arrays: two that are alike by
    accident cost a comparison, and nothing else.
    """
    ids: list[uuid.UUID] = []
    employed = bytearray()
    keys = [array("q") for _meet in MEETINGS]
    whose = [array("L") for _meet in MEETINGS]
    for at, (pk, profile) in enumerate(_each(owner, None)):
        ids.append(pk)
        employed.append(bool(profile.company))
        for number, meet in enumerate(MEETINGS):
            for key in meet(profile):
                keys[number].append(hash(key))
                whose[number].append(at)
    found: set[Pair] = set()
    for meet, digests, people in zip(MEETINGS, keys, whose, strict=True):
        for one, other in _meeting(digests, people):
            # Of two who are each at a company nothing follows from a name: they meet there, or not.
            if meet is not _by_name or not (employed[one] and employed[other]):
                found.add((ids[one], ids[other]))
    return found


def _meeting(digests: "array[int]", people: "array[int]") -> Iterator[tuple[int, int]]:
    """Places of two people with one digest, the smaller first."""
    order = sorted(range(len(digests)), key=digests.__getitem__)
    for _digest, places in groupby(order, key=digests.__getitem__):
        group = sorted({people[place] for place in places})
        if 1 < len(group) <= LARGEST_GROUP:
            yield from combinations(group, 2)


def _by_address(profile: Profile) -> Iterator[Hashable]:
    yield from profile.linkedin
    yield from map(without_tag, profile.emails)


def _by_phone(profile: Profile) -> Iterable[Hashable]:
    return profile.phones


def _by_name(profile: Profile) -> Iterator[Hashable]:
    if len(profile.names.words) > 1 or not all(map(str.isascii, profile.names.words)):
        yield profile.names.words


def _by_company(profile: Profile) -> Iterator[Hashable]:
    if profile.company_key:
        yield from ((profile.company_key[0], word) for word in _telling(profile))


def _by_birthday(profile: Profile) -> Iterator[Hashable]:
    if profile.birthday:
        yield from ((profile.birthday[1:], word) for word in _telling(profile))


def _telling(profile: Profile) -> Iterator[str]:
    return (word for word in profile.names.words if len(word) > 1 or not word.isascii())


Meeting = Callable[[Profile], Iterable[Hashable]]
MEETINGS: tuple[Meeting, ...] = (_by_address, _by_phone, _by_name, _by_company, _by_birthday)
