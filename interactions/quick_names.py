"""Names in plain words, matched with people: by their beginning, without accents or case."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

# Letters that no decomposition turns into their plain ones.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
PARTICLES = frozenset(
    "de da di do dos das del della der den van von vom zu la le bin ben al el ter".split()
)
LONGEST = 6  # words of one name


class Person(NamedTuple):
    """Somebody who may be meant. `names`: what they are called besides; `sub`: to tell apart."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    sub: str = ""


class Match(NamedTuple):
    """Somebody who was named, and who of the user's people that may be.

    `new`: it may also be somebody who is not there yet, as with another family name.
    """

    text: str
    candidates: tuple[Person, ...] = ()
    new: bool = False

    @property
    def sure(self) -> bool:
        return len(self.candidates) == 1 and not self.new


# Finds people by the beginnings of their names; each query is one or more words.
Lookup = Callable[[Sequence[str]], Iterable[Person]]


def fold(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(PLAIN)


def is_capital(word: str) -> bool:
    """True for "Ana", and for scripts that know no capitals."""
    first = word.lstrip("@'’-")[:1]
    return first.isalpha() and first == first.upper()


def queries(words: Sequence[str]) -> list[str]:
    """What to look up for a name of these words: the longer ones tell more."""
    return [" ".join(words[:many]) for many in range(len(words), 0, -1)]


def resolve(words: Sequence[str], people: Sequence[Person]) -> tuple[int, tuple[Person, ...]]:
    """How many of `words` are the name of somebody, and who that may be; 0 if nobody."""
    for many in range(len(words), 0, -1):
        typed = [part for word in words[:many] for part in _parts(word)]
        if found := [person for person in people if _begins(typed, _words_of(person))]:
            return many, tuple(_closest(typed, found))
    return 0, ()


def _parts(name: str) -> list[str]:
    """The words of a name, folded; a double-barrelled one is two."""
    return [part for part in re.split(r"[\s.-]+", fold(name)) if part]


def _words_of(person: Person) -> set[str]:
    return {part for name in (person.name, *person.names) for part in _parts(name)}


def _begins(typed: Sequence[str], words: set[str]) -> bool:
    """Every typed word begins a word of the name; one letter is enough after the first."""
    if not typed or (len(typed[0]) == 1 and typed[0].isascii() and typed[0] not in words):
        return False
    return all(any(word.startswith(start) for word in words) for start in typed)


def _closest(typed: Sequence[str], found: list[Person]) -> list[Person]:
    """Those called just so, if any; then those with just these words in their name."""
    just_so = [p for p in found if typed in [_parts(name) for name in (p.name, *p.names)]]
    if len(just_so) == 1 and len(typed) > 1:
        return just_so
    whole = [person for person in found if _words_of(person).issuperset(typed)]
    return whole or found


def capital_run(words: Sequence[str]) -> int:
    """How many of the first words look like one name: "Ana van der Berg", not "Ana moved"."""
    many = 0
    for number, word in enumerate(words, 1):
        if is_capital(word):
            many = number
        elif word.lower() not in PARTICLES:
            break
    return many
