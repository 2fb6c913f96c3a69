"""What is chosen between two people."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.uniting import SINGLE, Choices, Side

FIELDS = (
    *("name", "facts", "birthday"),
    *(column.removesuffix("_id") for column in SINGLE if column not in ("uid", "photo")),
)


class MergeForm(forms.Form):
    """Sides by field; `way` are ids of the ways to reach them that stay, of those in `shown`."""

    survivor = forms.UUIDField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                choices=[(side.value, side.value) for side in Side], required=False
            )

    def clean_survivor(self) -> uuid.UUID:
        survivor: uuid.UUID = self.cleaned_data["survivor"]
        return survivor

    @property
    def choices(self) -> Choices:
        sides = {name: self.cleaned_data.get(name, "") for name in FIELDS}
        shown, stay = self._ids("shown"), self._ids("way")
        chosen = {name: side for name, side in sides.items() if side}
        return Choices(sides=chosen, without=frozenset(shown - stay))

    def _ids(self, name: str) -> set[uuid.UUID]:
        data: Any = self.data
        return {found for text in data.getlist(name) if (found := _id(text))}


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class FindForm(forms.Form):
    """Somebody to merge with, by name."""

    q = forms.CharField(label=_("Search people"), max_length=200, required=False)
