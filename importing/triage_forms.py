"""What is chosen for new people: who they are, and when about one last talked."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.enums import LastTalked
from importing.triage import TypeOffered

UNTRACKED, SKIP, UNDO = "untracked", "skip", "undo"
# What is chosen unless one says more comes first.
TALKED = sorted(LastTalked.choices, key=lambda choice: choice[0] != LastTalked.UNKNOWN)


class SortForm(forms.Form):
    """`type` is the id of one that is offered, or a word for what else may be done."""

    type = forms.ChoiceField(label=_("Who they are to you"))
    last_talked = forms.ChoiceField(
        label=_("Last talked?"),
        choices=TALKED,
        initial=LastTalked.UNKNOWN,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, types: Iterable[TypeOffered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["type"]
        offered = [(str(type.id), type.label) for type in types]
        field.choices = [("", _("Choose a type")), *offered, (UNTRACKED, _("Don’t track"))]
        field.error_messages["required"] = _("Choose a type for the people you tick.")

    def clean_last_talked(self) -> LastTalked:
        return LastTalked(self.cleaned_data["last_talked"] or LastTalked.UNKNOWN)

    @property
    def type_id(self) -> uuid.UUID | None:
        """The chosen type; None to leave them untracked."""
        chosen = self.cleaned_data["type"]
        return None if chosen == UNTRACKED else uuid.UUID(chosen)

    @property
    def label(self) -> str:
        """The chosen type in words."""
        field: Any = self.fields["type"]
        return str(dict(field.choices)[self.cleaned_data["type"]])


class PickForm(SortForm):
    """The same for the people ticked in a list."""

    last_talked = forms.ChoiceField(
        label=_("Last talked?"),
        choices=TALKED,
        initial=LastTalked.UNKNOWN,
        required=False,
    )
