"""Bring files in from the command line, through the same pipeline as the web."""

import json
import time
import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.commands import add_owner, owner_named
from accounts.models import User
from core.roles import acting_for
from importing import selectors, services, uploads
from importing.formats import all_formats
from importing.limits import in_words
from importing.models import ImportJob
from importing.opening import Chosen
from importing.records import Refused
from importing.selectors import Report
from importing.services import NotNow
from importing.states import TO_WORK_ON, JobState

PATIENCE = 0.2  # seconds between two looks at what another worker does


class Command(BaseCommand):
    help = "Import people from files; or take an import back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = in_words()
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        add_owner(parser)
        parser.add_argument("--format", default="auto", choices=["auto", *sorted(all_formats())])
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--undo", metavar="JOB", help="take this import back")

    def handle(self, **options: Any) -> None:
        owner = owner_named(options["owner"])
        if options["undo"]:
            self._say(_undo(owner, options["undo"]), options["json"])
            return
        if not options["files"]:
            raise CommandError("Name at least one file.")
        chosen: Chosen = {} if options["format"] == "auto" else {"format": options["format"]}
        reports = []
        for path in options["files"]:
            reports.append(_bring(owner, path, chosen, dry=options["dry_run"]))
            self._say(reports[-1], options["json"])
        if any(report["refused"] for report in reports):
            raise SystemExit(1)

    def _say(self, report: Report, as_json: bool) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False) if as_json else _words(report))


def _bring(owner: User, path: Path, chosen: Chosen, *, dry: bool) -> Report:
    """One file from its place to its report."""
    try:
        with path.open("rb") as file, acting_for(owner.pk):
            pieces = uploads.pieces_of(file)
            job = services.upload(owner=owner, name=path.name, pieces=pieces, chosen=chosen)
    except OSError as error:
        return _refused(path, f"{path} can't be read: {error.strerror}.")
    except Refused as refusal:
        return _refused(path, str(refusal))
    _wait(job, owner)
    if dry:
        return {**_look(job, owner), "file": str(path)}
    if job.state == JobState.READY:
        if job.total is None:
            return _give_up(job, owner, path)
        with acting_for(owner.pk):
            services.start(job)
        _wait(job, owner)
    with acting_for(owner.pk):
        return {**selectors.report_of(job), "file": str(path)}


def _look(job: ImportJob, owner: User) -> Report:
    report = selectors.forecast_of(job)
    with acting_for(owner.pk):
        services.forget(job)
    return report


def _give_up(job: ImportJob, owner: User, path: Path) -> Report:
    """Nobody is here to choose the columns."""
    with acting_for(owner.pk):
        services.forget(job)
    return _refused(path, job.reading["hint"])


def _wait(job: ImportJob, owner: User) -> None:
    """Work on the account's jobs until this one needs nobody any more, or let others work."""
    while True:
        with acting_for(owner.pk):
            job.refresh_from_db()
        if job.state not in TO_WORK_ON:
            return
        due = services.due_of(owner.pk, timezone.now())
        if not any(services.work(pk, owner_id=owner.pk, at=timezone.now()) for pk in due):
            time.sleep(PATIENCE)


def _undo(owner: User, job_id: str) -> Report:
    with acting_for(owner.pk):
        job = _job(owner, job_id)
        try:
            services.undo(job)
        except NotNow as refusal:
            raise CommandError(str(refusal)) from refusal
    _wait(job, owner)
    kept = [person["name"] for person in job.kept_on_undo]
    return {"job": str(job.pk), "state": job.state, "kept": kept, "refused": job.refused or None}


def _job(owner: User, job_id: str) -> ImportJob:
    try:
        return ImportJob.objects.for_user(owner).get(pk=uuid.UUID(job_id))
    except (ValueError, ImportJob.DoesNotExist) as error:
        raise CommandError(f"There is no import {job_id} of {owner}.") from error


def _refused(path: Path, reason: str) -> Report:
    counts = dict.fromkeys(selectors.COUNTS, 0)
    rest: Report = {"errors": [], "warnings": [], "job": None, "refused": reason}
    return {"file": str(path), "format": "", **counts, **rest}


def _words(report: Report) -> str:
    """For people; scripts ask for --json."""
    if report["refused"]:
        return f"{report.get('file', report['job'])}: not taken. {report['refused']}"
    if "kept" in report:
        kept = ", ".join(report["kept"])
        return "Taken back." + (f" Kept, because edited since: {kept}" if kept else "")
    counts = ", ".join(f"{report[name]} {name}" for name in selectors.COUNTS)
    lines = [f"{report['file']}: {counts}, {len(report['errors'])} not taken"]
    lines += [f"  line {each['line']}: {each['reason']}" for each in report["errors"]]
    return "\n".join(lines)
