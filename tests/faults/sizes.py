"""How large each scenario is: in `make test`, while one works on it, and in full."""

from typing import Any

from tests.faults import beats, between, broker, clocks, database, kills, servers

SIZES: dict[str, dict[str, Any]] = {
    "short": {
        "broker": broker.Size(digests=8, visitors=1, away=1.5, pace=0.5, answer=20),
        "kills": kills.Size(digests=16, kills=3, named=1, workers=3, deadline=1.0, seconds=200),
        "servers": servers.Size(each=1, usual=8, weeks=1, deadline=0.5, seconds=200, spare=60),
        "beats": beats.Size(users=3, beats=(1, 3), hours=60, step=6),
        "between": between.Size(users=3, step=2),
        "clocks": clocks.Size(zones=3, weekdays=(0,), hours=(2, 8), users=4, days=5),
        "database": database.Size(writers=6, kills=2, digests=6, between=(0.2, 0.5), pace=0.5),
    },
    "small": {
        "broker": broker.Size(digests=100, visitors=2, away=10),
        "kills": kills.Size(digests=200, kills=20, named=2, seconds=120),
        "servers": servers.Size(each=2, usual=40, weeks=3),
        "beats": beats.Size(users=8, beats=(1, 2, 10), hours=60, step=3),
        "between": between.Size(users=8),
        "clocks": clocks.Size(zones=40, weekdays=(0, 6), hours=(0, 2), users=20, days=12),
        "database": database.Size(writers=30, kills=4, digests=20),
    },
    "full": {
        "broker": broker.Size(digests=500, visitors=4, away=150, settled=300),
        "kills": kills.Size(digests=10_000, kills=200, named=5, seconds=1500),
        "servers": servers.Size(each=20, usual=500, weeks=3, seconds=600),
        "beats": beats.Size(users=24, beats=(1, 2, 10), hours=192, step=1),
        "between": between.Size(users=24),
        "clocks": clocks.Size(
            zones=40, weekdays=tuple(range(7)), hours=tuple(range(24)), users=300, days=21
        ),
        "database": database.Size(writers=100, kills=20, digests=25),
    },
}
