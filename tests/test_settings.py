"""What the environment says: secrets that are none are refused, and https closes the cookies."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from relcrm import env

SERVED = {
    "SECRET_KEY": "0123456789abcdef" * 4,
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SITE_URL": "https://crm.example.org",
    "SECURE_SSL_REDIRECT": "1",
}
SHOWN = (
    *("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "DEFAULT_FROM_EMAIL"),
)


@pytest.mark.parametrize("key", ["", "changeme", "k" * 31])
def test_a_served_installation_without_a_long_secret_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret_key(tmp_path, embedded=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keys", ["old", f"{'k' * 32},", ","])
def test_a_former_secret_that_anybody_could_guess_is_refused(
    monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", keys)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        env.former_keys()


@pytest.mark.parametrize(
    ("keys", "read"),
    [("", []), (f"{'k' * 32},{'o' * 40}", ["k" * 32, "o" * 40])],
)
def test_former_secrets_are_read_in_order(
    monkeypatch: pytest.MonkeyPatch, keys: str, read: list[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", keys)

    assert env.former_keys() == read


def manage(*command: str, **environ: str) -> str:
    """What a command says where Relcrm is served; nothing is started."""
    # The browser's tests set the last one, for themselves.
    ours = {*SERVED, *SHOWN, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    plain = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=plain | SERVED | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_where_the_address_is_https_cookies_are_bound_to_it() -> None:
    show = (
        "import json; from django.conf import settings;"
        f" print(json.dumps([getattr(settings, name) for name in {SHOWN}]))"
    )
    said = manage("shell", "--no-imports", "--command", show)

    shown: dict[str, Any] = dict(zip(SHOWN, json.loads(said), strict=True))
    assert shown == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
        "DEFAULT_FROM_EMAIL": "Relcrm <relcrm@crm.example.org>",
    }


def test_django_finds_nothing_that_a_served_installation_should_not_have() -> None:
    assert "no issues" in manage("check", "--deploy", DEFAULT_FROM_EMAIL="")
