"""Events of other apps → one service call each."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from core.roles import acting_for
from interactions.defaults import default_kinds
from interactions.models import InteractionKind


@receiver(post_save, sender=User)
def give_kinds(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Every door through which an account comes passes here."""
    if created and not raw:
        with acting_for(instance.pk):
            InteractionKind.objects.bulk_create(default_kinds(instance.pk))
