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
    wrong = []
    for entry in catalogue:
        wanted = {
            frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural)
        }
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            # A plural may leave the number out, as “one person” does.
            if not any(frozenset(PLACEHOLDER.findall(text)) <= each for each in wanted) or (
                not entry.msgid_plural and frozenset(PLACEHOLDER.findall(text)) not in wanted
            ):
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(FOLDER / "django.mo"))

    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue.translated_entries()
    }
