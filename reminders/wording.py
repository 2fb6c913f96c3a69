"""What Today says in words."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.wording import about_day, day_words, short_day
from core.counting import said
from core.days import written
from core.direction import isolated
from interactions.enums import Precision, PromiseBy, Status
from interactions.models import Interaction, Promise
from reminders.enums import ReminderKind
from reminders.models import PlanSlot, Reminder

if TYPE_CHECKING:
    from accounts.models import User
    from reminders.selectors import Met, Question, Today

NOON, EVENING = 12, 18


def greeting(hour: int, user: "User") -> str:
    words = {"name": isolated(user.get_short_name())}
    if hour < NOON:
        return _("Good morning, %(name)s") % words
    if hour < EVENING:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words


def line(found: "Today") -> str:
    """Below the greeting: whom the week still holds."""
    if not found.anybody:
        return _("Let’s find the handful of people you would hate to lose touch with.")
    if found.to_reach:
        return _people(found.to_reach)
    if found.reached:
        return _("That’s the week.")
    if found.blocks:
        return _("Something to come back to.")
    return _("Nobody is due. A calm week.")


def _people(count: int) -> str:
    numbers = (
        *("", _("One"), _("Two"), _("Three"), _("Four"), _("Five")),
        *(_("Six"), _("Seven"), _("Eight"), _("Nine"), _("Ten")),
    )
    in_words = numbers[count] if count < len(numbers) else str(count)
    return ngettext(
        "%(count)s person would be glad to hear from you.",
        "%(count)s people would be glad to hear from you.",
        count,
    ) % {"count": in_words}


def rest(found: "Today") -> str:
    """Everybody else who is due, in one quiet line."""
    count = found.rest
    if not count:
        return ""
    words = {"count": said(count)}
    if found.folded:
        return ngettext("And %(count)s more.", "And %(count)s more.", count) % words
    return (
        ngettext(
            "%(count)s other who is due will wait for a coming week.",
            "The other %(count)s who are due will wait for a coming week.",
            count,
        )
        % words
    )


def dormant(found: "Today") -> str:
    """Who is suggested no more: told, so that nobody is lost in silence."""
    count = found.dormant
    if not count:
        return ""
    return ngettext(
        "%(count)s person has gone quiet and is suggested no more.",
        "%(count)s people have gone quiet and are suggested no more.",
        count,
    ) % {"count": said(count)}


def promised(promise: Promise, on: date) -> str:
    """Whose word, and by when."""
    mine = promise.by == PromiseBy.ME
    if promise.due_on is None:
        return _("you promised") if mine else _("they promised")
    words = {"day": near_day(promise.due_on, on)}
    if promise.due_on < on:
        return (_("you promised by %(day)s") if mine else _("they promised by %(day)s")) % words
    return (_("you promised, for %(day)s") if mine else _("they promised, for %(day)s")) % words


def near_day(day: date, on: date) -> str:
    """Today, tomorrow, yesterday, else 20 Nov."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get((day - on).days) or short_day(day, on)


def asked(question: "Question", on: date) -> str:
    """Coffee with Ben on 3 December: did it happen?"""
    interaction = question.interaction
    words = {"what": interaction.kind, "day": near_day(interaction.occurred_on, on)}
    if question.others:
        others = ", ".join(isolated(other.display) for other in question.others[:3])
        return _("%(what)s, %(day)s, also with %(others)s: did it happen?") % {
            **words,
            "others": others,
        }
    return _("%(what)s, %(day)s: did it happen?") % words


def talked(met: "Met", on: date) -> str:
    """Roadmap, yesterday, also with Ben: did you talk?"""
    meeting = met.meeting
    words = {"what": meeting.title or _("Meeting"), "day": near_day(meeting.occurred_on, on)}
    if met.others:
        words["others"] = ", ".join(isolated(other.display) for other in met.others[:3])
        return _("%(what)s, %(day)s, also with %(others)s: did you talk?") % words
    return _("%(what)s, %(day)s: did you talk?") % words


def milestone(reminder: Reminder, on: date) -> str:
    """Birthday, Saturday · Title changed X → Y, noticed 19 Nov."""
    words = {"what": reminder.text, "day": short_day(reminder.due_on, on)}
    if reminder.kind == ReminderKind.NEW_ROLE:
        return _("%(what)s, noticed %(day)s") % words
    if reminder.ends_on:
        return _("%(what)s, in %(month)s") % {
            "what": reminder.text,
            "month": date_format(reminder.due_on, "F"),
        }
    if abs((reminder.due_on - on).days) <= 1:
        return f"{reminder.text}, {near_day(reminder.due_on, on)}"
    return f"{reminder.text}, {date_format(reminder.due_on, 'l')}"


def follow_up(reminder: Reminder, on: date) -> str:
    """Say thank you for advice, since 19 Nov."""
    if reminder.due_on >= on:
        return reminder.text
    return _("%(what)s, since %(day)s") % {
        "what": reminder.text,
        "day": short_day(reminder.due_on, on),
    }


def when(interaction: Interaction, on: date) -> str:
    """Fri 13 Nov; less exactly if it is known less exactly."""
    if interaction.precision != Precision.DAY:
        return about_day(interaction.occurred_on, interaction.precision, on)
    near = (on - interaction.occurred_on).days < 60
    return written(interaction.occurred_on, "D j M" if near else "j M Y")


def reached(slot: PlanSlot, on: date) -> str:
    """Call on Tuesday · Coffee planned for 3 December."""
    interaction = slot.interaction
    if interaction is None:
        return str(slot.get_outcome_display())
    if interaction.status == Status.PLANNED:
        return _("%(what)s planned for %(day)s") % {
            "what": interaction.kind,
            "day": day_words(interaction.occurred_on, on),
        }
    if interaction.occurred_on == on:
        return _("%(what)s today") % {"what": interaction.kind}
    return _("%(what)s on %(day)s") % {
        "what": interaction.kind,
        "day": date_format(interaction.occurred_on, "l"),
    }
