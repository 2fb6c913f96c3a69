"""How the telling is doing, for one user and in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.days import written
from reminders import mail_log, outbox
from reminders.enums import MailKind, MailState
from reminders.mail_log import BAD, GOOD, QUIET
from reminders.models import Heartbeat, OutboxMail
from reminders.selectors import TICK_LATE

if TYPE_CHECKING:
    from accounts.models import User

LATELY = timedelta(days=30)
NOT_SENT = [MailState.FAILED, MailState.HELD, MailState.MISSED]


@dataclass(frozen=True)
class Sentence:
    text: str
    tone: str = QUIET


def sentences(user: "User", at: datetime) -> list[Sentence]:
    """When things were last looked at, when the next e-mail comes, what became of the last."""
    said = [_check(at), _next(user, at), _last(user, at), _failures(user, at)]
    return [sentence for sentence in said if sentence]


def _check(at: datetime) -> Sentence:
    beat = Heartbeat.objects.filter(name="tick").first()
    if beat is None:
        return Sentence(_("Nothing has looked at the calendar yet: its worker has never run."), BAD)
    words = {"ago": ago(at - beat.at)}
    if abs(at - beat.at) > TICK_LATE:
        return Sentence(
            _("The last check was %(ago)s; there should be one each minute.") % words, BAD
        )
    return Sentence(_("The last check was %(ago)s.") % words, GOOD)


def _next(user: "User", at: datetime) -> Sentence:
    if not user.digest_on:
        return Sentence(_("You want no weekly e-mail."))
    moment = outbox.next_digest_at(user, at)
    if moment <= at:
        return Sentence(_("Your next e-mail is being written."))
    local = timezone.localtime(moment, user.zone)
    words = {
        "day": written(local, "l j F"),
        "time": date_format(local, "H:i"),
    }
    if not outbox.can_send():
        return Sentence(
            _("Your next summary is here on %(day)s at %(time)s; no e-mail leaves this machine.")
            % words
        )
    return Sentence(_("Your next e-mail comes on %(day)s at %(time)s.") % words)


def _last(user: "User", at: datetime) -> Sentence | None:
    mails = OutboxMail.objects.for_user(user).of_kind(MailKind.DIGEST).newest_first()
    last = mails.with_deliveries().first()
    if last is None:
        return None
    entry = mail_log.entry(last, user.today(at))
    return Sentence(_("The last weekly e-mail: %(state)s") % {"state": entry.state}, entry.tone)


def _failures(user: "User", at: datetime) -> Sentence | None:
    mails = OutboxMail.objects.for_user(user).made_since(at - LATELY)
    count = mails.in_states(NOT_SENT).count()
    if not count:
        return None
    text = ngettext(
        "%(count)s e-mail of the past month could not be sent; below you can send it again.",
        "%(count)s e-mails of the past month could not be sent; below you can send them again.",
        count,
    )
    return Sentence(text % {"count": count}, BAD)


def ago(span: timedelta) -> str:
    """A moment ago, 5 minutes ago, 3 hours ago, 2 days ago."""
    seconds = abs(int(span.total_seconds()))
    if seconds < 60:
        return _("less than a minute ago")
    for size, said in (
        (86_400, ngettext("%(n)s day ago", "%(n)s days ago", seconds // 86_400)),
        (3600, ngettext("%(n)s hour ago", "%(n)s hours ago", seconds // 3600)),
    ):
        if seconds >= size:
            return said % {"n": seconds // size}
    return ngettext("%(n)s minute ago", "%(n)s minutes ago", seconds // 60) % {"n": seconds // 60}
