"""Merging for tests, through the service."""

from typing import Any

from contacts.models import Contact
from importing.merging import merge, take_back
from importing.models import Merge
from tests.conftest import NOW, TODAY


def unite(survivor: Contact, loser: Contact, **options: Any) -> Merge:
    options = {"on": TODAY, "at": NOW, **options}
    made = merge(owner=survivor.owner, survivor_id=survivor.pk, loser_id=loser.pk, **options)
    survivor.refresh_from_db()
    return made


def part(made: Merge, **options: Any) -> None:
    take_back(made, **{"on": TODAY, "at": NOW, **options})
