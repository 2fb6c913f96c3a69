"""The words of drafted messages: those that Relcrm ships, and the user's own in their place.

A fixed list of placeholders, replaced plainly: nothing that a user typed is ever read as a
template.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reminders.models import MessageTemplate

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_SUBJECT, LONGEST_TEXT = 200, 5000
PLACEHOLDERS = {
    "first_name": gettext_lazy("what you call them"),
    "my_name": gettext_lazy("your first name"),
    "last_day": gettext_lazy("when you last talked, as “on 12 September”"),
    "company": gettext_lazy("where they work"),
    "occasion": gettext_lazy("the milestone, as “Work anniversary, 5 years”"),
    "thing": gettext_lazy("what you thank for, as “your advice”"),
    "promise": gettext_lazy("what was promised, as “send the deck”"),
    "day": gettext_lazy("the day of the promise, as “on 27 November”"),
}
NAMES = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


class Message(models.TextChoices):
    """Each message that has words of its own."""

    HELLO = "hello", gettext_lazy("Catch up, never talked before")
    CATCH_UP = "catch_up", gettext_lazy("Catch up")
    BIRTHDAY = "birthday", gettext_lazy("Birthday")
    WORK = "work", gettext_lazy("Work anniversary")
    ANNIVERSARY = "anniversary", gettext_lazy("Anniversary")
    PROMOTION = "promotion", gettext_lazy("Promotion")
    NEW_JOB = "new_job", gettext_lazy("New job")
    AWARD = "award", gettext_lazy("Award")
    PUBLICATION = "publication", gettext_lazy("Publication")
    CUSTOM = "custom", gettext_lazy("Another date of theirs")
    CONGRATULATE = "congratulate", gettext_lazy("Congratulations on anything else")
    THANK = "thank", gettext_lazy("Thank you")
    FOLLOW_UP = "follow_up", gettext_lazy("Follow up")
    REPORT_BACK = "report_back", gettext_lazy("How it went")
    NEW_DATE = "new_date", gettext_lazy("A new day for your promise")
    REMIND = "remind", gettext_lazy("A day for their promise")
    ASK = "ask", gettext_lazy("Ask for something")


class Words(NamedTuple):
    """Subject and text, with placeholders."""

    subject: str
    text: str


def words(user: "User", message: Message) -> Words:
    """The user's own, else those that are shipped, in the language of the moment."""
    own = MessageTemplate.objects.for_user(user).of_message(message).first()
    return Words(own.subject, own.text) if own else shipped(message)


def fill(text: str, values: dict[str, str]) -> str:
    """Put the values in the place of their names, once: what they contain is left alone."""
    return NAMES.sub(lambda found: values[found[1]], text)


def unknown_names(text: str) -> list[str]:
    """What stands in braces and is no placeholder."""
    return [name for name in re.findall(r"\{([^{}]*)\}", text) if name not in PLACEHOLDERS]


def shipped(message: Message) -> Words:
    subject, *lines = _shipped(message)
    return Words(subject, "\n\n".join([_("Hi {first_name},"), *lines, "{my_name}"]))


def _shipped(message: Message) -> tuple[str, ...]:
    match message:
        case Message.HELLO:
            return _("Hello"), _(
                "I have been meaning to write to you. How are you, and what are you working on?"
            )
        case Message.CATCH_UP:
            return (
                _("Catching up"),
                _(
                    "We last talked {last_day}. How have you been since,"
                    " and what are you working on?"
                ),
                _("Would you have half an hour for a coffee or a call?"),
            )
        case Message.THANK:
            return _("Thank you"), _("Thank you for {thing}. It helped me, and I wanted to say so.")
        case Message.FOLLOW_UP:
            return _("Good to meet you"), _(
                "It was good to meet you. I would like to go on with our conversation."
            )
        case Message.REPORT_BACK:
            return _("How it went"), _(
                "You helped me with {thing}, and I would like to tell you how it went:"
            )
        case Message.NEW_DATE:
            return _("A little later than I said"), _(
                "I promised to {promise}, and I need a little longer than I thought. You will hear"
                " from me {day}; please tell me if that is too late."
            )
        case Message.REMIND:
            return _("About what we said"), _(
                "You kindly offered to {promise}. There is no hurry: would {day} suit you?"
            )
        case Message.ASK:
            return _("A question"), _(
                "I would value your help with something. A short answer is plenty, and it is fine"
                " to say no:"
            )
    return _congratulation(message)


def _congratulation(message: Message) -> tuple[str, str]:
    match message:
        case Message.BIRTHDAY:
            return _("Happy birthday"), _("Happy birthday! I hope you have a lovely day.")
        case Message.WORK:
            return _("Congratulations"), _("Congratulations on your anniversary at {company}!")
        case Message.PROMOTION:
            return _("Congratulations"), _(
                "Congratulations on your promotion! It is well deserved."
            )
        case Message.NEW_JOB:
            return _("Congratulations"), _(
                "I saw that you have a new role. Congratulations! How is it going?"
            )
        case Message.AWARD:
            return _("Congratulations"), _("Congratulations on the award! I was glad to see it.")
        case Message.PUBLICATION:
            return _("Congratulations"), _(
                "Congratulations on the publication! I am looking forward to reading it."
            )
        case Message.CONGRATULATE:
            return _("Congratulations"), _("Congratulations!")
    return _("Thinking of you"), _("I am thinking of you today: {occasion}.")
