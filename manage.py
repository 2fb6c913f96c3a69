#!/usr/bin/env python
"""Relcrm's commands. One that needs the embedded servers has them started for its time."""

import os
import signal
import sys
import warnings
from pathlib import Path
from types import FrameType

import dj_database_url
import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, execute_from_command_line

from relcrm import embedded

# These need no server, and start none.
ALONE = {
    *("check", "collectstatic", "compilemessages", "help", "makemessages", "makemigrations"),
    *("print_roles_sql", "test", "version"),
}
# These look after the tables themselves; all others find them made.
BARE = {"dbshell", "flush", "migrate", "showmigrations", "sqlmigrate", "up"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relcrm.settings")
    os.environ["RELCRM_HOME"] = str(_home().resolve())  # children may run elsewhere
    _leave_by_exception()
    # makemigrations looks for a database, and says at length that none is needed.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "help")
    asks_only = {"-h", "--help", "--version"} & set(sys.argv[1:])
    try:
        if command in ALONE or asks_only or not embedded.wanted(os.environ):
            execute_from_command_line(sys.argv)
            return
        with embedded.running(_home()) as addresses:
            if command not in BARE and "postgres" in embedded.wanted(os.environ):
                _migrate_once(addresses.app_url)
            execute_from_command_line(sys.argv)
    except (embedded.EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        sys.exit("DATABASE_URL should look like postgres://user:password@host:5432/name")
    except KeyboardInterrupt:
        sys.exit(130)


def _home() -> Path:
    return Path(os.environ.get("RELCRM_HOME") or Path(__file__).resolve().parent / ".relcrm")


def _leave_by_exception() -> None:
    """However we are asked to stop: what was started is stopped too."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # scripts start us with it ignored
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _migrate_once(url: str) -> None:
    """Make the tables in a database that has none."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if row == (None,):
        django.setup()
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
