"""One action on one person. Each says what it did, and offers to take it back."""

import uuid
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts import dates, services
from contacts.action_forms import CadenceForm, ChooseDateForm, PauseForm, UntilForm
from contacts.models import Contact, ImportantDate
from contacts.row_forms import OneDateForm, date_initial
from contacts.tracking import PAUSED, TRACKED
from contacts.views import own
from contacts.wording import day_words
from core import undo
from core.direction import isolated
from core.http import Request, go, leave, render_page_or_part

SNOOZED = ("snoozed_on", "snoozed_until")
CHOSEN = ("chosen_on", "chosen_set_on")


def person(request: Request, pk: uuid.UUID) -> Contact:
    return get_object_or_404(own(request), pk=pk)


def remember(request: Request, contact: Contact, columns: Iterable[str]) -> str:
    """Keep how these columns stand; the address that puts them back."""
    return undo.remember(
        owner=request.user,
        verb=services.CHANGE,
        before=services.standing([contact.pk], columns),
        at=timezone.now(),
    )


def ask(
    request: Request,
    form: forms.Form,
    contact: Contact,
    *,
    title: str,
    save: str,
    status: int | None = None,
) -> HttpResponse:
    """The form of an action, as a dialog or a page."""
    context = {
        "form": form,
        "contact": contact,
        "title": title,
        "save": save,
        "url": request.path,
        "close_url": contact.get_absolute_url(),
    }
    status = status or (422 if form.errors else 200)
    return render_page_or_part(
        request, "contacts/action.html", "contacts/_action.html", context, status
    )


def saved(request: Request, contact: Contact, message: str, undo_url: str) -> HttpResponse:
    """After a dialog: the person's page, saying what was done."""
    messages.success(request, message, extra_tags=undo_url)
    return go(request, contact.get_absolute_url())


@require_http_methods(["GET", "POST"])
def snooze(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    form = UntilForm(request.POST if request.method == "POST" else None, on=on)
    if request.method != "POST" or not form.is_valid():
        title = _("Snooze %(name)s") % {"name": isolated(contact.display)}
        return ask(request, form, contact, title=title, save=_("Snooze"))
    undo_url = remember(request, contact, SNOOZED)
    until = form.cleaned_data["until"]
    services.snooze(contact, until=until, on=on)
    message = _("Snoozed until %(day)s.") % {"day": day_words(until, on)}
    return leave(request, contact.get_absolute_url(), message, undo_url=undo_url)


@require_POST
def unsnooze(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    undo_url = remember(request, contact, SNOOZED)
    services.unsnooze(contact, on=on)
    return leave(request, contact.get_absolute_url(), _("No longer snoozed."), undo_url=undo_url)


@require_http_methods(["GET", "POST"])
def pause(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    form = PauseForm(request.POST if request.method == "POST" else None, on=on)
    if request.method != "POST" or not form.is_valid():
        title = _("Pause %(name)s") % {"name": isolated(contact.display)}
        return ask(request, form, contact, title=title, save=_("Pause"))
    undo_url = remember(request, contact, PAUSED)
    services.pause(contact, on=on, **form.cleaned_data)
    return saved(request, contact, _("Paused. The clock stands still."), undo_url)


@require_POST
def resume(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    undo_url = remember(request, contact, PAUSED)
    services.resume(contact, on=on)
    return leave(request, contact.get_absolute_url(), _("Resumed."), undo_url=undo_url)


@require_http_methods(["GET", "POST"])
def choose_date(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = ChooseDateForm(data, on=on, initial={"day": contact.next_check_in_on})
    if data is None or not form.is_valid():
        title = _("Next check-in with %(name)s") % {"name": isolated(contact.display)}
        return ask(request, form, contact, title=title, save=_("Save"))
    undo_url = remember(request, contact, CHOSEN)
    services.choose_date(contact, day=form.cleaned_data["day"], on=on)
    return saved(request, contact, _("Saved."), undo_url)


@require_http_methods(["GET", "POST"])
def cadence(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = CadenceForm(data, initial={"days": contact.cadence_override})
    if data is None or not form.is_valid():
        title = _("How often with %(name)s") % {"name": isolated(contact.display)}
        return ask(request, form, contact, title=title, save=_("Save"))
    undo_url = remember(request, contact, ("cadence_override", *TRACKED))
    services.set_cadence(contact, days=form.cleaned_data["days"], on=on)
    return saved(request, contact, _("Saved."), undo_url)


@require_POST
def archive(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    undo_url = remember(request, contact, ("archived_on",))
    services.archive(contact, on=on)
    message = _("Archived. They stay searchable.")
    return leave(request, contact.get_absolute_url(), message, undo_url=undo_url)


@require_POST
def unarchive(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact, on = person(request, pk), request.user.today(timezone.now())
    undo_url = remember(request, contact, ("archived_on", "not_before"))
    services.unarchive(contact, on=on)
    message = _("Back among the others.")
    return leave(request, contact.get_absolute_url(), message, undo_url=undo_url)


@require_POST
def delete(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact = person(request, pk)
    undo_url = remember(request, contact, ("deleted_at",))
    services.delete_contact(contact, timezone.now())
    message = _("%(name)s is in the trash for 30 days.") % {"name": isolated(contact.display)}
    return leave(request, reverse("contacts:list"), message, undo_url=undo_url)


@require_POST
def died(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Kept in memory, or that was a mistake."""
    contact, on = person(request, pk), request.user.today(timezone.now())
    undo_url = remember(request, contact, ("died",))
    services.mark_died(contact, died=not contact.died, on=on)
    return leave(request, contact.get_absolute_url(), _("Saved."), undo_url=undo_url)


# --- important dates ---------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def date_add(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact = person(request, pk)
    form = OneDateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        title = _("A date of %(name)s") % {"name": isolated(contact.display)}
        return ask(request, form, contact, title=title, save=_("Save"))
    services.add_date(contact, form.written(), on=request.user.today(timezone.now()))
    return saved(request, contact, _("Saved."), "")


@require_http_methods(["GET", "POST"])
def date_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    row = _date(request, pk)
    data = request.POST if request.method == "POST" else None
    form = OneDateForm(data, initial=date_initial(row))
    if data is None or not form.is_valid() or form.differing:
        title = _("A date of %(name)s") % {"name": isolated(row.contact.display)}
        return ask(request, form, row.contact, title=title, save=_("Save"), status=form.status)
    services.change_date(row, form.written(), on=request.user.today(timezone.now()))
    return saved(request, row.contact, _("Saved."), "")


@require_POST
def date_delete(request: Request, pk: uuid.UUID) -> HttpResponse:
    row, now = _date(request, pk), timezone.now()
    contact = row.contact
    before = services.delete_date(row, on=request.user.today(now))
    undo_url = undo.remember(owner=request.user, verb=dates.REMOVED, before=before, at=now)
    return leave(request, contact.get_absolute_url(), _("Date removed."), undo_url=undo_url)


def _date(request: Request, pk: uuid.UUID) -> ImportantDate:
    rows = ImportantDate.objects.for_user(request.user).select_related("contact")
    return get_object_or_404(rows.of_kept(), pk=pk)
