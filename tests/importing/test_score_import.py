"""The command that says how far imports agree with files of known truth."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from importing.models import ImportJob

pytestmark = pytest.mark.django_db

TALKS = Path(__file__).resolve().parent.parent / "data" / "exports" / "talks"


def scored(folder: Path, *files: str) -> list[str]:
    out = StringIO()
    try:
        call_command("score_import", *files, dir=folder, stdout=out)
    except SystemExit as end:
        out.write(f"exit {end.code}")
    return out.getvalue().splitlines()


def test_files_that_are_read_as_their_truth_says_agree_wholly() -> None:
    lines = scored(TALKS)

    assert [line.split()[0] for line in lines] == ["messages.csv", "calendar.ics", "monica.json"]
    assert {line[41:48] for line in lines} == {"100.0 %"}


def test_nothing_of_it_is_kept() -> None:
    scored(TALKS, "messages.csv")

    assert (User.objects.count(), ImportJob.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("messages.csv", lambda truth: truth["interactions"].pop(), "not expected"),
        ("messages.csv", lambda truth: truth["bad_rows"].pop(), "not expected"),
        ("calendar.ics", lambda truth: truth["meetings"][0].update(start="2020-01-01"), "missing"),
        ("calendar.ics", lambda truth: truth["skipped"][0].update(reason="SPAM"), "not found"),
    ],
)
def test_a_difference_is_named_and_fails(
    tmp_path: Path, name: str, change: object, said: str
) -> None:
    truth = json.loads((TALKS / "truth.json").read_text("utf-8"))
    assert callable(change)
    change(truth["files"][name])
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    shutil.copy(TALKS / name, tmp_path)

    lines = scored(tmp_path, name)

    assert "100.0 %" not in lines[0]
    assert any(said in line for line in lines)
    assert lines[-1] == "exit 1"


def test_a_file_that_is_refused_does_not_agree(tmp_path: Path) -> None:
    shutil.copy(TALKS / "truth.json", tmp_path)
    (tmp_path / "monica.json").write_text("{")

    assert scored(tmp_path, "monica.json")[-1] == "exit 1"


def test_a_folder_without_truth_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no truth\.json"):
        call_command("score_import", dir=tmp_path)
