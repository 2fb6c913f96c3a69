"""Messages to begin with, for one person. Nothing is sent from here."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import MethodKind
from contacts.models import Contact
from contacts.reasons import short_name
from contacts.wording import about_day, day_words
from interactions.enums import KindKey, Precision, PromiseBy
from interactions.models import Promise
from reminders.enums import ReminderKind
from reminders.messages import Message, fill, words
from reminders.models import Reminder
from reminders.recall import LastTime

if TYPE_CHECKING:
    from accounts.models import User


class DraftKind(models.TextChoices):
    CATCH_UP = "catch_up", gettext_lazy("Catch up")
    CONGRATULATE = "congratulate", gettext_lazy("Congratulate")
    THANK = "thank", gettext_lazy("Say thanks")
    FOLLOW_UP = "follow_up", gettext_lazy("Follow up")
    REPORT_BACK = "report_back", gettext_lazy("Report back")
    NEW_DATE = "new_date", gettext_lazy("A new day")
    REMIND = "remind", gettext_lazy("Remind")
    ASK = "ask", gettext_lazy("Ask")


# What each is logged as once it is sent.
LOGGED_AS = {
    DraftKind.CATCH_UP: KindKey.WROTE,
    DraftKind.CONGRATULATE: KindKey.CONGRATULATION,
    DraftKind.THANK: KindKey.THANKS,
    DraftKind.FOLLOW_UP: KindKey.WROTE,
    DraftKind.REPORT_BACK: KindKey.WROTE,
    DraftKind.NEW_DATE: KindKey.WROTE,
    DraftKind.REMIND: KindKey.WROTE,
    DraftKind.ASK: KindKey.WROTE,
}
ASKED_BY = {
    ReminderKind.MILESTONE: DraftKind.CONGRATULATE,
    ReminderKind.NEW_ROLE: DraftKind.CONGRATULATE,
    ReminderKind.THANK: DraftKind.THANK,
    ReminderKind.FOLLOW_UP: DraftKind.FOLLOW_UP,
    ReminderKind.REPORT_BACK: DraftKind.REPORT_BACK,
}


@dataclass(frozen=True)
class Draft:
    kind: DraftKind
    subject: str
    text: str
    to: str
    message: Message = Message.CATCH_UP

    @property
    def mailto(self) -> str:
        """The message in the user's own mail program."""
        body = self.text.replace("\n", "\r\n")
        return f"mailto:{quote(self.to, safe='@+')}?subject={_quoted(self.subject)}" + (
            f"&body={_quoted(body)}"
        )


def _quoted(text: str) -> str:
    return quote(text, safe="")


def draft(
    user: "User",
    contact: Contact,
    kind: DraftKind,
    about: Reminder | None,
    then: LastTime,
    on: date,
    promise: Promise | None = None,
) -> Draft:
    """The words for one person; `about`: what is congratulated on or thanked for; `then`: when
    they last talked; `promise`: whose day is another one."""
    message = message_for(kind, about, contact)
    subject, text = words(user, message)
    values = {
        "first_name": short_name(contact).split(" ")[0] or contact.display,
        "my_name": user.get_short_name() if user.name else "",
        "last_day": _last_day(contact, then, on),
        "company": contact.company.name if contact.company else _("your new place"),
        "occasion": about.text if about else "",
        "thing": _thing(about),
        "promise": promise.text if promise else _("do something for you"),
        "day": _promised_for(promise, on),
    }
    return Draft(
        kind, fill(subject, values), fill(text, values).strip(), _address(contact), message
    )


def message_for(kind: DraftKind, about: Reminder | None, contact: Contact) -> Message:
    """Which words."""
    if kind == DraftKind.CONGRATULATE:
        what = about.what if about else ""
        return Message(what) if what in Message else Message.CONGRATULATE
    if kind == DraftKind.CATCH_UP and contact.last_contact_on is None:
        return Message.HELLO
    return Message(kind.value)


def kind_for(about: Reminder | None, wanted: str, promise: Promise | None = None) -> DraftKind:
    """What is asked for, else what the promise or the reminder asks for."""
    if wanted in DraftKind.values:
        return DraftKind(wanted)
    if promise:
        return DraftKind.NEW_DATE if promise.by == PromiseBy.ME else DraftKind.REMIND
    return ASKED_BY[ReminderKind(about.kind)] if about else DraftKind.CATCH_UP


def kinds_offered(
    about: Reminder | None, kind: DraftKind, promise: Promise | None = None
) -> list[DraftKind]:
    """What the reminder asks for, then those that always fit."""
    always = [DraftKind.CATCH_UP, DraftKind.THANK, DraftKind.ASK]
    return list(dict.fromkeys([kind_for(about, "", promise), *always, kind]))


def _promised_for(promise: Promise | None, on: date) -> str:
    if promise is None or promise.due_on is None:
        return _("soon")
    return _("on %(day)s") % {"day": day_words(promise.due_on, on)}


def _last_day(contact: Contact, then: LastTime, on: date) -> str:
    """As exactly as it is known: on 12 September, in spring 2026."""
    if contact.last_contact_on is None:
        return ""
    if then.precision != Precision.DAY:
        when = about_day(contact.last_contact_on, then.precision, on)
        return _("in %(when)s") % {"when": when}
    return _("on %(day)s") % {"day": day_words(contact.last_contact_on, on)}


def _thing(about: Reminder | None) -> str:
    return {
        "advice": _("your advice"),
        "introduction": _("the introduction"),
        "referral": _("the referral"),
        "reference": _("the reference"),
    }.get(about.what if about else "", _("your help"))


def _address(contact: Contact) -> str:
    methods = contact.methods.filter(kind=MethodKind.EMAIL).order_by("-primary", "position", "pk")
    return methods.values_list("value", flat=True).first() or ""
