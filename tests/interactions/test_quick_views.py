"""The quick line in the browser: what it was read as, what it asks, what it saves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.models import Participant, Promise
from tests.interactions.test_views import HTMX, KEY, kind_id, person, rows, said, today

__all__ = ["today"]
QUICK = "Coffee with Ana Kovač yesterday, talked about her move to Lisbon"


def quick(client: Client, line: str, **choices: Any) -> Any:
    return client.post(reverse("interactions:quick"), {"line": line, **choices})


def parse(client: Client, line: str, **choices: Any) -> Any:
    return client.post(reverse("interactions:parse"), {"line": line, **choices}, headers=HTMX)


def test_the_line_is_shown_as_it_was_read_and_nothing_is_saved(
    as_alice: Client, alice: User
) -> None:
    person(alice)

    read = parse(as_alice, QUICK).context["read"]

    assert (read["kind"], read["people"], read["note"]) == (
        *("Coffee", ["Ana Kovač"], "talked about her move to Lisbon"),
    )
    assert (read["ambiguous"], read["unknown"], rows(alice)) == ([], [], [])


def test_an_empty_line_reads_as_nothing(as_alice: Client) -> None:
    assert parse(as_alice, "  ").content.decode().strip() == ""


def test_a_clear_line_is_saved(as_alice: Client, alice: User, today: date) -> None:
    ana = person(alice, type_key="mentor")

    response = quick(as_alice, QUICK, key=KEY)

    (row,) = rows(alice)
    assert (row.text, row.occurred_on) == (
        *("talked about her move to Lisbon", today - timedelta(days=1)),
    )
    assert [part.contact_id for part in rows(alice, Participant)] == [ana.pk]
    assert response.status_code == 302
    assert said(response)[0].startswith("Coffee with Ana Kovač logged.")


def test_with_htmx_the_page_comes_afresh(as_alice: Client, alice: User) -> None:
    person(alice)

    response = as_alice.post(reverse("interactions:quick"), {"line": QUICK}, headers=HTMX)

    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_enter_pressed_twice_is_one_row(as_alice: Client, alice: User) -> None:
    person(alice)

    for _ in range(2):
        quick(as_alice, QUICK, key=KEY)

    assert len(rows(alice)) == 1


def test_another_line_in_the_same_form_is_not_lost(as_alice: Client, alice: User) -> None:
    person(alice)
    quick(as_alice, QUICK, key=KEY)

    kept = quick(as_alice, "Lunch with Ana Kovač today, hiring", key=KEY)
    quick(as_alice, "Lunch with Ana Kovač today, hiring", key=kept.context["key"])

    assert kept.status_code == 409
    assert 'value="Lunch with Ana Kovač today, hiring"' in kept.content.decode()
    assert [row.text for row in rows(alice)] == ["talked about her move to Lisbon", "hiring"]


def test_a_quick_log_can_be_undone(as_alice: Client, alice: User) -> None:
    person(alice)
    response = quick(as_alice, QUICK)
    (message,) = get_messages(response.wsgi_request)

    as_alice.post(message.extra_tags)

    assert [row.deleted_at is None for row in rows(alice)] == [False]


def test_promises_of_the_line_are_kept_in_mind(as_alice: Client, alice: User) -> None:
    ana = person(alice)

    quick(as_alice, "Coffee with Ana !promise send deck by tomorrow !they share numbers")

    assert [(p.by, p.text, p.contact_id) for p in rows(alice, Promise)] == [
        ("me", "send deck", ana.pk),
        ("them", "share numbers", ana.pk),
    ]


def test_a_name_of_two_people_is_asked_about_on_a_page(as_alice: Client, alice: User) -> None:
    ben, other = person(alice, "Ben Ode"), person(alice, "Ben Smith", title="Buyer")
    line = "Lunch with Ben yesterday, hiring"

    asked = quick(as_alice, line, key=KEY)
    saved = quick(as_alice, line, key=KEY, **{"pick-ben": str(other.pk)})

    page = asked.content.decode()
    assert asked.status_code == 422
    assert asked.templates[0].name == "interactions/quick.html"
    for choice in (ben.pk, other.pk):
        assert f'<input type="radio" name="pick-ben" value="{choice}">' in page
    assert f'value="{line}"' in page
    assert f'value="{KEY}"' in page
    assert saved.status_code == 302
    assert [part.contact_id for part in rows(alice, Participant)] == [other.pk]


@pytest.mark.parametrize("pick", ["somebody there", "somebody new"])
def test_a_choice_is_still_there_when_the_line_is_read_again(
    as_alice: Client, alice: User, pick: str
) -> None:
    person(alice, "Ben Ode")
    smith = person(alice, "Ben Smith")
    chosen = str(smith.pk) if pick == "somebody there" else "new"

    page = parse(as_alice, "Lunch with Ben", **{"pick-ben": chosen}).content.decode()

    assert page.count('name="pick-ben"') == 3
    assert f'<input type="radio" name="pick-ben" value="{chosen}" checked>' in page
    assert page.count(" checked>") == 1


def test_a_choice_that_was_not_offered_is_not_taken(
    as_alice: Client, alice: User, bob: User
) -> None:
    person(alice, "Ben Ode")
    person(alice, "Ben Smith")
    theirs = person(bob, "Ben Bob")

    response = quick(as_alice, "Lunch with Ben", **{"pick-ben": str(theirs.pk)})

    assert (response.status_code, rows(alice)) == (422, [])
    assert "Ben Bob" not in response.content.decode()


def test_somebody_new_is_offered_then_added(as_alice: Client, alice: User) -> None:
    line = "Coffee with Zoe Quinn"

    shown = parse(as_alice, line).content.decode()
    asked = quick(as_alice, line).content.decode()
    quick(as_alice, line, create="Zoe Quinn", left="Zoe Quinn", key=KEY)
    quick(as_alice, line, create="Zoe Quinn", left="Zoe Quinn", key=KEY)

    assert '<input type="checkbox" name="create" value="Zoe Quinn">' in shown
    assert '<input type="checkbox" name="create" value="Zoe Quinn" checked>' in asked
    assert [contact.display for contact in rows(alice, Contact)] == ["Zoe Quinn"]
    assert len(rows(alice)) == 1


def test_somebody_left_out_stays_in_the_note(as_alice: Client, alice: User) -> None:
    person(alice)

    quick(as_alice, "Lunch with Ana and Zoe Quinn, hiring", left="Zoe Quinn")

    assert [row.text for row in rows(alice)] == ["with Zoe Quinn · hiring"]
    assert [contact.display for contact in rows(alice, Contact)] == ["Ana Kovač"]


@pytest.mark.parametrize("line", ["coffee yesterday", "with the team"])
def test_a_line_with_nobody_is_asked_about(as_alice: Client, alice: User, line: str) -> None:
    response = quick(as_alice, line)

    assert (response.status_code, response.context["error"]) == (
        *(422, "Who was it with? Say “with Ana”."),
    )
    assert f'value="{line}"' in response.content.decode()


@pytest.mark.parametrize(
    "said", [{"line": ""}, {"line": " \n"}, {}, {"line": "x" * 2001}, {"line": "a\0b"}]
)
def test_a_line_that_is_no_line_is_refused(
    as_alice: Client, alice: User, said: dict[str, str]
) -> None:
    response = as_alice.post(reverse("interactions:quick"), said)

    assert (response.status_code, rows(alice)) == (422, [])


def test_what_was_sent_may_have_been_answered(as_alice: Client, alice: User) -> None:
    ana = person(alice, type_key="mentor")

    (doubt,) = parse(as_alice, "emailed Ana about the deck").context["read"]["ambiguous"]
    quick(as_alice, "emailed Ana about the deck")
    with acting_for(alice.pk):
        ana.refresh_from_db()
        attempt = (ana.last_contact_on, ana.last_attempt_on is not None)
    quick(as_alice, "emailed Ana about the deck", kind="email")

    assert [(choice["id"], choice["chosen"]) for choice in doubt["choices"]] == [
        ("wrote", True),
        ("email", False),
    ]
    assert attempt == (None, True)
    with acting_for(alice.pk):
        assert Contact.objects.get().last_contact_on is not None


def test_a_kind_that_the_line_does_not_say_is_not_taken(as_alice: Client, alice: User) -> None:
    person(alice)

    quick(as_alice, "Coffee with Ana", kind="email")

    assert [str(row.kind_id) for row in rows(alice)] == [kind_id(alice)]


def test_more_detail_opens_the_form_with_all_that_was_read(as_alice: Client, alice: User) -> None:
    ana = person(alice)
    address = parse(as_alice, QUICK + " !promise send deck").context["read"]["detail_url"]

    entry = as_alice.get(address).context["entry"]

    assert (entry.who.people, str(entry.form["kind"].value())) == ([ana], kind_id(alice))
    assert entry.form["text"].value() == "talked about her move to Lisbon"
    assert entry.promises.forms[0]["text"].value() == "send deck"


@pytest.mark.parametrize("name", ["<img onerror=alert(1)>", "O'Brien", "Null", "陈思远 🙂"])
def test_names_are_shown_as_text(as_alice: Client, alice: User, name: str) -> None:
    person(alice, name)
    line = f"Coffee with {name}"

    page = quick(as_alice, line).content.decode() + parse(as_alice, line).content.decode()

    assert "<img onerror" not in page


@pytest.mark.parametrize("line", ["Coffee with Ana Kovač", "Coffee with Ana Kovač and Ben Ode"])
def test_saving_a_line_costs_the_same_for_any_number_of_people(
    as_alice: Client, alice: User, line: str, django_assert_num_queries: Any
) -> None:
    person(alice)
    person(alice, "Ben Ode")
    as_alice.get(reverse("interactions:kinds"))  # the first request of a day does more

    # around it 6; kinds, people; key, savepoint and its end, people there, row, participants, two
    # derivations; the plan and follow-ups 9; undo, who was there
    with django_assert_num_queries(27):
        as_alice.post(reverse("interactions:quick"), {"line": line, "key": KEY}, headers=HTMX)


# --- setting right what was understood -------------------------------------------------


def names_of(owner: User) -> list[str]:
    """Who took part in what was logged."""
    with acting_for(owner.pk):
        parts = Participant.objects.for_user(owner).select_related("contact")
        return [part.contact.display for part in parts]


def test_each_part_of_the_line_can_be_set_right(as_alice: Client, alice: User, today: date) -> None:
    person(alice)
    ben = person(alice, "Ben Ode")
    corrections = {
        "what": kind_id(alice, "meal"),
        "when": (today - timedelta(days=5)).isoformat(),
        "as-ana kovac": "ben",
    }

    read = parse(as_alice, QUICK, **corrections).context["read"]
    assert [kind["label"] for kind in read["kinds"] if kind["on"]] == ["Meal"]
    assert [(name["text"], name["meant"]) for name in read["names"]] == [("Ana Kovač", "Ben Ode")]
    assert (read["day"], read["people"]) == (corrections["when"], ["Ben Ode"])
    assert rows(alice) == []

    quick(as_alice, QUICK, key=KEY, **corrections)

    (row,) = rows(alice)
    assert (str(row.kind_id), row.occurred_on) == (
        corrections["what"],
        today - timedelta(days=5),
    )
    assert row.text == "talked about her move to Lisbon"
    assert [part.contact_id for part in rows(alice, Participant)] == [ben.pk]


def test_a_name_set_right_may_be_two_people_or_nobody_yet(as_alice: Client, alice: User) -> None:
    person(alice)
    for name in ("Ben Ode", "Ben Smith"):
        person(alice, name)

    asked = quick(as_alice, QUICK, **{"as-ana kovac": "ben"})
    assert asked.status_code == 422
    (doubt,) = asked.context["read"]["ambiguous"]
    assert (doubt["text"], len(doubt["choices"])) == ("ben", 3)

    asked = quick(as_alice, QUICK, **{"as-ana kovac": "Carla Neu"})
    assert asked.context["read"]["unknown"] == ["Carla Neu"]
    quick(as_alice, QUICK, **{"as-ana kovac": "Carla Neu", "create": "Carla Neu"})
    assert names_of(alice) == ["Carla Neu"]


def test_somebody_may_be_left_out_and_taken_in_again(as_alice: Client, alice: User) -> None:
    person(alice)
    person(alice, "Ben Ode")
    line = "Lunch with Ana Kovač and Ben Ode"

    read = parse(as_alice, line, drop="Ben Ode").context["read"]

    assert read["people"] == ["Ana Kovač"]
    assert [name["dropped"] for name in read["names"]] == [False, True]
    quick(as_alice, line, drop="Ben Ode")
    assert names_of(alice) == ["Ana Kovač"]


@pytest.mark.parametrize(
    "wrong",
    [{"when": "soon"}, {"when": "0001-01-01"}, {"what": "nothing"}, {"drop": "Zoe"}, {"as-x": "y"}],
)
def test_a_correction_that_makes_no_sense_changes_nothing(
    as_alice: Client, alice: User, today: date, wrong: dict[str, str]
) -> None:
    person(alice)

    quick(as_alice, QUICK, **wrong)

    (row,) = rows(alice)
    assert (str(row.kind_id), row.occurred_on) == (kind_id(alice), today - timedelta(days=1))


def test_without_a_script_the_chips_stand_on_a_page_of_their_own(
    as_alice: Client, alice: User
) -> None:
    person(alice)

    page = as_alice.post(reverse("interactions:parse"), {"line": QUICK}).content.decode()

    for field in ('name="what"', 'name="when"', 'name="as-ana kovac"', 'name="drop"'):
        assert field in page
    assert rows(alice) == []
