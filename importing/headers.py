"""Names of columns: made comparable, numbered when they repeat."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping as MappingType
from functools import cache, lru_cache

from django.conf import settings
from django.utils.translation import gettext, override

from importing.cleaning import clean_line

LONGEST = 200  # letters of a header that are compared
NOT_TO_COMPARE = re.compile(r"[\s_\-–—./:*\"“”„()\[\]?#\xad]+")


def header_key(header: str) -> str:
    """`E-Mail Address*`, `email_address` and `EmailAddress` are the same: emailaddress.

    Accents do not count either: many programs lose them.
    """
    return _key(header[:LONGEST])


@lru_cache(maxsize=4096)
def _key(header: str) -> str:
    decomposed = unicodedata.normalize("NFKD", header.replace("’", "'").casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return NOT_TO_COMPARE.sub("", clean_line(plain))


def number_repeated(headers: list[str]) -> list[str]:
    """Headers to show: the second `Email` is `Email (2)`; nothing replaces anything."""
    seen: Counter[str] = Counter()
    shown = []
    for header in map(clean_line, headers):
        key = header.casefold()
        seen[key] += 1
        shown.append(f"{header} ({seen[key]})" if header and seen[key] > 1 else header)
    return shown


def in_front() -> list[str]:
    """What stands in front of rows that are given back to be mended, in the user's language."""
    return [gettext("Line"), gettext("Reason")]


@cache
def _in_front_of_any() -> set[tuple[str, ...]]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(tuple(map(header_key, in_front())))
    return found


def given_back(headers: list[str]) -> int:
    """How many columns in front are ours: of a file of rows that were given back."""
    ours = tuple(map(header_key, headers[:2])) in _in_front_of_any()
    return 2 if ours and len(headers) > 2 else 0


def numbered(count: int) -> list[str]:
    """The names of columns that have none, in the user's language."""
    return [gettext("Column %(number)d") % {"number": at} for at in range(1, count + 1)]


def are_numbered(keys: list[str]) -> bool:
    """Whether columns have no other names than ours, in any language."""
    return bool(keys) and any(
        keys == [header_key(pattern % {"number": at}) for at in range(1, len(keys) + 1)]
        for pattern in _numbering()
    )


@cache
def _numbering() -> set[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(gettext("Column %(number)d"))
    return found


def without_number(key: str) -> str:
    """`email2` is another `email`."""
    return key.rstrip("0123456789")


def without_digits(key: str) -> str:
    """`email2address` is another `emailaddress`."""
    return re.sub(r"\d+", "", key)


def aliases(table: MappingType[str, str]) -> dict[str, str]:
    """Header key to field, from a table of fields with their names divided by semicolons."""
    return {header_key(alias): name for name, names in table.items() for alias in names.split(";")}
