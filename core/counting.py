"""Counts that stop: nobody reads more than 999, and counting on would cost."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

MOST = 999


class Length(Subquery):
    """How many rows a queryset has, at most 1000, as one value of a larger statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: MOST + 1])


def length(rows: QuerySet[Any]) -> int:
    """How many rows there are, at most 1000."""
    return rows.order_by()[: MOST + 1].count()


def said(count: int) -> str:
    """187; 999+ for whatever is beyond."""
    return f"{MOST}+" if count > MOST else str(count)
