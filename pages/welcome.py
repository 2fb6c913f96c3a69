"""The first run: five names, and from there on one small step after another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts import services
from contacts.enums import LastTalked, TypeKey
from contacts.models import Contact, RelationshipType
from core.forms import OwnedForm
from interactions.models import Interaction

# Whom each of the five lines asks for; the type can be changed.
LINES = (
    (TypeKey.MENTOR, _("A mentor")),
    (TypeKey.MANAGER, _("A manager")),
    (TypeKey.PEER, _("A peer you trust")),
    (TypeKey.CLIENT, _("A client")),
    (TypeKey.REVERSE_MENTOR, _("Someone who teaches you new things")),
)


class PersonLine(OwnedForm):
    """One name; an empty line is nobody."""

    name = forms.CharField(max_length=255, required=False)
    type = forms.ModelChoiceField(
        label=_("Type"), queryset=RelationshipType.objects.active(), empty_label=None
    )
    last_talked = forms.ChoiceField(
        label=_("Last talked"), choices=LastTalked.choices, initial=LastTalked.UNKNOWN
    )


def lines(owner: User, data: Any = None) -> list[PersonLine]:
    """The five lines, as typed if `data` is given."""
    types = {row.key: row for row in RelationshipType.objects.for_user(owner).active() if row.key}
    made = []
    for number, (key, label) in enumerate(LINES):
        initial = {"type": types.get(key)}
        line = PersonLine(data, owner=owner, prefix=str(number), initial=initial)
        line.fields["name"].label = label
        made.append(line)
    return made


@transaction.atomic
def add_people(owner: User, filled: list[PersonLine], *, on: date, at: datetime) -> int:
    """Add whoever was named; how many."""
    named = [line.cleaned_data for line in filled if line.cleaned_data["name"].strip()]
    for line in named:
        services.create_contact(
            owner=owner,
            on=on,
            at=at,
            display=line["name"].strip(),
            type_ids=[line["type"].pk],
            last_talked=LastTalked(line["last_talked"]),
        )
    return len(named)


@dataclass(frozen=True)
class Progress:
    """How far the first run has come."""

    people: bool
    logged: bool
    imported: bool
    mail: bool


def progress(owner: User) -> Progress:
    """Three cheap questions."""
    people = Contact.objects.for_user(owner).kept()
    talks = Interaction.objects.for_user(owner).done().exclude(source="last_talked")
    return Progress(
        people=people.exists(),
        logged=talks.exists(),
        imported=people.exclude(connected_on=None).exists(),
        mail=settings.MAIL is not None,
    )
