"""What happened to an account and who did it: no content, no addresses, no tokens.

Rows can be added and read; the roles that serve people may neither change nor delete them. They
go with their account.
"""

import logging
import uuid
from collections.abc import Collection
from datetime import datetime

from accounts.enums import AuditKind
from accounts.models import AuditEvent
from core.roles import acting_for

logger = logging.getLogger(__name__)


def note(
    owner_id: uuid.UUID,
    kind: AuditKind,
    *,
    at: datetime,
    by: uuid.UUID | None = None,
    detail: str = "",
) -> None:
    """One event. `by`: another account whose doing it was; `detail`: a word of ours."""
    with acting_for(owner_id):
        AuditEvent.objects.create(owner_id=owner_id, kind=kind, at=at, by=by, detail=detail)
    logger.info("Account %s: %s %s", owner_id, kind.value, detail)


def note_reads(
    owner_ids: Collection[uuid.UUID], *, by: uuid.UUID, at: datetime, detail: str
) -> None:
    """Staff looked at rows of these accounts, all of one kind. Inside acting_for_all."""
    AuditEvent.objects.bulk_create(
        AuditEvent(owner_id=owner_id, kind=AuditKind.ADMIN_READ, at=at, by=by, detail=detail)
        for owner_id in owner_ids
    )
    logger.info("Account %s looked at %s of %d accounts", by, detail, len(owner_ids))
