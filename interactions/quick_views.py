"""The quick log: one line, shown as it was understood, then saved."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import Request, render_page_or_part, wants_part
from interactions import quick_line, services
from interactions.forms import LineForm
from interactions.quicklog import LONGEST_LINE
from interactions.views import logged


@require_POST
def parse(request: Request) -> HttpResponse:
    """Show what the line is understood as. Never saves."""
    text = request.POST.get("line", "")[:LONGEST_LINE]
    context = {"read": _read(request, text).shown()} if text.strip() else {}
    if wants_part(request):
        return render(request, "components/quick_read.html", context)
    return _page(request, context, 200)


@require_POST
def quick(request: Request) -> HttpResponse:
    """Save the line if it leaves no doubt, else ask."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, {"error": " ".join(map(str, form.errors.get("line", ())))}, 422)
    line = _read(request, form.cleaned_data["line"])
    if line.problem:
        return _ask(request, line, line.problem)
    try:
        return _save(request, line, form.cleaned_data["key"])
    except ValidationError as refused:
        return _ask(request, line, " ".join(refused.messages))


def _read(request: Request, text: str) -> quick_line.Line:
    on = request.user.today(timezone.now())
    return quick_line.read(text, request.POST, owner=request.user, on=on)


def _save(request: Request, line: quick_line.Line, key: uuid.UUID | None) -> HttpResponse:
    now = timezone.now()
    interaction = services.log(owner=request.user, on=line.on, at=now, key=key, **line.values())
    if line.differs_from(interaction):
        # The same form was sent before, with another line: nothing typed may be lost.
        error = _("A line from here is saved already. Send this one again to log it too.")
        return _page(request, {"error": error, "key": uuid.uuid4()}, 409)
    return logged(request, interaction, line.named.ids)


def _ask(request: Request, line: quick_line.Line, error: str) -> HttpResponse:
    return _page(request, {"error": error, "read": line.shown() | {"asked": True}}, 422)


def _page(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "url": reverse("interactions:quick"),
        "parse_url": reverse("interactions:parse"),
        "value": request.POST.get("line", ""),
        "key": request.POST.get("key", "") or uuid.uuid4(),
        **context,
    }
    page, part = "interactions/quick.html", "components/quick_log.html"
    return render_page_or_part(request, page, part, context, status)
