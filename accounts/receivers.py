"""Events → one service call each; and who takes which change back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from accounts import services
from accounts.models import User
from core import undo


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


def unchange_holidays(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.put_holidays_back(owner=owner, before=before["holidays"], at=timezone.now())


undo.handler("accounts.holidays", unchange_holidays)
