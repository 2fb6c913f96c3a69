from django.db import models
from django.utils.translation import gettext_lazy as _


class TypeKey(models.TextChoices):
    """The relationship types that relcrm knows by name; users may add their own."""

    MENTOR = "mentor", _("Mentor")
    PEER = "peer", _("Peer")
    MANAGER = "manager", _("Manager")
    CLIENT = "client", _("Client")
    INDUSTRY = "industry", _("Industry connection")
    REVERSE_MENTOR = "reverse_mentor", _("Reverse mentor")
    MENTEE = "mentee", _("Mentee")
    DIRECT_REPORT = "direct_report", _("Direct report")
    LIGHT_TIE = "light_tie", _("Light tie")


class Importance(models.IntegerChoices):
    NORMAL = 1, _("normal")
    HIGH = 2, _("high")
    HIGHEST = 3, _("highest")


class Counts(models.TextChoices):
    ANY = "any", _("any contact")
    TALKS = "talks", _("talks only")


class State(models.TextChoices):
    """What the list says of a person; derived, never stored."""

    NEW = "new", _("New")
    UNTRACKED = "untracked", _("Not tracked")
    FRESH = "fresh", _("Fresh")
    SOON = "soon", _("Due soon")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")
    DORMANT = "dormant", _("Dormant")
    WAITING = "waiting", _("Waiting")
    SNOOZED = "snoozed", _("Snoozed")
    PLANNED = "planned", _("Planned")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")
    DIED = "died", _("Died")


class MethodKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    LINKEDIN = "linkedin", _("LinkedIn")
    URL = "url", _("Link")
    ADDRESS = "address", _("Address")
    OTHER = "other", _("Other")


class DateKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WORK = "work", _("Work anniversary")
    ANNIVERSARY = "anniversary", _("Anniversary")
    PROMOTION = "promotion", _("Promotion")
    NEW_JOB = "new_job", _("New job")
    AWARD = "award", _("Award")
    PUBLICATION = "publication", _("Publication")
    CUSTOM = "custom", _("Other date")


class LastTalked(models.TextChoices):
    """The answers to *last talked?*, and how far back each is taken to be."""

    WEEK = "week", _("this week")
    MONTH = "month", _("this month")
    SEASON = "season", _("this season")
    LONGER = "longer", _("longer ago")
    UNKNOWN = "unknown", _("don’t know")
