"""No log line holds what would open a link of a mail."""

import logging
import uuid
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from reminders import links
from reminders.enums import MailKind
from reminders.masking import MaskTokens, mask
from reminders.tokens import Action, Verb, action_token, unsubscribe_token

ACTION = Action(uuid.UUID(int=1), uuid.UUID(int=2), date(2026, 11, 16))
TOKEN = action_token(Verb.DONE, ACTION)
STOP = unsubscribe_token(uuid.UUID(int=1), MailKind.DIGEST)


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (f'"GET /d/{TOKEN}/done/ HTTP/1.1" 200', '"GET /d/…/done/ HTTP/1.1" 200'),
        (f"Not Found: /u/{STOP}/", "Not Found: /u/…/"),
        (f"http://host/d/{TOKEN}/snooze/?x=1", "http://host/d/…/snooze/?x=1"),
        ("GET /people/ and /d/ and /u/", "GET /people/ and /d/ and /u/"),
        ("/import/d/x is no link of a mail", "/import/d/x is no link of a mail"),
    ],
)
def test_the_token_is_masked_and_the_rest_stays(line: str, masked: str) -> None:
    assert mask(line) == masked


def test_a_record_with_arguments_is_masked_and_one_without_secrets_stays_as_it_was() -> None:
    secret = logging.LogRecord("x", logging.INFO, "", 0, "Bad: %s", (f"/d/{TOKEN}/done/",), None)
    plain = logging.LogRecord("x", logging.INFO, "", 0, "Mail %s", ("/people/",), None)

    assert [MaskTokens().filter(record) for record in (secret, plain)] == [True, True]
    assert secret.getMessage() == "Bad: /d/…/done/"
    assert (plain.msg, plain.args) == ("Mail %s", ("/people/",))


@pytest.fixture
def console() -> Iterator[StringIO]:
    """What the console handler of the settings writes."""
    handlers = logging.getLogger().handlers
    [handler] = [each for each in handlers if any(map(is_mask, each.filters))]
    assert isinstance(handler, logging.StreamHandler)
    before, written = handler.stream, StringIO()
    handler.setStream(written)
    yield written
    handler.setStream(before)


def is_mask(one: object) -> bool:
    return isinstance(one, MaskTokens)


@pytest.mark.django_db
def test_even_an_error_behind_a_link_is_logged_without_its_token(
    monkeypatch: pytest.MonkeyPatch, console: StringIO
) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(links, "opened", fails)
    client = Client(raise_request_exception=False)

    answer = client.get(reverse("reminders:act", args=[TOKEN, Verb.DONE]))

    assert answer.status_code == 500
    said = console.getvalue().replace("\\u2026", "…")  # as JSON lines spell it
    assert "Internal Server Error: /d/…/done/" in said
    assert TOKEN not in console.getvalue()
