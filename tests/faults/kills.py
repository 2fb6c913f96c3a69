"""Scenario 1: workers are killed, at named points and anywhere, while digests go out."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.roles import acting_for_all
from relcrm.env import mail_server
from reminders import deliveries, scheduler
from reminders.deliveries import deliver_due
from reminders.enums import MailKind, MailState
from reminders.models import Delivery, OutboxMail
from tests.faults import people
from tests.faults.crew import POINTS, Crew
from tests.faults.people import DAY, MONDAY_AT_EIGHT, Clock
from tests.faults.report import Report, some
from tests.faults.sink import Ledger, sink

WAITING = [MailState.DUE, MailState.CLAIMED, MailState.HANDING_OVER]


@dataclass(frozen=True)
class Size:
    digests: int
    kills: int
    named: int  # at each point
    workers: int = 4
    deadline: float = 3.0  # of one mail
    seconds: float = 600


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    for policy in ("resend", "hold"):
        with _policy(policy), sink(folder, seed, slow=(0.005, 0.05)) as ledger:
            crew = _send_all(size, seed, ledger)
            _look(report, policy, size, crew, ledger)
    return report


def control(size: Size, seed: int, folder: Path) -> Report:
    """The hand-over is not written down before it begins: what may have arrived is sent again
    as if it had not, and nobody is told."""
    report = Report()
    before = deliveries._may_go
    deliveries._may_go = lambda claim: True
    try:
        with _policy("hold"), sink(folder, seed, slow=(0.005, 0.05)) as ledger:
            crew = _send_all(size, seed, ledger)
            _look(report, "hold", size, crew, ledger)
    finally:
        deliveries._may_go = before
    return report


@contextmanager
def _policy(policy: str) -> Iterator[None]:
    before = settings.DIGEST_AMBIGUOUS
    settings.DIGEST_AMBIGUOUS = policy
    try:
        yield
    finally:
        settings.DIGEST_AMBIGUOUS = before


def _send_all(size: Size, seed: int, ledger: Ledger) -> Crew:
    people.clear()
    settings.MAIL, settings.MAIL_DEADLINE_SECONDS = mail_server(ledger.url), size.deadline
    names = [f"u{number}" for number in range(size.digests)]
    people.promise_each(people.sign_up(names, joined=MONDAY_AT_EIGHT - 7 * DAY), MONDAY_AT_EIGHT)
    clock, rng = Clock(), random.Random(seed)
    named = list(POINTS[1:]) * size.named
    rng.shuffle(named)

    def work(is_over: Callable[[], bool]) -> None:
        while not is_over():
            scheduler.tick(clock.now())
            if not deliver_due(clock.now(), seconds=3).total():
                time.sleep(0.2)

    crew = Crew(size.workers, work, rng, named)
    end = time.monotonic() + size.seconds
    looked = 0.0
    while time.monotonic() < end:
        # Spread over the whole of the work, whatever the machine's speed.
        done = ledger.size() / size.digests
        if crew.random_kills < min(1.0, done * 1.1 + 0.02) * size.kills:
            crew.kill_one()
        crew.replace_the_dead()
        time.sleep(rng.uniform(0.02, 0.1))
        if time.monotonic() > looked + 1 and done > 0.8:
            looked = time.monotonic()
            if _is_settled(size):
                break
    crew.end()
    return crew


def _is_settled(size: Size) -> bool:
    try:
        with acting_for_all():
            mails = OutboxMail.objects.filter(kind=MailKind.DIGEST)
            waiting = mails.filter(state__in=WAITING).count()
            return mails.count() == size.digests and waiting == 0
    finally:
        connection.close()


def _look(report: Report, policy: str, size: Size, crew: Crew, ledger: Ledger) -> None:
    """Compare the three: who should get a mail, what the sink took, what the rows say."""
    accepted = ledger.accepted()
    taken = Counter(one.message_id for one in accepted)
    ids_of: dict[str, set[str]] = {}
    for one in accepted:
        ids_of.setdefault(one.recipient, set()).add(one.message_id)
    with acting_for_all():
        mails = dict(OutboxMail.objects.values_list("message_id", "state"))
        unknown = Delivery.objects.filter(state=MailState.AMBIGUOUS)
        told = Counter(unknown.values_list("mail__message_id", flat=True))
        too_slow = unknown.exclude(detail="").count()  # a busy machine, nobody killed
    connection.close()
    states = Counter(mails.values())
    lost = [one for one in mails if not taken[one] and mails[one] != MailState.HELD]
    again = {one: count - 1 for one, count in taken.items() if count > 1}
    unsaid = [one for one, more in again.items() if more > told[one]]
    report.note(
        **{
            policy: {
                "digests": size.digests,
                "kills": sum(crew.kills.values()),
                **{point: crew.kills[point] for point in POINTS},
                "lost": len(lost),
                "doubled": sum(again.values()),
                "held": states[MailState.HELD],
                "ambiguous": sum(told.values()),
            }
        }
    )
    report.must(len(mails) == size.digests, f"{policy}: {len(mails)} rows for {size.digests} users")
    report.must(not lost, f"{policy}: lost {some(lost)}")
    report.must(not unsaid, f"{policy}: came twice and nobody was told: {some(unsaid)}")
    report.must(not set(taken) - set(mails), f"{policy}: accepted what no row knows")
    report.must(
        all(len(ids) == 1 for ids in ids_of.values()), f"{policy}: two Message-IDs for one period"
    )
    report.must(
        sum(again.values()) <= crew.in_hand_over + too_slow,
        f"{policy}: {sum(again.values())} doubled by {crew.in_hand_over} kills in the hand-over",
    )
    open_states = {str(state) for state in mails.values()} - {MailState.SENT, MailState.HELD}
    report.must(not open_states, f"{policy}: left in {open_states}")
    report.must(crew.failures == 0, f"{policy}: {crew.failures} workers failed by themselves")
    for point in POINTS[1:] if size.named else ():
        report.must(crew.kills[point] >= size.named, f"{policy}: too few kills at {point}")
    if policy == "hold":
        report.must(not again, f"hold: {len(again)} came twice")
        report.must(
            states[MailState.HELD] == sum(told.values()), "hold: a held mail has no line in its log"
        )
    else:
        report.must(not states[MailState.HELD], "resend: some are held")
