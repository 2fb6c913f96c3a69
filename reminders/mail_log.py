"""A user's mails, and what became of each in plain words."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.days import written
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail
from reminders.outbox import can_be_sent_again

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 50
ENDS_IN_ADDRESS = re.compile(r"(\s*)(.*?):?\s*(https?://\S+)")
GOOD, BAD, QUIET = "good", "bad", ""
TONES = {
    MailState.SENT: GOOD,
    MailState.FAILED: BAD,
    MailState.HELD: BAD,
    MailState.MISSED: BAD,
}


@dataclass(frozen=True)
class Entry:
    mail: OutboxMail
    title: str
    state: str
    said: str  # the mail server's last words, where something is wrong
    tone: str
    can_be_read: bool
    can_be_sent_again: bool


def entries(user: "User", on: date) -> list[Entry]:
    """The newest mails, in two queries."""
    mails = OutboxMail.objects.for_user(user).newest_first().with_deliveries()
    return [entry(mail, on) for mail in mails[:SHOWN]]


def entry(mail: OutboxMail, on: date) -> Entry:
    attempts = list(mail.deliveries.all())
    state = MailState(mail.state)
    is_wrong = state not in {MailState.SENT, MailState.STOPPED, MailState.SKIPPED}
    return Entry(
        mail=mail,
        title=mail.subject or str(MailKind(mail.kind).label).capitalize(),
        state=_state(mail, attempts_made=len(attempts)),
        said=attempts[-1].detail if attempts and is_wrong else "",
        tone=TONES.get(state, QUIET),
        can_be_read=bool(mail.text),
        can_be_sent_again=can_be_sent_again(mail, on),
    )


def _state(mail: OutboxMail, attempts_made: int) -> str:
    match MailState(mail.state):
        case MailState.SENT:
            return _("Sent on %(when)s.") % {"when": _moment(mail.sent_at)}
        case MailState.DUE if attempts_made:
            return _("Not taken yet; the next try is on %(when)s.") % {"when": _moment(mail.try_at)}
        case MailState.DUE:
            return _("Waiting to be sent.")
        case MailState.CLAIMED | MailState.HANDING_OVER:
            return _("Being sent.")
        case MailState.FAILED:
            return _("The mail server refused it.")
        case MailState.AMBIGUOUS | MailState.HELD:
            return _("Perhaps sent: the connection broke at the last moment. It is held back.")
        case MailState.MISSED:
            return _("Missed: its time went by before it could be sent.")
        case MailState.IN_APP:
            return _("To be read here; it was not sent.")
        case MailState.STOPPED:
            return _("Not sent: this e-mail was switched off.")
        case MailState.SKIPPED:
            return _("Not sent: there was nothing to say.")


@dataclass(frozen=True)
class Line:
    """A line of a mail's text; one that ends in an address is a link of its words."""

    words: str
    url: str = ""
    indent: str = ""


def lines(mail: OutboxMail) -> list[Line]:
    return [_line(line) for line in mail.text.splitlines()]


def _line(text: str) -> Line:
    found = ENDS_IN_ADDRESS.fullmatch(text)
    return Line(found[2] or found[3], found[3], found[1]) if found else Line(text)


def _moment(at: datetime | None) -> str:
    """16 November at 08:00, by the reader's clock."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    words = {"day": written(local, "j F"), "time": date_format(local, "H:i")}
    return _("%(day)s at %(time)s") % words


def troubles(user: "User") -> list[tuple[str, str]]:
    """What the user should know about their mail as a whole: tone and sentence."""
    lines = []
    if settings.MAIL is None:
        off = _("No e-mail leaves this machine; set EMAIL_URL. Digests are read here.")
        lines.append((QUIET, off))
    if user.mail_parked_reason:
        parked = _("Your address was refused three times, so nothing is sent there: %(said)s")
        lines.append((BAD, parked % {"said": user.mail_parked_reason}))
    return lines
