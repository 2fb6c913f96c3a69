"""What a filter of the list offers: each choice with the length of the list that it leads to.

Asked when the filter opens, not before: counting costs more than the page itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count

from contacts.enums import State
from contacts.filters import Filters
from contacts.folding import fold
from contacts.models import Company, ContactTag, Relationship, RelationshipType, Tag
from contacts.querysets import ContactQuerySet
from contacts.selectors import filtered, narrowed

if TYPE_CHECKING:
    from accounts.models import User

# Of tags and companies so many are offered.
MENU = 40
# The parameter of each filter, and its field in Filters.
FIELDS = {"type": "types", "state": "states", "tag": "tags", "company": "companies"}
STATES = (
    *(State.FRESH, State.SOON, State.DUE, State.OVERDUE, State.DORMANT),
    *(State.WAITING, State.PLANNED, State.SNOOZED, State.PAUSED),
    *(State.NEW, State.UNTRACKED, State.ARCHIVED, State.DIED),
)
Counts = dict[Any, int]


@dataclass(frozen=True)
class Offer:
    """One choice; `count`: how many people stand in the list if it alone is chosen here."""

    value: str
    label: str
    count: int
    on: bool


def offers(user: "User", name: str, filters: Filters, on: date, text: str = "") -> list[Offer]:
    """What the filter `name` offers beside the others that are on; the chosen ones always.

    `text`: how a word of the company begins. KeyError for a filter that there is not.
    """
    chosen = getattr(filters, FIELDS[name])
    others = filters.only(FIELDS[name], [])
    labelled, counts = READERS[name](user, others, on, chosen, fold(text))
    return [
        Offer(str(value), label, counts.get(value, 0), value in chosen)
        for value, label in labelled.items()
    ]


def _types(
    user: "User", others: Filters, on: date, chosen: tuple[UUID, ...], text: str
) -> tuple[dict[Any, str], Counts]:
    ties = Relationship.objects.for_user(user).current(on)
    counts = _count(ties, "type", filtered(user, others, on))
    types = RelationshipType.objects.for_user(user).in_order()
    shown = (type for type in types if not type.archived or type.pk in chosen)
    return {type.pk: str(type) for type in shown}, counts


def _states(
    user: "User", others: Filters, on: date, chosen: tuple[State, ...], text: str
) -> tuple[dict[Any, str], Counts]:
    people: Any = narrowed(user, others, on).with_state(on)
    counts = people.order_by().values_list("state").annotate(Count("pk"))
    return {state: str(state.label) for state in STATES}, dict(counts)


def _tags(
    user: "User", others: Filters, on: date, chosen: tuple[UUID, ...], text: str
) -> tuple[dict[Any, str], Counts]:
    taggings = ContactTag.objects.for_user(user)
    counts = _count(taggings, "tag", filtered(user, others, on))
    wanted = [*chosen, *_largest(counts)]
    tags = Tag.objects.for_user(user).by_ids(wanted).in_order()
    return {tag.pk: tag.name for tag in tags}, counts


def _companies(
    user: "User", others: Filters, on: date, chosen: tuple[UUID, ...], text: str
) -> tuple[dict[Any, str], Counts]:
    people = filtered(user, others, on).filter(company__isnull=False)
    own = Company.objects.for_user(user)
    known = people.filter(company__in=own.beginning(text)) if text else people
    counts: Counts = dict(known.order_by().values_list("company").annotate(Count("pk")))
    wanted = [*chosen, *_largest(counts)]
    names = dict(own.by_ids(wanted).values_list("pk", "name"))
    left = [pk for pk in chosen if pk not in counts]
    if left:
        counts |= dict(
            people.at_companies(left).order_by().values_list("company").annotate(Count("pk"))
        )
    return {pk: names[pk] for pk in dict.fromkeys(wanted) if pk in names}, counts


def _count(rows: Any, field: str, people: ContactQuerySet) -> Counts:
    found = rows.filter(contact__in=people.order_by().values("pk")).order_by()
    return dict(found.values_list(field).annotate(Count("contact", distinct=True)))


def _largest(counts: Counts) -> list[Any]:
    return sorted(counts, key=lambda value: (-counts[value], str(value)))[:MENU]


Reader = Callable[["User", Filters, date, tuple[Any, ...], str], tuple[dict[Any, str], Counts]]
READERS: dict[str, Reader] = {"type": _types, "state": _states, "tag": _tags, "company": _companies}
