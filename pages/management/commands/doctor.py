"""`doctor`: every part checked, a sentence for each."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from pages.health import Finding, examine


class Command(BaseCommand):
    help = "Check every part; exit 1 if any is unwell."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        try:
            findings = list(examine(timezone.now()))
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            findings = [Finding(False, f"The database does not answer: {reason}")]
        for finding in findings:
            self.stdout.write(f"{'ok ' if finding.well else 'NO '} {finding.sentence}")
        if not all(finding.well for finding in findings):
            sys.exit(1)
