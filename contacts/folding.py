"""When two names are the same name."""

import unicodedata


def tidy(text: str) -> str:
    """One line, single blanks, composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str, length: int = 255) -> str:
    """Without case, accents and extra blanks: what companies and tags are unique by."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare[:length]
