"""The address at which the user's calendar is read: entered, read at once, given up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import undo
from core.http import Request
from importing import calendars
from importing.calendar_forms import CalendarAddressForm
from importing.models import CalendarAddress
from importing.tasks import read_soon
from pages.feed_views import calendar_page


@require_POST
def enter(request: Request) -> HttpResponse:
    form = CalendarAddressForm(request.POST)
    if not form.is_valid():
        return calendar_page(request, form=form)
    address = calendars.enter(request.user, at=timezone.now(), **form.cleaned_data)
    read_soon(address)
    messages.success(request, _("Your calendar will be read within a minute."))
    return redirect("pages:calendar_settings")


@require_POST
def read(request: Request) -> HttpResponse:
    address = _own(request)
    if calendars.ask_now(address, at=timezone.now()):
        read_soon(address)
        messages.success(request, _("Your calendar will be read within a minute."))
    else:
        messages.info(request, _("It was read a moment ago, or is being read now."))
    return redirect("pages:calendar_settings")


@require_POST
def end(request: Request) -> HttpResponse:
    notes = calendars.end(_own(request))
    undo_url = undo.remember(
        owner=request.user, verb=calendars.ENDED, before=notes, at=timezone.now()
    )
    message = _("Your calendar is read no more, and what it told is forgotten.")
    messages.success(request, message, extra_tags=undo_url)
    return redirect("pages:calendar_settings")


def _own(request: Request) -> CalendarAddress:
    return get_object_or_404(CalendarAddress.objects.for_user(request.user))
