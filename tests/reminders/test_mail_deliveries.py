"""Whatever the server says and whenever a worker dies: each mail comes once, or one can see why."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.enums import QuietWeek
from accounts.models import User
from core.ids import uuid7
from core.roles import acting_for, acting_for_all
from interactions.enums import PromiseBy
from interactions.models import Promise
from relcrm.env import mail_server
from reminders import deliveries, emails, outbox
from reminders.deliveries import Claim, claim_next, deliver, deliver_due
from reminders.enums import MailKind, MailState
from reminders.handover import Ending
from reminders.models import Delivery, OutboxMail
from tests.factories import make_contact
from tests.reminders.mailing import AT_EIGHT, DAY, MONDAY, WEEK, join, mails_of, make_mail, tick
from tests.reminders.sink import Sink, running

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with running(Sink()) as sink:
        settings.MAIL = sink.server
        yield sink


@pytest.fixture
def alice() -> User:
    return join()


def counts(at: datetime = AT_EIGHT) -> dict[str, int]:
    return {str(state): count for state, count in deliver_due(at).items() if count}


def log_of(mail: OutboxMail) -> list[tuple[str, str]]:
    with acting_for(mail.owner_id):
        return list(Delivery.objects.filter(mail=mail).values_list("state", "detail"))


def now(mail: OutboxMail) -> OutboxMail:
    with acting_for(mail.owner_id):
        return OutboxMail.objects.get(pk=mail.pk)


# --- the usual way -----------------------------------------------------------------------


def test_a_digest_goes_out_once_with_all_its_headers(alice: User, sink: Sink) -> None:
    [mail] = tick(alice)

    assert counts() == {"sent": 1}
    assert counts() == {}

    [message] = sink.accepted
    assert sink.recipients == [["alice@example.org"]]
    assert {
        name: message[name]
        for name in ("From", "To", "Message-ID", "X-Entity-Ref-ID", "Date", "Auto-Submitted")
    } == {
        "From": "Relcrm <relcrm@127.0.0.1>",
        "To": "alice@example.org",
        "Message-ID": f"<digest.{alice.pk}.2026-11-16@127.0.0.1>",
        "X-Entity-Ref-ID": f"digest.{alice.pk}.2026-11-16@127.0.0.1",
        "Date": "Mon, 16 Nov 2026 07:00:00 +0000",
        "Auto-Submitted": "auto-generated",
    }
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/u/")
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert (now(mail).state, now(mail).sent_at) == ("sent", AT_EIGHT)
    assert log_of(mail) == [("sent", "250 kept")]


def test_a_mail_that_is_not_due_yet_waits(alice: User, sink: Sink) -> None:
    make_mail(alice, at=AT_EIGHT + MINUTE)

    assert counts(AT_EIGHT) == {}
    assert counts(AT_EIGHT + MINUTE) == {"sent": 1}


def test_without_a_mail_server_a_digest_is_to_be_read_in_the_app(alice: User) -> None:
    [mail] = tick(alice)

    assert counts() == {"in_app": 1}
    read = now(mail)
    assert (read.state, read.sent_at) == ("in_app", None)
    assert read.text.startswith("Good morning, Alice\nMonday 16 November")
    assert log_of(mail) == [("in_app", "")]


def test_a_digest_whose_week_is_over_is_missed_and_never_sent(alice: User, sink: Sink) -> None:
    mail = make_mail(alice)

    assert counts(AT_EIGHT + WEEK) == {"missed": 1}
    assert sink.accepted == []
    assert log_of(mail) == [("missed", "")]


def test_a_quiet_week_is_said_or_skipped_as_the_user_chose(alice: User, sink: Sink) -> None:
    bob = join("bob@example.org", quiet_week=QuietWeek.SKIP)
    tick(alice)
    tick(bob)

    assert counts() == {"sent": 1, "skipped": 1}
    assert sink.recipients == [["alice@example.org"]]
    assert sink.accepted[0]["Subject"] == "A quiet week"
    assert mails_of(bob) == [("digest", "2026-11-16", "skipped")]


def test_a_note_whose_promise_was_kept_meanwhile_is_not_sent(alice: User, sink: Sink) -> None:
    make_mail(alice, kind=MailKind.NOTE)

    assert counts() == {"skipped": 1}
    assert sink.accepted == []


def test_an_address_with_letters_of_another_script_in_its_domain_is_reached(sink: Sink) -> None:
    user = join("ana@münchen.example")
    tick(user)

    assert counts() == {"sent": 1}
    assert sink.recipients == [["ana@xn--mnchen-3ya.example"]]


# --- a server of any temper --------------------------------------------------------------


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("words", ["421 closing", "451 try later"])
def test_a_passing_trouble_is_tried_again_later_and_later(
    alice: User, sink: Sink, stage: str, words: str
) -> None:
    [mail] = tick(alice)
    sink.answers[stage] = words

    assert counts() == {"due": 1}
    first_wait = now(mail).try_at - AT_EIGHT
    assert counts() == {}  # not before its time
    at = now(mail).try_at
    assert counts(at) == {"due": 1}
    second_wait = now(mail).try_at - at
    sink.answers.clear()
    assert counts(now(mail).try_at) == {"sent": 1}

    assert timedelta(seconds=30) <= first_wait <= timedelta(seconds=90)
    assert timedelta(seconds=60) <= second_wait <= timedelta(seconds=180)
    assert [state for state, _ in log_of(mail)] == ["due", "due", "sent"]
    assert len(sink.accepted) == 1


def test_two_mails_never_wait_for_the_same_time(alice: User, sink: Sink) -> None:
    bob = join("bob@example.org")
    sink.answers["RCPT"] = "451 try later"
    [hers], [his] = tick(alice), tick(bob)

    counts()

    assert now(hers).try_at != now(his).try_at


def test_an_address_that_does_not_exist_is_not_tried_again(alice: User, sink: Sink) -> None:
    [mail] = tick(alice)
    sink.answers["RCPT"] = "550 no such user"

    assert counts() == {"failed": 1}
    assert counts(AT_EIGHT + DAY) == {}
    assert log_of(mail) == [("failed", "RCPT: 550 no such user")]


def test_an_address_refused_in_three_periods_is_parked_until_a_test_gets_through(
    alice: User, sink: Sink
) -> None:
    sink.answers["RCPT"] = "550 no such user"
    for week in range(3):
        alice.refresh_from_db()
        assert alice.mail_parked_reason == ""
        tick(alice, AT_EIGHT + week * WEEK)
        assert counts(AT_EIGHT + week * WEEK) == {"failed": 1}
    alice.refresh_from_db()
    assert alice.mail_parked_reason == "RCPT: 550 no such user"

    sink.answers.clear()
    tick(alice, AT_EIGHT + 3 * WEEK)
    assert counts(AT_EIGHT + 3 * WEEK) == {"in_app": 1}
    with acting_for(alice.pk):
        outbox.send_test(alice, at=AT_EIGHT + 3 * WEEK)
    assert counts(AT_EIGHT + 3 * WEEK) == {"sent": 1}
    alice.refresh_from_db()
    assert alice.mail_parked_reason == ""


def test_two_refusals_and_one_success_park_nobody(alice: User, sink: Sink) -> None:
    for week, words in enumerate(["550 no", "", "550 no", "550 no"]):
        sink.answers["RCPT"] = words
        tick(alice, AT_EIGHT + week * WEEK)
        counts(AT_EIGHT + week * WEEK)
    alice.refresh_from_db()

    assert alice.mail_parked_reason == ""


def test_a_changed_address_is_trusted_again_until_it_is_refused_three_times_too(
    alice: User, sink: Sink
) -> None:
    sink.answers["RCPT"] = "550 no such user"
    for week in range(3):
        tick(alice, AT_EIGHT + week * WEEK)
        counts(AT_EIGHT + week * WEEK)
    alice.refresh_from_db()
    assert alice.mail_parked_reason

    with time_machine.travel(AT_EIGHT + 2 * WEEK + DAY, tick=False):
        alice.email = "alice@elsewhere.example"
        alice.save(update_fields=["email"])  # as the settings do
    parked = []
    for week in range(3, 6):
        tick(alice, AT_EIGHT + week * WEEK)
        assert counts(AT_EIGHT + week * WEEK) == {"failed": 1}
        alice.refresh_from_db()
        parked.append(bool(alice.mail_parked_reason))

    assert parked == [False, False, True]


def test_a_message_that_was_not_liked_says_nothing_of_the_address(alice: User, sink: Sink) -> None:
    for week, stage in enumerate(["DATA", "DATA", "RCPT"]):
        sink.answers = {stage: "550 no"}
        tick(alice, AT_EIGHT + week * WEEK)
        assert counts(AT_EIGHT + week * WEEK) == {"failed": 1}
    alice.refresh_from_db()

    assert alice.mail_parked_reason == ""


def test_one_bad_address_holds_nobody_up(alice: User, sink: Sink) -> None:
    sink.answers["RCPT:bad@example.org"] = "550 no such user"
    sink.answers["RCPT:slow@example.org"] = "451 try later"
    for user in (join("bad@example.org"), join("slow@example.org"), alice):
        tick(user)

    assert counts() == {"failed": 1, "due": 1, "sent": 1}
    assert sink.recipients == [["alice@example.org"]]


def test_a_mail_that_cannot_be_written_holds_nobody_up(
    alice: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = join("bob@example.org")
    tick(alice)
    tick(bob)
    write = emails.write

    def fails_for_alice(mail: OutboxMail, *args: object, **kwargs: object) -> object:
        if mail.owner_id == alice.pk:
            raise RuntimeError("planted")
        return write(mail, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(emails, "write", fails_for_alice)

    assert counts() == {"due": 1, "sent": 1}
    assert sink.recipients == [["bob@example.org"]]


def test_a_mail_that_cannot_be_put_into_bytes_holds_nobody_up(
    alice: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = join("bob@example.org")
    tick(alice)
    tick(bob)
    as_sent = emails.as_sent

    def fails_for_alice(letter: Any) -> bytes:
        if letter.to == [alice.email]:
            raise ValueError("planted")
        return as_sent(letter)

    monkeypatch.setattr(emails, "as_sent", fails_for_alice)

    assert counts() == {"due": 1, "sent": 1}
    assert sink.recipients == [["bob@example.org"]]


def test_a_server_that_never_greets_is_left_alone_for_a_minute(
    alice: User, settings: Settings
) -> None:
    bob = join("bob@example.org")
    tick(alice)
    tick(bob)
    settings.MAIL_DEADLINE_SECONDS = 0.3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAIL = mail_server(f"smtp://127.0.0.1:{silent.getsockname()[1]}")

        assert counts() == {"due": 1}
        assert counts(AT_EIGHT + timedelta(seconds=20)) == {}
        assert counts(AT_EIGHT + 2 * MINUTE)["due"] == 1


def test_a_server_that_hangs_on_one_mail_does_not_keep_the_next_one_waiting(
    alice: User, sink: Sink, settings: Settings
) -> None:
    async def hang(server: Any) -> str:
        await asyncio.sleep(1)
        return "250 too late"

    settings.MAIL_DEADLINE_SECONDS = 0.3
    sink.answers["RCPT:slow@example.org"] = hang
    for user in (join("slow@example.org"), alice):
        tick(user)

    assert counts() == {"due": 1, "sent": 1}
    assert sink.recipients == [["alice@example.org"]]


# --- changes of mind between claim and hand-over -----------------------------------------


@pytest.mark.parametrize(
    "change", [{"digest_on": False}, {"is_active": False}], ids=["unsubscribed", "deactivated"]
)
def test_unsubscribing_between_claim_and_hand_over_wins(
    alice: User, sink: Sink, change: dict[str, bool]
) -> None:
    [mail] = tick(alice)

    claim = claim_next(AT_EIGHT)
    assert claim
    User.objects.filter(pk=alice.pk).update(**change)

    assert deliver(claim).state == MailState.STOPPED
    assert sink.accepted == []
    assert log_of(mail) == [("stopped", "")]


def test_unsubscribing_while_the_server_is_asked_wins_too(
    alice: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    [mail] = tick(alice)
    may_go = deliveries._may_go

    def after_unsubscribing(claim: Claim) -> bool:
        User.objects.filter(pk=alice.pk).update(digest_on=False)
        return may_go(claim)

    monkeypatch.setattr(deliveries, "_may_go", after_unsubscribing)

    assert counts() == {"stopped": 1}
    assert sink.accepted == []
    assert now(mail).state == "stopped"


def test_an_account_erased_between_claim_and_hand_over_gets_nothing(
    alice: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(alice)
    may_go = deliveries._may_go

    def after_erasing(claim: Claim) -> bool:
        User.objects.filter(pk=alice.pk).delete()
        return may_go(claim)

    monkeypatch.setattr(deliveries, "_may_go", after_erasing)

    assert counts() == {}
    assert sink.accepted == []
    with acting_for_all():
        assert OutboxMail.objects.count() == Delivery.objects.count() == 0


# --- leases ------------------------------------------------------------------------------


def test_a_claimed_mail_is_nobody_elses_until_its_lease_runs_out(alice: User) -> None:
    tick(alice)
    first = claim_next(AT_EIGHT)

    assert first
    assert claim_next(AT_EIGHT + MINUTE) is None
    second = claim_next(AT_EIGHT + 3 * MINUTE)
    assert second
    assert (second.mail_id, second.owner_id) == (first.mail_id, first.owner_id)
    assert second.lease != first.lease


def test_late_in_a_long_round_a_lease_lasts_as_long_as_at_its_start(alice: User) -> None:
    [mail] = tick(alice)

    claim_next(AT_EIGHT, spent=600)

    assert now(mail).lease_until == AT_EIGHT + 12 * MINUTE


def test_who_lost_the_lease_sends_and_changes_nothing(alice: User, sink: Sink) -> None:
    [mail] = tick(alice)
    late = claim_next(AT_EIGHT)
    claim_next(AT_EIGHT + 3 * MINUTE)
    assert late

    assert deliver(late).state is None
    assert sink.accepted == []
    assert now(mail).state == "claimed"


def test_who_loses_the_lease_in_the_hand_over_calls_it_off(
    alice: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    [mail] = tick(alice)
    may_go = deliveries._may_go

    def after_another_took_it(claim: Claim) -> bool:
        assert claim_next(AT_EIGHT + 3 * MINUTE)
        return may_go(claim)

    monkeypatch.setattr(deliveries, "_may_go", after_another_took_it)

    assert counts() == {}
    assert sink.accepted == []
    assert now(mail).state == "claimed"


# --- not knowing -------------------------------------------------------------------------


@pytest.fixture
def broken_after_the_dot(alice: User, sink: Sink) -> OutboxMail:
    """A mail that the sink kept, and whose 250 never came."""
    [mail] = tick(alice)

    async def keep_and_close(server: Any) -> str:
        server.transport.close()
        return "250 kept"

    sink.answers["DATA"] = keep_and_close
    return mail


def test_a_connection_lost_after_the_dot_is_sent_again_letter_by_letter(
    broken_after_the_dot: OutboxMail, sink: Sink
) -> None:
    assert counts() == {"ambiguous": 1}
    with acting_for(broken_after_the_dot.owner_id):
        owner = broken_after_the_dot.owner
        make_promise(owner)  # what has changed meanwhile is for the next mail
    sink.answers.clear()

    assert counts(now(broken_after_the_dot).try_at) == {"sent": 1}

    first, second = sink.accepted
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content_type() == second.get_content_type()
    assert [part.get_content() for part in first.iter_parts()] == [
        part.get_content() for part in second.iter_parts()
    ]
    assert [state for state, _ in log_of(broken_after_the_dot)] == ["ambiguous", "sent"]


def test_with_hold_it_is_held_back_and_can_be_seen(
    broken_after_the_dot: OutboxMail, sink: Sink, settings: Settings
) -> None:
    settings.DIGEST_AMBIGUOUS = "hold"

    assert counts() == {"ambiguous": 1, "held": 1}
    assert counts(AT_EIGHT + DAY) == {}

    assert len(sink.accepted) == 1
    assert now(broken_after_the_dot).state == "held"
    assert [state for state, _ in log_of(broken_after_the_dot)] == ["ambiguous"]


def test_a_mail_of_unknown_ending_is_held_in_the_end_rather_than_sent_for_ever(
    broken_after_the_dot: OutboxMail, sink: Sink
) -> None:
    seen = []
    for _ in range(deliveries.MOST_UNKNOWN):
        seen.append(counts(now(broken_after_the_dot).try_at))

    assert seen == [{"ambiguous": 1}] * 4 + [{"ambiguous": 1, "held": 1}]
    assert len(sink.accepted) == 5
    assert len(set(sink.message_ids)) == 1


@pytest.mark.parametrize(
    ("policy", "after", "said"),
    [
        ("resend", "due", {"ambiguous": 1, "sent": 1}),
        ("hold", "held", {"ambiguous": 1, "held": 1}),
    ],
)
def test_a_worker_that_died_in_the_hand_over_is_noticed_when_its_lease_runs_out(
    alice: User, sink: Sink, settings: Settings, policy: str, after: str, said: dict[str, int]
) -> None:
    settings.DIGEST_AMBIGUOUS = policy
    mail = make_mail(
        alice,
        state=MailState.HANDING_OVER,
        lease=uuid7(),
        lease_until=AT_EIGHT + 2 * MINUTE,
        attempts=1,
    )

    assert counts(AT_EIGHT + MINUTE) == {}
    assert counts(AT_EIGHT + 3 * MINUTE) == said
    assert next(state for state, _ in log_of(mail)) == "ambiguous"


# --- kill -9 -----------------------------------------------------------------------------


def make_promise(owner: User) -> None:
    contact = make_contact(owner)
    Promise.objects.create(
        owner=owner, contact=contact, by=PromiseBy.ME, text="x", due_on=MONDAY, created_on=MONDAY
    )


def fork(at: datetime, fault: str = "") -> int:
    """A worker in a process of its own, which may be killed: sends what is due."""
    process = os.fork()
    if process:
        return process
    try:
        _parents, connection.connection = connection.connection, None
        os.environ["FAULT"] = fault
        sent = deliver_due(at)["sent"]
    except BaseException:  # nothing of the child may return into the test run
        os._exit(ERROR)
    os._exit(min(sent, ERROR - 1))


def end_of(process: int) -> int:
    """How a worker ended: minus the signal that killed it, else how many mails it sent."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


ERROR = 100
KILLED = [
    # where, and how often the sink has accepted the mail by then and in the end, by policy
    ("after_claim", 0, 1, 1),
    ("before_data", 0, 1, 0),
    ("after_dot", 1, 2, 1),
    ("after_250", 1, 2, 1),
    ("before_commit", 1, 2, 1),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("policy", ["resend", "hold"])
@pytest.mark.parametrize(("point", "by_then", "resent", "held"), KILLED)
def test_a_worker_killed_at_any_point_neither_loses_a_mail_nor_hides_that_it_may_have_come_twice(
    sink: Sink, settings: Settings, policy: str, point: str, by_then: int, resent: int, held: int
) -> None:
    settings.DIGEST_AMBIGUOUS = policy
    alice = join()
    [mail] = tick(alice)

    assert end_of(fork(AT_EIGHT, fault=point)) == -signal.SIGKILL
    _settled(sink, by_then)
    assert len(sink.accepted) == by_then
    after = counts(AT_EIGHT + 3 * MINUTE)

    known = point == "after_claim"  # certainly not sent
    if policy == "resend":
        assert after == ({"sent": 1} if known else {"ambiguous": 1, "sent": 1})
        assert len(sink.accepted) == resent
    else:
        assert after == ({"sent": 1} if known else {"ambiguous": 1, "held": 1})
        assert len(sink.accepted) == held
    assert set(sink.message_ids) <= {mail.message_id}
    with acting_for(alice.pk):
        assert OutboxMail.objects.count() == 1


def _settled(sink: Sink, expected: int) -> None:
    """The sink may still be reading what the killed worker wrote."""
    end = time.monotonic() + 5
    while len(sink.accepted) < expected and time.monotonic() < end:
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_without_the_fault_the_same_worker_sends_it_and_lives(sink: Sink) -> None:
    [mail] = tick(join())

    assert end_of(fork(AT_EIGHT)) == 1
    assert sink.message_ids == [mail.message_id]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(sink: Sink) -> None:
    async def slowly(server: Any) -> str:
        await asyncio.sleep(0.02)
        return ""

    sink.answers["RCPT"] = slowly
    people = [join(f"user{number}@example.org") for number in range(10)]
    mails = [mail for user in people for mail in tick(user)]

    sent = [end_of(process) for process in [fork(AT_EIGHT), fork(AT_EIGHT)]]

    assert sum(sent) == 10
    assert min(sent) > 0
    assert sorted(sink.message_ids) == sorted(mail.message_id for mail in mails)


@pytest.mark.django_db(transaction=True)
def test_the_same_without_the_claim_sends_them_twice(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard switched off: what the test above would miss is seen here."""
    [mail] = tick(join())
    claim = claim_next(AT_EIGHT)
    assert claim
    ready = deliveries._prepare(claim)
    assert isinstance(ready, tuple)

    results = [deliveries._hand_over(claim, ready[1]) for _ in range(2)]

    assert [result.ending for result in results] == [Ending.TAKEN, Ending.TAKEN]
    assert sink.message_ids == [mail.message_id] * 2
