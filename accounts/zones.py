"""Time zones that a user may choose."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def time_zones() -> list[str]:
    """Names by place, in order; the bare offsets and old aliases are left out."""
    return sorted(
        name
        for name in available_timezones()
        if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix")))
    )


def validate_time_zone(name: str) -> None:
    """Raises ValidationError for a name that this machine's zone data lacks."""
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})
