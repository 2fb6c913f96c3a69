"""What somebody typed to search by, as PostgreSQL's full text search takes it."""

import re
from typing import NamedTuple

LONGEST = 200
MOST_WORDS = 8
# Around a word that was found; characters that no keyboard types.
START, STOP = "\x02", "\x03"
# For ts_headline: one piece of the text, about a line long.
HEADLINE = (
    f"StartSel={START}, StopSel={STOP}, MaxWords=22, MinWords=10, ShortWord=0, MaxFragments=1"
)
_FOUND = re.compile(f"{START}([^{START}{STOP}]*){STOP}")


class Piece(NamedTuple):
    """Part of a snippet; `found`: it is what was searched for."""

    text: str
    found: bool


def tidy(text: str) -> str:
    """One line of at most 200 characters."""
    return " ".join(text.replace("\0", "").split())[:LONGEST].strip()


def words_query(text: str) -> str:
    """For to_tsquery: all words of `text`, each by its beginning; "" if it holds no word.

    Each word is quoted, so that nothing in it is an operator.
    """
    words = [word for word in tidy(text).split() if any(map(str.isalnum, word))]
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words[:MOST_WORDS])
    return " & ".join(f"'{word}':*" for word in quoted)


def pieces(headline: str) -> list[Piece]:
    """A headline in pieces, plain text each: whoever shows them escapes them."""
    made: list[Piece] = []
    at = 0
    for found in _FOUND.finditer(headline):
        made += [Piece(headline[at : found.start()], False), Piece(found[1], True)]
        at = found.end()
    made.append(Piece(headline[at:], False))
    plain = (Piece(_bare(piece.text), piece.found) for piece in made)
    return [piece for piece in plain if piece.text]


def _bare(text: str) -> str:
    """Without what Markdown sets beside words, and without stray markers."""
    return re.sub(rf"\*\*|__|`|^#+ |[{START}{STOP}]", "", text, flags=re.MULTILINE)
