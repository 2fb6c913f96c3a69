"""What is due, the week's plan, and what the user was told."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.enums import State
from contacts.models import Contact
from core.ownership import LinkField, Owned, owned
from interactions.models import Interaction
from reminders.enums import (
    ONE_OPEN,
    MailKind,
    MailState,
    Outcome,
    ReminderKind,
    ReminderState,
    SlotOrigin,
)
from reminders.querysets import (
    DeliveryQuerySet,
    MessageTemplateQuerySet,
    OutboxQuerySet,
    PlanQuerySet,
    PlanSlotQuerySet,
    ReminderQuerySet,
    UsedLinkQuerySet,
)

# While in these, nobody is suggested; their promises and milestones still come.
HIDING = {
    *(State.DIED, State.ARCHIVED, State.NEW, State.PAUSED),
    *(State.UNTRACKED, State.SNOOZED, State.PLANNED),
}


class Plan(Owned):
    """Whom the user means to be in touch with in one week; once fixed it stays."""

    starts_on = models.DateField()
    ends_on = models.DateField()  # the day after its last
    budget = models.PositiveSmallIntegerField()
    due_count = models.PositiveIntegerField(default=0)  # how many were candidates
    made_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_plan"),
            models.UniqueConstraint(fields=["owner", "starts_on"], name="plan_once"),
        ]


class PlanSlot(Owned):
    """One suggested person of a plan, and how it ended."""

    plan = LinkField(Plan, related_name="slots")
    contact = LinkField(Contact, related_name="slots")
    rank = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=9, choices=SlotOrigin.choices, default=SlotOrigin.PLAN)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True, default="")
    suggested_on = models.DateField()
    ended_on = models.DateField(null=True)
    # What ended it, so that deleting that reopens the slot.
    interaction = LinkField(Interaction, null=True, related_name="slots")

    objects = PlanSlotQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_planslot", plan="CASCADE", contact="CASCADE", interaction="SET NULL"),
            models.UniqueConstraint(fields=["plan", "contact"], name="slot_once"),
        ]
        indexes = [
            models.Index(fields=["plan", "rank"], name="slot_plan"),
            models.Index(fields=["contact", "-suggested_on"], name="slot_contact"),
        ]

    def shows(self, on: date) -> bool:
        """Open, and nothing hides check-ins with this person on a date."""
        hidden = self.contact.deleted_at is not None or self.contact.state_on(on) in HIDING
        return self.outcome == Outcome.OPEN and not hidden


class Reminder(Owned):
    """One dated thing to act on: a milestone's occurrence, a new role, a follow-up.

    `subject_id` is the row that it comes from; with kind, person and due date it is unique, so
    that any number of schedulers make it once. Check-ins are PlanSlots, promises are Promises.
    """

    kind = models.CharField(max_length=12, choices=ReminderKind.choices)
    what = models.CharField(max_length=12, blank=True)  # of a milestone: the DateKind
    contact = LinkField(Contact, related_name="reminders")
    subject_id = models.UUIDField()
    due_on = models.DateField()
    notice_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day of what lasts, as "in March" does
    text = models.CharField(max_length=600)
    state = models.CharField(
        max_length=6, choices=ReminderState.choices, default=ReminderState.OPEN
    )
    snoozed_until = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # What answered it, so that deleting that opens it again.
    closed_by = LinkField(Interaction, null=True, related_name="answered")
    created_at = models.DateTimeField(db_default=Now())

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_reminder", contact="CASCADE", closed_by="SET NULL"),
            models.UniqueConstraint(
                fields=["owner", "kind", "contact", "subject_id", "due_on"], name="reminder_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "contact", "kind"],
                condition=Q(state=ReminderState.OPEN, kind__in=ONE_OPEN),
                name="reminder_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="reminder_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["contact"], name="reminder_contact"),
        ]


class OutboxMail(Owned):
    """One mail to a user: unique per kind and period, whoever schedules it how often."""

    kind = models.CharField(max_length=6, choices=MailKind.choices)
    period_key = models.DateField()
    state = models.CharField(max_length=12, choices=MailState.choices, default=MailState.DUE)
    message_id = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    named = models.JSONField(default=list)  # ids of what it names, so that no later note repeats it
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # when its period is over, and it would be late
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_outboxmail"),
            models.UniqueConstraint(fields=["owner", "kind", "period_key"], name="outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["try_at"],
                name="outbox_ready",
                condition=Q(state__in=["due", "claimed", "handing_over"]),
            ),
        ]

    def may_have_arrived(self) -> bool:
        """Whether some attempt succeeded, or may have."""
        ended = self.deliveries.values_list("state", flat=True)
        return bool(self.html) and bool({MailState.SENT, MailState.AMBIGUOUS} & set(ended))


class Delivery(Owned):
    """One attempt to hand a mail over, and what the server said; the user's delivery log."""

    mail = LinkField(OutboxMail, related_name="deliveries")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=MailState.choices)
    detail = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = owned("reminders_delivery", mail="CASCADE")
        indexes = [models.Index(fields=["mail", "at"], name="delivery_mail")]
        ordering = ["at", "pk"]


class MessageTemplate(Owned):
    """The user's own words for a drafted message, in the place of those that are shipped."""

    message = models.CharField(max_length=20)  # a key of reminders.messages
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("message"), max_length=5000)

    objects = MessageTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_messagetemplate"),
            models.UniqueConstraint(fields=["owner", "message"], name="template_once"),
        ]


class UsedLink(Owned):
    """A link of a mail that has done its one thing; the key is derived from its token."""

    key = models.UUIDField()
    at = models.DateTimeField()

    objects = UsedLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("reminders_usedlink"),
            models.UniqueConstraint(fields=["owner", "key"], name="usedlink_once"),
        ]


class Heartbeat(models.Model):
    """When a part of the machine last did its work; one row a part, nobody's own."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
