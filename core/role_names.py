"""The names of the database roles and the SQL that makes them; needs no Django."""

OWNER, SYSTEM, APP = "relcrm_owner", "relcrm_system", "relcrm_app"


def roles_sql(*, app_password: str | None = None, owner_password: str | None = None) -> str:
    """SQL that makes the roles; to be run by a superuser, may be repeated."""
    return "\n".join(
        [
            _create(OWNER, "LOGIN CREATEDB"),
            _create(SYSTEM, "NOLOGIN"),
            # NOINHERIT must stand before the grant: an inherited role's policies apply too.
            _create(APP, "LOGIN NOINHERIT"),
            f"GRANT {SYSTEM} TO {APP};",
            _password(OWNER, owner_password),
            _password(APP, app_password),
        ]
    )


def _create(role: str, attributes: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {role} {attributes}; "
        f"EXCEPTION WHEN duplicate_object THEN ALTER ROLE {role} {attributes}; END $$;"
    )


def _password(role: str, password: str | None) -> str:
    if password is None:
        return ""
    escaped = password.replace("'", "''")
    return f"ALTER ROLE {role} PASSWORD '{escaped}';"
