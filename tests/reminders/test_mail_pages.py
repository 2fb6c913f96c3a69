"""The user's mails in the app: what was sent, what was not and why, and how to try again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from core.roles import acting_for
from relcrm.env import mail_server
from reminders.enums import MailKind, MailState
from reminders.models import Delivery, OutboxMail
from tests.reminders.mailing import AT_EIGHT, DAY, MONDAY, WEEK, kept, make_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def server(settings: Settings) -> None:
    settings.MAIL = mail_server("smtp://127.0.0.1:1")


def page(client: Client) -> str:
    return client.get(reverse("reminders:mails")).content.decode()


def attempt(mail: OutboxMail, state: MailState, detail: str) -> None:
    with acting_for(mail.owner_id):
        Delivery.objects.create(
            owner_id=mail.owner_id, mail=mail, at=AT_EIGHT, state=state, detail=detail
        )


SAID = {
    MailState.DUE: "Waiting to be sent.",
    MailState.CLAIMED: "Being sent.",
    MailState.HANDING_OVER: "Being sent.",
    MailState.SENT: "Sent on 16 November at 08:00",
    MailState.FAILED: "The mail server refused it.",
    MailState.AMBIGUOUS: "Perhaps sent: the connection broke at the last moment.",
    MailState.HELD: "Perhaps sent: the connection broke at the last moment.",
    MailState.MISSED: "Missed: its time went by before it could be sent.",
    MailState.IN_APP: "To be read here; it was not sent.",
    MailState.STOPPED: "Not sent: this e-mail was switched off.",
    MailState.SKIPPED: "Not sent: there was nothing to say.",
}


@pytest.mark.parametrize("state", list(MailState))
def test_each_state_is_said_in_plain_words(as_alice: Client, alice: User, state: MailState) -> None:
    make_mail(alice, state=state, sent_at=AT_EIGHT if state == MailState.SENT else None)

    assert SAID[state] in page(as_alice)


def test_a_mail_that_waits_says_what_the_server_said_and_when_it_is_tried_again(
    as_alice: Client, alice: User
) -> None:
    mail = make_mail(alice, subject="This week: Ana")
    attempt(mail, MailState.DUE, "RCPT: 451 greylisted")
    text = page(as_alice)

    assert "Not taken yet; the next try is on 16 November at 08:00" in text
    assert "RCPT: 451 greylisted" in text


def test_without_a_mail_server_the_page_says_so_and_offers_no_test(as_alice: Client) -> None:
    text = page(as_alice)

    assert "No e-mail leaves this machine; set EMAIL_URL." in text
    assert reverse("reminders:test_mail") not in text
    assert "Nothing yet" in text


@pytest.mark.usefixtures("server")
def test_with_a_mail_server_nothing_is_complained_of(as_alice: Client) -> None:
    text = page(as_alice)

    assert "No e-mail leaves this machine" not in text
    assert reverse("reminders:test_mail") in text


@pytest.mark.usefixtures("server")
def test_an_address_that_was_refused_is_told_in_the_app(as_alice: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(mail_parked_reason="RCPT: 550 no such user")

    assert "refused three times, so nothing is sent there: RCPT: 550" in page(as_alice)


def test_a_mail_is_read_in_the_app_as_text(as_alice: Client, alice: User) -> None:
    mail = make_mail(
        alice,
        state=MailState.IN_APP,
        subject="This week: <b>Ana</b>",
        text="Good morning\n<script>1</script>: http://127.0.0.1:8000/log/\nhttp://127.0.0.1/"
        "\n   Done: http://127.0.0.1/d/",
        html="<p>never shown</p>",
    )
    text = as_alice.get(reverse("reminders:mail", args=[mail.pk])).content.decode()

    assert "This week: &lt;b&gt;Ana&lt;/b&gt;" in text
    assert re.findall('<a class="link" href="(.*?)" rel="noreferrer">(.*?)</a>', text) == [
        ("http://127.0.0.1:8000/log/", "&lt;script&gt;1&lt;/script&gt;"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
        ("http://127.0.0.1/d/", "Done"),
    ]
    assert '\n   <a class="link"' in text
    assert "never shown" not in text
    assert reverse("reminders:mail", args=[mail.pk]) in page(as_alice)


def test_a_stranger_sees_no_mail_of_alice(as_mallory: Client, alice: User) -> None:
    mail = make_mail(alice, state=MailState.SENT, subject="Canary", text="Canary", html="x")

    assert "Canary" not in page(as_mallory)
    assert as_mallory.get(reverse("reminders:mail", args=[mail.pk])).status_code == 404
    assert as_mallory.post(reverse("reminders:send_again", args=[mail.pk])).status_code == 404
    with acting_for(alice.pk):
        assert OutboxMail.objects.get().state == "sent"


@pytest.mark.usefixtures("server")
def test_send_again_puts_the_mail_back_in_line(as_alice: Client, alice: User) -> None:
    mail = make_mail(alice, state=MailState.HELD)
    assert "Send again" in page(as_alice)

    answer = as_alice.post(reverse("reminders:send_again", args=[mail.pk]), follow=True)

    assert "It will be sent within a minute." in answer.content.decode()
    with acting_for(alice.pk):
        assert kept(list(OutboxMail.objects.all())) == [("digest", "2026-11-16", "due")]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("state", [MailState.DUE, MailState.CLAIMED])
def test_what_is_on_its_way_is_not_offered_again(
    as_alice: Client, alice: User, state: MailState
) -> None:
    mail = make_mail(alice, state=state)

    assert "Send again" not in page(as_alice)
    answer = as_alice.post(reverse("reminders:send_again", args=[mail.pk]), follow=True)
    assert "That mail is on its way already" in answer.content.decode()


@pytest.mark.usefixtures("server")
def test_a_test_mail_is_asked_for_once_at_a_time(as_alice: Client, alice: User) -> None:
    answers = [
        as_alice.post(reverse("reminders:test_mail"), follow=True).content.decode()
        for _ in range(2)
    ]

    assert "It will be sent within a minute." in answers[0]
    assert "That mail is on its way already" in answers[1]
    with acting_for(alice.pk):
        assert kept(list(OutboxMail.objects.all())) == [("test", "2026-11-16", "due")]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", ["test_mail", "send_again"])
def test_looking_at_an_address_that_sends_sends_nothing(
    as_alice: Client, alice: User, name: str
) -> None:
    mail = make_mail(alice, state=MailState.SENT)
    args = [mail.pk] if name == "send_again" else []

    assert as_alice.get(reverse(f"reminders:{name}", args=args)).status_code == 405


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_mails(
    as_alice: Client,
    alice: User,
    how_many: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for week in range(how_many):
        mail = make_mail(alice, state=MailState.SENT, period=MONDAY - week * WEEK)
        attempt(mail, MailState.SENT, "250 kept")
    make_mail(alice, kind=MailKind.NOTE, period=MONDAY + DAY, state=MailState.SKIPPED)
    page(as_alice)  # the first request of a day does more

    with django_assert_num_queries(15):
        page(as_alice)
