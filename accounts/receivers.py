"""Events → one service call each."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from accounts import services
from accounts.models import User


@receiver(pre_save, sender=User)
def notice_another_address(
    instance: User, raw: bool, update_fields: Collection[str] | None, **kwargs: Any
) -> None:
    """Whichever form changes it: settings, the admin, a confirmation."""
    if (
        raw
        or instance._state.adding
        or (update_fields is not None and "email" not in update_fields)
    ):
        return
    others = User.objects.filter(pk=instance.pk).exclude(email=instance.email)
    if others.exists():
        services.trust_address(instance, at=timezone.now())
