"""Between two weekly mails: what falls on a day is named once, on that day, and nothing else."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from contacts.dates import add_date
from contacts.lines import DateLine
from contacts.services import choose_date
from core.roles import acting_for
from interactions.services import keep_promise, promise
from reminders.deliveries import deliver_due
from tests.factories import make_contact
from tests.reminders.mailing import AT_EIGHT, DAY, HOUR, JOINED, MONDAY, join, tick
from tests.reminders.sink import Sink, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with running(Sink()) as sink:
        settings.MAIL = sink.server
        yield sink


@pytest.fixture
def alice(sink: Sink) -> User:
    """Her first fortnight is over, and last week's mail was sent."""
    alice = join(at=JOINED - 14 * DAY)
    live_through(alice, MONDAY - 7 * DAY, 1)
    sink.accepted.clear()
    return alice


def live_through(user: User, first: date, days: int) -> None:
    """Ticks and rounds of mail three times a day, at the digest's hour among them."""
    for day in range((first - MONDAY).days, (first - MONDAY).days + days):
        for hours in (-5, 0, 7):
            at = AT_EIGHT + day * DAY + hours * HOUR
            tick(user, at)
            deliver_due(at)


def test_what_comes_up_between_two_digests_is_named_in_one_mail_on_its_day(
    alice: User, sink: Sink
) -> None:
    live_through(alice, MONDAY, 1)
    tuesday, thursday, friday, saturday = (MONDAY + day * DAY for day in (1, 3, 4, 5))
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", on=MONDAY)
        ben = make_contact(alice, "Ben", type_key="light_tie", first_due_on=MONDAY + 300 * DAY)
        cleo = make_contact(alice, "Cleo", type_key="light_tie", first_due_on=MONDAY + 300 * DAY)
        owed = promise(owner=alice, contact=ana, by="me", text="Send it", due_on=friday, on=tuesday)
        choose_date(ben, day=thursday, on=tuesday)
        birthday = DateLine("birthday", saturday.month, saturday.day)
        add_date(cleo, birthday, on=tuesday)
    live_through(alice, tuesday, 4)
    with acting_for(alice.pk):
        keep_promise(owed, on=friday)
    live_through(alice, saturday, 3)

    mails = [(str(mail["Subject"]), str(mail["Date"])[:11]) for mail in sink.accepted]
    assert mails == [
        ("A quiet week", "Mon, 16 Nov"),
        ("Today: Ben", "Thu, 19 Nov"),
        ("Today: Ana", "Fri, 20 Nov"),
        ("Today: Cleo", "Sat, 21 Nov"),
        ("This week: Ben", "Mon, 23 Nov"),
    ]


def test_what_the_digest_named_gets_no_note_on_its_day(alice: User, sink: Sink) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="light_tie", first_due_on=MONDAY + 300 * DAY)
        promise(owner=alice, contact=ana, by="them", text="Call", due_on=MONDAY + DAY, on=MONDAY)
        day = MONDAY + 2 * DAY
        add_date(ana, DateLine("birthday", day.month, day.day), on=MONDAY)
    live_through(alice, MONDAY, 5)

    assert [str(mail["Subject"]) for mail in sink.accepted] == ["This week: a promise"]
