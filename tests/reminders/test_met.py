"""*Did you talk?* on Today, in the weekly e-mail, and behind its link."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.roles import acting_for
from interactions import seen
from interactions.enums import PromiseBy
from interactions.models import Interaction, Promise, SeenMeeting
from reminders import digest, emails, wording
from reminders.emails import Letter
from reminders.listing import reminders
from reminders.selectors import today
from reminders.tokens import Action, Verb, action_token, meeting_token
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction, make_meeting
from tests.reminders.mailing import make_mail
from tests.reminders.people import make_due

DAY = timedelta(days=1)
YESTERDAY = TODAY - DAY
HTMX: dict[str, Any] = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(alice: User) -> SeenMeeting:
    with acting_for(alice.pk):
        ana, ben = make_contact(alice), make_contact(alice, "Ben Ode")
        return make_meeting(ana, ben, occurred_on=YESTERDAY)


def logged(owner: User) -> list[str]:
    with acting_for(owner.pk):
        return [row.text for row in Interaction.objects.for_user(owner).kept()]


def asks(owner: User) -> bool:
    with acting_for(owner.pk):
        return any(block.meetings for block in today(owner, TODAY, at=NOW).blocks)


# --- on Today ------------------------------------------------------------------------------


def test_it_stands_once_under_the_first_and_names_the_others(
    alice: User, meeting: SeenMeeting
) -> None:
    with acting_for(alice.pk):
        [block] = today(alice, TODAY).blocks

    [met] = block.meetings
    assert block.contact.display == "Ana Kovač"
    assert wording.talked(met, TODAY) == "Roadmap, yesterday, also with Ben Ode: did you talk?"


def test_a_meeting_without_a_title_is_called_a_meeting(alice: User) -> None:
    with acting_for(alice.pk):
        make_meeting(make_contact(alice), title="", occurred_on=YESTERDAY)
        [block] = today(alice, TODAY).blocks

    assert wording.talked(block.meetings[0], TODAY) == "Meeting, yesterday: did you talk?"


def test_a_meeting_of_today_is_asked_about_as_soon_as_it_has_begun(acting_alice: User) -> None:
    make_meeting(make_contact(acting_alice), hour=11)

    assert today(acting_alice, TODAY, at=NOW - timedelta(minutes=1)).blocks == []
    assert len(today(acting_alice, TODAY, at=NOW).blocks) == 1


def test_it_comes_after_what_was_planned_and_before_the_plan(old_alice: User) -> None:
    met, owed, planned = (make_due(old_alice, name, days=-50) for name in ("Met", "Owed", "Asked"))
    make_meeting(met, occurred_on=YESTERDAY)
    Promise.objects.create(
        owner=old_alice, contact=owed, by=PromiseBy.ME, text="x", due_on=TODAY, created_on=TODAY
    )
    make_interaction(planned, occurred_on=YESTERDAY, status="planned")

    assert [block.contact.display for block in today(old_alice, TODAY).blocks] == [
        *("Owed", "Asked", "Met")
    ]


def test_all_reasons_of_one_person_stand_in_one_block(old_alice: User) -> None:
    ana = make_due(old_alice, days=-50)
    make_meeting(ana, occurred_on=YESTERDAY)
    make_meeting(ana, occurred_on=YESTERDAY - DAY, title="Budget")
    make_interaction(ana, occurred_on=YESTERDAY - 2 * DAY, status="planned")

    [block] = today(old_alice, TODAY).blocks

    assert [met.meeting.title for met in block.meetings] == ["Budget", "Roadmap"]
    assert len(block.questions) == 1


def test_there_is_room_for_so_many_and_the_rest_is_a_number(old_alice: User) -> None:
    old_alice.budget = 5
    for number in range(14):
        make_meeting(make_due(old_alice, f"P{number}", days=-50), occurred_on=YESTERDAY)

    found = today(old_alice, TODAY)

    assert (len(found.blocks), found.folded) == (5, 9)


def test_one_tap_logs_it(as_alice: Client, alice: User, meeting: SeenMeeting) -> None:
    page = as_alice.get("/").content.decode()
    assert "Roadmap, yesterday, also with Ben Ode: did you talk?" in page

    response = as_alice.post(reverse("reminders:talked", args=[meeting.pk]), follow=True)

    page = response.content.decode()
    assert "Meeting with Ana Kovač and Ben Ode logged." in page
    assert "did you talk?" not in page
    assert logged(alice) == ["Roadmap"]
    as_alice.post(reverse("reminders:talked", args=[meeting.pk]))
    assert logged(alice) == ["Roadmap"]


@pytest.mark.parametrize("answer", ["talked", "not_talked"])
def test_each_answer_can_be_taken_back(
    as_alice: Client, alice: User, meeting: SeenMeeting, answer: str
) -> None:
    response = as_alice.post(
        reverse(f"reminders:{answer}", args=[meeting.pk]), follow=True
    ).content.decode()
    assert not asks(alice)
    found = re.search(r"/undo/[0-9a-f-]+/", response)
    assert found

    as_alice.post(found[0])

    assert asks(alice)
    assert logged(alice) == []


def test_a_no_takes_the_question_away_in_place(
    as_alice: Client, alice: User, meeting: SeenMeeting
) -> None:
    url = reverse("reminders:not_talked", args=[meeting.pk])

    response = as_alice.post(url, headers=HTMX)

    assert "Let be." in response["HX-Trigger"]
    assert "did you talk?" not in response.content.decode()
    assert logged(alice) == []
    assert as_alice.post(url, headers=HTMX).status_code == 200


def test_what_the_calendar_has_taken_away_cannot_be_answered(
    as_alice: Client, alice: User, meeting: SeenMeeting
) -> None:
    with acting_for(alice.pk):
        seen.forget(alice)

    for answer in ("talked", "not_talked"):
        url = reverse(f"reminders:{answer}", args=[meeting.pk])
        assert as_alice.post(url).status_code == 404
        assert as_alice.get(url).status_code == 405


def test_a_title_is_shown_as_text(as_alice: Client, alice: User) -> None:
    evil = "<img src=x onerror=alert(1)>"
    with acting_for(alice.pk):
        make_meeting(make_contact(alice), title=evil, occurred_on=YESTERDAY)

    page = as_alice.get("/").content.decode()

    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in letter(alice).html


def test_the_command_lists_it_among_the_reminders(alice: User, meeting: SeenMeeting) -> None:
    with acting_for(alice.pk):
        lines = [line for line in reminders(alice, TODAY) if line["kind"] == "did_you_talk"]

    assert [(line["id"], line["name"], line["due_on"]) for line in lines] == [
        (meeting.pk, "Ana Kovač", YESTERDAY)
    ]


# --- in the weekly e-mail --------------------------------------------------------------------


def letter(owner: User) -> Letter:
    mail = make_mail(owner)
    with acting_for(owner.pk):
        return emails.write(mail, digest.weekly(owner, TODAY), at=NOW)


def link(meeting: SeenMeeting) -> str:
    token = meeting_token(Action(meeting.owner_id, meeting.pk, TODAY))
    return reverse("reminders:met", args=[token])


def test_the_weekly_e_mail_asks_with_a_link_of_its_own(alice: User, meeting: SeenMeeting) -> None:
    mail = letter(alice)

    assert "DID YOU TALK?" in mail.text
    assert "Sun 15 Nov: Roadmap with Ana Kovač and Ben Ode: did you talk?" in mail.text
    assert f"Answer: http://127.0.0.1:8000{link(meeting)}" in mail.text
    assert link(meeting) in mail.html
    assert "The buttons work for 30 days and ask once before they do anything." in mail.html


def test_a_meeting_of_the_week_before_last_is_named_no_more(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice)
        make_meeting(ana, title="Named", occurred_on=TODAY - 14 * DAY)
        make_meeting(ana, title="Too old", occurred_on=TODAY - 15 * DAY)
        make_meeting(ana, title="Of today", occurred_on=TODAY, hour=5)
        contents = digest.weekly(alice, TODAY)

    assert [met.meeting.title for met in contents.meetings] == ["Named"]


def test_the_note_on_the_day_does_not_ask(alice: User, meeting: SeenMeeting) -> None:
    with acting_for(alice.pk):
        assert digest.today(alice, TODAY).is_empty


def test_who_is_suggested_too_has_one_block_with_the_link(old_alice: User) -> None:
    ana = make_due(old_alice, days=9)
    made = make_meeting(ana, occurred_on=YESTERDAY)
    blocks = digest._Blocks(TODAY)
    blocks.suggest([ana])
    blocks.meet(digest.meetings_of(old_alice, TODAY))
    contents = blocks.contents(old_alice, [], None)

    mail = emails.write(make_mail(old_alice), contents, at=NOW)

    assert "1. Ana Kovač" in mail.text
    assert "2. " not in mail.text
    assert mail.text.count(link(made)) == 1
    assert link(made) in mail.html


# --- behind the link -------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_only_a_post_changes_anything(alice: User, meeting: SeenMeeting, method: str) -> None:
    answers = [getattr(Client(), method)(link(meeting)).status_code for _ in range(2)]

    assert answers == ([200, 200] if method in {"get", "head"} else [405, 405])
    assert asks(alice)
    assert logged(alice) == []


def test_the_page_names_the_people_and_nothing_else(meeting: SeenMeeting) -> None:
    response = Client(enforce_csrf_checks=True).get(link(meeting))
    text = response.content.decode()

    assert "Ana Kovač and Ben Ode" in text
    assert "Roadmap" not in text
    assert response.cookies.output() == ""
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("answer", "says", "texts"),
    [
        ("yes", "Noted with Ana Kovač and Ben Ode: Meeting on", ["Roadmap"]),
        ("no", "Nothing was logged.", []),
    ],
)
def test_an_answer_is_taken_once_and_said_as_often_as_it_is_asked(
    alice: User, meeting: SeenMeeting, answer: str, says: str, texts: list[str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    for other in (answer, "no", "yes"):
        response = client.post(link(meeting), {"answer": other})

        assert response.status_code == 200
        assert says in response.content.decode()
        assert logged(alice) == texts
    assert says in client.get(link(meeting)).content.decode()


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_no_answer_is_none(alice: User, meeting: SeenMeeting, answer: str) -> None:
    response = Client().post(link(meeting), {"answer": answer})

    assert "Did you talk with" in response.content.decode()
    assert asks(alice)


def test_what_is_forged_for_another_verb_too_old_or_gone_is_not_found(
    alice: User, meeting: SeenMeeting, clock: time_machine.Traveller
) -> None:
    action = Action(alice.pk, meeting.pk, TODAY)
    forged = link(meeting).replace("/d/", "/d/x")
    of_another = reverse("reminders:met", args=[action_token(Verb.DONE, action)])
    of_nobody = link(SeenMeeting(pk=alice.pk, owner=alice))
    for url in (forged, of_another, of_nobody):
        assert Client().post(url, {"answer": "yes"}).status_code == 404
    clock.move_to(NOW + 31 * DAY)
    assert Client().post(link(meeting), {"answer": "yes"}).status_code == 404
    assert logged(alice) == []


def test_a_link_acts_for_whom_it_was_sent_to(
    as_mallory: Client, alice: User, mallory: User, meeting: SeenMeeting
) -> None:
    response = as_mallory.post(link(meeting), {"answer": "yes"})

    assert "You are signed in to another account here." in response.content.decode()
    assert (logged(alice), logged(mallory)) == (["Roadmap"], [])


def test_who_was_logged_meanwhile_is_not_asked_about(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice)
        meeting = make_meeting(ana, occurred_on=YESTERDAY)
        make_interaction(ana, occurred_on=YESTERDAY)

    page = Client().get(link(meeting)).content.decode()

    assert "Did you talk with" not in page
    assert "This was noted." in page
