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


class AuditKind(models.TextChoices):
    SIGN_IN = "sign_in", _("Signed in")
    FAILURE = "failure", _("A sign-in failed")
    SIGN_OUT = "sign_out", _("Signed out")
    PASSWORD = "password", _("The password was changed")
    ADDRESS = "address", _("The e-mail address was changed")
    CODES_ON = "codes_on", _("Codes from an app were turned on")
    CODES_OFF = "codes_off", _("Codes from an app were turned off")
    PASSKEY_ON = "passkey_on", _("A passkey was added")
    PASSKEY_OFF = "passkey_off", _("A passkey was removed")
    RECOVERY_ON = "recovery_on", _("Recovery codes were made")
    RECOVERY_OFF = "recovery_off", _("Recovery codes were ended")
    STEP_ENDED = "step_ended", _("The second step was ended by whoever runs this place")
    DEVICE_ENDED = "device_ended", _("A device was signed out from another")
    TOKEN_MADE = "token_made", _("A secret address was made")
    TOKEN_ENDED = "token_ended", _("A secret address was ended")
    EXPORT = "export", _("Everything was taken along as a file")
    ERASE = "erase", _("The account was erased")
    ADMIN_READ = "admin_read", _("Staff looked at rows of this account")
