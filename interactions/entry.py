"""The log form as a whole: who was there, what happened, its marks and its promises.

Nothing typed is lost: all of it comes back with its error.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions import naming, selectors
from interactions.log_form import LogForm
from interactions.models import GATHERING, Interaction, InteractionKind
from interactions.naming import Named
from interactions.row_forms import MarkForm, PromiseRowForm, Rows

if TYPE_CHECKING:
    from accounts.models import User


class Entry:
    """The log form with who was there, its marks and its promises.

    `initial`: what it begins with, named as the fields; `people`: who is chosen then.
    """

    def __init__(
        self,
        data: QueryDict | None,
        *,
        owner: "User",
        on: date,
        people: Sequence[Contact] = (),
        initial: Mapping[str, Any] | None = None,
        marks: Sequence[Mapping[str, Any]] = (),
        promises: Sequence[Mapping[str, Any]] = (),
        held: InteractionKind | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        self.owner, self.on, self.data = owner, on, data
        self.named = Named()
        self.people = list(people) if data is None else self._ticked(data)
        self.typed = data.get("who", "") if data else str((initial or {}).get("who", ""))
        shared = {"auto_id": auto_id}
        self.form = LogForm(data, owner=owner, on=on, held=held, initial=initial, **shared)
        if data is not None:
            self._read_typed(data)
        there = [(str(person.pk), person.display) for person in self.people]
        self.marks = Rows(MarkForm, "mark", data, marks, people=there, **shared)
        self.promises = Rows(
            PromiseRowForm, "promise", data, promises, people=there, on=on, **shared
        )
        self.talked = set(data.getlist("talked")) if data else self._talked(initial or {})
        self.who_error = ""

    def _ticked(self, data: QueryDict) -> list[Contact]:
        ids = [one for text in data.getlist("people") if (one := _uuid(text))]
        found = Contact.objects.for_user(self.owner).kept().by_ids(ids).in_bulk()
        return [found[one] for one in dict.fromkeys(ids) if one in found]

    def _talked(self, initial: Mapping[str, Any]) -> set[str]:
        return set(initial.get("talked", ()))

    def _read_typed(self, data: QueryDict) -> None:
        """Names that were typed; those that name one person for sure join the chosen ones."""
        matches, unknown = naming.read_typed(self.typed, selectors.lookup_of(self.owner))
        self.named = naming.settle(matches, unknown, data)
        known = {person.pk for person in self.people}
        found = Contact.objects.for_user(self.owner).by_ids(
            one for one in self.named.ids if one not in known
        )
        self.people += list(found) if self.named.ids else []
        # What is settled stands as a chip now; what is not stays typed.
        left = [match.text for match in self.named.doubts]
        self.typed = ", ".join([*left, *self.named.unknown, *self.named.names])

    # --- checking ------------------------------------------------------------

    def is_valid(self) -> bool:
        self.who_error = self._who_problem()
        parts = [self.form.is_valid(), self.marks.is_valid(), self.promises.is_valid()]
        return all(parts) and not self.who_error

    def _who_problem(self) -> str:
        if self.named.doubts:
            return _("Which one do you mean?")
        if self.named.unknown:
            return _("Somebody is not in your list yet. Tick to add them, or mend the name.")
        if not self.people and not self.named.names:
            return _("Who was it with?")
        if self.asks_talked and self.data is not None and "talked_asked" not in self.data:
            return _("So many people! Tick those you really talked with.")
        return ""

    @property
    def asks_talked(self) -> bool:
        return len(self.people) + len(self.named.names) > GATHERING

    @property
    def failed(self) -> bool:
        return self.data is not None and not self.is_valid()

    def refuse(self, error: ValidationError) -> None:
        """Show what the service found wrong."""
        for field, messages in error.message_dict.items():
            if field == "who":
                self.who_error = messages[0]
            else:
                self.form.add_error(field if field in self.form.fields else None, messages)

    # --- what was said ------------------------------------------------------------

    @property
    def doubts(self) -> list[dict[str, Any]]:
        return [
            naming.doubt(match, _("Add %(name)s") % {"name": match.text})
            for match in self.named.doubts
        ]

    def values(self) -> dict[str, Any]:
        """For services.log and services.edit."""
        ids = [person.pk for person in self.people]
        marks = [mark for row in self.marks.forms for mark in row.marks(ids)]
        return self.form.values() | {
            "contact_ids": ids,
            "marks": list(dict.fromkeys(marks)),
            "promises": [one for row in self.promises.forms for one in row.promises()],
            "talked_ids": self._talked_ids(),
            "key": self.form.cleaned_data["key"],
        }

    def _talked_ids(self) -> set[uuid.UUID] | None:
        if not self.asks_talked:
            return None
        return {person.pk for person in self.people if str(person.pk) in self.talked}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def initial_of(interaction: Interaction) -> dict[str, Any]:
    """What the form of a stored interaction begins with. Reads its participants."""
    names = ("status", "occurred_on", "time", "precision", "text", "ask_about", "direction")
    talked = {str(part.contact_id) for part in interaction.participants.all() if part.talked}
    return {
        **{name: getattr(interaction, name) for name in names},
        "sensitive": interaction.sensitive,
        "kind": interaction.kind,
        "version": interaction.version,
        "key": uuid.uuid4(),
        "when": "",
        "talked": talked,
    }


def marks_of(interaction: Interaction) -> list[dict[str, str]]:
    """The rows that its marks fill. Reads its participants and their marks."""
    return [
        {"who": str(part.contact_id), "verb": mark.verb, "what": mark.what}
        for part in interaction.participants.all()
        if part.contact.deleted_at is None
        for mark in part.marks.all()
    ]
