"""The quick log: one line, shown as it was understood, then saved."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.http import Request, render_page_or_part, wants_part
from interactions import naming, prefill, selectors, services
from interactions.forms import LineForm
from interactions.naming import Named
from interactions.promises import NewPromise
from interactions.quicklog import LONGEST_LINE, Understood
from interactions.views import logged


@require_POST
def parse(request: Request) -> HttpResponse:
    """Show what the line is understood as. Never saves."""
    line = request.POST.get("line", "")[:LONGEST_LINE]
    if not line.strip():
        return _show(request, {})
    on = request.user.today(timezone.now())
    understood = prefill.read(line, owner=request.user, on=on)
    named = naming.settle(understood.people, understood.unknown_names, request.POST)
    return _show(request, {"read": _read(request, line, understood, named)})


def _show(request: Request, context: dict[str, Any]) -> HttpResponse:
    if wants_part(request):
        return render(request, "components/quick_read.html", context)
    return _page(request, context, 200)


@require_POST
def quick(request: Request) -> HttpResponse:
    """Save the line if it leaves no doubt, else ask."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, {"error": " ".join(map(str, form.errors.get("line", ())))}, 422)
    now = timezone.now()
    on, line = request.user.today(now), form.cleaned_data["line"]
    understood = prefill.read(line, owner=request.user, on=on)
    named = naming.settle(understood.people, understood.unknown_names, request.POST)
    error = _problem(named)
    if not error:
        try:
            return _save(request, understood, named, form.cleaned_data)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    read = _read(request, line, understood, named) | {"asked": True}
    return _page(request, {"error": error, "read": read}, 422)


def _problem(named: Named) -> str:
    """What must be asked before this can be saved; empty if nothing."""
    if named.doubts:
        return _("Which one do you mean?")
    if named.unknown:
        return _("Not in your list yet. Save to add them, or untick.")
    if not named.count:
        return _("Who was it with? Say “with Ana”.")
    return ""


def _save(
    request: Request, understood: Understood, named: Named, said: dict[str, Any]
) -> HttpResponse:
    now = timezone.now()
    text = _note(understood, named)
    interaction = services.log(
        owner=request.user,
        contact_ids=named.ids,
        names=named.names,
        kind=prefill.kind_of(request.user, said["kind"] or understood.kind_key),
        occurred_on=understood.occurred_on,
        precision=understood.precision,
        time=understood.at_time,
        status=understood.status,
        direction=understood.direction,
        text=text,
        promises=[NewPromise(*promise) for promise in understood.promises],
        on=request.user.today(now),
        at=now,
        key=said["key"],
    )
    if (interaction.text, interaction.occurred_on) != (text, understood.occurred_on):
        # The same form was sent before, with another line: nothing typed may be lost.
        error = _("A line from here is saved already. Send this one again to log it too.")
        return _page(request, {"error": error, "key": uuid.uuid4()}, 409)
    return logged(request, interaction, named.ids)


def _note(understood: Understood, named: Named) -> str:
    """The rest of the line; names that the user chose not to add stay in it."""
    left = [name for name in understood.unknown_names if name not in named.names]
    if not left:
        return understood.text
    return " · ".join(
        filter(None, (_("with %(names)s") % {"names": ", ".join(left)}, understood.text))
    )


def _read(request: Request, line: str, understood: Understood, named: Named) -> dict[str, Any]:
    """For components/quick_read.html."""
    on = request.user.today(timezone.now())
    key = request.POST.get("kind", "") or understood.kind_key
    return {
        "kind": str(prefill.kind_of(request.user, key)),
        "people": [person.name for person in named.sure],
        "when": selectors.when_words(understood.occurred_on, understood.precision, on),
        "status": understood.status,
        "note": understood.text,
        "promises": [promise.text for promise in understood.promises],
        "ambiguous": [*_kind_doubts(request, understood), *map(naming.doubt, named.doubts)],
        "unknown": named.unknown,
        "added": named.names,
        "detail_url": f"{reverse('interactions:log')}?{urlencode({'line': line})}",
    }


def _kind_doubts(request: Request, understood: Understood) -> list[dict[str, Any]]:
    """What was sent may have been answered."""
    if not understood.kind_also:
        return []
    picked = request.POST.get("kind", "") or understood.kind_key
    choices = [
        {"id": key, "name": str(prefill.kind_of(request.user, key)), "chosen": key == picked}
        for key in (understood.kind_key, *understood.kind_also)
    ]
    return [{"text": _("kind"), "name": "kind", "choices": choices}]


def _page(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "url": reverse("interactions:quick"),
        "parse_url": reverse("interactions:parse"),
        "value": request.POST.get("line", ""),
        "key": request.POST.get("key", "") or uuid.uuid4(),
        **context,
    }
    page, part = "interactions/quick.html", "components/quick_log.html"
    return render_page_or_part(request, page, part, context, status)
