"""Reads of the screens' own rows."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from pages.models import AccountExport


class AccountExportQuerySet(OwnedQuerySet["AccountExport"]):
    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")

    def waiting(self) -> Self:
        return self.filter(made_at=None, failed=False)

    def claimable(self, at: datetime) -> Self:
        """Waiting, and nobody works on it any more."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=at))

    def made(self) -> Self:
        return self.exclude(made_at=None)

    def asked_since(self, moment: datetime) -> Self:
        return self.filter(asked_at__gte=moment)

    def asked_before(self, moment: datetime) -> Self:
        return self.filter(asked_at__lt=moment)
