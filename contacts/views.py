"""The list of people; adding and editing one; one action on several."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts import bulk, selectors, services
from contacts.action_forms import BulkForm
from contacts.enums import LastTalked
from contacts.exceptions import StaleEdit
from contacts.filters import Filters
from contacts.forms import PersonForm
from contacts.menus import list_context
from contacts.models import Contact, SavedView
from contacts.querysets import ContactQuerySet
from core import undo
from core.direction import isolated
from core.forms import differing
from core.http import Request, render_page_or_part, toast, wants_part
from core.ids import ids_of


def own(request: Request) -> ContactQuerySet:
    """The people of whoever asks, without those in the trash."""
    return Contact.objects.for_user(request.user).kept()


@require_GET
def people(request: Request) -> HttpResponse:
    """The list, as its address asks for it."""
    return show_list(request, Filters.read(request.GET))


def show_list(request: Request, filters: Filters, *, view: SavedView | None = None) -> HttpResponse:
    """The people whom `filters` ask for; `view`: the saved one that they come from."""
    on = request.user.today(timezone.now())
    found = selectors.people_page(request.user, filters, on)
    return render_page_or_part(
        request,
        page="contacts/list.html",
        part="contacts/_people.html",
        context=list_context(found, filters, on, view),
    )


@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Add a person by hand."""
    person = PersonForm(request.POST if request.method == "POST" else None, owner=request.user)
    if request.method == "POST" and person.is_valid():
        now = timezone.now()
        contact = services.create_contact(
            owner=request.user,
            on=request.user.today(now),
            at=now,
            last_talked=LastTalked(person.form.cleaned_data["last_talked"] or "unknown"),
            **person.values(),
        )
        messages.success(request, _("%(name)s is added.") % {"name": isolated(contact.display)})
        return redirect(contact)
    return _form(request, person, status=422 if person.failed else 200)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Change what is known of a person."""
    contact = get_object_or_404(own(request).select_related("company", "introduced_by"), pk=pk)
    data = request.POST if request.method == "POST" else None
    person = PersonForm(data, owner=request.user, person=contact)
    if request.method != "POST" or not person.is_valid():
        return _form(request, person, contact=contact, status=422 if person.failed else 200)
    now = timezone.now()
    version = person.form.cleaned_data["version"] or 0
    try:
        services.update_contact(
            contact, on=request.user.today(now), at=now, version=version, **person.values()
        )
    except StaleEdit as stale:
        return _stale(request, person, stale.current)
    messages.success(request, _("Saved."))
    return redirect(contact)


def _form(
    request: Request, person: PersonForm, *, contact: Contact | None = None, status: int
) -> HttpResponse:
    context = {"person": person, "form": person.form, "contact": contact, "differing": None}
    return render(request, "contacts/form.html", context, status=status)


def _stale(request: Request, typed: PersonForm, current: Contact) -> HttpResponse:
    """Both texts side by side, and the form as typed, which may now be saved over the other."""
    saved = PersonForm(owner=request.user, person=current)
    data: QueryDict = request.POST.copy()
    data["version"] = str(current.version)
    again = PersonForm(data, owner=request.user, person=current)
    context = {"person": again, "form": again.form, "contact": current}
    context["differing"] = differing(saved.texts(), typed.texts())
    return render(request, "contacts/form.html", context, status=409)


@require_POST
def several(request: Request) -> HttpResponse:
    """One action on the ticked people, or on everybody in the list; it comes again as it was."""
    filters = Filters.read(QueryDict(request.POST.get("list", "").lstrip("?")))
    form = BulkForm(request.POST, owner=request.user)
    if not form.is_valid() or form.cleaned_data["do"] not in bulk.ACTIONS:
        return _again(request, filters, _why_not(form))
    ids = _meant(request, filters)
    if not ids:
        return _again(request, filters, _("Nobody was ticked, so nothing changed."))
    return _act_on_several(request, filters, form.cleaned_data, ids)


def _meant(request: Request, filters: Filters) -> list[uuid.UUID]:
    """Who is ticked; everybody whom the list holds only if that was asked for in so many words."""
    if request.POST.get("all") != "1" or "list" not in request.POST:
        return ids_of(request.POST.getlist("id"))
    on = request.user.today(timezone.now())
    people = selectors.filtered(request.user, filters, on)
    return list(people.order_by("pk").values_list("pk", flat=True))


def _act_on_several(
    request: Request, filters: Filters, said: dict[str, Any], ids: list[uuid.UUID]
) -> HttpResponse:
    now = timezone.now()
    owner, what = request.user, said["do"]
    count, before = bulk.act(what, owner=owner, contact_ids=ids, on=owner.today(now), said=said)
    undo_url = undo.remember(owner=owner, verb=services.CHANGE, before=before, at=now)
    return _again(request, filters, _done(what, count), undo_url=undo_url)


def _done(what: str, count: int) -> str:
    texts = {
        "tag": ngettext("%(n)s person tagged.", "%(n)s people tagged.", count),
        "type": ngettext("Type given to %(n)s person.", "Type given to %(n)s people.", count),
        "replace": ngettext(
            "Type changed for %(n)s person.", "Type changed for %(n)s people.", count
        ),
        "end": ngettext("Type ended for %(n)s person.", "Type ended for %(n)s people.", count),
        "cadence": ngettext(
            "Cadence set for %(n)s person.", "Cadence set for %(n)s people.", count
        ),
        "pause": ngettext("%(n)s person paused.", "%(n)s people paused.", count),
        "archive": ngettext("%(n)s person archived.", "%(n)s people archived.", count),
    }
    return texts[what] % {"n": count}


def _why_not(form: BulkForm) -> str:
    errors = [str(error) for field in form.errors.values() for error in field]
    return " ".join(errors) or _("Choose what to do with the people you tick.")


def _again(request: Request, filters: Filters, message: str, *, undo_url: str = "") -> HttpResponse:
    if wants_part(request):
        return toast(show_list(request, filters), message, undo_url=undo_url)
    messages.success(request, message, extra_tags=undo_url)
    return redirect(reverse("contacts:list") + filters.query)
