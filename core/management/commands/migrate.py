"""`migrate` as the tables' owner: the app's role may not change the schema."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from core.roles import as_owner

ONE_AT_A_TIME = 7_305_518  # any number that nobody else locks by


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> Any:
        with as_owner():
            with connection.cursor() as cursor:  # held until as_owner closes the connection
                cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            return super().handle(*args, **options)
