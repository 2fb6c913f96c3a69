"""Exports from the browser: a row that asks, a worker that writes the file, a few days to fetch it.

And the account's end: its rows go with the user's, its files with their rows.
"""

import logging
import re
import secrets
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.roles import acting_for, acting_for_all
from importing import uploads
from importing.models import ImportJob
from pages import account_out
from pages.models import AccountExport

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
KEPT = timedelta(days=7)
LEASE = timedelta(minutes=30)
MAX_ATTEMPTS = 3
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 5
NAME = re.compile(r"export-([0-9a-f]{32})(?:\.[0-9a-f]{8}\.part)?")


class TooOften(Exception):
    """Enough for now; the message is a sentence for the user."""


def ask(owner: "User", *, at: datetime) -> AccountExport:
    """The export that waits for a worker: a new one, or the one that waits already.

    Raises TooOften. Works inside acting_for.
    """
    own = AccountExport.objects.for_user(owner)
    is_waiting = own.waiting().exists()
    if not is_waiting and own.asked_since(at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise TooOften(_("That were five exports in an hour. The next one can be made later."))
    new = {"file_key": secrets.token_hex(16), "asked_at": at}
    row, _is_new = AccountExport.objects.get_or_create(
        owner=owner, made_at=None, failed=False, defaults=new
    )
    return row


def path_of(row: AccountExport) -> Path:
    return Path(settings.UPLOAD_ROOT) / f"export-{row.file_key}"


def due(at: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Ids of exports that wait, with their owners'."""
    with acting_for_all():
        waiting = AccountExport.objects.claimable(at).order_by("asked_at")
        return list(waiting.values_list("pk", "owner_id"))


def make(export_id: uuid.UUID, *, owner_id: uuid.UUID, at: datetime) -> None:
    """Write the file, if nobody else does. May run twice, late, or side by side."""
    with acting_for(owner_id):
        own = AccountExport.objects.for_owner_id(owner_id).filter(pk=export_id)
        won = own.claimable(at).update(lease_until=at + LEASE, attempts=F("attempts") + 1)
        row = own.select_related("owner").first() if won else None
    if row is None:
        return
    if row.attempts > MAX_ATTEMPTS:
        _settle(row, failed=True)
        return
    try:
        path = path_of(row)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        account_out.write(row.owner, path, at)
        _settle(row, made_at=at, size=path.stat().st_size)
    except (OSError, OperationalError):  # a full disk, a database that goes away: tried again
        logger.exception("Export %s could not be written", row.pk)
        _settle(row, lease_until=None)


def _settle(row: AccountExport, **columns: object) -> None:
    """Note how it went; the file of a row that is gone meanwhile goes too."""
    with acting_for(row.owner_id):
        own = AccountExport.objects.for_owner_id(row.owner_id).filter(pk=row.pk)
        found = own.update(**columns)
    if not found:
        path_of(row).unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Once a day: exports that nobody fetches any more, and files without a row."""
    with acting_for_all():
        AccountExport.objects.asked_before(at - KEPT).delete()
        wanted = set(AccountExport.objects.values_list("file_key", flat=True))
    root = Path(settings.UPLOAD_ROOT)
    found = [path for path in root.iterdir() if NAME.fullmatch(path.name)] if root.is_dir() else []
    gone = [path for path in found if _is_unwanted(path, wanted, at)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _is_unwanted(path: Path, wanted: set[str], at: datetime) -> bool:
    match = NAME.fullmatch(path.name)
    is_old = path.stat().st_mtime < (at - LEASE).timestamp()
    return is_old and (match is None or match[1] not in wanted or path.suffix == ".part")


def forget(owner: "User") -> None:
    """Delete every export that could be fetched or waits, and its file once that is certain.

    Works inside acting_for, in a transaction.
    """
    own = AccountExport.objects.for_user(owner)
    _discard([path_of(row) for row in own])
    own.delete()


def erase(owner: "User") -> None:
    """Delete the account with all its rows, and its files once that is certain.

    Works inside acting_for, in the request's transaction.
    """
    jobs = ImportJob.objects.for_user(owner)
    _discard([uploads.path_of(key) for key in jobs.values_list("file_key", flat=True)])
    forget(owner)
    owner.delete()


def _discard(files: list[Path]) -> None:
    def unlink() -> None:
        for path in files:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)
