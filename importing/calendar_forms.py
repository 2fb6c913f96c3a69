"""The address of a calendar, as the user enters it."""

from urllib.parse import SplitResult, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from importing.fetching import PORTS, port_of
from importing.limits import MAX_EMAIL, MAX_URL


class CalendarAddressForm(forms.Form):
    """Never filled in with what is stored: the address is a secret."""

    url = forms.CharField(
        label=_("Private address of your calendar (ICS)"),
        max_length=MAX_URL,
        help_text=_(
            "Google: Settings, your calendar, “Secret address in iCal format”. Outlook: Shared"
            " calendars, Publish. iCloud: Public calendar."
        ),
        error_messages={"required": _("Enter the address of your calendar.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}
        ),
    )
    own_email = forms.EmailField(
        label=_("Your e-mail address in this calendar"),
        max_length=MAX_EMAIL,
        required=False,
        help_text=_("If it is not that of your account. What you declined there is left out."),
    )

    def clean_url(self) -> str:
        """The address as it is fetched; webcal:// is https://."""
        text = self.cleaned_data["url"].strip()
        scheme, mark, rest = text.partition("://")
        if not mark:
            scheme, rest = "https", text
        elif scheme.lower() in ("webcal", "webcals"):
            scheme = "https"
        try:
            return _checked(urlsplit(f"{scheme.lower()}://{rest}")).geturl()
        except (ValueError, UnicodeError):
            raise ValidationError(gettext("This is not a web address.")) from None


def _checked(parts: SplitResult) -> SplitResult:
    """Raises ValidationError for what may not be fetched, ValueError for what is no address."""
    if any(char.isspace() or not char.isprintable() for char in parts.geturl()):
        raise ValueError("blanks")
    if not (parts.hostname or "").encode("idna"):
        raise ValueError("no host")
    if parts.username is not None or parts.password is not None:
        raise ValidationError(
            gettext("Leave out the name and password before the @: they would be kept with it.")
        )
    if parts.scheme not in PORTS:
        raise ValidationError(gettext("Enter an address that begins with https:// or webcal://."))
    usual = parts.scheme == "https" and port_of(parts) == PORTS["https"]
    if not usual and not settings.PRIVATE_CALENDARS:
        raise ValidationError(
            gettext("Only addresses that begin with https://, without a port, can be read here.")
        )
    return parts._replace(fragment="")
