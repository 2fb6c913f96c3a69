"""Staff see that people are there, not what was written about them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts import services
from contacts.lines import MethodLine
from contacts.models import Company, Contact, RelationshipType, Tag
from core.roles import acting_for

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


@pytest.fixture
def as_staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "correct horse battery"))
    return client


@pytest.fixture
def ana(alice: User) -> Contact:
    with acting_for(alice.pk):
        return services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ana Kovač",
            company_name="Halden",
            facts="A secret fact",
            how_met="A secret meeting",
            tags=["pilot"],
            methods=[MethodLine("email", "ana@secret.example")],
            type_ids=[RelationshipType.objects.get(owner=alice, key="peer").pk],
        )


def test_every_list_opens(as_staff: Client, ana: Contact) -> None:
    for model in (Contact, Company, Tag, RelationshipType):
        address = reverse(f"admin:contacts_{model._meta.model_name}_changelist")
        assert as_staff.get(address).status_code == 200
        assert as_staff.get(f"{address}?q=ana").status_code == 200


def test_a_person_is_shown_without_what_was_written(as_staff: Client, ana: Contact) -> None:
    page = as_staff.get(reverse("admin:contacts_contact_change", args=[ana.pk]))

    html = page.content.decode()
    assert page.status_code == 200
    assert "Ana Kovač" in html
    assert "29 characters" in html
    assert "secret" not in html


def test_nothing_is_written_here(as_staff: Client, ana: Contact) -> None:
    address = reverse("admin:contacts_contact_change", args=[ana.pk])

    assert as_staff.post(address, {"display": "X"}).status_code == 403
    assert as_staff.get(reverse("admin:contacts_contact_add")).status_code == 403


def test_a_person_is_put_into_the_trash_and_brought_back(
    as_staff: Client, alice: User, ana: Contact
) -> None:
    address = reverse("admin:contacts_contact_changelist")

    def kept() -> bool:
        with acting_for(alice.pk):
            return Contact.objects.kept().exists()

    as_staff.post(address, {"action": "trash", "_selected_action": [str(ana.pk)]})
    assert not kept()
    as_staff.post(address, {"action": "restore", "_selected_action": [str(ana.pk)]})
    assert kept()


def test_staff_without_the_right_may_not_trash(alice: User, ana: Contact) -> None:
    client = Client()
    client.force_login(
        User.objects.create_user("s@example.org", "correct horse battery", is_staff=True)
    )

    address = reverse("admin:contacts_contact_changelist")
    assert client.get(address).status_code == 403
    client.post(address, {"action": "trash", "_selected_action": [str(ana.pk)]})

    with acting_for(alice.pk):
        assert Contact.objects.kept().exists()
