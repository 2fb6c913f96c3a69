"""Compares what a reader made of a file with what the file's truth says.

As a script: `DJANGO_SETTINGS_MODULE=relcrm.settings python -m tests.importing.truth FOLDER [FILE…]`
prints the agreement per file.
"""

import json
import sys
import unicodedata
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import django

from importing.formats import read, sniff
from importing.records import Entry, Labelled, Problem, Record

ONE = """
source_id prefix given middle family suffix nickname display company department title linkedin
birthday anniversary notes
"""
KNOWN_LABELS = {"work", "home", "mobile", "fax", "other"}
LABELLED = ("emails", "phones", "urls")
TODAY = date(2026, 11, 1)
READ = (".csv", ".tsv", ".vcf", ".xlsx")

Expected = dict[str, Any]


def load(folder: Path) -> dict[str, Any]:
    """The truth of a folder of files."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return found


def entries_of(path: Path) -> list[Entry]:
    """All that a file gives, read as it is recognised."""
    found = sniff(path)
    assert found.refused is None, found.refused
    return list(read(path, format=found.format, today=TODAY))


def differences(entries: list[Entry], expected: Expected) -> list[str]:
    """Every line on which the reader and the truth do not agree, and how."""
    records = {entry.line: entry for entry in entries if isinstance(entry, Record)}
    problems = {(entry.line, str(entry.code)) for entry in entries if isinstance(entry, Problem)}
    wanted = {(row["line"], row["reason"]) for row in expected["bad_rows"]}
    found = [f"problem {line} {code} not found" for line, code in sorted(wanted - problems)]
    found += [f"problem {line} {code} not expected" for line, code in sorted(problems - wanted)]
    found += _contact_differences(records, expected["contacts"])
    return found


def _contact_differences(records: dict[int, Record], contacts: list[Expected]) -> list[str]:
    by_line = {contact["line"]: contact for contact in contacts}
    found = [f"line {line} missing" for line in by_line.keys() - records.keys()]
    found += [f"line {line} not expected" for line in records.keys() - by_line.keys()]
    for line in sorted(by_line.keys() & records.keys()):
        found += [
            f"line {line} {each}" for each in _field_differences(records[line], by_line[line])
        ]
    return found


def _field_differences(record: Record, contact: Expected) -> list[str]:
    cut = {each["field"] for each in contact.get("warnings", []) if each["reason"] == "TOO_LONG"}
    skipped = {*cut, "notes"} if cut else set()  # a cut value is kept whole in the notes
    actual = comparable(record)
    wanted = {name: _composed(contact.get(name)) or [] for name in actual}
    wanted["warnings"] = sorted((each["field"], each["reason"]) for each in wanted["warnings"])
    accepted = contact.get("accept", {})
    return [
        f"{name}: {actual[name]!r} instead of {wanted[name]!r}"
        for name in actual
        if name not in skipped
        and (actual[name] or []) not in [wanted[name], *map(_or_empty, accepted.get(name, []))]
    ]


def _composed(value: Any) -> Any:
    """Names are kept in NFC, however the file wrote them; a label of one's own is `custom`."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _or_empty(value: Any) -> Any:
    return value or []


def comparable(record: Record) -> dict[str, Any]:
    """A record in the shape of the truth; what is empty is left empty."""
    connected = record.connected_on.isoformat() if record.connected_on else ""
    return {
        **{name: getattr(record, name) for name in ONE.split()},
        **{name: [_labelled(each) for each in getattr(record, name)] for name in LABELLED},
        "addresses": [_filled(asdict(each)) for each in record.addresses],
        "tags": record.tags,
        "connected_on": connected,
        "starred": record.starred,
        "has_photo": record.has_photo,
        "warnings": sorted((each.field, str(each.code)) for each in record.warnings),
    }


def _labelled(each: Labelled) -> dict[str, str]:
    return {"value": each.value, "label": each.label if each.label in KNOWN_LABELS else "custom"}


def _filled(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def main(folder: Path, names: list[str]) -> None:
    truth = load(folder)["files"]
    for name in names or [each for each in truth if each.endswith(READ)]:
        found = differences(entries_of(folder / name), truth[name])
        contacts = len(truth[name]["contacts"])
        print(f"{name}: {contacts} contacts, {len(found)} differences")
        for each in found[:20]:
            print("   ", each)


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]), sys.argv[2:])
