"""Who the user is, and when and how they want to be told."""

from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditKind, LeapDay, QuietWeek, Weekday
from accounts.querysets import AuditEventQuerySet, FeedTokenQuerySet
from accounts.zones import validate_time_zone
from core.ids import uuid7
from core.ownership import Owned, owned


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An ordinary account. The address is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=(username or "").strip())


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    welcomed_at = models.DateTimeField(null=True, editable=False)

    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    leap_day = models.CharField(
        _("29 February in other years"),
        max_length=5,
        choices=LeapDay.choices,
        default=LeapDay.FEB_28,
    )
    keys_on = models.BooleanField(_("single-key shortcuts"), default=True)

    budget = models.PositiveSmallIntegerField(
        _("check-ins a week"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    digest_on = models.BooleanField(_("weekly e-mail"), default=True)
    digest_weekday = models.PositiveSmallIntegerField(
        _("day"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)]
    )
    quiet_week = models.CharField(
        _("in a quiet week"),
        max_length=5,
        choices=QuietWeek.choices,
        default=QuietWeek.SAY,
    )
    day_note_on = models.BooleanField(_("note on the day"), default=True)
    mail_parked_reason = models.CharField(max_length=300, blank=True, editable=False)
    # When the address last changed: refusals before then were of another one.
    address_since = models.DateTimeField(null=True, editable=False)

    # A holiday stops the clock for everyone, like a pause: from its first day to the day back,
    # which is none of it. In order, and no two touch (accounts.holidays).
    holidays = ArrayField(DateRangeField(), default=list, blank=True, editable=False)

    # Written by the scheduler: when it must look at this user again, and the local day it last did.
    next_tick_at = models.DateTimeField(null=True, editable=False, db_index=True)
    last_day = models.DateField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def zone(self) -> ZoneInfo:
        """UTC where this machine's zone data lacks the user's zone, as on an older machine that
        an account was carried to: mails come some hours off instead of never."""
        try:
            return ZoneInfo(self.time_zone)
        except ZoneInfoNotFoundError:
            return ZoneInfo("UTC")

    def today(self, at: datetime) -> date:
        """The local date at a moment."""
        return at.astimezone(self.zone).date()

    def is_away(self, on: date) -> bool:
        """On holiday: check-ins rest."""
        return any(on in holiday for holiday in self.holidays)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.partition("@")[0]


class FeedToken(Owned):
    """The address of a user's calendar feed. Of its secret only the SHA-256 is stored."""

    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # Fetches are counted from here for an hour.
    window_at = models.DateTimeField(null=True)
    window_count = models.PositiveSmallIntegerField(default=0)
    # By event: what it said last as a hash, how often that changed, and when.
    told = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True)

    objects = FeedTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("accounts_feedtoken"),
            models.UniqueConstraint(fields=["owner"], name="feed_one"),
            models.UniqueConstraint(fields=["digest"], name="feed_digest"),
        ]


class AuditEvent(Owned):
    """Something that happened to an account. Its table is append-only (see accounts.audit)."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=AuditKind.choices)
    by = models.UUIDField(null=True)
    detail = models.CharField(max_length=60, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        constraints = owned("accounts_auditevent")
        indexes = [models.Index(fields=["owner", "-at"], name="audit_owner_at")]
