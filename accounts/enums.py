from django.db import models
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """As date.weekday() counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class LeapDay(models.TextChoices):
    FEB_28 = "02-28", _("28 February")
    MAR_1 = "03-01", _("1 March")


class QuietWeek(models.TextChoices):
    SAY = "say", _("say so in one line")
    SKIP = "skip", _("send nothing")
