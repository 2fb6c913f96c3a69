"""What is logged says what happened and when, and nothing of what anybody wrote."""

import json
import logging
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from celery import shared_task
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from structlog.contextvars import bound_contextvars

from accounts import feeds
from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from pages import selectors
from relcrm import logs
from relcrm.env import mail_server
from reminders import emails, links
from reminders.deliveries import deliver_due
from reminders.enums import MailKind
from reminders.masking import MaskTokens
from reminders.models import OutboxMail
from reminders.tokens import Action, Verb, action_token, unsubscribe_token
from tests.factories import make_contact

CANARY = "Canary"  # in every name, note, query and password of this file


def handler(formatter: logging.Formatter, *filters: logging.Filter) -> logging.StreamHandler[Any]:
    made = logging.StreamHandler(StringIO())
    made.setFormatter(formatter)
    for one in filters:
        made.addFilter(one)
    return made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The same records twice: as they are logged, and as they would be without any care."""
    root, requests = logging.getLogger(), logging.getLogger("relcrm.requests")
    handlers = {
        "kept": handler(logs.formatter(as_lines=True), logs.NoContents(), MaskTokens()),
        "plain": handler(logging.Formatter("%(message)s")),
    }
    # The careless one before all others: their filters change the record itself.
    root.handlers.insert(0, handlers["plain"])
    root.addHandler(handlers["kept"])
    before = requests.level
    requests.setLevel(logging.INFO)
    yield {name: one.stream for name, one in handlers.items()}
    requests.setLevel(before)
    for one in handlers.values():
        root.removeHandler(one)


@shared_task(name="tests.fails")  # type: ignore[untyped-decorator]
def fails(what: str) -> None:
    raise RuntimeError(f"planted {what}")


def busy_day(client: Client, user: User, settings: Settings, patch: pytest.MonkeyPatch) -> set[str]:
    """Requests that end well and badly, a failing task, a mail; what must not be told of them."""
    on = timezone.now().date()
    anybody = Client(raise_request_exception=False)
    client.raise_request_exception = False
    with acting_for(user.pk):
        ana = make_contact(user, f"{CANARY} Name", type_key="mentor", facts=f"{CANARY} fact")
        secret = feeds.make_feed(user, at=timezone.now())
    token = action_token(Verb.DONE, Action(user.pk, ana.pk, on))
    stop = unsubscribe_token(user.pk, MailKind.DIGEST)
    forged = f"{CANARY}~{uuid.uuid4().hex}"
    anybody.get(f"/feed/{secret}.ics")
    for path in (f"/d/{token}/done/", f"/u/{stop}/", f"/u/{forged}/", "/accounts/login/"):
        anybody.get(path)
    anybody.post("/accounts/login/", {"login": user.email, "password": f"{CANARY} password"})
    for path in (f"/people/?q={CANARY}+query", f"/search/?q={CANARY}", f"/nowhere/?{CANARY}", "/"):
        client.get(path)
    client.post("/people/new/", {"display": f"{CANARY} New"})
    client.post("/log/", {"who": str(ana.pk), "kind": "", "text": f"{CANARY} note"})
    # Pages that fail with what somebody wrote in the message, below Python and in the database.
    patch.setattr("pages.views.person_page", lambda *args, **kwargs: 1 / len(str(args)[:0]))
    client.get(f"/people/{ana.pk}/?{CANARY}")
    patch.setattr(selectors, "trash", lambda user, at: refuse_twice(user))
    client.get("/trash/")
    patch.setattr(links, "opened", plant)
    anybody.get(f"/d/{token}/snooze/?from={CANARY}")
    fails.apply(args=[f"{CANARY} argument"])
    digest(user, settings, patch)
    return {CANARY, secret, token, stop, forged}


def plant(*args: object) -> None:
    raise RuntimeError(f"{CANARY} in {args}")


def refuse_twice(user: User) -> None:
    """PostgreSQL tells the offending row in its message."""
    for _time in range(2):
        Contact.objects.create(owner=user, display=f"{CANARY} twice", uid=f"{CANARY} uid")


def digest(user: User, settings: Settings, patch: pytest.MonkeyPatch) -> None:
    """One that nobody takes, and one that cannot be written."""
    settings.MAIL = mail_server("smtp://127.0.0.1:1")
    at = timezone.now()
    for kind in (MailKind.DIGEST, MailKind.TEST):
        with acting_for(user.pk):
            OutboxMail.objects.create(
                owner=user,
                kind=kind,
                period_key=at.date(),
                message_id=f"<{kind}@x>",
                try_at=at,
                ends_at=at.replace(year=at.year + 1),
            )
    deliver_due(at)
    patch.setattr(emails, "write", plant)
    OutboxMail.objects.update(try_at=at)
    deliver_due(at)


def test_no_name_note_query_or_token_is_logged(
    as_alice: Client,
    alice: User,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    told: dict[str, StringIO],
) -> None:
    secrets = busy_day(as_alice, alice, settings, monkeypatch)

    kept, plain = told["kept"].getvalue(), told["plain"].getvalue()
    assert {secret for secret in secrets if secret in kept} == set()
    # The control: without formatter and filters each of them is there.
    assert {secret for secret in secrets if secret in plain} == secrets
    records = [json.loads(line) for line in kept.splitlines()]
    said = "\n".join(record["event"] for record in records)
    for wanted in (
        "GET /feed/… 200",
        "GET /d/…/done/ 200",
        "GET /people/ 200",
        "Internal Server Error: /people/",
        "Internal Server Error: /trash/",
        "Task tests.fails",
    ):
        assert wanted in said
    causes = {record["exception"] for record in records if "exception" in record}
    assert {
        "ZeroDivisionError",
        "IntegrityError from UniqueViolation 23505",
        "RuntimeError",
    } <= causes


def test_a_line_says_when_who_and_in_which_request(
    as_alice: Client, alice: User, told: dict[str, StringIO]
) -> None:
    named = as_alice.get("/", headers={"X-Request-ID": "proxy-0001"})
    unnamed = as_alice.get("/", headers={"X-Request-ID": "a\nforged: line"})
    Client().get("/livez")

    lines = [json.loads(line) for line in told["kept"].getvalue().splitlines()]
    [first, second, third] = [one for one in lines if one["logger"] == "relcrm.requests"]
    assert (first["request_id"], first["user_id"]) == ("proxy-0001", str(alice.pk))
    assert named["X-Request-ID"] == "proxy-0001"
    assert second["request_id"] == unnamed["X-Request-ID"] != first["request_id"]
    assert third["user_id"] is None
    assert first["event"].startswith("GET / 200 in ")
    assert datetime.fromisoformat(first["timestamp"]).tzinfo == UTC
    assert alice.email not in told["kept"].getvalue()


def write(record: logging.LogRecord, *, as_lines: bool) -> str:
    one = handler(logs.formatter(as_lines=as_lines), logs.NoContents(), MaskTokens())
    one.handle(record)
    return str(one.stream.getvalue())


def record(message: str, *args: object, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("x", logging.WARNING, "", 0, message, args, exc_info)


@pytest.mark.parametrize("as_lines", [True, False])
@pytest.mark.parametrize("forged", ["a\nb", "a\r\nb", "a\u2028b", "a\x1b[2Jb", "a\x00b", "a\x85b"])
def test_a_line_stays_one_line_whatever_is_in_it(as_lines: bool, forged: str) -> None:
    with bound_contextvars(said=forged):
        written = write(record("%s", forged), as_lines=as_lines)

    assert written.endswith("\n")
    assert len(written.splitlines()) == 1
    assert not [sign for sign in written[:-1] if ord(sign) < 32 or 127 <= ord(sign) < 160]


def test_an_exception_is_told_by_its_kind_and_its_place() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(CANARY) from error
    except ValueError:
        failed = record("It failed", exc_info=sys.exc_info())

    line = json.loads(write(failed, as_lines=True))
    words = write(failed, as_lines=False)

    assert line["exception"] == "ValueError from KeyError"
    assert line["at"][-1].startswith("test_an_exception_is_told")
    assert "exception=ValueError from KeyError" in words.splitlines()[0]
    assert CANARY not in json.dumps(line) + words


@pytest.mark.django_db
def test_a_refusal_of_the_database_is_told_by_its_code() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO reminders_heartbeat (name, at) VALUES ('x', now())")
            cursor.execute("INSERT INTO reminders_heartbeat (name, at) VALUES ('x', now())")
    except IntegrityError:
        refused = record("It failed", exc_info=sys.exc_info())

    line = json.loads(write(refused, as_lines=True))

    assert line["exception"] == "IntegrityError from UniqueViolation 23505"
    assert date.fromisoformat(line["timestamp"][:10])
