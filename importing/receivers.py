"""Events of other apps → one service call each; and who takes which change back."""

from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from contacts.signals import people_merging
from core import undo
from core.journal import Journal
from importing import calendars, duplicates, merging, triage
from importing.models import DuplicatePair, Merge


@receiver(people_merging)
def fold_pairs(journal: Journal, survivor: Contact, loser: Contact, **kwargs: Any) -> None:
    merging.fold_pairs(journal, survivor, loser)


def unsort(*, owner: User, before: dict[str, Any], on: date) -> None:
    triage.unsort(owner=owner, before=before, on=on, at=timezone.now())


def part(*, owner: User, before: dict[str, Any], on: date) -> None:
    merge = Merge.objects.for_user(owner).get(pk=before["merge"])
    merging.take_back(merge, on=on, at=timezone.now())


def ask_again(*, owner: User, before: dict[str, Any], on: date) -> None:
    for pair in DuplicatePair.objects.for_user(owner).filter(pk=before["pair"]):
        duplicates.ask_again(pair)


def read_again(*, owner: User, before: Any, on: date) -> None:
    calendars.take_end_back(owner, before)


undo.handler(calendars.ENDED, read_again)
undo.handler(triage.SORTED, unsort)
undo.handler(triage.LEFT, triage.take_rest_back)
undo.handler(merging.MERGED, part)
undo.handler(duplicates.KEPT_APART, ask_again)
