"""Keeps the secret part of addresses out of the logs: of a mail's links, and of calendar feeds."""

import logging
import re

# /d/<token>/done/ and /u/<token>/, wherever they stand in a line (such a token has a ~ inside);
# /feed/<token>.ics; the keys by which a password is set anew or an address is confirmed.
SECRET = re.compile(
    r"/([du])/[^/\s~]+~[^/\s\"'<>?]*"
    r"|/(feed|reset/key|confirm-email)/[^/\s\"'<>?]+"
)


def mask(text: str) -> str:
    return SECRET.sub(lambda found: f"/{found[1] or found[2]}/…", text)


class MaskTokens(logging.Filter):
    """Never drops a record; says “…” for a token in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        masked = mask(said)
        if masked != said:
            record.msg, record.args = masked, None
        return True
