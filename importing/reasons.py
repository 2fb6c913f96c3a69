"""Why two people may be one, in words. The codes are kept in rows and told by commands."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Reason(models.TextChoices):
    SOURCE = "source", gettext_lazy("the same entry of the same source")
    LINKEDIN = "linkedin", gettext_lazy("the same LinkedIn profile")
    EMAIL = "email", gettext_lazy("the same e-mail address")
    TAGGED_EMAIL = "email_tag", gettext_lazy("the same mailbox")
    PHONE = "phone", gettext_lazy("the same phone number")
    SHARED_MAILBOX = "shared_mailbox", gettext_lazy("the same shared mailbox")
    NAME = "name", gettext_lazy("the same name")
    NICKNAME = "nickname", gettext_lazy("a short form of the same name")
    INITIAL = "initial", gettext_lazy("names that fit by an initial or a part left out")
    TYPO = "typo", gettext_lazy("names that differ by one letter")
    GIVEN = "given", gettext_lazy("the same given name")
    COMPANY = "company", gettext_lazy("the same company")
    TITLE = "title", gettext_lazy("the same title")
    BIRTHDAY = "birthday", gettext_lazy("the same birthday")


def in_words(codes: Iterable[str]) -> str:
    """One sentence: "The same company, the same name." """
    words = [str(Reason(code).label) for code in codes if code in Reason.values]
    if not words:
        return ""
    sentence = _(", ").join(words)
    return sentence[0].upper() + sentence[1:] + "."


def how_sure(certainty: float) -> str:
    """In words for a heading."""
    if certainty >= 0.85:
        return _("Very likely the same.")
    if certainty >= 0.7:
        return _("Probably the same.")
    return _("Perhaps the same.")
