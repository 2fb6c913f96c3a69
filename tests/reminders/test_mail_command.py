"""`send_digests --at`: one round of mails at a moment, as the scheduler and the worker do it."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from core.roles import acting_for
from tests.reminders.mailing import AT_EIGHT, DAY, MONDAY, WEEK, join, mails_of
from tests.reminders.people import make_due
from tests.reminders.sink import Sink, running

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(
    ["enqueued", "sent", "failed", "in_app", "ambiguous", "held", "missed"],
    0,
)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with running(Sink()) as sink:
        settings.MAIL = sink.server
        yield sink


def send_digests(at: object = AT_EIGHT) -> dict[str, int]:
    out = StringIO()
    call_command("send_digests", at=str(at), as_json=True, stdout=out)
    counts: dict[str, int] = json.loads(out.getvalue())
    return counts


def test_each_user_gets_one_mail_and_the_counts_say_so(sink: Sink) -> None:
    people = [join(), join("bob@example.org")]
    with acting_for(people[0].pk):
        make_due(people[0], "Ana Kovač", on=MONDAY)

    assert send_digests() == {**NONE, "enqueued": 2, "sent": 2}
    assert send_digests() == NONE
    subjects = {str(message["To"]): str(message["Subject"]) for message in sink.accepted}
    assert subjects == {
        "alice@example.org": "This week: Ana Kovač",
        "bob@example.org": "A quiet week",
    }


def test_the_plan_is_made_first_if_nobody_has_made_it(sink: Sink) -> None:
    alice = join(at=AT_EIGHT - 60 * DAY)
    with acting_for(alice.pk):
        make_due(alice, "Ana Kovač", on=MONDAY)

    send_digests(AT_EIGHT.isoformat())

    assert [str(message["Subject"]) for message in sink.accepted] == ["This week: Ana Kovač"]


def test_without_a_mail_server_mails_are_in_the_app_and_not_sent() -> None:
    join()

    assert send_digests() == {**NONE, "enqueued": 1, "in_app": 1}


def test_refused_addresses_and_missed_weeks_are_counted(sink: Sink) -> None:
    alice = join()
    send_digests()
    sink.answers["RCPT"] = "550 no such user"

    later = send_digests(AT_EIGHT + 2 * WEEK)

    assert later == {**NONE, "enqueued": 2, "failed": 1}
    assert mails_of(alice) == [
        ("digest", "2026-11-16", "sent"),
        ("digest", "2026-11-23", "missed"),
        ("digest", "2026-11-30", "failed"),
    ]


def test_somebody_who_was_deactivated_gets_nothing(sink: Sink) -> None:
    join(is_active=False)

    assert send_digests() == NONE


@pytest.mark.parametrize("at", ["Monday", "2026-02-31T08:00:00Z", ""])
def test_what_is_no_moment_is_said_in_one_sentence(at: str) -> None:
    with pytest.raises(CommandError, match="is not a moment; write it as"):
        send_digests(at)


def test_a_moment_without_a_zone_is_universal_time(sink: Sink) -> None:
    join()

    assert send_digests("2026-11-16T06:59:59") == NONE
    assert send_digests("2026-11-16 07:00") == {**NONE, "enqueued": 1, "sent": 1}


def test_words_are_printed_for_people(sink: Sink) -> None:
    join()
    out = StringIO()
    call_command("send_digests", at=AT_EIGHT.isoformat(), stdout=out)

    assert out.getvalue().startswith("enqueued 1, sent 1, failed 0")
