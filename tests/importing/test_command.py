"""`manage.py import_contacts`: the same pipeline, with JSON that scripts can rely on."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from core.roles import acting_for
from importing.management.commands.import_contacts import Command
from importing.models import ImportJob
from tests.importing.pipeline import DATA, linkedin, people, table

pytestmark = pytest.mark.django_db

CONNECTIONS = DATA / "small" / "Connections.csv"
HOSTILE = DATA / "small" / "hostile"
ANA = ("Ana", "Kovač", "ana-kovac", "not-an-address", "Tidewell", "Engineer")


def run(owner: User, *arguments: object, fails: bool = False) -> list[dict[str, Any]]:
    """The JSON lines that the command prints."""
    out = io.StringIO()
    words = ["import_contacts", "--owner", owner.email, "--json", *map(str, arguments)]
    if fails:
        with pytest.raises(SystemExit, match="1"):
            call_command(*words, stdout=out)
    else:
        call_command(*words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def written(folder: Path, content: bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_is_reported_as_the_architecture_says(alice: User, tmp_path: Path) -> None:
    path = written(tmp_path, linkedin(ANA, ANA) + b",,,,,,01 Jan 2020\n")

    [report] = run(alice, path)

    assert report == {
        "file": str(path),
        "format": "linkedin",
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "errors": [
            {
                "line": 3,
                "code": "DUPLICATE_IN_FILE",
                "reason": "The same row stands on line 2.",
            },
            {
                "line": 4,
                "code": "NO_IDENTITY",
                "reason": "Nothing in this row says who the person is.",
            },
        ],
        "warnings": [{"line": 2, "field": "emails", "code": "BAD_EMAIL"}],
        "job": report["job"],
        "refused": None,
    }
    with acting_for(alice.pk):
        assert ImportJob.objects.get(pk=report["job"]).state == "done"


@pytest.mark.parametrize("name", ["Connections.csv", "generic.csv", "unicode_text.tsv"])
def test_the_errors_are_all_the_bad_rows_of_the_truth(alice: User, name: str) -> None:
    truth = json.loads((DATA / "small" / "truth.json").read_text("utf-8"))["files"][name]

    [report] = run(alice, DATA / "small" / name)

    wanted = [(row["line"], row["reason"]) for row in truth["bad_rows"]]
    assert [(row["line"], row["code"]) for row in report["errors"]] == sorted(wanted)
    assert report["created"] == len(truth["contacts"])
    warned = {(row["line"], row["field"], row["code"]) for row in report["warnings"]}
    assert warned == {
        (contact["line"], warning["field"], warning["reason"])
        for contact in truth["contacts"]
        for warning in contact.get("warnings", [])
    }


def test_counts_add_up_to_the_records_seen(alice: User) -> None:
    first, second = run(alice, CONNECTIONS, CONNECTIONS)

    for report in (first, second):
        counts = [report[name] for name in ("created", "updated", "unchanged", "skipped")]
        assert sum(counts) + len(report["errors"]) == 202
    assert (first["created"], second["created"], second["updated"]) == (194, 0, 0)


def test_a_dry_run_says_the_same_and_leaves_nothing(alice: User) -> None:
    [forecast] = run(alice, CONNECTIONS, "--dry-run")
    assert people(alice) == []
    with acting_for(alice.pk):
        assert ImportJob.objects.count() == 0

    [report] = run(alice, CONNECTIONS)

    assert forecast == {**report, "job": None}


def test_an_import_is_taken_back_by_its_number(alice: User) -> None:
    [report] = run(alice, CONNECTIONS)

    [answer] = run(alice, "--undo", report["job"])

    assert answer == {"job": report["job"], "state": "undone", "kept": [], "refused": None}
    assert people(alice) == []
    with pytest.raises(CommandError, match="taken back"):
        run(alice, "--undo", report["job"])


@pytest.mark.parametrize(
    "name",
    [
        *("empty.csv", "png_named.csv", "login_page.vcf", "wide_header.csv", "deep.json"),
        *("bomb.xlsx", "ole_encrypted.xlsx"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_exit_1(alice: User, name: str) -> None:
    [report] = run(alice, HOSTILE / name, fails=True)

    assert report["refused"].endswith(".")
    assert len(report["refused"].split()) > 3
    assert [report[each] for each in ("created", "updated", "errors")] == [0, 0, []]
    assert people(alice) == []


def test_a_good_file_is_taken_beside_a_refused_one(alice: User, tmp_path: Path) -> None:
    reports = run(alice, HOSTILE / "empty.csv", written(tmp_path, linkedin(ANA)), fails=True)

    assert [bool(report["refused"]) for report in reports] == [True, False]
    assert people(alice) == ["Ana Kovač"]


def test_a_file_that_is_not_there_is_said(alice: User, tmp_path: Path) -> None:
    [report] = run(alice, tmp_path / "nothing.csv", fails=True)

    assert report["refused"] == f"{tmp_path}/nothing.csv can't be read: No such file or directory."


def test_a_file_whose_columns_nobody_knows_is_refused(alice: User, tmp_path: Path) -> None:
    path = written(tmp_path, table(("Wer", "Wo"), ("Ana", "Tidewell")))

    for arguments in ((path,), (path, "--dry-run")):
        [report] = run(alice, *arguments, fails=True)
        assert report["refused"].startswith("No column is known here.")
    with acting_for(alice.pk):
        assert ImportJob.objects.count() == 0


def test_a_format_can_be_named(alice: User, tmp_path: Path) -> None:
    path = written(tmp_path, linkedin(ANA))

    assert run(alice, path, "--format", "csv")[0]["format"] == "csv"


def test_an_unknown_account_or_job_is_an_error(alice: User) -> None:
    with pytest.raises(CommandError, match="No account has the address nobody"):
        call_command("import_contacts", CONNECTIONS, "--owner", "nobody@example.org")
    for job in ("rubbish", "0190a000-0000-7000-8000-000000000000"):
        with pytest.raises(CommandError, match="There is no import"):
            run(alice, "--undo", job)


def test_somebody_elses_import_cannot_be_taken_back(alice: User, mallory: User) -> None:
    [report] = run(alice, CONNECTIONS)

    with pytest.raises(CommandError, match="There is no import"):
        run(mallory, "--undo", report["job"])
    assert len(people(alice)) == 194


def test_without_json_a_person_can_read_it(alice: User, tmp_path: Path) -> None:
    out = io.StringIO()
    path = written(tmp_path, linkedin(ANA) + b",,,,,,01 Jan 2020\n")

    call_command("import_contacts", path, "--owner", " ALICE@example.org", stdout=out)

    assert out.getvalue().splitlines() == [
        f"{path}: 1 created, 0 updated, 0 unchanged, 0 skipped, 1 not taken",
        "  line 3: Nothing in this row says who the person is.",
    ]


def test_its_help_says_how_large_a_file_may_be() -> None:
    said = " ".join(Command().create_parser("manage.py", "import_contacts").format_help().split())

    for limit in ("25 MB", "2,000 columns", "500 MB", "unpacked 200 MB", "100,000"):
        assert limit in said
