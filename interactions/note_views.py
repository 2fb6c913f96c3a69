"""A note about somebody, in one field."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from core import undo
from core.http import Request, finish, render_page_or_part
from interactions import services
from interactions.enums import KindKey
from interactions.models import LONGEST_NOTE, Interaction, InteractionKind


class NoteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": gettext_lazy("Add a note")}),
    )


@require_http_methods(["GET", "POST"])
def note(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Keep a note about one person, as of today. Sent twice it is kept once."""
    contact = get_object_or_404(Contact.objects.for_user(request.user).kept(), pk=pk)
    form = NoteForm(request.POST) if request.method == "POST" else NoteForm(initial=new_key())
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, contact, form)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            undo_url = undo.remember(
                owner=request.user,
                verb="interactions.log",
                before={"id": str(kept.pk), "added": []},
                at=timezone.now(),
            )
            address = contact.get_absolute_url()
            return finish(request, address, _("The note is kept."), undo_url=undo_url)
    context = {"form": form, "contact": contact, "url": request.path}
    status = 422 if form.errors else 200
    return render_page_or_part(
        request, "interactions/note.html", "interactions/_note.html", context, status
    )


def new_key() -> dict[str, uuid.UUID]:
    """One for each form shown, so that a double click keeps one note."""
    return {"key": uuid.uuid4()}


def _keep(request: Request, contact: Contact, form: NoteForm) -> Interaction:
    now = timezone.now()
    on = request.user.today(now)
    return services.log(
        owner=request.user,
        contact_ids=[contact.pk],
        kind=InteractionKind.objects.for_user(request.user).known_as(KindKey.NOTE),
        occurred_on=on,
        on=on,
        at=now,
        text=form.cleaned_data["text"],
        key=form.cleaned_data["key"],
    )
