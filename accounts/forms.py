"""Sign-up; the settings forms."""

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import time_zones


class SignupForm(BaseSignupForm):  # type: ignore[misc]
    """E-mail and password; the browser may say the name and the time zone too."""

    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    time_zone = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

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
