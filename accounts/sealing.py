"""Secrets that must be read again are stored sealed with a key made of SECRET_KEY.

A copy of the database without that key gives none of them away.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

PURPOSE = "relcrm.second-step"


class Unreadable(Exception):
    """Sealed with a key that is no longer here."""


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed with SECRET_KEY or one of its fallbacks; raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    digest = salted_hmac(PURPOSE, "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
