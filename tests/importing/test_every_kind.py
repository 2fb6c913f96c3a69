"""For every kind of file: killed at any moment it ends as if undisturbed, its figures add up, a
second time changes nothing, and undo leaves nothing."""

import io
import signal

import pytest

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from importing import opening, services
from importing.models import ImportJob, ImportKey
from interactions.models import Interaction
from tests.importing.pipeline import (
    bring,
    counted,
    counts,
    everything,
    fresh,
    linkedin,
    problems,
)
from tests.importing.test_archives import archive
from tests.importing.test_cards_pipeline import ADA, BO
from tests.importing.test_conversations import TWO, drift, timeline
from tests.importing.test_formats_messages import TALKS, exported
from tests.importing.test_formats_monica import PEOPLE
from tests.importing.test_formats_xlsx import workbook
from tests.importing.test_killed import go_on, let_the_lease_run_out, start, work_in_another_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def sheet() -> bytes:
    file = io.BytesIO()
    rows = [("Name", "Email"), ("Ana Kovač", "ana@example.com"), ("", ""), ("Bob", "b@example.com")]
    workbook(*rows, ("Ana Kovač", "ana@example.com")).save(file)
    return file.getvalue()


ANA = linkedin(("Ana", "Kovač", "ana-kova%C4%8D", "", "Tidewell", "Engineer"))
KINDS = {
    "vCard": (ADA + BO).encode(),
    "workbook": sheet(),
    "calendar": TWO,
    "messages": exported(*TALKS),
    "Monica": PEOPLE,
    "archive": archive(("Connections.csv", ANA), ("messages.csv", exported(*TALKS))),
}


@pytest.fixture(autouse=True)
def sets_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SET", 1)
    monkeypatch.setattr("importing.undoing.SET", 1)


def killed(job: ImportJob, *points: str) -> ImportJob:
    """Another worker each time, and the last one to the end."""
    for point in points:
        assert work_in_another_process(job, dies_at=point) == -signal.SIGKILL
        let_the_lease_run_out(job)
    return go_on(job)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_to_its_worker_a_file_comes_in_once_and_goes_again(
    alice: User, bob: User, kind: str
) -> None:
    content = KINDS[kind]

    points = ("importing.set_written", "importing.set_committed", "importing.set_written")
    job = killed(start(alice, content), *points)

    undisturbed = bring(bob, content)
    assert job.state == undisturbed.state == "done"
    assert counts(job) == counted(job) == counts(undisturbed)
    assert sum(counts(job).values()) == job.checkpoint == job.total
    assert problems(job) == problems(undisturbed)
    assert everything(alice) == everything(bob)
    assert timeline(alice) == timeline(bob)
    assert (drift(alice), drift(bob)) == ([], [])

    again = bring(alice, content)
    assert (again.created, again.updated, again.errors) == (0, 0, job.errors)

    for each in (again, job):
        with acting_for(alice.pk):
            services.undo(fresh(each))
        undone = killed(each, "importing.set_taken_back")
        assert (undone.state, undone.kept_on_undo) == ("undone", [])
    with acting_for(alice.pk):
        left = [model.objects.count() for model in (Contact, Interaction, ImportKey)]
    assert left == [0, 0, 0]
