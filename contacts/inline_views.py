"""Editing in place: a field is asked for, typed, and swapped; each also works as a page."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contacts import services
from contacts.exceptions import StaleEdit
from contacts.facts import with_fact
from contacts.inline import FIELDS, FieldForm, shown
from contacts.models import Contact
from contacts.selectors import role_of
from contacts.views import own
from core.http import Request, render_page_or_part, wants_part


def _person(request: Request, pk: uuid.UUID) -> Contact:
    return get_object_or_404(own(request).select_related("company", "introduced_by"), pk=pk)


@require_http_methods(["GET", "POST"])
def field(request: Request, pk: uuid.UUID, name: str) -> HttpResponse:
    """One field's form; with ?shown, what it says. What is wrong comes back as typed."""
    contact = _person(request, pk)
    if name not in FIELDS:
        raise Http404
    if request.method != "POST":
        if "shown" in request.GET and wants_part(request):
            return _value(request, contact, name)
        return _form(request, contact, FieldForm(owner=request.user, instance=contact, field=name))
    form = FieldForm(request.POST, owner=request.user, instance=contact, field=name)
    if not form.is_valid():
        return _form(request, contact, form, status=422)
    return _save(request, contact, form)


def _save(request: Request, contact: Contact, form: FieldForm) -> HttpResponse:
    try:
        _write(request, contact, form, form.cleaned_data["version"] or 0)
    except StaleEdit as stale:
        now = FieldForm(owner=request.user, instance=stale.current, field=form.name)
        if now.stored.strip() != form.cleaned_data["was"].replace("\r\n", "\n").strip():
            return _stale(request, stale.current, form, now)
        # Something else about the person was changed meanwhile; this field is as it was shown.
        _write(request, contact, form, stale.current.version)
    if wants_part(request):
        return _value(request, _person(request, contact.pk), form.name)
    return redirect(contact)


def _write(request: Request, contact: Contact, form: FieldForm, version: int) -> None:
    at = timezone.now()
    on = request.user.today(at)
    services.update_contact(contact, on=on, at=at, version=version, **form.change())


def _stale(request: Request, current: Contact, typed: FieldForm, now: FieldForm) -> HttpResponse:
    """Both texts; nothing is overwritten until the typed one is sent again."""
    data = request.POST.copy()
    data["version"], data["was"] = str(current.version), now.stored
    again = FieldForm(data, owner=request.user, instance=current, field=typed.name)
    return _form(request, current, again, status=409, saved=now.stored)


def _form(
    request: Request,
    contact: Contact,
    form: FieldForm,
    *,
    status: int = 200,
    saved: str | None = None,
) -> HttpResponse:
    context = {"form": form, "contact": contact, "url": request.path, "saved": saved}
    return render_page_or_part(
        request, "contacts/field.html", "contacts/_field.html", context, status
    )


def _value(request: Request, contact: Contact, name: str) -> HttpResponse:
    context: dict[str, Any] = {
        "field": shown(contact, name, request.user.today(timezone.now())),
        "contact": contact,
        "role": role_of(contact),
        "focus": True,
    }
    return render_page_or_part(
        request, "contacts/_value_swapped.html", "contacts/_value_swapped.html", context
    )


@require_POST
def fact_add(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One more line of what is worth remembering."""
    contact = _person(request, pk)
    text = request.POST.get("text", "").replace("\0", "")
    facts = with_fact(contact, text) if text.strip() else contact.facts
    data = {"facts": facts, "version": str(contact.version), "was": contact.facts}
    form = FieldForm(data, owner=request.user, instance=contact, field="facts")
    if not form.is_valid():
        return _form(request, contact, form, status=422)
    return _save(request, contact, form)
