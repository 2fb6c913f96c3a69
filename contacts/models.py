"""People and what is known of them. The dates derived for a person are written by
contacts.services.rederive alone."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.enums import Counts, DateKind, Importance, MethodKind, State, TypeKey
from contacts.querysets import (
    CompanyQuerySet,
    ContactMethodQuerySet,
    ContactPhotoQuerySet,
    ContactQuerySet,
    ContactTagQuerySet,
    FormerIdQuerySet,
    ImportantDateQuerySet,
    PositionQuerySet,
    RelationshipQuerySet,
    RelationshipTypeQuerySet,
    SavedViewQuerySet,
    TagQuerySet,
)
from core.ownership import LinkField, Owned, owned

FORMER_CADENCE = 180
# So many messages without an answer, and another way is suggested, or leaving it.
MANY_ATTEMPTS = 3


class RelationshipType(Owned):
    """A kind of relationship. One that relcrm ships has a key; its name is empty until renamed."""

    key = models.CharField(max_length=20, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    cadence_days = models.PositiveSmallIntegerField(_("days between talks"), null=True, blank=True)
    importance = models.PositiveSmallIntegerField(
        _("importance"), choices=Importance.choices, default=Importance.NORMAL
    )
    icon = models.CharField(max_length=30, default="users")
    position = models.PositiveSmallIntegerField(default=100)
    archived = models.BooleanField(_("not offered"), default=False)

    objects = RelationshipTypeQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_relationshiptype"),
            models.UniqueConstraint(
                fields=["owner", "key"], condition=~Q(key=""), name="type_owner_key"
            ),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=~Q(name=""), name="type_owner_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.shipped_name

    @property
    def shipped_name(self) -> str:
        """The translated name of a type that relcrm ships; blank for the user's own."""
        return str(TypeKey(self.key).label) if self.key else ""


class Company(Owned):
    name = models.CharField(_("company"), max_length=255)
    folded = models.CharField(max_length=255, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            *owned("contacts_company"),
            models.UniqueConstraint(fields=["owner", "folded"], name="company_owner_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Owned):
    """A person."""

    display = models.CharField(_("name"), max_length=255)
    prefix = models.CharField(_("title before the name"), max_length=255, blank=True)
    given = models.CharField(_("given name"), max_length=255, blank=True)
    middle = models.CharField(_("middle name"), max_length=255, blank=True)
    family = models.CharField(_("family name"), max_length=255, blank=True)
    suffix = models.CharField(_("suffix"), max_length=255, blank=True)
    nickname = models.CharField(_("nickname"), max_length=255, blank=True)
    pronunciation = models.CharField(_("said as"), max_length=255, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)

    company = LinkField(
        Company, null=True, blank=True, related_name="people", verbose_name=_("company")
    )
    department = models.CharField(_("department"), max_length=255, blank=True)
    title = models.CharField(_("job title"), max_length=255, blank=True)
    place = models.CharField(_("place"), max_length=255, blank=True)

    how_met = models.TextField(_("how you met"), max_length=2000, blank=True)
    where_met = models.CharField(_("where you met"), max_length=255, blank=True)
    connected_on = models.DateField(_("connected on LinkedIn"), null=True, blank=True)
    introduced_by = LinkField(
        "self",
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introduced by"),
    )
    facts = models.TextField(_("worth remembering"), max_length=20_000, blank=True)
    # When each line of `facts` was written, by its fingerprint; written by contacts.facts.
    facts_noted = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    starred = models.BooleanField(default=False)
    # Names the image in ContactPhoto, empty without one; written by contacts.photos.
    photo = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)

    importance = models.PositiveSmallIntegerField(
        _("importance"), choices=Importance.choices, null=True, blank=True
    )
    cadence_override = models.PositiveSmallIntegerField(_("every … days"), null=True, blank=True)
    counts = models.CharField(
        _("what counts"), max_length=5, choices=Counts.choices, default=Counts.ANY
    )
    regular_touch = models.BooleanField(_("in regular touch"), default=False)

    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)  # of pauses before this one
    paused_reason = models.CharField(max_length=200, blank=True)
    snoozed_on = models.DateField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    chosen_set_on = models.DateField(null=True, blank=True)
    chosen_on = models.DateField(null=True, blank=True)
    not_before = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    archived_on = models.DateField(null=True, blank=True)
    died = models.BooleanField(default=False)
    triaged_on = models.DateField(null=True, blank=True)
    suggestions = models.PositiveSmallIntegerField(default=0)

    # Written by interactions.services from what happened.
    last_contact_on = models.DateField(null=True, editable=False)
    last_attempt_on = models.DateField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    planned_on = models.DateField(null=True, editable=False)
    wake_on = models.DateField(null=True, editable=False)

    # Derived by contacts.services.rederive.
    cadence_days = models.PositiveSmallIntegerField(null=True, editable=False)
    next_check_in_on = models.DateField(null=True, editable=False)
    soon_on = models.DateField(null=True, editable=False)
    overdue_on = models.DateField(null=True, editable=False)
    dormant_on = models.DateField(null=True, editable=False)
    waiting_until = models.DateField(null=True, editable=False)
    silent_until = models.DateField(null=True, editable=False)
    rederive_on = models.DateField(null=True, editable=False)

    # Folded (no case, no accents) by contacts.services.reindex.
    sort_name = models.CharField(max_length=255, editable=False, default="")
    search = models.TextField(editable=False, default="")

    uid = models.CharField(max_length=255, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_contact", company="SET NULL", introduced_by="SET NULL"),
            models.UniqueConstraint(
                fields=["owner", "uid"], condition=~Q(uid=""), name="contact_owner_uid"
            ),
        ]
        indexes = [
            models.Index(
                models.F("owner"),
                models.F("next_check_in_on").asc(nulls_last=True),
                models.F("id"),
                name="contact_next",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["owner", "sort_name", "id"],
                name="contact_name",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                models.F("owner"),
                models.F("last_contact_on").desc(nulls_last=True),
                models.F("id"),
                name="contact_last",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["owner", "company", "sort_name", "id"], name="contact_company"),
            models.Index(
                fields=["owner", "sort_name"],
                name="contact_to_sort",
                condition=Q(deleted_at=None, triaged_on=None),
            ),
            models.Index(
                fields=["rederive_on"],
                name="contact_rederive",
                condition=Q(rederive_on__isnull=False),
            ),
            models.Index(fields=["owner", "introduced_by"], name="contact_introduced"),
            GinIndex(
                models.F("owner"),
                OpClass(models.F("search"), name="gin_trgm_ops"),
                name="contact_search",
            ),
        ]

    def __str__(self) -> str:
        return self.display

    def get_absolute_url(self) -> str:
        return reverse("pages:person", args=[self.pk])

    @property
    def photo_url(self) -> str:
        """Where the photo lies, or "" without one. Another photo has another address."""
        if not self.photo:
            return ""
        return f"{reverse('contacts:photo', args=[self.pk])}?v={self.photo}"

    def is_silent(self) -> bool:
        """Written to three times and more since the last contact."""
        return self.attempts >= MANY_ATTEMPTS

    def is_snoozed(self, on: date) -> bool:
        if self.snoozed_until is None or self.snoozed_until <= on:
            return False
        return (
            self.last_contact_on is None
            or self.snoozed_on is None
            or self.last_contact_on < self.snoozed_on
        )

    def is_paused(self, on: date) -> bool:
        if self.paused_from is None or self.paused_from > on:
            return False
        return self.paused_until is None or self.paused_until > on

    def state_on(self, on: date) -> State:
        """The state on a date; the same answer as ContactQuerySet.with_state(on)."""
        reached: Any = lambda day: day is not None and day <= on  # noqa: E731
        ahead: Any = lambda day: day is not None and day > on  # noqa: E731
        rules = (
            (State.DIED, self.died),
            (State.ARCHIVED, self.archived_on is not None),
            (State.NEW, self.triaged_on is None),
            (State.PAUSED, self.is_paused(on)),
            (State.UNTRACKED, self.next_check_in_on is None),
            (State.SNOOZED, self.is_snoozed(on)),
            (State.PLANNED, ahead(self.silent_until)),
            (State.DORMANT, reached(self.dormant_on)),
            (State.WAITING, ahead(self.waiting_until)),
            (State.OVERDUE, reached(self.overdue_on)),
            (State.DUE, reached(self.next_check_in_on)),
            (State.SOON, reached(self.soon_on)),
        )
        return next((state for state, holds in rules if holds), State.FRESH)

    def staleness(self, on: date) -> float | None:
        """r of the model: 1 on the day a check-in is due, + 1 for each cadence after it."""
        if self.next_check_in_on is None or not self.cadence_days:
            return None
        return 1 + (on - self.next_check_in_on).days / self.cadence_days


class ContactPhoto(Owned):
    """What somebody looks like: a small WebP of contacts.pictures. Read by its own page alone."""

    contact = LinkField(Contact, related_name="photos")
    image = models.BinaryField()

    objects = ContactPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_contactphoto", contact="CASCADE"),
            models.UniqueConstraint(fields=["contact"], name="photo_contact_once"),
        ]


class FormerId(Owned):
    """The id of somebody who became one with `contact`: links in old mails still know it."""

    contact = LinkField(Contact, related_name="former_ids")

    objects = FormerIdQuerySet.as_manager()

    class Meta:
        constraints = owned("contacts_formerid", contact="CASCADE")
        indexes = [models.Index(fields=["contact"], name="formerid_contact")]


class Relationship(Owned):
    """A person is of this type to the user, from one date to another."""

    contact = LinkField(Contact, related_name="relationships")
    type = LinkField(RelationshipType, related_name="relationships")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    added_on = models.DateField()

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_relationship", contact="CASCADE", type="RESTRICT"),
            models.CheckConstraint(
                condition=Q(ends_on=None)
                | Q(starts_on=None)
                | Q(ends_on__gte=models.F("starts_on")),
                name="relationship_order",
            ),
        ]
        indexes = [
            models.Index(fields=["contact"], name="relationship_contact"),
            models.Index(fields=["owner", "type", "contact"], name="relationship_type"),
        ]

    def is_current(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or self.ends_on > on
        )


class Position(Owned):
    """What somebody did, where, and when that was seen."""

    contact = LinkField(Contact, related_name="positions")
    company = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)
    noticed_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        constraints = owned("contacts_position", contact="CASCADE")
        indexes = [models.Index(fields=["contact", "-noticed_on"], name="position_contact")]


class ContactMethod(Owned):
    """A way to reach somebody. `normalised` is what two methods are compared by."""

    contact = LinkField(Contact, related_name="methods")
    kind = models.CharField(max_length=10, choices=MethodKind.choices)
    label = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=1000)
    normalised = models.CharField(max_length=1000, editable=False)
    primary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ContactMethodQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_contactmethod", contact="CASCADE"),
            models.UniqueConstraint(
                fields=["contact", "kind", "normalised"],
                name="method_contact_kind_value",
            ),
        ]
        indexes = [models.Index(fields=["owner", "kind", "normalised"], name="method_owner_value")]
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.value


class ImportantDate(Owned):
    """A date to congratulate on. The year may be missing, the day too."""

    contact = LinkField(Contact, related_name="dates")
    kind = models.CharField(_("what"), max_length=12, choices=DateKind.choices)
    label = models.CharField(_("called"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    yearly = models.BooleanField(_("every year"), default=True)
    notice_days = models.PositiveSmallIntegerField(_("days’ notice"), default=7)

    objects = ImportantDateQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_importantdate", contact="CASCADE"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="date_month"),
            models.CheckConstraint(condition=Q(day=None) | Q(day__range=(1, 31)), name="date_day"),
        ]
        indexes = [
            models.Index(fields=["contact"], name="date_contact"),
            models.Index(fields=["owner", "month", "day"], name="date_owner_day"),
        ]

    def __str__(self) -> str:
        return self.label or str(DateKind(self.kind).label)


class Tag(Owned):
    name = models.CharField(_("tag"), max_length=60)
    folded = models.CharField(max_length=60, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_tag"),
            models.UniqueConstraint(fields=["owner", "folded"], name="tag_owner_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedView(Owned):
    """A list of people under a name; `query` is the part of its address after the path."""

    LONGEST = 80

    name = models.CharField(_("name"), max_length=LONGEST)
    slug = models.SlugField(max_length=80, db_index=False)
    query = models.CharField(max_length=4000, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_savedview"),
            models.UniqueConstraint(fields=["owner", "slug"], name="view_owner_slug"),
            models.UniqueConstraint(fields=["owner", "name"], name="view_owner_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:view", args=[self.slug])


class ContactTag(Owned):
    contact = LinkField(Contact, related_name="contact_tags")
    tag = LinkField(Tag, related_name="contact_tags")

    objects = ContactTagQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("contacts_contacttag", contact="CASCADE", tag="CASCADE"),
            models.UniqueConstraint(fields=["contact", "tag"], name="contacttag_once"),
        ]
        indexes = [models.Index(fields=["owner", "tag", "contact"], name="contacttag_tag")]
