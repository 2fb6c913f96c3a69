"""What is typed on Today and in a draft."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import OwnedForm, StaleAwareMixin
from interactions.models import LONGEST_NOTE
from reminders.drafts import DraftKind
from reminders.messages import LONGEST_SUBJECT, LONGEST_TEXT, unknown_names
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


class MessageForm(StaleAwareMixin, forms.Form):
    """The user's own words for a drafted message."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 10})
    )

    def clean_subject(self) -> str:
        return self._known(" ".join(str(self.cleaned_data["subject"]).split()))

    def clean_text(self) -> str:
        return self._known(str(self.cleaned_data["text"]).replace("\r\n", "\n"))

    def _known(self, text: str) -> str:
        if unknown := unknown_names(text):
            raise ValidationError(
                gettext("{%(name)s} is none of the placeholders.") % {"name": unknown[0][:60]}
            )
        return text
