"""In which country somebody lives, as far as their time zone tells."""

import importlib.resources
from functools import lru_cache


def region_of(time_zone: str) -> str:
    """The ISO 3166 code of the zone's (first) country, as in "DE"; "" if it has none, as UTC."""
    return _regions().get(time_zone, "")


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    """zone.tab of the time zone database: country, coordinates, zone."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
