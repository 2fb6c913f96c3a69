"""The secret address of a user's calendar feed: one at a time, stored as its hash alone."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from accounts import audit
from accounts.enums import AuditKind
from accounts.models import FeedToken
from core.roles import acting_for_all

if TYPE_CHECKING:
    from accounts.models import User

SECRET_BYTES = 32
A_WINDOW = timedelta(hours=1)
MOST_IN_WINDOW = 60


def make_feed(user: "User", *, at: datetime) -> str:
    """A new address; one that was there stops working at once. The secret is known only now."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    # What was told stays, so that a calendar moves its events rather than doubling them.
    FeedToken.objects.update_or_create(
        owner=user,
        defaults={"digest": digest(secret), "made_at": at, "used_at": None, "window_count": 0},
    )
    audit.note(user.pk, AuditKind.TOKEN_MADE, at=at, detail="feed")
    return secret


def end_feed(user: "User", *, at: datetime) -> int:
    """No address any more; how many there were. May be repeated."""
    ended = FeedToken.objects.for_user(user).delete()[0]
    if ended:
        audit.note(user.pk, AuditKind.TOKEN_ENDED, at=at, detail="feed")
    return ended


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Use:
    """One fetch; `wait` says for how many seconds no more are answered."""

    token: FeedToken
    wait: int = 0


def use_feed(secret: str, *, at: datetime) -> Use | None:
    """Whose feed this is; None for an address that nobody has. Counts, at most 60 an hour."""
    with acting_for_all():
        found = FeedToken.objects.of_digest(digest(secret)).select_for_update(of=("self",))
        token = found.select_related("owner").filter(owner__is_active=True).first()
        if token is None:
            return None
        if token.window_at is None or at >= token.window_at + A_WINDOW:
            token.window_at, token.window_count = at, 0
        elif token.window_count >= MOST_IN_WINDOW:
            return Use(token, 1 + int((token.window_at + A_WINDOW - at).total_seconds()))
        token.window_count += 1
        token.used_at = at
        token.save(update_fields=["window_at", "window_count", "used_at"])
    return Use(token)


class Told(NamedTuple):
    """How often an event has changed since it was first told, and when it did last."""

    sequence: int
    at: datetime


@dataclass(frozen=True)
class Telling:
    """Each event by its uid, and when any of them changed last."""

    events: dict[str, Told]
    changed_at: datetime


@transaction.atomic
def tell(token: FeedToken, events: Mapping[str, str], *, at: datetime) -> Telling:
    """Remember what each event says (uid → hash), for a calendar to see which of them changed.

    Writes only if something did; an event that has gone is forgotten. Inside acting_for. Raises
    FeedToken.DoesNotExist if the feed was ended meanwhile.
    """
    token = FeedToken.objects.select_for_update().get(pk=token.pk)
    now, moment = {}, at.replace(microsecond=0)
    for uid, says in events.items():
        before = token.told.get(uid)
        if before and before[0] == says:
            now[uid] = before
        else:
            now[uid] = [says, before[1] + 1 if before else 0, moment.isoformat()]
    if now != token.told or token.changed_at is None:
        token.told, token.changed_at = now, moment
        token.save(update_fields=["told", "changed_at"])
    events_told = {
        uid: Told(row[1], datetime.fromisoformat(row[2])) for uid, row in token.told.items()
    }
    return Telling(events_told, token.changed_at)
