"""Who the user is and when they want to be told."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from tests.factories import make_contact, make_interaction

URL = "/settings/"

PROFILE = {
    "form": "profile",
    "name": "Alice A.",
    "time_zone": "Asia/Tokyo",
    "language": "de",
    "leap_day": "03-01",
    "keys_on": "on",
}
RHYTHM = {
    "form": "rhythm",
    "budget": "8",
    "digest_on": "on",
    "digest_weekday": "4",
    "digest_hour": "7",
    "quiet_week": "skip",
    "day_note_on": "on",
    "away_from": "",
    "away_until": "",
}


def stored(user: User, *names: str) -> tuple[object, ...]:
    user.refresh_from_db()
    return tuple(getattr(user, name) for name in names)


def test_the_profile_is_stored_and_the_scheduler_looks_afresh(
    as_alice: Client, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(next_tick_at=timezone.now() + timedelta(days=3))

    response = as_alice.post(URL, PROFILE)

    assert response.status_code == 302
    assert stored(alice, "name", "time_zone", "language", "leap_day", "next_tick_at") == (
        "Alice A.",
        "Asia/Tokyo",
        "de",
        "03-01",
        None,
    )


def test_the_weeks_rhythm_is_stored(as_alice: Client, alice: User) -> None:
    as_alice.post(URL, RHYTHM)

    assert stored(alice, "budget", "digest_weekday", "digest_hour", "quiet_week") == (
        8,
        4,
        7,
        "skip",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({**PROFILE, "time_zone": "UTC'; SELECT pg_sleep(5)--"}, "is not a time zone"),
        ({**PROFILE, "language": "xx"}, "xx is not one of the available choices"),
        ({**RHYTHM, "budget": "0"}, "greater than or equal to 1"),
        ({**RHYTHM, "digest_hour": "24"}, "24 is not one of the available choices"),
        ({**RHYTHM, "away_from": "2026-12-01"}, "Give both days of a holiday"),
        (
            {**RHYTHM, "away_from": "2026-12-09", "away_until": "2026-12-01"},
            "comes after the first day away",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_changes_nothing(
    as_alice: Client, alice: User, change: dict[str, str], said: str
) -> None:
    before = stored(alice, "name", "time_zone", "language", "budget", "digest_hour", "away_from")

    response = as_alice.post(URL, change)

    assert response.status_code == 422
    assert said in text_of(response.content.decode())
    after = stored(alice, "name", "time_zone", "language", "budget", "digest_hour", "away_from")
    assert after == before


def test_a_holiday_moves_every_due_date_once_it_has_begun(as_alice: Client, alice: User) -> None:
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="mentor", on=on - timedelta(days=100))
        make_interaction(ana, occurred_on=on - timedelta(days=10), on=on)
        assert due(ana) == on + timedelta(days=20)

    until = on + timedelta(days=14)
    as_alice.post(URL, {**RHYTHM, "away_from": str(on), "away_until": str(until)})

    with acting_for(alice.pk):
        assert due(ana) == on + timedelta(days=34)


def due(contact: Contact) -> date | None:
    contact.refresh_from_db()
    return contact.next_check_in_on


def test_the_page_needs_the_same_queries_whoever_asks(
    as_alice: Client, django_assert_num_queries: object
) -> None:
    as_alice.get(URL)

    # session, user, begin, the scope set and reset, two copies of the user, two counts, end
    with django_assert_num_queries(10):  # type: ignore[operator]
        as_alice.get(URL)


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    parser = Text()
    parser.feed(html)
    return " ".join("".join(parser.parts).split())
