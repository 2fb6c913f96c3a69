"""`benchmark --imports` measures what it says: small here, so that the figures say nothing."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from contacts.models import Contact, ContactMethod, ContactPhoto
from core.roles import acting_for
from importing.models import ImportKey, ImportRow
from pages.benchmarking_imports import Figure

# Workers are processes of their own, which takes seconds on a machine that has more to do.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def measured(**sizes: Any) -> dict[str, Any]:
    said = StringIO()
    call_command("benchmark", imports=True, json=True, stdout=said, **sizes)
    lines = map(json.loads, said.getvalue().splitlines())
    return {figure["what"].partition(": ")[2]: figure for figure in lines}


def rows_of(email: str) -> tuple[int, ...]:
    owner = User.objects.get(email=email)
    tables = (Contact, ContactMethod, ContactPhoto, ImportKey, ImportRow)
    with acting_for(owner.pk):
        return tuple(table.objects.count() for table in tables)


def test_the_yardstick_writes_the_rows_that_the_import_wrote() -> None:
    figures = measured(rows=30, cards=0, twice=[])

    # Thirty profiles, six addresses; the table was read twice, and the yardstick saw it once.
    assert rows_of("benchmark-table@example.org") == (30, 36, 0, 30, 60)
    assert rows_of("benchmark-yardstick@example.org") == (30, 36, 0, 30, 30)
    assert figures["changed by that"]["value"] == 0
    assert figures["applied / COPY and INSERT"]["limit"] == 8
    assert figures["applied"]["limit"] == 120


def test_cards_bring_their_photos() -> None:
    figures = measured(rows=0, cards=3, twice=[])

    assert rows_of("benchmark-cards@example.org") == (3, 6, 3, 3, 6)
    assert figures["changed by that"]["value"] == 0
    assert figures["worker's memory"]["limit"] == 300


def test_doubles_are_looked_for_in_an_account_that_is_made_anew() -> None:
    for _ in range(2):
        figures = measured(rows=0, cards=0, twice=[40])

    assert list(figures) == ["who is there twice (2 pairs)", "for each"]
    assert rows_of("benchmark-twice-40@example.org") == (40, 40, 0, 0, 0)


@pytest.mark.parametrize(
    ("value", "limit", "met"), [(8.0, 8.0, True), (8.1, 8.0, False), (8.1, None, True)]
)
def test_a_figure_beyond_its_limit_is_not_met(value: float, limit: float | None, met: bool) -> None:
    assert Figure("x", value, "s", limit).met is met
