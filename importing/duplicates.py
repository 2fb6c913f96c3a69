"""Who of an account may be there twice: found, kept as pairs, shown until the user has answered.

Nobody is compared with everybody. People meet only if they share something that two rows of one
person share: a way to reach them, a whole name, a company or a birthday together with a word of
the name. Each kind of meeting is one pass over the people, and a group too large to say anything
is left out, so that the work grows with the number of people and not with its square.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.regions import region_of
from contacts.enums import DateKind, MethodKind
from contacts.models import Contact, ContactMethod, ImportantDate
from importing.likeness import SUGGESTED, Likeness, Profile, compare, without_tag
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


def find_pairs(owner: "User", touched: Collection[uuid.UUID] | None = None) -> dict[Pair, Likeness]:
    """Pairs of people, the smaller id first, that are worth a question.

    `touched`: only pairs with one of these. Works inside acting_for, in three queries.
    """
    people = profiles(owner)
    some = None if touched is None else set(touched)
    found = {}
    for pair in candidates(people):
        if some is not None and some.isdisjoint(pair):
            continue
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


def profiles(owner: "User") -> dict[uuid.UUID, Profile]:
    """What is compared of everybody who is not in the trash."""
    ways = _ways(owner)
    born = _birthdays(owner)
    people = Contact.objects.for_user(owner).kept().order_by()
    rows = people.values_list(
        *("pk", "display", "given", "family", "suffix", "company__name", "title")
    )
    return {
        pk: Profile(
            names=names_of(display, given, family, suffix, _address(ways[pk])),
            company=company or "",
            title=title,
            emails=frozenset(each for each in ways[pk][MethodKind.EMAIL] if not is_shared(each)),
            shared=frozenset(filter(is_shared, ways[pk][MethodKind.EMAIL])),
            phones=frozenset(ways[pk][MethodKind.PHONE]),
            linkedin=frozenset(ways[pk][MethodKind.LINKEDIN]),
            birthday=born.get(pk),
        )
        for pk, display, given, family, suffix, company, title in rows.iterator()
    }


Ways = defaultdict[str, list[str]]


def _ways(owner: "User") -> defaultdict[uuid.UUID, Ways]:
    """By person and kind, as they are compared."""
    region = region_of(owner.time_zone)
    found: defaultdict[uuid.UUID, Ways] = defaultdict(lambda: defaultdict(list))
    rows = ContactMethod.objects.for_user(owner).filter(kind__in=KINDS).order_by()
    for pk, kind, value in rows.values_list("contact", "kind", "normalised").iterator():
        compared = e164(value, region) if kind == MethodKind.PHONE else value
        if compared:
            found[pk][kind].append(compared)
    return found


def _address(ways: Ways) -> str:
    """What an importer shows of somebody without a name."""
    return next(iter(ways[MethodKind.EMAIL]), "")


def _birthdays(owner: "User") -> dict[uuid.UUID, tuple[int | None, int, int]]:
    dates = ImportantDate.objects.for_user(owner).filter(kind=DateKind.BIRTHDAY)
    rows = dates.exclude(day=None).values_list("contact", "year", "month", "day")
    return {pk: (year, month, day or 0) for pk, year, month, day in rows}


# --- who meets whom -----------------------------------------------------------------------


def candidates(people: dict[uuid.UUID, Profile]) -> set[Pair]:
    """Pairs that share something, the smaller id first."""
    found: set[Pair] = set()
    for meet in MEETINGS:
        groups: defaultdict[Hashable, list[uuid.UUID]] = defaultdict(list)
        for pk, profile in people.items():
            for key in meet(profile):
                groups[key].append(pk)
        for group in groups.values():
            if 1 < len(group) <= LARGEST_GROUP:
                found.update(combinations(sorted(group), 2))
    found.update(_namesakes(people))
    return found


def _namesakes(people: dict[uuid.UUID, Profile]) -> Iterator[Pair]:
    """People of one whole name, of whom at least one is at no company that we know.

    Of two who have one each nothing follows from a name: they meet at the company, or not.
    """
    groups: defaultdict[frozenset[str], list[uuid.UUID]] = defaultdict(list)
    for pk, profile in people.items():
        if len(profile.names.words) > 1 or not all(map(str.isascii, profile.names.words)):
            groups[profile.names.words].append(pk)
    for group in groups.values():
        if 1 < len(group) <= LARGEST_GROUP:
            for one, other in combinations(sorted(group), 2):
                if not (people[one].company and people[other].company):
                    yield one, other


def _by_address(profile: Profile) -> Iterator[Hashable]:
    yield from profile.linkedin
    yield from map(without_tag, profile.emails)


def _by_phone(profile: Profile) -> Iterable[Hashable]:
    return profile.phones


def _by_company(profile: Profile) -> Iterator[Hashable]:
    if profile.company:
        yield from ((profile.company_key, word) for word in _telling(profile))


def _by_birthday(profile: Profile) -> Iterator[Hashable]:
    if profile.birthday:
        yield from ((profile.birthday[1:], word) for word in _telling(profile))


def _telling(profile: Profile) -> Iterator[str]:
    return (word for word in profile.names.words if len(word) > 1 or not word.isascii())


Meeting = Callable[[Profile], Iterable[Hashable]]
MEETINGS: tuple[Meeting, ...] = (_by_address, _by_phone, _by_company, _by_birthday)
