"""Settings: the user's own words for drafted messages."""

from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import undo
from core.http import Request
from reminders import services
from reminders.forms import MessageForm
from reminders.messages import PLACEHOLDERS, Message, shipped, words
from reminders.models import MessageTemplate


@require_GET
def messages(request: Request) -> HttpResponse:
    """Every message, with the words that it has now."""
    own = {row.message: row for row in MessageTemplate.objects.for_user(request.user)}
    rows = [
        {
            "key": one.value,
            "label": one.label,
            "subject": own[one].subject if one in own else shipped(one).subject,
            "is_own": one in own,
        }
        for one in Message
    ]
    context = {"section": "messages", "rows": rows}
    return render(request, "reminders/messages.html", context)


@require_http_methods(["GET", "POST"])
def message(request: Request, key: str) -> HttpResponse:
    this = _known(key)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        initial=words(request.user, this)._asdict(),
    )
    if form.is_valid() and not form.differing:
        services.set_message(request.user, this, **form.cleaned_data)
        notices.success(request, _("Saved."))
        return redirect("reminders:messages")
    own = MessageTemplate.objects.for_user(request.user).of_message(this)
    context: dict[str, Any] = {
        "section": "messages",
        "form": form,
        "key": this.value,
        "label": this.label,
        "is_own": own.exists(),
        "placeholders": [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()],
    }
    return render(request, "reminders/message.html", context, status=form.status)


@require_POST
def message_reset(request: Request, key: str) -> HttpResponse:
    """Relcrm's own words again."""
    this = _known(key)
    undo_url = undo.remember(
        owner=request.user,
        verb="reminders.message",
        before={"message": this.value, **words(request.user, this)._asdict()},
        at=timezone.now(),
    )
    services.reset_message(request.user, this)
    notices.success(request, _("These are Relcrm’s words again."), extra_tags=undo_url)
    return redirect("reminders:messages")


def _known(key: str) -> Message:
    if key not in Message.values:
        raise Http404
    return Message(key)
