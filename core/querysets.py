"""Reads of what can be taken back."""

from typing import TYPE_CHECKING

from core.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from core.models import Undo


class UndoQuerySet(OwnedQuerySet["Undo"]):
    pass
