"""When things happen. What happens is in services.py."""

from celery import shared_task
from django.utils import timezone

from reminders import services


@shared_task(name="reminders.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    """Each minute, from beat: what has become due for whomever."""
    services.tick(timezone.now())
