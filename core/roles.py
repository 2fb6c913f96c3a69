"""The second wall: three database roles, and who is being acted for.

`relcrm_owner` owns the tables and migrates. `relcrm_app` serves people and sees, by row-level
security, only the rows of the user named in `app.user_id`. `relcrm_system` sees all rows; the
app reaches it only by SET LOCAL ROLE, for the scheduler, the admin and token look-up.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

from core.role_names import APP, OWNER, SYSTEM

ME = "nullif(current_setting('app.user_id', true), '')::uuid"


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the tables' owner inside: migrate, flush, seed, test database."""
    mine = connection.settings_dict
    app = {key: mine[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    options = {key: value for key, value in mine["OPTIONS"].items() if key != "pool"}
    options["options"] = ""  # no statement time-out for a long migration
    _become({**settings.DATABASE_OWNER, "OPTIONS": options})
    try:
        yield
    finally:
        _become(app)


def _become(login: dict[str, Any]) -> None:
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(login)


@contextmanager
def acting_for(user_id: uuid.UUID) -> Iterator[None]:
    """One transaction in which only this user's rows exist. May be nested.

    Also inside acting_for_all: the system role is left for as long.
    """
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _settings(cursor, str(user_id), "none")
        yield
        # The end of the whole transaction, or of what is rolled back, takes the settings with it.
        if nested and not connection.needs_rollback:
            _settings(cursor, *before)


def _settings(cursor: Any, user_id: str, role: str) -> tuple[str, str]:
    """Set both for the rest of the transaction; what they were before."""
    cursor.execute(
        "SELECT coalesce(current_setting('app.user_id', true), ''), current_setting('role'),"
        " set_config('app.user_id', %s, true), set_config('role', %s, true)",
        [user_id, role],
    )
    user_before, role_before, *_ = cursor.fetchone()
    return user_before, role_before


@contextmanager
def acting_for_all() -> Iterator[None]:
    """One transaction as the system role: the rows of all accounts are seen.

    Only for the scheduler, the admin and token look-up. May be nested.
    """
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _user_now(cursor) if nested else ""
        cursor.execute(f"SET LOCAL ROLE {SYSTEM}")
        yield
        # The end of the whole transaction takes the role with it.
        if nested and not connection.needs_rollback:
            cursor.execute(
                "SET LOCAL ROLE NONE" if before != SYSTEM else f"SET LOCAL ROLE {SYSTEM}"
            )


def _user_now(cursor: Any) -> str:
    cursor.execute("SELECT current_user")
    name: str = cursor.fetchone()[0]
    return name


def protect(table: str) -> RunSQL:
    """A migration operation: row-level security on a table with owner_id."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON {table} TO {APP}
          USING (owner_id = {ME}) WITH CHECK (owner_id = {ME});
        CREATE POLICY everyone ON {table} TO {SYSTEM}, {OWNER} USING (true) WITH CHECK (true);
        GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}, {SYSTEM};
        """,
        RunSQL.noop,
    )


GRANT_FUTURE_TABLES = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {SYSTEM};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP}, {SYSTEM};
GRANT USAGE ON SCHEMA public TO {APP}, {SYSTEM};
"""
