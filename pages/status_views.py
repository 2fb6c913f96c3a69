"""How the machine is doing, for those who run it: a page, and numbers for a monitor."""

from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from core.http import Request
from pages import broker, pulse, status
from pages.metrics import exposition

LOOPBACK = {"127.0.0.1", "::1"}
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP")


@require_GET
def status_page(request: Request) -> HttpResponse:
    """For staff; to others it does not exist."""
    if not request.user.is_staff:
        raise Http404
    rows = status.rows(pulse.read(timezone.now()), broker.look())
    return render(request, "pages/status.html", {"rows": rows})


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has METRICS_TOKEN; without one, for this machine alone. Else it is not there."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(exposition(pulse.read(timezone.now())), content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    # A proxy on this machine asks from here too, for anybody.
    is_passed_on = any(header in request.META for header in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_passed_on
