"""The rows of a person's form: ways to reach them, relationships, dates."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.boundfield import BoundField
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.enums import DateKind, MethodKind
from contacts.lines import DateLine, MethodLine, RelationshipLine
from contacts.methods import is_web_address
from contacts.models import ImportantDate, RelationshipType
from core.forms import DayInput, OwnedForm, StaleAwareMixin, value_text

EARLIEST_YEAR, LATEST_YEAR = 1800, 2200


class RowMixin:
    """A row counts as typed when one of its `telling` fields is filled; menus have defaults."""

    telling: tuple[str, ...]

    def is_blank(self) -> bool:
        form: Any = self
        return not any(form[name].value() for name in self.telling)


def row_text(form: Any) -> str:
    """One row as it stands in the form, without hidden fields and unticked boxes."""
    said = [] if form.is_blank() else [field_text(field) for field in form if not field.is_hidden]
    return " · ".join(filter(None, said))


def field_text(field: BoundField) -> str:
    """What stands in a field, in the words of its choices."""
    return value_text(field, field.value())


class MethodForm(RowMixin, forms.Form):
    telling = ("value", "label")

    kind = forms.ChoiceField(label=_("Kind"), choices=MethodKind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=1000, required=False)
    label = forms.CharField(
        label=_("Label"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("work, home …")}),
    )

    def clean(self) -> None:
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if not value:
            if self.cleaned_data.get("label") and "value" not in self.errors:
                self.add_error("value", _("Give the address or number, or clear the label."))
        elif kind == MethodKind.EMAIL:
            try:
                validate_email(value)
            except ValidationError:
                self.add_error("value", _("That is not an e-mail address."))
        elif kind in (MethodKind.LINKEDIN, MethodKind.URL) and not is_web_address(value):
            self.add_error("value", _("That is not a web address."))

    def line(self) -> MethodLine | None:
        said = self.cleaned_data
        return MethodLine(said["kind"], said["value"], said["label"]) if said.get("value") else None


class RelationshipForm(RowMixin, OwnedForm):
    telling = ("type", "starts_on", "ends_on")

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    type = forms.ModelChoiceField(
        RelationshipType.objects.none(), label=_("Type"), required=False, empty_label="—"
    )
    starts_on = forms.DateField(label=_("from"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("until"), widget=DayInput, required=False)

    def __init__(self, *args: Any, types: list[RelationshipType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("type")
        field: Any = self.fields["type"]
        field.queryset = RelationshipType.objects.for_user(self.owner)
        field.choices = [
            ("", "—"),
            *((type.pk, str(type)) for type in types if not type.archived or type.pk == held),
        ]

    def clean(self) -> None:
        said = self.cleaned_data
        begin, end = said.get("starts_on"), said.get("ends_on")
        if begin and end and end < begin:
            self.add_error("ends_on", _("It ends before it begins."))
        if (begin or end) and not said.get("type") and "type" not in self.errors:
            self.add_error("type", _("Choose a type, or leave the dates blank."))

    def line(self) -> RelationshipLine | None:
        said = self.cleaned_data
        if not said.get("type"):  # an untouched row has nothing cleaned at all
            return None
        return RelationshipLine(said["type"], said["starts_on"], said["ends_on"], said["id"])


class DateForm(RowMixin, forms.Form):
    telling = ("label", "day", "month", "year")

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What"), choices=DateKind.choices)
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31, required=False)
    month = forms.TypedChoiceField(
        label=_("Month"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "—"), *MONTHS.items()],
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, required=False
    )
    label = forms.CharField(label=_("Called"), max_length=120, required=False)
    yearly = forms.BooleanField(label=_("every year"), required=False, initial=True)
    notice_days = forms.IntegerField(
        label=_("Days’ notice"), min_value=0, max_value=90, required=False, initial=7
    )

    def clean(self) -> None:
        said = self.cleaned_data
        if self.errors or self.is_blank():
            return
        if not said["month"]:
            self.add_error("month", _("Choose the month; day and year may be left out."))
        elif said["day"] and not _exists(said["day"], said["month"], said["year"]):
            self.add_error(
                "day",
                gettext("%(month)s has no day %(day)s.")
                % {"month": MONTHS[said["month"]], "day": said["day"]},
            )
        elif not said["yearly"] and not said["year"]:
            self.add_error("year", _("A day that comes once needs its year."))

    def line(self) -> DateLine | None:
        return None if self.is_blank() else self.written()

    def written(self) -> DateLine:
        said = self.cleaned_data
        notice = said["notice_days"]
        return DateLine(
            kind=said["kind"],
            month=said["month"],
            day=said["day"],
            year=said["year"],
            label=said["label"],
            yearly=said["yearly"],
            notice_days=7 if notice is None else notice,
            id=said["id"],
        )


class OneDateForm(StaleAwareMixin, DateForm):
    """A date in a dialog of its own: it can't be blank."""

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data["month"]:
            self.add_error("month", _("Choose the month; day and year may be left out."))


def _exists(day: int, month: int, year: int | None) -> bool:
    try:
        date(year or 2000, month, day)  # 2000: 29 February without its year is a date
    except ValueError:
        return False
    return True


def date_initial(row: ImportantDate) -> dict[str, Any]:
    """What the form of an important date begins with."""
    names = ("kind", "label", "day", "month", "year", "yearly", "notice_days")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}
