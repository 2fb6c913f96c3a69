"""What happened with whom, and what was promised."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.ownership import LinkField, Owned, owned
from interactions.enums import (
    Direction,
    Effect,
    KindKey,
    MarkVerb,
    MarkWhat,
    Precision,
    PromiseBy,
    PromiseState,
    SeenState,
    Status,
)
from interactions.querysets import (
    InteractionKindQuerySet,
    InteractionQuerySet,
    InteractionVersionQuerySet,
    MarkQuerySet,
    ParticipantQuerySet,
    PromiseQuerySet,
    SeenMeetingQuerySet,
    SeenPersonQuerySet,
)

LONGEST_NOTE = 100_000


class InteractionKind(Owned):
    """A kind of interaction and what it does to the clock."""

    key = models.CharField(max_length=20, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    effect = models.CharField(_("resets the clock"), max_length=8, choices=Effect.choices)
    icon = models.CharField(max_length=30, default="message-circle")
    position = models.PositiveSmallIntegerField(default=100)
    archived = models.BooleanField(_("not offered"), default=False)

    objects = InteractionKindQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_interactionkind"),
            models.UniqueConstraint(
                fields=["owner", "key"], condition=~Q(key=""), name="kind_owner_key"
            ),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=~Q(name=""), name="kind_owner_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.shipped_name

    @property
    def shipped_name(self) -> str:
        """The translated name of a kind that relcrm ships; blank for the user's own."""
        return str(KindKey(self.key).label) if self.key else ""


class Interaction(Owned):
    kind = LinkField(InteractionKind, related_name="interactions", verbose_name=_("what"))
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DONE)
    occurred_on = models.DateField(_("when"))
    precision = models.CharField(max_length=6, choices=Precision.choices, default=Precision.DAY)
    time = models.TimeField(_("time"), null=True, blank=True)
    text = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    ask_about = models.CharField(_("next time, ask about…"), max_length=500, blank=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, blank=True)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    # None: as is usual for the kind; 0: no follow-up.
    follow_up_days = models.PositiveSmallIntegerField(
        _("follow up"), null=True, blank=True, validators=[MaxValueValidator(365)]
    )
    headcount = models.PositiveSmallIntegerField(default=1, editable=False)
    key = models.UUIDField(null=True, editable=False)  # idempotency: one per form shown
    source = models.CharField(max_length=20, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_interaction", kind="RESTRICT"),
            models.UniqueConstraint(fields=["owner", "key"], name="interaction_owner_key"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "-occurred_on", "-id"],
                name="interaction_newest",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["owner", "occurred_on"],
                name="interaction_planned",
                condition=Q(deleted_at=None, status="planned"),
            ),
            models.Index(fields=["owner", "kind"], name="interaction_kind"),
        ]


class Participant(Owned):
    """Somebody's part in an interaction. `occurred_on` is a copy for the timeline's index."""

    interaction = LinkField(Interaction, related_name="participants")
    contact = LinkField(Contact, related_name="participations")
    talked = models.BooleanField(_("talked with"), default=True)
    occurred_on = models.DateField()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_participant", interaction="CASCADE", contact="CASCADE"),
            models.UniqueConstraint(fields=["interaction", "contact"], name="participant_once"),
        ]
        indexes = [
            models.Index(
                fields=["contact", "-occurred_on", "-interaction"],
                name="participant_timeline",
            ),
        ]


class Mark(Owned):
    """What went between the user and one participant."""

    participant = LinkField(Participant, related_name="marks")
    verb = models.CharField(max_length=8, choices=MarkVerb.choices)
    what = models.CharField(max_length=12, choices=MarkWhat.choices)

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_mark", participant="CASCADE"),
            models.UniqueConstraint(fields=["participant", "verb", "what"], name="mark_once"),
        ]


class Promise(Owned):
    """Something that one of the two said they would do."""

    contact = LinkField(Contact, related_name="promises")
    interaction = LinkField(Interaction, null=True, blank=True, related_name="promises")
    by = models.CharField(_("whose"), max_length=4, choices=PromiseBy.choices)
    text = models.CharField(_("what"), max_length=500)
    due_on = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=PromiseState.choices, default=PromiseState.OPEN)
    created_on = models.DateField()
    closed_on = models.DateField(null=True, editable=False)
    moved = models.PositiveSmallIntegerField(default=0, editable=False)  # times renegotiated
    key = models.UUIDField(null=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_promise", contact="CASCADE", interaction="SET NULL"),
            models.UniqueConstraint(fields=["owner", "key"], name="promise_owner_key"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="promise_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["contact"], name="promise_contact"),
            models.Index(fields=["interaction"], name="promise_interaction"),
        ]


class InteractionVersion(Owned):
    """What an interaction said before an edit."""

    interaction = LinkField(Interaction, related_name="versions")
    version = models.PositiveIntegerField()
    before = models.JSONField()
    at = models.DateTimeField()

    objects = InteractionVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_interactionversion", interaction="CASCADE"),
            models.UniqueConstraint(fields=["interaction", "version"], name="version_once"),
        ]


class SeenMeeting(Owned):
    """A meeting that the user's calendar tells of: *did you talk?* Nothing is logged by itself.

    `key` is that of the conversation which it becomes, so that it becomes one only once.
    """

    key = models.UUIDField(editable=False)
    kind = LinkField(InteractionKind, related_name="seen_meetings", verbose_name=_("what"))
    title = models.CharField(max_length=255, blank=True)
    starts_at = models.DateTimeField()
    occurred_on = models.DateField()  # the day of `starts_at` where the user is
    state = models.CharField(max_length=6, choices=SeenState.choices, default=SeenState.OPEN)

    objects = SeenMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_seenmeeting", kind="CASCADE"),
            models.UniqueConstraint(fields=["owner", "key"], name="seenmeeting_owner_key"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "occurred_on"],
                name="seenmeeting_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["owner", "kind"], name="seenmeeting_kind"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.kind)


class SeenPerson(Owned):
    """Somebody of the user's people who was invited to a meeting of the calendar."""

    meeting = LinkField(SeenMeeting, related_name="people")
    contact = LinkField(Contact, related_name="seen_in")

    objects = SeenPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("interactions_seenperson", meeting="CASCADE", contact="CASCADE"),
            models.UniqueConstraint(fields=["meeting", "contact"], name="seenperson_once"),
        ]
        indexes = [models.Index(fields=["contact"], name="seenperson_contact")]
