"""What other apps say is stored; what was done is taken back."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from contacts import services as people
from contacts.enums import LastTalked
from contacts.models import Contact
from core import undo
from interactions import services
from interactions.enums import KindKey
from interactions.models import Interaction, InteractionKind, Promise
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction


def add(owner: User, how: LastTalked | None) -> Contact:
    return people.create_contact(
        owner=owner, on=TODAY, at=NOW, display="Ana Kovač", last_talked=how
    )


@pytest.mark.parametrize(
    ("how", "days", "precision"),
    [
        (LastTalked.WEEK, 3, "month"),
        (LastTalked.MONTH, 15, "month"),
        (LastTalked.SEASON, 60, "season"),
        (LastTalked.LONGER, 240, "season"),
    ],
)
def test_last_talked_is_stored_as_an_approximate_contact(
    acting_alice: User, how: LastTalked, days: int, precision: str
) -> None:
    ana = add(acting_alice, how)

    row = Interaction.objects.select_related("kind").get()
    ana.refresh_from_db()
    assert ana.last_contact_on == row.occurred_on == TODAY - timedelta(days=days)
    assert (row.kind.key, row.precision, row.source) == ("talk", precision, "last_talked")


@pytest.mark.parametrize("how", [LastTalked.UNKNOWN, None])
def test_who_does_not_know_stores_nothing(acting_alice: User, how: LastTalked | None) -> None:
    add(acting_alice, how)

    assert Interaction.objects.count() == 0


def test_talks_only_reads_the_history_again(acting_alice: User) -> None:
    ana = make_contact(acting_alice, type_key="client")
    make_interaction(ana, kind="call", occurred_on=date(2026, 10, 1))
    make_interaction(ana, kind="email", occurred_on=date(2026, 11, 1))

    people.update_contact(ana, on=TODAY, at=NOW, version=1, counts="talks")

    assert Contact.objects.get().last_contact_on == date(2026, 10, 1)


def take_back(owner: User, url: str) -> None:
    token = uuid.UUID(url.strip("/").split("/")[-1])
    undo.take_back(token, owner=owner, at=NOW, on=TODAY)


def remember(owner: User, verb: str, **before: Any) -> str:
    return undo.remember(owner=owner, verb=verb, before=before, at=NOW)


def test_a_log_taken_back_is_in_the_trash_with_whom_it_added(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    row = services.log(
        owner=acting_alice,
        contact_ids=[ana.pk],
        names=["Ben Ode"],
        kind=InteractionKind.objects.known_as(KindKey.COFFEE),
        occurred_on=TODAY,
        on=TODAY,
        at=NOW,
    )
    ben = Contact.objects.get(display="Ben Ode")

    take_back(
        acting_alice,
        remember(acting_alice, "interactions.log", id=str(row.pk), added=[str(ben.pk)]),
    )

    assert list(Interaction.objects.kept()) == []
    assert list(Contact.objects.kept()) == [ana]
    assert Contact.objects.get(pk=ana.pk).last_contact_on is None


@time_machine.travel(NOW, tick=False)
def test_a_log_taken_back_takes_its_promises_along_and_the_same_form_brings_them_again(
    acting_alice: User,
) -> None:
    ana = make_contact(acting_alice)

    def log() -> Interaction:
        return services.log(
            owner=acting_alice,
            contact_ids=[ana.pk],
            kind=InteractionKind.objects.known_as(KindKey.COFFEE),
            occurred_on=TODAY,
            promises=[services.NewPromise("me", "send the deck")],
            key=ana.pk,
            on=TODAY,
            at=NOW,
        )

    row = log()
    other = services.promise(
        owner=acting_alice, contact=ana, by="me", text="call", due_on=None, on=TODAY
    )

    take_back(acting_alice, remember(acting_alice, "interactions.log", id=str(row.pk), added=[]))
    assert list(Promise.objects.open()) == [other]

    assert log() == row
    said = Promise.objects.open().order_by("pk").values_list("text", flat=True)
    assert list(said) == ["send the deck", "call"]


def test_a_deleted_conversation_leaves_its_promises(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    row = make_interaction(ana, occurred_on=TODAY)
    for text in ("send the deck", "call"):
        services.promise(
            owner=acting_alice,
            contact=ana,
            by="me",
            text=text,
            due_on=None,
            on=TODAY,
            interaction=row,
        )
    yesterday = TODAY - timedelta(days=1)
    services.drop_promise(Promise.objects.get(text="call"), on=yesterday)

    services.delete(row, on=TODAY, at=NOW)
    services.restore(row, on=TODAY, at=NOW)

    assert [promise.text for promise in Promise.objects.open()] == ["send the deck"]


def test_somebody_added_who_was_met_again_stays(acting_alice: User) -> None:
    ben = make_contact(acting_alice, "Ben Ode")
    row = make_interaction(ben, occurred_on=TODAY)
    make_interaction(ben, occurred_on=TODAY - timedelta(days=1))

    services.unlog(row, added_ids=[ben.pk], on=TODAY, at=NOW)

    assert list(Contact.objects.kept()) == [ben]


def test_a_deletion_taken_back_counts_again(acting_alice: User) -> None:
    row = make_interaction(make_contact(acting_alice), occurred_on=TODAY)
    services.delete(row, on=TODAY, at=NOW)

    take_back(acting_alice, remember(acting_alice, "interactions.delete", id=str(row.pk)))

    assert Contact.objects.get().last_contact_on == TODAY


def test_an_edit_taken_back_says_the_old_text(acting_alice: User) -> None:
    row = make_interaction(make_contact(acting_alice), occurred_on=TODAY, text="Lisbon")
    services.edit(row, version=1, on=TODAY, at=NOW, text="Porto")

    take_back(acting_alice, remember(acting_alice, "interactions.edit", id=str(row.pk), version=1))

    assert Interaction.objects.get().text == "Lisbon"
