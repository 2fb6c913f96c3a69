"""The rows of the log form: marks and promises, each with one of the people there."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.row_forms import RowMixin
from core.forms import DayInput
from interactions.contents import MarkOf
from interactions.days import day_problem
from interactions.enums import MarkVerb, MarkWhat, PromiseBy, Status
from interactions.promises import NewPromise

BLANK_ROWS = 3
MOST_ROWS = 60


class _RowForm(RowMixin, forms.Form):
    """A row that names one of the people there; with one person there is nothing to choose."""

    who = forms.CharField(label=_("Who"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        if len(people) < 2:
            self.fields["who"].widget = forms.HiddenInput()
        else:
            self._offer(self.fields["who"].widget)

    def _offer(self, who: Any) -> None:
        who.choices = self.people

    def clean(self) -> None:
        # Of a blank row nothing matters: who stands in it may have been taken out meanwhile.
        who = self.cleaned_data.get("who")
        if who and not self.is_blank() and who not in dict(self.people):
            self.add_error("who", gettext("Choose somebody who was there."))


class MarkForm(_RowForm):
    """Something that went between the user and somebody."""

    telling = ("verb", "what")

    verb = forms.ChoiceField(label=_("You"), choices=[("", "—"), *MarkVerb.choices], required=False)
    what = forms.ChoiceField(
        label=_("What"), choices=[("", "—"), *MarkWhat.choices], required=False
    )

    def _offer(self, who: Any) -> None:
        who.choices = [("", _("everybody")), *self.people]

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("verb") and not said.get("what") and "what" not in self.errors:
            self.add_error("what", gettext("Choose what it was."))
        if said.get("what") and not said.get("verb") and "verb" not in self.errors:
            self.add_error("verb", gettext("Given, received or asked for?"))

    def marks(self, contact_ids: Sequence[uuid.UUID]) -> list[MarkOf]:
        said = self.cleaned_data
        if not said.get("verb"):
            return []
        named = [uuid.UUID(said["who"])] if said["who"] else contact_ids
        return [MarkOf(contact_id, said["verb"], said["what"]) for contact_id in named]


class PromiseRowForm(_RowForm):
    telling = ("text", "due_on")

    by = forms.ChoiceField(
        label=_("Whose promise"),
        choices=[(PromiseBy.ME, _("I will")), (PromiseBy.THEM, _("They will"))],
        initial=PromiseBy.ME,
        required=False,
    )
    text = forms.CharField(
        label=_("Promise"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("send the article")}),
    )
    due_on = forms.DateField(label=_("By"), widget=DayInput, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("due_on") and not said.get("text") and "text" not in self.errors:
            self.add_error("text", gettext("Say what was promised, or clear the day."))
        if said.get("due_on") and (problem := day_problem(Status.PLANNED, said["due_on"], self.on)):
            self.add_error("due_on", problem)

    def promises(self) -> list[NewPromise]:
        said = self.cleaned_data
        if not said.get("text"):
            return []
        who = uuid.UUID(said["who"]) if said["who"] else None
        return [NewPromise(said["by"] or PromiseBy.ME, said["text"], said["due_on"], who)]


class Rows:
    """Rows of one kind: those filled in, a blank one, and spare ones for whoever needs more."""

    def __init__(
        self,
        row: type[Any],
        prefix: str,
        data: QueryDict | None,
        initial: Sequence[Mapping[str, Any]] = (),
        **options: Any,
    ) -> None:
        many = len(initial) + BLANK_ROWS if data is None else _sent(prefix, data)
        self.forms: list[Any] = [
            row(
                data,
                prefix=f"{prefix}-{number}",
                initial=initial[number] if number < len(initial) else None,
                **options,
            )
            for number in range(many)
        ]

    def is_valid(self) -> bool:
        results = [form.is_valid() for form in self.forms]  # all, so that each shows its errors
        return all(results)

    @property
    def shown(self) -> list[Any]:
        return [form for form in self.forms if not form.is_blank()] + self._blank[:1]

    @property
    def spare(self) -> list[Any]:
        return self._blank[1:]

    @property
    def _blank(self) -> list[Any]:
        return [form for form in self.forms if form.is_blank()]


def _sent(prefix: str, data: QueryDict) -> int:
    """How many rows came with the form, spare ones included."""
    numbers = [
        int(found[1]) for name in data if (found := re.match(rf"{prefix}-(\d{{1,3}})-", name))
    ]
    return min(max(numbers, default=-1) + 1 or BLANK_ROWS, MOST_ROWS)
