"""Who the user is and when they want to be told."""

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from tests.factories import make_contact, make_interaction

URL = "/settings/"
CHECK_INS, LOOK, MAIL = "/settings/check-ins/", "/settings/look/", "/settings/mail/"
HOLIDAYS, ENDS = "/settings/holidays/", "/settings/holidays/end/"
DAY = timedelta(days=1)

PROFILE = {"name": "Alice A.", "time_zone": "Asia/Tokyo", "language": "de", "leap_day": "03-01"}
WHEN = {
    "digest_on": "on",
    "digest_weekday": "4",
    "digest_hour": "7",
    "quiet_week": "skip",
    "day_note_on": "on",
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


def test_each_section_stores_what_is_its_own(as_alice: Client, alice: User) -> None:
    as_alice.post(CHECK_INS, {"budget": "8"})
    as_alice.post(MAIL, WHEN)
    as_alice.post(LOOK, {})

    names = ("budget", "digest_weekday", "digest_hour", "quiet_week", "keys_on")
    assert stored(alice, *names) == (8, 4, 7, "skip", False)
    assert 'data-keys="off"' in as_alice.get(URL).content.decode()


@pytest.mark.parametrize(
    ("url", "change", "said"),
    [
        (URL, {**PROFILE, "time_zone": "UTC'; SELECT pg_sleep(5)--"}, "is not a time zone"),
        (URL, {**PROFILE, "language": "xx"}, "xx is not one of the available choices"),
        (CHECK_INS, {"budget": "0"}, "greater than or equal to 1"),
        (MAIL, {**WHEN, "digest_hour": "24"}, "24 is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_changes_nothing(
    as_alice: Client, alice: User, url: str, change: dict[str, str], said: str
) -> None:
    before = stored(alice, "name", "time_zone", "language", "budget", "digest_hour")

    response = as_alice.post(url, change)

    assert response.status_code == 422
    assert said in text_of(response.content.decode())
    after = stored(alice, "name", "time_zone", "language", "budget", "digest_hour")
    assert after == before


def test_a_stored_zone_that_this_machine_does_not_know_is_universal_time_until_changed(
    as_alice: Client, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Mars/Olympus")

    assert as_alice.get("/").status_code == 200
    assert as_alice.get(URL).status_code == 200
    assert as_alice.post(URL, {**PROFILE, "time_zone": "Mars/Olympus"}).status_code == 422
    assert as_alice.post(URL, PROFILE).status_code == 302
    assert stored(alice, "time_zone") == ("Asia/Tokyo",)


def test_a_holiday_moves_every_due_date_once_it_has_begun(as_alice: Client, alice: User) -> None:
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="mentor", on=on - timedelta(days=100))
        make_interaction(ana, occurred_on=on - timedelta(days=10), on=on)
        assert due(ana) == on + timedelta(days=20)

    until = on + timedelta(days=14)
    as_alice.post(HOLIDAYS, {"first": str(on), "back": str(until)})

    with acting_for(alice.pk):
        assert due(ana) == on + timedelta(days=34)
    page = as_alice.get(CHECK_INS).content.decode()
    assert f"back on {until:%-d %B %Y}" in page

    as_alice.post(ENDS, {"first": str(on)})

    with acting_for(alice.pk):
        assert due(ana) == on + timedelta(days=20)
    assert stored(alice, "holidays") == ([],)


def test_several_holidays_stand_beside_each_other_and_those_that_touch_are_one(
    as_alice: Client, alice: User
) -> None:
    on = alice.today(timezone.now())
    days = [on + timedelta(days=number) for number in range(60)]
    for first, back in ((40, 50), (5, 10), (9, 15)):
        as_alice.post(HOLIDAYS, {"first": str(days[first]), "back": str(days[back])})

    wanted = [DateRange(days[5], days[15]), DateRange(days[40], days[50])]
    assert stored(alice, "holidays") == (wanted,)


def test_a_holiday_that_was_removed_comes_back_by_undo(as_alice: Client, alice: User) -> None:
    on = alice.today(timezone.now())
    as_alice.post(HOLIDAYS, {"first": str(on + DAY), "back": str(on + 9 * DAY)})
    answer = as_alice.post(ENDS, {"first": str(on + DAY)}, follow=True)
    assert stored(alice, "holidays") == ([],)

    *_, last = answer.context["messages"]
    as_alice.post(last.extra_tags)

    assert stored(alice, "holidays") == ([DateRange(on + DAY, on + 9 * DAY)],)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"first": "2026-12-01", "back": ""}, "This field is required"),
        ({"first": "2026-12-09", "back": "2026-12-01"}, "comes after the first day away"),
        ({"first": "2026-02-31", "back": "2026-12-01"}, "Enter a valid date"),
        ({"first": "0001-01-01", "back": "9999-12-31"}, "within two years"),
    ],
)
def test_a_holiday_that_cannot_be_is_said_beside_the_field(
    as_alice: Client, alice: User, sent: dict[str, str], said: str
) -> None:
    with time_machine.travel("2026-11-16 11:00", tick=False):
        response = as_alice.post(HOLIDAYS, sent)

    assert (response.status_code, said in text_of(response.content.decode())) == (422, True)
    assert stored(alice, "holidays") == ([],)


def test_a_day_on_which_no_holiday_begins_ends_none(as_alice: Client, alice: User) -> None:
    on = alice.today(timezone.now())
    as_alice.post(HOLIDAYS, {"first": str(on + DAY), "back": str(on + 9 * DAY)})
    for first in ("", "yesterday", str(on)):
        as_alice.post(ENDS, {"first": first})
    assert stored(alice, "holidays") == ([DateRange(on + DAY, on + 9 * DAY)],)


def due(contact: Contact) -> date | None:
    contact.refresh_from_db()
    return contact.next_check_in_on


def test_the_page_needs_the_same_queries_whoever_asks(
    as_alice: Client, django_assert_num_queries: object
) -> None:
    as_alice.get(URL)

    # session, user, begin, the scope set and reset, a copy of the user, counts, end
    with django_assert_num_queries(8):  # type: ignore[operator]
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


def test_the_language_chosen_is_the_language_spoken(as_alice: Client, alice: User) -> None:
    as_alice.post(URL, PROFILE)

    assert as_alice.get(URL)["Content-Language"] == "de"
    assert '<html lang="de"' in as_alice.get(URL).content.decode()


def test_the_page_says_how_much_the_cadences_ask_for(as_alice: Client, alice: User) -> None:
    url = "/settings/check-ins/"
    assert "ask for" not in as_alice.get(url).content.decode()
    with acting_for(alice.pk):
        for number in range(12):
            make_contact(alice, f"M{number}", type_key="manager")

    page = text_of(as_alice.get(url).content.decode())

    assert "The people you track ask for about 6 check-ins a week; your budget is 5." in page
    assert "Lengthen some cadences, or track fewer; what is beyond the budget waits" in page
