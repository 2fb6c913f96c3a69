"""Scenario 4: the postmaster is killed again and again under people who write, while digests
go out."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.roles import acting_for_all
from interactions.derivation import drifted
from interactions.models import Interaction, Participant
from relcrm import embedded
from relcrm.places import settle
from relcrm.servers import Postgres, first_number
from tests.faults import people
from tests.faults.paced import PACE
from tests.faults.report import Report, some
from tests.faults.sink import sink
from tests.faults.site import Writer, acknowledged, answer_of, site, until, visiting, writers
from tests.faults.workers import all_sent, at_work, fall_due, look_at_mails
from tests.reminders.mailing import join


@dataclass(frozen=True)
class Size:
    writers: int
    kills: int
    digests: int  # that fall due before each of them
    between: tuple[float, float] = (2, 4)  # seconds
    pace: float = 0  # longest time between two looks of beat; 0: as in production
    settled: float = 180  # seconds until all that fell due is sent


def run(size: Size, seed: int, folder: Path) -> Report:
    report = Report()
    rng = random.Random(seed)
    people.clear()
    users = [join(f"w{number}@example.org", at=timezone.now()) for number in range(size.writers)]
    with ExitStack() as stack:
        ledger = stack.enter_context(sink(folder, seed, slow=(0.005, 0.05)))
        environ = {"EMAIL_URL": ledger.url, PACE: f"{size.pace or ''}"}
        stack.enter_context(at_work(folder, MAIL_DEADLINE_SECONDS="3", **environ))
        port = stack.enter_context(site(folder))
        crew = writers(port, users)
        back: list[float] = []
        with visiting(crew):
            for number in range(size.kills):
                fall_due(size.digests, f"d{number}")
                _until_written(crew, 1)
                time.sleep(rng.uniform(*size.between))
                back.append(_kill_and_start(port))
            _until_written(crew, size.writers // 4)
        with suppress(TimeoutError):  # then some are lost
            until(lambda: all_sent(size.kills * size.digests), size.settled)
        look_at_mails(report, size.kills * size.digests, ledger)
        _look(report, size, crew, back)
    connection.close()
    return report


def _until_written(crew: list[Writer], more: int) -> None:
    before = acknowledged(crew)
    until(lambda: acknowledged(crew) >= before + more, 60)


def control(size: Size, seed: int, folder: Path) -> Report:
    """The database says that it has stored what it has not yet written: talks, for one."""
    with _lying():
        return run(replace(size, digests=0), seed, folder)


@contextmanager
def _lying() -> Iterator[None]:
    _as_superuser("ALTER ROLE relcrm_app SET synchronous_commit = off")
    _as_superuser("ALTER SYSTEM SET wal_writer_delay = '10s'")
    _as_superuser("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
    _as_superuser("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        _as_superuser("ALTER ROLE relcrm_app RESET synchronous_commit")
        _as_superuser("ALTER SYSTEM RESET ALL")
        _as_superuser("SELECT pg_reload_conf()")


def _as_superuser(command: str) -> None:
    url = embedded.addresses(settings.RELCRM_HOME).superuser_url
    with psycopg.connect(url, autocommit=True) as login:
        login.execute(command.encode())


def _kill_and_start(port: int) -> float:
    """kill -9, and start it again a second later; how long until the site is ready."""
    postgres = Postgres(settle(settings.RELCRM_HOME), durable=False)
    os.kill(first_number(postgres.data / "postmaster.pid"), signal.SIGKILL)
    time.sleep(1)
    postgres.ensure()
    return until(lambda: answer_of(port, "GET", "/readyz")[0] == 200, 30)


def _look(report: Report, size: Size, crew: list[Writer], back: list[float]) -> None:
    told = {key: text for one in crew for key, text in one.told.items()}
    asked = {key for one in crew for key in one.asked}
    with acting_for_all():
        rows = {str(key): text for key, text in Interaction.objects.values_list("key", "text")}
        count = Interaction.objects.count()
        with_people = set(Participant.objects.values_list("interaction_id", flat=True))
        alone = Interaction.objects.exclude(pk__in=with_people).count()
        adrift = [one.user.email for one in crew if drifted(one.user.pk, _today(one))]
    answers: Counter[int] = sum((one.answers for one in crew), Counter())
    missing = [key for key, text in told.items() if rows.get(key) != text]
    report.note(
        writers=size.writers,
        kills=len(back),
        acknowledged=len(told),
        missing=len(missing),
        half_done=alone,
        answers=dict(sorted(answers.items())),
        ready_again_after_seconds=max(back, default=0.0),
        slowest_answer=max(one.slowest for one in crew),
    )
    report.must(not missing, f"{len(missing)} acknowledged talks are missing: {some(missing)}")
    report.must(count == len(rows), "a key has several rows")
    report.must(set(rows) <= asked, "rows that nobody wrote")
    report.must(not alone, f"{alone} talks without anybody in them")
    report.must(not adrift, f"dates adrift: {some(adrift)}")
    report.must(not answers[500], f"{answers[500]} times 500")
    report.must(bool(answers[503]), "nobody was told 503")
    report.must(not sum(one.unsaid for one in crew), "503 without Retry-After")
    report.must(max(back) < 10, f"ready again after {max(back):.0f} s")


def _today(writer: Writer) -> date:
    return writer.user.today(timezone.now())
