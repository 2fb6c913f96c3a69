"""Searching everywhere: the page, and what the palette shows while one types."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.http import Request, render_page_or_part, wants_part
from core.words import tidy
from pages.searching import FEW, MANY, Search


@require_GET
def search(request: Request) -> HttpResponse:
    text = tidy(request.GET.get("q", ""))
    on = request.user.today(timezone.now())
    found = Search(request.user, text, on, FEW if wants_part(request) else MANY)
    context = {"found": found, "text": text}
    return render_page_or_part(request, "pages/search.html", "pages/_palette.html", context)
