"""Taking everything along, and leaving for good."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import audit
from accounts.enums import AuditKind
from accounts.models import User
from core.http import Request
from pages import exports
from pages.models import AccountExport
from pages.tasks import enqueue


@require_POST
def make(request: Request) -> HttpResponse:
    """Ask for a file; the page says when it is there."""
    try:
        at = timezone.now()
        enqueue(exports.ask(request.user, at=at))
        audit.note(request.user.pk, AuditKind.EXPORT, at=at)
    except exports.TooOften as refusal:
        messages.error(request, str(refusal))
    return redirect("pages:data")


@require_GET
def file(request: Request, pk: uuid.UUID) -> FileResponse:
    """The file, for its owner alone."""
    row = get_object_or_404(AccountExport.objects.for_user(request.user).made(), pk=pk)
    try:
        content = exports.path_of(row).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"relcrm-{row.asked_at:%Y-%m-%d}.zip"
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/zip"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


class EraseForm(forms.Form):
    """The only thing that asks first."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=128,
    )

    def __init__(self, *args: object, user: User) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self._user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


@require_http_methods(["GET", "POST"])
def erase(request: Request) -> HttpResponse:
    form = EraseForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        audit.note(request.user.pk, AuditKind.ERASE, at=timezone.now())
        exports.erase(User.objects.get(pk=request.user.pk))
        logout(request)
        messages.success(request, _("Your account and everything in it are gone."))
        return redirect("account_login")
    context = {"form": form, "section": "data"}
    return render(request, "pages/erase.html", context, status=422 if form.errors else 200)
