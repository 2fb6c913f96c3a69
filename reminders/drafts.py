"""Messages to begin with: fixed words, a fixed list of placeholders, replaced plainly.

Nothing that a user typed is ever read as a template, and nothing is sent from here.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.enums import DateKind, MethodKind
from contacts.models import Contact
from contacts.reasons import short_name
from contacts.wording import about_day, day_words
from interactions.enums import KindKey, Precision
from reminders.enums import ReminderKind
from reminders.models import Reminder
from reminders.recall import LastTime

if TYPE_CHECKING:
    from accounts.models import User

PLACEHOLDERS = ("first_name", "my_name", "last_day", "company", "occasion", "thing")


class DraftKind(models.TextChoices):
    CATCH_UP = "catch_up", gettext_lazy("Catch up")
    CONGRATULATE = "congratulate", gettext_lazy("Congratulate")
    THANK = "thank", gettext_lazy("Say thanks")
    FOLLOW_UP = "follow_up", gettext_lazy("Follow up")
    REPORT_BACK = "report_back", gettext_lazy("Report back")


# What each is logged as once it is sent.
LOGGED_AS = {
    DraftKind.CATCH_UP: KindKey.WROTE,
    DraftKind.CONGRATULATE: KindKey.CONGRATULATION,
    DraftKind.THANK: KindKey.THANKS,
    DraftKind.FOLLOW_UP: KindKey.WROTE,
    DraftKind.REPORT_BACK: KindKey.WROTE,
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
) -> Draft:
    """The words for one person; `about`: what is congratulated on or thanked for; `then`: when
    they last talked."""
    subject, text = _words(kind, about, contact)
    values = {
        "first_name": short_name(contact).split(" ")[0] or contact.display,
        "my_name": user.get_short_name() if user.name else "",
        "last_day": _last_day(contact, then, on),
        "company": contact.company.name if contact.company else _("your new place"),
        "occasion": about.text if about else "",
        "thing": _thing(about),
    }
    return Draft(kind, fill(subject, values), fill(text, values).strip(), _address(contact))


def fill(text: str, values: dict[str, str]) -> str:
    """Put the values in the place of their names, once: what they contain is left alone."""
    pattern = "|".join(PLACEHOLDERS)
    return re.sub(rf"\{{({pattern})\}}", lambda found: values[found[1]], text)


def kind_for(about: Reminder | None, wanted: str) -> DraftKind:
    """What is asked for, else what the reminder asks for."""
    if wanted in DraftKind.values:
        return DraftKind(wanted)
    return ASKED_BY[ReminderKind(about.kind)] if about else DraftKind.CATCH_UP


def kinds_offered(about: Reminder | None, kind: DraftKind) -> list[DraftKind]:
    """What the reminder asks for, then those that always fit."""
    return list(dict.fromkeys([kind_for(about, ""), DraftKind.CATCH_UP, DraftKind.THANK, kind]))


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


def _words(kind: DraftKind, about: Reminder | None, contact: Contact) -> tuple[str, str]:
    """Subject and text, with placeholders."""
    if kind == DraftKind.CONGRATULATE:
        subject, line = _congratulation(about.what if about else "")
        return subject, _letter(line)
    if kind == DraftKind.THANK:
        return _("Thank you"), _letter(
            _("Thank you for {thing}. It helped me, and I wanted to say so.")
        )
    if kind == DraftKind.FOLLOW_UP:
        line = _("It was good to meet you. I would like to go on with our conversation.")
        return _("Good to meet you"), _letter(line)
    if kind == DraftKind.REPORT_BACK:
        line = _("You helped me with {thing}, and I would like to tell you how it went:")
        return _("How it went"), _letter(line)
    if contact.last_contact_on is None:
        line = _("I have been meaning to write to you. How are you, and what are you working on?")
        return _("Hello"), _letter(line)
    line = _("We last talked {last_day}. How have you been since, and what are you working on?")
    return _("Catching up"), _letter(line, _("Would you have half an hour for a coffee or a call?"))


def _congratulation(what: str) -> tuple[str, str]:
    lines = {
        DateKind.BIRTHDAY: (
            _("Happy birthday"),
            _("Happy birthday! I hope you have a lovely day."),
        ),
        DateKind.WORK: (
            _("Congratulations"),
            _("Congratulations on your anniversary at {company}!"),
        ),
        DateKind.PROMOTION: (
            _("Congratulations"),
            _("Congratulations on your promotion! It is well deserved."),
        ),
        DateKind.NEW_JOB: (
            _("Congratulations"),
            _("I saw that you have a new role. Congratulations! How is it going?"),
        ),
        DateKind.AWARD: (
            _("Congratulations"),
            _("Congratulations on the award! I was glad to see it."),
        ),
        DateKind.PUBLICATION: (
            _("Congratulations"),
            _("Congratulations on the publication! I am looking forward to reading it."),
        ),
    }
    other = (_("Thinking of you"), _("I am thinking of you today: {occasion}."))
    return (
        lines.get(DateKind(what), other) if what else (_("Congratulations"), _("Congratulations!"))
    )


def _letter(*lines: str) -> str:
    return "\n\n".join([_("Hi {first_name},"), *lines, "{my_name}"])
