"""What the columns of a table hold that does not name them, told by what stands in them."""

from collections.abc import Callable

from importing.cleaning import (
    canonical_linkedin,
    clean_line,
    is_web_address,
    split_emails,
    split_phones,
)
from importing.dates import read_date

ALMOST_ALL = 0.8  # of the filled cells of a column
FEWEST_DIGITS = 7  # of a phone number; what has fewer may be a postal code
MOST_WORDS = 4  # of a name


def fields_by_content(rows: list[list[str]], width: int) -> list[str | None]:
    """A field for each of so many columns that can be told; a guess, which the user is to look at.

    Of columns of words the first two are the parts of the name if each holds one word, else the
    first one is the whole name; what the others are nobody can tell.
    """
    columns = [[clean_line(row[at]) for row in rows if at < len(row)] for at in range(width)]
    found = [_of_marks(column) for column in columns]
    words = [at for at, name in enumerate(found) if not name and _holds(columns[at], _is_name)]
    if len(words) > 1 and all(_holds(columns[at], _is_one_word) for at in words[:2]):
        found[words[0]], found[words[1]] = "given", "family"
    elif words:
        found[words[0]] = "display"
    return found


def is_of_a_person(cells: list[str]) -> bool:
    """Whether these are no names of columns: one of them is an address."""
    return any(_is_email(cell) or _is_link(cell) for cell in cells)


def _of_marks(values: list[str]) -> str | None:
    """What has a form of its own."""
    tests: dict[str, Callable[[str], bool]] = {
        "email": _is_email,
        "linkedin": _is_profile,
        "url": _is_link,
        "phone": _is_phone,
    }
    return next((name for name, test in tests.items() if _holds(values, test)), None)


def _holds(values: list[str], test: Callable[[str], bool]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and sum(map(test, filled)) >= len(filled) * ALMOST_ALL


def _is_email(value: str) -> bool:
    found, has_others = split_emails(value)
    return bool(found) and not has_others


def _is_profile(value: str) -> bool:
    return bool(canonical_linkedin(value))


def _is_link(value: str) -> bool:
    return is_web_address(value) and value.lower().startswith(("http://", "https://", "www."))


def _is_phone(value: str) -> bool:
    found, has_others = split_phones(value)
    digits = sum(char.isdigit() for char in value)
    is_number = bool(found) and not has_others and digits >= FEWEST_DIGITS
    return is_number and not any(map(str.isalpha, value)) and read_date(value) is None


def _is_name(value: str) -> bool:
    return value[:1].isalpha() and not any(map(str.isdigit, value)) and _words(value) <= MOST_WORDS


def _is_one_word(value: str) -> bool:
    return _words(value) == 1


def _words(value: str) -> int:
    return len(value.split())
