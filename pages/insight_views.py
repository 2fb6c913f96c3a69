"""Insights, and the lists behind its numbers."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.models import Contact
from core.http import Request, wants_part
from pages import insight_lists
from pages.figures import BANDS
from pages.insights import insights
from pages.network import balance
from pages.periods import span_of


@require_GET
def page(request: Request) -> HttpResponse:
    """The figures of three months, of twelve, or of all there is."""
    on = request.user.today(timezone.now())
    found = insights(request.user, span_of(request.GET.get("span", "")), on)
    return render(request, "pages/insights.html", {"found": found})


@require_GET
def warmth(request: Request) -> HttpResponse:
    """How warm each type is: a part of Today. A page of its own it is not."""
    if not wants_part(request):
        return redirect("pages:insights")
    lines = balance(request.user, request.user.today(timezone.now())).filled
    return render(request, "pages/_warmth_by_type.html", {"lines": lines, "bands": BANDS})


@require_GET
def talks(request: Request) -> HttpResponse:
    return _listed(request, "pages/insight_talks.html", insight_lists.talks)


@require_GET
def favours(request: Request) -> HttpResponse:
    return _listed(request, "pages/insight_people.html", insight_lists.favours)


@require_GET
def people(request: Request) -> HttpResponse:
    return _listed(request, "pages/insight_people.html", insight_lists.people)


@require_GET
def introduced(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Whom one person introduced to the user."""
    contact = get_object_or_404(Contact.objects.for_user(request.user).kept(), pk=pk)
    on = request.user.today(timezone.now())
    found = insight_lists.introduced(request.user, contact, request.GET, on)
    return render(request, "pages/insight_people.html", {"found": found, "contact": contact})


def _listed(request: Request, template: str, ask: insight_lists.Ask) -> HttpResponse:
    found = ask(request.user, request.GET, request.user.today(timezone.now()))
    return render(request, template, {"found": found})
