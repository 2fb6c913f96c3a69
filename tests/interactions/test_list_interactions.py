"""list_interactions: one JSON object a line, of one account alone."""

import json
from datetime import date, time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from core.roles import acting_for
from interactions import listing
from interactions.enums import MarkVerb, MarkWhat
from interactions.models import Interaction, Mark, Participant
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction


def lines(owner: User) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("list_interactions", owner=owner.email, json=True, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_conversation_is_one_object(alice: User) -> None:
    with acting_for(alice.pk):
        ana, ben = make_contact(alice), make_contact(alice, "Ben Ode")
        row = make_interaction(
            *(ben, ana), occurred_on=date(2026, 11, 1), time=time(9, 30), text="Lisbon\nnow"
        )
        part = Participant.objects.get(contact=ana)
        Mark.objects.create(owner=alice, participant=part, verb=MarkVerb.GAVE, what=MarkWhat.ADVICE)

    assert lines(alice) == [
        {
            "id": str(row.pk),
            "kind": "coffee",
            "occurred_on": "2026-11-01",
            "precision": "day",
            "time": "09:30",
            "status": "done",
            "direction": "",
            "text": "Lisbon\nnow",
            "ask_about": "",
            "sensitive": False,
            "people": ["Ana Kovač", "Ben Ode"],
            "people_ids": [str(ana.pk), str(ben.pk)],
            "marks": [{"person": "Ana Kovač", "verb": "gave", "what": "advice"}],
        }
    ]


def test_trash_and_other_accounts_are_left_out(alice: User, bob: User) -> None:
    for owner in (alice, bob):
        with acting_for(owner.pk):
            make_interaction(make_contact(owner), occurred_on=TODAY, text=owner.name)
            make_interaction(make_contact(owner), occurred_on=TODAY, deleted_at=NOW)

    assert [line["text"] for line in lines(alice)] == ["Alice Adler"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_chunk_costs_the_same_for_any_number_of_rows(
    acting_alice: User, many: int, django_assert_num_queries: Any
) -> None:
    ana = make_contact(acting_alice)
    for _ in range(many):
        make_interaction(ana, occurred_on=TODAY)

    with django_assert_num_queries(5):  # rows, participants, contacts, marks; and the end
        assert len(list(listing.interaction_lines(acting_alice))) == many


def test_all_come_when_they_are_more_than_a_chunk(
    acting_alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    ana = make_contact(acting_alice)
    made = [make_interaction(ana, occurred_on=TODAY).pk for _ in range(5)]

    listed = [line["id"] for line in listing.interaction_lines(acting_alice)]

    assert listed == [str(pk) for pk in sorted(made)]
    assert Interaction.objects.count() == 5


def test_an_unknown_account_is_one_clear_sentence(db: None) -> None:
    with pytest.raises(CommandError, match=r"No account has the address nobody@example\.org\."):
        call_command("list_interactions", owner="nobody@example.org")
