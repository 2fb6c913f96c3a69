"""Every read of what happened, and of promises."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Q

from core.ownership import OwnedQuerySet
from interactions.enums import PromiseState, Status

if TYPE_CHECKING:
    from contacts.models import Contact
    from interactions.models import (
        Interaction,
        InteractionKind,
        InteractionVersion,
        Mark,
        Participant,
        Promise,
    )

# A planned meeting asks *did it happen?* for this long, then counts as no.
ASKS_FOR = timedelta(days=3)


class InteractionKindQuerySet(OwnedQuerySet["InteractionKind"]):
    def offered(self) -> Self:
        """For choice in the log form, in order."""
        return self.filter(archived=False).order_by("position", "pk")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def to_choose(self, held: "InteractionKind | None" = None) -> Self:
        """Offered, and the one that is held already."""
        kept = Q(archived=False) if held is None else Q(archived=False) | Q(pk=held.pk)
        return self.filter(kept).order_by("position", "pk")

    def others(self, kind: "InteractionKind") -> Self:
        return self.exclude(pk=kind.pk)

    def known_as(self, key: str) -> "InteractionKind":
        """The owner's kind that every account has under this key."""
        return self.get(key=key)


class InteractionQuerySet(OwnedQuerySet["Interaction"]):
    def kept(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def keyed(self, key: UUID | None) -> Self:
        """Logged by the form that carried this idempotency key; also from the trash."""
        return self.filter(key=key, key__isnull=False)

    def done(self) -> Self:
        return self.kept().filter(status=Status.DONE)

    def to_confirm(self, on: date) -> Self:
        """Planned ones whose day has passed within the last three: *did it happen?*"""
        return self.kept().filter(
            status=Status.PLANNED, occurred_on__lt=on, occurred_on__gte=on - ASKS_FOR
        )

    def coming(self, on: date) -> Self:
        return self.kept().filter(status=Status.PLANNED, occurred_on__gte=on)

    def with_people(self) -> Self:
        return self.select_related("kind").prefetch_related(
            "participants__contact", "participants__marks"
        )

    def newest_first(self) -> Self:
        return self.order_by("-occurred_on", "-pk")

    def oldest_first(self) -> Self:
        """In the order of logging."""
        return self.order_by("pk")

    def later_than(self, pk: UUID) -> Self:
        return self.filter(pk__gt=pk)


class ParticipantQuerySet(OwnedQuerySet["Participant"]):
    def kept(self) -> Self:
        """Of interactions that are not in the trash."""
        return self.filter(interaction__deleted_at=None)

    def of(self, contact: "Contact") -> Self:
        """One person's part in what happened, newest first."""
        return self.kept().filter(contact=contact).order_by("-occurred_on", "-interaction_id")

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))

    def of_kind(self, kind: "InteractionKind") -> Self:
        return self.filter(interaction__kind=kind)

    def with_contacts(self) -> Self:
        return self.select_related("contact").order_by("contact__sort_name")

    def contact_ids(self) -> set[UUID]:
        return set(self.values_list("contact_id", flat=True))

    def in_trash_ids(self) -> set[UUID]:
        """People who are in the trash but were there."""
        gone = self.filter(contact__deleted_at__isnull=False)
        return set(gone.values_list("contact_id", flat=True))


class PromiseQuerySet(OwnedQuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(state=PromiseState.OPEN, contact__deleted_at=None, contact__died=False)

    def due_by(self, day: date) -> Self:
        return self.open().filter(due_on__lte=day)

    def by_due(self) -> Self:
        """Dated ones first, the earliest on top."""
        return self.order_by("due_on", "created_on", "pk")

    def keyed(self, key: UUID | None) -> Self:
        """Made by the form that carried this idempotency key."""
        return self.filter(key=key, key__isnull=False)

    def of_kept(self) -> Self:
        """Of people who are not in the trash."""
        return self.filter(contact__deleted_at=None)

    def with_contact(self) -> Self:
        return self.select_related("contact")

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))


class MarkQuerySet(OwnedQuerySet["Mark"]):
    def by_ids(self, ids: Iterable[UUID]) -> Self:
        return self.filter(pk__in=list(ids))


class InteractionVersionQuerySet(OwnedQuerySet["InteractionVersion"]):
    pass
