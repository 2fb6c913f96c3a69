"""The life of a job: one worker at a time, a queue of a user's own, stops and failures."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from importing import claims, running, services, uploads
from importing.apply import write
from importing.claims import LeaseLost
from importing.models import ImportJob
from importing.opening import in_sets
from importing.tasks import run, run_due
from tests.conftest import make_user
from tests.importing.pipeline import (
    NOW,
    bring,
    counts,
    fresh,
    linkedin,
    people,
    preview,
    problems,
    table,
    upload,
    work,
)

pytestmark = pytest.mark.django_db

ANA = ("Ana", "Kovač", "ana-kovac", "", "Tidewell", "Engineer")
# When every lease has run out, by this clock and by the database's.
LATER = NOW + timedelta(days=3650)


def many(number: int) -> bytes:
    return table(("Name", "Email"), *((f"P {n}", f"p{n}@example.com") for n in range(number)))


def queue(job: ImportJob) -> ImportJob:
    with acting_for(job.owner_id):
        services.start(job)
    return job


def claim(job: ImportJob, at: Any = NOW) -> ImportJob | None:
    return claims.claim(job.pk, owner_id=job.owner_id, at=at)


@pytest.fixture
def small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importing.opening.SET", 2)


def test_a_job_is_claimed_once(alice: User) -> None:
    job = upload(alice, linkedin(ANA))

    assert claim(job) is not None
    assert claim(job) is None
    assert services.due(NOW) == []


def test_a_job_whose_worker_died_is_claimed_by_another(alice: User) -> None:
    job = queue(preview(alice, linkedin(ANA)))
    dead = claim(job)

    assert services.due(LATER) == [(job.pk, alice.pk)]
    assert claim(job, LATER) is not None
    with acting_for(alice.pk), pytest.raises(LeaseLost):
        claims.hold(dead)  # type: ignore[arg-type]


def test_a_worker_that_was_thought_dead_writes_no_more(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "discard", lambda key: None)
    job = queue(preview(alice, linkedin(ANA)))
    slow = claim(job)
    work(job, LATER)

    with pytest.raises(LeaseLost):
        running.run(slow, on=NOW.date())  # type: ignore[arg-type]

    assert counts(fresh(job)) == {"created": 1}
    assert people(alice) == ["Ana Kovač"]


def test_of_one_users_imports_one_runs_at_a_time(alice: User, bob: User) -> None:
    first, second = (queue(preview(alice, linkedin(ANA))) for _ in range(2))
    other = queue(preview(bob, linkedin(ANA)))
    assert claim(first) is not None

    assert claim(second) is None
    assert fresh(second).state == "queued"
    assert claim(other) is not None


@pytest.mark.django_db(transaction=True)
def test_one_file_brought_twice_at_once_brings_everybody_once() -> None:
    alice = make_user("alice@example.org")
    jobs = [queue(preview(alice, many(40))) for _window in range(2)]
    ready = threading.Barrier(4)

    def one_worker() -> None:
        try:
            ready.wait()
            for job in [*jobs, *jobs]:  # each message comes to every worker, more than once
                services.work(job.pk, owner_id=alice.pk, at=NOW)
        finally:
            connection.close()

    workers = [threading.Thread(target=one_worker) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for job in jobs:
        work(job)  # what was left to beat

    done = [fresh(job) for job in jobs]
    assert [job.state for job in done] == ["done", "done"]
    assert sorted((job.created, job.unchanged) for job in done) == [(0, 40), (40, 0)]
    assert people(alice) == sorted(f"P {n}" for n in range(40))


def test_the_next_of_the_queue_starts_when_one_is_done(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr("importing.tasks.run.delay", lambda *ids: woken.append(ids[0]))
    first, second = (queue(preview(alice, linkedin(ANA))) for _ in range(2))

    run(str(first.pk), str(alice.pk))

    assert fresh(first).state == "done"
    assert woken == [str(second.pk)]


def test_beat_wakes_workers_for_what_waits(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr("importing.tasks.run.delay", lambda *ids: woken.append(ids))
    jobs = [upload(owner, linkedin(ANA)) for owner in (alice, bob)]
    preview(alice, linkedin(ANA))

    assert run_due() == 2
    assert woken == [(str(job.pk), str(job.owner_id)) for job in jobs]


def test_a_task_for_somebody_elses_job_does_nothing(alice: User, mallory: User) -> None:
    job = upload(alice, linkedin(ANA))

    assert services.work(job.pk, owner_id=mallory.pk, at=NOW) is False
    assert fresh(job).state == "uploaded"


def test_a_running_import_stops_after_the_set_in_hand(
    alice: User, small_sets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(preview(alice, many(7)))

    def write_and_cancel(*args: Any, **kwargs: Any) -> None:
        write(*args, **kwargs)
        services.cancel(fresh(job), at=NOW)

    monkeypatch.setattr(running, "write", write_and_cancel)

    job = work(job)

    assert (job.state, job.checkpoint, job.total) == ("cancelled", 2, 7)
    assert counts(job) == {"created": 2}
    assert people(alice) == ["P 0", "P 1"]


def test_what_a_stopped_import_brought_can_be_taken_back(alice: User, small_sets: None) -> None:
    job = queue(preview(alice, many(3)))
    with acting_for(alice.pk):
        ImportJob.objects.update(state="running", cancel_asked=True)
    job = work(job)
    assert (job.state, people(alice)) == ("cancelled", [])

    with acting_for(alice.pk):
        services.undo(job)
    assert work(job).state == "undone"


def test_an_import_goes_on_where_it_was_left(
    alice: User, bob: User, small_sets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = many(5) + b"P 0,p0@example.com\n,\nZoe,p1@example.com\n"
    job = queue(preview(alice, content))
    monkeypatch.setattr(running, "in_sets", dies_after(sets=2))
    with pytest.raises(RuntimeError):
        services.work(job.pk, owner_id=alice.pk, at=NOW)
    assert (fresh(job).checkpoint, len(people(alice))) == (4, 4)
    monkeypatch.undo()

    job = work(job, LATER)

    undisturbed = bring(bob, content)
    assert counts(job) == counts(undisturbed) == {"created": 6, "errors": 1}
    assert problems(job) == problems(undisturbed) == [(7, "DUPLICATE_IN_FILE")]
    assert people(alice) == people(bob)


def dies_after(*, sets: int) -> Any:
    def some(entries: Any) -> Any:
        for number, each in enumerate(in_sets(entries)):
            if number == sets:
                raise RuntimeError("the worker dies")
            yield each

    return some


def test_what_fails_again_and_again_is_given_up(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queue(preview(alice, linkedin(ANA)))
    monkeypatch.setattr(running, "in_sets", dies_after(sets=0))
    at = NOW
    for _ in range(claims.MAX_ATTEMPTS):
        with pytest.raises(RuntimeError):
            services.work(job.pk, owner_id=alice.pk, at=at)
        at += timedelta(days=3650)

    job = work(job, at)

    assert (job.state, job.refused) == ("failed", "This failed several times, and was given up.")
    assert services.due(at) == []


def test_a_file_that_is_gone_is_said(alice: User) -> None:
    job = queue(preview(alice, linkedin(ANA)))
    uploads.discard(job.file_key)

    job = work(job)

    assert (job.state, job.refused) == (
        "failed",
        "The file is not there any more. Bring it once more.",
    )


def test_a_row_that_the_database_refuses_spoils_no_other(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_unless_bad(job: ImportJob, decisions: Any, **kwargs: Any) -> None:
        write(job, decisions, **kwargs)
        if any(each.name == "P 1" for each in decisions):
            raise ValueError("unfit")

    monkeypatch.setattr(running, "write", write_unless_bad)

    job = bring(alice, many(3))

    assert counts(job) == {"created": 2, "errors": 1}
    assert problems(job) == [(3, "BAD_RECORD")]
    assert people(alice) == ["P 0", "P 2"]


def test_more_records_than_can_be_read_are_refused(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.row_reader.MAX_RECORDS", 2)

    job = preview(alice, many(3))

    assert (job.state, job.refused) == ("refused", "This file has more than 2 rows. Divide it.")


# --- files that nobody wants any more ----------------------------------------------------


def age(key: str, days: int) -> None:
    old = time.time() - days * 86400
    os.utime(uploads.path_of(key), (old, old))


def test_the_daily_sweep_gives_up_what_lies_and_keeps_what_is_needed(
    alice: User, tmp_path: Path, settings: Any
) -> None:
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    waiting, lying = (preview(alice, linkedin(ANA)) for _ in range(2))
    refused = preview(alice, b"nothing")
    orphan = uploads.store([b"x"]).key
    young = uploads.store([b"y"]).key
    with acting_for(alice.pk):
        long_ago = timezone.now() - timedelta(days=8)
        ImportJob.objects.filter(pk=lying.pk).update(created_at=long_ago)
    for key in (waiting.file_key, lying.file_key, refused.file_key, orphan):
        age(key, 1)

    assert services.sweep(timezone.now()) == 2

    left = {path.name for path in (tmp_path / "uploads").iterdir()}
    assert left == {waiting.file_key, refused.file_key, young}
    assert fresh(lying).state == "cancelled"


def test_forgetting_a_job_leaves_what_was_imported(alice: User) -> None:
    job = bring(alice, linkedin(ANA))

    with acting_for(alice.pk):
        services.forget(job)
        assert (ImportJob.objects.count(), Contact.objects.count()) == (1, 1)
