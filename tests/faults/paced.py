"""Worker and beat of scenarios 3 and 4, by `celery -A tests.faults.paced`: with shorter waits."""

import os

import django
from celery.schedules import crontab

django.setup()

from relcrm import celery as wires  # noqa: E402 (the models come first)
from relcrm.celery import app  # noqa: E402
from tests.faults import people  # noqa: E402

# The longest time between two looks of beat, in seconds; empty: as it is in production.
PACE = "FAULTS_PACE"
# The control: an import is known to its message alone, no beat looks for its row.
NO_LOOK = "FAULTS_NO_LOOK"

if pace := os.environ.get(PACE):
    people.hasten()
    wires.LONGEST_WAIT = float(pace)  # type: ignore[assignment]
    for entry in app.conf.beat_schedule.values():
        if not isinstance(entry["schedule"], crontab):
            entry["schedule"] = min(entry["schedule"], float(pace))
if os.environ.get(NO_LOOK):
    del app.conf.beat_schedule["import"]
