"""Why a row was not taken, or not taken whole, and why a calendar could not be read. The codes are
those of docs and files: stable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProblemCode(models.TextChoices):
    """The row became neither a person nor a conversation."""

    NO_IDENTITY = "NO_IDENTITY", _("Nothing in this row says who the person is.")
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS", _("This row has more cells than the header has names.")
    BAD_RECORD = "BAD_RECORD", _("This row could not be read.")
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE", _("The same row stands in this file before.")
    MALFORMED_CARD = "MALFORMED_CARD", _("This card is damaged.")
    NOT_A_PERSON = "NOT_A_PERSON", _("This entry is not a person.")
    BAD_DATE = "BAD_DATE", _("It is not clear on which day this was.")
    FUTURE = "FUTURE", _("This is still to come.")
    CANCELLED = "CANCELLED", _("This was cancelled.")
    DECLINED = "DECLINED", _("You declined this.")
    NO_ATTENDEES = "NO_ATTENDEES", _("Nobody else took part in this.")
    DRAFT = "DRAFT", _("This message was never sent.")
    SPAM = "SPAM", _("This message was marked as spam.")
    NO_COUNTERPART = "NO_COUNTERPART", _("This message does not say with whom it was exchanged.")


# Nothing is wrong with these rows: they are simply no conversations.
HARMLESS = frozenset(
    {
        *(ProblemCode.NOT_A_PERSON, ProblemCode.FUTURE, ProblemCode.CANCELLED),
        *(ProblemCode.DECLINED, ProblemCode.NO_ATTENDEES, ProblemCode.DRAFT),
        *(ProblemCode.SPAM, ProblemCode.NO_COUNTERPART),
    }
)


class WarningCode(models.TextChoices):
    """The row became a person, but not every cell was taken as it stood."""

    BAD_DATE = "BAD_DATE", _("This is not a date, and was left out.")
    BAD_EMAIL = "BAD_EMAIL", _("This is not an e-mail address, and was left out.")
    BAD_PHONE = "BAD_PHONE", _("This is not a phone number, and was left out.")
    BAD_URL = "BAD_URL", _("This is not a web address, and was left out.")
    NUL_REMOVED = "NUL_REMOVED", _("Invisible zero characters were removed.")
    MIXED_ENCODING = "MIXED_ENCODING", _("This row was written in another encoding than the rest.")
    LONE_SURROGATE = "LONE_SURROGATE", _("Broken characters were replaced.")
    TOO_LONG = "TOO_LONG", _("This was too long and has been cut.")
    SHORT_ROW = "SHORT_ROW", _("This row has fewer cells than the header has names.")
    FORMULA_NO_VALUE = "FORMULA_NO_VALUE", _("This cell holds a formula without a value.")
    PHOTO_DROPPED = "PHOTO_DROPPED", _("The photo could not be read.")
    UNKNOWN_ZONE = "UNKNOWN_ZONE", _("Its time zone is not known; yours was taken.")


class Trouble(models.TextChoices):
    """Why the calendar at an address could not be read."""

    UNKNOWN_HOST = "unknown_host", _("There is no server of this name.")
    NOT_PUBLIC = "not_public", _("This address leads into a private network, which is not allowed.")
    NO_ANSWER = "no_answer", _("The server does not answer.")
    NOT_SECURE = "not_secure", _("The server could not prove that it is the right one.")
    TOO_SLOW = "too_slow", _("The server takes too long to answer.")
    LEADS_ON = "leads_on", _("This address leads on to another one. Enter that one instead.")
    REFUSED = "refused", _("The server wants a password. Enter the calendar’s private address.")
    NOT_FOUND = "not_found", _("There is nothing at this address any more.")
    BUSY = "busy", _("The server has a problem of its own.")
    TOO_LARGE = "too_large", _("This calendar is too large: at most 5 MB can be read.")
    NO_CALENDAR = "no_calendar", _("What is at this address is not a calendar.")
    TOO_MUCH = "too_much", _("This calendar is too complicated to be read.")
