"""The pages of settings that stand over several apps."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.http import Request


@require_GET
def data(request: Request) -> HttpResponse:
    """What one may take along, and what goes for good; each part is a template of its own."""
    return render(request, "pages/data.html", {"section": "data"})
