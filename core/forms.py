"""Forms on owned rows, on days, and on what may have changed since they were shown."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

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


def value_text(field: BoundField, value: Any) -> str:
    """A value of a field, in the words of its choices; an unticked box says nothing."""
    if isinstance(value, bool):
        return str(field.label) if value else ""
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    text = "" if value is None else str(getattr(value, "pk", value)).replace("\r\n", "\n")
    return choices.get(text, text)


class StaleAwareMixin:
    """A form over what is stored: `was` travels with it and tells what it showed, so that nothing
    that was saved elsewhere meanwhile is overwritten unseen."""

    @property
    def was(self) -> str:
        """For a hidden field of this name; a form that is sent back for its errors keeps it."""
        form: Any = self
        return str(form.data.get("was", "")) if form.errors else self._fingerprint()

    @property
    def differing(self) -> list[dict[str, str]]:
        """What is stored beside what was typed, if it is no longer what the form showed."""
        form: Any = self
        now = self._fingerprint()
        if form.data.get("was", now) == now:
            return []
        typed = {str(field.label): value_text(field, field.value()) for field in self._seen}
        return differing(self._stored(), typed)

    @property
    def status(self) -> int:
        """Of an answer that shows it: to be filled, changed elsewhere meanwhile, or wrong."""
        form: Any = self
        return 409 if self.differing else 422 if form.is_bound else 200

    @property
    def _seen(self) -> list[BoundField]:
        form: Any = self
        return [field for field in form if not field.is_hidden]

    def _stored(self) -> dict[str, str]:
        return {str(field.label): value_text(field, field.initial) for field in self._seen}

    def _fingerprint(self) -> str:
        return sha256(json.dumps(self._stored()).encode()).hexdigest()[:16]
