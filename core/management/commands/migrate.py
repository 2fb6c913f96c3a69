"""`migrate` as the tables' owner: the app's role may not change the schema."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from core.roles import as_owner


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> Any:
        with as_owner():
            return super().handle(*args, **options)
