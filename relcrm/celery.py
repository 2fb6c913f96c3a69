"""The queue: it carries wake-ups only; every truth is a row."""

import logging
import os
from contextlib import suppress
from typing import Any

from celery import Celery, bootsteps
from celery.app.amqp import AMQP
from celery.signals import setup_logging, task_postrun, task_prerun
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from structlog.contextvars import bind_contextvars, clear_contextvars

logger = logging.getLogger(__name__)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")

# A broker that comes back is noticed within so many seconds, however long it was away.
LONGEST_WAIT = 3


class SoonBack(Connection):  # type: ignore[misc]
    """A connection that looks for its broker often: by itself it would wait up to 30 seconds."""

    def maybe_close_channel(self, channel: Any) -> None:
        """On closing, kombu gives back what was not acknowledged, to a broker whose address it may
        have let go already: an AttributeError that would end the worker. A wake-up may be lost."""
        with suppress(AttributeError):
            super().maybe_close_channel(channel)  # type: ignore[no-untyped-call]

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        wait = {"interval_max": LONGEST_WAIT}
        return super().ensure_connection(*args, **wait | kwargs)  # type: ignore[no-untyped-call]


class Wires(AMQP):  # type: ignore[misc]
    Connection = SoonBack


app = Celery("relcrm", amqp=Wires)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Overdue(bootsteps.StartStopStep):  # type: ignore[misc]
    """Whenever a worker reaches the broker, first or again: what fell due meanwhile need not wait
    for the next minute of beat."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, consumer: Any) -> None:
        app = consumer.app
        tick = app.conf.beat_schedule["tick"]
        try:
            with app.connection_for_write() as line:  # that of the pool may be dead still
                app.send_task(tick["task"], connection=line, **tick["options"])
        except OperationalError as error:  # beat comes in a minute
            logger.warning("The broker took no wake-up: %s", error)


app.steps["consumer"].add(Overdue)


@setup_logging.connect  # type: ignore[untyped-decorator]
def keep_our_logging(**kwargs: Any) -> None:
    """Being connected is enough: Celery leaves logging as Django's setup made it."""


@task_prerun.connect  # type: ignore[untyped-decorator]
def name_the_task(task_id: str, task: Any, **kwargs: Any) -> None:
    clear_contextvars()
    bind_contextvars(task=task.name, task_id=task_id)


@task_postrun.connect  # type: ignore[untyped-decorator]
def forget_the_task(**kwargs: Any) -> None:
    clear_contextvars()
