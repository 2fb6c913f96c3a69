"""What a form, a file or the API says about a person, line by line."""

import uuid
from datetime import date
from typing import NamedTuple

from contacts.models import RelationshipType


class MethodLine(NamedTuple):
    """A way to reach somebody; the first of each kind is the preferred one."""

    kind: str
    value: str
    label: str = ""


class RelationshipLine(NamedTuple):
    """A type with its dates; `id` names the relationship that the line changes."""

    type: RelationshipType
    starts_on: date | None = None
    ends_on: date | None = None
    id: uuid.UUID | None = None


class DateLine(NamedTuple):
    """An important date; `id` names the one that the line changes."""

    kind: str
    month: int
    day: int | None = None
    year: int | None = None
    label: str = ""
    yearly: bool = True
    notice_days: int = 7
    id: uuid.UUID | None = None
