"""`kill -9` at any moment: whoever goes on writes what an undisturbed import would have written."""

import os
import signal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from importing import opening, services
from importing.models import ImportJob
from tests.importing.pipeline import (
    DATA,
    bring,
    counted,
    counts,
    everything,
    fresh,
    linkedin,
    people,
    preview,
    problems,
)

pytestmark = pytest.mark.django_db(transaction=True)

WENT_WRONG = 100


@pytest.fixture(autouse=True)
def small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SET", 40)
    monkeypatch.setattr("importing.undoing.SET", 40)


def work_in_another_process(job: ImportJob, *, dies_at: str) -> int:
    """A worker of its own, killed at a named moment; minus the signal that ended it."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    try:
        _parents, connection.connection = connection.connection, None
        os.environ["FAULT"] = dies_at
        services.work(job.pk, owner_id=job.owner_id, at=timezone.now())
    except BaseException:  # nothing of the child may return into the test run
        os._exit(WENT_WRONG)
    os._exit(0)


def let_the_lease_run_out(job: ImportJob) -> None:
    with acting_for(job.owner_id):
        ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now())


def start(owner: User, content: bytes) -> ImportJob:
    job = preview(owner, content)
    with acting_for(owner.pk):
        services.start(job)
    return job


def go_on(job: ImportJob) -> ImportJob:
    let_the_lease_run_out(job)
    assert services.work(job.pk, owner_id=job.owner_id, at=timezone.now()) is True
    return fresh(job)


def test_an_import_killed_again_and_again_equals_an_undisturbed_one(alice: User, bob: User) -> None:
    content = (DATA / "small/Connections.csv").read_bytes()
    job = start(alice, content)

    seen = []
    for point in ("importing.set_written", *["importing.set_committed"] * 3):
        assert work_in_another_process(job, dies_at=point) == -signal.SIGKILL
        seen.append(fresh(job).checkpoint)
        assert services.work(job.pk, owner_id=alice.pk, at=timezone.now()) is False
        let_the_lease_run_out(job)
    job = go_on(job)

    assert seen == [0, 40, 80, 120]
    undisturbed = bring(bob, content)
    assert job.state == undisturbed.state == "done"
    assert counts(job) == counted(job) == counts(undisturbed)
    assert problems(job) == problems(undisturbed)
    assert everything(alice) == everything(bob)


def test_a_second_import_killed_half_way_changes_each_person_once(alice: User, bob: User) -> None:
    rows = [("P", f"{n:03}", f"slug-{n}", "", "Tidewell", "Engineer") for n in range(100)]
    changed = linkedin(*((*row[:5], f"Head of {row[1]}") for row in rows))
    for owner in (alice, bob):
        bring(owner, linkedin(*rows))
    job = start(alice, changed)

    for point in ("importing.set_committed", "importing.set_written"):
        assert work_in_another_process(job, dies_at=point) == -signal.SIGKILL
        let_the_lease_run_out(job)
    job = go_on(job)

    bring(bob, changed)
    assert counts(job) == {"updated": 100}
    assert everything(alice) == everything(bob)
    with acting_for(alice.pk):
        assert set(Contact.objects.values_list("version", flat=True)) == {3}


def test_an_undo_killed_half_way_is_finished(alice: User) -> None:
    job = bring(alice, (DATA / "small/Connections.csv").read_bytes())
    with acting_for(alice.pk):
        kept = Contact.objects.order_by("pk")[10]
        Contact.objects.filter(pk=kept.pk).update(version=2)
        services.undo(job)

    for _ in range(2):
        at_point = work_in_another_process(job, dies_at="importing.set_taken_back")
        assert at_point == -signal.SIGKILL
        let_the_lease_run_out(job)
    assert 1 < len(people(alice)) < 194
    job = go_on(job)

    assert (job.state, people(alice)) == ("undone", [kept.display])
    assert [person["name"] for person in job.kept_on_undo] == [kept.display]
