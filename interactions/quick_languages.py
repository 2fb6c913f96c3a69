"""Which languages the quick line knows besides English."""

from interactions.quick_german import GERMAN
from interactions.quick_words import ENGLISH, Language

LANGUAGES = {"de": GERMAN}


def language_of(code: str | None) -> Language:
    """The words for a language code such as "de-at"; English for one that is not known."""
    return LANGUAGES.get((code or "").partition("-")[0], ENGLISH)
