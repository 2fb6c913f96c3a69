"""The clock of the workers, for a broker that may be away."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry, SchedulingError

from relcrm.celery import LONGEST_WAIT

logger = logging.getLogger(__name__)


class Patient(PersistentScheduler):  # type: ignore[misc]
    """Sends what is due until the broker takes it. By itself beat would leave it out, and the next
    one might come a minute after the broker's return. Beat has nothing else to do meanwhile."""

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        while True:
            try:
                return super().apply_async(entry, *args, **kwargs)
            except SchedulingError as error:
                logger.warning("The broker did not take a wake-up: %s", error)
                time.sleep(LONGEST_WAIT)
