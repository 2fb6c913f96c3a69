"""What is worth remembering of somebody: one fact a line, and since when each stands there."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from contacts.folding import tidy
from contacts.models import Contact


@dataclass(frozen=True)
class Fact:
    text: str
    noted_on: date | None


def facts_of(contact: Contact) -> list[Fact]:
    """In the order of writing. No date is known of a fact that came otherwise than by the form,
    as with an import or a restored archive."""
    return [Fact(line, _noted(contact, line)) for line in _lines(contact.facts)]


def _noted(contact: Contact, line: str) -> date | None:
    said = contact.facts_noted.get(_key(line))
    return date.fromisoformat(said) if said else None


def note_facts(contact: Contact, before: str, *, on: date) -> None:
    """Date the facts that are new in `contact.facts`, and forget those that went.

    A fact whose words changed is another one. The caller saves `facts_noted`.
    """
    old = {_key(line) for line in _lines(before)}
    keys = [_key(line) for line in _lines(contact.facts)]
    known = contact.facts_noted
    contact.facts_noted = {
        key: known.get(key, on.isoformat()) for key in keys if key in known or key not in old
    }


def with_fact(contact: Contact, text: str) -> str:
    """The facts with one more line."""
    return "\n".join([*_lines(contact.facts), tidy(text)])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _key(line: str) -> str:
    return blake2b(line.encode(), digest_size=8).hexdigest()
