"""Use the embedded servers until a line, or the end, of the standard input. Run by the tests."""

import json
import sys
from pathlib import Path
from typing import Any

import psycopg
import redis

from relcrm import embedded

SETTINGS = ("fsync", "listen_addresses", "synchronous_commit")


def facts(at: embedded.Addresses) -> dict[str, Any]:
    with psycopg.connect(at.app_url) as app:
        found = app.execute(
            "SELECT session_user, current_setting('is_superuser'), version()"
        ).fetchone()
        assert found
        settings = {name: _shown(app, name) for name in SETTINGS}
    broker: Any = redis.Redis(unix_socket_path=at.redis_socket, decode_responses=True)
    return {
        "role": found[0],
        "superuser": found[1],
        "version": found[2],
        **settings,
        **broker.config_get("appendonly", "maxmemory-policy", "port"),
        "postgres": int(_lock(at).read_text().splitlines()[0]),
        "valkey": broker.info("server")["process_id"],
    }


def _shown(app: psycopg.Connection[Any], name: str) -> str:
    row = app.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])


def _lock(at: embedded.Addresses) -> Path:
    return Path(at.redis_socket).with_name(".s.PGSQL.5432.lock")


if __name__ == "__main__":
    try:
        with embedded.running(Path(sys.argv[1])) as at:
            print(json.dumps(facts(at)), flush=True)
            sys.stdin.readline()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
