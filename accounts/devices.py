"""Where an account is signed in: what a device is called, and its end.

A device is a session in the database; ending it deletes the session, so that the next request
with its cookie is nobody's.
"""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase

from accounts import audit, selectors
from accounts.enums import AuditKind
from accounts.models import User

# In the session, in seconds: when it began, and when it was last told to the list of devices.
BEGAN, SEEN = "began_at", "seen_at"
TOLD_EACH = timedelta(hours=1)

# The first that a browser says of itself is it: each also names those that stand below.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def begin(session: SessionBase, *, at: datetime) -> None:
    """Somebody came in."""
    session[BEGAN] = session[SEEN] = int(at.timestamp())


def name_of(user_agent: str) -> str:
    """As people call it, “Firefox · Linux”; empty if neither is known."""
    names = [
        next((name for mark, name in marks.items() if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, names))


def end(user: User, device: UserSession, *, at: datetime) -> None:
    """Sign one device out."""
    device.end()
    audit.note(user.pk, AuditKind.DEVICE_ENDED, at=at)


def end_others(user: User, *, stays: str | None, at: datetime) -> None:
    """Sign out all devices but the one with this session key. May be repeated."""
    for device in selectors.devices(user, at=at).exclude(session_key=stays):
        end(user, device, at=at)
