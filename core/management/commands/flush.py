"""`flush` as the tables' owner: TRUNCATE passes row-level security by, so the app may not."""

from typing import Any

from django.core.management.commands.flush import Command as Flush

from core.roles import as_owner


class Command(Flush):
    def handle(self, **options: Any) -> Any:
        with as_owner():
            return super().handle(**options)
