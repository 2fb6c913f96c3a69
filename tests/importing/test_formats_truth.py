"""Whole exports against their truth: every field of every person, every row that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from importing.agreement import differences, entries_of, load
from importing.formats import sniff

DATA = Path(__file__).resolve().parent.parent / "data" / "exports"
SMALL = load(DATA / "small")
FORMATS = {
    "linkedin_connections": "linkedin",
    "generic": "csv",
    "google_old": "google",
    "google_new": "google",
}


@pytest.mark.parametrize("name", SMALL["files"])
def test_a_whole_export_is_read_as_its_truth_says(name: str) -> None:
    assert differences(entries_of(DATA / "small" / name), SMALL["files"][name]) == []


def test_eight_hundred_linkedin_connections_are_read_as_their_truth_says() -> None:
    truth = load(DATA / "linkedin-800")["files"]["Connections.csv"]

    entries = entries_of(DATA / "linkedin-800" / "Connections.csv")

    assert differences(entries, truth) == []


@pytest.mark.parametrize("name", SMALL["files"])
def test_an_export_is_recognised_by_its_content(name: str) -> None:
    truth = SMALL["files"][name]

    found = sniff(DATA / "small" / name)

    assert found.format == FORMATS.get(truth["kind"], truth["kind"])
    assert found.encoding == truth["encoding"]
    assert found.delimiter == truth["delimiter"]
    assert found.header_line == truth["header_line"]


IMPORTED = [name for name, each in SMALL["hostile"].items() if each["outcome"] != "refuse"]
REFUSED = [name for name, each in SMALL["hostile"].items() if each["outcome"] == "refuse"]


@pytest.mark.parametrize("name", IMPORTED)
def test_the_good_rows_of_a_hostile_file_are_kept_and_the_bad_ones_named(name: str) -> None:
    entries = entries_of(DATA / "small" / "hostile" / name)
    # What stands behind an unclosed quote may be recovered, and is.
    recovered = {4, 5} if name == "unclosed_quote.csv" else set()

    found = [entry for entry in entries if entry.line not in recovered]

    assert differences(found, SMALL["hostile"][name]) == []
    assert recovered <= {entry.line for entry in entries}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_can_not_be_read_is_refused_in_a_sentence(name: str) -> None:
    found = sniff(DATA / "small" / "hostile" / name)

    assert found.refused is not None
    assert found.refused.endswith((".", "?"))


def test_a_difference_is_found_where_there_is_one() -> None:
    entries = entries_of(DATA / "small" / "Connections.csv")
    truth: dict[str, Any] = json.loads(json.dumps(SMALL["files"]["Connections.csv"]))
    truth["contacts"][0]["company"] = "Elsewhere"
    truth["bad_rows"].pop()

    found = differences(entries, truth)

    assert [each.split(" ")[0] for each in found] == ["problem", "line"]
    assert "company: 'Low & Behold' instead of 'Elsewhere'" in found[1]
