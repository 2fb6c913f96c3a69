"""Where an account is signed in, and the end of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import devices
from accounts.models import AuditEvent, User
from core.roles import acting_for

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def came(user: User, agent: str = FIREFOX) -> Client:
    """A browser in which the user has signed in."""
    browser = Client(headers={"user-agent": agent})
    form = {"login": user.email, "password": PASSWORD}
    assert browser.post("/accounts/login/", form).status_code == 302
    return browser


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def ended(user: User) -> int:
    with acting_for(user.pk):
        return AuditEvent.objects.filter(kind="device_ended").count()


def shown(client: Client) -> list[tuple[str, bool]]:
    rows = client.get("/settings/security/").context["devices"]
    return [(name, here) for _device, name, here in rows]


def row_of(browser: Client) -> UserSession:
    return UserSession.objects.get(session_key=browser.session.session_key)


def test_each_device_is_listed_with_its_name_the_latest_first(alice: User, bob: User) -> None:
    laptop = came(alice)
    came(bob)
    with time_machine.travel(NOW + timedelta(minutes=1)):
        came(alice, IPHONE)

        assert shown(laptop) == [("Safari · iPhone", False), ("Firefox · Linux", True)]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox · Linux"),
        (IPHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/142 Safari/5 Edg/142", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit Chrome/142 Safari/5", "Chrome · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/6", "Safari · Mac"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert devices.name_of(agent) == name


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    alice: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    browser = Client(headers={"x-forwarded-for": "203.0.113.9, 192.0.2.7"})
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    assert row_of(browser).ip == "192.0.2.7"


def test_an_ended_session_is_refused_at_its_next_request(alice: User) -> None:
    here, there, third = came(alice), came(alice, IPHONE), came(alice)
    assert is_in(there)

    response = here.post(reverse("accounts:device_end", args=[row_of(there).pk]))

    assert (response.status_code, response.headers["Location"]) == (302, "/settings/security/")
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert ended(alice) == 1


def test_all_others_are_ended_at_once_and_it_may_be_repeated(alice: User, bob: User) -> None:
    here, there, third, bobs = came(alice), came(alice), came(alice), came(bob)

    for _time in range(2):
        assert here.post(reverse("accounts:devices_end")).status_code == 302

    assert [is_in(client) for client in (here, there, third, bobs)] == [True, False, False, True]
    assert (ended(alice), ended(bob)) == (2, 0)
    assert shown(here) == [("Firefox · Linux", True)]


def test_this_device_is_not_ended_from_the_list(alice: User) -> None:
    here = came(alice)

    assert here.post(reverse("accounts:device_end", args=[row_of(here).pk])).status_code == 404
    assert is_in(here)


def test_a_stranger_neither_sees_nor_ends_a_device(alice: User, mallory: User) -> None:
    alices, mallorys = came(alice, IPHONE), came(mallory)
    hers = row_of(alices).pk

    theirs = mallorys.post(reverse("accounts:device_end", args=[hers]))
    nobodys = mallorys.post(reverse("accounts:device_end", args=[hers + 1000]))

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert shown(mallorys) == [("Firefox · Linux", True)]
    assert is_in(alices)


def test_get_ends_nothing(alice: User) -> None:
    here, there = came(alice), came(alice)

    for url in (
        reverse("accounts:device_end", args=[row_of(there).pk]),
        reverse("accounts:devices_end"),
    ):
        assert here.get(url).status_code == 405
    assert is_in(there)


def test_a_changed_password_ends_the_other_devices(alice: User) -> None:
    here, there = came(alice), came(alice)
    words = {"password1": "a staple and a donkey", "password2": "a staple and a donkey"}

    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **words})

    assert (is_in(here), is_in(there)) == (True, False)
    assert shown(here) == [("Firefox · Linux", True)]
    assert Session.objects.count() == 1


def test_signing_out_takes_the_device_from_the_list(alice: User) -> None:
    here, there = came(alice), came(alice)

    there.post("/accounts/logout/")

    assert shown(here) == [("Firefox · Linux", True)]


def test_use_is_told_once_an_hour(alice: User, clock: time_machine.Traveller) -> None:
    here = came(alice)
    told = []
    for minutes in (59, 2, 59, 2):
        clock.shift(timedelta(minutes=minutes))
        here.get("/settings/")
        told.append((row_of(here).last_seen_at - NOW) // timedelta(minutes=1))

    assert told == [0, 61, 61, 122]


def test_a_session_ends_after_two_weeks_without_a_visit(
    alice: User, clock: time_machine.Traveller
) -> None:
    here = came(alice)
    clock.shift(timedelta(days=13, hours=23))
    assert is_in(here)
    clock.shift(timedelta(days=14, minutes=1))

    assert not is_in(here)


def test_a_session_ends_after_thirty_days_however_much_it_is_used(
    alice: User, clock: time_machine.Traveller
) -> None:
    here = came(alice)
    for _day in range(30):
        clock.shift(timedelta(days=1))
        assert is_in(here)
    clock.shift(timedelta(minutes=1))

    assert not is_in(here)


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_takes_the_same_queries_for_any_number(
    alice: User, number: int, django_assert_num_queries: Any
) -> None:
    for _time in range(number):
        here = came(alice)
    here.get("/settings/security/")

    with django_assert_num_queries(10):
        here.get("/settings/security/")
