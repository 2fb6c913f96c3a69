"""From the file to the report, and back. The file is only stored here; workers read it."""

import uuid
from io import TextIOWrapper
from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import Request, go, render_page_or_part, wants_part
from importing import selectors, services, telling, uploads
from importing.forms import AnswersForm, ColumnsForm, ReadingForm, UploadForm
from importing.limits import in_words
from importing.models import ImportJob
from importing.opening import Chosen
from importing.records import Refused
from importing.services import NotNow
from importing.states import APPLIED, JobState
from importing.tasks import enqueue

RECENT = 10
CHECKED = {JobState.UPLOADED, JobState.READY, JobState.REFUSED}
WORKING = {JobState.QUEUED, JobState.RUNNING, JobState.UNDOING}


def own(request: Request, pk: uuid.UUID) -> ImportJob:
    """A job of whoever asks; nobody else's exists."""
    return get_object_or_404(ImportJob.objects.for_user(request.user), pk=pk)


def place(job: ImportJob) -> str:
    """The page that shows a job as it stands."""
    step = "check" if job.state in CHECKED else "run" if job.state in WORKING else "done"
    return reverse(f"importing:{step}", args=[job.pk])


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Bring a file."""
    if request.method == "GET":
        return _start(request, UploadForm())
    form = UploadForm(request.POST, request.FILES, stopped=uploads.was_too_large(request))
    if not form.is_valid():
        return _start(request, form)
    file = form.cleaned_data["file"]
    try:
        job = services.upload(owner=request.user, name=file.name, pieces=file.chunks())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _start(request, form)
    enqueue(job)
    return redirect(place(job))


def _start(request: Request, form: UploadForm) -> HttpResponse:
    jobs = ImportJob.objects.for_user(request.user).newest_first()[:RECENT]
    context = {
        "form": form,
        "jobs": [(job, place(job)) for job in jobs],
        "limits": in_words(),
        "steps": _steps(),
    }
    return render(request, "importing/start.html", context, status=422 if form.errors else 200)


def _steps() -> list[str]:
    return [_("Upload"), _("Check"), _("Import"), _("Done")]


@require_http_methods(["GET", "POST"])
def check(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What the file is and what it would do; the user corrects it, or lets it in.

    While the file is being read, the page asks every second; once the first rows are there it
    shows them, and is left as it is until all are counted.
    """
    job = own(request, pk)
    if job.state not in CHECKED:
        return _go(request, job)
    if request.method == "GET":
        shown = bool(request.GET.get("shown")) or not job.preview
        waits = job.state == JobState.UPLOADED and wants_part(request) and shown
        return HttpResponse(status=204) if waits else _check(request, job)
    wanted = request.POST.get("do", "")
    if wanted == "reading":
        reading = ReadingForm(request.POST, job=job)
        if reading.is_valid():
            return _read_again(request, job, reading.chosen())
        return _check(request, job, reading=reading)
    columns = ColumnsForm(request.POST, job=job)
    answers = AnswersForm(request.POST, job=job)
    if not (columns.is_valid() and answers.is_valid()):
        return _check(request, job, columns=columns, answers=answers)
    changed = columns.has_changed() or answers.has_changed()
    if changed and wanted == "start":
        messages.info(request, _("Something was changed: look once more before you import."))
    if changed or wanted != "start":
        chosen = columns.chosen()
        chosen["answers"] = answers.answers()
        return _read_again(request, job, chosen)
    return _begin(request, job)


def _read_again(request: Request, job: ImportJob, chosen: Chosen) -> HttpResponse:
    try:
        services.read_again(job, chosen=chosen)
        enqueue(job)
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return _go(request, job)


def _begin(request: Request, job: ImportJob) -> HttpResponse:
    try:
        services.start(job)
        enqueue(job)
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return _go(request, job)


def _go(request: Request, job: ImportJob) -> HttpResponse:
    """To the page of the job's state."""
    return go(request, place(job))


def _check(
    request: Request,
    job: ImportJob,
    *,
    columns: ColumnsForm | None = None,
    answers: AnswersForm | None = None,
    reading: ReadingForm | None = None,
) -> HttpResponse:
    ready = job.state == JobState.READY
    wrong = any(form is not None and form.errors for form in (columns, answers, reading))
    context = {
        "job": job,
        "steps": _steps(),
        "columns": (columns or ColumnsForm(job=job)) if ready else None,
        "answers": (answers or AnswersForm(job=job)) if ready else None,
        "reading": reading or ReadingForm(job=job),
        "lines": telling.previewed(job) if ready else [],
        "first_lines": telling.other_lines(job) if ready else telling.first_lines(job),
        "codes": [
            (telling.code_words(code), count)
            for code, count in job.preview.get("codes", {}).items()
        ],
        "counts": job.preview.get("counts", {}),
        "of_people": selectors.of_people(job.preview),
        "talks": job.preview.get("talks", {}),
    }
    return render_page_or_part(
        request,
        page="importing/check.html",
        part="importing/_check.html",
        context=context,
        status=422 if wrong else 200,
    )


@require_GET
def lines(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What would become of each line, on pages; with `?of=`, of one list of them."""
    job = own(request, pk)
    if job.state not in (JobState.UPLOADED, JobState.READY):
        return redirect(place(job))
    lists = selectors.preview_lists(job.preview)
    which = request.GET.get("of", "")
    which = which if which in lists else ""
    page = selectors.preview_page(
        job, which, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    same = f"of={which}&" if which else ""
    context = {
        "job": job,
        "tabs": telling.preview_tabs(lists, which),
        "lines": telling.foreseen(page.rows),
        "previous_url": f"?{same}before={page.before}" if page.before else "",
        "next_url": f"?{same}after={page.after}" if page.after else "",
    }
    return render(request, "importing/lines.html", context)


@require_GET
def run(request: Request, pk: uuid.UUID) -> HttpResponse:
    """How far it is; the part asks again by itself until it is done."""
    job = own(request, pk)
    if job.state not in WORKING:
        return _go(request, job)
    context = {
        "job": job,
        "steps": _steps(),
        "progress": selectors.progress_of(job, timezone.now()),
        "ahead": selectors.ahead_of(job) if job.state == JobState.QUEUED else [],
    }
    return render_page_or_part(
        request, page="importing/run.html", part="importing/_run.html", context=context
    )


@require_GET
def done(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What became of the file."""
    job = own(request, pk)
    if job.state in CHECKED | WORKING:
        return redirect(place(job))
    talks = selectors.talks_of(job)
    context = {
        "job": job,
        "steps": _steps(),
        "rejected": telling.rejected(job),
        "left_out": telling.left_out(job),
        "kept_yours": telling.kept_yours(job),
        "cut": telling.cut(job),
        "can_undo": job.state in APPLIED,
        "people_in": job.created + job.updated + job.unchanged - talks,
        "talks_in": talks,
    }
    return render(request, "importing/done.html", context)


@require_GET
def touched(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The people whom an import made or changed, or, with `?outcome=`, all lines of one list."""
    job = own(request, pk)
    which = request.GET.get("outcome", "")
    place = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    if which in selectors.LISTS:
        page, same = selectors.lines_page(job, which, **place), f"outcome={which}&"
    else:
        page, same = selectors.touched_page(job, **place), ""
    context = {
        "job": job,
        "outcome": selectors.LISTS.get(which),
        "rows": [(row, telling.sentences(row)) for row in page.rows],
        "previous_url": f"?{same}before={page.before}" if page.before else "",
        "next_url": f"?{same}after={page.after}" if page.after else "",
    }
    return render(request, "importing/touched.html", context)


@require_GET
def rejected(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The rows that became nobody, to be mended and brought again."""
    job = own(request, pk)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")  # the mark is for Excel
    selectors.write_rejected(job, text)
    text.detach()
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="rejected-rows.csv", content_type="text/csv"
    )


@require_POST
def cancel(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Stop; what is in stays until it is taken back."""
    job = own(request, pk)
    try:
        services.cancel(job, at=timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return _go(request, job)


@require_POST
def undo(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take the whole import back."""
    job = own(request, pk)
    try:
        services.undo(job)
        enqueue(job)
    except NotNow as refusal:
        messages.error(request, str(refusal))
    return _go(request, job)
