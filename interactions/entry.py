"""The log form as a whole: who was there, what happened, its marks and its promises.

Nothing typed is lost: all of it comes back with its error.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.row_forms import field_text, row_text
from interactions.enums import GATHERING, Precision
from interactions.log_form import LogForm
from interactions.models import Interaction, InteractionKind
from interactions.promises import NewPromise
from interactions.row_forms import MarkForm, PromiseRowForm, Rows
from interactions.who import Who

if TYPE_CHECKING:
    from accounts.models import User


class Entry:
    """The log form with its people and rows.

    `initial`, `people`, `talked`, `marks` and `promises`: what it begins with; `held`: a kind that
    may stay although it is not offered any more.
    """

    def __init__(
        self,
        data: QueryDict | None,
        *,
        owner: "User",
        on: date,
        initial: Mapping[str, Any] | None = None,
        people: Sequence[Contact] = (),
        talked: Collection[str] = (),
        marks: Sequence[Mapping[str, Any]] = (),
        promises: Sequence[Mapping[str, Any]] = (),
        held: InteractionKind | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        self.on, self.data = on, data
        self.who = Who(data, owner=owner, people=people, typed=(initial or {}).get("who", ""))
        self.talked = set(talked if data is None else data.getlist("talked"))
        there = [(str(person.pk), person.display) for person in self.who.people]
        self.form = LogForm(data, owner=owner, on=on, held=held, initial=initial, auto_id=auto_id)
        self.marks = Rows(MarkForm, "mark", data, marks, people=there, auto_id=auto_id)
        self.promises = Rows(
            PromiseRowForm, "promise", data, promises, people=there, on=on, auto_id=auto_id
        )

    # --- checking ------------------------------------------------------------

    def is_valid(self) -> bool:
        parts = (self.who, self.form, self.marks, self.promises)
        results = [part.is_valid() for part in parts]  # all, so that each shows its errors
        if self.asks_talked and not self._was_asked():
            self.who.error = _("That is quite a round. Tick those you really talked with.")
        return all(results) and not self.who.error

    @property
    def asks_talked(self) -> bool:
        """In a gathering only those count whom the user talked with."""
        return self.who.count > GATHERING

    @property
    def talkers(self) -> list[dict[str, Any]]:
        """Each person, and whether they are ticked."""
        return [chip | {"talked": chip["id"] in self.talked} for chip in self.who.chips]

    @property
    def says_more(self) -> bool:
        """Something stands in the part of the form that is folded away."""
        folded = ("time", "direction", "sensitive", "follow_up_days")
        said = any(self.form[name].value() for name in folded)
        sure = self.form["precision"].value() in (None, "", Precision.DAY)
        return said or not sure or any(not row.is_blank() for row in self.marks.forms)

    def _was_asked(self) -> bool:
        return self.data is None or "talked_asked" in self.data

    def refuse(self, error: ValidationError) -> None:
        """Show what the service found wrong."""
        for field, messages in error.message_dict.items():
            if field == "who":
                self.who.error = messages[0]
            else:
                self.form.add_error(field if field in self.form.fields else None, messages)

    # --- what was said ------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """For services.log and services.edit."""
        ids = [person.pk for person in self.who.people]
        marks = [mark for row in self.marks.forms for mark in row.marks(ids)]
        talked = {person.pk for person in self.who.people if str(person.pk) in self.talked}
        return self.form.values() | {
            "contact_ids": ids,
            "names": self.who.named.names,
            "talked_ids": talked if self.asks_talked else None,
            "marks": list(dict.fromkeys(marks)),
            "promises": [
                *(one for row in self.promises.forms for one in row.promises()),
                *(NewPromise(*promised) for promised in self.form.promised),
            ],
            "key": self.form.cleaned_data["key"],
        }

    def differs_from(self, interaction: Interaction) -> bool:
        """True if something else is stored than what was sent."""
        return any(
            value != getattr(interaction, name) for name, value in self.form.values().items()
        )

    def texts(self) -> dict[str, str]:
        """What each part says, by label: to set two versions side by side."""
        said = {str(field.label): field_text(field) for field in self.form if not field.is_hidden}
        del said[str(self.form["when"].label)]
        said[_("Who")] = ", ".join(sorted(person.display for person in self.who.people))
        said[_("Between you")] = "\n".join(filter(None, map(row_text, self.marks.forms)))
        return said
