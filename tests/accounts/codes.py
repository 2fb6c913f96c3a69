"""An authenticator app in a few lines (RFC 6238), written apart from the one under test."""

import base64
import hmac
from datetime import datetime


def code_of(secret: str, at: datetime) -> str:
    counter = int(at.timestamp()) // 30
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
