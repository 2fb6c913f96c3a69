"""Sign-up; the settings forms."""

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import time_zones


class SignupForm(BaseSignupForm):  # type: ignore[misc]
    """E-mail and password; the browser may say the name and the time zone too."""

    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    time_zone = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-time-zone": ""}), max_length=64, required=False
    )

    def clean_time_zone(self) -> str:
        """What the browser says, where this machine knows it; else UTC."""
        said = str(self.cleaned_data["time_zone"])
        return said if said in time_zones() else "UTC"

    def save(self, request: HttpRequest) -> Any:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])
        return user


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("name", "time_zone", "language", "leap_day", "keys_on")
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


class RhythmForm(forms.ModelForm[User]):
    """When and how much: the budget, the weekly e-mail, the note on the day, holidays."""

    digest_hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )

    class Meta:
        model = User
        fields = (
            "budget",
            "digest_on",
            "digest_weekday",
            "digest_hour",
            "quiet_week",
            "day_note_on",
            "away_from",
            "away_until",
        )
        widgets = {
            "away_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("away_from"), cleaned.get("away_until")
        if bool(first) != bool(last):
            self.add_error("away_until", _("Give both days of a holiday, or none."))
        elif first and last and last <= first:
            self.add_error("away_until", _("The day you are back comes after the first day away."))
        return cleaned
