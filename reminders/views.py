"""Today, and what is done from there."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts import services as contacts
from contacts.action_forms import UntilForm
from contacts.models import Contact
from contacts.tracking import PAUSED, TRACKED
from contacts.wording import day_words
from core import undo
from core.direction import isolated
from core.http import Request, finish, toast, wants_part
from core.ids import ids_of
from interactions import seen
from interactions.models import SeenMeeting
from interactions.selectors import logged_words, people_of, people_to_ask
from reminders import selectors, services, wording
from reminders.beyond import DAYS, PROMISES, beyond, left_out
from reminders.coffee import download
from reminders.enums import ReminderState
from reminders.models import PlanSlot, Reminder
from reminders.slots import ASKED_AFTER, passed_in_a_row

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@require_GET
def today(request: Request) -> HttpResponse:
    at = timezone.now()
    context = _context(request) | {
        "heading": wording.greeting(at.astimezone(request.user.zone).hour, request.user),
        "recent": selectors.recent(request.user),
        "scheduler_late": selectors.scheduler_is_late(request.user, at),
        "asks": _asked_longer(request),
        "log_key": uuid.uuid4(),
    }
    return render(request, "reminders/today.html", context)


def _context(request: Request) -> dict[str, Any]:
    """What the list of people shows, on the page and in its parts."""
    at = timezone.now()
    on = request.user.today(at)
    everything = request.GET.get("all") == "1"
    found = selectors.today(request.user, on, at=at, everything=everything)
    return {
        "found": found,
        "today": on,
        "line": wording.line(found),
        "snoozes": [(_("In a week"), on + WEEK), (_("In a month"), on + MONTH)],
    }


@require_GET
def others(request: Request) -> HttpResponse:
    """Everybody, or everything, that Today or the weekly e-mail counts and does not show."""
    on, of = request.user.today(timezone.now()), request.GET.get("of")
    if of in {PROMISES, DAYS}:
        context = {"found": left_out(request.user, of, on), "of": of, "today": on}
        return render(request, "reminders/left_out.html", context)
    found = beyond(request.user, request.GET.dict(), on)
    return render(request, "reminders/others.html", {"found": found})


@require_GET
def coffee(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A file for the calendar, to plan a coffee with somebody."""
    return download(request.user, _person(request, pk), at=timezone.now())


@require_POST
def not_now(request: Request, pk: uuid.UUID) -> HttpResponse:
    slots = PlanSlot.objects.for_user(request.user).select_related("contact")
    slot = get_object_or_404(slots, pk=pk)
    at = timezone.now()
    third = services.pass_slot(slot, request.user.today(at))
    undo_url = undo.remember(
        owner=request.user, verb="reminders.pass", before={"slot": str(slot.pk)}, at=at
    )
    message = _("%(name)s is out of this week.") % {"name": isolated(slot.contact.display)}
    return _left(request, slot.contact, message, undo_url, asks=slot if third else None)


@require_POST
def snooze(request: Request, pk: uuid.UUID) -> HttpResponse:
    contact = _person(request, pk)
    on = request.user.today(timezone.now())
    form = UntilForm(request.POST, on=on)
    if not form.is_valid():
        return _refused(request, str(form.errors["until"][0]))
    undo_url = _remember(request, contact, ("snoozed_on", "snoozed_until"))
    until = form.cleaned_data["until"]
    contacts.snooze(contact, until=until, on=on)
    words = {"name": isolated(contact.display), "day": day_words(until, on)}
    message = _("%(name)s is snoozed until %(day)s.") % words
    return _left(request, contact, message, undo_url)


@require_POST
def longer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """After three times *Not now*: twice the days."""
    contact = _person(request, pk)
    undo_url = _remember(request, contact, ("cadence_override", *TRACKED))
    days = 2 * (contact.cadence_days or 0) or None
    contacts.set_cadence(contact, days=days, on=request.user.today(timezone.now()))
    words = {"name": isolated(contact.display), "days": contact.cadence_days}
    message = _("%(name)s: every %(days)s days from now on.") % words
    return _left(request, contact, message, undo_url)


@require_POST
def stop(request: Request, pk: uuid.UUID) -> HttpResponse:
    """After three times *Not now*: no check-ins, until the user resumes."""
    contact = _person(request, pk)
    undo_url = _remember(request, contact, PAUSED)
    contacts.pause(contact, on=request.user.today(timezone.now()))
    message = _("No more check-ins with %(name)s.") % {"name": isolated(contact.display)}
    return _left(request, contact, message, undo_url)


@require_POST
def more(request: Request) -> HttpResponse:
    """Suggest one more."""
    slot = services.suggest_one_more(request.user, on=request.user.today(timezone.now()))
    message = "" if slot else _("Everybody you track is in this week already.")
    if wants_part(request):
        response = render(request, "reminders/_reach.html", _context(request))
        return toast(response, message) if message else response
    if message:
        messages.info(request, message)
    return redirect("reminders:today")


@require_POST
def reminder_done(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _close(request, pk, ReminderState.DONE, _("Done."))


@require_POST
def reminder_pass(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _close(request, pk, ReminderState.PASSED, _("Let be."))


def _close(request: Request, pk: uuid.UUID, state: ReminderState, message: str) -> HttpResponse:
    mine = Reminder.objects.for_user(request.user).with_contact()
    reminder = get_object_or_404(mine, pk=pk)
    at = timezone.now()
    services.close_reminder(reminder, state, request.user.today(at))
    undo_url = undo.remember(
        owner=request.user, verb="reminders.close", before={"reminder": str(reminder.pk)}, at=at
    )
    return _left(request, reminder.contact, message, undo_url)


@require_POST
def talked(request: Request, pk: uuid.UUID) -> HttpResponse:
    """*Did you talk?* Yes: one tap logs it."""
    meeting, at = _meeting(request, pk), timezone.now()
    on = request.user.today(at)
    interaction = seen.talked(meeting, on=on, at=at)
    if interaction is None:
        return finish(request, reverse("reminders:today"), _("That was answered before."))
    message = logged_words(interaction, people_of(interaction), on)
    undo_url = _remember_answer(request, meeting)
    return finish(request, reverse("reminders:today"), message, undo_url=undo_url)


@require_POST
def not_talked(request: Request, pk: uuid.UUID) -> HttpResponse:
    """*Did you talk?* No."""
    meeting = _meeting(request, pk)
    first = people_to_ask(meeting).with_contacts().first()
    seen.did_not_talk(meeting)
    if first is None:
        return redirect("reminders:today")
    return _left(request, first.contact, _("Let be."), _remember_answer(request, meeting))


def _meeting(request: Request, pk: uuid.UUID) -> SeenMeeting:
    """Nobody takes it away while it is answered."""
    return get_object_or_404(SeenMeeting.objects.for_user(request.user).select_for_update(), pk=pk)


def _remember_answer(request: Request, meeting: SeenMeeting) -> str:
    before = {"id": str(meeting.pk)}
    at = timezone.now()
    return undo.remember(owner=request.user, verb=seen.ANSWERED, before=before, at=at)


def _person(request: Request, pk: uuid.UUID) -> Contact:
    return get_object_or_404(Contact.objects.for_user(request.user).kept(), pk=pk)


def _remember(request: Request, contact: Contact, columns: tuple[str, ...]) -> str:
    return undo.remember(
        owner=request.user,
        verb=contacts.CHANGE,
        before=contacts.standing([contact.pk], columns),
        at=timezone.now(),
    )


def _left(
    request: Request,
    contact: Contact,
    message: str,
    undo_url: str,
    *,
    asks: PlanSlot | None = None,
) -> HttpResponse:
    """Something left the list: what takes its place, and a toast with Undo.

    Another reason may keep the person there.
    """
    if wants_part(request):
        context = _context(request) | {"asks": asks.contact if asks else None}
        blocks = context["found"].blocks
        context["block"] = next((one for one in blocks if one.contact == contact), None)
        response = render(request, "reminders/_left.html", context)
        return toast(response, message, undo_url=undo_url)
    messages.success(request, message, extra_tags=undo_url)
    address = reverse("reminders:today")
    return HttpResponseRedirect(f"{address}?ask={asks.pk}" if asks else address)


def _refused(request: Request, problem: str) -> HttpResponse:
    """The day does not do: say so; nothing has changed."""
    if wants_part(request):
        return toast(HttpResponse(status=204), problem)
    messages.error(request, problem)
    return redirect("reminders:today")


def _asked_longer(request: Request) -> Contact | None:
    """Whom the question *longer, or stop tracking?* is about, without JavaScript."""
    asked = ids_of([request.GET.get("ask", "")])
    slots = PlanSlot.objects.for_user(request.user).by_ids(asked)
    slot = slots.select_related("contact").first()
    asks = slot is not None and passed_in_a_row(slot) >= ASKED_AFTER
    return slot.contact if slot and asks else None
