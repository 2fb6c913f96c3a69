"""The pages of settings that stand over several apps."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.http import Request
from pages.exports import KEPT
from pages.models import AccountExport


@require_GET
def data(request: Request) -> HttpResponse:
    """What one may take along, and what goes for good; each part is a template of its own."""
    exports = AccountExport.objects.for_user(request.user).newest_first()
    context = {"section": "data", "exports": exports, "days": KEPT.days}
    return render(request, "pages/data.html", context)
