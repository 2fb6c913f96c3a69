"""Sorting new people: first many at once by ticking, then one by one with keys."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.filters import Filters
from core import undo
from core.direction import isolated
from core.http import Request, render_page_or_part, toast, wants_part
from core.ids import ids_of
from core.models import Undo
from importing import triage
from importing.triage_forms import SKIP, UNDO, PickForm, SortForm
from importing.triage_place import Place

MOST_AT_ONCE = 500
MOST_CARRIED = 60  # ticks on their way to another page of the list, in an address
Ids = list[uuid.UUID]


# --- many at once ------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def pick(request: Request) -> HttpResponse:
    """New people by company; tick those who are the same to you."""
    form = PickForm(types=triage.types_offered(request.user))
    if request.method == "GET":
        ticked = ids_of(request.GET.getlist("id"))[:MOST_CARRIED]
        return _list(request, _asked(request.GET), form, ticked)
    asked = _asked(QueryDict(request.POST.get("list", "").lstrip("?")))
    ticked = ids_of(request.POST.getlist("id"))[:MOST_AT_ONCE]
    form = PickForm(request.POST, types=triage.types_offered(request.user))
    if not form.is_valid():
        return _list(request, asked, form, ticked)
    if not ticked:
        return _again(request, asked, _("Nobody was ticked, so nothing changed."))
    count, undo_url = _sort(request, form, ticked)
    return _again(request, asked, _sorted_several(form, count), undo_url)


@require_POST
def leave_rest(request: Request) -> HttpResponse:
    """Nobody else is tracked; whoever is ticked still waits."""
    now = timezone.now()
    ticked = ids_of(request.POST.getlist("id"))[:MOST_AT_ONCE]
    count, undo_url = triage.leave_rest(
        owner=request.user, but=ticked, on=request.user.today(now), at=now
    )
    said = ngettext("%(n)s person is left untracked.", "%(n)s people are left untracked.", count)
    return _again(request, Filters(), said % {"n": count}, undo_url, ticked)


def _asked(query: QueryDict) -> Filters:
    """Of what a list can be asked for, the search and the place in it."""
    read = Filters.read(query)
    return Filters(search=read.search, after=read.after, before=read.before)


def _list(request: Request, asked: Filters, form: PickForm, ticked: Ids) -> HttpResponse:
    here, user = reverse("importing:pick"), request.user
    found = triage.to_pick_from(
        user,
        search=asked.search,
        after=asked.after,
        before=asked.before,
        ticked=ticked,
        on=_today(request),
    )
    context = {
        "found": found,
        "form": form,
        "asked": asked,
        "ticked": ticked,
        "previous_url": here + asked.at(before=found.before).query if found.before else "",
        "next_url": here + asked.at(after=found.after).query if found.after else "",
        **_around(request),
    }
    response = render_page_or_part(
        request,
        page="importing/pick.html",
        part="importing/_pick.html",
        context=context,
        status=422 if form.errors else 200,
    )
    if request.method == "GET":  # the ticks travel along, and need not stand in the address bar
        response.headers["HX-Push-Url"] = here + asked.query
    return response


def _again(
    request: Request, asked: Filters, message: str, undo_url: str = "", ticked: Ids | None = None
) -> HttpResponse:
    """The list as it was, saying what was done."""
    if wants_part(request):
        form = PickForm(types=triage.types_offered(request.user))
        return toast(_list(request, asked, form, ticked or []), message, undo_url=undo_url)
    messages.success(request, message, extra_tags=undo_url)
    return redirect(reverse("importing:pick") + asked.query)


def _sorted_several(form: SortForm, count: int) -> str:
    if form.type_id is None:
        said = ngettext("%(n)s person is not tracked.", "%(n)s people are not tracked.", count)
    else:
        said = ngettext("%(n)s person · %(type)s", "%(n)s people · %(type)s", count)
    return said % {"n": count, "type": form.label}


# --- one by one --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def sort_one(request: Request) -> HttpResponse:
    """One new person, and the keys 1 to 6, 0, S and U; the place is kept."""
    place = Place.read(request.session)
    if request.method == "GET":
        return _card(request, place)
    does = {SKIP: _skip, UNDO: _step_back}.get(request.POST.get("type", ""), _decide)
    return does(request, place, ids_of(request.POST.getlist("person"))[:1])


def _decide(request: Request, place: Place, ids: Ids) -> HttpResponse:
    form = SortForm(request.POST, types=triage.types_offered(request.user))
    if not form.is_valid():
        return _card(request, place, form)
    person = triage.still_waiting(request.user, ids)
    if person is None:  # sorted meanwhile, in another window
        return _next(request, place, "")
    _count, undo_url = _sort(request, form, [person.id])
    place.decide(resolve(undo_url).kwargs["token"])
    said = _("Not tracking %(name)s") if form.type_id is None else _("%(name)s · %(type)s")
    return _next(
        request, place, said % {"name": isolated(person.name), "type": form.label}, undo_url
    )


def _skip(request: Request, place: Place, ids: Ids) -> HttpResponse:
    person = triage.still_waiting(request.user, ids)
    if person is None:
        return _next(request, place, "")
    place.skip(person.id)
    return _next(request, place, _("Skipped %(name)s") % {"name": isolated(person.name)})


def _step_back(request: Request, place: Place, ids: Ids) -> HttpResponse:
    step, now = place.step_back(), timezone.now()
    if step is None:
        return _next(request, place, _("There is nothing to take back."))
    if step.token is None:
        return _next(request, place, "")
    try:
        undo.take_back(step.token, owner=request.user, at=now, on=request.user.today(now))
    except (undo.UndoGone, Undo.DoesNotExist):
        return _next(request, place, _("That can no longer be taken back."))
    return _next(request, place, _("Taken back."))


def _sort(request: Request, form: SortForm, ids: Ids) -> tuple[int, str]:
    now = timezone.now()
    return triage.sort(
        owner=request.user,
        contact_ids=ids,
        type_id=form.type_id,
        last_talked=form.cleaned_data["last_talked"],
        on=request.user.today(now),
        at=now,
    )


def _next(request: Request, place: Place, message: str, undo_url: str = "") -> HttpResponse:
    """The next card, saying what was done with the one before."""
    place.write(request.session)
    if wants_part(request):
        answer = _card(request, place)
        return toast(answer, message, undo_url=undo_url) if message else answer
    if message:
        messages.success(request, message, extra_tags=undo_url)
    return redirect("importing:sort_one")


def _card(request: Request, place: Place, form: SortForm | None = None) -> HttpResponse:
    types = triage.types_offered(request.user)
    context = {
        "person": triage.next_person(request.user, place.skipped, on=_today(request)),
        "types": types,
        "form": form or SortForm(types=types),
        "can_undo": bool(place.steps),
        **_around(request),
    }
    return render_page_or_part(
        request,
        page="importing/sort_one.html",
        part="importing/_sort_one.html",
        context=context,
        status=422 if form else 200,
    )


def _today(request: Request) -> date:
    return request.user.today(timezone.now())


def _around(request: Request) -> dict[str, Any]:
    return {
        "progress": triage.progress_of(request.user),
        "capacity": triage.capacity(request.user),
    }
