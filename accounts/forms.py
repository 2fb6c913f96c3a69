"""Sign-up; the settings forms."""

from datetime import date, timedelta
from typing import Any

from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import time_zones
from core.forms import DatedForm, DayInput

FAR = timedelta(days=731)


class LoginForm(BaseLoginForm):  # type: ignore[misc]
    """E-mail and password; the page itself says what they are and leads on without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        _drop_placeholders(self)


class SignupForm(BaseSignupForm):  # type: ignore[misc]
    """E-mail and password; the browser may say the name and the time zone too."""

    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    time_zone = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-time-zone": ""}), max_length=64, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop_placeholders(self)

    def clean_time_zone(self) -> str:
        """What the browser says, where this machine knows it; else UTC."""
        said = str(self.cleaned_data["time_zone"])
        return said if said in time_zones() else "UTC"

    def save(self, request: HttpRequest) -> Any:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        # Mails know no browser: they speak as the page on which one signed up did.
        user.language = get_language() or ""
        user.save(update_fields=["name", "time_zone", "language"])
        return user


def _drop_placeholders(form: forms.Form) -> None:
    """They would say what the label above says already."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey always signs in by itself: the device must have asked who holds it."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class ProfileForm(forms.ModelForm[User]):
    """Who the user is, and where."""

    class Meta:
        model = User
        fields = ("name", "time_zone", "language", "leap_day")
        widgets = {"language": forms.Select, "time_zone": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name.replace("_", " ")) for name in time_zones()]
        self.fields["time_zone"].widget.choices = zones  # type: ignore[attr-defined]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("", _("as my browser")), *settings.LANGUAGES],
            required=False,
        )


class LookForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("keys_on",)


class RhythmForm(forms.ModelForm[User]):
    """How many people a week."""

    class Meta:
        model = User
        fields = ("budget",)


class MailForm(forms.ModelForm[User]):
    """The weekly e-mail and the note on the day."""

    digest_hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )

    class Meta:
        model = User
        fields = ("digest_on", "digest_weekday", "digest_hour", "quiet_week", "day_note_on")


class HolidayForm(DatedForm):
    """One more holiday."""

    first = forms.DateField(label=_("First day away"), widget=DayInput)
    back = forms.DateField(label=_("Back on"), widget=DayInput)

    def clean_first(self) -> date:
        return self._near(self.cleaned_data["first"])

    def clean_back(self) -> date:
        return self._near(self.cleaned_data["back"])

    def _near(self, day: date) -> date:
        if abs(day - self.on) > FAR:
            raise forms.ValidationError(gettext("Choose a day within two years of today."))
        return day

    def clean(self) -> None:
        first, back = self.cleaned_data.get("first"), self.cleaned_data.get("back")
        if first and back and back <= first:
            self.add_error("back", gettext("The day you are back comes after the first day away."))
