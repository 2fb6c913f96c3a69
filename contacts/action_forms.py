"""What is typed to act: on one person, on several, on the types of relationship."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.folding import fold, tidy
from contacts.labels import LONGEST_TAG
from contacts.models import RelationshipType, SavedView
from core.forms import DatedForm, DayInput, OwnedForm, OwnedModelForm

LONGEST_CADENCE = 3650


# --- one action on one person -----------------------------------------------------


class UntilForm(DatedForm):
    """Snooze."""

    until = forms.DateField(label=_("Bring back on"), widget=DayInput)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.on < until <= self.on + timedelta(days=365):
            raise ValidationError(_("Choose a day from tomorrow to a year from now."))
        return until


class ChooseDateForm(DatedForm):
    """The next check-in."""

    day = forms.DateField(
        label=_("Next check-in on"),
        widget=DayInput,
        required=False,
        help_text=_("Blank: as the cadence says."),
    )

    def clean_day(self) -> date | None:
        return _coming(self.cleaned_data["day"], self.on)


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG, GIF or WebP. A small square is kept, without where and when it was taken."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"}),
    )


class PauseForm(DatedForm):
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("Blank: until you resume."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def clean_until(self) -> date | None:
        return _coming(self.cleaned_data["until"], self.on)


def _coming(day: date | None, on: date) -> date | None:
    if day is not None and day <= on:
        raise ValidationError(_("Choose a day after today."))
    return day


class CadenceForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days between talks"),
        min_value=1,
        max_value=LONGEST_CADENCE,
        required=False,
        help_text=_("Blank: as their type says."),
    )


# --- types ------------------------------------------------------------------------


class TypeForm(OwnedModelForm):
    cadence_days = forms.IntegerField(
        label=_("Days between talks"),
        min_value=1,
        max_value=LONGEST_CADENCE,
        required=False,
        help_text=_("Blank: no check-ins come from this type."),
    )

    class Meta:
        model = RelationshipType
        fields = ["name", "cadence_days", "importance", "purpose"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["name"] = str(self.instance)

    def clean_name(self) -> str:
        """Not that of another; a type that relcrm ships may go without one of its own."""
        name = tidy(self.cleaned_data["name"])
        if not name and not self.instance.key:
            raise ValidationError(_("Give it a name."))
        others = RelationshipType.objects.for_user(self.instance.owner).others(self.instance)
        if name and fold(name) in {fold(str(type)) for type in others}:
            raise ValidationError(_("You have a type of this name."))
        return name

    def _post_clean(self) -> None:
        # A ModelForm would write into the instance; the services do that.
        pass


class ViewForm(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("Name"), max_length=SavedView.LONGEST)


# --- several people ---------------------------------------------------------------


class BulkForm(OwnedForm):
    """What the bar under the list sends. `do` may be missing: then the filled field says it."""

    do = forms.CharField(required=False, max_length=20)
    tag = forms.CharField(max_length=LONGEST_TAG, required=False)
    cadence = forms.IntegerField(min_value=1, max_value=LONGEST_CADENCE, required=False)
    type = forms.ModelChoiceField(RelationshipType.objects.all(), required=False)

    def clean(self) -> None:
        said = self.cleaned_data
        what = said.get("do") or next(
            (name for name in ("tag", "cadence", "type") if said.get(name)), ""
        )
        needed = "type" if what in ("replace", "end") else what
        if needed in self.fields and not said.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Nothing was chosen."))
        said["do"] = what
