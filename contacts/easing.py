"""Writing dates for many people at once, without letting anybody fall due in a heap.

`relcrm_spread` gives each person a steady day of their own.
"""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Func, IntegerField, Value
from django.db.models.functions import Coalesce, Least

from contacts.derivation import EASE_DAYS, rederive
from contacts.models import Contact

FIRST_DAYS = 14


def rederive_gently(contact_ids: Iterable[uuid.UUID], on: date) -> None:
    """Rederive; whoever's cadence became shorter by it is due within a week, not at once."""
    ids = list(contact_ids)
    before = _cadences(ids)
    rederive(ids, on)
    after = _cadences(ids)
    shorter = [pk for pk, days in before.items() if pk in after and after[pk] < days]
    if shorter:
        ease(shorter, on)
        rederive(shorter, on)


def _cadences(ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    people = Contact.objects.by_ids(ids).filter(cadence_days__isnull=False)
    return {pk: days or 0 for pk, days in people.values_list("pk", "cadence_days")}


def ease(contact_ids: Iterable[uuid.UUID], on: date) -> None:
    """What was missed meanwhile comes within a week, each person on a day of their own.

    The caller rederives.
    """
    spread = Func(F("pk"), Value(EASE_DAYS), function="relcrm_spread")
    Contact.objects.by_ids(contact_ids).update(not_before=_later(on + timedelta(days=1), spread))


def set_first_due(contact_ids: Iterable[uuid.UUID], on: date, *, spread: bool) -> None:
    """When people never talked with are first due: soon, or spread over their cadence.

    Reads the derived cadence; the caller rederives again.
    """
    cadence = Coalesce(F("cadence_days"), Value(FIRST_DAYS))
    days: Any
    if spread:
        days = Func(F("pk"), cadence, function="relcrm_spread") + Value(1)
    else:
        days = Least(cadence, Value(FIRST_DAYS))
    unset = Contact.objects.by_ids(contact_ids).filter(first_due_on=None)
    unset.update(first_due_on=_later(on, days))


def _later(day: date, days: Any) -> ExpressionWrapper[Any]:
    start = Value(day, output_field=DateField())
    return ExpressionWrapper(
        start + ExpressionWrapper(days, output_field=IntegerField()),
        output_field=DateField(),
    )
