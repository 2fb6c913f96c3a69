"""Files that nobody has seen before: what is read of them is what was put into them."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from core.roles import acting_for
from importing.agreement import Exported, differences, entries_of
from interactions import derivation
from interactions.models import Interaction
from tests.importing import generating
from tests.importing.pipeline import TODAY, bring, counted, counts

SEEDS = range(6)
MAKERS = [generating.messages, generating.calendar, generating.monica]
EXPORTED = Exported(generating.NOW, generating.OWNER)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make", MAKERS)
def test_a_drawn_file_is_read_as_its_truth_says(tmp_path: Path, make: Any, seed: int) -> None:
    content, truth = make(seed)
    path = tmp_path / "upload"
    path.write_bytes(content)

    found = entries_of(path, EXPORTED, zone="Asia/Kathmandu")

    assert differences(found, truth) == []


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_a_drawn_file_is_imported_once(alice: User, make: Any) -> None:
    content, truth = make(7)
    answers = {"one_a_day": "no", "owner": generating.OWNER["email"]}
    if make is generating.messages:
        answers["owner"] = generating.OWNER["url"]

    job = bring(alice, content, answers=answers)

    assert counts(job) == counted(job)
    with acting_for(alice.pk):
        assert Interaction.objects.count() == truth["stored"]
        assert derivation.drifted(alice.pk, TODAY) == set()
    again = bring(alice, content, answers=answers)
    assert (again.created, again.updated) == (0, 0)
