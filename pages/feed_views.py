"""The calendar feed, and the settings that offer it beside the calendar that is read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import feeds
from accounts.models import FeedToken
from core.http import Request
from importing.calendar_forms import CalendarAddressForm
from pages.calendar_state import calendar_state
from pages.feed import Feed, serve
from reminders.links import speaking_for
from reminders.tokens import NoToken


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """One user's days, for whoever knows the address; who is signed in is of no matter."""
    at = timezone.now()
    use = feeds.use_feed(secret, at=at)
    if use is None:
        raise Http404
    if use.wait:
        return HttpResponse(status=429, headers={"Retry-After": str(use.wait)})
    try:
        with speaking_for(use.token.owner_id) as user:
            return _answer(request, serve(user, use.token, at=at))
    except (NoToken, FeedToken.DoesNotExist):
        raise Http404 from None


def _answer(request: HttpRequest, found: Feed) -> HttpResponse:
    changed = int(found.changed_at.timestamp())
    headers = {
        "ETag": found.etag,
        "Last-Modified": http_date(changed),
        "Cache-Control": "private, no-cache",
        # The address is a secret: it goes to no other site, and no index.
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(found.body, "text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, found.etag, changed, response) or response


# --- in the settings -------------------------------------------------------------------


@require_GET
def calendar_settings(request: Request) -> HttpResponse:
    return calendar_page(request)


@require_POST
def feed_make(request: Request) -> HttpResponse:
    """The address is on the answer to this and never again: only its hash is kept."""
    secret = feeds.make_feed(request.user, at=timezone.now())
    return calendar_page(request, secret)


@require_POST
def feed_end(request: Request) -> HttpResponse:
    if feeds.end_feed(request.user, at=timezone.now()):
        messages.success(request, _("The address works no more."))
    return redirect("pages:calendar_settings")


def calendar_page(
    request: Request, secret: str = "", form: CalendarAddressForm | None = None
) -> HttpResponse:
    """`secret`: of the feed, once; `form`: an address that could not be taken."""
    context: dict[str, Any] = {
        "section": "calendar",
        "feed": FeedToken.objects.for_user(request.user).first(),
        "calendar": calendar_state(request.user, timezone.now()),
        "form": form or CalendarAddressForm(),
    }
    if secret:
        context["address"] = settings.SITE_URL + reverse("pages:feed", args=[secret])
        context["webcal"] = "webcal:" + context["address"].partition(":")[2]
    status = 422 if form else 200
    return render(request, "pages/calendar_settings.html", context, status=status)
