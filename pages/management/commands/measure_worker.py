"""`measure_worker`: works on one import as a worker does, and says what that took."""

import json
import resource
import time
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from importing import services


class Command(BaseCommand):
    help = "Work on one import and print seconds, CPU seconds and megabytes; for `benchmark`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=uuid.UUID)
        parser.add_argument("--owner", type=uuid.UUID, required=True)

    def handle(self, *, job: uuid.UUID, owner: uuid.UUID, **options: Any) -> None:
        self.stdout.write("ready")  # what is measured begins here: workers have long been up
        self.stdout.flush()
        begun = time.monotonic()
        services.work(job, owner_id=owner, at=timezone.now())
        took = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = used.ru_utime + used.ru_stime
        self.stdout.write(json.dumps([took, spent, used.ru_maxrss / 1024]))
