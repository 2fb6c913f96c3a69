"""Events → one service call each; and who takes which change back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from accounts import audit, services
from accounts.enums import AuditKind
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


@receiver(user_logged_in)
def note_sign_in(user: User, **kwargs: Any) -> None:
    audit.note(user.pk, AuditKind.SIGN_IN, at=timezone.now())


@receiver(user_logged_out)
def note_sign_out(user: User | None, **kwargs: Any) -> None:
    if user and User.objects.filter(pk=user.pk).exists():  # not one that was just erased
        audit.note(user.pk, AuditKind.SIGN_OUT, at=timezone.now())


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Of an address that nobody has there is nowhere to note it."""
    address = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email=address.strip().lower()).first()
    if user:
        audit.note(user.pk, AuditKind.FAILURE, at=timezone.now())


@receiver([password_changed, password_set, password_reset])
def note_password(user: User, **kwargs: Any) -> None:
    audit.note(user.pk, AuditKind.PASSWORD, at=timezone.now())


@receiver(email_changed)
def note_address(user: User, **kwargs: Any) -> None:
    audit.note(user.pk, AuditKind.ADDRESS, at=timezone.now())


def unchange_holidays(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.put_holidays_back(owner=owner, before=before["holidays"], at=timezone.now())


undo.handler("accounts.holidays", unchange_holidays)
