"""Settings: who the user is and when they want to be told."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import holidays, services
from accounts.forms import HolidayForm, ProfileForm, RhythmForm
from accounts.models import User
from core import undo
from core.http import Request

FORMS = {"profile": ProfileForm, "rhythm": RhythmForm}


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Two forms on one page; `form` in the POST says which was sent. Holidays have their own."""
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    forms = {
        name: form(
            request.POST if name == sent else None,
            # A copy: a form that fails must not change the user that the page greets.
            instance=User.objects.get(pk=request.user.pk),
        )
        for name, form in FORMS.items()
    }
    if sent in forms and forms[sent].is_valid():
        _save(request, forms[sent].cleaned_data)
        return redirect("accounts:settings")
    return _page(request, forms, status=422 if sent else 200)


def _page(
    request: Request,
    forms: dict[str, Any],
    *,
    holiday: HolidayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = request.user.today(timezone.now())
    context = {
        "forms": forms,
        "holiday": holiday or HolidayForm(on=on, auto_id="holiday_%s"),
        "holidays": holidays.not_over(request.user.holidays, on),
        "today": on,
        "section": "you",
    }
    return render(request, "accounts/settings.html", context, status=status)


@require_POST
def holiday_add(request: Request) -> HttpResponse:
    at = timezone.now()
    form = HolidayForm(request.POST, on=request.user.today(at), auto_id="holiday_%s")
    if form.is_valid():
        undo_url = _remember_holidays(request)
        try:
            services.add_holiday(request.user, **form.cleaned_data, at=at)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The clock stands still on those days."), undo_url)
            return redirect("accounts:settings")
    forms = {name: one(instance=request.user) for name, one in FORMS.items()}
    return _page(request, forms, holiday=form, status=422)


@require_POST
def holiday_end(request: Request) -> HttpResponse:
    """Back today, or not going; a day that begins no holiday changes nothing."""
    try:
        first = date.fromisoformat(request.POST.get("first", ""))
    except ValueError:
        return redirect("accounts:settings")
    undo_url = _remember_holidays(request)
    services.end_holiday(request.user, first=first, at=timezone.now())
    messages.success(request, _("Check-ins come again."), undo_url)
    return redirect("accounts:settings")


def _remember_holidays(request: Request) -> str:
    before = [(one.lower.isoformat(), one.upper.isoformat()) for one in request.user.holidays]
    return undo.remember(
        owner=request.user,
        verb="accounts.holidays",
        before={"holidays": before},
        at=timezone.now(),
    )


def _save(request: Request, changes: dict[str, Any]) -> None:
    services.change_settings(request.user, at=timezone.now(), **changes)
    messages.success(request, _("Saved."))
