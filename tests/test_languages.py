"""German is complete: every marked string is translated, with its placeholders, and compiled."""

import re
from pathlib import Path

import polib
import pytest

from tests.marked_strings import marked_strings

FOLDER = Path(__file__).resolve().parent.parent / "locale" / "de" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def test_every_string_that_is_marked_stands_in_the_catalogue(catalogue: polib.POFile) -> None:
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}

    assert sorted(marked_strings() - known, key=str) == []


def test_the_catalogue_has_no_string_that_nothing_marks(catalogue: polib.POFile) -> None:
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}

    assert sorted(known - marked_strings(), key=str) == []


def test_every_string_is_translated(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


def test_translations_keep_what_is_filled_in(catalogue: polib.POFile) -> None:
    wrong = [(entry.msgid, text) for entry in catalogue for text in _losing(entry)]

    assert wrong == []


def _losing(entry: polib.POEntry) -> list[str]:
    """The translations that fill in something else than the original does."""
    if not entry.msgid_plural:
        return [entry.msgstr] if filled(entry.msgstr) != filled(entry.msgid) else []
    # One may leave the number out, as “one person” does.
    wanted = (filled(entry.msgid), filled(entry.msgid_plural))
    return [text for text in entry.msgstr_plural.values() if filled(text) not in wanted]


def filled(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def test_the_compiled_catalogue_is_the_written_one(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(FOLDER / "django.mo"))

    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue.translated_entries()
    }
