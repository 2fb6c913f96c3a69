"""A day as a language writes it: 16 November, 16. November."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import pgettext_lazy

PATTERNS = {
    "j F": pgettext_lazy("a day, in Django’s letters", "j F"),
    "j F Y": pgettext_lazy("a day, in Django’s letters", "j F Y"),
    "j F Y, H:i": pgettext_lazy("a day, in Django’s letters", "j F Y, H:i"),
    "j M": pgettext_lazy("a day, in Django’s letters", "j M"),
    "j M Y": pgettext_lazy("a day, in Django’s letters", "j M Y"),
    "l j F": pgettext_lazy("a day, in Django’s letters", "l j F"),
    "l j F Y": pgettext_lazy("a day, in Django’s letters", "l j F Y"),
    "D j M": pgettext_lazy("a day, in Django’s letters", "D j M"),
    "F Y": pgettext_lazy("a day, in Django’s letters", "F Y"),
}


def written(day: date, pattern: str) -> str:
    """`day` in the present language's way of writing `pattern`, one of PATTERNS."""
    return date_format(day, str(PATTERNS[pattern]))
