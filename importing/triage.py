"""New people and where they belong: what the screens of sorting show, and what they do.

Imported people wait here until the user says who they are; nobody of them is due before that.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from contacts import services as contacts
from contacts.derivation import rederive
from contacts.enums import LastTalked
from contacts.filters import ORDERS, Sort
from contacts.keyset import page
from contacts.models import Contact, RelationshipType
from contacts.querysets import ContactQuerySet
from contacts.selectors import role_of
from core import undo
from core.days import written
from importing.models import ImportRow
from importing.proposals import Proposal, proposals
from interactions.models import Interaction
from interactions.services import delete

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 50
SET = 2000  # people left untracked in one statement
LAST_TALKED = "last_talked"  # the source of a conversation that is only remembered roughly
SORTED = "importing.sorted"
LEFT = "importing.left"


@dataclass(frozen=True)
class NewPerson:
    """What the file says of somebody, and no more."""

    id: uuid.UUID
    name: str
    url: str
    title: str
    company: str
    sub: str
    place: str
    why: str
    perhaps: str = ""  # a type, and the reason why
    photo: str = ""  # its address


@dataclass(frozen=True)
class Group:
    """New people of one company; the last group has none."""

    company: str
    people: list[NewPerson]


@dataclass(frozen=True)
class Picking:
    """One page of the list to pick from. `held` are ticked, but not on this page."""

    held: list[NewPerson]
    groups: list[Group]
    before: str
    after: str


@dataclass(frozen=True)
class Progress:
    """How far the sorting of the imports is from which somebody still waits."""

    files: list[str]
    sorted: int
    tracked: int
    left: int

    @property
    def total(self) -> int:
        return self.sorted + self.left

    @property
    def untracked(self) -> int:
        return self.sorted - self.tracked


@dataclass(frozen=True)
class Capacity:
    """What all the cadences ask for in a week, beside what the user wants to do."""

    rate: int
    budget: int


@dataclass(frozen=True)
class TypeOffered:
    """A type as the keys show it."""

    id: uuid.UUID
    key: str
    label: str
    cadence_days: int | None


# --- what is shown -----------------------------------------------------------------------


def waiting(user: "User") -> ContactQuerySet:
    return Contact.objects.for_user(user).to_sort()


def to_pick_from(
    user: "User",
    *,
    search: str,
    after: str,
    before: str,
    ticked: Iterable[uuid.UUID],
    on: date,
) -> Picking:
    """New people by company and name, from a cursor on; whoever was ticked elsewhere on top."""
    people = waiting(user).select_related("company")
    order, matching = ORDERS[Sort.COMPANY], people.matching(search)
    found = page(matching, order, after=after, before=before, size=PAGE)
    if not found.rows and (after or before):  # the rest of the list was sorted meanwhile
        found = page(matching, order, size=PAGE)
    elsewhere = set(ticked) - {contact.pk for contact in found.rows}
    held = people.by_ids(elsewhere).order_by("sort_name", "pk") if elsewhere else ()
    perhaps = proposals(user, found.rows, on=on)
    people_shown = (_shown(contact, perhaps) for contact in found.rows)
    shown = groupby(people_shown, key=lambda person: person.company)
    return Picking(
        held=[_shown(contact) for contact in held],
        groups=[Group(company, list(group)) for company, group in shown],
        before=found.before,
        after=found.after,
    )


def next_person(user: "User", skipped: uuid.UUID | None, *, on: date) -> NewPerson | None:
    """The next by name after whom was skipped last; past the last, those skipped come again."""
    people = waiting(user).select_related("company").order_by("sort_name", "pk")
    last = Contact.objects.for_user(user).by_ids([skipped]).first() if skipped else None
    found = people.filter(_beyond(last)).first() if last else None
    found = found or people.first()
    return _shown(found, proposals(user, [found], on=on)) if found else None


def _beyond(person: Contact) -> Q:
    return Q(sort_name__gt=person.sort_name) | Q(sort_name=person.sort_name, pk__gt=person.pk)


def still_waiting(user: "User", ids: Iterable[uuid.UUID]) -> NewPerson | None:
    """The first of these people, if nobody has sorted them meanwhile."""
    found = waiting(user).select_related("company").by_ids(ids).first()
    return _shown(found) if found else None


def _shown(contact: Contact, perhaps: dict[uuid.UUID, Proposal] | None = None) -> NewPerson:
    proposal = (perhaps or {}).get(contact.pk)
    return NewPerson(
        perhaps=proposal.why if proposal else "",
        id=contact.pk,
        name=contact.display,
        url=contact.get_absolute_url(),
        title=contact.title,
        company=contact.company.name if contact.company else "",
        sub=role_of(contact),
        place=contact.place,
        why=_connected(contact.connected_on),
        photo=contact.photo_url,
    )


def _connected(day: date | None) -> str:
    if day is None:
        return ""
    said = written(day, "j F Y")
    return _("Connected %(day)s.") % {"day": said}


def progress_of(user: "User") -> Progress:
    """Counted over the imports from which somebody still waits, not over those of earlier years."""
    done = Q(contact__triaged_on__isnull=False)
    rows = ImportRow.objects.for_user(user).created().filter(contact__deleted_at=None)
    jobs = (
        rows.order_by("-job")
        .values("job__file_name")
        .annotate(
            sorted=Count("contact", filter=done),
            tracked=Count("contact", filter=done & Q(contact__cadence_days__isnull=False)),
            left=Count("contact", filter=~done),
        )
    )
    ongoing = [job for job in jobs if job["left"]]
    return Progress(
        files=[job["job__file_name"] for job in ongoing],
        sorted=sum(job["sorted"] for job in ongoing),
        tracked=sum(job["tracked"] for job in ongoing),
        left=waiting(user).count(),
    )


def capacity(user: "User") -> Capacity:
    rate = Contact.objects.for_user(user).kept().check_ins_a_week()
    return Capacity(rate=round(rate), budget=user.budget)


def types_offered(user: "User") -> list[TypeOffered]:
    """The types to choose from, in the user's order."""
    types = RelationshipType.objects.for_user(user).active()
    return [TypeOffered(type.pk, type.key, str(type), type.cadence_days) for type in types]


# --- what is done ------------------------------------------------------------------------


@transaction.atomic
def sort(
    *,
    owner: "User",
    contact_ids: Iterable[uuid.UUID],
    type_id: uuid.UUID | None,
    last_talked: LastTalked | None,
    on: date,
    at: datetime,
) -> tuple[int, str]:
    """Those of these people who wait are of this type, or not tracked (None).

    How many they were, and the address that takes it back.
    """
    ids = list(waiting(owner).by_ids(contact_ids).values_list("pk", flat=True))
    before = contacts.triage(
        owner=owner, contact_ids=ids, type_id=type_id, on=on, last_talked=last_talked
    )
    return len(ids), undo.remember(owner=owner, verb=SORTED, before=before, at=at)


@transaction.atomic
def unsort(*, owner: "User", before: dict[str, Any], on: date, at: datetime) -> None:
    """Let people wait again; what was said of the last talk with them goes too."""
    contacts.untriage(owner=owner, before=before, on=on)
    talks = Interaction.objects.for_user(owner).kept().filter(source=LAST_TALKED)
    for talk in talks.filter(participants__contact__in=before["people"]):
        delete(talk, on=on, at=at)


@transaction.atomic
def leave_rest(
    *, owner: "User", but: Iterable[uuid.UUID], on: date, at: datetime
) -> tuple[int, str]:
    """Nobody else who waits is tracked; how many they are, and the address that takes it back.

    They may be a hundred thousand. So the moment itself, written on each of them, says who they
    were, and neither here nor for undo is there a list.
    """
    rest, count = waiting(owner).exclude(pk__in=list(but)), 0
    while ids := list(rest.values_list("pk", flat=True)[:SET]):
        count += Contact.objects.by_ids(ids).update(triaged_on=on, updated_at=at)
        rederive(ids, on)
    before = {"at": at.isoformat(), "on": on.isoformat()}
    return count, undo.remember(owner=owner, verb=LEFT, before=before, at=at)


@transaction.atomic
def take_rest_back(*, owner: "User", before: dict[str, Any], on: date) -> None:
    """Let the rest wait again, but for those who were edited or given a type since."""
    left = Contact.objects.for_user(owner).filter(
        updated_at=datetime.fromisoformat(before["at"]),
        triaged_on=date.fromisoformat(before["on"]),
        cadence_days=None,
    )
    while ids := list(left.values_list("pk", flat=True)[:SET]):
        Contact.objects.by_ids(ids).update(triaged_on=None)
        rederive(ids, on)
