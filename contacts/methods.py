"""When two ways to reach somebody are the same."""

import re
from urllib.parse import quote, unquote

from contacts.enums import MethodKind

LINKEDIN = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(?:mwlite/)?in/([^/?#\s]+)", re.I)
WEB_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.I)
LONGEST = 1000


def normalise(kind: str, value: str) -> str:
    """What a method is compared by: equal for two spellings of one address."""
    value = value.strip()
    if kind == MethodKind.EMAIL:
        return value.lower()[:LONGEST]
    if kind == MethodKind.PHONE:
        return _digits(value)[:LONGEST]
    if kind in (MethodKind.LINKEDIN, MethodKind.URL):
        return _address(value)[:LONGEST]
    return " ".join(value.casefold().split())[:LONGEST]


def _digits(value: str) -> str:
    digits = "".join(char for char in value if char.isdigit())
    plus = "+" if value.startswith(("+", "00")) else ""
    return plus + (digits[2:] if value.startswith("00") else digits) or value.lower()


def _address(value: str) -> str:
    if found := LINKEDIN.match(value):
        return f"https://www.linkedin.com/in/{unquote(found[1]).lower()}"
    scheme, _, rest = value.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower() or 'https'}://{host.lower()}{slash}{path}".rstrip("/")


def is_web_address(value: str) -> bool:
    """Whether this can be shown as a link: http, https, or a bare host with a dot."""
    return WEB_ADDRESS.fullmatch(value.strip()) is not None


def href(kind: str, value: str) -> str:
    """Where a way to reach somebody leads; empty where it leads nowhere safe."""
    if kind == MethodKind.EMAIL:
        return f"mailto:{quote(value.strip(), safe='@+')}"
    if kind == MethodKind.PHONE:
        return f"tel:{_digits(value)}" if any(map(str.isdigit, value)) else ""
    if kind in (MethodKind.LINKEDIN, MethodKind.URL) and is_web_address(value):
        address = value.strip()
        return address if "://" in address else f"https://{address}"
    return ""
