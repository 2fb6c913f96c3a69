"""What is typed on the way in: the file, how it is read, what its columns are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importing import uploads
from importing.formats.fields import FIELDS, IDENTIFYING, Kind, choices
from importing.models import ImportJob
from importing.opening import Chosen
from importing.reading import CHOICES as ENCODINGS
from importing.sniffing import NO, YES

MOST_COLUMNS = 100  # to choose for; a wider table keeps what is proposed for the rest
ORDERS = [
    ("", gettext_lazy("as in most of the file")),
    ("dmy", gettext_lazy("day, month, year")),
    ("mdy", gettext_lazy("month, day, year")),
    ("ymd", gettext_lazy("year, month, day")),
]
DELIMITERS = [
    (",", gettext_lazy("comma")),
    (";", gettext_lazy("semicolon")),
    ("\t", gettext_lazy("tab")),
    ("|", gettext_lazy("bar |")),
]


class UploadForm(forms.Form):
    """The file itself. Nothing of it is looked at but its size."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "missing": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another one."),
        },
    )

    def __init__(self, *args: Any, stopped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stopped:  # the server took no more of it in
            self.fields["file"].error_messages["required"] = uploads.too_large()

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > uploads.LARGEST:
            raise ValidationError(uploads.too_large())
        return file


class ReadingForm(forms.Form):
    """How the bytes become rows, where it was not found out rightly."""

    encoding = forms.ChoiceField(label=gettext_lazy("Letters (encoding)"))
    delimiter = forms.ChoiceField(label=gettext_lazy("Columns are divided by"), choices=DELIMITERS)
    header_line = forms.IntegerField(
        label=gettext_lazy("Line with the names of the columns"),
        help_text=gettext_lazy("0 if there is none."),
        min_value=0,
        max_value=1000,
    )

    def __init__(self, *args: Any, job: ImportJob, **kwargs: Any) -> None:
        reading = job.reading
        found = {name: reading.get(name) for name in ("encoding", "delimiter", "header_line")}
        known = {name: value for name, value in found.items() if value not in (None, "")}
        kwargs["initial"] = {"header_line": 1, **known}
        super().__init__(*args, **kwargs)
        if has_no_columns(job):
            del self.fields["delimiter"], self.fields["header_line"]
        elif reading.get("label") and not reading.get("delimiter"):
            del self.fields["encoding"], self.fields["delimiter"]  # of a workbook
        names = dict.fromkeys([*filter(None, [reading.get("encoding")]), *ENCODINGS])
        if "encoding" in self.fields:
            self.fields["encoding"].choices = [(name, name.upper()) for name in names]  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """Another reading brings other columns, so the mapping is proposed afresh."""
        chosen: Chosen = dict(self.cleaned_data)  # type: ignore[assignment]
        return chosen


def has_no_columns(job: ImportJob) -> bool:
    """Of a format that is recognised and says itself what its values are, such as vCard."""
    return bool(job.reading.get("label")) and not job.reading.get("headers")


@dataclass(frozen=True)
class ColumnRow:
    """One column on the screen."""

    header: str
    field: BoundField
    sample: str
    uncertain: bool


class AnswersForm(forms.Form):
    """What the format wants to know, with its own guesses to begin with."""

    prefix = "ask"

    def __init__(self, *args: Any, job: ImportJob, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        for ask in job.reading.get("asks", []):
            self.fields[ask["name"]] = _field_of(ask)

    @property
    def offered(self) -> list[tuple[str, list[str]]]:
        """Fields with likely answers to choose from, by the id of their list."""
        asks = self.job.reading.get("asks", [])
        return [(f"offered-{ask['name']}", ask["offered"]) for ask in asks if ask["offered"]]

    def answers(self) -> dict[str, str]:
        return {name: _as_answer(value) for name, value in self.cleaned_data.items()}


def _as_answer(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)


def _field_of(ask: dict[str, Any]) -> forms.Field:
    common = {"label": ask["label"], "help_text": ask["help"], "initial": ask["value"]}
    if ask.get("is_settled"):
        common["disabled"] = True
        common["help_text"] = _("As in your earlier import. Take that back to choose anew.")
    if ask["kind"] == "yes":
        return forms.BooleanField(**{**common, "initial": ask["value"] == YES}, required=False)
    if ask["kind"] == "number":
        return forms.IntegerField(**common, min_value=1, max_value=240)
    listed = {"list": f"offered-{ask['name']}"} if ask["offered"] else {}
    return forms.CharField(
        **common, required=False, max_length=500, widget=forms.TextInput(attrs=listed)
    )


class ColumnsForm(forms.Form):
    """What each column becomes."""

    date_order = forms.ChoiceField(
        label=gettext_lazy("Dates are written"), choices=ORDERS, required=False
    )

    def __init__(self, *args: Any, job: ImportJob, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        self.fields["date_order"].initial = job.date_order
        for index in self._shown():
            header = job.reading["headers"][index] or _("column %(n)d") % {"n": index + 1}
            self.fields[f"column_{index}"] = forms.ChoiceField(
                choices=choices(),
                required=False,
                initial=job.mapping.get(str(index)) or "",
                label=_("“%(header)s” becomes") % {"header": header},
            )

    def _shown(self) -> range:
        return range(min(len(self.job.reading.get("headers", [])), MOST_COLUMNS))

    @property
    def more(self) -> int:
        """How many columns are not shown."""
        return len(self.job.reading.get("headers", [])) - len(self._shown())

    @property
    def used(self) -> int:
        return sum(bool(name) for name in self.job.mapping.values())

    @property
    def has_dates(self) -> bool:
        fields = [FIELDS[name] for name in self.job.mapping.values() if name in FIELDS]
        return any(field.kind is Kind.DATE for field in fields)

    def rows(self) -> Iterator[ColumnRow]:
        for index in self._shown():
            values = (row[index] for row in self.job.reading["rows"] if index < len(row))
            yield ColumnRow(
                header=self.job.reading["headers"][index],
                field=self[f"column_{index}"],
                sample=next(filter(None, values), ""),
                uncertain=index in self.job.reading["uncertain"],
            )

    def clean(self) -> dict[str, Any]:
        if not self.job.reading.get("headers"):
            return self.cleaned_data
        mapping = self._mapping()
        names = [name for name in mapping.values() if name]
        if IDENTIFYING.isdisjoint(names) and not has_no_columns(self.job):
            raise ValidationError(
                _("Choose which column holds the name or the e-mail address first.")
            )
        for index, name in mapping.items():
            if name and names.count(name) > 1 and not FIELDS[name].takes_many:
                label = {"field": FIELDS[name].label}
                self.add_error(
                    f"column_{index}" if f"column_{index}" in self.fields else None,
                    _("Only one column can become “%(field)s”.") % label,
                )
        return self.cleaned_data

    def _mapping(self) -> dict[str, str | None]:
        chosen = {
            str(index): self.cleaned_data.get(f"column_{index}") or None for index in self._shown()
        }
        return {**self.job.mapping, **chosen}

    def chosen(self) -> Chosen:
        chosen: Chosen = dict(self.job.reading["chosen"])  # type: ignore[assignment]
        if self.job.reading.get("headers"):
            chosen["mapping"] = self._mapping()
        chosen.pop("date_order", None)
        if order := self.cleaned_data["date_order"]:
            chosen["date_order"] = order
        return chosen
