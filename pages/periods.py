"""The span of time that Insights looks at: three months, twelve, or all there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

MOST_YEARS = 12


class Span(TextChoices):
    THREE = "3", _("3 months")
    TWELVE = "12", _("12 months")
    ALL = "all", _("All")


@dataclass(frozen=True)
class Period:
    """From one date to another, both included; None is open."""

    first: date | None
    last: date | None
    label: str = ""

    @property
    def query(self) -> str:
        """The part of an address that names it, without its question mark."""
        ends = {"from": self.first, "to": self.last}
        return "&".join(f"{name}={day.isoformat()}" for name, day in ends.items() if day)

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Period":
        """From an address; what makes no sense there is open."""
        return cls(day_of(said.get("from", "")), day_of(said.get("to", "")))


def day_of(text: str) -> date | None:
    """A day as an address names it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def span_of(text: str) -> Span:
    return Span(text) if text in Span.values else Span.TWELVE


def begins(span: Span, on: date) -> date | None:
    """The first day of the first month of a span that ends on `on`."""
    return None if span is Span.ALL else month_back(on, int(span) - 1)


def month_back(on: date, count: int) -> date:
    """The first day of the month so many before."""
    months = on.year * 12 + on.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def buckets(span: Span, on: date, earliest: date | None) -> list[Period]:
    """The months of a span; for all there is, the years since the earliest date.

    A long life is cut: the first bucket then holds all that was before it too.
    """
    if span is not Span.ALL:
        return [_month(month_back(on, back)) for back in reversed(range(int(span)))]
    first = earliest.year if earliest else on.year
    start = max(first, on.year - MOST_YEARS + 1)
    years = [_year(year) for year in range(start, on.year + 1)]
    if start > first:
        years[0] = Period(None, years[0].last, f"≤ {start}")
    return years


def _month(first: date) -> Period:
    return Period(first, month_end(first), date_format(first, "M"))


def month_end(day: date) -> date:
    return month_back(day, -1) - timedelta(days=1)


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), str(year))
