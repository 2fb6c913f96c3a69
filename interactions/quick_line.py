"""A quick line for one user: what it says, whom it means, what is to be asked, what to store."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from interactions import naming, quicklog
from interactions.models import Interaction, InteractionKind
from interactions.naming import Named
from interactions.promises import NewPromise
from interactions.quicklog import Understood
from interactions.selectors import Kinds, lookup_of, when_words

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Line:
    """`named` and `picked` hold the choices that came with the form."""

    text: str
    on: date
    kinds: Kinds
    understood: Understood
    named: Named
    picked: str

    @property
    def kind_key(self) -> str:
        """As read, or what else the line may mean, if the user said so."""
        may_be = self.understood.kind_also
        return self.picked if self.picked in may_be else self.understood.kind_key

    @property
    def kind(self) -> InteractionKind:
        return self.kinds.of(self.kind_key)

    @property
    def problem(self) -> str:
        """What must be asked before this can be saved; empty if nothing."""
        if self.named.doubts:
            return _("Which one do you mean?")
        if self.named.unknown:
            return _("Not in your list yet. Save to add them, or untick.")
        return "" if self.named.count else _("Who was it with? Say “with Ana”.")

    @property
    def note(self) -> str:
        """The rest of the line; names that the user chose not to add stay in it."""
        unknown = self.understood.unknown_names
        left = [name for name in unknown if name not in self.named.names]
        said = _("with %(names)s") % {"names": ", ".join(left)} if left else ""
        return " · ".join(filter(None, (said, self.understood.text)))

    def values(self) -> dict[str, Any]:
        """For services.log."""
        said = self.understood
        return {
            "contact_ids": self.named.ids,
            "names": self.named.names,
            "kind": self.kind,
            "occurred_on": said.occurred_on,
            "precision": said.precision,
            "time": said.at_time,
            "status": said.status,
            "direction": said.direction,
            "text": self.note,
            "promises": [NewPromise(*promise) for promise in said.promises],
        }

    def differs_from(self, interaction: Interaction) -> bool:
        """True if something else is stored than what this line says."""
        stored = (interaction.kind_id, interaction.occurred_on, interaction.text)
        return stored != (self.kind.pk, self.understood.occurred_on, self.note)

    def shown(self) -> dict[str, Any]:
        """For components/quick_read.html."""
        said = self.understood
        return {
            "kind": str(self.kind),
            "people": [person.name for person in self.named.sure],
            "when": when_words(said.occurred_on, said.precision, self.on),
            "status": said.status,
            "note": said.text,
            "promises": [promise.text for promise in said.promises],
            "ambiguous": [*self._kind_doubt(), *map(naming.doubt, self.named.doubts)],
            "unknown": self.named.unknown,
            "added": self.named.names,
            "detail_url": f"{reverse('interactions:log')}?{urlencode({'line': self.text})}",
        }

    def _kind_doubt(self) -> list[dict[str, Any]]:
        """What was sent may have been answered."""
        may_be = self.understood.kind_also
        choices = [
            {"id": key, "name": str(self.kinds.of(key)), "chosen": key == self.kind_key}
            for key in (self.understood.kind_key, *may_be)
        ]
        return [{"text": _("kind"), "name": "kind", "choices": choices}] if may_be else []


def read(text: str, said: QueryDict, *, owner: "User", on: date) -> Line:
    """Read a line; `said`: the choices that came with it."""
    kinds = Kinds(owner)
    understood = quicklog.parse(text, on=on, lookup=lookup_of(owner), own_kinds=kinds.names)
    named = naming.settle(understood.people, understood.unknown_names, said)
    return Line(text, on, kinds, understood, named, said.get("kind", ""))


def initial_of(line: Line) -> dict[str, Any]:
    """What the log form begins with after this line; its people and promises not included."""
    said, named = line.understood, line.named
    return {
        "kind": line.kind,
        "status": said.status,
        "occurred_on": said.occurred_on if said.occurred_on != line.on else None,
        "precision": said.precision,
        "time": said.at_time,
        "text": said.text,
        "direction": said.direction,
        "who": ", ".join([*(match.text for match in named.doubts), *named.unknown]),
        "key": uuid.uuid4(),
    }
