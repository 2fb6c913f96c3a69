"""What is typed in one go: the quick line, *did it happen?*, a promise, a kind."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DatedForm, DayInput, OwnedModelForm, StaleAwareMixin
from interactions.days import day_problem
from interactions.enums import PromiseBy, Status
from interactions.models import InteractionKind
from interactions.quicklog import LONGEST_LINE


class LineForm(forms.Form):
    """The quick log."""

    line = forms.CharField(
        max_length=LONGEST_LINE, error_messages={"required": _("Say what happened, and with whom.")}
    )
    key = forms.UUIDField(required=False)
    kind = forms.CharField(max_length=40, required=False)


class HappenedForm(DatedForm):
    """*Did it happen?*"""

    answer = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No, back in the list"))], required=False
    )
    new_date = forms.DateField(label=_("Another day"), widget=DayInput, required=False)

    def clean_new_date(self) -> date | None:
        day: date | None = self.cleaned_data["new_date"]
        if day is None:
            return None
        if day < self.on:
            raise ValidationError(_("Choose a coming day."))
        if problem := day_problem(Status.PLANNED, day, self.on):
            raise ValidationError(problem)
        return day

    def clean(self) -> None:
        said = self.cleaned_data
        if not self.errors and not said.get("answer") and not said.get("new_date"):
            self.add_error("new_date", gettext("Choose a day, or answer yes or no."))


class PromiseForm(StaleAwareMixin, DatedForm):
    """One promise, on its own."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)
    by = forms.ChoiceField(
        label=_("Whose"),
        choices=PromiseBy.choices,
        initial=PromiseBy.ME,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("What"), max_length=500)
    due_on = forms.DateField(label=_("By"), widget=DayInput, required=False)

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and (problem := day_problem(Status.PLANNED, day, self.on)):
            raise ValidationError(problem)
        return day


class KindForm(OwnedModelForm):
    class Meta:
        model = InteractionKind
        fields = ["name", "effect"]
        widgets = {"effect": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.instance
        self.fields["name"].required = not kind.key
        effect: Any = self.fields["effect"]
        effect.choices = [choice for choice in effect.choices if choice[0]]
        if kind.key:
            del self.fields["effect"]  # what relcrm's own kinds do is the staleness model
            self.initial["name"] = str(kind)

    def _post_clean(self) -> None:
        # A ModelForm would write into the instance; the services do that.
        pass

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = InteractionKind.objects.for_user(self.instance.owner).others(self.instance)
        if name.casefold() in {str(kind).casefold() for kind in others}:
            raise ValidationError(_("There is a kind of this name already."))
        return name
