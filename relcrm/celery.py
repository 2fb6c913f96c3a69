"""The queue: it carries wake-ups only; every truth is a row."""

import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready
from kombu.connection import Connection
from structlog.contextvars import bind_contextvars, clear_contextvars

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


@worker_ready.connect  # type: ignore[untyped-decorator]
def tick_at_once(**kwargs: Any) -> None:
    """What fell due while nobody worked need not wait for beat's first minute."""
    app.send_task("reminders.tick")


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
