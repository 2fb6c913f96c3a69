"""An import: the job, what became of each row, and the keys that make a second import quiet; two
people who may be one; and the address of a calendar."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from contacts.models import Contact
from core.ownership import LinkField, Owned, owned
from importing.enums import Trouble
from importing.querysets import (
    CalendarAddressQuerySet,
    DuplicatePairQuerySet,
    HeaderMappingQuerySet,
    ImportJobQuerySet,
    ImportKeyQuerySet,
    ImportRowQuerySet,
    MergeQuerySet,
    PreviewRowQuerySet,
)
from importing.states import JobState, Outcome, PairState
from interactions.models import Interaction


class ImportJob(Owned):
    """One file on its way in. `checkpoint` is the number of records done; it commits with them."""

    file_name = models.CharField(max_length=255)  # a label, never a path
    file_key = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=9, choices=JobState.choices, default=JobState.UPLOADED)
    refused = models.CharField(max_length=500, blank=True)

    format = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)  # whose ids these are, see ImportKey
    # encoding, delimiter, header line, headers, sample; "chosen" holds the user's corrections
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)  # column index -> field
    date_order = models.CharField(max_length=3, blank=True)
    preview = models.JSONField(default=dict)  # counts and the first rows worth a look

    checkpoint = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    undone_to = models.PositiveIntegerField(default=0)  # from the end up to this record
    kept_on_undo = models.JSONField(default=list)  # people edited since, and therefore kept

    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("importing_importjob"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state__in=["running", "undoing"], lease__isnull=False),
                name="import_one_running",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="import_newest"),
            models.Index(
                fields=["created_at"],
                name="import_claimable",
                condition=Q(state__in=["uploaded", "queued", "running", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def people_coming(self) -> int:
        """How many people the preview makes or changes."""
        return _to_write(self.preview.get("counts", {})) - self.talks_coming

    @property
    def talks_coming(self) -> int:
        """How many conversations it makes or changes."""
        return _to_write(self.preview.get("talks", {}))


def _to_write(counts: dict[str, int]) -> int:
    return counts.get("created", 0) + counts.get("updated", 0)


class ImportRow(Owned):
    """What became of one record of a file: a person, a conversation, or neither.

    `number` counts the records of the file; several may stand on one line. `before` is what undo
    puts back.
    """

    job = LinkField(ImportJob, related_name="rows")
    number = models.PositiveIntegerField(default=0)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    contact = LinkField(Contact, null=True, related_name="import_rows")
    interaction = LinkField(Interaction, null=True, related_name="import_rows")
    matched = models.CharField(max_length=12, blank=True)  # a Reason; blank for the source's key
    code = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    warnings = models.JSONField(default=list)  # each as importing.deciding.Warned
    raw = models.JSONField(null=True)  # the cells, of rejected rows only
    before = models.JSONField(null=True)
    after_version = models.PositiveIntegerField(null=True)  # of the row above, after the import

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = owned(
            "importing_importrow", job="CASCADE", contact="SET NULL", interaction="SET NULL"
        )
        indexes = [
            models.Index(fields=["job", "line"], name="importrow_line"),
            models.Index(fields=["job", "number"], name="importrow_number"),
            models.Index(fields=["job", "outcome"], name="importrow_outcome"),
            models.Index(fields=["contact"], name="importrow_contact"),
            models.Index(fields=["interaction"], name="importrow_interaction"),
        ]


class PreviewRow(Owned):
    """What would become of one record of a file that is to be checked; gone when it is imported or
    left. `shown` is what importing.previewing tells of it."""

    job = LinkField(ImportJob, related_name="preview_rows")
    number = models.PositiveIntegerField()  # of the record in the file
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    is_person = models.BooleanField()  # or a conversation
    is_notable = models.BooleanField()
    shown = models.JSONField()

    objects = PreviewRowQuerySet.as_manager()

    class Meta:
        constraints = owned("importing_previewrow", job="CASCADE")
        indexes = [
            models.Index(fields=["job", "number"], name="previewrow_number"),
            models.Index(
                fields=["job", "outcome", "is_person", "number"], name="previewrow_outcome"
            ),
            models.Index(
                fields=["job", "number"], name="previewrow_notable", condition=Q(is_notable=True)
            ),
        ]


class ImportKey(Owned):
    """What a record of a source became, so that a second import is quiet.

    `key` is a digest of the record's id or of its row, `said` are digests of the values that the
    source gave: what it says again is no news. Without a contact: that person is gone for good,
    or the record is a conversation, whose row bears this key too.
    """

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=32)
    said = models.JSONField(default=list)
    contact = LinkField(Contact, null=True, related_name="import_keys")
    job = LinkField(ImportJob, null=True, related_name="keys")

    objects = ImportKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("importing_importkey", contact="SET NULL", job="SET NULL"),
            models.UniqueConstraint(fields=["owner", "source", "key"], name="importkey_once"),
        ]
        indexes = [models.Index(fields=["contact"], name="importkey_contact")]


class HeaderMapping(Owned):
    """The mapping that a user chose for files with this header."""

    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField()

    objects = HeaderMappingQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("importing_headermapping"),
            models.UniqueConstraint(fields=["owner", "header_hash"], name="mapping_once"),
        ]


class DuplicatePair(Owned):
    """Two people who may be one; `one` is the older row. `reasons` are codes of
    importing.reasons, `certainty` a number from 0 to 1."""

    one = LinkField(Contact, related_name="pairs_as_one")
    other = LinkField(Contact, related_name="pairs_as_other")
    certainty = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=PairState.choices, default=PairState.OPEN)
    put_off_at = models.DateTimeField(null=True)  # *later* was the answer

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("importing_duplicatepair", one="CASCADE", other="CASCADE"),
            models.UniqueConstraint(fields=["owner", "one", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="pair_order"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "-certainty", "id"],
                name="pair_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["other"], name="pair_other"),
        ]


class Merge(Owned):
    """Somebody (`gone_id`) became one with the survivor. `before` takes it back, see
    core.journal."""

    survivor = LinkField(Contact, related_name="merges")
    gone_id = models.UUIDField()
    name = models.CharField(max_length=255)  # of the one who went
    by_itself = models.BooleanField(default=False)  # an import was sure
    reasons = models.JSONField(default=list)
    before = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = owned("importing_merge", survivor="CASCADE")
        indexes = [
            models.Index(fields=["owner", "-at"], name="merge_newest"),
            models.Index(fields=["survivor"], name="merge_survivor"),
        ]


class CalendarAddress(Owned):
    """Where the user's calendar is read, each hour. The address is a secret: whoever knows it can
    read the calendar, so it is never shown again, logged or carried along.

    `read_at`: when its content was last taken in; `asked_at`: when it last answered, be it that
    nothing has changed. `next_at` also keeps two workers apart: whoever moves it on reads.
    """

    url = models.CharField(max_length=2000)
    own_email = models.CharField(max_length=254, blank=True)  # if it is not the account's
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=64, blank=True)  # its Last-Modified
    read_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "calendar addresses"
        constraints = [
            *owned("importing_calendaraddress"),
            models.UniqueConstraint(fields=["owner"], name="calendaraddress_once"),
        ]
        indexes = [models.Index(fields=["next_at"], name="calendaraddress_due")]

    @property
    def host(self) -> str:
        """All of it that is shown."""
        return urlsplit(self.url).hostname or ""
