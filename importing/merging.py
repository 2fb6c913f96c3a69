"""Letting two people be one, and taking that back for thirty days.

A merge is taken back exactly, see contacts.merging. What was written since (a conversation that
was logged, a field that was edited) stays with the survivor: nobody can know whose it would have
been. Of several merges into one person the newest is taken back first, because each journal
begins where the one before it ended.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from contacts import merging
from contacts.models import Contact
from contacts.uniting import Choices
from core.journal import Journal
from core.undo import UndoGone
from importing.models import DuplicatePair, Merge
from importing.states import PairState

if TYPE_CHECKING:
    from accounts.models import User

MERGED = "importing.merge"
LASTS = timedelta(days=30)


class TooLate(UndoGone):
    """The merge is older than thirty days, or a newer one stands on it."""


@transaction.atomic
def merge(
    *,
    owner: "User",
    survivor_id: uuid.UUID,
    loser_id: uuid.UUID,
    on: date,
    at: datetime,
    choices: Choices | None = None,
    by_itself: bool = False,
    reasons: Sequence[str] = (),
) -> Merge:
    """Let one of two people become the other; what the survivor says is in `choices`.

    Raises Contact.DoesNotExist if either is not here (any more), or both are one.
    """
    people = Contact.objects.for_user(owner).kept().by_ids([survivor_id, loser_id])
    locked = {one.pk: one for one in people.select_for_update().order_by("pk")}
    if len(locked) != 2:
        raise Contact.DoesNotExist
    survivor, loser = locked[survivor_id], locked[loser_id]
    name = loser.display
    journal = merging.merge(
        survivor=survivor, loser=loser, choices=choices or Choices(), on=on, at=at
    )
    return Merge.objects.create(
        owner=owner,
        survivor=survivor,
        gone_id=loser_id,
        name=name,
        by_itself=by_itself,
        reasons=list(reasons),
        before=journal.notes,
        at=at,
    )


@transaction.atomic
def take_back(merge: Merge, *, on: date, at: datetime) -> None:
    """Two people again. Does nothing the second time; raises TooLate."""
    own = Merge.objects.for_owner_id(merge.owner_id)
    this = own.select_for_update().get(pk=merge.pk)
    if this.undone_at is not None:
        return
    if this.at + LASTS < at or not is_newest(this):
        raise TooLate(_("A later merge into the same person has to be undone first."))
    journal = Journal(this.owner_id, this.before)
    merging.part(journal, survivor_id=this.survivor_id, loser_id=this.gone_id, on=on)
    own.filter(pk=this.pk).update(undone_at=at, before=[])


def is_newest(merge: Merge) -> bool:
    """Whether no later merge into the same person stands."""
    later = Merge.objects.for_owner_id(merge.owner_id).standing().filter(pk__gt=merge.pk)
    return not later.filter(survivor=merge.survivor_id).exists()


def fold_pairs(journal: Journal, survivor: Contact, loser: Contact) -> None:
    """The pairs of the loser are pairs of the survivor, each once; *not the same* stays said."""
    pairs = DuplicatePair.objects.for_owner_id(loser.owner_id)
    ours = {_other(pair, survivor): pair for pair in pairs.of(survivor.pk)}
    for pair in pairs.of(loser.pk):
        person = _other(pair, loser)
        if person == survivor.pk:
            journal.remove(pair)
        elif person not in ours:
            one, other = sorted([survivor.pk, person])
            journal.change(pair, one_id=one, other_id=other)
        else:
            journal.remove(pair)
            if pair.state == PairState.DIFFERENT:
                journal.change(ours[person], state=PairState.DIFFERENT)


def _other(pair: DuplicatePair, person: Contact) -> uuid.UUID:
    return pair.other_id if pair.one_id == person.pk else pair.one_id
