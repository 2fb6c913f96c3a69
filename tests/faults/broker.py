"""Scenario 3: the broker is killed, flushed, full and frozen while digests go out and people
work."""

import math
import os
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from core.roles import acting_for_all
from importing.models import ImportJob
from importing.states import JobState
from interactions.models import Interaction
from relcrm.places import settle
from relcrm.servers import Valkey, first_number
from reminders.enums import MailState
from reminders.models import OutboxMail
from tests.faults import people
from tests.faults.paced import NO_LOOK, PACE
from tests.faults.report import Report, some
from tests.faults.sink import Ledger, sink
from tests.faults.site import BREATH, Visitor, Writer, session_of, site, until, visiting, writers
from tests.faults.workers import arrived, at_work, fall_due, look_at_mails, queued
from tests.reminders.mailing import join

BACK_WITHIN = 30  # seconds from the broker's return until mails go on, see _wave
SEEN = {JobState.READY, JobState.DONE}
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{0}\r\nN:{0};;;;\r\nUID:{0}\r\nEND:VCARD\r\n"


@dataclass(frozen=True)
class Size:
    digests: int  # that fall due before each trouble, and as many during it
    visitors: int  # of each kind
    away: float  # seconds
    pace: float = 0  # longest time between two looks of beat; 0: as in production
    settled: float = 180  # seconds that all may take after the last trouble
    answer: float = 3  # seconds that any page may take


def run(size: Size, seed: int, folder: Path) -> Report:
    return _live(size, seed, folder, TROUBLES)


def control(size: Size, seed: int, folder: Path) -> Report:
    """An import is known to its message alone: what was started without a broker stays."""
    return _live(size, seed, folder, {"killed": killed}, **{NO_LOOK: "1"})


# --- troubles -------------------------------------------------------------------------


class Broker:
    """The broker of this run, of which nobody else knows."""

    def __init__(self) -> None:
        self.server = Valkey(settle(settings.RELCRM_HOME))
        self.client = redis.Redis.from_url(settings.REDIS_URL)

    def signal(self, number: signal.Signals) -> None:
        os.kill(first_number(self.server.pidfile), number)


@contextmanager
def killed(broker: Broker) -> Iterator[None]:
    """Gone; on return the end of its file is missing, as after a crash of the machine."""
    broker.signal(signal.SIGKILL)
    yield
    for file in (broker.server.data / "appendonlydir").glob("*.incr.aof"):
        os.truncate(file, max(0, file.stat().st_size - 5))
    broker.server.ensure()


@contextmanager
def flushed(broker: Broker) -> Iterator[None]:
    broker.client.flushall()
    yield
    broker.client.flushall()


@contextmanager
def full(broker: Broker) -> Iterator[None]:
    """It takes nothing in and, as it must, throws nothing away."""
    broker.client.config_set("maxmemory", 1)
    yield
    broker.client.config_set("maxmemory", 0)


@contextmanager
def frozen(broker: Broker) -> Iterator[None]:
    """It lets in whoever comes, and answers nobody."""
    broker.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        broker.signal(signal.SIGCONT)


Trouble = Callable[[Broker], AbstractContextManager[None]]
TROUBLES: dict[str, Trouble] = {one.__name__: one for one in (killed, flushed, full, frozen)}


# --- the story --------------------------------------------------------------------------


@dataclass
class Reader(Visitor):
    def visit(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            self.ask("/")
            time.sleep(BREATH)


@dataclass
class Importer(Visitor):
    """Brings one file after another, and starts each as soon as it can be."""

    brought: set[str] = field(default_factory=set)  # acknowledged: the names of files
    started: set[str] = field(default_factory=set)

    def visit(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            name = f"{uuid.uuid4()}.vcf"
            file = SimpleUploadedFile(name, CARD.format(name).encode())
            if self.ask("/import/", {"file": file}) == 302:
                self.brought.add(name)
                self._see_through(name, is_over)
        connection.close()

    def _see_through(self, name: str, is_over: threading.Event) -> None:
        while not is_over.is_set() and (job := self._job(name)).state != JobState.DONE:
            if job.state == JobState.READY:
                status = self.ask(f"/import/{job.pk}/check/", {"do": "start"})
                self.started |= {name} if status == 302 else set()
            time.sleep(0.2)

    def _job(self, name: str) -> ImportJob:
        with acting_for_all():
            return ImportJob.objects.get(owner=self.user, file_name=name)


def _live(
    size: Size, seed: int, folder: Path, troubles: dict[str, Trouble], **environ: str
) -> Report:
    report = Report()
    people.clear()
    broker = Broker()
    with ExitStack() as stack:
        ledger = stack.enter_context(sink(folder, seed, slow=(0.005, 0.05)))
        environ |= {"EMAIL_URL": ledger.url, PACE: f"{size.pace or ''}"}
        environ |= {"MAIL_DEADLINE_SECONDS": "10"}
        stack.enter_context(at_work(folder, **environ))
        port = stack.enter_context(site(folder, **environ))
        crew = _visitors(port, size)
        back = {}
        with visiting(crew):
            for name, trouble in troubles.items():
                back[name] = _wave(size, name, broker, trouble, ledger)
        unfinished = _unfinished(size, crew)
        look_at_mails(report, 2 * size.digests * len(troubles), ledger)
        _look_at_return(report, back)
        _look_at_visitors(report, size, crew, unfinished)
    connection.close()
    return report


def _visitors(port: int, size: Size) -> list[Visitor]:
    at = timezone.now()
    names = [f"{kind}{n}" for kind in "wri" for n in range(size.visitors)]
    users = {name: join(f"{name}@example.org", at=at) for name in names}
    of = {kind: [user for name, user in users.items() if name[0] == kind] for kind in "wri"}
    return [
        *writers(port, of["w"]),
        *(Reader(port, user, session_of(user)) for user in of["r"]),
        *(Importer(port, user, session_of(user)) for user in of["i"]),
    ]


def _wave(size: Size, name: str, broker: Broker, trouble: Trouble, ledger: Ledger) -> float:
    """Mails go out; in the middle of them the broker is away, and others fall due. How long after
    its return the next mail comes, and all of these others are in the queue: when they come, behind
    those that waited before them, is a matter of how many there are."""
    fall_due(size.digests, name)
    until(lambda: arrived(ledger, name) >= size.digests // 4, size.settled)
    with trouble(broker):
        fall_due(size.digests, f"late-{name}")
        time.sleep(size.away)
    before = len(ledger.accepted())

    def goes_on() -> bool:
        return len(ledger.accepted()) > before and queued(f"late-{name}") == size.digests

    try:
        return until(goes_on, size.settled)
    except TimeoutError:
        return math.inf


# --- what became of it --------------------------------------------------------------------


def _unfinished(size: Size, crew: list[Visitor]) -> list[str]:
    """Imports that somebody was told of, and that nobody has done when all the time is over."""
    brought = {name for one in crew if isinstance(one, Importer) for name in one.brought}
    started = {name for one in crew if isinstance(one, Importer) for name in one.started}
    left: list[str] = []

    def settled() -> bool:
        with acting_for_all():
            states = dict(ImportJob.objects.values_list("file_name", "state"))
            mails = OutboxMail.objects.exclude(state=MailState.SENT).exists()
        connection.close()
        waiting = {name for name in brought if states.get(name) not in SEEN}
        left[:] = waiting | {name for name in started if states.get(name) != JobState.DONE}
        return not left and not mails

    with suppress(TimeoutError):
        until(settled, size.settled)
    return left


def _look_at_return(report: Report, back: dict[str, float]) -> None:
    report.note(back_after_seconds={name: round(seconds, 1) for name, seconds in back.items()})
    report.must(max(back.values()) <= BACK_WITHIN, f"mails went on after {back} seconds")


def _look_at_visitors(
    report: Report, size: Size, crew: list[Visitor], unfinished: list[str]
) -> None:
    told = {k: text for one in crew if isinstance(one, Writer) for k, text in one.told.items()}
    imports = sum(len(one.started) for one in crew if isinstance(one, Importer))
    with acting_for_all():
        rows = {str(key): text for key, text in Interaction.objects.values_list("key", "text")}
        count = Interaction.objects.count()
    connection.close()
    answers: Counter[int] = sum((one.answers for one in crew), Counter())
    missing = [key for key, text in told.items() if rows.get(key) != text]
    slowest = {type(one).__name__: one.slowest for one in sorted(crew, key=lambda v: v.slowest)}
    report.note(
        logs=len(told),
        missing=len(missing),
        imports=imports,
        unfinished=len(unfinished),
        answers=dict(sorted(answers.items())),
        slowest_answer={name: f"{seconds:.1f}" for name, seconds in slowest.items()},
    )
    wrong = [status for status in answers if not 200 <= status < 400]
    report.must(bool(told) and bool(imports), "nobody did anything")
    report.must(not missing, f"{len(missing)} acknowledged talks are missing: {some(missing)}")
    report.must(count == len(rows), "a key has several rows")
    report.must(not unfinished, f"acknowledged and never done: {some(unfinished)}")
    report.must(not wrong, f"answered {wrong}")
    report.must(max(slowest.values()) <= size.answer, f"answers took up to {slowest}")
