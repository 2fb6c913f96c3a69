"""The agenda of what comes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.http import Request
from pages import agenda
from pages.periods import day_of
from pages.selectors import snooze_choices


@require_GET
def calendar(request: Request) -> HttpResponse:
    """`from`: a day, by default today; `show`: one of agenda.VIEWS."""
    on = request.user.today(timezone.now())
    view = request.GET.get("show", "")
    view = view if view in agenda.VIEWS else ""
    starts = day_of(request.GET.get("from", ""))
    context = {
        "found": agenda.agenda(request.user, on, starts=starts, view=view),
        "views": agenda.views(view),
        "most": agenda.MOST,
        "snoozes": snooze_choices(on),
        "here": request.get_full_path(),
    }
    return render(request, "pages/calendar.html", context)
