"""The calendar at an address: what of it is asked, how often it is read, what is forgotten."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from contacts.models import Contact, ContactMethod
from contacts.services import delete_contact
from core import undo
from core.roles import acting_for
from core.undo import UndoGone
from importing import calendar_meetings, calendars, fetching, tasks
from importing.enums import Trouble
from importing.models import CalendarAddress, ImportJob
from interactions import seen
from interactions.enums import SeenState
from interactions.models import Interaction, SeenMeeting
from interactions.selectors import meetings_to_ask
from interactions.services import delete
from tests.conftest import NOW, TODAY, make_user
from tests.factories import make_contact, make_interaction
from tests.importing.calendars import calendar, event
from tests.importing.pipeline import bring, counts
from tests.importing.serving import Answer, Site, says, site

HOSTILE = Path(__file__).resolve().parent.parent / "data" / "exports" / "talks" / "hostile"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:alice@example.org"
ANA, BEN = "ATTENDEE:mailto:ana@example.com", "ATTENDEE:mailto:ben@example.com"


def meeting(*lines: str, day: date | str = "20261112", uid: str = "one") -> str:
    """With Ana, at 10:00 in UTC."""
    people = () if any(line.startswith("ATTENDEE") for line in lines) else (ANA, MINE)
    stamp = day if isinstance(day, str) else f"{day:%Y%m%d}"
    return event(*lines, *people, start=f"DTSTART:{stamp}T100000Z", uid=uid)


@pytest.fixture(autouse=True)
def anywhere(settings: Settings) -> None:
    settings.PRIVATE_CALENDARS = True


@pytest.fixture
def ana(alice: User) -> Contact:
    with acting_for(alice.pk):
        return at_address(make_contact(alice, "Ana Kovač"), "ana@example.com")


def at_address(contact: Contact, address: str) -> Contact:
    ContactMethod.objects.create(
        owner=contact.owner, contact=contact, kind="email", value=address, normalised=address
    )
    return contact


@pytest.fixture
def server() -> Iterator[Site]:
    with site(says(calendar(meeting("SUMMARY:Roadmap")))) as serving:
        yield serving


def enter(owner: User, server: Site, *, own_email: str = "", at: datetime = NOW) -> CalendarAddress:
    with acting_for(owner.pk):
        return calendars.enter(owner, url=server.url, own_email=own_email, at=at)


def read(address: CalendarAddress, at: datetime = NOW) -> bool:
    done = calendars.read(address.pk, owner_id=address.owner_id, at=at)
    with acting_for(address.owner_id):
        address.refresh_from_db()
    return done


def told(owner: User) -> list[tuple[str, str, list[str]]]:
    """All that the calendar has told: title, day, and people."""
    with acting_for(owner.pk):
        rows = SeenMeeting.objects.for_user(owner).in_order()
        return [
            (row.title, str(row.occurred_on), sorted(one.contact.display for one in people))
            for row in rows
            for people in [row.people.with_contacts()]
        ]


def asked(owner: User, on: date = TODAY, at: datetime | None = NOW) -> list[str]:
    """The titles of those that are asked about."""
    with acting_for(owner.pk):
        _meetings, people = meetings_to_ask(owner, on, at)
        return [row.meeting.title for row in people.with_meetings()]


def read_once(owner: User, content: bytes, **options: Any) -> list[tuple[str, str, list[str]]]:
    with site(says(content)) as serving:
        address = enter(owner, serving, **options)
        assert read(address)
    assert address.trouble == ""
    return told(owner)


# --- what is asked about -------------------------------------------------------------------


def test_a_meeting_with_somebody_one_knows_is_asked_about(alice: User, ana: Contact) -> None:
    found = read_once(alice, calendar(meeting("SUMMARY:Roadmap", ANA, BEN, MINE)))

    assert found == [("Roadmap", "2026-11-12", ["Ana Kovač"])]
    assert asked(alice) == ["Roadmap"]
    with acting_for(alice.pk):
        assert Interaction.objects.count() == 0


@pytest.mark.parametrize(
    "lines",
    [
        ["STATUS:CANCELLED"],
        [ANA, "ATTENDEE;PARTSTAT=DECLINED:mailto:alice@example.org"],
        ["ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.com", MINE],
        ["ATTENDEE:mailto:nobody.known@example.com", MINE],
        [MINE],
    ],
    ids=["cancelled", "declined", "declined by her", "nobody known", "alone"],
)
def test_what_did_not_take_place_with_anybody_is_left_out(
    alice: User, ana: Contact, lines: list[str]
) -> None:
    assert read_once(alice, calendar(meeting(*lines))) == []


def test_what_lasts_whole_days_is_left_out(alice: User, ana: Contact) -> None:
    whole = event(ANA, MINE, start="DTSTART;VALUE=DATE:20261112")

    assert read_once(alice, calendar(whole)) == []


def test_what_is_older_than_a_fortnight_is_left_out(alice: User, ana: Contact) -> None:
    days = [TODAY - 15 * DAY, TODAY - 14 * DAY, TODAY + 3 * DAY]
    events = [meeting(f"SUMMARY:{day}", day=day, uid=str(day)) for day in days]

    assert [title for title, _day, _people in read_once(alice, calendar(*events))] == ["2026-11-02"]


def test_what_is_still_to_come_is_asked_about_once_it_has_begun(alice: User, ana: Contact) -> None:
    """The calendar need not be read again for it: it may not have changed."""
    events = [meeting(f"SUMMARY:{n}", day=TODAY + n * DAY, uid=str(n)) for n in (0, 1, 2)]
    read_once(alice, calendar(*events))

    assert asked(alice, TODAY, NOW - 2 * HOUR) == []
    assert asked(alice, TODAY, NOW) == ["0"]
    assert asked(alice, TODAY + DAY, NOW + DAY) == ["0", "1"]
    assert asked(alice, TODAY + DAY, None) == ["0"]


def test_a_declined_meeting_is_known_by_the_address_that_the_user_has_there(
    alice: User, ana: Contact
) -> None:
    content = calendar(meeting(ANA, "ATTENDEE;PARTSTAT=DECLINED:mailto:alice@work.example"))

    assert len(read_once(alice, content)) == 1
    assert read_once(alice, content, own_email="Alice@Work.example") == []


def test_a_calendar_that_is_called_after_its_owner_says_who_declined(
    alice: User, ana: Contact
) -> None:
    declined = meeting(ANA, "ATTENDEE;PARTSTAT=DECLINED:mailto:alice@work.example")

    assert read_once(alice, calendar("X-WR-CALNAME:alice@work.example", declined)) == []


def test_a_series_is_asked_about_for_each_of_its_latest_days(alice: User, ana: Contact) -> None:
    series = [
        event("SUMMARY:Weekly", "RRULE:FREQ=WEEKLY", ANA, start="DTSTART:20200106T100000Z"),
        event(
            *("SUMMARY:Moved", "RECURRENCE-ID:20261109T100000Z", ANA),
            start="DTSTART:20261111T100000Z",
        ),
    ]

    assert [(title, day) for title, day, _people in read_once(alice, calendar(*series))] == [
        ("Weekly", "2026-11-02"),
        ("Moved", "2026-11-11"),
        ("Weekly", "2026-11-16"),
    ]


def test_a_meeting_is_on_the_day_that_it_is_where_the_user_is(alice: User, ana: Contact) -> None:
    alice.time_zone = "Pacific/Auckland"
    alice.save()

    late = event(ANA, MINE, start="DTSTART:20261112T120000Z")

    assert [day for _title, day, _people in read_once(alice, calendar(late))] == ["2026-11-13"]


def test_somebody_in_the_trash_is_not_asked_about(alice: User, ana: Contact) -> None:
    read_once(alice, calendar(meeting("SUMMARY:Roadmap")))
    with acting_for(alice.pk):
        delete_contact(ana, NOW)

    assert asked(alice) == []
    assert read_once(alice, calendar(meeting())) == []


def test_of_two_with_one_address_the_one_who_came_first_is_meant(alice: User, ana: Contact) -> None:
    with acting_for(alice.pk):
        at_address(make_contact(alice, "Ana again"), "ana@example.com")

    assert [people for _title, _day, people in read_once(alice, calendar(meeting()))] == [
        ["Ana Kovač"]
    ]


# --- logged elsewhere ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["done", "planned", "cancelled"])
def test_what_the_user_has_dealt_with_is_not_asked_again(
    alice: User, ana: Contact, status: str
) -> None:
    with acting_for(alice.pk):
        make_interaction(ana, occurred_on=date(2026, 11, 12), status=status)
    read_once(alice, calendar(meeting()))

    assert asked(alice) == []


def test_a_meeting_that_was_logged_is_not_imported_twice(
    alice: User, ana: Contact, tmp_path: Path
) -> None:
    content = calendar(meeting("SUMMARY:Roadmap"))
    read_once(alice, content)
    with acting_for(alice.pk):
        seen.talked(SeenMeeting.objects.get(), on=TODAY, at=NOW)

    job = bring(alice, content, name="calendar.ics")

    with acting_for(alice.pk):
        assert Interaction.objects.count() == 1
    assert counts(job) == {"unchanged": 2}


def test_a_meeting_that_was_imported_is_not_asked_about_even_when_it_was_deleted(
    alice: User, ana: Contact
) -> None:
    content = calendar(meeting("SUMMARY:Roadmap"))
    bring(alice, content, name="calendar.ics")

    assert read_once(alice, content) == []
    with acting_for(alice.pk):
        delete(Interaction.objects.get(), on=TODAY, at=NOW)
    assert read_once(alice, content) == []


# --- again and again -------------------------------------------------------------------------


def test_it_is_read_each_hour(alice: User, ana: Contact, server: Site) -> None:
    address = enter(alice, server)
    assert calendars.due(NOW) == [(address.pk, alice.pk)]
    assert read(address)

    assert (address.asked_at, address.next_at) == (NOW, NOW + HOUR)
    assert calendars.due(NOW + HOUR - timedelta(seconds=1)) == []
    assert not read(address, NOW + HOUR - timedelta(seconds=1))
    assert calendars.due(NOW + HOUR) == [(address.pk, alice.pk)]
    assert len(server.asked) == 1


def test_what_has_not_changed_stays_and_is_read_whole_once_a_day(
    alice: User, ana: Contact, server: Site
) -> None:
    body = calendar(meeting("SUMMARY:Roadmap"))
    server.answer = says(body, headers={"ETag": '"one"'})
    address = enter(alice, server)
    read(address)
    server.answer = says(status=304)
    read(address, NOW + HOUR)

    assert told(alice) == [("Roadmap", "2026-11-12", ["Ana Kovač"])]
    assert (address.read_at, address.asked_at) == (NOW, NOW + HOUR)
    assert server.asked[1][1]["If-None-Match"] == '"one"'
    server.answer = says(body, headers={"ETag": '"one"'})
    read(address, NOW + DAY)
    assert "If-None-Match" not in server.asked[2][1]
    assert address.read_at == NOW + DAY


def test_what_moves_or_goes_is_asked_about_as_it_is_now(
    alice: User, ana: Contact, server: Site
) -> None:
    server.answer = says(
        calendar(
            meeting("SUMMARY:Moves", uid="a"),
            meeting("SUMMARY:Goes", uid="b"),
            meeting("SUMMARY:Is renamed", uid="c"),
        )
    )
    address = enter(alice, server)
    read(address)
    with acting_for(alice.pk):
        at_address(make_contact(alice, "Ben Ode"), "ben@example.com")
    server.answer = says(
        calendar(
            meeting("SUMMARY:Moves", uid="a", day="20261113"),
            meeting("SUMMARY:Other words", BEN, MINE, uid="c"),
        )
    )
    read(address, NOW + HOUR)

    assert told(alice) == [
        ("Other words", "2026-11-12", ["Ben Ode"]),
        ("Moves", "2026-11-13", ["Ana Kovač"]),
    ]


def test_an_answer_stays_whatever_the_calendar_says_later(
    alice: User, ana: Contact, server: Site
) -> None:
    address = enter(alice, server)
    read(address)
    with acting_for(alice.pk):
        seen.did_not_talk(SeenMeeting.objects.get())
    server.answer = says(calendar(meeting("SUMMARY:Other words")))
    read(address, NOW + HOUR)

    assert told(alice) == [("Other words", "2026-11-12", ["Ana Kovač"])]
    assert asked(alice) == []


def test_when_the_user_asks_it_is_read_now_and_whole(
    alice: User, ana: Contact, server: Site
) -> None:
    server.answer = says(calendar(meeting()), headers={"ETag": '"one"'})
    address = enter(alice, server)
    read(address)
    with acting_for(alice.pk):
        assert calendars.ask_now(address, at=NOW + timedelta(seconds=30)) is False
        assert calendars.ask_now(address, at=NOW + timedelta(minutes=2)) is True

    assert read(address, NOW + timedelta(minutes=2))
    assert "If-None-Match" not in server.asked[1][1]


# --- what goes wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says(status=404), Trouble.NOT_FOUND),
        (says(status=500), Trouble.BUSY),
        (says(status=302, headers={"Location": "http://127.0.0.1/"}), Trouble.LEADS_ON),
        (says(b"<!doctype html><title>Sign in</title>"), Trouble.NO_CALENDAR),
        (says(b""), Trouble.NO_CALENDAR),
        (says(calendar(meeting())[:-20]), Trouble.NO_CALENDAR),
        (says(b"\x1f\x8b" + b"\0" * 100), Trouble.NO_CALENDAR),
    ],
    ids=["gone", "broken", "leads on", "a page", "nothing", "half of it", "packed"],
)
def test_what_cannot_be_read_is_said_and_what_was_told_stays(
    alice: User, ana: Contact, server: Site, answer: Answer, why: Trouble
) -> None:
    address = enter(alice, server)
    read(address)
    before = told(alice)
    server.answer = answer

    assert read(address, NOW + HOUR)

    assert (address.trouble, address.failures, address.lease) == (why, 1, None)
    assert (address.asked_at, told(alice)) == (NOW, before)


def test_after_failures_it_is_tried_later_and_later_but_each_day(alice: User, server: Site) -> None:
    server.answer = says(status=500)
    address, at, pauses = enter(alice, server), NOW, []
    for _time in range(12):
        read(address, at)
        pauses.append((address.next_at - at) / HOUR)
        at = address.next_at

    assert pauses == [1, 2, 4, 8, 16, *[24] * 7]
    server.answer = says(calendar())
    read(address, at)
    assert (address.trouble, address.failures, address.next_at) == ("", 0, at + HOUR)


@pytest.mark.parametrize("name", ["rrule_bomb.ics", "year_one.ics", "many_attendees.ics"])
def test_a_hostile_calendar_gives_one_meeting_at_most(alice: User, ana: Contact, name: str) -> None:
    assert len(read_once(alice, (HOSTILE / name).read_bytes())) <= 1


def test_a_calendar_of_endless_series_is_given_up(
    alice: User, ana: Contact, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_meetings, "READ_SECONDS", 0.5)
    daily = [
        event("RRULE:FREQ=DAILY", ANA, start="DTSTART:19730101T100000Z", uid=str(number))
        for number in range(2_000)
    ]
    server.answer = says(calendar(*daily))
    address = enter(alice, server)

    assert read(address)

    assert (address.trouble, told(alice)) == (Trouble.TOO_MUCH, [])


def test_of_too_many_meetings_the_latest_are_asked_about(alice: User, ana: Contact) -> None:
    hours = [
        event("RRULE:FREQ=HOURLY", ANA, start=f"DTSTART:20261101T00{minute:02}00Z", uid=str(minute))
        for minute in range(3)
    ]

    found = read_once(alice, calendar(*hours))

    assert len(found) == 500
    assert found[-1][1] == "2026-11-18"


def test_an_address_in_a_calendar_is_not_fetched(
    alice: User, ana: Contact, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["ATTACH:file:///etc/passwd", "URL:http://127.0.0.1:1/", "ATTACH:http://127.0.0.1:1/"]
    calls: list[str] = []
    monkeypatch.setattr(calendars, "fetch", counting(fetching.fetch, calls))
    server.answer = says(calendar(meeting(*lines)))
    read(enter(alice, server))

    assert calls == [server.url]


def counting(fetch: Any, calls: list[str]) -> Any:
    def counted(url: str, **options: Any) -> Any:
        calls.append(url)
        return fetch(url, **options)

    return counted


def test_a_fault_of_ours_does_not_come_back_each_minute(
    alice: User, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(calendars, "meetings_in", broken)
    address = enter(alice, server)
    with pytest.raises(RuntimeError):
        read(address)

    with acting_for(alice.pk):
        address.refresh_from_db()
    assert (address.trouble, address.next_at) == (Trouble.TOO_MUCH, NOW + HOUR)


# --- many workers ----------------------------------------------------------------------------


def test_while_one_worker_reads_another_has_nothing_to_do(alice: User, server: Site) -> None:
    address = enter(alice, server)
    claimed = calendars._claim(address.pk, alice.pk, NOW)
    assert claimed is not None
    assert calendars.read(address.pk, owner_id=alice.pk, at=NOW) is False
    assert server.asked == []
    # A worker that died leaves it for two minutes.
    assert calendars.read(address.pk, owner_id=alice.pk, at=NOW + timedelta(minutes=2)) is True
    assert len(server.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_reads(server: Site) -> None:
    alice = make_user("alice@example.org")
    address = enter(alice, server)
    start, done = threading.Barrier(8), []

    def work() -> None:
        try:
            start.wait()
            done.append(calendars.read(address.pk, owner_id=alice.pk, at=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(done) == [False] * 7 + [True]
    assert len(server.asked) == 1


def test_a_worker_that_was_thought_dead_writes_no_more(
    alice: User, ana: Contact, server: Site
) -> None:
    address = enter(alice, server)
    slow = calendars._claim(address.pk, alice.pk, NOW)
    assert slow is not None
    with acting_for(alice.pk):
        calendars.enter(alice, url=server.url + "other", own_email="", at=NOW)

    found = fetching.fetch(server.url)
    calendars._take_in(slow, found, calendars._meetings(slow, found.body or b"", NOW), NOW)

    assert told(alice) == []


def test_beat_hands_out_what_is_due_and_the_worker_reads_it(
    alice: User, ana: Contact, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(alice, server, at=datetime.now(UTC) - HOUR)
    monkeypatch.setattr(tasks.read_calendar, "delay", tasks.read_calendar)

    assert tasks.read_calendars() == 1
    assert tasks.read_calendars() == 0
    assert len(server.asked) == 1


def test_who_may_not_sign_in_any_more_is_not_read_for(alice: User, server: Site) -> None:
    enter(alice, server)
    alice.is_active = False
    alice.save()

    assert calendars.due(NOW) == []


# --- switching it off --------------------------------------------------------------------------


def test_switching_it_off_forgets_what_was_not_logged(
    alice: User, ana: Contact, server: Site
) -> None:
    server.answer = says(
        calendar(meeting("SUMMARY:One", uid="1"), meeting("SUMMARY:Two", uid="2", day="20261113"))
    )
    address = enter(alice, server)
    read(address)
    with acting_for(alice.pk):
        seen.talked(SeenMeeting.objects.get(title="One"), on=TODAY, at=NOW)
        calendars.end(address)

        assert CalendarAddress.objects.count() == 0
        assert SeenMeeting.objects.count() == 0
        assert [row.text for row in Interaction.objects.kept()] == ["One"]
    assert calendars.due(NOW + DAY) == []


def test_switching_it_off_can_be_taken_back_with_all_answers(
    alice: User, ana: Contact, server: Site
) -> None:
    address = enter(alice, server)
    read(address)
    with acting_for(alice.pk):
        seen.did_not_talk(SeenMeeting.objects.get())
        token = take_back_token(alice, calendars.end(address))
        undo.take_back(token, owner=alice, at=NOW, on=TODAY)

        assert CalendarAddress.objects.get().url == server.url
        assert SeenMeeting.objects.get().state == SeenState.LEFT
    assert told(alice) == [("Roadmap", "2026-11-12", ["Ana Kovač"])]


def take_back_token(owner: User, notes: Any) -> uuid.UUID:
    url = undo.remember(owner=owner, verb=calendars.ENDED, before=notes, at=NOW)
    return uuid.UUID(url.strip("/").rpartition("/")[2])


def test_where_another_one_is_read_by_now_nothing_is_taken_back(
    alice: User, ana: Contact, server: Site
) -> None:
    address = enter(alice, server)
    with acting_for(alice.pk):
        notes = calendars.end(address)
    enter(alice, server)
    with acting_for(alice.pk), pytest.raises(UndoGone):
        calendars.take_end_back(alice, notes)


def test_another_calendar_takes_the_place_of_the_first(
    alice: User, ana: Contact, server: Site
) -> None:
    read(enter(alice, server))
    server.url += "other"
    address = enter(alice, server, at=NOW + HOUR)

    assert told(alice) == []
    with acting_for(alice.pk):
        assert [row.pk for row in CalendarAddress.objects.all()] == [address.pk]


def test_an_account_that_goes_takes_its_calendar_along(alice: User, server: Site) -> None:
    address = enter(alice, server)
    calendars._claim(address.pk, alice.pk, NOW)
    User.objects.filter(pk=alice.pk).delete()

    assert calendars.read(address.pk, owner_id=alice.pk, at=NOW + DAY) is False


def test_the_same_meeting_of_two_accounts_is_two(alice: User, bob: User, ana: Contact) -> None:
    with acting_for(bob.pk):
        at_address(make_contact(bob, "Bob’s Ana"), "ana@example.com")
    content = calendar(meeting("SUMMARY:Roadmap"))

    assert read_once(alice, content) == [("Roadmap", "2026-11-12", ["Ana Kovač"])]
    assert read_once(bob, content) == [("Roadmap", "2026-11-12", ["Bob’s Ana"])]


def test_of_an_address_nothing_is_shown_but_its_host(alice: User, server: Site) -> None:
    address = enter(alice, server)

    assert (address.host, server.url in repr(address), server.url in str(address)) == (
        "127.0.0.1",
        False,
        False,
    )
    assert ImportJob.objects.count() == 0
