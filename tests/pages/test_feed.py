"""The calendar feed: what it says, for whom, how often, and that calendars move its events."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from accounts import feeds
from accounts.models import FeedToken, User
from contacts.models import Contact, ImportantDate
from contacts.services import snooze
from core.roles import acting_for, acting_for_all
from interactions.enums import PromiseBy
from interactions.models import Promise
from reminders import tokens
from reminders.coffee import proposed_day
from reminders.masking import mask
from tests.factories import make_contact, make_interaction

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
DAY = timedelta(days=1)
MAKE, END = "/settings/calendar/feed/", "/settings/calendar/feed/end/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_feed(user: User) -> str:
    """The path of a new feed."""
    with acting_for(user.pk):
        return reverse("pages:feed", args=[feeds.make_feed(user, at=NOW)])


def events(client: Client, path: str) -> dict[str, Any]:
    """By summary; read back by the library, which refuses what is malformed."""
    response = client.get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["summary"]): event for event in read(response.content)}


def read(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).events)


def promise(contact: Contact, text: str, due_on: date | None, by: PromiseBy = PromiseBy.ME) -> None:
    Promise.objects.create(
        owner_id=contact.owner_id,
        contact=contact,
        by=by,
        text=text,
        due_on=due_on,
        created_on=TODAY,
    )


@pytest.fixture
def ana(alice: User) -> Contact:
    """Due on 3 December; born on 29 February; promised something for Friday."""
    with acting_for(alice.pk):
        contact = make_contact(alice, "Ana, “K”; Kovač\\n", type_key="mentor")
        make_interaction(contact, occurred_on=date(2026, 11, 3))
        ImportantDate.objects.create(
            owner=alice, contact=contact, kind="birthday", year=1992, month=2, day=29
        )
        promise(contact, "send the deck", date(2026, 11, 20))
        contact.refresh_from_db()
    return contact


def test_the_feed_names_check_ins_milestones_and_promises_on_their_days(
    alice: User, ana: Contact, client: Client
) -> None:
    with acting_for(alice.pk):
        promise(ana, "an introduction", date(2026, 12, 1), PromiseBy.THEM)
        promise(ana, "some day", None)

    found = events(client, make_feed(alice))

    name = "Ana, “K”; Kovač\\n"
    assert {summary: event["dtstart"].dt for summary, event in found.items()} == {
        f"Check in with {name}": ana.next_check_in_on,
        f"{name}: Birthday": date(2027, 2, 28),
        f"Promised to {name}: send the deck": date(2026, 11, 20),
        f"{name} promised: an introduction": date(2026, 12, 1),
    }
    for event in found.values():
        assert event["dtend"].dt - event["dtstart"].dt == DAY
        assert event["dtstart"].params["VALUE"] == "DATE"


@pytest.mark.parametrize(
    ("zone", "inside"), [("Pacific/Kiritimati", True), ("Pacific/Niue", False)]
)
def test_the_window_is_that_of_the_users_own_day(
    alice: User, client: Client, zone: str, inside: bool
) -> None:
    """At 11:00 UTC it is the 17th on Kiritimati, and still the 16th of November on Niue."""
    User.objects.filter(pk=alice.pk).update(time_zone=zone)
    with acting_for(alice.pk):
        promise(make_contact(alice, "Ben"), "the last of the window", TODAY + 181 * DAY)

    assert bool(events(client, make_feed(alice))) == inside


def test_what_is_over_for_a_month_or_far_ahead_is_left_out(alice: User, client: Client) -> None:
    with acting_for(alice.pk):
        ben = make_contact(alice, "Ben")
        for days in (-31, -30, 180, 181):
            promise(ben, f"{days}", TODAY + days * DAY)

    assert set(events(client, make_feed(alice))) == {
        "Promised to Ben: -30",
        "Promised to Ben: 180",
    }


def test_whom_nobody_should_meet_is_not_in_it(alice: User, client: Client) -> None:
    with acting_for(alice.pk):
        shown = make_contact(alice, "Shown", type_key="mentor")
        kinds: dict[str, dict[str, Any]] = {
            "Archived": {"archived_on": TODAY},
            "Died": {"died": True},
            "New": {"triaged_on": None},
            "Trash": {"deleted_at": NOW},
            "Paused": {"paused_from": TODAY},
        }
        for name, fields in kinds.items():
            make_contact(alice, name, type_key="mentor", **fields)
        snooze(shown, until=TODAY + 40 * DAY, on=TODAY)

    found = events(client, make_feed(alice))

    assert {summary: event["dtstart"].dt for summary, event in found.items()} == {
        "Check in with Shown": TODAY + 40 * DAY
    }


def test_an_event_that_moves_keeps_its_uid_and_counts_up(
    alice: User, ana: Contact, client: Client, clock: Any
) -> None:
    path = make_feed(alice)
    before = events(client, path)
    clock.move_to(NOW + timedelta(hours=2))
    with acting_for(alice.pk):
        Promise.objects.for_user(alice).update(due_on=date(2026, 11, 27))
        make_interaction(ana, occurred_on=TODAY)

    after = events(client, path)

    assert {summary: str(event["uid"]) for summary, event in after.items()} == {
        summary: str(event["uid"]) for summary, event in before.items()
    }
    moved = {"Check in with Ana, “K”; Kovač\\n", "Promised to Ana, “K”; Kovač\\n: send the deck"}
    assert {summary for summary, event in after.items() if event["sequence"] == 1} == moved
    for summary, event in after.items():
        changed = NOW + timedelta(hours=2) if summary in moved else NOW
        assert event["dtstamp"].dt == changed


def test_a_new_address_ends_the_old_one_and_keeps_what_was_told(
    as_alice: Client, alice: User, ana: Contact, client: Client
) -> None:
    def address() -> str:
        page = as_alice.post(MAKE).content.decode()
        [path] = re.findall(r'value="[^"]+?(/feed/[^"]+)"', page)
        return str(path)

    first = address()
    before = events(client, first)
    second = address()

    assert client.get(first).status_code == 404
    assert events(client, second) == before
    assert second not in as_alice.get("/settings/calendar/").content.decode()
    as_alice.post(END)
    assert client.get(second).status_code == 404


def test_only_the_hash_of_the_address_is_kept(alice: User, client: Client) -> None:
    secret = make_feed(alice).removeprefix("/feed/").removesuffix(".ics")

    with acting_for_all():
        [row] = FeedToken.objects.values()
    assert secret not in str(row)
    assert len(row["digest"]) == 64
    assert len(secret) * 6 >= 128
    assert mask(f"GET /feed/{secret}.ics 200") == "GET /feed/… 200"


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "..%2f..", "é"])
def test_an_address_that_nobody_has_does_not_exist(client: Client, db: None, secret: str) -> None:
    assert client.get(f"/feed/{secret}.ics").status_code == 404


def test_the_address_of_a_closed_account_does_not_exist(alice: User, client: Client) -> None:
    path = make_feed(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert client.get(path).status_code == 404


def test_it_shows_the_owner_of_the_address_whoever_is_signed_in(
    as_mallory: Client, alice: User, ana: Contact, mallory: User
) -> None:
    with acting_for(mallory.pk):
        promise(make_contact(mallory, "Mallory’s own"), "nothing", TODAY)

    found = events(as_mallory, make_feed(alice))

    assert len(found) == 3
    assert not [summary for summary in found if "Mallory" in summary]


def test_a_calendar_that_has_it_already_is_told_so(
    alice: User, ana: Contact, client: Client, clock: Any
) -> None:
    path = make_feed(alice)
    response = client.get(path)
    clock.move_to(NOW + timedelta(hours=3))

    for headers in (
        {"If-None-Match": response["ETag"]},
        {"If-Modified-Since": response["Last-Modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == response["ETag"]

    with acting_for(alice.pk):
        Promise.objects.for_user(alice).update(text="send it all")
    for headers in (
        {"If-None-Match": response["ETag"]},
        {"If-Modified-Since": response["Last-Modified"]},
    ):
        assert client.get(path, headers=headers).status_code == 200


def test_it_answers_sixty_times_an_hour(alice: User, bob: User, client: Client, clock: Any) -> None:
    path, other = make_feed(alice), make_feed(bob)
    with acting_for(alice.pk):
        FeedToken.objects.update(window_at=NOW, window_count=59)

    assert client.get(path).status_code == 200
    clock.move_to(NOW + timedelta(minutes=20))
    refused = client.get(path)
    assert (refused.status_code, refused["Retry-After"]) == (429, "2401")
    assert client.get(other).status_code == 200
    clock.move_to(NOW + timedelta(minutes=61))
    assert client.get(path).status_code == 200


def test_only_reading_is_answered_and_nothing_is_changed_but_the_tokens_own_row(
    alice: User, ana: Contact, client: Client
) -> None:
    path = make_feed(alice)

    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Referrer-Policy"] == "no-referrer"
    assert head["X-Robots-Tag"] == "noindex"


def test_many_events_are_cut_to_the_nearest_days(alice: User, client: Client) -> None:
    with acting_for(alice.pk):
        ben = make_contact(alice, "Ben")
        Promise.objects.bulk_create(
            Promise(
                owner=alice,
                contact=ben,
                by=PromiseBy.ME,
                text=f"{number}",
                due_on=TODAY + timedelta(days=number // 3 - 20),
                created_on=TODAY,
            )
            for number in range(600)
        )

    days = [event["dtstart"].dt for event in events(client, make_feed(alice)).values()]

    assert len(days) == 500
    assert min(days) == TODAY - 20 * DAY


@pytest.mark.parametrize("people", [1, 3])
def test_the_feed_takes_the_same_queries_for_any_number(
    alice: User, client: Client, people: int, django_assert_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        for number in range(people):
            contact = make_contact(alice, f"Ana {number}", type_key="mentor")
            promise(contact, "send the deck", TODAY)
            ImportantDate.objects.create(
                owner=alice, contact=contact, kind="birthday", month=1, day=5
            )
    path = make_feed(alice)
    client.get(path)

    # the token: begin, role, look-up, count, role, end; the user; begin, scope set and reset, end;
    # what was told: savepoint, look-up, release; check-ins, milestones, promises
    with django_assert_num_queries(18):
        client.get(path)


# --- a coffee -----------------------------------------------------------------------------


def test_a_coffee_is_proposed_for_ten_by_the_users_clock(
    as_alice: Client, alice: User, ana: Contact
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="America/New_York")

    response = as_alice.get(reverse("reminders:coffee", args=[ana.pk]))

    [event] = read(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="coffee.ics"'
    assert event["summary"] == "Coffee with Ana, “K”; Kovač\\n"
    assert event["dtstart"].dt == datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    assert str(ana.pk) in str(event["url"])


def test_a_coffee_is_proposed_for_no_weekend_and_no_holiday(alice: User) -> None:
    friday = date(2026, 11, 20)
    assert proposed_day(alice, friday - 2 * DAY) == date(2026, 11, 23)
    alice.holidays = [DateRange(date(2026, 11, 21), date(2026, 12, 3))]
    assert proposed_day(alice, friday) == date(2026, 12, 3)


@given(
    on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    away=st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 15)), max_size=4),
)
def test_a_coffee_is_on_the_first_day_from_the_third_on_that_is_free(
    on: date, away: list[tuple[int, int]]
) -> None:
    spans = [DateRange(on + begins * DAY, on + (begins + lasts) * DAY) for begins, lasts in away]
    user = User(holidays=spans)

    def is_free(day: date) -> bool:
        return day.weekday() < 5 and not any(one.lower <= day < one.upper for one in spans)

    found = proposed_day(user, on)
    between = [on + days * DAY for days in range(3, (found - on).days)]
    assert found >= on + 3 * DAY
    assert is_free(found)
    assert [day for day in between if is_free(day)] == []


def test_the_person_offers_the_coffee_and_to_log_it_as_planned(
    as_alice: Client, ana: Contact
) -> None:
    page = as_alice.get(ana.get_absolute_url()).content.decode()

    assert f'href="/people/{ana.pk}/coffee.ics"' in page
    planned = f"/log/?who={ana.pk}&amp;kind=coffee&amp;status=planned"
    assert planned in page
    form = as_alice.get(planned.replace("&amp;", "&")).content.decode()
    assert re.search(r'value="planned"[^>]* checked', form)


def test_the_link_of_a_mail_gives_the_coffee_to_whoever_has_it_and_names_the_person_alone(
    client: Client, as_mallory: Client, alice: User, ana: Contact
) -> None:
    with acting_for(alice.pk):
        Contact.objects.filter(pk=ana.pk).update(title="Head of Secrets", facts="CANARY")
    action = tokens.Action(alice.pk, ana.pk, TODAY)
    url = reverse("reminders:coffee_by_mail", args=[tokens.coffee_token(action)])

    for asking in (client, as_mallory, client):
        response = asking.get(url)
        assert "Coffee with Ana" in response.content.decode()
        assert not re.search("CANARY|Secrets|alice", response.content.decode())
        assert response["Referrer-Policy"] == "no-referrer"
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("wrong", ["another verb", "forged", "old", "in the trash"])
def test_a_coffee_link_that_is_none_says_so(
    client: Client, alice: User, ana: Contact, wrong: str
) -> None:
    action = tokens.Action(alice.pk, ana.pk, TODAY)
    token = tokens.coffee_token(action)
    if wrong == "another verb":
        token = tokens.action_token(tokens.Verb.DONE, action)
    elif wrong == "forged":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    elif wrong == "old":
        token = tokens.coffee_token(tokens.Action(alice.pk, ana.pk, TODAY - 31 * DAY))
    else:
        with acting_for(alice.pk):
            Contact.objects.filter(pk=ana.pk).update(deleted_at=NOW)

    assert client.get(reverse("reminders:coffee_by_mail", args=[token])).status_code == 404
