"""Imports for staff: bring a file for an account, look, let it in, read the report, take it back.

The same pipeline as the user's own. What a file says about people is not shown: only counts, and
problems by line.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contacts.admin import ReadOnly
from core.roles import acting_for
from importing import selectors, services, telling, uploads
from importing.forms import AnswersForm, ColumnsForm, ReadingForm, UploadForm
from importing.limits import in_words
from importing.models import CalendarAddress, ImportJob
from importing.opening import Chosen
from importing.records import Refused
from importing.services import NotNow
from importing.states import APPLIED, TO_WORK_ON, JobState
from importing.tasks import enqueue

READING, COLUMNS = CORRECTED = ("reading", "columns")
Corrections = dict[str, Any]  # the forms by their names
MOST_OFFERED = 100  # accounts, to choose from while typing
LISTED = 500  # problems on the page


class BringForm(UploadForm):
    """A file, and whose people are in it."""

    field_order = ("account", "file")
    account = forms.EmailField(
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("The e-mail address of the account that the people are for."),
        widget=forms.EmailInput(attrs={"list": "accounts", "class": "vTextField"}),
    )

    def clean_account(self) -> User:
        try:
            return User.objects.get(email__iexact=self.cleaned_data["account"], is_active=True)
        except User.DoesNotExist as error:
            raise ValidationError(_("There is no account with this address.")) from error


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ReadOnly, admin.ModelAdmin[CalendarAddress]):
    """That a calendar is read, and how it goes; not where it is."""

    list_display = ("owner", "asked_at", "next_at", "failures", "trouble")
    list_display_links = None
    list_select_related = ("owner",)
    list_filter = ("trouble",)
    search_fields = ("owner__email",)
    search_help_text = gettext_lazy("The e-mail address of an account.")
    show_full_result_count = False
    fields = ("owner", "read_at", "asked_at", "next_at", "failures", "trouble")


@admin.register(ImportJob)
class ImportJobAdmin(admin.ModelAdmin[ImportJob]):
    list_display = (
        *("file_name", "owner", "state", "problem", "format"),
        *("total", "created", "errors", "created_at"),  # the other counts are on the job's page
    )
    list_select_related = ("owner",)
    list_filter = ("state", "format")
    search_fields = ("owner__email",)
    search_help_text = gettext_lazy("The e-mail address of an account.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-created_at", "-pk")

    @admin.display(description=gettext_lazy("why not"))
    def problem(self, job: ImportJob) -> str:
        return job.refused

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Bring a file for an account."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BringForm()
        if request.method == "POST":
            sent = request.POST, request.FILES
            form = BringForm(*sent, stopped=uploads.was_too_large(request))
            if form.is_valid() and (job := _bring(form)):
                _log(request, job, ADDITION, "brought")
                return HttpResponseRedirect(_address(job))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring a file for an account"),
            "form": form,
            "accounts": User.objects.filter(is_active=True).order_by("email")[:MOST_OFFERED],
            "limits": in_words(),
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return render(request, "admin/importing/bring.html", context, status=status)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A job as it stands, and what can be done with it."""
        job = get_object_or_404(ImportJob.objects.select_related("owner"), pk=_id(object_id))
        if not self.has_view_or_change_permission(request, job):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request, job):
                raise PermissionDenied
            return self._act(request, job)
        return self._page(request, job, _forms(job))

    def _page(self, request: HttpRequest, job: ImportJob, forms: Corrections) -> HttpResponse:
        wrong = any(form.errors for form in forms.values())
        with acting_for(job.owner_id):
            context = {
                **self.admin_site.each_context(request),
                **_shown(job),
                **forms,
                "title": job.file_name,
                "opts": self.opts,
                "may_act": self.has_change_permission(request, job),
            }
            template = "admin/importing/job.html"
            return render(request, template, context, status=422 if wrong else 200)

    def _act(self, request: HttpRequest, job: ImportJob) -> HttpResponse:
        wanted = request.POST.get("do", "")
        forms = _forms(job, request.POST if wanted in CORRECTED else None, wanted)
        if any(form.errors for form in forms.values()):
            return self._page(request, job, forms)
        try:
            with acting_for(job.owner_id):
                _do(job, wanted, forms)
        except NotNow as refusal:
            messages.error(request, str(refusal))
        else:
            _log(request, job, CHANGE, wanted)
        return HttpResponseRedirect(_address(job))


def _bring(form: BringForm) -> ImportJob | None:
    """Store the file as the account's own; None, with the reason in the form, if it can't be."""
    owner, file = form.cleaned_data["account"], form.cleaned_data["file"]
    try:
        with acting_for(owner.pk):
            job = services.upload(owner=owner, name=file.name, pieces=file.chunks())
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    enqueue(job)
    return job


def _forms(job: ImportJob, data: QueryDict | None = None, wanted: str = "") -> Corrections:
    """What can be corrected of how a file is read; names of columns, and nothing that stands in
    them. `data` is for the forms that `wanted` sends."""
    if job.state not in (JobState.READY, JobState.REFUSED):
        return {}
    reading = data if wanted == READING else None
    columns = data if wanted == COLUMNS else None
    found: Corrections = {"reading": ReadingForm(reading, job=job)}
    if job.state == JobState.READY and (job.reading["headers"] or job.reading["asks"]):
        found |= {
            "columns": ColumnsForm(columns, job=job),
            "answers": AnswersForm(columns, job=job),
        }
    return found


def _corrected(forms: Corrections, wanted: str) -> Chosen:
    chosen: Chosen = forms[wanted].chosen()
    if wanted == READING:
        return chosen
    chosen["answers"] = forms["answers"].answers()
    return chosen


def _do(job: ImportJob, wanted: str, forms: Corrections) -> None:
    if wanted in CORRECTED and wanted in forms:
        services.read_again(job, chosen=_corrected(forms, wanted))
    elif wanted == "start":
        services.start(job)
    elif wanted == "cancel":
        services.cancel(job, at=timezone.now())
    elif wanted == "undo":
        services.undo(job)
    else:
        raise NotNow(_("Nothing was chosen."))
    if job.state in TO_WORK_ON:
        enqueue(job)


def _shown(job: ImportJob) -> dict[str, Any]:
    """Counts and problems; neither names nor rows."""
    preview = job.preview if job.state == JobState.READY else {}
    problems = selectors.problems_of(job, LISTED)
    if preview:
        problems = [row for row in preview["look"] if row["code"]]
    return {
        "job": job,
        "busy": job.state in TO_WORK_ON,
        "progress": selectors.progress_of(job, timezone.now()),
        "counts": preview.get("counts", {}),
        "codes": [
            (telling.code_words(code), number)
            for code, number in preview.get("codes", selectors.codes_of(job)).items()
        ],
        "problems": problems,
        "can_start": job.state == JobState.READY and job.total is not None,
        "can_cancel": job.state in services.WAITING or job.state == JobState.RUNNING,
        "can_undo": job.state in APPLIED,
        "kept": len(job.kept_on_undo),
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(job: ImportJob) -> str:
    return reverse("admin:importing_importjob_change", args=[job.pk])


def _log(request: HttpRequest, job: ImportJob, flag: int, what: str) -> None:
    """Who did it to which job; ids, not names."""
    staff: Any = request.user
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(ImportJob),
        object_id=str(job.pk),
        object_repr=str(job.pk),
        action_flag=flag,
        change_message=what,
    )
