"""Reads of what an account owns."""

from typing import TYPE_CHECKING, Self

from core.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from accounts.models import FeedToken


class FeedTokenQuerySet(OwnedQuerySet["FeedToken"]):
    def of_digest(self, digest: str) -> Self:
        return self.filter(digest=digest)
