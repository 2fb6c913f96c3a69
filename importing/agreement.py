"""Compares what a reader makes of files with what their truth says.

A folder of files has a truth.json: whose export it is and when it was made, and for each file the
people, the conversations, and the rows that are neither. Fields are named as in importing.records.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from importing.formats import read, sniff
from importing.records import Conversation, Entry, Labelled, Problem, Record
from importing.sniffing import NO

ONE = """
source_id prefix given middle family suffix nickname display company department title linkedin
birthday anniversary notes
"""
KNOWN_LABELS = {"work", "home", "mobile", "fax", "other"}
LABELLED = ("emails", "phones", "urls")
TODAY = date(2026, 11, 1)

Expected = dict[str, Any]


def load(folder: Path) -> dict[str, Any]:
    """The truth of a folder of files."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return found


@dataclass
class Exported:
    """Whose files these are and when they were made."""

    now: datetime = field(default_factory=lambda: datetime.combine(TODAY, datetime.min.time(), UTC))
    owner: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, truth: dict[str, Any]) -> "Exported":
        meta = truth.get("meta", {})
        moment = datetime.fromisoformat(meta["now"]) if "now" in meta else cls().now
        return cls(moment, meta.get("owner", {}))

    @property
    def options(self) -> dict[str, Any]:
        """How the files are read: each message by itself, for the truth tells them one by one."""
        who = self.owner
        return {
            "me": (who.get("email", ""), who.get("name", "")),
            "answers": {"one_a_day": NO},
        }


def entries_of(path: Path, exported: Exported | None = None, *, zone: str = "UTC") -> list[Entry]:
    """All that a file gives, read as it is recognised."""
    exported = exported or Exported()
    options = exported.options
    found = sniff(path, zone=zone, name=path.name, **options)
    assert found.refused is None, found.refused
    answers = {ask.name: ask.value for ask in found.asks}
    options["answers"] = {**answers, **options["answers"]}
    today, now = exported.now.date(), exported.now
    read_as: dict[str, Any] = {"format": found.format, "zone": zone, "name": path.name, **options}
    return list(read(path, today=today, now=now, **read_as))


def expected_of(truth: dict[str, Any], name: str) -> Expected:
    """The truth of one file; of an archive, that of the files in it."""
    expected: Expected = truth["files"][name]
    inside = [truth["files"][each] for each in expected.get("same_as", [])]
    if not inside:
        return expected
    lists = ("contacts", "bad_rows", "interactions")
    return {key: [row for each in inside for row in each.get(key, [])] for key in lists}


def differences(entries: list[Entry], expected: Expected) -> list[str]:
    """Every line on which the reader and the truth do not agree, and how."""
    people = (entry for entry in entries if isinstance(entry, Record) and not entry.mentioned)
    records = {entry.line: entry for entry in people}
    problems = {(entry.line, str(entry.code)) for entry in entries if isinstance(entry, Problem)}
    bad = [*expected["bad_rows"], *expected.get("skipped", [])]
    wanted = {(row["line"], row["reason"]) for row in bad}
    found = [f"problem {line} {code} not found" for line, code in sorted(wanted - problems)]
    found += [f"problem {line} {code} not expected" for line, code in sorted(problems - wanted)]
    found += _contact_differences(records, expected["contacts"])
    return found + _talk_differences(entries, expected)


def _talk_differences(entries: Iterable[Entry], expected: Expected) -> list[str]:
    """Of calendars, messages and Monica, whose truths name different things."""
    talks = [entry for entry in entries if isinstance(entry, Conversation)]
    if "meetings" in expected:
        told = {_meeting(talk) for talk in talks}
        wanted = {_expected_meeting(each) for each in expected["meetings"]}
    elif expected.get("interactions") and "counterparts" in expected["interactions"][0]:
        told = {_message(talk) for talk in talks}
        wanted = {_expected_message(each) for each in expected["interactions"]}
    else:
        told = {(talk.key, talk.occurred_on.isoformat(), str(talk.direction)) for talk in talks}
        wanted = {
            (each["source_id"], each["occurred_on"], each.get("direction", ""))
            for each in expected.get("interactions", [])
        }
    missing = [f"conversation {each} missing" for each in sorted(wanted - told)]
    return missing + [f"conversation {each} not expected" for each in sorted(told - wanted)]


def _moment(talk: Conversation) -> str:
    if talk.at is None:
        return talk.occurred_on.isoformat()
    return talk.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _meeting(talk: Conversation) -> tuple[Any, ...]:
    people = sorted(who.removeprefix("mailto:") for who in talk.with_whom)
    return talk.line, _moment(talk), talk.text, tuple(people)


def _expected_meeting(each: Expected) -> tuple[Any, ...]:
    people = sorted(address.lower() for address in each["attendees"])
    return each["line"], each["start"], each["summary"], tuple(people)


def _message(talk: Conversation) -> tuple[Any, ...]:
    people = tuple(sorted(talk.with_whom))
    return talk.line, _moment(talk), str(talk.direction), talk.text, people


def _expected_message(each: Expected) -> tuple[Any, ...]:
    people = tuple(sorted(each["counterparts"]))
    return each["line"], each["occurred_at"], each["direction"], each["text"], people


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
