"""What the links of a mail may do: signed, each for one thing, bound to user, person and week.

A token of one verb is worth nothing at another, because the verb is part of the key that signs
it. They are not stored; what they did is (UsedLink). Rotating SECRET_KEY revokes them, except
while the old key stands in SECRET_KEY_FALLBACKS.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.core.signing import BadSignature, Signer

from reminders.enums import MailKind

ACTIONS_LAST = timedelta(days=30)
HEX = 32


class Verb(StrEnum):
    DONE = "done"
    SNOOZE = "snooze"
    NOT_NOW = "notnow"


class NoToken(Exception):
    """Forged, cut short, or for another verb."""


class TooOld(NoToken):
    """Thirty days have passed."""


class Gone(NoToken):
    """The user, the person or the meeting it names is here no more."""


@dataclass(frozen=True)
class Action:
    """What one link is for: this person of this user, in the week that began on `period`."""

    user_id: uuid.UUID
    contact_id: uuid.UUID  # or a meeting's, see meeting_token
    period: date


def action_token(verb: Verb, action: Action) -> str:
    return _signer(verb).sign(_value(action))


def read_action(verb: Verb, token: str, on: date) -> Action:
    """Raises NoToken; TooOld when thirty days have passed since the period began."""
    return _action(_unsigned(verb, token), on)


def coffee_token(action: Action) -> str:
    """For the file that plans a coffee, which changes nothing and may be fetched often."""
    return _signer("coffee").sign(_value(action))


def read_coffee(token: str, on: date) -> Action:
    """Raises NoToken as `read_action` does."""
    return _action(_unsigned("coffee", token), on)


def meeting_token(action: Action) -> str:
    """For the answer to *did you talk?*; it names the meeting in the person's place."""
    return _signer("met").sign(_value(action))


def read_meeting(token: str, on: date) -> Action:
    """Raises NoToken as `read_action` does."""
    return _action(_unsigned("met", token), on)


def _action(value: str, on: date) -> Action:
    action = Action(
        user_id=uuid.UUID(value[:HEX]),
        contact_id=uuid.UUID(value[HEX : 2 * HEX]),
        period=date.fromisoformat(value[2 * HEX :]),
    )
    if on > action.period + ACTIONS_LAST:
        raise TooOld
    return action


def unsubscribe_token(user_id: uuid.UUID, kind: MailKind) -> str:
    return _signer("unsubscribe").sign(f"{user_id.hex}{kind}")


def read_unsubscribe(token: str) -> tuple[uuid.UUID, MailKind]:
    """Never expires: a mail of years ago must still be able to stop those of today."""
    value = _unsigned("unsubscribe", token)
    return uuid.UUID(value[:HEX]), MailKind(value[HEX:])


def key_of(verb: Verb, action: Action) -> uuid.UUID:
    """What the one use of a link is remembered by; the same whichever key signed it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{verb}:{_value(action)}")


def _value(action: Action) -> str:
    return f"{action.user_id.hex}{action.contact_id.hex}{action.period:%Y%m%d}"


def _signer(verb: str) -> Signer:
    return Signer(salt=f"reminders.mail.{verb}", sep="~")


def _unsigned(verb: str, token: str) -> str:
    try:
        return _signer(verb).unsign(token)
    except BadSignature:
        raise NoToken from None
