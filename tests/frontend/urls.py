"""Addresses for the shell's links, so that the gallery needs none of the apps."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def app(name: str, **pages: str) -> tuple[Sequence[URLPattern], str]:
    return [path(route, page, name=view) for view, route in pages.items()], name


urlpatterns = [
    path("", include(app("reminders", today=""))),
    path("", include(app("contacts", list="people/", create="people/new/"))),
    path("", include(app("importing", start="import/", pick="people/sort/"))),
    path("", include(app("interactions", log="dialog/"))),
    path("", include(app("accounts", settings="settings/"))),
    path("accounts/logout/", page, name="account_logout"),
]
