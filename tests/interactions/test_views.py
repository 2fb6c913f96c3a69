"""The log form, the quick line, promises and kinds, as the browser meets them."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions import services
from interactions.enums import KindKey, PromiseBy, Status
from interactions.models import Interaction, InteractionKind, Participant, Promise
from tests.factories import make_contact, make_interaction

KEY = "00000000-0000-4000-8000-000000000001"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today(alice: User) -> date:
    return alice.today(timezone.now())


def person(owner: User, name: str = "Ana Kovač", **fields: Any) -> Contact:
    with acting_for(owner.pk):
        return make_contact(owner, name, **fields)


def happened(owner: User, *people: Contact, on: date, **fields: Any) -> Interaction:
    with acting_for(owner.pk):
        return make_interaction(*people, occurred_on=on, on=on, **fields)


def kind_id(owner: User, key: str = KindKey.COFFEE) -> str:
    with acting_for(owner.pk):
        return str(InteractionKind.objects.for_user(owner).known_as(key).pk)


def rows(owner: User, model: Any = Interaction) -> list[Any]:
    with acting_for(owner.pk):
        return list(model.objects.for_user(owner).order_by("pk"))


def form(owner: User, **said: Any) -> dict[str, Any]:
    return {"kind": kind_id(owner), "when": "today", **said}


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def undo(client: Client, response: Any) -> Any:
    """Post to the address that the message offers."""
    (message,) = get_messages(response.wsgi_request)
    return client.post(message.extra_tags)


# --- the log form ------------------------------------------------------------


def test_the_form_opens_with_the_person_chosen(as_alice: Client, alice: User) -> None:
    ana = person(alice)

    response = as_alice.get(reverse("interactions:log"), {"who": str(ana.pk)})

    assert response.context["entry"].who.people == [ana]
    assert response.templates[0].name == "interactions/form.html"


def test_the_dialog_is_the_part_alone(as_alice: Client) -> None:
    response = as_alice.get(reverse("interactions:log"), headers=HTMX)

    assert response.templates[0].name == "interactions/_form.html"
    assert response["Vary"].count("HX-Request") == 1


def test_a_strangers_person_is_not_chosen(as_alice: Client, bob: User) -> None:
    theirs = person(bob, "Bobs friend")

    response = as_alice.get(reverse("interactions:log"), {"who": str(theirs.pk)})

    assert response.context["entry"].who.people == []
    assert "Bobs friend" not in response.content.decode()


def test_a_talk_is_logged(as_alice: Client, alice: User, today: date) -> None:
    ana = person(alice, type_key="mentor")
    data = form(
        alice,
        people=ana.pk,
        text="Her **move**",
        ask_about="the flat",
        key=KEY,
        **{"mark-0-verb": "gave", "mark-0-what": "advice"},
        **{
            "promise-0-by": "me",
            "promise-0-text": "send the deck",
            "promise-0-due_on": "2030-01-01",
        },
    )

    response = as_alice.post(reverse("interactions:log"), data)

    (row,) = rows(alice)
    assert (row.occurred_on, row.text, row.ask_about) == (today, "Her **move**", "the flat")
    assert (row.status, row.precision, str(row.key)) == ("done", "day", KEY)
    assert [(p.contact_id, p.text, p.by) for p in rows(alice, Promise)] == [
        (ana.pk, "send the deck", "me")
    ]
    with acting_for(alice.pk):
        assert list(Participant.objects.values_list("marks__verb", "marks__what")) == [
            ("gave", "advice")
        ]
    assert (response.status_code, response["Location"]) == (302, ana.get_absolute_url())
    (message,) = said(response)
    assert message.startswith("Coffee with Ana Kovač logged. Next check-in ")


def test_in_the_dialog_the_page_is_shown_afresh(as_alice: Client, alice: User) -> None:
    data = form(alice, people=person(alice).pk)

    response = as_alice.post(reverse("interactions:log"), data, headers=HTMX)

    assert (response.status_code, response["HX-Refresh"]) == (204, "true")
    assert len(rows(alice)) == 1


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("/people/?state=due", "/people/?state=due"),
        ("//evil.example", None),
        ("https:e.example", None),
    ],
)
def test_the_form_goes_on_only_to_pages_of_ours(
    as_alice: Client, alice: User, address: str, goes: str | None
) -> None:
    ana = person(alice)

    response = as_alice.post(reverse("interactions:log"), form(alice, people=ana.pk, next=address))

    assert response["Location"] == (goes or ana.get_absolute_url())


def test_one_form_sent_twice_is_one_row(as_alice: Client, alice: User) -> None:
    data = form(alice, people=person(alice).pk, text="Lisbon", key=KEY)

    answers = [as_alice.post(reverse("interactions:log"), data) for _ in range(2)]

    assert len(rows(alice)) == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_form_changed_and_sent_again_keeps_both_texts(as_alice: Client, alice: User) -> None:
    data = form(alice, people=person(alice).pk, text="Lisbon", key=KEY)
    as_alice.post(reverse("interactions:log"), data)

    response = as_alice.post(reverse("interactions:log"), data | {"text": "Porto"})

    assert response.status_code == 409
    assert {"label": "Notes", "saved": "Lisbon", "typed": "Porto"} in response.context["differing"]
    assert response.context["url"] == reverse("interactions:edit", args=[rows(alice)[0].pk])
    assert [row.text for row in rows(alice)] == ["Lisbon"]


def test_a_log_can_be_undone(as_alice: Client, alice: User) -> None:
    ana = person(alice)
    response = as_alice.post(reverse("interactions:log"), form(alice, people=ana.pk))

    undo(as_alice, response)

    assert [row.deleted_at is None for row in rows(alice)] == [False]
    with acting_for(alice.pk):
        assert Contact.objects.get().last_contact_on is None


def test_what_was_typed_comes_back_with_its_error(as_alice: Client, alice: User) -> None:
    ana = person(alice)
    data = {
        "people": ana.pk,
        "text": "Her <b>move</b> to Lisbon",
        "ask_about": "the flat",
        "occurred_on": "2030-13-45",
        "promise-0-text": "send the deck",
        "promise-0-due_on": "never",
        "mark-0-verb": "gave",
        "key": KEY,
    }

    response = as_alice.post(reverse("interactions:log"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert rows(alice) == []
    for typed in (
        "Her &lt;b&gt;move&lt;/b&gt; to Lisbon",
        'value="the flat"',
        'value="2030-13-45"',
        'value="send the deck"',
        'value="never"',
        f'value="{ana.pk}" checked',
        f'value="{KEY}"',
    ):
        assert typed in page
    entry = response.context["entry"]
    assert list(entry.form.errors) == ["kind", "occurred_on"]
    assert list(entry.promises.forms[0].errors) == ["due_on"]
    assert list(entry.marks.forms[0].errors) == ["what"]


@pytest.mark.parametrize(
    ("status", "days", "message"),
    [
        ("done", 1, "That day is still to come. Choose “planned”, or an earlier day."),
        (
            "planned",
            -1,
            "That day has passed. Did it happen? Then say so, or choose a coming day.",
        ),
        ("planned", 9999, "That day is too far away."),
    ],
)
def test_a_day_that_does_not_fit_is_asked_about(
    as_alice: Client, alice: User, today: date, status: str, days: int, message: str
) -> None:
    day = today + timedelta(days=days)
    data = form(alice, people=person(alice).pk, status=status, occurred_on=day)

    response = as_alice.post(reverse("interactions:log"), data)

    assert response.status_code == 422
    assert response.context["form"].errors == {"occurred_on": [message]}


def test_a_coming_day_can_be_planned(as_alice: Client, alice: User, today: date) -> None:
    day = today + timedelta(days=3)
    data = form(alice, people=person(alice).pk, status="planned", occurred_on=day)

    response = as_alice.post(reverse("interactions:log"), data)

    assert [(row.status, row.occurred_on) for row in rows(alice)] == [("planned", day)]
    assert said(response)[0].startswith("Coffee with Ana Kovač is planned: ")


def test_yesterday_is_one_chip_away(as_alice: Client, alice: User, today: date) -> None:
    as_alice.post(
        reverse("interactions:log"), form(alice, people=person(alice).pk, when="yesterday")
    )

    assert rows(alice)[0].occurred_on == today - timedelta(days=1)


def test_nobody_is_asked_for(as_alice: Client, alice: User) -> None:
    response = as_alice.post(reverse("interactions:log"), form(alice))

    assert (response.status_code, response.context["entry"].who.error) == (422, "Who was it with?")


# --- names typed without suggestions ------------------------------------------------------------


def test_typed_names_are_found_without_javascript(as_alice: Client, alice: User) -> None:
    ana, ben = person(alice), person(alice, "Ben Ode")

    as_alice.post(reverse("interactions:log"), form(alice, who="ana kovac, Ben"))

    assert {part.contact_id for part in rows(alice, Participant)} == {ana.pk, ben.pk}


def test_a_typed_name_of_two_people_is_asked_about(as_alice: Client, alice: User) -> None:
    ben, other = person(alice, "Ben Ode"), person(alice, "Ben Smith")

    asked = as_alice.post(reverse("interactions:log"), form(alice, who="Ben", text="Lisbon"))
    as_alice.post(
        reverse("interactions:log"), form(alice, who="Ben", **{"pick-ben": str(other.pk)})
    )

    assert asked.status_code == 422
    (doubt,) = asked.context["entry"].who.doubts
    assert [choice["id"] for choice in doubt["choices"]] == [str(ben.pk), str(other.pk), "new"]
    assert 'value="Ben"' in asked.content.decode()
    assert [part.contact_id for part in rows(alice, Participant)] == [other.pk]


def test_somebody_new_is_added_when_ticked(as_alice: Client, alice: User) -> None:
    asked = as_alice.post(reverse("interactions:log"), form(alice, who="Zoe Quinn"))
    response = as_alice.post(
        reverse("interactions:log"), form(alice, who="Zoe Quinn", create="Zoe Quinn", key=KEY)
    )
    as_alice.post(
        reverse("interactions:log"), form(alice, who="Zoe Quinn", create="Zoe Quinn", key=KEY)
    )

    assert asked.status_code == 422
    assert 'name="create" value="Zoe Quinn" checked' in asked.content.decode()
    assert response.status_code == 302
    assert [contact.display for contact in rows(alice, Contact)] == ["Zoe Quinn"]


def test_undo_takes_the_added_person_back_too(as_alice: Client, alice: User) -> None:
    response = as_alice.post(
        reverse("interactions:log"), form(alice, who="Zoe Quinn", create="Zoe Quinn")
    )

    undo(as_alice, response)

    assert [contact.deleted_at is None for contact in rows(alice, Contact)] == [False]


def test_another_owners_people_are_never_found(as_alice: Client, alice: User, bob: User) -> None:
    theirs = person(bob)

    typed = as_alice.post(reverse("interactions:log"), form(alice, who="Ana Kovač"))
    ticked = as_alice.post(reverse("interactions:log"), form(alice, people=theirs.pk))

    assert typed.context["entry"].who.named.unknown == ["Ana Kovač"]
    assert ticked.context["entry"].who.error == "Who was it with?"
    assert rows(alice) == []


def test_in_a_large_round_the_form_asks_whom_one_talked_with(
    as_alice: Client, alice: User, today: date
) -> None:
    people = [person(alice, f"Guest {number}") for number in range(9)]
    data = form(alice, people=[str(one.pk) for one in people])

    asked = as_alice.post(reverse("interactions:log"), data)
    as_alice.post(
        reverse("interactions:log"), data | {"talked_asked": "1", "talked": str(people[4].pk)}
    )

    assert asked.status_code == 422
    assert len(asked.context["entry"].talkers) == 9
    with acting_for(alice.pk):
        counted = Contact.objects.filter(last_contact_on=today)
        assert [one.pk for one in counted] == [people[4].pk]


def test_marks_of_several_people_name_theirs(as_alice: Client, alice: User) -> None:
    ana, ben = person(alice), person(alice, "Ben Ode")
    data = form(
        alice,
        people=[str(ana.pk), str(ben.pk)],
        **{"mark-0-verb": "gave", "mark-0-what": "advice", "mark-0-who": str(ben.pk)},
        **{"mark-1-verb": "asked", "mark-1-what": "help"},
        **{"promise-0-text": "send the deck", "promise-0-who": str(ben.pk)},
    )

    as_alice.post(reverse("interactions:log"), data)

    with acting_for(alice.pk):
        marks = Participant.objects.values_list("contact_id", "marks__verb", "marks__what")
        assert set(marks) == {
            (ben.pk, "gave", "advice"),
            (ben.pk, "asked", "help"),
            (ana.pk, "asked", "help"),
        }
        assert Promise.objects.get().contact_id == ben.pk


def test_a_mark_of_somebody_who_was_not_there_is_refused(as_alice: Client, alice: User) -> None:
    ana, ben = person(alice), person(alice, "Ben Ode")
    data = form(
        alice,
        people=ana.pk,
        **{"mark-0-verb": "gave", "mark-0-what": "advice", "mark-0-who": str(ben.pk)},
    )

    response = as_alice.post(reverse("interactions:log"), data)

    assert response.status_code == 422
    assert list(response.context["entry"].marks.forms[0].errors) == ["who"]


def test_a_blank_row_is_not_looked_at(as_alice: Client, alice: User) -> None:
    ana, ben = person(alice), person(alice, "Ben Ode")
    rows_of_both = {"promise-0-who": str(ben.pk), "promise-0-by": "me", "mark-0-who": str(ben.pk)}

    response = as_alice.post(
        reverse("interactions:log"), form(alice, people=str(ana.pk), **rows_of_both)
    )

    assert response.status_code == 302
    assert rows(alice, Promise) == []


# --- suggestions ------------------------------------------------------------


def test_suggestions_are_a_few_and_begin_with_the_name(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(10):
            make_contact(alice, f"Zed {number}", title="Banana buyer")
        ana = make_contact(alice, "Ana Kovač")

    response = as_alice.get(reverse("interactions:people"), {"who": "ana"})

    found = response.context["people"]
    assert (len(found), found[0].id) == (8, str(ana.pk))


@pytest.mark.parametrize("text", ["", "  ", "\0", "%", "_", "\\", "nobody"])
def test_odd_text_suggests_nobody(as_alice: Client, alice: User, text: str) -> None:
    person(alice)

    assert as_alice.get(reverse("interactions:people"), {"who": text}).context["people"] == []


# --- changing what was logged ------------------------------------------------------------


def test_the_edit_form_shows_what_is_stored(as_alice: Client, alice: User, today: date) -> None:
    ana = person(alice)
    row = happened(alice, ana, on=today, text="Lisbon", ask_about="the flat")

    response = as_alice.get(reverse("interactions:edit", args=[row.pk]))

    entry = response.context["entry"]
    assert (entry.who.people, entry.form["text"].value()) == ([ana], "Lisbon")
    assert (entry.form["version"].value(), entry.form["occurred_on"].value()) == (1, today)


def edited(row: Interaction, owner: User, **said: Any) -> dict[str, Any]:
    with acting_for(owner.pk):
        people = [str(part.contact_id) for part in row.participants.all()]
    names = ("occurred_on", "status", "precision", "version", "text", "ask_about")
    usual = {name: getattr(row, name) for name in names}
    return {"kind": str(row.kind_id), "people": people, **usual, **said}


def test_an_edit_is_saved_and_can_be_undone(as_alice: Client, alice: User, today: date) -> None:
    row = happened(alice, person(alice), on=today, text="Lisbon")
    data = edited(row, alice, text="Porto")

    response = as_alice.post(reverse("interactions:edit", args=[row.pk]), data)
    texts = [rows(alice)[0].text]
    undo(as_alice, response)

    assert [*texts, rows(alice)[0].text] == ["Porto", "Lisbon"]


def test_a_stale_edit_gets_both_texts_and_changes_nothing(
    as_alice: Client, alice: User, today: date
) -> None:
    row = happened(alice, person(alice), on=today, text="Lisbon")
    url = reverse("interactions:edit", args=[row.pk])
    as_alice.post(url, edited(row, alice, text="Porto"))

    stale = as_alice.post(url, edited(row, alice, text="Braga"))
    stored = rows(alice)[0].text
    again = as_alice.post(url, edited(row, alice, text="Braga", version=2))

    assert stale.status_code == 409
    assert stale.context["differing"] == [{"label": "Notes", "saved": "Porto", "typed": "Braga"}]
    assert stale.context["entry"].form["version"].value() == "2"
    assert stored == "Porto"
    assert (again.status_code, rows(alice)[0].text) == (302, "Braga")


def test_the_same_edit_sent_twice_saves_once(as_alice: Client, alice: User, today: date) -> None:
    row = happened(alice, person(alice), on=today, text="Lisbon")
    data = edited(row, alice, text="Porto")

    answers = [as_alice.post(reverse("interactions:edit", args=[row.pk]), data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert rows(alice)[0].version == 2


def test_deleting_leaves_the_list_with_a_way_back(
    as_alice: Client, alice: User, today: date
) -> None:
    row = happened(alice, person(alice), on=today)

    response = as_alice.post(reverse("interactions:delete", args=[row.pk]), headers=HTMX)

    toast = json.loads(response["HX-Trigger"])["toast"]
    assert (response.status_code, response.content, toast["text"]) == (
        *(200, b"", "Moved to the trash."),
    )
    assert rows(alice)[0].deleted_at is not None
    as_alice.post(toast["undo"])
    assert rows(alice)[0].deleted_at is None


def test_what_is_in_the_trash_can_only_be_restored(
    as_alice: Client, alice: User, today: date
) -> None:
    row = happened(alice, person(alice), on=today)
    as_alice.post(reverse("interactions:delete", args=[row.pk]))

    edit = as_alice.get(reverse("interactions:edit", args=[row.pk]))
    restore = as_alice.post(reverse("interactions:restore", args=[row.pk]))

    assert (edit.status_code, restore.status_code) == (404, 302)
    assert rows(alice)[0].deleted_at is None


# --- did it happen? ------------------------------------------------------------


@pytest.fixture
def planned(alice: User, today: date) -> Interaction:
    return happened(alice, person(alice), on=today - timedelta(days=1), status=Status.PLANNED)


@pytest.mark.parametrize(
    ("answer", "status"), [({"answer": "yes"}, "done"), ({"answer": "no"}, "cancelled")]
)
def test_an_answer_settles_a_plan(
    as_alice: Client, alice: User, planned: Interaction, answer: dict[str, str], status: str
) -> None:
    response = as_alice.post(
        reverse("interactions:happened", args=[planned.pk]), answer, headers=HTMX
    )

    assert (response.status_code, response.content) == (200, b"")
    assert rows(alice)[0].status == status
    as_alice.post(json.loads(response["HX-Trigger"])["toast"]["undo"])
    assert rows(alice)[0].status == "planned"


def test_a_plan_can_move(as_alice: Client, alice: User, planned: Interaction, today: date) -> None:
    day = today + timedelta(days=5)

    as_alice.post(reverse("interactions:happened", args=[planned.pk]), {"new_date": day})

    assert [(row.status, row.occurred_on) for row in rows(alice)] == [("planned", day)]


@pytest.mark.parametrize("answer", [{}, {"answer": "perhaps"}, {"new_date": "2001-01-01"}])
def test_no_answer_asks_again(
    as_alice: Client, alice: User, planned: Interaction, answer: dict[str, str]
) -> None:
    response = as_alice.post(reverse("interactions:happened", args=[planned.pk]), answer)

    assert response.status_code == 422
    assert rows(alice)[0].status == "planned"


# --- promises ------------------------------------------------------------


def made(owner: User, today: date, text: str = "send the deck") -> Promise:
    contact = person(owner)
    with acting_for(owner.pk):
        return services.promise(
            owner=owner, contact=contact, by=PromiseBy.ME, text=text, due_on=today, on=today
        )


def test_a_promise_is_added_once(as_alice: Client, alice: User) -> None:
    ana = person(alice)
    data = {"people": ana.pk, "by": "them", "text": "send numbers", "due_on": "", "key": KEY}

    for _ in range(2):
        as_alice.post(reverse("interactions:promise_add"), data)

    assert [(p.contact_id, p.by, p.text, p.due_on) for p in rows(alice, Promise)] == [
        (ana.pk, "them", "send numbers", None)
    ]


@pytest.mark.parametrize("who", ["", "Nobody Known"])
def test_a_promise_without_a_person_keeps_what_was_typed(
    as_alice: Client, alice: User, who: str
) -> None:
    data = {"who": who, "by": "me", "text": "send the deck"}

    response = as_alice.post(reverse("interactions:promise_add"), data)

    assert response.status_code == 422
    assert 'value="send the deck"' in response.content.decode()
    assert rows(alice, Promise) == []


def test_ticking_a_promise_answers_with_its_row(as_alice: Client, alice: User, today: date) -> None:
    row = made(alice, today, "send <b>the</b> deck")
    url = reverse("interactions:promise_toggle", args=[row.pk])

    kept = as_alice.post(url, headers=HTMX)
    states = [rows(alice, Promise)[0].state]
    as_alice.post(url, headers=HTMX)

    assert 'aria-checked="true"' in kept.content.decode()
    assert "send &lt;b&gt;the&lt;/b&gt; deck" in kept.content.decode()
    assert [*states, rows(alice, Promise)[0].state] == ["kept", "open"]


def test_a_promise_that_moves_leads_to_a_drafted_note(
    as_alice: Client, alice: User, today: date
) -> None:
    row = made(alice, today)
    url = reverse("interactions:promise_edit", args=[row.pk])
    day = today + timedelta(days=30)
    sent = {"by": "me", "text": "send the deck", "due_on": str(day), "tell": "1"}

    plain = as_alice.post(url, sent)
    part = as_alice.post(url, sent, headers=HTMX)

    draft = f"{reverse('reminders:draft', args=[row.contact_id])}?promise={row.pk}"
    assert plain["Location"] == draft
    assert json.loads(part["HX-Location"])["path"] == draft
    note = as_alice.get(draft).content.decode()
    assert "I promised to send the deck, and I need a little longer" in note


def test_a_line_of_the_note_and_the_follow_up_are_stored_from_the_form(
    as_alice: Client, alice: User, today: date
) -> None:
    ana = person(alice)
    data = {
        "people": str(ana.pk),
        "kind": kind_id(alice, "coffee"),
        "text": "Good talk.\r\n!promise send the deck\r\n!they share numbers",
        "follow_up_days": "7",
    }
    response = as_alice.post(reverse("interactions:log"), data)

    assert response.status_code == 302
    with acting_for(alice.pk):
        row = Interaction.objects.get()
        promises = Promise.objects.order_by("by").values_list("by", "text")
        assert (row.text, row.follow_up_days) == ("Good talk.", 7)
        assert list(promises) == [("me", "send the deck"), ("them", "share numbers")]


def test_a_promise_is_changed_and_let_go(as_alice: Client, alice: User, today: date) -> None:
    row = made(alice, today)
    later = today + timedelta(days=9)

    as_alice.post(
        reverse("interactions:promise_edit", args=[row.pk]),
        {"by": "me", "text": "send it all", "due_on": later},
    )
    changed = rows(alice, Promise)[0]
    as_alice.post(reverse("interactions:promise_drop", args=[row.pk]))

    assert (changed.text, changed.due_on, changed.moved) == ("send it all", later, 1)
    assert rows(alice, Promise)[0].state == "dropped"


def test_a_promise_changed_elsewhere_shows_both_texts_and_changes_nothing(
    as_alice: Client, alice: User, today: date
) -> None:
    row = made(alice, today)
    url = reverse("interactions:promise_edit", args=[row.pk])
    was = as_alice.get(url).context["form"].was
    typed = {"by": "me", "text": "send the draft", "due_on": str(today), "was": was}
    as_alice.post(url, typed | {"text": "send the numbers"})

    stale = as_alice.post(url, typed, headers=HTMX)
    stored = rows(alice, Promise)[0].text
    again = as_alice.post(url, typed | {"was": stale.context["form"].was})

    assert stale.status_code == 409
    html = stale.content.decode()
    assert "Changed elsewhere meanwhile" in html
    assert ("send the numbers" in html, 'value="send the draft"' in html) == (True, True)
    assert stored == "send the numbers"
    assert (again.status_code, rows(alice, Promise)[0].text) == (302, "send the draft")


def test_what_is_wrong_in_a_stale_promise_does_not_hide_that_it_is_stale(
    as_alice: Client, alice: User, today: date
) -> None:
    row = made(alice, today)
    url = reverse("interactions:promise_edit", args=[row.pk])
    typed = {"by": "me", "due_on": str(today), "was": as_alice.get(url).context["form"].was}
    as_alice.post(url, typed | {"text": "send the numbers"})

    wrong = as_alice.post(url, typed | {"text": ""})
    right = as_alice.post(url, typed | {"text": "send it", "was": wrong.context["form"].was})

    assert (wrong.status_code, right.status_code) == (409, 409)
    assert rows(alice, Promise)[0].text == "send the numbers"


# --- kinds ------------------------------------------------------------


def test_kinds_are_shown_in_order(as_alice: Client) -> None:
    response = as_alice.get(reverse("interactions:kinds"))

    assert [str(kind) for kind in response.context["offered"]][:3] == ["Coffee", "Meal", "Meeting"]


def test_a_kind_of_ones_own_counts_as_it_says(as_alice: Client, alice: User, today: date) -> None:
    as_alice.post(reverse("interactions:kind_add"), {"name": "Run", "effect": "nothing"})
    with acting_for(alice.pk):
        run = InteractionKind.objects.get(name="Run")
        ana = make_contact(alice)
    as_alice.post(reverse("interactions:log"), form(alice, people=ana.pk, kind=run.pk))
    with acting_for(alice.pk):
        before = Contact.objects.get().last_contact_on

    as_alice.post(
        reverse("interactions:kind_edit", args=[run.pk]), {"name": "Run", "effect": "talk"}
    )

    with acting_for(alice.pk):
        assert (before, Contact.objects.get().last_contact_on) == (None, today)


@pytest.mark.parametrize("taken", [False, True])
def test_a_changed_kind_is_taken_back_with_everybodys_days(
    as_alice: Client, alice: User, today: date, taken: bool
) -> None:
    as_alice.post(reverse("interactions:kind_add"), {"name": "Run", "effect": "talk"})
    with acting_for(alice.pk):
        run = InteractionKind.objects.get(name="Run")
        ana = make_contact(alice)
    as_alice.post(reverse("interactions:log"), form(alice, people=ana.pk, kind=run.pk))
    url = reverse("interactions:kind_edit", args=[run.pk])

    answer = as_alice.post(url, {"name": "Jog", "effect": "nothing"})
    with acting_for(alice.pk):
        between = Contact.objects.get().last_contact_on
    if taken:
        as_alice.post(reverse("interactions:kind_add"), {"name": "Run", "effect": "talk"})
    *_added, saved = get_messages(answer.wsgi_request)
    as_alice.post(saved.extra_tags)

    with acting_for(alice.pk):
        run.refresh_from_db()
        assert (between, Contact.objects.get().last_contact_on) == (None, today)
    assert (run.name, run.effect) == ("Jog" if taken else "Run", "talk")


def test_a_shipped_kind_is_renamed_and_named_back(as_alice: Client, alice: User) -> None:
    url = reverse("interactions:kind_edit", args=[kind_id(alice)])

    as_alice.post(url, {"name": "Espresso", "effect": "nothing"})
    with acting_for(alice.pk):
        renamed = InteractionKind.objects.get(key="coffee")
    as_alice.post(url, {"name": "Coffee"})

    assert (str(renamed), renamed.effect) == ("Espresso", "talk")
    with acting_for(alice.pk):
        assert InteractionKind.objects.get(key="coffee").name == ""


@pytest.mark.parametrize("name", ["", "coffee", "x" * 81])
def test_a_kind_needs_a_name_of_its_own(as_alice: Client, alice: User, name: str) -> None:
    response = as_alice.post(reverse("interactions:kind_add"), {"name": name, "effect": "talk"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_a_kind_moves_and_rests(as_alice: Client, alice: User) -> None:
    meal = kind_id(alice, KindKey.MEAL)

    as_alice.post(reverse("interactions:kind_move", args=[meal]), {"to": "up"})
    as_alice.post(
        reverse("interactions:kind_offer", args=[kind_id(alice, KindKey.SOCIAL)]), {"offered": "0"}
    )

    context = as_alice.get(reverse("interactions:kinds")).context
    assert [str(kind) for kind in context["offered"]][:2] == ["Meal", "Coffee"]
    assert [str(kind) for kind in context["resting"]] == ["Comment or like"]


# --- strangers, and what a GET may do ------------------------------------------------------------

NEEDS_ROW = ["edit", "delete", "restore", "happened"]
NEEDS_PROMISE = ["promise_edit", "promise_toggle", "promise_drop"]
NEEDS_KIND = ["kind_edit", "kind_move", "kind_offer"]
ONLY_POST = {"delete", "restore", "promise_toggle", "promise_drop", "kind_move", "kind_offer"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [*NEEDS_ROW, *NEEDS_PROMISE, *NEEDS_KIND])
def test_a_strangers_row_is_like_one_that_never_was(
    as_mallory: Client, alice: User, today: date, name: str, method: str
) -> None:
    row = happened(alice, person(alice, "Ana the Secret"), on=today, text="secret")
    target = {
        **dict.fromkeys(NEEDS_ROW, row.pk),
        **dict.fromkeys(NEEDS_PROMISE, made(alice, today, "secret").pk),
        **dict.fromkeys(NEEDS_KIND, kind_id(alice)),
    }[name]

    theirs, never = (
        getattr(as_mallory, method)(reverse(f"interactions:{name}", args=[pk]))
        for pk in (target, uuid.uuid4())
    )

    expected = 405 if method == "get" and name in ONLY_POST else 404
    assert (theirs.status_code, never.status_code) == (expected, expected)
    assert theirs.content == never.content
    assert (rows(alice)[0].version, rows(alice)[0].deleted_at) == (1, None)
    assert rows(alice, Promise)[0].state == "open"


@pytest.mark.parametrize("name", ["parse", "quick"])
def test_the_quick_line_takes_posts_only(as_alice: Client, name: str) -> None:
    assert as_alice.get(reverse(f"interactions:{name}")).status_code == 405


def test_no_get_changes_anything(as_alice: Client, alice: User, today: date) -> None:
    row, promise = happened(alice, person(alice), on=today), made(alice, today)
    kind = kind_id(alice)
    addresses = [
        reverse("interactions:log") + "?line=Coffee with Zoe&who=x",
        reverse("interactions:people") + "?who=ana",
        *(reverse(f"interactions:{name}", args=[row.pk]) for name in NEEDS_ROW),
        reverse("interactions:promise_add"),
        *(reverse(f"interactions:{name}", args=[promise.pk]) for name in NEEDS_PROMISE),
        reverse("interactions:kinds"),
        *(reverse(f"interactions:{name}", args=[kind]) for name in NEEDS_KIND),
    ]
    models = (Interaction, Participant, Promise, InteractionKind, Contact)
    before = [[vars(one) for one in rows(alice, model)] for model in models]

    statuses = {as_alice.get(address).status_code for address in addresses}

    after = [[vars(one) for one in rows(alice, model)] for model in models]
    assert statuses == {200, 405, 404} - {404}
    assert _plain(after) == _plain(before)


def _plain(tables: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    return [[{k: v for k, v in row.items() if k != "_state"} for row in t] for t in tables]


# --- what it costs ------------------------------------------------------------

# The session, the user, the scope begun and ended, and its savepoint.
AROUND = 6


def first_of_the_day(client: Client) -> None:
    """The first request of a day sees to what time alone changed."""
    client.get(reverse("interactions:kinds"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_form_costs_the_same_for_any_number_of_people(
    as_alice: Client, alice: User, many: int, django_assert_num_queries: Any
) -> None:
    people = [person(alice, f"Guest {number}") for number in range(many)]
    url = reverse("interactions:log")

    first_of_the_day(as_alice)
    with django_assert_num_queries(AROUND + 3):  # people, kinds; favours and asks
        as_alice.get(url, {"who": [str(one.pk) for one in people]}, headers=HTMX)


@pytest.mark.parametrize("many", [1, 3])
def test_the_edit_form_costs_the_same_for_any_number_of_people(
    as_alice: Client, alice: User, today: date, many: int, django_assert_num_queries: Any
) -> None:
    row = happened(alice, *(person(alice, f"Guest {n}") for n in range(many)), on=today)
    url = reverse("interactions:edit", args=[row.pk])

    first_of_the_day(as_alice)
    with django_assert_num_queries(AROUND + 5):  # row, parts, contacts, marks; kinds
        as_alice.get(url, headers=HTMX)


@pytest.mark.parametrize("many", [1, 3])
def test_suggestions_are_two_queries(
    as_alice: Client, alice: User, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        person(alice, f"Guest {number}")

    first_of_the_day(as_alice)
    with django_assert_num_queries(AROUND + 2):  # by the beginning, then by any word
        as_alice.get(reverse("interactions:people"), {"who": "guest"})


@pytest.mark.parametrize("line", ["Coffee with Guest", "Coffee with Guest, Ana and Ben"])
def test_reading_a_line_costs_the_same_for_any_number_of_names(
    as_alice: Client, alice: User, line: str, django_assert_num_queries: Any
) -> None:
    person(alice, "Guest 1")

    first_of_the_day(as_alice)
    with django_assert_num_queries(AROUND + 2):  # kinds, people
        as_alice.post(reverse("interactions:parse"), {"line": line}, headers=HTMX)


@pytest.mark.parametrize(
    ("line", "queries"),
    [("Coffee with Ana Kovač and Ben Ode", 1), ("Coffee with Ana Kovač, Zoe Quinn and Ben", 2)],
)
def test_whoever_is_named_in_full_is_found_at_once(
    as_alice: Client, alice: User, line: str, queries: int, django_assert_num_queries: Any
) -> None:
    person(alice)
    person(alice, "Ben Ode")

    first_of_the_day(as_alice)
    with django_assert_num_queries(AROUND + 1 + queries):
        response = as_alice.post(reverse("interactions:parse"), {"line": line}, headers=HTMX)

    assert response.context["read"]["people"] == ["Ana Kovač", "Ben Ode"]
