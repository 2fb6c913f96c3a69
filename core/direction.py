"""Names inside sentences, each in its own direction."""

from unicodedata import bidirectional

from django.utils.translation import get_language_bidi

# First strong isolate, and its end: to plain text what <bdi> is to a page.
OPEN, CLOSE = "\u2068", "\u2069"
# What runs from right to left, or turns what stands beside it around.
TURNS = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}


def isolated(name: str) -> str:
    """`name` to stand in a sentence, an attribute or a mail, where it turns nothing around.

    Where all runs from left to right it stays as it is.
    """
    if get_language_bidi() or any(bidirectional(letter) in TURNS for letter in name):
        return f"{OPEN}{name}{CLOSE}"
    return name
