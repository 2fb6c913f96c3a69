"""Sorting new people: pick from a list, or one by one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.http import Request


@require_http_methods(["GET", "POST"])
def pick(request: Request) -> HttpResponse:
    return redirect("contacts:list")


@require_http_methods(["GET", "POST"])
def sort_one(request: Request) -> HttpResponse:
    return redirect("contacts:list")


@require_POST
def leave_rest(request: Request) -> HttpResponse:
    return redirect("contacts:list")
