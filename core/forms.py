"""Forms on owned rows, and on days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from core.ownership import OwnedQuerySet


class OwnedFormMixin:
    """Choices come only from the owner's rows."""

    fields: dict[str, forms.Field]

    def scope(self, owner: Any) -> None:
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and isinstance(
                field.queryset, OwnedQuerySet
            ):
                field.queryset = field.queryset.for_user(owner)


class OwnedForm(OwnedFormMixin, forms.Form):
    """A plain form; nobody else's rows can be chosen in it."""

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.scope(owner)


class OwnedModelForm(OwnedFormMixin, forms.ModelForm[Any]):
    """A form on rows of one owner; nobody else's rows can be chosen in it."""

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.owner = owner
        self.scope(owner)

    def _get_validation_exclusions(self) -> set[str]:
        # Django skips a UniqueConstraint that names a field missing from the form,
        # and every one of ours names the owner.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"owner"}


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DatedForm(forms.Form):
    """A form that is read as of `on`, the user's local date."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on


def differing(saved: Mapping[str, str], typed: Mapping[str, str]) -> list[dict[str, str]]:
    """What a form says otherwise than what was saved meanwhile, by the labels of its parts."""
    return [
        {"label": label, "saved": saved[label], "typed": text}
        for label, text in typed.items()
        if text.strip() != saved[label].strip()
    ]
