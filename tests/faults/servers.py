"""Scenario 5: a mail server of any temper."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from core.roles import acting_for, acting_for_all
from relcrm.env import mail_server
from reminders import deliveries, scheduler
from reminders.deliveries import Claim, deliver_due
from reminders.enums import MailState
from reminders.handover import Result
from reminders.models import Delivery, OutboxMail
from tests.faults import people
from tests.faults.crew import side_by_side
from tests.faults.kills import WAITING
from tests.faults.people import DAY, MONDAY_AT_EIGHT, WEEK, Clock
from tests.faults.report import Report, some
from tests.faults.sink import Ledger, sink

# What the sink does the first time; it takes the second attempt.
PASSING = (
    *("421-rcpt", "451-rcpt", "421-data", "451-data"),
    *("hang-rcpt", "hang-data", "close-rcpt", "close-data", "close-before"),
)
KEPT_UNSAID = "close-kept"  # accepted, and the 250 never comes
TAKEN_ONCE = ("", "close-after", "twice", "random!")
NO_SUCH_ADDRESS, NOT_LIKED = "550-rcpt!", "550-data!"
WORKERS = 2


@dataclass(frozen=True)
class Size:
    each: int  # of every temper
    usual: int  # whom the server likes
    weeks: int  # the bad addresses are parked after three
    deadline: float = 1.0
    seconds: float = 120
    spare: float = 5  # seconds that somebody may wait on a busy machine


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    with sink(folder, seed, early=0.1) as ledger:
        waits = _weeks(size, seed, ledger)
        _look(report, size, ledger, waits)
    return report


def control(size: Size, seed: int, folder: Path) -> Report:
    """What failed once is not tried again."""
    before = deliveries._later

    def never(claim: Claim, result: Result) -> deliveries.Outcome:
        with acting_for(claim.owner_id):
            return deliveries.Outcome(deliveries._settle(claim, MailState.FAILED, result.said))

    deliveries._later = never
    try:
        return run(size, seed, folder)
    finally:
        deliveries._later = before


def _names(size: Size, seed: int) -> list[str]:
    tempers = [*PASSING, KEPT_UNSAID, *TAKEN_ONCE[1:], NO_SUCH_ADDRESS, NOT_LIKED] * size.each
    names = [f"t{number}.{temper}" for number, temper in enumerate(tempers)]
    names += [f"u{number}" for number in range(size.usual)]
    random.Random(seed).shuffle(names)
    return names


def _weeks(size: Size, seed: int, ledger: Ledger) -> list[float]:
    """The digests of some weeks, by two workers; how long each mail to somebody whom the server
    likes took from the first moment of its week, in seconds."""
    people.clear()
    settings.MAIL, settings.MAIL_DEADLINE_SECONDS = mail_server(ledger.url), size.deadline
    people.sign_up(_names(size, seed), joined=MONDAY_AT_EIGHT - 7 * DAY)
    for week in range(size.weeks):
        clock = Clock(MONDAY_AT_EIGHT + week * WEEK)
        scheduler.tick(clock.now())
        works = [_worker(clock, size.seconds)] * WORKERS
        side_by_side(*works)
    with acting_for_all():
        usual = OutboxMail.objects.filter(owner__email__startswith="u", state=MailState.SENT)
        mails = list(usual.values_list("sent_at", "period_key"))
    connection.close()
    eight = MONDAY_AT_EIGHT.timetz()
    return [
        (sent_at - datetime.combine(key, eight)).total_seconds()
        for sent_at, key in mails
        if sent_at
    ]


def _worker(clock: Clock, seconds: float) -> Callable[[], None]:
    def work() -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            deliver_due(clock.now(), seconds=2)
            with acting_for_all():
                if not OutboxMail.objects.filter(state__in=WAITING).exists():
                    return
            time.sleep(0.1)

    return work


def _look(report: Report, size: Size, ledger: Ledger, waits: list[float]) -> None:
    taken = Counter((one.recipient, one.message_id) for one in ledger.accepted())
    with acting_for_all():
        rows: list[Any] = list(
            OutboxMail.objects.values_list("owner__email", "message_id", "state")
        )
        attempts = Delivery.objects.count()
        parked = set(User.objects.exclude(mail_parked_reason="").values_list("email", flat=True))
        told = set(
            Delivery.objects.filter(state=MailState.AMBIGUOUS).values_list(
                "mail__message_id", flat=True
            )
        )
    connection.close()
    lost, again, wrong = [], [], []
    for email, message_id, state in rows:
        temper = email.partition("@")[0].partition(".")[2]
        count = taken[email, message_id]
        if temper in {NO_SUCH_ADDRESS, NOT_LIKED}:
            if count or state not in {MailState.FAILED, MailState.IN_APP}:
                wrong.append((email, state))
        elif not count or state != MailState.SENT:
            lost.append((email, state))
        elif count > 1 and message_id not in told:
            again.append(email)
    bad = {email for email, _, _ in rows if f".{NO_SUCH_ADDRESS}@" in email}
    report.note(
        mails=len(rows),
        attempts=attempts,
        kept_unsaid_and_sent_again=sum(count - 1 for count in taken.values()),
        parked=len(parked),
        seconds_until_the_last_usual_one=max(waits, default=0.0),
    )
    expected = len(_names(size, 0)) * size.weeks
    report.must(len(rows) == expected, f"{len(rows)} mails of {expected}")
    report.must(not lost, f"did not arrive: {some(lost)}")
    report.must(not again, f"came twice and nobody was told: {some(again)}")
    report.must(not wrong, f"is not as it should be: {some(wrong)}")
    if size.weeks >= deliveries.PARKED_AFTER:
        report.must(parked == bad, f"parked: {some(parked ^ bad)} should differ")
    # Each of those that hang takes a worker for one deadline, at two stages and after the dot.
    hanging = 2 * size.each * size.deadline / WORKERS
    limit = hanging + 0.15 * (size.usual + len(PASSING) * size.each) + size.spare
    report.must(
        max(waits, default=0.0) <= limit,
        f"somebody waited {max(waits, default=0.0):.0f} s behind others, more than {limit:.0f}",
    )
