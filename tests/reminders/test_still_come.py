"""Snoozed, paused, archived or in regular touch: no check-ins. What was promised, and the days to
congratulate on, come all the same: on Today, in the agenda, in both mails."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from contacts import services as contacts
from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date
from core.roles import acting_for
from interactions.services import promise
from reminders.deliveries import deliver_due
from reminders.models import PlanSlot
from tests.reminders.mailing import AT_EIGHT, DAY, HOUR, JOINED, MONDAY, join, tick
from tests.reminders.people import make_due
from tests.reminders.sink import Sink, running

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + 2 * DAY


def snoozed(ana: Contact) -> None:
    contacts.snooze(ana, until=MONDAY + 60 * DAY, on=MONDAY - DAY)


def paused(ana: Contact) -> None:
    contacts.pause(ana, on=MONDAY - DAY)


def archived(ana: Contact) -> None:
    contacts.archive(ana, on=MONDAY - DAY)


def in_regular_touch(ana: Contact) -> None:
    contacts.update_contact(
        ana, version=ana.version, on=MONDAY - DAY, at=JOINED, regular_touch=True
    )


SILENCED = [snoozed, paused, archived, in_regular_touch]


@pytest.fixture
def alice() -> User:
    return join(at=JOINED - 60 * DAY)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with running(Sink()) as sink:
        settings.MAIL = sink.server
        yield sink


def silent_ana(alice: User, silence: Callable[[Contact], None]) -> Contact:
    """Due for a long time, then silenced; with a promise each way and a birthday near."""
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana Kovač", days=20, on=MONDAY)
        silence(ana)
        ana.refresh_from_db()
        for by, text, day in (("me", "Send the deck", MONDAY), ("them", "Pilot data", WEDNESDAY)):
            promise(owner=alice, contact=ana, by=by, text=text, due_on=day, on=MONDAY - 9 * DAY)
        birthday = DateLine("birthday", month=WEDNESDAY.month, day=WEDNESDAY.day)
        add_date(ana, birthday, on=MONDAY - DAY)
    return ana


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Its plain text and its HTML, as a mail program reads them."""
    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (body.get_content() for body in bodies if body is not None)
    return text, html


@pytest.mark.parametrize("silence", SILENCED)
def test_the_weekly_mail_names_the_promises_and_the_day_of_somebody_who_is_silenced(
    alice: User, sink: Sink, silence: Callable[[Contact], None]
) -> None:
    silent_ana(alice, silence)
    tick(alice)
    deliver_due(AT_EIGHT)

    [mail] = sink.accepted
    for said in parts(mail):
        assert "You promised Ana Kovač: Send the deck" in said
        assert "Ana Kovač promised: Pilot data" in said
        assert "Ana Kovač: Birthday" in said
        assert "/d/" not in said  # no button: nobody is to be in touch with
    assert mail["Subject"] == "This week: 2 promises"
    with acting_for(alice.pk):
        assert PlanSlot.objects.count() == 0


@pytest.mark.parametrize("silence", SILENCED)
def test_today_and_the_agenda_show_them_too(
    alice: User, silence: Callable[[Contact], None]
) -> None:
    ana = silent_ana(alice, silence)
    with acting_for(alice.pk):
        make_due(alice, "Ben", days=20, on=MONDAY)
    tick(alice)
    client = Client()
    with time_machine.travel(AT_EIGHT + HOUR):
        client.force_login(alice)
        today, agenda = (client.get(url).content.decode() for url in ("/", "/calendar/"))

    block = today.split(f'id="reach-{ana.pk}"')[1].split("</li>")[0]
    assert "Send the deck" in block
    assert "Pilot data" in block
    assert "Birthday, Wednesday" in block
    assert "Not now" not in block
    for said in ("You promised: Send the deck", "They promised: Pilot data", "Birthday"):
        assert said in agenda
    planned = agenda.partition("This week’s people")[2].partition("</section>")[0]
    assert [name in planned for name in ("Ben", "Ana")] == [True, False]


@pytest.mark.parametrize("silence", SILENCED)
def test_the_note_on_the_day_comes_for_them_too(
    alice: User, sink: Sink, silence: Callable[[Contact], None]
) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana Kovač", days=20, on=MONDAY)
        silence(ana)
    tick(alice)
    deliver_due(AT_EIGHT)
    with acting_for(alice.pk):
        promise(
            owner=alice, contact=ana, by="me", text="Call back", due_on=WEDNESDAY, on=MONDAY + DAY
        )
    tick(alice, AT_EIGHT + 2 * DAY)
    deliver_due(AT_EIGHT + 2 * DAY)

    weekly, note = sink.accepted
    assert "Ana" not in parts(weekly)[0]
    assert all("You promised Ana Kovač: Call back" in said for said in parts(note))
    assert note["Subject"] == "Today: Ana Kovač"


def test_of_the_dead_none_of_it_comes(alice: User, sink: Sink) -> None:
    silent_ana(alice, lambda ana: contacts.mark_died(ana, died=True, on=MONDAY - DAY))
    tick(alice)
    deliver_due(AT_EIGHT)
    client = Client()
    with time_machine.travel(AT_EIGHT + HOUR):
        client.force_login(alice)
        shown = [client.get(url).content.decode() for url in ("/", "/calendar/")]

    said = [*shown, *parts(sink.accepted[0])]
    for gone in ("Send the deck", "Pilot data", "Birthday, Wednesday"):
        assert [text.count(gone) for text in said] == [0, 0, 0, 0]
    assert sink.accepted[0]["Subject"] == "A quiet week"
