"""How accounts come in through the browser, and how the second step of it is kept."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import sealing
from accounts.models import User


class Place(NamedTuple):
    """What the mails call this place."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """SIGNUP_OPEN=false closes the door to new accounts."""
        return bool(settings.SIGNUP_OPEN)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Says and links to SITE_URL, by whatever name the request called this place: that name
        is chosen by whoever sends it."""
        place = Place("Relcrm", urlsplit(settings.SITE_URL).netloc)
        links = {
            name: settings.SITE_URL + urlsplit(address).path
            for name, address in context.items()
            if name.endswith("_url")
        }
        super().send_mail(template_prefix, email, {**context, **links, "current_site": place})


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not right, or no longer. Please try again."),
        "unreadable": _(
            "Codes cannot be checked here any more: the key of this place was changed. "
            "Use a passkey, or ask whoever runs it."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError, never a made-up secret, if the key is gone."""
        try:
            return sealing.unseal(encrypted_text)
        except sealing.Unreadable as error:
            raise self.validation_error("unreadable") from error

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a new passkey is called until it is given a better name."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey {number}").format(number=count + 1) if count else gettext("Passkey")

    def _get_site_name(self) -> str:
        return "Relcrm"
