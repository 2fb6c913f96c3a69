"""Who is meant: names as they were read, and what the user said where they left a doubt."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.direction import isolated
from interactions import quick_names
from interactions.quick_names import Lookup, Match, Person

if TYPE_CHECKING:
    from accounts.models import User

NEW = "new"  # the choice "somebody who is not there yet"
MOST_TYPED = 20


@dataclass
class Named:
    """Who was there: chosen for sure, to be added, or still in doubt."""

    ids: list[uuid.UUID] = field(default_factory=list)
    sure: list[Person] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # to be added
    doubts: list[Match] = field(default_factory=list)
    # what leaves a doubt by itself, with the choice that came, so that it can be sent again
    asked: list[tuple[Match, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # could be added, not ticked

    @property
    def clear(self) -> bool:
        return not self.doubts and not self.unknown

    @property
    def count(self) -> int:
        return len(self.ids) + len(self.names)


def settle(matches: Iterable[Match], unknown: Iterable[str], said: QueryDict) -> Named:
    """Who is meant by what was read, given the choices that came with the form.

    `pick-<name>` names one of the candidates, or somebody new; `create` the names to add;
    `left` the names that the user was asked about and left out.
    """
    named = Named()
    for match in matches:
        _choose(named, match, said.get(field_name(match.text), ""))
    create, left = set(said.getlist("create")), set(said.getlist("left"))
    for name in unknown:
        if name in create:
            named.names.append(name)
        elif name not in left:
            named.unknown.append(name)
    return named


def _choose(named: Named, match: Match, picked: str) -> None:
    by_id = {person.id: person for person in match.candidates}
    if not match.sure:
        named.asked.append((match, picked))
    if match.sure or picked in by_id:
        person = by_id.get(picked) or match.candidates[0]
        if uuid.UUID(person.id) not in named.ids:
            named.ids.append(uuid.UUID(person.id))
            named.sure.append(person)
    elif picked == NEW:
        named.names.append(match.text)
    else:
        named.doubts.append(match)


def read_typed(text: str, lookup: Lookup) -> tuple[list[Match], list[str]]:
    """Names separated by commas, as typed where no suggestion was picked."""
    names = [" ".join(name.split()) for name in text.replace("\0", "").replace(";", ",").split(",")]
    names = list(dict.fromkeys(name for name in names if name))[:MOST_TYPED]
    people = list(lookup(names)) if names else []
    matches, unknown = [], []
    for name in names:
        if candidates := _who(name.split(), people):
            matches.append(Match(name, candidates))
        else:
            unknown.append(name)
    return matches, unknown


def _who(words: Sequence[str], people: Sequence[Person]) -> tuple[Person, ...]:
    """Who may be meant by all of these words."""
    many, candidates = quick_names.resolve(words, people)
    return candidates if many == len(words) else ()


def field_name(text: str) -> str:
    return f"pick-{quick_names.fold(text)}"


def doubt(match: Match, picked: str = "") -> dict[str, Any]:
    """A choice for components/quick_read.html: one of these, or somebody new."""
    said = [(person.id, person.name, person.sub) for person in match.candidates]
    said.append((NEW, _("Add %(name)s") % {"name": isolated(match.text)}, ""))
    choices = [
        {"id": id, "name": name, "sub": sub, "chosen": id == picked} for id, name, sub in said
    ]
    return {"text": match.text, "name": field_name(match.text), "choices": choices}


def people_of(owner: "User", ids: Iterable[uuid.UUID]) -> list[Contact]:
    """The owner's people of these ids, in this order, each once; others are passed over."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = Contact.objects.for_user(owner).kept().by_ids(wanted).in_bulk()
    return [found[one] for one in wanted if one in found]
