"""What surrounds each request."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from core.roles import acting_for, acting_for_all

GetResponse = Callable[[HttpRequest], HttpResponse]


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
        if request.path.startswith("/admin/") and request.user.is_staff:
            with acting_for_all():
                return self.get_response(request)
        with acting_for(request.user.pk):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        # Django makes a response of it before atomic() could see the exception.
        if request.user.is_authenticated and connection.in_atomic_block:
            transaction.set_rollback(True)
