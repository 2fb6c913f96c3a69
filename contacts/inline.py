"""One thing about a person, changed where it stands: its form, and what it says."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from contacts.facts import facts_of
from contacts.forms import ContactForm
from contacts.models import Contact
from contacts.wording import noted_ago

FIELDS = (
    *("display", "nickname", "pronunciation", "pronouns"),
    *("title", "company_name", "department", "place"),
    *("how_met", "where_met", "introducer", "facts", "tags"),
)
# What the services call it.
CALLED = {"introducer": "introduced_by"}


class FieldForm(ContactForm):
    """A person's form with this one field; `was` is what it said when it was shown."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000, strip=False)

    def __init__(self, *args: Any, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = field
        for name in list(self.fields):
            if name not in (field, "version", "was"):
                del self.fields[name]
        self.initial["was"] = self.stored
        self.fields[field].widget.attrs["autofocus"] = True

    @property
    def field(self) -> Any:
        return self[self.name]

    @property
    def stored(self) -> str:
        """What the person says now."""
        return str(self.get_initial_for_field(self.fields[self.name], self.name) or "")

    @property
    def typed(self) -> str:
        return str(self.field.value() or "")

    def change(self) -> dict[str, Any]:
        """For update_contact."""
        return {CALLED.get(self.name, self.name): self.cleaned_data[self.name]}


LABELS = {
    name: ContactForm.base_fields[name].label  # type: ignore[attr-defined]
    for name in FIELDS
}


def shown(contact: Contact, name: str, on: date) -> dict[str, Any]:
    """One field as the page shows it; reads company, introduced_by and contact_tags."""
    return {
        "name": name,
        "label": LABELS[name],
        "url": reverse("contacts:field", args=[contact.pk, name]),
        **_said(contact, name, on),
    }


def _said(contact: Contact, name: str, on: date) -> dict[str, Any]:
    if name == "tags":
        return {"tags": [row.tag for row in contact.contact_tags.all()]}
    if name == "facts":
        facts = facts_of(contact)
        return {"facts": [{"text": f.text, "age": noted_ago(f.noted_on, on)} for f in facts]}
    if name == "introducer":
        who = contact.introduced_by
        return {"who": who if who and who.deleted_at is None else None}
    if name == "company_name":
        return {"text": contact.company.name if contact.company else ""}
    return {"text": getattr(contact, name)}
