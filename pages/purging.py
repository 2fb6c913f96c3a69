"""What is kept for a while and then goes for good: the trash, and what could be undone."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from contacts.models import Contact
from core.models import Undo
from core.roles import acting_for, acting_for_all
from importing import merging
from importing.models import Merge
from interactions.models import Interaction, Participant
from pages.erasing import forget_person
from pages.selectors import TRASH_LASTS

logger = logging.getLogger(__name__)

AT_ONCE = 500


def purge(at: datetime) -> dict[str, int]:
    """Delete, for all accounts, what has been in the trash for thirty days, undo rows that have
    run out, and merges that can no longer be taken back; the log says how many. People take their
    own conversations along, uncounted. Done in small transactions; may be repeated, and broken off
    at any time."""
    since = at - TRASH_LASTS
    counts = {
        "people": _people(since),
        "interactions": _in_batches(lambda: _gone_interactions(since)),
        "merges": _in_batches(lambda: Merge.objects.filter(at__lt=at - merging.LASTS)),
        "undo": _in_batches(lambda: Undo.objects.filter(expires_at__lt=at)),
    }
    logger.info("Gone for good: %s", counts)
    return counts


def _people(since: datetime) -> int:
    """Each in a transaction of its own."""
    gone = 0
    while True:
        with acting_for_all():
            old = Contact.objects.deleted_before(since).select_related("owner")
            some = list(old.order_by("pk")[:AT_ONCE])
        for contact in some:
            with acting_for(contact.owner_id):
                forget_person(contact)
        gone += len(some)
        if len(some) < AT_ONCE:
            return gone


def _gone_interactions(since: datetime) -> QuerySet[Interaction]:
    """In the trash for long, or of nobody any more because their people are gone for good."""
    people = Participant.objects.filter(interaction=OuterRef("pk"))
    deserted = Interaction.objects.filter(~Exists(people))
    return Interaction.objects.filter(deleted_at__lt=since) | deserted


def _in_batches(rows: Callable[[], QuerySet[Any]]) -> int:
    """Delete them some at a time, each time in a transaction of its own."""
    deleted = 0
    while True:
        with acting_for_all():
            ids = list(rows().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            rows().model._base_manager.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < AT_ONCE:
            return deleted
