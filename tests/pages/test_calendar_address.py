"""The calendar that is read, in the settings: entered, told of, read now, switched off."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from core.roles import acting_for
from importing import tasks
from importing.enums import Trouble
from importing.models import CalendarAddress
from interactions import seen
from interactions.models import SeenMeeting
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_meeting

SECRET = "private-0123456789abcdef"
URL = f"https://calendar.example.org/ical/{SECRET}/basic.ics"
PAGE, ENTER = reverse("pages:calendar_settings"), reverse("pages:address_enter")
READ, END = reverse("pages:address_read"), reverse("pages:address_end")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The owners for whom a worker was woken."""
    owners: list[str] = []
    monkeypatch.setattr(
        tasks.read_calendar, "delay", lambda address_id, owner_id: owners.append(owner_id)
    )
    return owners


def stored(owner: User) -> list[tuple[str, str]]:
    with acting_for(owner.pk):
        rows = CalendarAddress.objects.for_user(owner)
        return list(rows.values_list("url", "own_email"))


def address(owner: User, **fields: Any) -> CalendarAddress:
    fields = {"asked_at": NOW - 12 * timedelta(minutes=1), "next_at": NOW + DAY / 24, **fields}
    with acting_for(owner.pk):
        return CalendarAddress.objects.create(owner=owner, url=URL, **fields)


def page(client: Client) -> str:
    """Its words, each blank once."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())


def test_an_address_is_entered_and_a_worker_reads_it(
    as_alice: Client,
    alice: User,
    woken: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = as_alice.post(ENTER, {"url": f" {URL} ", "own_email": "a@work.example"})

    assert response["Location"] == PAGE
    assert stored(alice) == [(URL, "a@work.example")]
    assert woken == [str(alice.pk)]
    assert "Your calendar will be read within a minute." in page(as_alice)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("webcal://calendar.example.org/x.ics", "https://calendar.example.org/x.ics"),
        ("WEBCALS://calendar.example.org/x.ics", "https://calendar.example.org/x.ics"),
        ("calendar.example.org/x.ics", "https://calendar.example.org/x.ics"),
        ("HTTPS://calendar.example.org:443/x#y", "https://calendar.example.org:443/x"),
        ("https://kalender.müller.example/a%20b?c=d", "https://kalender.müller.example/a%20b?c=d"),
    ],
)
def test_an_address_is_taken_as_calendars_give_it(
    as_alice: Client, alice: User, typed: str, kept: str
) -> None:
    as_alice.post(ENTER, {"url": typed})

    assert stored(alice) == [(kept, "")]


NOT_HTTPS = "Only addresses that begin with https://, without a port, can be read here."
NO_ADDRESS = "This is not a web address."


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Enter the address of your calendar."),
        ("http://calendar.example.org/x.ics", NOT_HTTPS),
        ("https://calendar.example.org:8443/x.ics", NOT_HTTPS),
        ("http://127.0.0.1:5432/", NOT_HTTPS),
        ("file:///etc/passwd", NO_ADDRESS),
        (
            "ftp://calendar.example.org/x",
            "Enter an address that begins with https:// or webcal://.",
        ),
        ("https://ann:secret@example.org/", "Leave out the name and password before the @"),
        ("https://", NO_ADDRESS),
        ("https:///x.ics", NO_ADDRESS),
        ("https://example.org:99999/", NO_ADDRESS),
        ("https://[::1/", NO_ADDRESS),
        ("https://a..example.org/", NO_ADDRESS),
        (f"https://{'a' * 70}.example.org/", NO_ADDRESS),
        ("https://example.org/a b", NO_ADDRESS),
        ("https://example.org/\x7f", NO_ADDRESS),
        ("https://example.org/\r\nX-Header: 1", NO_ADDRESS),
        ("https://example.org/" + "a" * 2000, "at most 2000 characters"),
    ],
)
def test_what_may_not_be_fetched_is_refused_with_a_sentence(
    as_alice: Client, alice: User, typed: str, problem: str
) -> None:
    response = as_alice.post(ENTER, {"url": typed})

    assert response.status_code == 422
    assert problem in response.content.decode()
    assert stored(alice) == []


@pytest.mark.parametrize("typed", ["http://192.168.1.5:8080/x.ics", "https://home.lan:8443/x.ics"])
def test_who_runs_the_machine_may_allow_any_address(
    as_alice: Client, alice: User, settings: Settings, typed: str
) -> None:
    settings.PRIVATE_CALENDARS = True
    as_alice.post(ENTER, {"url": typed})

    assert stored(alice) == [(typed, "")]


def test_the_page_tells_how_it_goes_and_never_the_address(as_alice: Client, alice: User) -> None:
    address(alice)
    with acting_for(alice.pk):
        ana = make_contact(alice)
        for number in range(3):
            make_meeting(ana, occurred_on=TODAY - DAY * (number + 1), title=str(number))
        make_meeting(ana, occurred_on=TODAY + DAY)
        seen.did_not_talk(SeenMeeting.objects.get(title="0"))

    text = page(as_alice)

    assert (
        "calendar.example.org Read 12 minutes ago: 3 meetings of the last two weeks with people"
        " you know, 2 of them wait for your answer on Today. Next at 13:00."
    ) in text
    assert SECRET not in as_alice.get(PAGE).content.decode()


def test_a_new_address_has_not_been_read_yet(as_alice: Client, alice: User) -> None:
    address(alice, asked_at=None, next_at=NOW)

    assert "It has not been read yet. It is about to be read." in page(as_alice)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_went_wrong_is_said_in_plain_words(
    as_alice: Client, alice: User, trouble: Trouble
) -> None:
    address(alice, trouble=trouble, failures=3)

    assert f"Your calendar could not be read. {trouble.label}" in page(as_alice)


@pytest.mark.parametrize(("failures", "is_told"), [(0, False), (2, False), (3, True), (40, True)])
def test_a_calendar_that_fails_again_and_again_is_told_on_today(
    as_alice: Client, alice: User, failures: int, is_told: bool
) -> None:
    address(alice, trouble=Trouble.NOT_FOUND if failures else "", failures=failures)

    today = as_alice.get(reverse("reminders:today")).content.decode()

    assert ("Your calendar cannot be read." in today) is is_told
    assert (f'href="{PAGE}"' in today) is is_told
    assert SECRET not in today


def test_todays_notice_is_of_ones_own_calendar(as_alice: Client, alice: User, bob: User) -> None:
    address(bob, trouble=Trouble.NOT_FOUND, failures=9)

    today = as_alice.get(reverse("reminders:today")).content.decode()

    assert "Your calendar cannot be read." not in today


def test_it_is_read_now_when_the_user_asks_but_not_twice_a_minute(
    as_alice: Client,
    alice: User,
    woken: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    address(alice)
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(READ)
    assert woken == [str(alice.pk)]

    with acting_for(alice.pk):
        CalendarAddress.objects.update(asked_at=NOW, next_at=NOW + DAY)
    response = as_alice.post(READ, follow=True)

    assert "It was read a moment ago, or is being read now." in response.content.decode()


def test_switched_off_it_is_gone_and_comes_back_by_undo(as_alice: Client, alice: User) -> None:
    address(alice)
    with acting_for(alice.pk):
        make_meeting(make_contact(alice), occurred_on=TODAY - DAY)

    said = as_alice.post(END, follow=True).content.decode()

    assert "Your calendar is read no more, and what it told is forgotten." in said
    assert "Read this calendar" in said
    assert stored(alice) == []
    with acting_for(alice.pk):
        assert SeenMeeting.objects.count() == 0
    found = re.search(r"/undo/[0-9a-f-]+/", said)
    assert found
    as_alice.post(found[0])
    assert stored(alice) == [(URL, "")]
    with acting_for(alice.pk):
        assert SeenMeeting.objects.count() == 1


@pytest.mark.parametrize("url", [READ, END])
def test_where_no_calendar_is_read_there_is_nothing_to_do(as_alice: Client, url: str) -> None:
    assert as_alice.post(url).status_code == 404


@pytest.mark.parametrize("url", [ENTER, READ, END])
def test_a_look_changes_nothing(as_alice: Client, alice: User, url: str) -> None:
    address(alice)

    assert as_alice.get(url).status_code == 405
    assert stored(alice) == [(URL, "")]


@pytest.mark.parametrize("meetings", [0, 3, 30])
def test_the_page_asks_the_same_queries_for_any_number_of_meetings(
    as_alice: Client, alice: User, meetings: int, django_assert_num_queries: Any
) -> None:
    address(alice)
    with acting_for(alice.pk):
        for number in range(meetings):
            make_meeting(make_contact(alice, f"P{number}"), occurred_on=TODAY - DAY)
    as_alice.get(PAGE)  # the first of the day

    with django_assert_num_queries(11):
        as_alice.get(PAGE)


def test_all_of_it_speaks_german(as_alice: Client, alice: User) -> None:
    alice.language = "de"
    alice.save()

    assert "Habt ihr gesprochen?" in page(as_alice)
    address(alice, trouble=Trouble.NOT_FOUND)
    assert "Dein Kalender konnte nicht gelesen werden." in page(as_alice)
