"""The one place that knows about htmx."""

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import User


class Request(HttpRequest):
    """A request of a signed-in user."""

    user: "User"  # type: ignore[assignment]
    htmx: HtmxDetails


def wants_part(request: Request) -> bool:
    """True if htmx will swap the answer into the page that it came from."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page_or_part(
    request: Request, page: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render `part` alone for an htmx swap, else `page`, which includes `part`."""
    template = part if wants_part(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def toast(response: HttpResponse, message: str, *, undo_url: str = "") -> HttpResponse:
    """Let the page show `message` for ten seconds, with Undo where it can be undone."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": message, "undo": undo_url}})
    return response
