"""One mail per kind and period, whoever asks how often, late or side by side."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services import add_holiday
from core.roles import acting_for
from interactions.enums import PromiseBy, PromiseState
from interactions.models import Promise
from relcrm.env import mail_server
from reminders import outbox
from reminders.enums import MailKind, MailState
from reminders.models import OutboxMail, Plan
from reminders.outbox import NotNow
from tests.factories import make_contact, make_interaction
from tests.reminders.mailing import (
    AT_EIGHT,
    DAY,
    HOUR,
    JOINED,
    MONDAY,
    WEEK,
    join,
    kept,
    mails_of,
    make_mail,
    tick,
)

pytestmark = pytest.mark.django_db

TUESDAY_AT_EIGHT = AT_EIGHT + DAY


@pytest.fixture
def alice() -> User:
    return join()


# --- the weekly e-mail -------------------------------------------------------------------


def test_a_digest_is_made_at_its_hour_and_not_before(alice: User) -> None:
    assert tick(alice, AT_EIGHT - timedelta(seconds=1)) == []

    made = tick(alice, AT_EIGHT)

    assert kept(made) == [("digest", "2026-11-16", "due")]
    [mail] = made
    assert mail.message_id == f"<digest.{alice.pk}.2026-11-16@127.0.0.1>"
    assert (mail.try_at, mail.ends_at) == (AT_EIGHT, AT_EIGHT + WEEK)


def test_asking_again_makes_nothing(alice: User) -> None:
    tick(alice, AT_EIGHT)

    assert [tick(alice, AT_EIGHT + HOUR * step) for step in range(3)] == [[], [], []]
    assert mails_of(alice) == [("digest", "2026-11-16", "due")]


def test_nobody_is_told_of_a_week_that_had_begun_before_they_came(alice: User) -> None:
    assert tick(alice, JOINED + HOUR) == []


def test_such_a_week_does_not_count_as_missed_later(alice: User) -> None:
    with acting_for(alice.pk):
        Plan.objects.for_user(alice).update(starts_on=MONDAY - WEEK, made_at=AT_EIGHT + HOUR)

    assert tick(alice, AT_EIGHT + 2 * HOUR) == []
    assert kept(tick(alice, AT_EIGHT + WEEK)) == [("digest", "2026-11-23", "due")]


def test_somebody_who_came_before_anything_was_planned_gets_the_first_digest(alice: User) -> None:
    with acting_for(alice.pk):
        Plan.objects.for_user(alice).delete()
        made = outbox.enqueue(alice, AT_EIGHT)

    assert kept(made) == [("digest", "2026-11-16", "due")]


def test_after_three_days_without_a_scheduler_one_digest_is_due(alice: User) -> None:
    assert kept(tick(alice, AT_EIGHT + 3 * DAY)) == [("digest", "2026-11-16", "due")]


def test_weeks_that_went_by_are_marked_missed_and_one_digest_is_due(alice: User) -> None:
    tick(alice, AT_EIGHT)

    made = tick(alice, AT_EIGHT + 3 * WEEK + DAY)

    assert kept(made) == [
        ("digest", "2026-11-23", "missed"),
        ("digest", "2026-11-30", "missed"),
        ("digest", "2026-12-07", "due"),
    ]


def test_a_week_without_a_mail_wanted_is_not_missed(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(digest_on=False)
    for week in range(3):
        tick(alice, AT_EIGHT + week * WEEK)
    User.objects.filter(pk=alice.pk).update(digest_on=True)

    assert tick(alice, AT_EIGHT + 2 * WEEK + DAY) == []
    assert kept(tick(alice, AT_EIGHT + 3 * WEEK)) == [("digest", "2026-12-07", "due")]
    assert mails_of(alice) == [
        ("digest", "2026-11-16", "stopped"),
        ("digest", "2026-11-23", "stopped"),
        ("digest", "2026-11-30", "stopped"),
        ("digest", "2026-12-07", "due"),
    ]


@pytest.mark.parametrize(
    ("weekday", "next_day"),
    [(1, date(2026, 11, 24)), (3, date(2026, 11, 26)), (4, date(2026, 11, 20))],
)
def test_a_changed_weekday_counts_from_four_days_after_the_last(
    alice: User, weekday: int, next_day: date
) -> None:
    tick(alice, AT_EIGHT)
    User.objects.filter(pk=alice.pk).update(digest_weekday=weekday)

    made = [mail for step in range(1, 12) for mail in tick(alice, AT_EIGHT + step * DAY)]

    assert next(mail.period_key for mail in made if mail.kind == MailKind.DIGEST) == next_day
    assert {mail.state for mail in made} == {MailState.DUE}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kolkata"])
def test_moving_to_another_zone_in_the_middle_of_the_week_repeats_no_digest(
    alice: User, zone: str
) -> None:
    tick(alice, AT_EIGHT)
    User.objects.filter(pk=alice.pk).update(time_zone=zone)

    made = [mail for hour in range(1, 24 * 8, 5) for mail in tick(alice, AT_EIGHT + hour * HOUR)]

    assert kept(made) == [("digest", "2026-11-23", "due")]


def test_flying_there_and_back_around_the_hour_gives_one_digest(alice: User) -> None:
    made = []
    for hour in range(-27, 27, 2):
        zone = "Pacific/Kiritimati" if hour % 4 == 1 else "Pacific/Honolulu"
        User.objects.filter(pk=alice.pk).update(time_zone=zone)
        made += tick(alice, AT_EIGHT + hour * HOUR)

    assert kept(made) == [("digest", "2026-11-16", "due")]


@pytest.mark.parametrize(
    ("zone", "last_before", "hour"),
    [
        ("Europe/Berlin", date(2026, 3, 22), 2),  # 02:00 is skipped on 29 March
        ("Europe/Berlin", date(2026, 10, 18), 2),  # and shown twice on 25 October
        ("America/New_York", date(2026, 3, 1), 2),
        ("America/New_York", date(2026, 10, 25), 1),
        ("Australia/Lord_Howe", date(2026, 9, 27), 2),
        ("Africa/Cairo", date(2026, 4, 12), 0),
    ],
)
def test_weeks_in_which_the_clocks_change_have_one_digest_each(
    zone: str, last_before: date, hour: int
) -> None:
    start = datetime.combine(last_before, datetime.min.time(), tzinfo=ZoneInfo(zone))
    user = join(
        "dst@example.org",
        at=(start - 4 * DAY).astimezone(UTC),
        time_zone=zone,
        digest_weekday=last_before.weekday(),
        digest_hour=hour,
    )

    made = []
    for week in range(3):
        midnight = start.astimezone(UTC) + week * WEEK
        for half_hour in range(-3, 12):
            made += tick(user, midnight + half_hour * HOUR / 2)

    assert kept(made) == [("digest", str(last_before + week * WEEK), "due") for week in range(3)]


def test_each_users_mails_are_their_own(alice: User) -> None:
    bob = join("bob@example.org")
    tick(alice)
    tick(bob)

    assert mails_of(alice) == mails_of(bob) == [("digest", "2026-11-16", "due")]


# --- the note on the day -----------------------------------------------------------------


def promise(user: User, due_on: date, **fields: object) -> Promise:
    with acting_for(user.pk):
        return Promise.objects.create(
            owner=user,
            contact=make_contact(user, on=JOINED.date()),
            by=PromiseBy.ME,
            text="Send the deck",
            due_on=due_on,
            created_on=MONDAY,
            **fields,
        )


def digest_sent(user: User, *named: str) -> None:
    make_mail(user, state=MailState.SENT, named=list(named), html="x")


def test_a_promise_for_today_that_the_digest_did_not_name_gets_a_note(alice: User) -> None:
    digest_sent(alice)
    promise(alice, MONDAY + DAY)

    assert tick(alice, TUESDAY_AT_EIGHT - HOUR) == []
    made = tick(alice, TUESDAY_AT_EIGHT)

    assert kept(made) == [("note", "2026-11-17", "due")]
    assert made[0].ends_at == datetime(2026, 11, 17, 23, tzinfo=UTC)  # midnight in Berlin


def test_what_the_digest_named_gets_no_note(alice: User) -> None:
    made = promise(alice, MONDAY + DAY)
    digest_sent(alice, f"promise:{made.pk}:2026-11-17")

    assert tick(alice, TUESDAY_AT_EIGHT) == []


def test_a_digest_that_never_went_out_has_named_nothing(alice: User) -> None:
    made = promise(alice, MONDAY + DAY)
    make_mail(alice, state=MailState.HELD, named=[f"promise:{made.pk}:2026-11-17"])

    assert kept(tick(alice, TUESDAY_AT_EIGHT)) == [("note", "2026-11-17", "due")]


def test_a_promise_kept_in_time_gets_no_note(alice: User) -> None:
    digest_sent(alice)
    promise(alice, MONDAY + DAY, state=PromiseState.KEPT)

    assert tick(alice, TUESDAY_AT_EIGHT) == []


def test_a_day_on_which_nothing_falls_gets_no_note(alice: User) -> None:
    digest_sent(alice)
    promise(alice, MONDAY + 2 * DAY)

    assert tick(alice, TUESDAY_AT_EIGHT) == []


def test_the_day_of_the_digest_gets_no_note_beside_it(alice: User) -> None:
    promise(alice, MONDAY)

    assert kept(tick(alice, AT_EIGHT)) == [("digest", "2026-11-16", "due")]
    assert tick(alice, AT_EIGHT + HOUR) == []


def test_notes_come_also_without_a_digest_and_stop_when_switched_off(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(digest_on=False)
    promise(alice, MONDAY + DAY)
    promise(alice, MONDAY + 2 * DAY)

    made = tick(alice, TUESDAY_AT_EIGHT)
    assert kept(made)[-1] == ("note", "2026-11-17", "due")
    User.objects.filter(pk=alice.pk).update(day_note_on=False)
    assert tick(alice, TUESDAY_AT_EIGHT + DAY) == []


def test_the_day_after_a_planned_meeting_gets_a_note_that_asks(alice: User) -> None:
    digest_sent(alice)
    with acting_for(alice.pk):
        make_interaction(make_contact(alice), occurred_on=MONDAY, status="planned")

    assert kept(tick(alice, TUESDAY_AT_EIGHT)) == [("note", "2026-11-17", "due")]
    assert tick(alice, TUESDAY_AT_EIGHT + DAY) == []


def test_a_chosen_date_gets_a_note_on_its_day(alice: User) -> None:
    digest_sent(alice)
    with acting_for(alice.pk):
        make_contact(
            alice, type_key="mentor", chosen_on=MONDAY + DAY, chosen_set_on=MONDAY, on=MONDAY
        )

    assert kept(tick(alice, TUESDAY_AT_EIGHT)) == [("note", "2026-11-17", "due")]


def test_a_chosen_date_within_a_holiday_gets_no_note_and_its_promise_does(alice: User) -> None:
    digest_sent(alice)
    with acting_for(alice.pk):
        make_contact(
            alice, type_key="mentor", chosen_on=MONDAY + DAY, chosen_set_on=MONDAY, on=MONDAY
        )
        add_holiday(alice, first=MONDAY + DAY, back=MONDAY + 9 * DAY, at=AT_EIGHT)

    assert kept(tick(alice, TUESDAY_AT_EIGHT)) == []
    promise(alice, MONDAY + DAY)
    assert kept(tick(alice, TUESDAY_AT_EIGHT + HOUR)) == [("note", "2026-11-17", "due")]


def test_a_user_whose_zone_this_machine_does_not_know_is_told_by_universal_time(
    alice: User,
) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Mars/Olympus")
    alice.refresh_from_db()

    assert tick(alice, AT_EIGHT) == []  # seven o'clock there
    assert kept(tick(alice, AT_EIGHT + HOUR)) == [("digest", "2026-11-16", "due")]


def test_two_notes_never_come_on_one_day(alice: User) -> None:
    digest_sent(alice)
    promise(alice, MONDAY + DAY)
    tick(alice, TUESDAY_AT_EIGHT)
    promise(alice, MONDAY + DAY)

    assert tick(alice, TUESDAY_AT_EIGHT + 2 * HOUR) == []


# --- by hand -----------------------------------------------------------------------------


@pytest.fixture
def server(settings: Settings) -> None:
    settings.MAIL = mail_server("smtp://127.0.0.1:25")


@pytest.mark.usefixtures("server")
def test_a_mail_that_was_missed_can_be_sent_after_all(alice: User) -> None:
    mail = make_mail(alice, state=MailState.MISSED, attempts=3)
    later = AT_EIGHT + 8 * DAY
    with acting_for(alice.pk):
        outbox.send_again(mail, at=later)
        mail.refresh_from_db()

    assert (mail.state, mail.attempts, mail.try_at) == ("due", 0, later)
    assert mail.ends_at == later + DAY
    assert mail.message_id == f"<digest.{alice.pk}.2026-11-16@127.0.0.1>"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("state", sorted(outbox.UNFINISHED))
def test_a_mail_on_its_way_is_not_sent_again(alice: User, state: MailState) -> None:
    mail = make_mail(alice, state=state)

    with acting_for(alice.pk), pytest.raises(NotNow):
        outbox.send_again(mail, at=AT_EIGHT)


@pytest.mark.usefixtures("server")
def test_a_mail_whose_links_are_about_to_expire_is_not_sent_again(alice: User) -> None:
    mail = make_mail(alice, state=MailState.SENT)

    with acting_for(alice.pk), pytest.raises(NotNow):
        outbox.send_again(mail, at=AT_EIGHT + 28 * DAY)


@pytest.mark.usefixtures("server")
def test_a_test_mail_is_due_at_once_and_the_next_one_after_a_minute(alice: User) -> None:
    with acting_for(alice.pk):
        first = outbox.send_test(alice, at=AT_EIGHT)
        with pytest.raises(NotNow):  # it is on its way
            outbox.send_test(alice, at=AT_EIGHT + 2 * HOUR)
        OutboxMail.objects.filter(pk=first.pk).update(state=MailState.SENT)
        with pytest.raises(NotNow):  # a moment ago
            outbox.send_test(alice, at=AT_EIGHT + timedelta(seconds=30))
        outbox.send_test(alice, at=AT_EIGHT + 2 * HOUR)
        again = OutboxMail.objects.get(pk=first.pk)

    assert mails_of(alice) == [("test", "2026-11-16", "due")]
    assert again.message_id != first.message_id


def test_without_a_mail_server_no_test_is_sent(alice: User) -> None:
    with acting_for(alice.pk), pytest.raises(NotNow):
        outbox.send_test(alice, at=AT_EIGHT)


@pytest.mark.parametrize(
    ("kind", "digest_on", "day_note_on"),
    [(MailKind.DIGEST, False, True), (MailKind.NOTE, True, False), (MailKind.TEST, False, True)],
)
def test_unsubscribing_switches_off_that_kind_alone(
    alice: User, kind: MailKind, digest_on: bool, day_note_on: bool
) -> None:
    with acting_for(alice.pk):
        outbox.unsubscribe(alice, kind, at=AT_EIGHT)
        outbox.unsubscribe(alice, kind, at=AT_EIGHT)
    alice.refresh_from_db()

    assert (alice.digest_on, alice.day_note_on) == (digest_on, day_note_on)


def test_who_travels_back_over_the_day_of_a_digest_still_gets_that_days_note() -> None:
    """The digest of Monday came on the other side of the date line; here Monday is to come."""
    user = join(time_zone="Pacific/Kiritimati")
    sent_at = AT_EIGHT - 13 * HOUR  # Monday at eight there, Sunday evening in Berlin
    [digest_mail] = tick(user, sent_at)
    User.objects.filter(pk=user.pk).update(time_zone="Europe/Berlin")
    with acting_for(user.pk):
        OutboxMail.objects.by_ids([digest_mail.pk]).update(state=MailState.SENT)
        Promise.objects.create(
            owner=user,
            contact=make_contact(user),
            by=PromiseBy.ME,
            text="x",
            due_on=MONDAY,
            created_on=MONDAY,
        )

    assert kept(tick(user, AT_EIGHT - HOUR)) == []
    assert kept(tick(user, AT_EIGHT)) == [("note", "2026-11-16", "due")]
    assert kept(tick(user, AT_EIGHT + HOUR)) == []
