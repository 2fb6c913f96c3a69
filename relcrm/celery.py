"""The queue: it carries wake-ups only; every truth is a row."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")

app = Celery("relcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
