"""The pages behind a mail's links, and the user's mails in the app.

The links work without a session: the token says whose they are. A GET, by whomever, changes
nothing; mail scanners open every link.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import services as accounts
from accounts.forms import MailForm
from accounts.models import User
from core.http import Request
from interactions import seen
from interactions.models import SeenMeeting
from interactions.selectors import names, people_to_ask
from reminders import doing, links, mail_log, outbox, tokens
from reminders.coffee import download
from reminders.enums import MailKind
from reminders.links import Link
from reminders.mail_forms import DoneForm
from reminders.mail_tasks import deliver_due
from reminders.models import OutboxMail, UsedLink
from reminders.tokens import Gone, NoToken, TooOld, Verb

# --- behind the links ------------------------------------------------------------------


@csrf_exempt  # the token is the authority; there may be no cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Done, Snooze a week or Not now: say what it is and ask; a POST does it, once."""
    at = timezone.now()
    try:
        with links.opened(Verb(verb), token, at) as link:
            if used := link.used():
                return _did(request, link, used)
            return DEEDS[link.verb](request, link, at)
    except NoToken as error:
        return _gone(request, error)


def _done(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = DoneForm(sent, owner=link.user, on=link.user.today(at))
    if form.is_valid():
        said = form.cleaned_data
        used = links.done(link, kind=said["what"], occurred_on=said["occurred_on"], at=at)
        return _did(request, link, used)
    status = 422 if form.errors else 200
    return _page(request, "done", link, {"form": form}, status)


def _snooze(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    if request.method == "POST":
        return _did(request, link, links.snooze_a_week(link, at=at))
    return _page(request, "snooze", link, {"until": link.user.today(at) + links.A_WEEK})


def _not_now(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    if request.method == "POST":
        return _did(request, link, links.not_now(link, at=at))
    return _page(request, "not_now", link, {})


DEEDS = {Verb.DONE: _done, Verb.SNOOZE: _snooze, Verb.NOT_NOW: _not_now}


@login_not_required
@require_safe
def coffee(request: HttpRequest, token: str) -> HttpResponse:
    """A file for the calendar; it names the person and nothing else, and may be opened often."""
    at = timezone.now()
    try:
        action = tokens.read_coffee(token, at.date())
        with links.person_of(action) as (user, contact):
            return _private(download(user, contact, at=at))
    except NoToken as error:
        return _gone(request, error)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def met(request: HttpRequest, token: str) -> HttpResponse:
    """*Did you talk?* A POST answers, once."""
    at = timezone.now()
    try:
        action = tokens.read_meeting(token, at.date())
        with links.meeting_of(action) as (user, meeting):
            on = user.today(at)
            if request.method == "POST":
                _answer(meeting, request.POST.get("answer", ""), on, at)
                meeting.refresh_from_db()
            people = [row.contact for row in people_to_ask(meeting).with_contacts()]
            context = {
                "names": names(people),
                "day": meeting.occurred_on,
                "said": links.said_of(meeting, on) or (not people and _("This was noted.")),
                "somebody_else": request.user.is_authenticated and request.user.pk != user.pk,
            }
            return _private(render(request, "reminders/links/met.html", context))
    except NoToken as error:
        return _gone(request, error)


def _answer(meeting: SeenMeeting, answer: str, on: date, at: datetime) -> None:
    if answer == "yes":
        seen.talked(meeting, on=on, at=at)
    elif answer == "no":
        seen.did_not_talk(meeting)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail; the POST may come from a mail program (RFC 8058), of any type."""
    try:
        user_id, kind = tokens.read_unsubscribe(token)
        with links.speaking_for(user_id) as user:
            if request.method == "POST":
                outbox.unsubscribe(user, kind, at=timezone.now())
            context = {"is_note": kind == MailKind.NOTE, "is_off": not outbox.wants(user, kind)}
            return _private(render(request, "reminders/links/unsubscribe.html", context))
    except NoToken as error:
        return _gone(request, error)


def _did(request: HttpRequest, link: Link, used: UsedLink) -> HttpResponse:
    asks = links.asks_longer(link, timezone.now())
    return _page(request, "did", link, {"said": links.said(link, used), "asks": asks})


def _page(
    request: HttpRequest, name: str, link: Link, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """It names the person and nothing else; and says so if somebody else is signed in."""
    somebody = request.user.is_authenticated and request.user.pk != link.user.pk
    context = {"name": link.contact.display, "somebody_else": somebody, **context}
    return _private(render(request, f"reminders/links/{name}.html", context, status=status))


def _gone(request: HttpRequest, error: NoToken) -> HttpResponse:
    context = {"is_old": isinstance(error, TooOld), "is_gone": isinstance(error, Gone)}
    return _private(render(request, "reminders/links/gone.html", context, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it goes to no other site, and no index."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- in the app ------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def mails(request: Request) -> HttpResponse:
    """When e-mail is wanted, and what was sent, or not and why."""
    user, at = request.user, timezone.now()
    # A copy: a form that fails must not change the user of whom the page tells.
    mine = User.objects.get(pk=user.pk)
    form = MailForm(request.POST if request.method == "POST" else None, instance=mine)
    if form.is_valid():
        accounts.change_settings(user, at=at, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("reminders:mails")
    context = {
        "section": "mail",
        "form": form,
        "doing": doing.sentences(user, at),
        "entries": mail_log.entries(user, user.today(at)),
        "troubles": mail_log.troubles(user),
        "can_send": outbox.can_send(),
    }
    return render(request, "reminders/mails.html", context, status=422 if form.errors else 200)


@require_GET
def mail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One mail as text, so that it can be read where no mail leaves."""
    found = _own(request, pk)
    context = {
        "section": "mail",
        "entry": mail_log.entry(found, request.user.today(timezone.now())),
        "lines": mail_log.lines(found),
    }
    return render(request, "reminders/mail.html", context)


@require_POST
def send_again(request: Request, pk: uuid.UUID) -> HttpResponse:
    return _ask(request, lambda at: outbox.send_again(_own(request, pk), at=at))


@require_POST
def test_mail(request: Request) -> HttpResponse:
    return _ask(request, lambda at: outbox.send_test(request.user, at=at))


def _ask(request: Request, ask: Callable[[datetime], object]) -> HttpResponse:
    try:
        ask(timezone.now())
    except outbox.NotNow:
        messages.info(request, _("That mail is on its way already, or can’t be sent now."))
    else:
        # A dead broker delays it by seconds: the next beat finds the row.
        transaction.on_commit(deliver_due.delay, robust=True)
        messages.success(request, _("It will be sent within a minute."))
    return redirect("reminders:mails")


def _own(request: Request, pk: uuid.UUID) -> OutboxMail:
    return get_object_or_404(OutboxMail.objects.for_user(request.user).with_deliveries(), pk=pk)
