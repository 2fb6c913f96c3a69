"""Rows of the screens' own."""

from django.db import models
from django.db.models import Q

from core.ownership import Owned, owned
from pages.querysets import AccountExportQuerySet


class AccountExport(Owned):
    """One file with everything of an account: asked for, made by a worker, fetched by its owner.

    It waits while `made_at` is empty and `failed` is not set.
    """

    file_key = models.CharField(max_length=32)  # random; the name of the file
    size = models.PositiveBigIntegerField(null=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    objects = AccountExportQuerySet.as_manager()

    class Meta:
        constraints = [
            *owned("pages_accountexport"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(made_at=None, failed=False),
                name="export_one_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="export_newest"),
            models.Index(
                fields=["asked_at"],
                name="export_waiting",
                condition=Q(made_at=None, failed=False),
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None and not self.failed
