"""What every command about one account begins with."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from accounts.models import User


def add_owner(parser: ArgumentParser) -> None:
    """--owner EMAIL"""
    parser.add_argument("--owner", required=True, metavar="EMAIL")


def owner_named(email: str) -> User:
    """Whose address this is. Raises CommandError."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"No account has the address {email}.")
    return user
