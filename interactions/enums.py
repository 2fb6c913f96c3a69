from django.db import models
from django.utils.translation import gettext_lazy as _

# In a larger gathering only those ticked *talked with* count.
GATHERING = 8


class Effect(models.TextChoices):
    """What an interaction of a kind does to the clock."""

    TALK = "talk", _("a talk")
    CONTACT = "contact", _("contact, not a talk")
    ATTEMPT = "attempt", _("an attempt")
    NOTHING = "nothing", _("nothing")


class KindKey(models.TextChoices):
    COFFEE = "coffee", _("Coffee")
    MEAL = "meal", _("Meal")
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    VIDEO = "video", _("Video call")
    EVENT = "event", _("Met at an event")
    TALK = "talk", _("Conversation")
    MESSAGE = "message", _("Message")
    EMAIL = "email", _("E-mail")
    WROTE = "wrote", _("Wrote, no answer yet")
    THANKS = "thanks", _("Thank-you")
    CONGRATULATION = "congratulation", _("Congratulation")
    SOCIAL = "social", _("Comment or like")
    NOTE = "note", _("Note")


class Status(models.TextChoices):
    DONE = "done", _("happened")
    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("did not happen")


class Precision(models.TextChoices):
    DAY = "day", _("on the day")
    MONTH = "month", _("some day that month")
    SEASON = "season", _("some day that season")


class Direction(models.TextChoices):
    NONE = "", "—"
    OUT = "out", _("from you")
    IN = "in", _("from them")


class MarkVerb(models.TextChoices):
    GAVE = "gave", _("gave")
    RECEIVED = "received", _("received")
    ASKED = "asked", _("asked for")


class MarkWhat(models.TextChoices):
    ADVICE = "advice", _("advice")
    INTRODUCTION = "introduction", _("an introduction")
    REFERRAL = "referral", _("a referral")
    REFERENCE = "reference", _("a reference")
    READING = "reading", _("something to read")
    HELP = "help", _("help")


class PromiseBy(models.TextChoices):
    ME = "me", _("you promised")
    THEM = "them", _("they promised")


class PromiseState(models.TextChoices):
    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    DROPPED = "dropped", _("dropped")


class SeenState(models.TextChoices):
    """What became of *Did you talk?*"""

    OPEN = "open", _("not answered")
    LOGGED = "logged", _("logged")
    LEFT = "left", _("not logged")
