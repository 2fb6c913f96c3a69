"""What is typed on Today and in a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import OwnedForm
from interactions.models import LONGEST_NOTE
from reminders.drafts import DraftKind
from reminders.models import Reminder


class DraftForm(OwnedForm):
    """A message that was sent, to be logged; `key` lets it be logged once."""

    kind = forms.ChoiceField(choices=DraftKind.choices, widget=forms.HiddenInput)
    about = forms.ModelChoiceField(
        queryset=Reminder.objects.all(), required=False, widget=forms.HiddenInput
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Draft"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
