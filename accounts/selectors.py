"""What allauth keeps of a user: second steps and devices."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts.models import User


@dataclass(frozen=True)
class SecondStep:
    """How a user proves more than a password."""

    passkeys: list[Authenticator]
    codes: Authenticator | None
    recovery: Authenticator | None

    @property
    def is_on(self) -> bool:
        return bool(self.passkeys or self.codes)

    @property
    def recovery_left(self) -> int:
        """Unused recovery codes, counted without unsealing them."""
        if not self.recovery:
            return 0
        used: int = self.recovery.data["used_mask"]
        return int(app_settings.RECOVERY_CODE_COUNT) - used.bit_count()


def second_step(user: User) -> SecondStep:
    """In one statement."""
    kept = Authenticator.objects.filter(user_id=user.pk).order_by("created_at")
    by_type: dict[str, list[Authenticator]] = {}
    for one in kept:
        by_type.setdefault(one.type, []).append(one)
    [codes] = by_type.get("totp", [None])
    [recovery] = by_type.get("recovery_codes", [None])
    return SecondStep(by_type.get("webauthn", []), codes, recovery)


def devices(user: User, *, at: datetime) -> QuerySet[UserSession]:
    """Where the user is signed in, the latest used first."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    mine: QuerySet[UserSession] = UserSession.objects.filter(user_id=user.pk)
    return mine.filter(session_key__in=alive).order_by("-last_seen_at", "-pk")
