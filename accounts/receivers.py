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
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, devices, services
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


@receiver(came_in)
def begin_session(request: HttpRequest, **kwargs: Any) -> None:
    devices.begin(request.session, at=timezone.now())


@receiver([password_changed, password_set, password_reset])
def note_password(request: HttpRequest, user: User, **kwargs: Any) -> None:
    at = timezone.now()
    audit.note(user.pk, AuditKind.PASSWORD, at=at)
    devices.end_others(user, stays=request.session.session_key, at=at)


ADDED = {
    "totp": AuditKind.CODES_ON,
    "webauthn": AuditKind.PASSKEY_ON,
    "recovery_codes": AuditKind.RECOVERY_ON,
}
REMOVED = {
    "totp": AuditKind.CODES_OFF,
    "webauthn": AuditKind.PASSKEY_OFF,
    "recovery_codes": AuditKind.RECOVERY_OFF,
}


@receiver([authenticator_added, authenticator_reset])
def note_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _second_step_changed(request, user, ADDED[authenticator.type])


@receiver(authenticator_removed)
def note_end_of_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _second_step_changed(request, user, REMOVED[authenticator.type])


def _second_step_changed(request: HttpRequest, user: User, kind: AuditKind) -> None:
    """Whoever came in elsewhere by the old ways comes in anew."""
    at = timezone.now()
    audit.note(user.pk, kind, at=at)
    devices.end_others(user, stays=request.session.session_key, at=at)


@receiver(authentication_failed)
def note_wrong_code(user: User, **kwargs: Any) -> None:
    audit.note(user.pk, AuditKind.FAILURE, at=timezone.now())


@receiver(email_changed)
def note_address(user: User, **kwargs: Any) -> None:
    audit.note(user.pk, AuditKind.ADDRESS, at=timezone.now())


def unchange_holidays(*, owner: User, before: dict[str, Any], on: date) -> None:
    services.put_holidays_back(owner=owner, before=before["holidays"], at=timezone.now())


undo.handler("accounts.holidays", unchange_holidays)
