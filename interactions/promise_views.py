"""Promises on their own: add one, tick it, change it, let it go."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import undo
from core.http import Request, finish, go_on, render_page_or_part, wants_part
from core.ids import ids_of
from interactions import naming, selectors, services
from interactions.enums import PromiseState
from interactions.forms import PromiseForm
from interactions.models import Promise
from interactions.views import ids
from interactions.who import Who


def promise(request: Request, pk: uuid.UUID) -> Promise:
    """One of the user's promises; 404 for anybody else's."""
    promises = Promise.objects.for_user(request.user).of_kept().with_contact()
    return get_object_or_404(promises, pk=pk)


@require_http_methods(["GET", "POST"])
def promise_add(request: Request) -> HttpResponse:
    """A promise to or from one person; `?who=` names them."""
    on = request.user.today(timezone.now())
    form = _read(request, on, {"key": uuid.uuid4(), "next": request.GET.get("next", "")})
    who = _who(request)
    if request.method != "POST" or not all([form.is_valid(), _one(who)]):
        return _form(request, form, title=_("A promise"), who=who)
    said, contact = form.cleaned_data, who.people[0]
    services.promise(
        owner=request.user,
        contact=contact,
        by=said["by"],
        text=said["text"],
        due_on=said["due_on"],
        on=on,
        key=said["key"],
    )
    return finish(request, contact.get_absolute_url(), _("Kept in mind."))


def _who(request: Request) -> Who:
    if request.method == "POST":
        return Who(request.POST, owner=request.user)
    asked = ids_of(request.GET.getlist("who"))
    return Who(None, owner=request.user, people=naming.people_of(request.user, asked))


def _one(who: Who) -> bool:
    """A promise is between two."""
    if who.is_valid() and (who.named.names or len(who.people) > 1):
        who.error = _("Name one person of your list.")
    return not who.error


@require_http_methods(["GET", "POST"])
def promise_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Say it better, or agree on another day; with `tell`, a drafted note about it comes next."""
    row, on = promise(request, pk), request.user.today(timezone.now())
    begin = {"by": row.by, "text": row.text, "due_on": row.due_on}
    form = _read(request, on, begin | {"next": request.GET.get("next", "")})
    if request.method != "POST" or not form.is_valid() or form.differing:
        drop_url = reverse("interactions:promise_drop", args=[row.pk])
        close_url = row.contact.get_absolute_url()
        return _form(request, form, title=_("Promise"), close_url=close_url, drop_url=drop_url)
    said = form.cleaned_data
    services.edit_promise(row, by=said["by"], text=said["text"], due_on=said["due_on"], on=on)
    if "tell" in request.POST:
        return go_on(request, f"{reverse('reminders:draft', args=[row.contact_id])}?promise={pk}")
    return finish(request, row.contact.get_absolute_url(), _("Saved."))


def _read(request: Request, on: date, initial: dict[str, Any]) -> PromiseForm:
    data = request.POST if request.method == "POST" else None
    return PromiseForm(data, on=on, initial=initial, auto_id=ids(request))


def _form(
    request: Request,
    form: PromiseForm,
    *,
    title: str,
    who: Who | None = None,
    close_url: str = "/",
    drop_url: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "who": who,
        "title": title,
        "save": _("Save"),
        "url": request.path,
        "close_url": close_url,
        "drop_url": drop_url,
    }
    page, part = "interactions/promise.html", "interactions/_promise.html"
    return render_page_or_part(request, page, part, context, form.status)


@require_POST
def promise_toggle(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Kept, or open again; the row comes back as it stands."""
    row, on = promise(request, pk), request.user.today(timezone.now())
    if row.state == PromiseState.KEPT:
        services.reopen_promise(row, on=on)
    else:
        services.keep_promise(row, on=on)
    if wants_part(request):
        context = {"promise": selectors.promise_row(row, on)}
        return render(request, "components/promise_row.html", context)
    message = _("Kept.") if row.state == PromiseState.KEPT else _("Open again.")
    return finish(request, row.contact.get_absolute_url(), message)


@require_POST
def promise_drop(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Let it go; ticking it later opens it again, and so does undo."""
    row, now = promise(request, pk), timezone.now()
    undo_url = undo.remember(
        owner=request.user, verb="interactions.promise", before={"id": str(row.pk)}, at=now
    )
    services.drop_promise(row, on=request.user.today(now))
    return finish(request, row.contact.get_absolute_url(), _("Let go."), undo_url=undo_url)
