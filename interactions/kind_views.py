"""Settings: the kinds of contact, and what they do to the clock."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import undo
from core.http import Request
from interactions import kind_settings
from interactions.forms import KindForm
from interactions.models import InteractionKind

PLACES = {"up": -1, "down": 1}


@require_GET
def kinds(request: Request) -> HttpResponse:
    rows = list(InteractionKind.objects.for_user(request.user).in_order())
    context = {
        "offered": [kind for kind in rows if not kind.archived],
        "resting": [kind for kind in rows if kind.archived],
        "section": "kinds",
    }
    return render(request, "interactions/kinds.html", context)


@require_http_methods(["GET", "POST"])
def kind_add(request: Request) -> HttpResponse:
    form = KindForm(request.POST if request.method == "POST" else None, owner=request.user)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    kind_settings.add_kind(owner=request.user, **form.cleaned_data)
    messages.success(request, _("Added."))
    return redirect("interactions:kinds")


@require_http_methods(["GET", "POST"])
def kind_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    kind = _kind(request, pk)
    data = request.POST if request.method == "POST" else None
    form = KindForm(data, owner=request.user, instance=kind)
    if data is None or not form.is_valid():
        return _form(request, form, kind)
    at = timezone.now()
    before = kind_settings.kind_standing(kind)
    kind_settings.edit_kind(kind, on=request.user.today(at), **form.cleaned_data)
    undo_url = undo.remember(owner=request.user, verb=kind_settings.KIND, before=before, at=at)
    messages.success(request, _("Saved."), extra_tags=undo_url)
    return redirect("interactions:kinds")


@require_POST
def kind_move(request: Request, pk: uuid.UUID) -> HttpResponse:
    kind_settings.move_kind(_kind(request, pk), by=PLACES.get(request.POST.get("to", ""), 0))
    return redirect("interactions:kinds")


@require_POST
def kind_offer(request: Request, pk: uuid.UUID) -> HttpResponse:
    kind_settings.offer_kind(_kind(request, pk), offered=request.POST.get("offered") == "1")
    return redirect("interactions:kinds")


def _kind(request: Request, pk: uuid.UUID) -> InteractionKind:
    return get_object_or_404(InteractionKind.objects.for_user(request.user), pk=pk)


def _form(request: Request, form: KindForm, kind: InteractionKind | None = None) -> HttpResponse:
    context = {"form": form, "kind": kind, "section": "kinds"}
    status = 422 if form.errors else 200
    return render(request, "interactions/kind_form.html", context, status=status)
