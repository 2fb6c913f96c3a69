"""Every write to an account."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.signals import clock_changed

CLOCK = {"time_zone", "away_from", "away_until"}


@transaction.atomic
def create_account(*, email: str, password: str | None, **fields: Any) -> User:
    """An account as the browser's sign-up makes it. Raises ValidationError, also for a taken
    address."""
    user = User(email=email.strip().lower(), **fields)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


@transaction.atomic
def change_settings(user: User, *, at: datetime, **changes: Any) -> None:
    """Store preferences; the scheduler looks at the user afresh, and dates follow the clock."""
    before = User.objects.get(pk=user.pk)
    for name, value in changes.items():
        setattr(user, name, value)
    user.next_tick_at = None
    user.save(update_fields=[*changes, "next_tick_at"])
    if any(getattr(before, name) != getattr(user, name) for name in CLOCK & changes.keys()):
        clock_changed.send(sender=User, user=user, before=before, on=user.today(at))


def trust_address(user: User, *, at: datetime) -> None:
    """The address is another one: mail goes there again. The caller saves the user."""
    user.mail_parked_reason, user.address_since = "", at
    User.objects.filter(pk=user.pk).update(mail_parked_reason="", address_since=at)


def welcome(user: User, *, at: datetime) -> None:
    """The first run is over. May be repeated."""
    User.objects.filter(pk=user.pk, welcomed_at=None).update(welcomed_at=at)
