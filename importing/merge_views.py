"""Who may be there twice: one pair at a time, side by side; and merging two whom one chose."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import Contact
from core import undo
from core.direction import isolated
from core.http import Request, render_page_or_part, toast, wants_part
from core.ids import ids_of
from importing import duplicates, merging, selectors
from importing.merge_forms import FindForm, MergeForm
from importing.models import DuplicatePair, Merge
from importing.reasons import how_sure, in_words
from importing.side_by_side import side_by_side
from importing.tasks import look_again


@require_GET
def queue(request: Request) -> HttpResponse:
    """The surest pair, or the one that is asked for, with its place among the others."""
    return _queue(request, ids_of(request.GET.getlist("pair"))[:1])


def _queue(request: Request, wanted: list[uuid.UUID]) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "place": selectors.place_in_queue(request.user, wanted),
        "merges": selectors.merges_to_undo(request.user, now),
    }
    if pair := context["place"].pair:
        context |= {
            "found": side_by_side(request.user, pair.one, pair.other, request.user.today(now)),
            "how_sure": how_sure(pair.certainty),
            "why": in_words(pair.reasons),
        }
    return render_page_or_part(
        request, "importing/duplicates.html", "importing/_duplicates.html", context
    )


@require_POST
def settle(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Merge the two, keep them apart, or decide later."""
    open_pairs = DuplicatePair.objects.for_user(request.user).open()
    pair = get_object_or_404(open_pairs.select_related("one", "other"), pk=pk)
    does = {"different": _keep_apart, "later": _put_off}.get(request.POST.get("act", ""), _merge)
    return does(request, pair)


def _merge(request: Request, pair: DuplicatePair) -> HttpResponse:
    merge = _merged(request, {pair.one_id, pair.other_id}, pair.reasons)
    return _next(request, *_said(request, merge))


def _keep_apart(request: Request, pair: DuplicatePair) -> HttpResponse:
    duplicates.keep_apart(pair)
    said = _("Kept apart. You will not be asked again.")
    return _next(request, said, _undo(request, duplicates.KEPT_APART, {"pair": str(pair.pk)}))


def _put_off(request: Request, pair: DuplicatePair) -> HttpResponse:
    duplicates.put_off(pair, at=timezone.now())
    return _next(request, _("Put off. It comes again after the others."))


def _merged(request: Request, ids: set[uuid.UUID], reasons: list[str]) -> Merge:
    """The merge that the form asks for; 404 if it names somebody else as the survivor."""
    form, now = MergeForm(request.POST), timezone.now()
    if not form.is_valid() or form.cleaned_data["survivor"] not in ids:
        raise Http404
    survivor = form.cleaned_data["survivor"]
    [loser] = ids - {survivor}
    return merging.merge(
        owner=request.user,
        survivor_id=survivor,
        loser_id=loser,
        choices=form.choices,
        reasons=reasons,
        on=request.user.today(now),
        at=now,
    )


def _said(request: Request, merge: Merge) -> tuple[str, str]:
    said = _("Merged into %(name)s.") % {"name": isolated(merge.survivor.display)}
    return said, _undo(request, merging.MERGED, {"merge": str(merge.pk)})


def _undo(request: Request, verb: str, before: dict[str, str]) -> str:
    return undo.remember(owner=request.user, verb=verb, before=before, at=timezone.now())


def _next(request: Request, message: str, undo_url: str = "") -> HttpResponse:
    """The next pair, saying what was done with the one before."""
    if wants_part(request):
        return toast(_queue(request, []), message, undo_url=undo_url)
    messages.success(request, message, extra_tags=undo_url)
    return redirect("importing:duplicates")


@require_POST
def look(request: Request) -> HttpResponse:
    """Compare everybody once more, in a worker."""
    look_again(request.user)
    messages.success(request, _("Looking through everybody. What is found appears here."))
    return redirect("importing:duplicates")


@require_POST
def part(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take a merge of the last thirty days back."""
    merge = get_object_or_404(Merge.objects.for_user(request.user), pk=pk)
    now = timezone.now()
    try:
        merging.take_back(merge, on=request.user.today(now), at=now)
    except merging.TooLate as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, _("%(name)s is back.") % {"name": isolated(merge.name)})
    return redirect("importing:duplicates")


# --- two whom one chose -------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def merge_with(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Choose somebody who is the same person, see both side by side, merge."""
    people = Contact.objects.for_user(request.user).kept()
    contact = get_object_or_404(people, pk=pk)
    chosen = ids_of([*request.GET.getlist("with"), *request.POST.getlist("with")])[:1]
    if not chosen:
        return _choose(request, contact)
    other = get_object_or_404(people.others(contact), pk=chosen[0])
    if request.method == "GET":
        found = side_by_side(request.user, contact, other, request.user.today(timezone.now()))
        return render(request, "importing/merge_two.html", {"found": found, "contact": contact})
    merge = _merged(request, {contact.pk, other.pk}, [])
    said, undo_url = _said(request, merge)
    messages.success(request, said, extra_tags=undo_url)
    return redirect(merge.survivor)


def _choose(request: Request, contact: Contact) -> HttpResponse:
    form = FindForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "contact": contact,
        "form": form,
        "asked": asked,
        "people": selectors.to_merge_with(request.user, contact, asked),
        "here": reverse("importing:merge_with", args=[contact.pk]),
    }
    return render(request, "importing/merge_with.html", context)
