"""`seed_demo`: a believable account to look around in."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contacts.models import Contact
from core.roles import acting_for
from pages import demo


class Command(BaseCommand):
    help = "Make the demo account and fill it, unless it has people already."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        user = demo.make_demo(at=now)
        with acting_for(user.pk):
            if not Contact.objects.for_user(user).exists():
                demo.fill(user, on=user.today(now), at=now)
        self.stdout.write(f"Sign in as {demo.EMAIL} with the password {demo.PASSWORD}")
