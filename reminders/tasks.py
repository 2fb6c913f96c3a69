"""When things happen. What happens is in services.py."""

from celery import shared_task
from django.utils import timezone

from reminders import mail_tasks, services

__all__ = ["mail_tasks", "tick"]  # Celery looks for tasks in this module alone


@shared_task(name="reminders.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    """Each minute, from beat: what has become due for whomever."""
    services.tick(timezone.now())
