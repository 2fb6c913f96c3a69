"""Taking a change back: a verb, what stood before, and the handler that puts it back.

A handler is registered by the app that owns the verb, in its receivers.py:

    undo.handler("contacts.archive", services.restore_archived)

and is called as handler(owner=…, before=…, on=…) inside a transaction.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from core.models import Undo

if TYPE_CHECKING:
    from accounts.models import User

LASTS = timedelta(minutes=10)
Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}


class UndoGone(Exception):
    """The change was taken back already, or too long ago."""


def handler(verb: str, handle: Handler) -> None:
    """Say who takes `verb` back."""
    _handlers[verb] = handle


def remember(*, owner: "User", verb: str, before: Any, at: datetime) -> str:
    """Keep what stood before a change; the address that takes it back."""
    if verb not in _handlers:
        raise KeyError(f"nobody takes {verb} back")
    row = Undo.objects.create(
        owner=owner, verb=verb, before=before, created_at=at, expires_at=at + LASTS
    )
    return reverse("core:undo", args=[row.pk])


@transaction.atomic
def take_back(token: uuid.UUID, *, owner: "User", at: datetime, on: date) -> str:
    """Put back what stood before; its verb. Raises UndoGone; DoesNotExist for a stranger's."""
    row = Undo.objects.for_user(owner).select_for_update().get(pk=token)
    if row.used_at or row.expires_at < at:
        raise UndoGone
    _handlers[row.verb](owner=owner, before=row.before, on=on)
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row.verb
