"""A quick line for one user: what it says, whom it means, what is to be asked, what to store."""

import uuid
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interactions import naming, quicklog
from interactions.models import Interaction, InteractionKind
from interactions.naming import Named
from interactions.promises import NewPromise
from interactions.quick_corrections import Chip, chips, corrected, day_said
from interactions.quick_languages import language_of
from interactions.quicklog import Understood
from interactions.selectors import Kinds, lookup_of, when_words

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Line:
    """`named` and `picked` hold the choices that came with the form, `names` the people as the
    line names them; `understood` has all that was set right in it."""

    text: str
    on: date
    kinds: Kinds
    understood: Understood
    named: Named
    picked: str
    names: list[Chip]
    said: QueryDict

    @property
    def kind_key(self) -> str:
        """As read, or what else the line may mean, if the user said so."""
        may_be = self.understood.kind_also
        return self.picked if self.picked in may_be else self.understood.kind_key

    @property
    def kind(self) -> InteractionKind:
        return self.kinds.offered_as(self.said.get("what", "")) or self.kinds.of(self.kind_key)

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
            "kinds": self._kinds(),
            "names": [self._name(chip) for chip in self.names],
            "day": day.isoformat() if (day := day_said(self.said, self.on)) else "",
            "people": [person.name for person in self.named.sure],
            "when": when_words(said.occurred_on, said.precision, self.on),
            "status": said.status,
            "note": said.text,
            "promises": [promise.text for promise in said.promises],
            "ambiguous": [*self._kind_doubt(), *starmap(naming.doubt, self.named.asked)],
            "unknown": self.named.unknown,
            "added": self._added(),
            "detail_url": f"{reverse('interactions:log')}?{urlencode({'line': self.text})}",
        }

    def _kinds(self) -> list[dict[str, Any]]:
        """For the chip of the kind: as the line says it, then all that are offered."""
        chosen = self.kinds.offered_as(self.said.get("what", ""))
        as_read = str(self.kinds.of(self.kind_key))
        return [
            {"value": "", "label": as_read, "on": chosen is None},
            *(
                {"value": str(kind.pk), "label": str(kind), "on": kind == chosen}
                for kind in self.kinds.offered
            ),
        ]

    def _name(self, chip: Chip) -> dict[str, Any]:
        """For the chip of a person: who is meant, as far as that is known."""
        sure = naming.settle(chip.matches, (), self.said).sure
        meant = ", ".join(person.name for person in sure) or chip.typed or chip.text
        return {
            "text": chip.text,
            "meant": meant,
            "field": chip.field,
            "typed": chip.typed,
            "dropped": chip.dropped,
        }

    def _added(self) -> list[str]:
        """Names to add that no question below asks about."""
        asked = {match.text for match, _picked in self.named.asked}
        return [name for name in self.named.names if name not in asked]

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
    lookup = lookup_of(owner)
    read = quicklog.parse(
        text,
        on=on,
        lookup=lookup,
        own_kinds=kinds.names,
        language=language_of(get_language()),
    )
    names = chips(read, said, lookup)
    understood = corrected(read, names, said, on)
    named = naming.settle(understood.people, understood.unknown_names, said)
    return Line(text, on, kinds, understood, named, said.get("kind", ""), names, said)


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
