"""How accounts come in through the browser."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """SIGNUP_OPEN=false closes the door to new accounts."""
        return bool(settings.SIGNUP_OPEN)
