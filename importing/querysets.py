"""Every read of imports."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Count, F, Q

from contacts.models import Contact
from core.ownership import OwnedQuerySet
from importing.states import (
    APPLIED,
    OVER,
    TO_WORK_ON,
    JobState,
    Outcome,
    PairState,
    RowNote,
)

if TYPE_CHECKING:
    from importing.models import (
        CalendarAddress,
        DuplicatePair,
        HeaderMapping,
        ImportJob,
        ImportKey,
        ImportRow,
        Merge,
        PreviewRow,
    )


class ImportJobQuerySet(OwnedQuerySet["ImportJob"]):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def claimable(self, at: datetime) -> Self:
        """Waiting for a worker, or left by one whose lease has run out."""
        return self.filter(
            Q(lease_until=None) | Q(lease_until__lt=at), state__in=TO_WORK_ON
        ).order_by("created_at", "pk")

    def being_imported(self) -> Self:
        """Running, or waiting for another one of the same user."""
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING, JobState.UNDOING])

    def ahead_of(self, job: "ImportJob") -> Self:
        """What this user's job waits for: the one that runs, and those that came before it."""
        works = Q(state__in=[JobState.RUNNING, JobState.UNDOING])
        waits = self.being_imported().filter(works | Q(created_at__lt=job.created_at))
        return waits.exclude(pk=job.pk)

    def standing(self, source: str) -> Self:
        """Imports of a source of which something is, or soon will be, in."""
        return self.filter(state__in=[*APPLIED, JobState.QUEUED, JobState.RUNNING], source=source)

    def over(self) -> Self:
        return self.filter(state__in=OVER)

    def left_lying(self, before: datetime) -> Self:
        """Uploaded long ago and never imported."""
        return self.filter(state=JobState.READY, created_at__lt=before)

    def needing_their_file(self, since: datetime) -> Self:
        """Not over; or refused a short time ago, so that it may be read in another way."""
        return self.exclude(state__in=OVER) | self.filter(
            state=JobState.REFUSED, created_at__gte=since
        )


class ImportRowQuerySet(OwnedQuerySet["ImportRow"]):
    def of_job(self, job: "ImportJob") -> Self:
        return self.filter(job=job)

    def about(self, contact_id: UUID, interaction_ids: Iterable[UUID]) -> Self:
        """Rows that became this person, or one of these conversations."""
        return self.filter(Q(contact=contact_id) | Q(interaction__in=list(interaction_ids)))

    def before(self, number: int) -> Self:
        return self.filter(number__lt=number)

    def since(self, number: int) -> Self:
        return self.filter(number__gte=number)

    def conversations(self) -> Self:
        return self.exclude(interaction=None)

    def problems(self) -> Self:
        return self.filter(outcome=Outcome.ERROR)

    def left_out(self) -> Self:
        return self.filter(outcome=Outcome.SKIPPED)

    def changed(self) -> Self:
        """Rows that made or changed a person or a conversation."""
        return self.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED])

    def taken(self) -> Self:
        """Rows that are in, however they came to be."""
        return self.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED])

    def with_outcome(self, outcome: Outcome) -> Self:
        return self.filter(outcome=outcome)

    def created(self) -> Self:
        return self.filter(outcome=Outcome.CREATED)

    def updated(self) -> Self:
        return self.filter(outcome=Outcome.UPDATED)

    def matched_by_itself(self) -> Self:
        """Rows that met somebody whom another source had brought, or the user."""
        standing = self.exclude(matched="").exclude(contact=None)
        return standing.exclude(job__state=JobState.UNDONE)

    def warned(self) -> Self:
        return self.exclude(warnings=[])

    def kept_yours(self) -> Self:
        """Rows that say something else than the user, whose words stay."""
        return self.filter(warnings__contains=[[RowNote.KEPT_YOURS]])

    def cut(self) -> Self:
        """Rows that were taken, but not as they stood."""
        return self.warned().exclude(warnings__contains=[[RowNote.KEPT_YOURS]])

    def by_line(self) -> Self:
        return self.order_by("line", "pk")

    def last_first(self) -> Self:
        return self.order_by("-number")

    def counts(self) -> dict[str, int]:
        """How many rows had each outcome."""
        counted = self.order_by().values_list("outcome").annotate(Count("pk"))
        return dict(counted)

    def codes(self) -> dict[str, int]:
        """How many rows bear each code, the most frequent first."""
        counted = self.exclude(code="").order_by().values_list("code").annotate(n=Count("pk"))
        return dict(counted.order_by("-n", "code"))


class PreviewRowQuerySet(OwnedQuerySet["PreviewRow"]):
    def of_job(self, job: "ImportJob") -> Self:
        return self.filter(job=job)

    def of_no_use(self) -> Self:
        """Of files that nobody is going to check."""
        return self.exclude(job__state__in=[JobState.UPLOADED, JobState.READY])

    def notable(self) -> Self:
        """Of which there is more to say than what becomes of them."""
        return self.filter(is_notable=True)

    def foreseen(self, outcome: Outcome, *, people: bool) -> Self:
        """What would become so; of people, or of conversations."""
        return self.filter(outcome=outcome, is_person=people)


class ImportKeyQuerySet(OwnedQuerySet["ImportKey"]):
    def of_source(self, source: str) -> Self:
        return self.filter(source=source)

    def with_keys(self, keys: Iterable[str]) -> Self:
        return self.filter(key__in=list(keys))

    def of_people(self, contact_ids: Iterable[UUID | None]) -> Self:
        return self.filter(contact_id__in=list(contact_ids))


class HeaderMappingQuerySet(OwnedQuerySet["HeaderMapping"]):
    def for_header(self, header_hash: str) -> Self:
        return self.filter(header_hash=header_hash)


class DuplicatePairQuerySet(OwnedQuerySet["DuplicatePair"]):
    def of(self, contact_id: UUID) -> Self:
        return self.filter(Q(one=contact_id) | Q(other=contact_id))

    def open(self) -> Self:
        """To be looked at: both are here, and the user has not said that they are two.

        Who is not here is read once: joining both would begin anew for each pair where the planner
        knows nothing of many new rows yet.
        """
        gone = Contact.objects.in_trash().order_by().values("pk")
        return self.filter(state=PairState.OPEN).exclude(one__in=gone).exclude(other__in=gone)

    def surest_first(self) -> Self:
        """Those put off come last, in the order in which they were."""
        return self.order_by(F("put_off_at").asc(nulls_first=True), "-certainty", "pk")


class MergeQuerySet(OwnedQuerySet["Merge"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def since(self, at: datetime) -> Self:
        return self.filter(at__gte=at)


class CalendarAddressQuerySet(OwnedQuerySet["CalendarAddress"]):
    def due(self, at: datetime) -> Self:
        return self.filter(next_at__lte=at).order_by("next_at")

    def failing(self) -> Self:
        return self.filter(failures__gte=3)

    def leased(self, lease: UUID | None) -> Self:
        return self.filter(lease=lease, lease__isnull=False)
