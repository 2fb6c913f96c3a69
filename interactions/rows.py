"""An interaction's rows: its own, its participants, their marks."""

import uuid

from interactions.contents import Content, Part
from interactions.models import Interaction, Mark, Participant


def write(interaction: Interaction, content: Content) -> None:
    """Make the rows say `content`."""
    new = interaction._state.adding
    for name, value in content.plain().items():
        setattr(interaction, name, value)
    interaction.headcount = len(content.parts)
    interaction.clean_fields(exclude=["owner", "kind"])
    interaction.save(force_insert=new)
    _seat(interaction, content, {} if new else _seated(interaction))


def _seated(interaction: Interaction) -> dict[uuid.UUID, Participant]:
    rows = interaction.participants.prefetch_related("marks")
    return {row.contact_id: row for row in rows}


def _seat(interaction: Interaction, content: Content, before: dict[uuid.UUID, Participant]) -> None:
    """Those missing are made, those changed written, the rest removed; then their marks."""
    gone = before.keys() - content.contact_ids
    if gone:
        interaction.participants.of_contacts(gone).delete()
    rows = [_row(interaction, content, part, before) for part in content.parts]
    new = [row for row in rows if row._state.adding]
    known = [row for row in rows if not row._state.adding]
    Participant.objects.bulk_create(new)
    Participant.objects.bulk_update(known, ["talked", "occurred_on"])
    _mark(content, rows, before)


def _row(
    interaction: Interaction,
    content: Content,
    part: Part,
    before: dict[uuid.UUID, Participant],
) -> Participant:
    row = before.get(part.contact_id) or Participant(
        owner_id=interaction.owner_id, interaction=interaction, contact_id=part.contact_id
    )
    row.talked = part.talked
    row.occurred_on = content.occurred_on
    return row


def _mark(content: Content, rows: list[Participant], before: dict[uuid.UUID, Participant]) -> None:
    there = {
        (contact_id, mark.verb, mark.what): mark
        for contact_id, row in before.items()
        for mark in row.marks.all()
    }
    wanted = {(part.contact_id, *mark) for part in content.parts for mark in part.marks}
    gone = [there[said].pk for said in there.keys() - wanted]
    if gone:
        Mark.objects.by_ids(gone).delete()
    by_contact = {row.contact_id: row for row in rows}
    Mark.objects.bulk_create(
        Mark(
            owner_id=by_contact[contact_id].owner_id,
            participant=by_contact[contact_id],
            verb=verb,
            what=what,
        )
        for contact_id, verb, what in sorted(wanted - there.keys())
    )
