"""vCards, workbooks and tables that nobody has seen before: what is read is what was put in."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from importing.agreement import differences, entries_of
from tests.importing import generating_people, generating_tables
from tests.importing.pipeline import bring, counted, counts

MAKERS = (*generating_people.MAKERS, *generating_tables.MAKERS)
pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("make", MAKERS)
def test_a_drawn_file_is_read_as_its_truth_says(tmp_path: Path, make: Any, seed: int) -> None:
    content, truth = make(seed)
    path = tmp_path / "upload"
    path.write_bytes(content)

    assert differences(entries_of(path), truth) == []


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_a_drawn_file_is_imported_once(alice: User, make: Any) -> None:
    content, truth = make(101)

    job = bring(alice, content)

    assert counts(job) == counted(job)
    assert sum(counts(job).values()) == len(truth["contacts"]) + len(truth["bad_rows"])
    again = bring(alice, content)
    assert (again.created, again.updated) == (0, 0)
