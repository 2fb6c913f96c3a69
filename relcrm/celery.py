"""The queue: it carries wake-ups only; every truth is a row."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")

app = Celery("relcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect  # type: ignore[untyped-decorator]
def tick_at_once(**kwargs: Any) -> None:
    """What fell due while nobody worked need not wait for beat's first minute."""
    app.send_task("reminders.tick")
