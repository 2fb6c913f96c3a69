"""Settings: who the user is and when they want to be told."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import devices, holidays, selectors, services
from accounts.forms import HolidayForm, LookForm, ProfileForm, RhythmForm
from accounts.models import AuditEvent, User
from core import undo
from core.http import Request

MOST_EVENTS = 50


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """The account: who the user is, and where."""
    return _one_form(request, ProfileForm, "accounts:settings", "account")


@require_http_methods(["GET", "POST"])
def look(request: Request) -> HttpResponse:
    """Light or dark, which the browser keeps, and the keys."""
    return _one_form(request, LookForm, "accounts:look", "look")


@require_http_methods(["GET", "POST"])
def check_ins(request: Request) -> HttpResponse:
    """How many people a week. Holidays stand on the page with addresses of their own."""
    return _one_form(request, RhythmForm, "accounts:check_ins", "check_ins", **_holidays(request))


@require_GET
def security(request: Request) -> HttpResponse:
    """How the user signs in, where they are signed in, and what happened."""
    signed_in = [
        (device, devices.name_of(device.user_agent), device.session_key == _here(request))
        for device in selectors.devices(request.user, at=timezone.now())
    ]
    context = {
        "section": "security",
        "second_step": selectors.second_step(request.user),
        "devices": signed_in,
        "events": AuditEvent.objects.for_user(request.user).newest_first()[:MOST_EVENTS],
    }
    return render(request, "accounts/security.html", context)


@require_POST
def device_end(request: Request, pk: int) -> HttpResponse:
    """Sign out one other device; this one has the door for it."""
    at = timezone.now()
    others = selectors.devices(request.user, at=at).exclude(session_key=_here(request))
    devices.end(request.user, get_object_or_404(others, pk=pk), at=at)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:security")


@require_POST
def devices_end(request: Request) -> HttpResponse:
    """Sign out everywhere but here."""
    devices.end_others(request.user, stays=_here(request), at=timezone.now())
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:security")


def _here(request: Request) -> str | None:
    return request.session.session_key


def _one_form(
    request: Request, form_class: type[ModelForm[User]], name: str, section: str, **context: Any
) -> HttpResponse:
    """A page of settings with one form; what is valid is stored, else it is shown again."""
    # A copy: a form that fails must not change the user that the page greets.
    mine = User.objects.get(pk=request.user.pk)
    form = form_class(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_valid():
        services.change_settings(request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(name)
    context |= {"form": form, "section": section}
    status = 422 if form.errors else 200
    return render(request, f"accounts/{section}.html", context, status=status)


def _holidays(request: Request, form: HolidayForm | None = None) -> dict[str, Any]:
    on = request.user.today(timezone.now())
    return {
        "holiday": form or HolidayForm(on=on, auto_id="holiday_%s"),
        "holidays": holidays.not_over(request.user.holidays, on),
        "today": on,
    }


@require_POST
def holiday_add(request: Request) -> HttpResponse:
    at = timezone.now()
    form = HolidayForm(request.POST, on=request.user.today(at), auto_id="holiday_%s")
    if form.is_valid():
        before = request.user.holidays
        try:
            services.add_holiday(request.user, **form.cleaned_data, at=at)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo_url = _remember_holidays(request, before)
            messages.success(request, _("The clock stands still on those days."), undo_url)
            return redirect("accounts:check_ins")
    context = {"form": RhythmForm(instance=request.user), "section": "check_ins"}
    context |= _holidays(request, form)
    return render(request, "accounts/check_ins.html", context, status=422)


@require_POST
def holiday_end(request: Request) -> HttpResponse:
    """Back today, or not going; a day that begins no holiday changes nothing."""
    try:
        first = date.fromisoformat(request.POST.get("first", ""))
    except ValueError:
        return redirect("accounts:check_ins")
    before = request.user.holidays
    services.end_holiday(request.user, first=first, at=timezone.now())
    undo_url = _remember_holidays(request, before)
    messages.success(request, _("Check-ins come again."), undo_url)
    return redirect("accounts:check_ins")


def _remember_holidays(request: Request, before: list[DateRange]) -> str:
    spans = [(one.lower.isoformat(), one.upper.isoformat()) for one in before]
    return undo.remember(
        owner=request.user,
        verb="accounts.holidays",
        before={"holidays": spans},
        at=timezone.now(),
    )
