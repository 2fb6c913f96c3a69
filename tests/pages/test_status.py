"""Nobody wonders: the status page, the user's own sentences, and the numbers for a monitor."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from accounts.models import User
from core.ids import first_of, uuid7
from core.roles import acting_for
from importing.models import CalendarAddress
from pages import pulse, status
from pages.broker import BrokerState
from relcrm.env import mail_server
from reminders import doing, outbox
from reminders.enums import MailKind, MailState
from reminders.models import Delivery, Heartbeat, OutboxMail, Plan
from reminders.scheduler import tick

NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CANARY = "Canary-in-the-subject"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Settings) -> None:
    settings.MAIL = mail_server("smtp://127.0.0.1:1")


def beat(ago: timedelta) -> None:
    Heartbeat.objects.update_or_create(name="tick", defaults={"at": NOW - ago})


def mail(user: User, state: MailState, **fields: Any) -> OutboxMail:
    with acting_for(user.pk):
        number = OutboxMail.objects.count()
        fields = {"kind": MailKind.DIGEST, "try_at": NOW, **fields}
        return OutboxMail.objects.create(
            owner=user,
            state=state,
            period_key=date(2026, 11, 23) - number * DAY,
            message_id=f"<{uuid7()}@x>",
            subject=CANARY,
            ends_at=NOW + 7 * DAY,
            **fields,
        )


def said(user: User) -> list[tuple[str, str]]:
    with acting_for(user.pk), timezone.override(user.zone):
        return [(one.text, one.tone) for one in doing.sentences(user, NOW)]


def test_a_user_is_told_when_the_next_mail_comes_by_their_own_clock(
    alice: User, server: None
) -> None:
    beat(30 * timedelta(seconds=1))
    User.objects.filter(pk=alice.pk).update(date_joined=NOW - 9 * DAY, digest_hour=7)
    alice.refresh_from_db()
    mail(alice, MailState.SENT, sent_at=NOW - 3 * DAY)

    assert said(alice) == [
        ("The last check was less than a minute ago.", "good"),
        ("Your next e-mail comes on Monday 30 November at 07:00.", ""),
        ("The last weekly e-mail: Sent on 23 November at 12:00.", "good"),
    ]


def test_without_a_mail_server_it_says_where_the_summary_will_be(alice: User) -> None:
    beat(5 * MINUTE)

    assert said(alice)[:2] == [
        ("The last check was 5 minutes ago; there should be one each minute.", "bad"),
        (
            "Your next summary is here on Monday 30 November at 08:00;"
            " no e-mail leaves this machine.",
            "",
        ),
    ]


def test_what_could_not_be_sent_and_what_is_not_wanted_is_said(alice: User, server: None) -> None:
    User.objects.filter(pk=alice.pk).update(digest_on=False)
    alice.refresh_from_db()
    mail(alice, MailState.FAILED)
    mail(alice, MailState.HELD)

    assert said(alice) == [
        ("Nothing has looked at the calendar yet: its worker has never run.", "bad"),
        ("You want no weekly e-mail.", ""),
        ("The last weekly e-mail: The mail server refused it.", "bad"),
        (
            "2 e-mails of the past month could not be sent; below you can send them again.",
            "bad",
        ),
    ]


def test_the_moment_that_is_told_is_the_one_at_which_the_mail_is_made(
    alice: User, clock: Any
) -> None:
    """The sentence and the scheduler agree, before the first mail and after it."""
    User.objects.filter(pk=alice.pk).update(date_joined=NOW)
    alice.refresh_from_db()
    for week in range(2):
        with acting_for(alice.pk):
            moment = outbox.next_digest_at(alice, timezone.now())
        assert moment == datetime(2026, 11, 30, 7, 0, tzinfo=UTC) + week * 7 * DAY
        for at, made in ((moment - MINUTE, week), (moment + MINUTE, week + 1)):
            clock.move_to(at)
            tick(at)
            with acting_for(alice.pk):
                assert OutboxMail.objects.of_kind(MailKind.DIGEST).count() == made


def test_the_page_of_mails_shows_the_sentences(as_alice: Client) -> None:
    beat(MINUTE)

    page = unescape(as_alice.get("/settings/mail/").content.decode())

    assert "The last check was 1 minute ago." in page
    assert "/status/" not in page


def test_two_missed_ticks_are_on_today_and_lead_to_how_it_is_doing(as_alice: Client) -> None:
    beat(MINUTE)
    assert "Reminders may be late." not in as_alice.get("/").content.decode()
    beat(4 * MINUTE)
    page = as_alice.get("/").content.decode()
    assert "Reminders may be late." in page
    assert 'href="/settings/mail/"' in page


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute ago"),
        (MINUTE, "1 minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (60 * MINUTE, "1 hour ago"),
        (3 * DAY, "3 days ago"),
        (-5 * MINUTE, "5 minutes ago"),
    ],
)
def test_spans_are_said_as_a_person_would(span: timedelta, words: str) -> None:
    with translation.override("en"):
        assert doing.ago(span) == words


# --- the machine ----------------------------------------------------------------------------


@pytest.fixture
def busy(alice: User, bob: User, server: None) -> None:
    """Two accounts, mails of every ending, one an hour and a half late."""
    beat(30 * timedelta(seconds=1))
    with acting_for(bob.pk):
        Plan.objects.create(
            owner=bob, starts_on=NOW.date(), ends_on=NOW.date() + 7 * DAY, budget=5, made_at=NOW
        )
    mail(alice, MailState.SENT, sent_at=NOW - 3 * DAY)
    mail(bob, MailState.SENT, sent_at=NOW - 10 * DAY)
    mail(bob, MailState.SENT, kind=MailKind.NOTE, sent_at=NOW)
    mail(alice, MailState.FAILED)
    held = mail(bob, MailState.HELD)
    mail(alice, MailState.DUE, try_at=NOW - 90 * MINUTE)
    mail(bob, MailState.CLAIMED, try_at=NOW - MINUTE)
    mail(bob, MailState.DUE, try_at=NOW + MINUTE)
    mail(bob, MailState.FAILED, id=first_of(NOW - 31 * DAY))
    with acting_for(bob.pk):
        Delivery.objects.create(owner=bob, mail=held, at=NOW, state=MailState.AMBIGUOUS)
    for owner, failures in ((alice, 3), (bob, 2)):
        with acting_for(owner.pk):
            CalendarAddress.objects.create(
                owner=owner, url=f"https://{CANARY}.example/", next_at=NOW, failures=failures
            )


def test_the_pulse_is_taken_over_all_accounts(busy: None) -> None:
    found = pulse.read(NOW)

    assert found.mails == {
        MailState.SENT: 3,
        MailState.FAILED: 1,
        MailState.HELD: 1,
        MailState.DUE: 2,
        MailState.CLAIMED: 1,
    }
    assert (found.tick_at, found.plan_at) == (NOW - timedelta(seconds=30), NOW)
    assert found.digest_at == NOW - 3 * DAY
    assert (found.waiting, found.queue_age, found.queue_moves) == (2, 90 * MINUTE, False)
    assert (found.ambiguous, found.is_ticking) == (1, True)


def test_the_status_says_in_words_what_is_well_and_what_is_not(busy: None) -> None:
    with translation.override("en"):
        rows = {
            row.what: (row.said, row.well) for row in status.rows(pulse.read(NOW), BrokerState.WELL)
        }

    assert rows == {
        "Last check": ("less than a minute ago", True),
        "Last weekly plan": ("less than a minute ago", True),
        "Broker": ("answers", True),
        "Mail server": ("127.0.0.1:1", True),
        "Last weekly e-mail": ("3 days ago", True),
        "Waiting to be sent": ("2 e-mails, the first since 1 hour ago", False),
        "Sent": ("3 in the past 30 days", True),
        "Refused": ("1 in the past 30 days", False),
        "Held back": ("1 in the past 30 days", False),
        "Of unknown ending": ("1 in the past 30 days", False),
        "Missed": ("0 in the past 30 days", True),
        "Calendars of users": ("1 could not be read three times in a row", True),
    }


@pytest.mark.django_db
def test_a_machine_on_which_nothing_has_run_yet_says_so() -> None:
    with translation.override("en"):
        rows = {
            row.what: (row.said, row.well) for row in status.rows(pulse.read(NOW), BrokerState.WELL)
        }

    assert rows["Last check"] == ("never", False)
    assert rows["Mail server"][0] == "none: no e-mail leaves this machine; set EMAIL_URL"
    assert rows["Waiting to be sent"] == ("nothing", True)


def test_staff_see_the_page_and_nobodys_mail_on_it(
    as_alice: Client, alice: User, busy: None
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)

    page = as_alice.get("/status/").content.decode()

    assert "2 e-mails, the first since 1 hour ago" in page
    assert CANARY not in page
    assert "bob@" not in page
    assert "/status/" in as_alice.get("/settings/mail/").content.decode()


def test_a_monitor_reads_the_same_numbers_and_nothing_of_anybody(
    busy: None, client: Client
) -> None:
    response = client.get("/metrics")

    text = response.content.decode()
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found == {
        ("relcrm_tick_age_seconds",): 30,
        ("relcrm_plan_age_seconds",): 0,
        ("relcrm_digest_age_seconds",): 3 * 86_400,
        ("relcrm_mail_queue_age_seconds",): 5400,
        ("relcrm_mail_queue_length",): 2,
        ("relcrm_user_queue_age_seconds",): 0,
        ("relcrm_import_queue_age_seconds",): 0,
        ("relcrm_mails_ambiguous",): 1,
        ("relcrm_calendars_failing",): 1,
        ("relcrm_mails", "sent"): 3,
        ("relcrm_mails", "failed"): 1,
        ("relcrm_mails", "held"): 1,
        ("relcrm_mails", "missed"): 0,
        ("relcrm_mails", "in_app"): 0,
    }
    assert response["Content-Type"].startswith("text/plain; version=")
    assert not [word for word in (CANARY, "alice", "bob", "example") if word in text]


@pytest.mark.parametrize(
    ("asked", "status_code"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
    ],
)
@pytest.mark.django_db
def test_without_a_token_only_this_machine_may_measure(
    client: Client, asked: dict[str, Any], status_code: int
) -> None:
    assert client.get("/metrics", **asked).status_code == status_code


@pytest.mark.parametrize(
    ("given", "status_code"),
    [("Bearer s3cret", 200), ("Bearer s3cre", 404), ("s3cret", 404), ("Bearer é", 404), ("", 404)],
)
@pytest.mark.django_db
def test_with_a_token_only_who_has_it_may_measure(
    client: Client, settings: Settings, given: str, status_code: int
) -> None:
    settings.METRICS_TOKEN = "s3cret"

    response = client.get("/metrics", headers={"Authorization": given})

    assert response.status_code == status_code


@pytest.mark.parametrize("mails", [1, 3])
def test_the_pulse_takes_the_same_queries_for_any_number(
    alice: User, mails: int, django_assert_num_queries: Any
) -> None:
    for _number in range(mails):
        mail(alice, MailState.DUE)

    # begin, role twice, nine questions, role, end
    with django_assert_num_queries(14):
        pulse.read(NOW)
