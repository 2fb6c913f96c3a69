"""Files made on the spot, and what is read from them."""

from collections.abc import Sequence
from pathlib import Path

from importing.agreement import TODAY
from importing.formats import read, sniff
from importing.records import Entry, Problem, Record, Refused
from importing.sniffing import Sniffed

HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with this content; its name says nothing about what is in it."""
    path = folder / "upload"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def entries(path: Path) -> list[Entry]:
    """All that is read from a file as it is recognised."""
    found = sniff(path)
    assert found.refused is None, found.refused
    return list(read(path, format=found.format, today=TODAY))


def records(path: Path) -> list[Record]:
    """The people in a file that has nobody else."""
    found = entries(path)
    assert [entry for entry in found if isinstance(entry, Problem)] == []
    return [entry for entry in found if isinstance(entry, Record)]


def problems(found: Sequence[Entry]) -> list[tuple[int, str]]:
    return [(entry.line, str(entry.code)) for entry in found if isinstance(entry, Problem)]


def names(found: Sequence[Entry]) -> list[tuple[int, str]]:
    return [(entry.line, entry.display) for entry in found if isinstance(entry, Record)]


def warnings(record: Record) -> list[tuple[str, str]]:
    return [(each.field, str(each.code)) for each in record.warnings]


def refusal(path: Path) -> str:
    found = sniff(path)
    assert found.refused, found
    return found.refused


def mapped(found: Sniffed) -> dict[str, str]:
    """Header to field, of the columns that are taken."""
    return {found.headers[index]: name for index, name in found.mapping.items() if name}


def outcome(path: Path) -> list[Entry] | str:
    """All that a file gives, or the sentence why it is refused."""
    found = sniff(path)
    if found.refused is not None:
        return found.refused
    try:
        return list(read(path, format=found.format, today=TODAY))
    except Refused as refused:
        return str(refused)
