"""A mail in words: HTML and plain text from what was chosen, and the message around them."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime
from email import charset
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import State
from contacts.models import Contact
from contacts.reasons import short_name
from contacts.wording import short_day
from core.counting import said
from core.days import written
from core.direction import isolated
from interactions.enums import PromiseBy
from interactions.models import Interaction, Promise
from reminders.enums import MailKind, ReminderKind
from reminders.selectors import ASKED, OF_THE_PLAN
from reminders.tokens import (
    Action,
    Verb,
    action_token,
    coffee_token,
    meeting_token,
    unsubscribe_token,
)

if TYPE_CHECKING:
    from accounts.models import User
    from reminders.digest import Contents, Person
    from reminders.models import OutboxMail, Reminder
    from reminders.selectors import Met

LONGEST_SUBJECT = 120
NAMED_IN_SUBJECT = 2
MOON = {
    State.FRESH: ("fresh", "●"),
    State.SOON: ("soon", "◕"),
    State.DUE: ("due", "◑"),
    State.OVERDUE: ("over", "☽"),
    State.DORMANT: ("dorm", "○"),
}
# Seven bits on the wire: any server takes it, and no line grows too long.
QUOTED = charset.Charset("utf-8")
QUOTED.body_encoding = charset.QP
INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Letter:
    subject: str
    html: str
    text: str


def write(mail: "OutboxMail", contents: "Contents", *, at: datetime) -> Letter:
    """The mail in its owner's language. Links are absolute and bound to the mail's period."""
    user = mail.owner
    with translation.override(user.language or settings.LANGUAGE_CODE):
        context = _context(mail, contents, at)
        html = render_to_string("reminders/mail/digest.html", context)
        text = render_to_string("reminders/mail/digest.txt", context)
        return Letter(context["subject"], INLINER.inline(html), _tidy(text))


def message(mail: "OutboxMail", *, at: datetime) -> EmailMultiAlternatives:
    """The message to hand over; every attempt carries the same Message-ID."""
    letter = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.owner.email],
        headers={
            "Message-ID": mail.message_id,
            "X-Entity-Ref-ID": mail.message_id.strip("<>"),
            "Date": format_datetime(at),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{_unsubscribe_url(mail)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    letter.encoding = QUOTED  # type: ignore[assignment]
    letter.attach_alternative(mail.html, "text/html")
    return letter


def addresses(letter: EmailMultiAlternatives) -> tuple[str, str]:
    """Sender and recipient as the mail server wants them."""
    pair = (letter.from_email, letter.to[0])
    sender, recipient = (parseaddr(sanitize_address(one, "utf-8"))[1] for one in pair)
    return sender, recipient


def as_sent(letter: EmailMultiAlternatives) -> bytes:
    """The bytes for the wire. A long Message-ID or address stays in one line."""
    built = letter.message()
    built.policy = built.policy.clone(max_line_length=None)
    content: bytes = built.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return content


def _unsubscribe_url(mail: "OutboxMail") -> str:
    token = unsubscribe_token(mail.owner_id, MailKind(mail.kind))
    return _absolute("reminders:unsubscribe", token)


def _absolute(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


# --- the whole ---------------------------------------------------------------------


def _context(mail: "OutboxMail", contents: "Contents", at: datetime) -> dict[str, Any]:
    on, weekly = contents.on, mail.kind != MailKind.NOTE
    return {
        "language": translation.get_language(),
        "subject": _subject(mail, contents),
        "day": written(on, "l j F"),
        "greeting": _greeting(mail.owner, at),
        "intro": _intro(contents) if weekly else _("This is for today."),
        "is_test": mail.kind == MailKind.TEST,
        "weekly": weekly,
        "sections": _sections(mail, contents),
        "has_buttons": bool(contents.people or contents.meetings),
        "milestones": [_milestone(reminder, on) for reminder in contents.milestones],
        "more_milestones": _more_milestones(len(contents.left_milestones)),
        "more": _more(contents),
        "today_url": _absolute("reminders:today"),
        "log_url": _absolute("interactions:log"),
        "settings_url": _absolute("reminders:mails"),
        "unsubscribe_url": _unsubscribe_url(mail),
    }


def _sections(mail: "OutboxMail", contents: "Contents") -> list[dict[str, Any]]:
    """By what brings people there; who is there for a check-in alone comes last, and without a
    title if nothing else comes."""
    note = mail.kind == MailKind.NOTE
    last = _("You chose today for") if note else _("People")
    numbers = itertools.count(1)
    sections: list[dict[str, Any]] = []
    titles = [
        *(_("Promises"), _("Did it happen?"), _("Did you talk?"), _("To come back to")),
        last,
    ]
    for group, title in enumerate(titles):
        blocks = [block for block in contents.blocks if block.group == group]
        alone = group == OF_THE_PLAN and not sections and not note
        section = {
            "title": "" if alone else title,
            "asks": group == ASKED,
            "lines": [
                line
                for block in blocks
                if not block.suggested
                for line in _lines(block, mail, contents.on)
            ],
            "people": [
                {"number": next(numbers), **_person(block, mail, contents.on)}
                for block in blocks
                if block.suggested
            ],
        }
        sections += [section] if blocks else []
    return sections


def _greeting(user: "User", at: datetime) -> str:
    hour, name = at.astimezone(user.zone).hour, isolated(user.get_short_name())
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _intro(contents: "Contents") -> str:
    count = len(contents.people)
    if contents.is_empty:
        return _("A quiet week: nobody is due and nothing is promised. Enjoy it.")
    if not count:
        return _("Nobody is due this week; this is what comes up.")
    return ngettext(
        "One person for this week, who would be glad to hear from you.",
        "%(count)s people for this week. Any of them would be a good one to start with.",
        count,
    ) % {"count": _in_words(count)}


def _in_words(count: int) -> str:
    words = [_("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight")]
    return words[count - 2] if 2 <= count < 2 + len(words) else str(count)


def _more(contents: "Contents") -> list[dict[str, str]]:
    """What was left out, in numbers, each of which leads to what it counts."""
    people, promises = contents.rest, len(contents.left_promises)
    lines = []
    if promises:
        text = ngettext("And %(count)s more promise.", "And %(count)s more promises.", promises)
        lines.append(_left_out("promises", text % {"count": promises}))
    if people:
        lines.append(_left_out("mail", _rest(people, contents.folded) % {"count": said(people)}))
    return lines


def _more_milestones(count: int) -> dict[str, str]:
    if not count:
        return {}
    text = ngettext("And %(count)s more.", "And %(count)s more.", count)
    return _left_out("days", text % {"count": count})


def _left_out(what: str, text: str) -> dict[str, str]:
    return {"text": text, "url": f"{_absolute('reminders:others')}?of={what}"}


def _rest(people: int, folded: int) -> str:
    if folded:
        return ngettext("And %(count)s more.", "And %(count)s more.", people)
    return ngettext(
        "And %(count)s more who is due will wait.",
        "And %(count)s more who are due will wait.",
        people,
    )


# --- the subject -------------------------------------------------------------------


def _subject(mail: "OutboxMail", contents: "Contents") -> str:
    line = {
        MailKind.DIGEST: _weekly_subject,
        MailKind.NOTE: _note_subject,
        MailKind.TEST: _test_subject,
    }[MailKind(mail.kind)](contents)
    return Truncator(" ".join(line.split())).chars(LONGEST_SUBJECT)


def _weekly_subject(contents: "Contents") -> str:
    if contents.people:
        return _("This week: %(who)s") % {"who": _who(p.contact for p in contents.people)}
    if contents.promises:
        count = len(contents.promises)
        text = ngettext("This week: a promise", "This week: %(count)s promises", count)
        return text % {"count": count}
    if contents.blocks:
        return _("This week: %(who)s") % {"who": _who(b.contact for b in contents.blocks)}
    if contents.milestones:
        first = isolated(short_name(contents.milestones[0].contact))
        return _("This week: a word for %(name)s") % {"name": first}
    return _("A quiet week")


def _note_subject(contents: "Contents") -> str:
    contacts = [block.contact for block in contents.blocks]
    contacts += [reminder.contact for reminder in contents.milestones]
    return _("Today: %(who)s") % {"who": _who(dict.fromkeys(contacts))}


def _test_subject(contents: "Contents") -> str:
    return _("A test mail from Relcrm")


def _who(contacts: Any) -> str:
    """Ana, Siyuan and 3 more."""
    names = [isolated(short_name(contact)) for contact in contacts]
    named, rest = names[:NAMED_IN_SUBJECT], len(names) - NAMED_IN_SUBJECT
    if rest <= 0:
        return _(" and ").join(named)
    return _("%(names)s and %(count)s more") % {"names": ", ".join(named), "count": rest}


# --- one line each -----------------------------------------------------------------


def _lines(person: "Person", mail: "OutboxMail", on: date) -> list[dict[str, Any]]:
    """All reasons for which somebody is there, but for a check-in. They stand below the name of
    those who are suggested, and name the others themselves."""
    named = not person.suggested
    asked = person.group == ASKED  # and so below that title
    return [
        *(_promise(row, on, named=named) for row in person.promises),
        *(_question(row, titled=asked) for row in person.questions),
        *(_met(met, person.contact, mail) for met in person.meetings),
        *(_milestone(row, on, named=named) for row in (*person.follow_ups, *person.milestones)),
    ]


def _promise(promise: Promise, on: date, *, named: bool) -> dict[str, Any]:
    words = {"name": isolated(short_name(promise.contact)), "what": promise.text}
    mine = promise.by == PromiseBy.ME
    if named:
        text = _("You promised %(name)s: %(what)s") if mine else _("%(name)s promised: %(what)s")
    else:
        text = _("You promised: %(what)s") if mine else _("They promised: %(what)s")
    return {
        "when": _day(promise.due_on, on),
        "text": text % words,
        "url": _person_url(promise.contact),
    }


def _question(interaction: Interaction, *, titled: bool) -> dict[str, str]:
    people = [part.contact for part in interaction.participants.all()]
    words = {"kind": interaction.kind, "who": _who(people)}
    text = _("%(kind)s with %(who)s") if titled else _("%(kind)s with %(who)s: did it happen?")
    return {
        "when": _short(interaction.occurred_on),
        "text": text % words,
        "url": _absolute("reminders:today"),
    }


def _met(met: "Met", first: Contact, mail: "OutboxMail") -> dict[str, str]:
    """The line itself leads to the answer."""
    action = Action(mail.owner_id, met.meeting.pk, mail.period_key)
    url = _absolute("reminders:met", meeting_token(action))
    words = {"what": met.meeting.title or _("Meeting"), "who": _who([first, *met.others])}
    return {
        "when": _short(met.meeting.occurred_on),
        "text": _("%(what)s with %(who)s: did you talk?") % words,
        "url": url,
        "answer_url": url,
    }


def _milestone(reminder: "Reminder", on: date, *, named: bool = True) -> dict[str, str]:
    return {
        "when": _when(reminder, on),
        "text": f"{isolated(str(reminder.contact))}: {reminder.text}" if named else reminder.text,
        "url": _person_url(reminder.contact),
    }


def _when(reminder: "Reminder", on: date) -> str:
    if reminder.ends_on:  # known to the month only
        return date_format(reminder.due_on, "F")
    if reminder.kind == ReminderKind.MILESTONE:
        return _day(reminder.due_on, on)
    if reminder.kind == ReminderKind.NEW_ROLE:
        return _("noticed %(day)s") % {"day": short_day(reminder.due_on, on)}
    return _("Now")


def _short(day: date) -> str:
    return written(day, "D j M")


def _day(day: date | None, on: date) -> str:
    if day is None:
        return _("no date")
    if day == on:
        return _("Today")
    return _("was for %(day)s") % {"day": _short(day)} if day < on else _short(day)


def _person(person: "Person", mail: "OutboxMail", on: date) -> dict[str, Any]:
    contact = person.contact
    action = Action(mail.owner_id, contact.pk, mail.period_key)
    band, moon = MOON.get(person.state, ("none", "○"))
    urls = {
        f"{verb.name.lower()}_url": _absolute("reminders:act", action_token(verb, action), verb)
        for verb in Verb
    }
    urls["coffee_url"] = _absolute("reminders:coffee_by_mail", coffee_token(action))
    return {
        "name": contact.display,
        "band": band,
        "moon": moon,
        "meta": _meta(person, on),
        "reason": person.reason,
        "hook": person.hook,
        "lines": _lines(person, mail, on),
        "url": _person_url(contact),
        **urls,
    }


def _meta(person: "Person", on: date) -> str:
    """Overdue · Mentor · VP Product, Halden Robotics."""
    contact = person.contact
    types = [str(row.type) for row in contact.relationships.all() if row.is_current(on)]
    work = ", ".join(filter(None, [contact.title, contact.company and contact.company.name]))
    return " · ".join(filter(None, [str(person.state.label), *types, work]))


def _person_url(contact: Contact) -> str:
    return settings.SITE_URL + contact.get_absolute_url()


def _tidy(text: str) -> str:
    """Without the blank lines that the template's tags leave: at most two in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept: list[str] = []
    for line in lines:
        if line or kept[-2:] != ["", ""]:
            kept.append(line)
    return "\n".join(kept) + "\n"
