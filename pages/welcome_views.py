"""First run."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services import welcome as close_first_run
from core.http import Request
from pages import welcome


@require_http_methods(["GET", "POST"])
def first_run(request: Request) -> HttpResponse:
    """Five names, then Today with a true reason for one of them."""
    owner, now = request.user, timezone.now()
    lines = welcome.lines(owner, request.POST if request.method == "POST" else None)
    wrong = [line for line in lines if not line.is_valid()]
    valid = request.method == "POST" and not wrong
    if valid and welcome.add_people(owner, lines, on=owner.today(now), at=now):
        close_first_run(owner, at=now)
        return redirect("reminders:today")
    if valid:
        messages.info(request, _("One name is enough to begin."))
    context = {"lines": lines, "progress": welcome.progress(owner)}
    status = 422 if request.method == "POST" else 200
    return render(request, "pages/welcome.html", context, status=status)
