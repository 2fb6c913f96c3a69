"""Every read of imports."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.ownership import OwnedQuerySet
from importing.states import JobState, Outcome

if TYPE_CHECKING:
    from importing.models import HeaderMapping, ImportJob, ImportKey, ImportRow


class ImportJobQuerySet(OwnedQuerySet["ImportJob"]):
    def newest_first(self) -> Self:
        return self.order_by("-created_at")

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def claimable(self, at: datetime) -> Self:
        """Waiting for a worker, or left by one whose lease has run out."""
        return self.filter(
            Q(state__in=[JobState.UPLOADED, JobState.QUEUED], lease_until=None)
            | Q(
                state__in=[JobState.UPLOADED, JobState.QUEUED, JobState.RUNNING],
                lease_until__lt=at,
            )
        )


class ImportRowQuerySet(OwnedQuerySet["ImportRow"]):
    def problems(self) -> Self:
        return self.filter(outcome=Outcome.ERROR)

    def by_line(self) -> Self:
        return self.order_by("line", "pk")


class ImportKeyQuerySet(OwnedQuerySet["ImportKey"]):
    pass


class HeaderMappingQuerySet(OwnedQuerySet["HeaderMapping"]):
    pass
