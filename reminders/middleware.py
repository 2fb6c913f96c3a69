"""What the first request of a user's day sets right."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from reminders.services import local_day


class FirstOfDay:
    """A few things change by time alone; nobody should see them late if no scheduler runs.

    Stands after OwnerScope, in whose transaction it works, and costs other requests nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at = timezone.now()
            on = request.user.today(at)
            if request.user.last_day != on:
                local_day(request.user, on=on, at=at)
        return self.get_response(request)
