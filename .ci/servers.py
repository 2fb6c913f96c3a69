"""Make the roles on this machine's PostgreSQL, and print the addresses for the tests.

Exit 1 with one line where PostgreSQL or Redis does not answer on its standard port.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg
import redis

from core.role_names import roles_sql

PASSWORD = "only-for-tests"  # the roles of a test machine
HOST = "127.0.0.1"


def main() -> int:
    try:
        with psycopg.connect(
            host=HOST, user="postgres", dbname="postgres", autocommit=True, connect_timeout=3
        ) as superuser:
            superuser.execute(roles_sql(app_password=PASSWORD, owner_password=PASSWORD).encode())
            version = superuser.info.server_version // 10000
        redis.Redis(host=HOST, socket_connect_timeout=3).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        reason = str(error).splitlines()[0]
        print(f"No served PostgreSQL and Redis on standard ports, so not tried there: {reason}")
        return 1
    print(f"# PostgreSQL {version}")
    for name, role in (("DATABASE_URL", "relcrm_app"), ("DATABASE_OWNER_URL", "relcrm_owner")):
        print(f"{name}=postgres://{role}:{PASSWORD}@{HOST}/postgres")
    print(f"REDIS_URL=redis://{HOST}/9")
    return 0


if __name__ == "__main__":
    sys.exit(main())
