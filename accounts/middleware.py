"""The clock and language of a request, the age of its session, what staff looked at in it, and
forms that it refused."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts import audit, devices
from core.ownership import Owned


class UserClock:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language  # type: ignore[attr-defined]
        with timezone.override(request.user.zone):
            return self.get_response(request)


class SessionAge:
    """A session ends after a time without use, and some time after signing in whatever its use.

    Each hour of use is told to the list of devices; the times themselves stand in the session,
    which is read anyway. Stands before OwnerScope: an ended session has no rows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if request.user.is_authenticated and devices.BEGAN in session:
            now = int(timezone.now().timestamp())
            idle, age = now - session[devices.SEEN], now - session[devices.BEGAN]
            if idle > settings.SESSION_IDLE_AGE or age > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif idle > devices.TOLD_EACH.total_seconds():
                UserSession.objects.create_from_request(request)
                session[devices.SEEN] = now
        return self.get_response(request)


class RefusedForms:
    """A form of the doors that is shown again with its errors is a 422, as all of ours are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path.startswith("/accounts/"):
            context = getattr(response, "context_data", None) or {}
            forms = filter(None, (context.get("form"), context.get("webauthn_form")))
            if response.status_code == 200 and any(form.errors for form in forms):
                response.status_code = 422
        return response


class AdminReads:
    """Notes in the account that owns them that staff looked at rows of it.

    Stands after OwnerScope, in whose transaction it works: what could not be noted is not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/") and request.user.is_staff:
            rows = _shown(response)
            owners = {row.owner_id for row in rows} - {request.user.pk}
            if owners:
                audit.note_reads(
                    owners, by=request.user.pk, at=timezone.now(), detail=rows[0]._meta.label
                )
        return response


def _shown(response: HttpResponse) -> list[Owned]:
    """The owned rows of a page of the admin: those of a list, or the one that is open."""
    context = getattr(response, "context_data", None) or {}
    rows = list(context["cl"].result_list) if "cl" in context else [context.get("original")]
    return [row for row in rows if isinstance(row, Owned)]
