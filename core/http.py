"""The one place that knows about htmx: how a view answers, to a page and to a part of one."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
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


# --- where one is afterwards ---------------------------------------------------------------


def safe_address(request: HttpRequest, address: str, default: str) -> str:
    """`address` if it leads to this site, else `default`: whoever sent it may be anybody."""
    hosts, secure = {request.get_host()}, request.is_secure()
    return address if url_has_allowed_host_and_scheme(address, hosts, secure) else default


def finish(request: Request, address: str, message: str, *, undo_url: str = "") -> HttpResponse:
    """After something was stored: the page afresh, saying what was done.

    Without htmx, where the form said to go on (`next`), else `address`.
    """
    messages.success(request, message, extra_tags=undo_url)
    if wants_part(request):
        return _order({"HX-Refresh": "true"})
    return HttpResponseRedirect(safe_address(request, request.POST.get("next", ""), address))


def leave(request: Request, address: str, message: str, *, undo_url: str = "") -> HttpResponse:
    """After an item left its list: a toast, and nothing in the item's place."""
    if wants_part(request):
        return toast(HttpResponse(""), message, undo_url=undo_url)
    return finish(request, address, message, undo_url=undo_url)


def go(request: Request, address: str) -> HttpResponse:
    """To another page, whole."""
    if wants_part(request):
        return _order({"HX-Redirect": address})
    return HttpResponseRedirect(address)


def go_on(request: Request, address: str) -> HttpResponse:
    """Another dialog takes the place of this one."""
    where = {"path": address, "target": "#dialog", "swap": "innerHTML"}
    if wants_part(request):
        return _order({"HX-Location": json.dumps(where)})
    return HttpResponseRedirect(address)


def _order(headers: Mapping[str, str]) -> HttpResponse:
    """An answer without content that htmx acts on."""
    return HttpResponse(status=204, headers=headers)
