"""Every read of what is due and what was told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.ownership import OwnedQuerySet
from reminders.enums import MailState, Outcome, ReminderState

if TYPE_CHECKING:
    from contacts.models import Contact
    from reminders.models import Delivery, OutboxMail, Plan, PlanSlot, Reminder, UsedLink


class PlanQuerySet(OwnedQuerySet["Plan"]):
    def covering(self, on: date) -> Self:
        """The plan whose week holds a date."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)


class PlanSlotQuerySet(OwnedQuerySet["PlanSlot"]):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN, contact__deleted_at=None)

    def of_contact(self, contact: "Contact") -> Self:
        return self.filter(contact=contact)

    def for_today(self) -> Self:
        """All that a reach-out card shows."""
        return self.select_related("contact__company").prefetch_related(
            "contact__relationships__type"
        )


class ReminderQuerySet(OwnedQuerySet["Reminder"]):
    def open(self, on: date) -> Self:
        """Neither done nor passed nor snoozed; of people who are not in the trash or dead."""
        return self.filter(
            Q(snoozed_until=None) | Q(snoozed_until__lte=on),
            state=ReminderState.OPEN,
            contact__deleted_at=None,
            contact__died=False,
        )

    def between(self, first: date, last: date) -> Self:
        """Due from one date to another, both included."""
        return self.filter(due_on__gte=first, due_on__lte=last)

    def noticed_by(self, on: date) -> Self:
        """Whose notice has begun."""
        return self.filter(notice_on__lte=on)

    def with_contact(self) -> Self:
        return self.select_related("contact__company")

    def by_due(self) -> Self:
        return self.order_by("due_on", "pk")


class OutboxQuerySet(OwnedQuerySet["OutboxMail"]):
    def ready(self, at: datetime) -> Self:
        """Waiting to be sent, or claimed by a worker whose lease has run out."""
        return self.filter(
            Q(state=MailState.DUE, try_at__lte=at) | Q(state=MailState.CLAIMED, lease_until__lt=at)
        )

    def newest_first(self) -> Self:
        return self.order_by("-period_key", "-created_at")


class DeliveryQuerySet(OwnedQuerySet["Delivery"]):
    pass


class UsedLinkQuerySet(OwnedQuerySet["UsedLink"]):
    pass
