"""Whether two names can be one person's, and which mailboxes are nobody's own."""

import re
from typing import NamedTuple

from contacts.folding import fold

WORDS = re.compile(r"[^\W\d_]+")
ROLES = frozenset(
    """
    abuse accounts admin administrator billing booking bookings bureau careers contact contacto
    contato customerservice enquiries enquiry events feedback finance hello help helpdesk hi hola
    hostmaster hr info information invoices jobs kontakt legal mail mailbox marketing media
    newsletter no noreply office orders people postmaster press privacy reception recruiting
    reply sales secretariat security service services shop staff support talent team welcome
    webmaster
    """.split()
)


class Names(NamedTuple):
    """What somebody is called, in words that can be compared; empty if nobody said."""

    words: frozenset[str]
    given: str = ""
    suffix: str = ""


def names_of(display: str, given: str, family: str, suffix: str = "", not_names: str = "") -> Names:
    """The words of a name. `not_names`: what a display name may hold instead, as an address."""
    shown = "" if display == not_names else display
    words = WORDS.findall(fold(f"{given} {family}" if given or family else shown))
    first = WORDS.findall(fold(given)) or words
    return Names(frozenset(words), first[0] if first else "", fold(suffix).strip("."))


def compatible(one: Names, other: Names) -> bool:
    """Whether both can name one person, known to have one mailbox of their own.

    So are a name and no name, the same words in another order, a longer form of the shorter one,
    initials, and a given name with another family name; but never father and son.
    """
    if not one.words or not other.words:
        return True
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    if one.given == other.given and len(one.given) > 1:
        return True
    shorter, longer = sorted((one.words, other.words), key=len)
    return _fit(shorter - longer, longer - shorter)


def _fit(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each word is the initial of another one, or that of it."""
    left = sorted(others)
    for word in sorted(words):
        match = next((each for each in left if _is_initial(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _is_initial(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def is_shared(email: str) -> bool:
    """A mailbox of a role, such as info@ or sales.london@: it says nothing about who reads it."""
    words = WORDS.findall(email.partition("@")[0].casefold())
    return bool(words) and not ROLES.isdisjoint({words[0], words[-1], "".join(words)})
