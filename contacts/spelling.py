"""Names that differ by a slip of the finger."""

from rapidfuzz.distance import OSA

from contacts.folding import fold

# Shorter words are as they are typed: one letter makes another name of them.
SHORTEST = 4
LONG = 8


def is_slip_of(typed: str, name: str) -> bool:
    """Whether each typed word is, but for a letter (two in a long one) or two that changed
    places, a word of `name` or its beginning."""
    words = fold(name).replace("-", " ").split()
    return bool(typed.split()) and all(
        any(_close(part, word) for word in words) for part in fold(typed).split()
    )


def _close(part: str, word: str) -> bool:
    if len(part) < SHORTEST:
        return word.startswith(part)
    allowed = 2 if len(part) >= LONG else 1
    ends = {len(part) - 1, len(part), len(part) + 1}
    return any(OSA.distance(part, word[:end], score_cutoff=allowed) <= allowed for end in ends)
