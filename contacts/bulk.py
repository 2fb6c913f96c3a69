"""One action on several people at once, and what takes it back."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from contacts.models import Contact
from contacts.services import (
    Before,
    archive_all,
    end_types,
    pause_all,
    set_cadences,
    standing,
    tag_all,
    type_all,
)
from contacts.tracking import PAUSED, TRACKED

if TYPE_CHECKING:
    from accounts.models import User

Ids = Sequence[uuid.UUID]


def _tag(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, ())
    before["made"]["tags"] = [str(pk) for pk in tag_all(ids, said["tag"], owner=owner)]
    return before


def _type(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, TRACKED)
    made = type_all(ids, said["type"], owner=owner, on=on)
    before["made"]["relationships"] = [str(pk) for pk in made]
    return before


def _replace(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, (*TRACKED, "not_before"))
    before["ended"] = end_types(ids, on, other_than=said["type"])
    before["made"]["relationships"] = [
        str(pk) for pk in type_all(ids, said["type"], owner=owner, on=on)
    ]
    return before


def _end(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, ("not_before",))
    before["ended"] = end_types(ids, on, type=said["type"])
    return before


def _cadence(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, ("cadence_override", *TRACKED))
    set_cadences(ids, owner=owner, days=said["cadence"], on=on)
    return before


def _pause(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, PAUSED)
    pause_all(Contact.objects.by_ids(ids), on=on)
    return before


def _archive(owner: "User", ids: Ids, on: date, said: dict[str, Any]) -> Before:
    before = standing(ids, ("archived_on",))
    archive_all(ids, on=on)
    return before


ACTIONS: dict[str, Callable[["User", Ids, date, dict[str, Any]], Before]] = {
    "tag": _tag,
    "type": _type,
    "replace": _replace,
    "end": _end,
    "cadence": _cadence,
    "pause": _pause,
    "archive": _archive,
}


@transaction.atomic
def act(
    what: str, *, owner: "User", contact_ids: Ids, on: date, said: dict[str, Any]
) -> tuple[int, Before]:
    """Do `what` to those of these people who are the owner's; how many, and how to undo it.

    KeyError for an action that there is not.
    """
    own = Contact.objects.for_user(owner).kept().by_ids(contact_ids)
    ids = list(own.values_list("pk", flat=True))
    return len(ids), ACTIONS[what](owner, ids, on, said)
