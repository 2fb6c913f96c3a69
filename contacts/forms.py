"""What is typed about a person. Nothing typed is lost: every row comes back with its error."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.action_forms import LONGEST_CADENCE
from contacts.enums import Counts, Importance, LastTalked
from contacts.folding import fold, tidy
from contacts.labels import LONGEST_TAG
from contacts.models import Contact, RelationshipType
from contacts.row_forms import (
    DateForm,
    MethodForm,
    RelationshipForm,
    date_initial,
    field_text,
    row_text,
)
from core.forms import OwnedModelForm

if TYPE_CHECKING:
    from accounts.models import User

MOST_TAGS = 50
MOST_ROWS = 50
BLANK_ROWS = 4
SELDOM = (
    *("prefix", "given", "middle", "family", "suffix"),
    *("nickname", "pronunciation", "pronouns", "department", "place"),
)


class ContactForm(OwnedModelForm):
    company_name = forms.CharField(label=_("Company"), max_length=255, required=False)
    tags = forms.CharField(
        label=_("Tags"),
        max_length=2000,
        required=False,
        help_text=_("Several are separated by commas."),
    )
    introducer = forms.CharField(
        label=_("Introduced by"),
        max_length=255,
        required=False,
        help_text=_("The name of somebody you have here."),
    )
    importance = forms.TypedChoiceField(
        label=_("Importance"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("as their type says")), *Importance.choices],
    )
    cadence_override = forms.IntegerField(
        label=_("Days between talks"),
        min_value=1,
        max_value=LONGEST_CADENCE,
        required=False,
        help_text=_("Blank: as their type says."),
    )
    last_talked = forms.ChoiceField(
        label=_("When did you last talk?"),
        choices=LastTalked.choices,
        initial=LastTalked.UNKNOWN,
        widget=forms.RadioSelect,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Contact
        fields = [
            *("display", "prefix", "given", "middle", "family", "suffix"),
            *("nickname", "pronunciation", "pronouns"),
            *("title", "department", "place"),
            *("how_met", "where_met", "facts"),
            *("importance", "cadence_override", "counts", "regular_touch"),
        ]
        widgets = {
            "how_met": forms.Textarea(attrs={"rows": 3}),
            "facts": forms.Textarea(attrs={"rows": 5}),
            "counts": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        self.fields["counts"].choices = Counts.choices  # type: ignore[attr-defined]
        if not person._state.adding:
            del self.fields["last_talked"]
            self._fill_in(person)

    def _fill_in(self, person: Contact) -> None:
        self.initial["version"] = person.version
        self.initial["company_name"] = person.company.name if person.company else ""
        introducer = person.introduced_by
        self.initial["introducer"] = introducer.display if introducer else ""
        tags = sorted(row.tag.name for row in person.contact_tags.select_related("tag"))
        self.initial["tags"] = ", ".join(tags)

    def clean_tags(self) -> list[str]:
        names = [tidy(name) for name in self.cleaned_data["tags"].split(",") if fold(name)]
        if len(names) > MOST_TAGS:
            raise ValidationError(_("At most %(most)s tags."), params={"most": MOST_TAGS})
        for name in names:
            if len(name) > LONGEST_TAG:
                raise ValidationError(
                    _("“%(name)s…” is too long for a tag."), params={"name": name[:30]}
                )
        return names

    def clean_introducer(self) -> Contact | None:
        """The one person of this name; the one chosen before may share it with others."""
        name = tidy(self.cleaned_data["introducer"])
        before: Contact | None = self.instance.introduced_by
        if not name:
            return None
        if before and tidy(before.display) == name:
            return before
        found = Contact.objects.for_user(self.instance.owner).kept().named(name)[:2]
        people = [person for person in found if person.pk != self.instance.pk]
        if not people:
            raise ValidationError(_("You have nobody of this name here."))
        if len(people) > 1:
            raise ValidationError(_("You have several people of this name."))
        return people[0]

    def values(self) -> dict[str, Any]:
        """For the services; without `version` and `last_talked`."""
        columns = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return columns | {
            "company_name": self.cleaned_data["company_name"],
            "tags": self.cleaned_data["tags"],
            "introduced_by": self.cleaned_data["introducer"],
        }

    def _post_clean(self) -> None:
        # A ModelForm would write into the instance; the services do that.
        pass


def _rows(form: type[forms.Form]) -> Any:
    return forms.formset_factory(
        form, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + BLANK_ROWS
    )


MethodRows = _rows(MethodForm)
RelationshipRows = _rows(RelationshipForm)
DateRows = _rows(DateForm)


class Rows:
    """The rows to show, one blank one among them, and the spare ones for whoever needs more."""

    def __init__(self, formset: Any) -> None:
        self.formset = formset
        blank = [form for form in formset if form.is_blank()]
        self.shown = [form for form in formset if not form.is_blank()] + blank[:1]
        self.spare = blank[1:]


class PersonForm:
    """The form of a person with its rows: methods, relationships, dates."""

    def __init__(self, data: Any = None, *, owner: "User", person: Contact | None = None) -> None:
        types = list(RelationshipType.objects.for_user(owner).in_order())
        self.form = ContactForm(data, owner=owner, instance=person)
        self.methods = MethodRows(data, prefix="methods", initial=_methods_of(person))
        self.relationships = RelationshipRows(
            data,
            prefix="relationships",
            initial=_relationships_of(person),
            form_kwargs={"owner": owner, "types": types},
        )
        self.dates = DateRows(data, prefix="dates", initial=_dates_of(person))
        self.parts = (self.form, self.methods, self.relationships, self.dates)

    def is_valid(self) -> bool:
        results = [part.is_valid() for part in self.parts]  # all, so that each shows its errors
        return all(results)

    @property
    def failed(self) -> bool:
        return self.form.is_bound and not self.is_valid()

    @property
    def names(self) -> list[Any]:
        """The fields that few need, folded away while they are blank."""
        return [self.form[name] for name in SELDOM]

    @property
    def names_open(self) -> bool:
        return any(field.value() or field.errors for field in self.names)

    @property
    def method_rows(self) -> "Rows":
        return Rows(self.methods)

    @property
    def relationship_rows(self) -> "Rows":
        return Rows(self.relationships)

    @property
    def date_rows(self) -> "Rows":
        return Rows(self.dates)

    def values(self) -> dict[str, Any]:
        """All that was typed, for create_contact and update_contact."""
        return self.form.values() | {
            "methods": list(_lines(self.methods)),
            "relationships": list(_lines(self.relationships)),
            "dates": list(_lines(self.dates)),
        }

    def texts(self) -> dict[str, str]:
        """What each part says, by label: to set two versions side by side."""
        said = {str(field.label): field_text(field) for field in self.form if not field.is_hidden}
        rows = {
            _("Reach them"): self.methods,
            _("Types"): self.relationships,
            _("Dates"): self.dates,
        }
        for label, formset in rows.items():
            said[str(label)] = "\n".join(filter(None, map(row_text, formset)))
        return said


def _lines(formset: Any) -> Iterator[Any]:
    return filter(None, (form.line() for form in formset))


def _methods_of(person: Contact | None) -> list[dict[str, Any]]:
    if person is None:
        return []
    return [
        {"kind": row.kind, "value": row.value, "label": row.label} for row in person.methods.all()
    ]


def _relationships_of(person: Contact | None) -> list[dict[str, Any]]:
    if person is None:
        return []
    return [
        {"id": row.pk, "type": row.type_id, "starts_on": row.starts_on, "ends_on": row.ends_on}
        for row in person.relationships.order_by("added_on", "pk")
    ]


def _dates_of(person: Contact | None) -> list[dict[str, Any]]:
    if person is None:
        return []
    return [date_initial(row) for row in person.dates.order_by("month", "day", "pk")]
