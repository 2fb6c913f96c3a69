"""From a stored file to what is in it, read as the job says."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from importing.formats import read, sniff
from importing.headers import header_key
from importing.matching import OWN_TABLES
from importing.models import HeaderMapping, ImportJob
from importing.records import Entry
from importing.sniffing import Mapping, Sniffed
from importing.uploads import path_of

SET = 500  # records that are decided on and written together


class Chosen(TypedDict, total=False):
    """What the user corrected; the rest is found out. The mapping's keys are column numbers."""

    format: str
    encoding: str
    delimiter: str
    header_line: int
    mapping: dict[str, str | None]
    date_order: str
    answers: dict[str, str]  # to what the format asks


def recognise(job: ImportJob) -> Sniffed:
    """What the file is; with the user's corrections, and the mapping that they chose for this
    header before. Works inside acting_for."""
    chosen: Chosen = job.reading.get("chosen", {})
    found = _sniff(job, chosen, None)
    settled = settled_by(job, source_of(found), {ask.name for ask in found.asks if ask.lasts})
    if settled:
        chosen = {**chosen, "answers": {**chosen.get("answers", {}), **settled}}
        found = _settle(_sniff(job, chosen, None), settled)
    if found.refused or "mapping" in chosen:
        return found
    remembered = HeaderMapping.objects.for_owner_id(job.owner_id)
    row = remembered.for_header(header_hash(found.headers)).first()
    return _settle(_sniff(job, chosen, from_json(row.mapping)), settled) if row else found


def settled_by(job: ImportJob, source: str, lasting: set[str]) -> dict[str, str]:
    """Answers that hold because an earlier import of the source, given with them, still stands."""
    if not lasting:
        return {}
    others = ImportJob.objects.for_owner_id(job.owner_id).standing(source).exclude(pk=job.pk)
    readings = others.newest_first().values_list("reading", flat=True)
    given = ({ask["name"]: ask["value"] for ask in each.get("asks", [])} for each in readings)
    first = next((each for each in given if lasting & each.keys()), {})
    return {name: first[name] for name in sorted(lasting & first.keys())}


def _settle(found: Sniffed, settled: dict[str, str]) -> Sniffed:
    asks = [replace(ask, is_settled=ask.name in settled) for ask in found.asks]
    return replace(found, asks=asks)


def _sniff(job: ImportJob, chosen: Chosen, mapping: Mapping | None) -> Sniffed:
    if "mapping" in chosen:
        mapping = from_json(chosen["mapping"])
    options: Any = {name: value for name, value in chosen.items() if name != "mapping"}
    return sniff(path_of(job.file_key), mapping=mapping, **options, **whose(job))


def whose(job: ImportJob) -> dict[str, Any]:
    """Where the user is, how they are called, and how the file is."""
    owner = job.owner
    return {"zone": owner.zone.key, "me": (owner.email, owner.name), "name": job.file_name}


def describe(job: ImportJob, found: Sniffed, *, at: datetime) -> None:
    """Note on the job how its file is read at a moment; the caller saves."""
    job.format = found.format
    job.source = source_of(found)
    job.mapping = {str(index): name for index, name in found.mapping.items()}
    job.date_order = found.date_order or ""
    job.reading = {
        "chosen": job.reading.get("chosen", {}),
        "label": found.label,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "header_line": found.header_line,
        "headers": found.headers,
        "rows": found.rows,
        "uncertain": found.uncertain,
        "dates_unclear": found.dates_unclear,
        "hint": found.hint,
        "unread": found.unread,
        "titles": found.titles,
        "asks": [asdict(ask) for ask in found.asks],
        "now": at.isoformat(),
        **whose(job),
    }


def source_of(found: Sniffed) -> str:
    """Whose numbers the file's ids are: of two tables of one's own, only if they look alike."""
    name = found.scheme or found.format
    if name == OWN_TABLES.rstrip(":"):
        return f"{OWN_TABLES}{header_hash(found.headers)[:16]}"
    return name


def header_hash(headers: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(map(header_key, headers)).encode()).hexdigest()


def from_json(mapping: dict[str, str | None]) -> Mapping:
    return {int(index): name for index, name in mapping.items()}


def entries_of(job: ImportJob) -> Iterator[Entry]:
    """All records and problems of the job's file, the same at every reading."""
    reading: Any = job.reading
    order: Any = job.date_order
    return read(
        path_of(job.file_key),
        format=job.format,
        encoding=reading["encoding"],
        delimiter=reading["delimiter"],
        header_line=reading["header_line"],
        mapping=from_json(job.mapping),
        date_order=order or None,
        today=today_of(job),
        now=now_of(job),
        zone=reading["zone"],
        me=tuple(reading["me"]),
        name=reading["name"],
        answers={ask["name"]: ask["value"] for ask in reading["asks"]},
    )


def now_of(job: ImportJob) -> datetime:
    """The moment as of which the file is read."""
    return datetime.fromisoformat(job.reading["now"])


def today_of(job: ImportJob) -> date:
    return now_of(job).astimezone(ZoneInfo(job.reading["zone"])).date()


def in_sets(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Several records at a time."""
    rest = iter(entries)
    while some := list(islice(rest, SET)):
        yield some
