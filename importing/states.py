"""The states of an import job and of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    UPLOADED = "uploaded", _("being read")
    READY = "ready", _("to be checked")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being imported")
    DONE = "done", _("done")
    REFUSED = "refused", _("not taken")
    CANCELLED = "cancelled", _("stopped")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("failed")


class Outcome(models.TextChoices):
    CREATED = "created", _("new")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    SKIPPED = "skipped", _("left out")
    ERROR = "error", _("problem")
