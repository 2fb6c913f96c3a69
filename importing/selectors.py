"""What the import's screens and its command say of a job."""

from typing import Any

from importing.models import ImportJob, ImportRow
from importing.previewing import decisions_on
from importing.states import JobState, Outcome

Report = dict[str, Any]
COUNTS = ("created", "updated", "unchanged", "skipped")


def report_of(job: ImportJob) -> Report:
    """What became of a file, as `import_contacts --json` prints it (docs/architecture.md).

    Every record seen is in one of the counts or in `errors`, which are all rows that became
    nobody: empty names, doubles and broken rows alike. `skipped` are good rows that were left
    out because the user had deleted that person.
    """
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).by_line()
    problems = rows.problems().values("line", "code", "reason")
    warned = rows.warned().values_list("line", "warnings")
    return {
        "file": job.file_name,
        "format": job.format,
        **{name: getattr(job, name) for name in COUNTS},
        "errors": list(problems),
        "warnings": [_warning(line, *each) for line, pairs in warned for each in pairs],
        "job": str(job.pk),
        "refused": job.refused or None,
    }


def forecast_of(job: ImportJob) -> Report:
    """The same for a file that is only looked at. Reads it afresh, in a worker or command."""
    report: Report = {"file": job.file_name, "format": job.format, **dict.fromkeys(COUNTS, 0)}
    errors: list[Report] = []
    warnings: list[Report] = []
    readable = job.state == JobState.READY and job.total is not None
    for decisions in decisions_on(job) if readable else ():
        for each in decisions:
            if each.outcome == Outcome.ERROR:
                errors.append({"line": each.line, "code": str(each.code), "reason": each.reason})
            else:
                report[each.outcome.value] += 1
            warnings += [_warning(each.line, *pair) for pair in each.warnings]
    refused = job.refused or job.reading.get("hint") or None
    return {**report, "errors": errors, "warnings": warnings, "job": None, "refused": refused}


def _warning(line: int, field: str, code: str) -> Report:
    return {"line": line, "field": field, "code": code}
