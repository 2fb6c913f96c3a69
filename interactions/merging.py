"""Conversations in which two people took part who turn out to be one."""

from typing import Any

from contacts.models import Contact
from core.journal import Journal
from interactions.models import InteractionVersion, Participant, SeenPerson


def fold(journal: Journal, survivor: Contact, loser: Contact) -> None:
    """One part in each conversation, with the marks of both; earlier versions say so too.

    What only the loser took part in needs nothing here.
    """
    shared = survivor.participations.filter(interaction__participants__contact=loser)
    theirs = {row.interaction_id: row for row in loser.participations.all()}
    for kept in shared.select_related("interaction"):
        _fold_part(journal, kept, theirs[kept.interaction_id])
    said = [{"contact_id": str(loser.pk)}]
    versions = InteractionVersion.objects.for_owner_id(loser.owner_id)
    for version in versions.filter(before__parts__contains=said):
        parts = _fold_said(version.before["parts"], survivor, loser)
        journal.change(version, before={**version.before, "parts": parts})
    seen = SeenPerson.objects.for_owner_id(loser.owner_id)
    for row in seen.filter(contact=loser, meeting__people__contact=survivor):
        journal.remove(row)


def _fold_part(journal: Journal, kept: Participant, lost: Participant) -> None:
    have = set(kept.marks.values_list("verb", "what"))
    for mark in lost.marks.all():
        if (mark.verb, mark.what) not in have:
            journal.move(lost.marks.filter(pk=mark.pk), "participant", kept.pk)
    journal.change(kept, talked=kept.talked or lost.talked)
    journal.remove(lost)
    journal.change(kept.interaction, headcount=kept.interaction.headcount - 1)


def _fold_said(
    parts: list[dict[str, Any]], survivor: Contact, loser: Contact
) -> list[dict[str, Any]]:
    """The parts of a version in which the loser is the survivor."""
    ours, theirs = str(survivor.pk), str(loser.pk)
    folded: dict[str, dict[str, Any]] = {}
    for part in parts:
        who = ours if part["contact_id"] == theirs else part["contact_id"]
        had = folded.get(who, {"talked": False, "marks": []})
        marks = [*had["marks"], *(mark for mark in part["marks"] if mark not in had["marks"])]
        talked = had["talked"] or part["talked"]
        folded[who] = {**part, "contact_id": who, "talked": talked, "marks": marks}
    return list(folded.values())
