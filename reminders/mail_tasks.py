"""When mails are sent. How is in deliveries.py."""

from celery import shared_task
from django.utils import timezone

from reminders import deliveries, services

DELIVER = "deliver"


@shared_task(name="reminders.deliver_due")  # type: ignore[untyped-decorator]
def deliver_due() -> None:
    """Every twenty seconds, from beat, and as soon as somebody asks for a mail."""
    at = timezone.now()
    deliveries.deliver_due(at)
    services.beat(DELIVER, at)
