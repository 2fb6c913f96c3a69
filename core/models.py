"""Undo: what stood before a change, for ten minutes."""

from django.db import models

from core.ownership import Owned, owned
from core.querysets import UndoQuerySet


class Undo(Owned):
    """One change that can be taken back. `verb` names the handler in core.undo."""

    verb = models.CharField(max_length=40)
    before = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = UndoQuerySet.as_manager()

    class Meta:
        constraints = owned("core_undo")
        indexes = [models.Index(fields=["owner", "expires_at"], name="undo_owner_expires")]
