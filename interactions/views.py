"""The log form; changing what was logged; *did it happen?*"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from core import undo
from core.forms import differing
from core.http import Request, finish, leave, render_page_or_part, wants_part
from interactions import favours, prefill, selectors, services
from interactions.entry import Entry
from interactions.exceptions import StaleEdit
from interactions.forms import HappenedForm
from interactions.models import Interaction
from interactions.querysets import InteractionQuerySet


def own(request: Request) -> InteractionQuerySet:
    """What whoever asks has logged, without the trash."""
    return Interaction.objects.for_user(request.user).kept()


def ids(request: Request) -> str:
    """Fields in a dialog have ids of their own: the page below may hold the same ones."""
    return "dialog_%s" if wants_part(request) else "id_%s"


@require_http_methods(["GET", "POST"])
def log(request: Request) -> HttpResponse:
    """Log a conversation, or plan one."""
    now = timezone.now()
    on = request.user.today(now)
    if request.method != "POST":
        begin = prefill.begin(request.GET, owner=request.user, on=on)
        return _form(request, Entry(None, owner=request.user, on=on, auto_id=ids(request), **begin))
    entry = Entry(request.POST, owner=request.user, on=on, auto_id=ids(request))
    if not entry.is_valid():
        return _form(request, entry)
    try:
        interaction = services.log(owner=request.user, on=on, at=now, **entry.values())
    except ValidationError as error:
        entry.refuse(error)
        return _form(request, entry)
    if entry.differs_from(interaction):  # the same form was sent before, and changed since
        return _stale(request, entry, interaction)
    return logged(request, interaction, entry.values()["contact_ids"])


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Change what was logged."""
    interaction = get_object_or_404(own(request).with_people(), pk=pk)
    entry = _entry_of(request, interaction, request.POST if request.method == "POST" else None)
    if entry.data is None or not entry.is_valid():
        return _form(request, entry, interaction)
    version, now = entry.form.cleaned_data["version"] or 0, timezone.now()
    try:
        edited = services.edit(interaction, version=version, on=entry.on, at=now, **entry.values())
    except ValidationError as error:
        entry.refuse(error)
        return _form(request, entry, interaction)
    except StaleEdit as stale:
        return _stale(request, entry, stale.current)
    undo_url = _remember_edit(request, edited, version)
    return finish(request, page_of(selectors.people_of(edited)), _("Saved."), undo_url=undo_url)


def _entry_of(request: Request, interaction: Interaction, data: QueryDict | None) -> Entry:
    """The form of what is stored. Reads participants and marks."""
    return Entry(
        data,
        owner=request.user,
        on=request.user.today(timezone.now()),
        auto_id=ids(request),
        **prefill.stored(interaction),
    )


def _form(
    request: Request,
    entry: Entry,
    interaction: Interaction | None = None,
    *,
    differing: Any = None,
    status: int | None = None,
) -> HttpResponse:
    if interaction is None:
        url, title = reverse("interactions:log"), _("Log a conversation")
    else:
        url, title = reverse("interactions:edit", args=[interaction.pk]), _("Edit conversation")
    context = {
        "entry": entry,
        "form": entry.form,
        "interaction": interaction,
        "differing": differing,
        "balances": [] if interaction else favours.balances(entry.who.people, entry.on),
        "url": url,
        "title": title,
        "save": _("Save"),
        "in_dialog": wants_part(request),
    }
    page, part = "interactions/form.html", "interactions/_form.html"
    status = status or (422 if entry.data is not None else 200)
    return render_page_or_part(request, page, part, context, status)


def _stale(request: Request, typed: Entry, current: Interaction) -> HttpResponse:
    """Both texts side by side, and the form as typed, which may now be saved over the other."""
    stored = get_object_or_404(own(request).with_people(), pk=current.pk)
    both = differing(_entry_of(request, stored, None).texts(), typed.texts())
    data: QueryDict = request.POST.copy()
    data["version"] = str(current.version)
    again = _entry_of(request, stored, data)
    return _form(request, again, stored, differing=both, status=409)


def logged(request: Request, interaction: Interaction, chosen: list[uuid.UUID]) -> HttpResponse:
    """Say what was stored, and offer to take it back together with those it added."""
    now = timezone.now()
    people = selectors.people_of(interaction)
    added = [str(person.pk) for person in people if person.pk not in chosen]
    before = {"id": str(interaction.pk), "added": added}
    undo_url = undo.remember(owner=request.user, verb="interactions.log", before=before, at=now)
    message = selectors.logged_words(interaction, people, request.user.today(now))
    return finish(request, page_of(people), message, undo_url=undo_url)


def _remember_edit(request: Request, interaction: Interaction, version: int) -> str:
    """The address that puts back what stood before; empty if nothing changed."""
    if interaction.version == version:
        return ""
    before = {"id": str(interaction.pk), "version": version}
    at = timezone.now()
    return undo.remember(owner=request.user, verb="interactions.edit", before=before, at=at)


def page_of(people: Sequence[Contact]) -> str:
    """Where it can be seen: the page of the one person, else Today."""
    if len(people) == 1:
        return people[0].get_absolute_url()
    return reverse("reminders:today")


@require_POST
def delete(request: Request, pk: uuid.UUID) -> HttpResponse:
    interaction, now = get_object_or_404(own(request), pk=pk), timezone.now()
    services.delete(interaction, on=request.user.today(now), at=now)
    undo_url = undo.remember(
        owner=request.user, verb="interactions.delete", before={"id": str(pk)}, at=now
    )
    message = _("Moved to the trash.")
    address = page_of(selectors.people_of(interaction))
    return leave(request, address, message, undo_url=undo_url)


@require_POST
def restore(request: Request, pk: uuid.UUID) -> HttpResponse:
    interaction = get_object_or_404(Interaction.objects.for_user(request.user), pk=pk)
    now = timezone.now()
    services.restore(interaction, on=request.user.today(now), at=now)
    address = page_of(selectors.people_of(interaction))
    return leave(request, address, _("Taken out of the trash."))


@require_http_methods(["GET", "POST"])
def happened(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Yes counts; no puts the people back in the list; another day keeps it planned."""
    interaction, now = get_object_or_404(own(request).with_people(), pk=pk), timezone.now()
    on, version = request.user.today(now), interaction.version
    form = HappenedForm(request.POST if request.method == "POST" else None, on=on)
    if request.method != "POST" or not form.is_valid():
        return _ask_happened(request, form, interaction)
    said = form.cleaned_data
    yes = said["answer"] == "yes" and not said["new_date"]
    try:
        interaction = services.answer_happened(
            interaction, happened=yes, on=on, at=now, new_date=said["new_date"]
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _ask_happened(request, form, interaction)
    undo_url = _remember_edit(request, interaction, version)
    people = selectors.people_of(interaction)
    message = selectors.happened_words(interaction, people, on)
    return leave(request, page_of(people), message, undo_url=undo_url)


def _ask_happened(request: Request, form: HappenedForm, interaction: Interaction) -> HttpResponse:
    context = {
        "form": form,
        "interaction": interaction,
        "entry": selectors.entry(interaction, form.on),
        "title": _("Did it happen?"),
    }
    page, part = "interactions/happened.html", "interactions/_happened.html"
    return render_page_or_part(request, page, part, context, 422 if form.errors else 200)


@require_GET
def people(request: Request) -> HttpResponse:
    """A few people whose name begins as typed, for the form's suggestions."""
    found = selectors.people_named(request.user, request.GET.get("who", "")[:200])
    return render(request, "components/people_options.html", {"people": found})
