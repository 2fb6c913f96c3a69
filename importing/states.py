"""The states of an import job, and what became of its rows."""

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
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    FAILED = "failed", _("failed")


# A worker has something to do.
TO_WORK_ON = (JobState.UPLOADED, JobState.QUEUED, JobState.RUNNING, JobState.UNDOING)
# Rows are in, or may be.
APPLIED = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)
# Nothing more will be read from the file.
OVER = (*APPLIED, JobState.REFUSED, JobState.UNDONE)


class Outcome(models.TextChoices):
    CREATED = "created", _("new")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    SKIPPED = "skipped", _("left out")
    ERROR = "error", _("problem")


class RowNote(models.TextChoices):
    """What the pipeline adds to the codes of importing.enums."""

    PREVIOUSLY_DELETED = "PREVIOUSLY_DELETED", _("You deleted this person before.")
    CONVERSATION_DELETED = "CONVERSATION_DELETED", _("You deleted this conversation before.")
    NOBODY_KNOWN = "NOBODY_KNOWN", _("You have nobody who took part in this.")
    NOT_ADDED = "NOT_ADDED", _("You do not have this person, and chose to add nobody.")
    KEPT_YOURS = "KEPT_YOURS", _("The file says something else; what you have was kept.")


class PairState(models.TextChoices):
    """What the user said of two people who may be one."""

    OPEN = "open", _("open")
    DIFFERENT = "different", _("not the same")
