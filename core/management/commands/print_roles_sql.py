"""The SQL that makes the roles on a served database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.role_names import roles_sql


class Command(BaseCommand):
    help = "Print the SQL that makes the database roles; run it as a superuser."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--app-password")
        parser.add_argument("--owner-password")

    def handle(
        self, *, app_password: str | None, owner_password: str | None, **options: Any
    ) -> None:
        self.stdout.write(roles_sql(app_password=app_password, owner_password=owner_password))
