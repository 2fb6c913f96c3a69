"""The trash: thirty days, then gone for good."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from contacts import services
from contacts.models import Contact
from core.models import Undo
from core.roles import acting_for
from interactions.models import Interaction
from pages import tasks
from pages.purging import purge
from tests.factories import make_contact, make_interaction

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def names(client: Client) -> list[tuple[str, str]]:
    return [(item.name, item.what) for item in client.get("/trash/").context["items"]]


def test_deleted_people_and_conversations_wait_the_latest_first(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana, rory = make_contact(alice, "Ana"), make_contact(alice, "Rory")
        make_interaction(rory, occurred_on=date(2026, 8, 17), deleted_at=ago(1))
        services.delete_contact(ana, ago(2))

    assert names(as_alice) == [("Rory", "Coffee, 17 Aug"), ("Ana", "Person")]
    item = as_alice.get("/trash/").context["items"][1]
    assert (item.deleted, item.gone) == ("14 Nov", "14 Dec")


def test_a_person_is_brought_back(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor")
        services.delete_contact(ana, ago(2))

    answer = as_alice.post(f"/people/{ana.pk}/restore/")

    assert answer["Location"] == ana.get_absolute_url()
    assert as_alice.get(ana.get_absolute_url()).status_code == 200
    assert names(as_alice) == []


def test_strangers_see_and_restore_nothing(
    as_alice: Client, as_mallory: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        services.delete_contact(ana, ago(2))

    assert names(as_mallory) == []
    assert as_mallory.post(f"/people/{ana.pk}/restore/").status_code == 404
    assert as_alice.get(f"/people/{ana.pk}/restore/").status_code == 405
    assert names(as_alice) == [("Ana", "Person")]


def test_somebody_who_is_not_in_the_trash_is_not_restored(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")

    assert as_alice.post(f"/people/{ana.pk}/restore/").status_code == 404


def test_after_thirty_days_it_is_gone_for_good_and_the_log_says_how_many(
    alice: User, bob: User, caplog: pytest.LogCaptureFixture
) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            old, new, kept = (make_contact(owner, name) for name in ("Old", "New", "Kept"))
            make_interaction(old, occurred_on=TODAY, text="only with Old")
            make_interaction(old, kept, occurred_on=TODAY, text="with Kept too")
            make_interaction(kept, occurred_on=TODAY, text="deleted", deleted_at=ago(31))
            make_interaction(kept, occurred_on=TODAY, text="fresh trash", deleted_at=ago(29))
            services.delete_contact(old, ago(30.1))
            services.delete_contact(new, ago(29.9))
            for token, hours in (("over", -1), ("open", 1)):
                Undo.objects.create(
                    owner=owner,
                    verb=token,
                    before={},
                    created_at=NOW,
                    expires_at=NOW + timedelta(hours=hours),
                )

    with caplog.at_level("INFO", logger="pages.purging"):
        assert purge(NOW) == {"people": 2, "interactions": 2, "merges": 0, "undo": 2}
    assert caplog.messages == [
        "Gone for good: {'people': 2, 'interactions': 2, 'merges': 0, 'undo': 2}"
    ]
    assert purge(NOW) == {"people": 0, "interactions": 0, "merges": 0, "undo": 0}

    with acting_for(alice.pk):
        assert sorted(Contact.objects.values_list("display", flat=True)) == ["Kept", "New"]
        assert sorted(Interaction.objects.values_list("text", flat=True)) == [
            "fresh trash",
            "with Kept too",
        ]
        assert list(Undo.objects.values_list("verb", flat=True)) == ["open"]


def test_many_go_in_small_steps(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.purging.AT_ONCE", 2)
    with acting_for(alice.pk):
        for number in range(5):
            services.delete_contact(make_contact(alice, f"P{number}"), ago(40))

    assert tasks.purge() == {
        **{"people": 5, "interactions": 0, "merges": 0, "undo": 0},
        "exports": 0,
    }
