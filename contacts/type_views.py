"""Settings: the kinds of relationship, and what they do to the clock."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import selectors, services, type_settings
from contacts.action_forms import TypeForm
from contacts.models import RelationshipType
from core import undo
from core.http import Request

PLACES = {"up": -1, "down": 1}


@require_GET
def types(request: Request) -> HttpResponse:
    on = request.user.today(timezone.now())
    context = selectors.types_page(request.user, on) | {"section": "types"}
    return render(request, "contacts/types.html", context)


@require_http_methods(["GET", "POST"])
def type_add(request: Request) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = TypeForm(data, owner=request.user)
    if data is None or not form.is_valid():
        return _form(request, form)
    services.add_type(owner=request.user, **form.cleaned_data)
    messages.success(request, _("Added."))
    return redirect("contacts:types")


@require_http_methods(["GET", "POST"])
def type_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    type = _type(request, pk)
    data = request.POST if request.method == "POST" else None
    form = TypeForm(data, owner=request.user, instance=type)
    if data is None or not form.is_valid():
        return _form(request, form, type)
    at = timezone.now()
    before = type_settings.type_standing(type)
    services.edit_type(type, on=request.user.today(at), **form.cleaned_data)
    undo_url = undo.remember(owner=request.user, verb=type_settings.TYPE, before=before, at=at)
    messages.success(request, _("Saved. Check-ins follow the new cadence."), undo_url)
    return redirect("contacts:types")


@require_POST
def type_move(request: Request, pk: uuid.UUID) -> HttpResponse:
    services.move_type(_type(request, pk), by=PLACES.get(request.POST.get("to", ""), 0))
    return redirect("contacts:types")


@require_POST
def type_offer(request: Request, pk: uuid.UUID) -> HttpResponse:
    services.offer_type(_type(request, pk), offered=request.POST.get("offered") == "1")
    return redirect("contacts:types")


def _type(request: Request, pk: uuid.UUID) -> RelationshipType:
    return get_object_or_404(RelationshipType.objects.for_user(request.user), pk=pk)


def _form(request: Request, form: TypeForm, type: RelationshipType | None = None) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "type": type, "section": "types"}
    return render(request, "contacts/type_form.html", context, status=status)
