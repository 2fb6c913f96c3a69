"""Every read of what is due and what was told."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Count, Max, Q

from core.ids import first_of
from core.ownership import OwnedQuerySet
from reminders.enums import MailKind, MailState, Outcome, ReminderKind, ReminderState

FOLLOWING_UP = [ReminderKind.FOLLOW_UP, ReminderKind.THANK, ReminderKind.REPORT_BACK]
NEWS = timedelta(days=60)  # for so long a new role is news

if TYPE_CHECKING:
    from contacts.models import Contact
    from interactions.models import Interaction
    from reminders.models import (
        Delivery,
        MessageTemplate,
        OutboxMail,
        Plan,
        PlanSlot,
        Reminder,
        UsedLink,
    )


class PlanQuerySet(OwnedQuerySet["Plan"]):
    def standing(self, on: date) -> Self:
        """The newest plan first: it stands until the next is fixed, perhaps on its eve."""
        return self.filter(starts_on__lte=on + timedelta(days=1)).order_by("-starts_on")

    def newest_of_each(self) -> Self:
        """One for each owner."""
        return self.order_by("owner", "-starts_on").distinct("owner")

    def oldest_of_each(self) -> Self:
        return self.order_by("owner", "starts_on").distinct("owner")

    def same_weeks(self, plans: Iterable["Plan"]) -> Self:
        """Those that stand where these could not be made."""
        same = (Q(owner=plan.owner_id, starts_on=plan.starts_on) for plan in plans)
        return self.filter(reduce(or_, same))

    def slot_counts(self) -> dict[UUID, int]:
        return dict(self.annotate(taken=Count("slots")).values_list("pk", "taken"))


class PlanSlotQuerySet(OwnedQuerySet["PlanSlot"]):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN, contact__deleted_at=None)

    def last_ranks(self) -> dict[UUID, int]:
        """By plan."""
        ranks = self.order_by().values("plan").annotate(last=Max("rank"))
        return dict(ranks.values_list("plan", "last"))

    def of_contact(self, contact: "Contact") -> Self:
        return self.filter(contact=contact)

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))

    def in_order(self) -> Self:
        return self.order_by("rank", "pk")

    def for_today(self) -> Self:
        """The slots of a week as Today shows them, in their order."""
        slots = self.select_related("contact__company", "interaction__kind")
        return slots.prefetch_related("contact__relationships__type").in_order()


class ReminderQuerySet(OwnedQuerySet["Reminder"]):
    def of_kinds(self, kinds: Iterable[ReminderKind]) -> Self:
        return self.filter(kind__in=list(kinds))

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))

    def of_subject(self, subject_id: UUID) -> Self:
        """Made from this row."""
        return self.filter(subject_id=subject_id)

    def of_subjects(self, ids: Iterable[UUID]) -> Self:
        return self.filter(subject_id__in=list(ids))

    def answered_by(self, interaction: "Interaction") -> Self:
        """Which this closed."""
        return self.filter(closed_by=interaction)

    def told_since(self, since: date, text: str) -> Self:
        """Which say just this, open or not."""
        return self.filter(due_on__gte=since, text=text)

    def unclosed(self) -> Self:
        """Neither done nor passed; perhaps snoozed."""
        return self.filter(state=ReminderState.OPEN)

    def open(self, on: date) -> Self:
        """Neither done nor passed nor snoozed; of people who are not in the trash or dead."""
        return self.filter(
            Q(snoozed_until=None) | Q(snoozed_until__lte=on),
            state=ReminderState.OPEN,
            contact__deleted_at=None,
            contact__died=False,
        )

    def between(self, first: date, last: date) -> Self:
        """Due from one date to another, both included; also what has begun and still lasts."""
        return self.filter(Q(due_on__gte=first) | Q(ends_on__gte=first), due_on__lte=last)

    def noticed_by(self, on: date) -> Self:
        """Whose notice has begun."""
        return self.filter(notice_on__lte=on)

    def with_contact(self) -> Self:
        return self.select_related("contact__company")

    def due_by(self, on: date) -> Self:
        return self.filter(due_on__lte=on)

    def coming(self, on: date) -> Self:
        """Milestones of the next fortnight, and those whose longer notice has begun."""
        near = Q(due_on__lte=on + timedelta(days=14)) | Q(notice_on__lte=on)
        ahead = Q(due_on__gte=on) | Q(ends_on__gte=on)
        return self.open(on).of_kinds([ReminderKind.MILESTONE]).filter(near, ahead)

    def standing(self, on: date) -> Self:
        """Neither done nor passed, snoozed or not: follow-ups, and milestones not yet over."""
        over = Q(kind=ReminderKind.MILESTONE, due_on__lt=on)
        lasting = Q(ends_on__isnull=False, ends_on__gte=on)
        living = self.unclosed().filter(contact__deleted_at=None, contact__died=False)
        return living.filter(~over | lasting)

    def news(self, on: date) -> Self:
        """New roles that are still news."""
        return self.open(on).of_kinds([ReminderKind.NEW_ROLE]).between(on - NEWS, on)

    def to_follow_up(self, on: date) -> Self:
        """Follow-ups, thanks and reports whose day has come."""
        return self.open(on).of_kinds(FOLLOWING_UP).due_by(on)

    def by_due(self) -> Self:
        return self.order_by("due_on", "pk")


class OutboxQuerySet(OwnedQuerySet["OutboxMail"]):
    def of_kind(self, kind: MailKind) -> Self:
        return self.filter(kind=kind)

    def saying(self, words: Iterable[str]) -> Self:
        """In which one of these stands."""
        stands = (Q(text__contains=word) | Q(html__contains=word) for word in words)
        return self.filter(reduce(or_, stands))

    def held_by(self, mail_id: UUID, lease: UUID) -> Self:
        """One mail, as long as this lease is the one that holds it."""
        return self.filter(pk=mail_id, lease=lease)

    def told(self) -> Self:
        """Which the user has been given to read, by mail or in the app."""
        return self.filter(state__in=[MailState.SENT, MailState.IN_APP])

    def tried(self) -> Self:
        """Whose hand-over has ended, well or not."""
        return self.filter(state__in=[MailState.SENT, MailState.FAILED])

    def newest_first(self) -> Self:
        return self.order_by("-period_key", "-created_at", "-pk")

    def made_since(self, at: datetime) -> Self:
        return self.filter(pk__gte=first_of(at))

    def in_states(self, states: Iterable[MailState]) -> Self:
        return self.filter(state__in=list(states))

    def waiting(self, at: datetime) -> Self:
        """Whose moment has come and which are not settled, the longest waiting first."""
        unsettled = [MailState.DUE, MailState.CLAIMED, MailState.HANDING_OVER]
        return self.in_states(unsettled).filter(try_at__lte=at).order_by("try_at")

    def newest_of_each(self) -> Self:
        """One for each owner."""
        return self.order_by("owner", "-period_key").distinct("owner")

    def with_owner(self) -> Self:
        return self.select_related("owner")

    def with_deliveries(self) -> Self:
        return self.prefetch_related("deliveries")


class DeliveryQuerySet(OwnedQuerySet["Delivery"]):
    def made_since(self, at: datetime) -> Self:
        return self.filter(pk__gte=first_of(at))

    def of_unknown_ending(self) -> Self:
        """The connection broke at the only moment of which nobody can know."""
        return self.filter(state=MailState.AMBIGUOUS)


class MessageTemplateQuerySet(OwnedQuerySet["MessageTemplate"]):
    def of_message(self, message: str) -> Self:
        return self.filter(message=message)


class UsedLinkQuerySet(OwnedQuerySet["UsedLink"]):
    def keyed(self, key: UUID) -> Self:
        return self.filter(key=key)
