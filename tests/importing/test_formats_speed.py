"""Reading is fast enough for the largest file that is allowed, and keeps nothing of it."""

import time
import tracemalloc
from pathlib import Path

from importing.formats import read, sniff
from importing.records import Record
from tests.importing.reading_helpers import HEADER, written


def many(folder: Path, count: int) -> Path:
    rows = (
        f"Zoé{n},Ficté,https://www.linkedin.com/in/zz-{n},z{n}@example.org,Été {n % 99},Head,"
        f"{n % 28 + 1:02} Mar 2024"
        for n in range(count)
    )
    return written(folder, "\n".join([HEADER, *rows]))


def test_ten_thousand_connections_are_read_in_two_seconds(tmp_path: Path) -> None:
    path = many(tmp_path, 10_000)

    started = time.process_time()
    found = list(read(path, format="linkedin"))

    assert len(found) == 10_000
    assert time.process_time() - started < 2


def test_a_large_file_is_sniffed_from_its_head_alone(tmp_path: Path) -> None:
    path = many(tmp_path, 100_000)

    started = time.process_time()
    found = sniff(path)

    assert (found.format, len(found.rows)) == ("linkedin", 20)
    assert time.process_time() - started < 1


def test_rows_are_handed_on_one_by_one_and_forgotten(tmp_path: Path) -> None:
    path = many(tmp_path, 10_000)
    next(read(path, format="linkedin"))  # what is loaded once is not counted
    tracemalloc.start()

    count = sum(isinstance(entry, Record) for entry in read(path, format="linkedin"))

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    # The head of one megabyte as lines, and a fingerprint of each row; not ten thousand records.
    assert peak < 12 * 1024 * 1024
