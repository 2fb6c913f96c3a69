"""Worker and beat as `up` starts them, and the digests that are theirs to send."""

import os
import signal
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.roles import acting_for_all
from reminders.enums import MailKind, MailState
from reminders.models import Delivery, OutboxMail
from tests.faults import people
from tests.faults.report import Report, some
from tests.faults.sink import Ledger
from tests.faults.site import end_with_parent

WORKERS = 4


@contextmanager
def at_work(folder: Path, **environ: str) -> Iterator[None]:
    """They must be there still at the end: nobody would start them again."""
    quiet = ["--without-mingle", "--without-gossip"]
    commands = {
        "worker": ["worker", f"--concurrency={WORKERS}", "--prefetch-multiplier=1", *quiet],
        "beat": ["beat", "--pidfile=", f"--schedule={folder / uuid.uuid4().hex}"],
    }
    with ExitStack() as stack:
        for name, command in commands.items():
            stack.enter_context(_process(folder / f"{name}.log", command, environ))
        yield


@contextmanager
def _process(log: Path, command: list[str], environ: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "tests.faults.paced", "--quiet", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LOG_LEVEL": "WARNING", **environ},
        stderr=log.open("wb"),
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended by itself: {log.read_text()[-2000:]}")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def fall_due(count: int, name: str) -> None:
    """So many people whose digest should come at once."""
    at = timezone.now()
    joined = at - timedelta(days=7)
    names = [f"{name}-{number}" for number in range(count)]
    people.promise_each(
        people.sign_up(names, joined=joined, digest_weekday=at.weekday(), digest_hour=at.hour), at
    )
    connection.close()


def arrived(ledger: Ledger, name: str) -> int:
    return sum(one.recipient.startswith(f"{name}-") for one in ledger.accepted())


def queued(name: str) -> int:
    """How many of them have their digest in the outbox, sent or not."""
    with acting_for_all():
        theirs = OutboxMail.objects.filter(owner__email__startswith=f"{name}-")
        count = theirs.filter(kind=MailKind.DIGEST).count()
    connection.close()
    return count


def all_sent(count: int) -> bool:
    with acting_for_all():
        digests = OutboxMail.objects.filter(kind=MailKind.DIGEST, state=MailState.SENT)
        sent = digests.count()
    connection.close()
    return sent >= count


def look_at_mails(report: Report, expected: int, ledger: Ledger) -> None:
    """None is lost, and of each that came twice somebody was told."""
    accepted = ledger.accepted()
    taken = Counter(one.message_id for one in accepted)
    ids = {(one.recipient, one.message_id) for one in accepted}
    with acting_for_all():
        mails = dict(
            OutboxMail.objects.filter(kind=MailKind.DIGEST).values_list("message_id", "state")
        )
        unknown = Delivery.objects.filter(state=MailState.AMBIGUOUS)
        told = Counter(unknown.values_list("mail__message_id", flat=True))
    connection.close()
    lost = [one for one, state in mails.items() if not taken[one] or state != MailState.SENT]
    again = {one: count - 1 for one, count in taken.items() if count > 1}
    unsaid = [one for one, more in again.items() if more > told[one]]
    report.note(
        digests=len(mails),
        lost=len(lost),
        doubled=sum(again.values()),
        ambiguous=sum(told.values()),
    )
    report.must(len(mails) == expected, f"{len(mails)} rows for {expected} users")
    report.must(not lost, f"lost {some(lost)}")
    report.must(not unsaid, f"came twice and nobody was told: {some(unsaid)}")
    report.must(len(ids) == len(taken) == len(mails), "a period with two Message-IDs")
