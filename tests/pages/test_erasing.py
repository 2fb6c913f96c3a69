"""Somebody is erased for good: no row of the account says their name any more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts import services
from contacts.models import Contact
from core import undo
from core.models import Undo
from core.roles import acting_for
from importing.models import DuplicatePair, ImportJob, Merge
from importing.services import undo as undo_import
from interactions.enums import PromiseBy
from interactions.models import Interaction, SeenMeeting
from interactions.services import promise
from pages import exports
from pages.erasing import erase_person
from pages.models import AccountExport
from pages.purging import purge
from reminders.enums import MailState
from reminders.models import OutboxMail
from tests.factories import make_contact, make_interaction, make_meeting
from tests.importing.pipeline import bring, linkedin, people, work
from tests.reminders.mailing import make_mail

pytestmark = pytest.mark.django_db

NAME = "Quillon Vexworth"
ROW = (
    "Quillon",
    "Vexworth",
    "quillon-vexworth",
    "quillon@vexworth.example",
    "Tidewell",
    "Engineer",
)
BEN = ("Ben", "Berg", "ben-berg", "ben@example.com", "Harbour", "Designer")
ON = date(2026, 11, 16)
MARKS = ("quillon", "vexworth")


def tables_that_say_it(owner: User) -> set[str]:
    """The tables of which some row of the account says their name."""
    found = set()
    with acting_for(owner.pk), connection.cursor() as cursor:
        for model in apps.get_models():
            table = connection.ops.quote_name(model._meta.db_table)
            says = " OR ".join("each::text ILIKE %s" for _mark in MARKS)
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {table} AS each WHERE {says})",
                [f"%{mark}%" for mark in MARKS],
            )
            if cursor.fetchone() == (True,):
                found.add(model._meta.label)
    return found


def fill(owner: User) -> tuple[Contact, ImportJob]:
    """Somebody of whom as much is known as can be."""
    bring(owner, linkedin(ROW, BEN))
    with acting_for(owner.pk):
        contact = Contact.objects.for_user(owner).get(display=NAME)
        Contact.objects.for_user(owner).filter(pk=contact.pk).update(title="Vexworth’s chief")
    job = bring(owner, linkedin((*ROW[:4], "Vexworth Ltd", "Lead"), BEN))
    with acting_for(owner.pk):
        contact.refresh_from_db()
        ben = Contact.objects.for_user(owner).get(display="Ben Berg")
        make_interaction(contact, occurred_on=ON, on=ON, text=f"{NAME} told me")
        make_interaction(contact, ben, occurred_on=ON, on=ON, text="All three of us")
        promise(
            owner=owner, contact=contact, by=PromiseBy.ME, text="Vexworth’s deck", due_on=ON, on=ON
        )
        make_meeting(contact, title=f"Coffee with {NAME}", occurred_on=ON)
        twin = make_contact(owner, f"{NAME} again")
        one, other = sorted((contact, twin), key=lambda each: each.pk)
        DuplicatePair.objects.create(owner=owner, one=one, other=other, certainty=0.9)
        Merge.objects.create(
            owner=owner,
            survivor=contact,
            gone_id=ben.pk,
            name=NAME,
            before=[NAME],
            at=timezone.now(),
        )
        twin.delete()
        undo.remember(
            owner=owner, verb="contacts.change", before={"rows": [NAME]}, at=timezone.now()
        )
        exported = exports.ask(owner, at=timezone.now())
        exports.path_of(exported).parent.mkdir(parents=True, exist_ok=True)
        exports.path_of(exported).write_text(NAME)
    make_mail(
        owner, state=MailState.SENT, subject=NAME, text=f"Write to {NAME}", html=f"<b>{NAME}</b>"
    )
    make_mail(owner, period=ON - timedelta(days=7), state=MailState.SENT, text="Nobody", html="No")
    return contact, job


def throw_away(contact: Contact) -> None:
    with acting_for(contact.owner_id):
        services.delete_contact(contact, timezone.now())


def test_no_row_says_their_name_any_more(
    alice: User, django_capture_on_commit_callbacks: Any
) -> None:
    contact, _job = fill(alice)
    throw_away(contact)
    said = tables_that_say_it(alice)
    with acting_for(alice.pk):
        [file] = [exports.path_of(row) for row in AccountExport.objects.for_user(alice)]

    with django_capture_on_commit_callbacks(execute=True), acting_for(alice.pk):
        erase_person(contact)

    assert said >= {
        *("contacts.Contact", "contacts.ContactMethod", "contacts.Position", "core.Undo"),
        *("importing.ImportJob", "importing.ImportRow", "importing.Merge"),
        *("interactions.Interaction", "interactions.Promise", "interactions.SeenMeeting"),
        "reminders.OutboxMail",
    }
    assert tables_that_say_it(alice) - {"contacts.Company"} == set()
    assert not file.exists()


def test_what_others_have_part_in_stays(alice: User) -> None:
    contact, job = fill(alice)
    throw_away(contact)

    with acting_for(alice.pk):
        erase_person(contact)

        assert people(alice) == ["Ben Berg"]
        assert list(Interaction.objects.values_list("text", flat=True)) == ["All three of us"]
        assert SeenMeeting.objects.count() == Undo.objects.count() == 0
        mails = OutboxMail.objects.order_by("period_key").values_list("text", flat=True)
        assert list(mails) == [
            "Nobody",
            "What this mail said was erased, together with somebody whom it named.",
        ]
        counts = ImportJob.objects.values_list("created", "updated", "unchanged")
        assert sorted(counts) == [(0, 1, 1), (2, 0, 0)]
    with acting_for(alice.pk):
        undo_import(job)
    assert work(job).state == "undone"
    assert people(alice) == ["Ben Berg"]


def test_who_is_erased_comes_with_no_later_file(alice: User) -> None:
    contact, _job = fill(alice)
    throw_away(contact)
    with acting_for(alice.pk):
        erase_person(contact)

    again = bring(alice, linkedin(ROW, BEN))

    assert (again.created, again.skipped) == (0, 1)
    assert people(alice) == ["Ben Berg"]


def test_the_trash_asks_first_and_then_erases(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
    address = reverse("pages:erase_person", args=[ana.pk])
    assert as_alice.get(address).status_code == as_alice.post(address).status_code == 404
    throw_away(ana)
    assert address in as_alice.get("/trash/").content.decode()

    asked = as_alice.get(address).content.decode()
    answer = as_alice.post(address, follow=True).content.decode()

    assert "Nobody can bring it back." in asked
    assert "is gone for good" in answer
    with acting_for(alice.pk):
        assert not Contact.objects.filter(pk=ana.pk).exists()


def test_looking_at_the_question_erases_nobody(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
    throw_away(ana)

    as_alice.get(reverse("pages:erase_person", args=[ana.pk]))

    with acting_for(alice.pk):
        assert Contact.objects.filter(pk=ana.pk).exists()


def test_after_thirty_days_in_the_trash_they_are_forgotten_as_well(alice: User) -> None:
    contact, _job = fill(alice)
    throw_away(contact)
    with acting_for(alice.pk):
        Undo.objects.all().delete()  # lasts ten minutes

    purge(timezone.now() + timedelta(days=31))

    assert tables_that_say_it(alice) - {"contacts.Company"} == set()
