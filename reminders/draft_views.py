"""A message to begin with, for one person; one tap logs it as sent."""

import uuid

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from contacts.reasons import short_name
from core import undo
from core.direction import isolated
from core.http import Request, finish, render_page_or_part
from core.ids import ids_of
from interactions.favours import balances
from interactions.models import Promise
from reminders import drafts, services
from reminders.drafts import DraftKind
from reminders.forms import DraftForm
from reminders.models import Reminder
from reminders.recall import last_times


@require_http_methods(["GET", "POST"])
def draft(request: Request, pk: uuid.UUID) -> HttpResponse:
    people = Contact.objects.for_user(request.user).kept().select_related("company")
    contact = get_object_or_404(people, pk=pk)
    if request.method != "POST":
        return _show(request, contact, request.GET, None)
    form = DraftForm(request.POST, owner=request.user)
    if not form.is_valid():
        return _show(request, contact, request.POST, form)
    return _sent(request, contact, form)


def _show(
    request: Request, contact: Contact, asked: QueryDict, form: DraftForm | None
) -> HttpResponse:
    about = _about(request, contact, asked.get("about", ""))
    promise = _promise(request, contact, asked.get("promise", ""))
    kind = drafts.kind_for(about, asked.get("kind", ""), promise)
    on = request.user.today(timezone.now())
    then = last_times([contact.pk], on)[contact.pk]
    message = drafts.draft(request.user, contact, kind, about, then, on, promise)
    initial = {"kind": kind, "about": about, "key": uuid.uuid4(), "text": message.text}
    context = {
        "form": form or DraftForm(owner=request.user, initial=initial),
        "contact": contact,
        "name": short_name(contact),
        "message": message,
        "hook": then.hook,
        "balances": balances([contact], on) if kind == DraftKind.ASK else [],
        "options": _options(request.path, kind, about, promise),
    }
    status = 422 if form else 200
    return render_page_or_part(
        request, "reminders/draft.html", "reminders/_draft.html", context, status
    )


def _about(request: Request, contact: Contact, named: str) -> Reminder | None:
    """The reminder that the link names, if it is one of this person."""
    mine = Reminder.objects.for_user(request.user).of_contacts([contact.pk])
    return mine.by_ids(ids_of([named])).first()


def _promise(request: Request, contact: Contact, named: str) -> Promise | None:
    """The promise that the link names, if it is one between these two."""
    mine = Promise.objects.for_user(request.user).open().of_contacts([contact.pk])
    return mine.by_ids(ids_of([named])).first()


def _options(
    path: str, kind: DraftKind, about: Reminder | None, promise: Promise | None
) -> list[dict[str, object]]:
    tail = f"&about={about.pk}" if about else ""
    tail += f"&promise={promise.pk}" if promise else ""
    return [
        {"label": one.label, "url": f"{path}?kind={one.value}{tail}", "on": one == kind}
        for one in drafts.kinds_offered(about, kind, promise)
    ]


def _sent(request: Request, contact: Contact, form: DraftForm) -> HttpResponse:
    at = timezone.now()
    interaction, about = services.log_sent(
        contact, **form.cleaned_data, on=request.user.today(at), at=at
    )
    undo_url = undo.remember(
        owner=request.user,
        verb="reminders.sent",
        before={"interaction": str(interaction.pk), "reminder": str(about.pk) if about else ""},
        at=at,
    )
    message = _("Logged: you wrote to %(name)s.") % {"name": isolated(contact.display)}
    return finish(request, contact.get_absolute_url(), message, undo_url=undo_url)
