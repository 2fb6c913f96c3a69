"""Run the tests of the database on PostgreSQL and Redis of this machine, if they listen.

For .ci/run: it makes the roles and, in template1, the extensions, as the user postgres.
"""

import os
import subprocess
import sys

import psycopg
import redis

from core.role_names import APP, OWNER, roles_sql
from relcrm.servers import EXTENSIONS

REDIS_URL = "redis://127.0.0.1:6379/15"
WAYS = ("/var/run/postgresql", "127.0.0.1")


def main() -> int:
    reason = _missing()
    if reason:
        print(f"Not run: {reason}.")
        return 0
    servers = {
        "RELCRM_TEST_SERVERS": "1",
        "DATABASE_URL": f"postgres://{APP}@127.0.0.1:5432/relcrm",
        "DATABASE_OWNER_URL": f"postgres://{OWNER}@127.0.0.1:5432/relcrm",
        "REDIS_URL": REDIS_URL,
    }
    command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "not browser and not ops"]
    return subprocess.run(command, env={**os.environ, **servers}, check=False).returncode


def _missing() -> str:
    """Why there is nothing to run on; empty if the servers are there and ready."""
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return "no Redis answers on 127.0.0.1:6379"
    return "" if any(map(_prepare, WAYS)) else "no PostgreSQL lets postgres in on 127.0.0.1:5432"


def _prepare(host: str) -> bool:
    try:
        login = psycopg.connect(host=host, user="postgres", dbname="template1", autocommit=True)
    except psycopg.OperationalError:
        return False
    with login as superuser:
        superuser.execute(roles_sql().encode())
        for name in EXTENSIONS:
            superuser.execute(f"CREATE EXTENSION IF NOT EXISTS {name}".encode())
    return True


if __name__ == "__main__":
    sys.exit(main())
