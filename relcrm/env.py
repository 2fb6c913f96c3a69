"""What the environment says, read once, failing with one clear sentence.

Every reader here is used by settings.py, and by gunicorn.conf.py for its log.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()


def secret_key(home: Path, *, embedded: bool) -> str:
    """SECRET_KEY; in embedded mode one is made and kept in the data folder.

    Raises ImproperlyConfigured where a served installation has none.
    """
    given: str = env.str("SECRET_KEY", "")
    if given:
        return _long_enough("SECRET_KEY", given)
    if not embedded:
        raise ImproperlyConfigured("Set SECRET_KEY: relcrm does not start without a secret.")
    return _kept_key(home / "secret_key")


def former_keys() -> list[str]:
    """SECRET_KEY_FALLBACKS, separated by commas. Each as long as a key: with an empty one, as a
    comma too many would give, anybody could sign."""
    given: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    return [_long_enough("SECRET_KEY_FALLBACKS", key) for key in given]


def _long_enough(name: str, key: str) -> str:
    if len(key) < 32:
        raise ImproperlyConfigured(f"{name} is too short: use at least 32 characters.")
    return key


def _kept_key(path: Path) -> str:
    """The key in `path`, made on first use; two processes that race agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            return path.read_text()
        finally:
            fresh.unlink()
    return path.read_text()


def celery_broker(redis_url: str) -> str:
    """The same server in Celery's words: unix:///x becomes redis+socket:///x."""
    return redis_url.replace("unix://", "redis+socket://", 1)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    starttls: bool


def mail_server(url: str) -> MailServer | None:
    """`smtp://user:password@host:port/?tls=1` or `smtps://…`; None for an empty address.

    Raises ImproperlyConfigured for anything else.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL should look like smtp://user:password@host:587/?tls=1"
        )
    ssl = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if ssl else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=ssl,
        starttls=parse_qs(parts.query).get("tls", ["0"])[0] == "1",
    )


def logs_as_lines(*, embedded: bool) -> bool:
    """LOG_FORMAT: `json`, or `plain` for people; by default JSON where Relcrm is served."""
    return bool(env.str("LOG_FORMAT", "plain" if embedded else "json") == "json")
