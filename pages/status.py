"""The pulse in plain words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.broker import BrokerState
from pages.pulse import Pulse
from reminders.doing import ago
from reminders.enums import MailState


@dataclass(frozen=True)
class Row:
    what: str
    said: str
    well: bool = True


def rows(pulse: Pulse, broker: BrokerState) -> list[Row]:
    return [
        Row(_("Last check"), _ago(pulse, pulse.tick_at), pulse.is_ticking),
        Row(_("Broker"), str(broker.label), broker == BrokerState.WELL),
        Row(_("Last weekly plan"), _ago(pulse, pulse.plan_at)),
        _mail_server(),
        Row(_("Last weekly e-mail"), _ago(pulse, pulse.digest_at)),
        Row(_("Waiting to be sent"), _queue(pulse), pulse.queue_moves),
        _count(_("Sent"), pulse.of(MailState.SENT), well=True),
        _count(_("Refused"), pulse.of(MailState.FAILED)),
        _count(_("Held back"), pulse.of(MailState.HELD)),
        _count(_("Of unknown ending"), pulse.ambiguous),
        _count(_("Missed"), pulse.of(MailState.MISSED)),
        _calendars(pulse.calendars_failing),
    ]


def _ago(pulse: Pulse, at: datetime | None) -> str:
    return ago(pulse.at - at) if at else _("never")


def _mail_server() -> Row:
    if settings.MAIL is None:
        return Row(_("Mail server"), _("none: no e-mail leaves this machine; set EMAIL_URL"))
    return Row(_("Mail server"), f"{settings.MAIL.host}:{settings.MAIL.port}")


def _queue(pulse: Pulse) -> str:
    if not pulse.waiting:
        return _("nothing")
    words = {"count": pulse.waiting, "since": ago(pulse.queue_age)}
    return (
        ngettext(
            "%(count)s e-mail, since %(since)s",
            "%(count)s e-mails, the first since %(since)s",
            pulse.waiting,
        )
        % words
    )


def _calendars(failing: int) -> Row:
    """Nothing is wrong here because a user's calendar has moved; the user is told."""
    said = ngettext(
        "%(n)s could not be read three times in a row",
        "%(n)s could not be read three times in a row",
        failing,
    )
    return Row(_("Calendars of users"), said % {"n": failing})


def _count(what: str, count: int, *, well: bool | None = None) -> Row:
    said = ngettext("%(n)s in the past 30 days", "%(n)s in the past 30 days", count)
    return Row(what, said % {"n": count}, count == 0 if well is None else well)
