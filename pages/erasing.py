"""Somebody goes for good: also where imports, mails and Undo still remember them."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.models import Undo
from importing.models import ImportJob, ImportRow
from interactions.models import Interaction, SeenMeeting
from pages import exports
from reminders.models import OutboxMail

if TYPE_CHECKING:
    from accounts.models import User

SAMPLES = ("look", "first", "rows")  # lines of a file, shown before it was imported


@transaction.atomic
def erase_person(contact: Contact) -> None:
    """Leave nothing of a person; nobody can take it back.

    Exports that can be fetched and all that can be undone go too, since they hold whole people.
    Works inside acting_for.
    """
    Undo.objects.for_user(contact.owner).delete()
    exports.forget(contact.owner)
    forget_person(contact)


@transaction.atomic
def forget_person(contact: Contact) -> None:
    """Delete a person, their conversations with nobody else, and what imports and mails say of
    them. What the user wrote about others stays, also where it names this person. Works inside
    acting_for."""
    owner = contact.owner
    talks = Interaction.objects.for_user(owner).only_with(contact)
    alone = list(talks.values_list("pk", flat=True))
    _forget_imports(owner, contact.pk, alone)
    _forget_mails(owner, contact.display)
    Interaction.objects.for_user(owner).by_ids(alone).delete()
    SeenMeeting.objects.for_user(owner).only_with(contact).delete()
    Contact.objects.for_user(owner).by_ids([contact.pk]).delete()


def _forget_imports(owner: "User", contact_id: uuid.UUID, talks: list[uuid.UUID]) -> None:
    """That a line was imported stays, so that the counts add up; what it said goes."""
    ImportRow.objects.for_user(owner).about(contact_id, talks).update(
        before=None, raw=None, warnings=[], reason=""
    )
    gone = set(map(str, [contact_id, *talks]))
    for job in ImportJob.objects.for_user(owner).over():
        job.preview |= {name: [] for name in SAMPLES if name in job.preview}
        job.reading |= {name: [] for name in SAMPLES if name in job.reading}
        job.kept_on_undo = [one for one in job.kept_on_undo if one["id"] not in gone]
        job.save(update_fields=["preview", "reading", "kept_on_undo"])


def _forget_mails(owner: "User", name: str) -> None:
    """Mails that named them were sent; their words are kept no longer."""
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        words = _("What this mail said was erased, together with somebody whom it named.")
    naming = OutboxMail.objects.for_user(owner).saying([name, escape(name)])
    naming.update(subject="Relcrm", text=words, html=escape(words))
