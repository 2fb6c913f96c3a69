"""Rows in an order of the user's own, which their `position` tells."""

from typing import Any

from django.db.models import Model, QuerySet


def move(rows: QuerySet[Any], row: Model, *, by: int) -> None:
    """Let `row` stand one place up (-1) or down (1) among these; at an end it stays.

    So does one that is not among them. Call it in a transaction.
    """
    placed = list(rows)
    if row not in placed:
        return
    here = placed.index(row)
    placed.insert(min(max(here + by, 0), len(placed) - 1), placed.pop(here))
    for position, each in enumerate(placed, 1):
        each.position = position
    rows.model._base_manager.bulk_update(placed, ["position"])
