"""How the views of this app answer: said where the user is, and with a way back."""

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from core.http import Request, toast, wants_part


def following(request: Request, default: str) -> str:
    """Where the form said to go on, if that is here; else `default`."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return default


def finish(request: Request, address: str, message: str, *, undo_url: str = "") -> HttpResponse:
    """After something was stored: the page afresh, saying what was done."""
    messages.success(request, message, extra_tags=undo_url)
    if wants_part(request):
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return HttpResponseRedirect(following(request, address))


def leave(request: Request, address: str, message: str, *, undo_url: str = "") -> HttpResponse:
    """After an item left its list: a toast, and nothing in the item's place."""
    if wants_part(request):
        return toast(HttpResponse(""), message, undo_url=undo_url)
    return finish(request, address, message, undo_url=undo_url)


def go_on(request: Request, address: str) -> HttpResponse:
    """Another dialog takes the place of this one."""
    if wants_part(request):
        response = HttpResponse(status=204)
        where = {"path": address, "target": "#dialog", "swap": "innerHTML"}
        response.headers["HX-Location"] = json.dumps(where)
        return response
    return HttpResponseRedirect(address)
