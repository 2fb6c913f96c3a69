"""What surrounds each request."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from structlog.contextvars import bind_contextvars, bound_contextvars

from core.roles import acting_for, acting_for_all

logger = logging.getLogger("relcrm.requests")
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
GetResponse = Callable[[HttpRequest], HttpResponse]


class Compressed(GZipMiddleware):
    """Text goes gzipped, with random bytes against guessing at secrets by length.

    Pictures, fonts and archives are small already. docs/decisions/0050.
    """

    TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.status_code == 206 or not kind.startswith(self.TEXT):
            return response
        packed = super().process_response(request, response)  # type: ignore[arg-type]
        if packed.has_header("Last-Modified") and packed.has_header("Content-Encoding"):
            del packed["ETag"]  # weak now, and WhiteNoise knows only its strong one again
        return packed


class RequestLog:
    """Names each request in all its log lines, and says one line of it at its end.

    A proxy may have named it (X-Request-ID); the answer says the name. Of the address only the
    path is told, and of the user only the id.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with bound_contextvars(request_id=request_id, user_id=None):
            started = time.monotonic()
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            logger.info(
                "%s %s %s in %d ms",
                request.method,
                request.path,
                response.status_code,
                (time.monotonic() - started) * 1000,
            )
        return response


class LoginRequired(LoginRequiredMiddleware):
    """As Django's; a part of a page that htmx asks for leads the whole page to the door, so that
    no sign-in form is ever swapped into a list and what was typed can be brought back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        response = super().handle_no_permission(request, view_func)
        if "HX-Request" not in request.headers:
            return response
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        page = here.path if here.netloc == request.get_host() else "/"
        page += f"?{here.query}" if here.query else ""
        door = urlsplit(response["Location"]).path
        return HttpResponse(
            status=401, headers={"HX-Redirect": f"{door}?{urlencode({'next': page})}"}
        )


class SecurityHeaders:
    """Headers that Django has no setting for, on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class OwnerScope:
    """The request's transaction, in which only the signed-in user's rows exist.

    Stands last but for what needs rows itself. The admin works as the system role.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        bind_contextvars(user_id=str(request.user.pk))
        if request.path.startswith("/admin/") and request.user.is_staff:
            with acting_for_all():
                return self.get_response(request)
        with acting_for(request.user.pk):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        # Django makes a response of it before atomic() could see the exception.
        if request.user.is_authenticated and connection.in_atomic_block:
            transaction.set_rollback(True)
