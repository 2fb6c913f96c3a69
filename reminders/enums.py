from django.db import models
from django.utils.translation import gettext_lazy as _


class ReminderKind(models.TextChoices):
    MILESTONE = "milestone", _("milestone")
    NEW_ROLE = "new_role", _("new role")
    FOLLOW_UP = "follow_up", _("follow up")
    THANK = "thank", _("say thank you")
    REPORT_BACK = "report_back", _("report back")


# Of these a person has one open at a time.
ONE_OPEN = [ReminderKind.THANK.value, ReminderKind.REPORT_BACK.value]


class ReminderState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    PASSED = "passed", _("passed")


class Outcome(models.TextChoices):
    """How a slot of the plan ended."""

    OPEN = "", _("open")
    TALKED = "talked", _("talked")
    WROTE = "wrote", _("wrote")
    PLANNED = "planned", _("planned")
    PASSED = "passed", _("not now")


class SlotOrigin(models.TextChoices):
    PLAN = "plan", _("the week’s plan")
    MORE = "more", _("one more")
    FORTNIGHT = "fortnight", _("first fortnight")


class MailKind(models.TextChoices):
    DIGEST = "digest", _("weekly e-mail")
    NOTE = "note", _("note on the day")
    TEST = "test", _("test mail")


class MailState(models.TextChoices):
    DUE = "due", _("due")
    CLAIMED = "claimed", _("being sent")
    HANDING_OVER = "handing_over", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    AMBIGUOUS = "ambiguous", _("perhaps sent")
    HELD = "held", _("held back")
    MISSED = "missed", _("missed")
    IN_APP = "in_app", _("to be read in the app")
    STOPPED = "stopped", _("stopped: unsubscribed or erased")
    SKIPPED = "skipped", _("not sent: there was nothing to say")
