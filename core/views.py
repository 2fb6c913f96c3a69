"""Undo, health, and the pages for what went wrong."""

import sys
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import undo
from core.http import Request, safe_address, toast, wants_part
from core.models import Undo

# What Django makes of a database that is starting, stopping, full or gone.
AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "5"


@require_POST
def undo_change(request: Request, token: uuid.UUID) -> HttpResponse:
    """Take a change back; the page that asked is shown afresh."""
    try:
        undo.take_back(
            token,
            owner=request.user,
            at=timezone.now(),
            on=request.user.today(timezone.now()),
        )
        message = _("Taken back.")
    except Undo.DoesNotExist:
        raise Http404 from None
    except undo.UndoGone as gone:
        message = str(gone) or _("That can no longer be taken back.")
    if wants_part(request):
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return toast(response, message)
    messages.info(request, message)
    came_from = request.headers.get("Referer", "")
    return HttpResponseRedirect(safe_address(request, came_from, "/"))


@login_not_required
@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Our own, because Django's reads request.POST again and may fail once more there.
    return render(None, "400.html", status=400)  # type: ignore[arg-type]


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke; or, while the database is away, when to come again."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return render(None, "500.html", status=500)  # type: ignore[arg-type]
    response = render(None, "503.html", status=503)  # type: ignore[arg-type]
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)
