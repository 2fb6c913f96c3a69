"""Reads of what an account owns."""

from typing import TYPE_CHECKING, Self

from core.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from accounts.models import AuditEvent, FeedToken


class FeedTokenQuerySet(OwnedQuerySet["FeedToken"]):
    def of_digest(self, digest: str) -> Self:
        return self.filter(digest=digest)


class AuditEventQuerySet(OwnedQuerySet["AuditEvent"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")
