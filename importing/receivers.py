"""Who takes which change back."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from core import undo
from importing import triage


def unsort(*, owner: User, before: dict[str, Any], on: date) -> None:
    triage.unsort(owner=owner, before=before, on=on, at=timezone.now())


undo.handler(triage.SORTED, unsort)
undo.handler(triage.LEFT, triage.take_rest_back)
