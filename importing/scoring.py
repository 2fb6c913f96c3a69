"""How well duplicates are found, on files whose truth is known (`dedupe` in truth.json).

Records are named FILE#LINE. Two records that became one person were merged without asking; two
whose people are an open pair are in the queue.
"""

import json
from dataclasses import asdict, dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.roles import acting_for
from importing import services
from importing.models import DuplicatePair, ImportJob, ImportRow
from importing.states import JobState

Pair = frozenset[str]


@dataclass
class Score:
    """Shares from 0 to 1; of nothing, everything is right."""

    files: list[str]
    unread: list[str]
    duplicates: int
    merged: int
    merged_precision: float
    auto_ok: int
    auto_ok_missed: list[list[str]] = field(default_factory=list)
    tricky_merged: list[list[str]] = field(default_factory=list)
    queued: int = 0
    queue_precision: float = 1.0
    recall: float = 1.0
    missed: list[list[str]] = field(default_factory=list)
    wrongly_queued: list[list[str]] = field(default_factory=list)
    wrongly_merged: list[list[str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_good(self) -> bool:
        """The goals: automatic precision 0.99, no tricky pair merged, every easy pair merged; in
        the queue recall 0.95 at precision 0.80."""
        return (
            self.merged_precision >= 0.99
            and not self.tricky_merged
            and not self.auto_ok_missed
            and self.recall >= 0.95
            and self.queue_precision >= 0.8
        )


def score(folder: Path, *, owner: User) -> Score:
    """Bring the folder's files into an account that should be empty, and compare."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["dedupe"]
    read: list[str] = []
    unread: list[str] = []
    for name in truth["scope"]:
        (read if _bring(folder / name, owner) else unread).append(name)
    with acting_for(owner.pk):
        people = _people(read)
        queued = _queued(people)
    known = set(people)
    duplicates = _pairs(truth["duplicates"], known)
    merged = {
        frozenset(pair)
        for group in _by_person(people).values()
        for pair in combinations(sorted(group), 2)
    }
    easy = _pairs([each for each in truth["duplicates"] if each["auto_ok"]], known)
    tricky = _pairs(truth["non_duplicates"], known)
    found = duplicates & (merged | queued)
    return Score(
        files=read,
        unread=unread,
        duplicates=len(duplicates),
        merged=len(merged),
        merged_precision=_share(len(merged & duplicates), len(merged)),
        auto_ok=len(easy),
        auto_ok_missed=_listed(easy - merged),
        tricky_merged=_listed(tricky & merged),
        queued=len(queued),
        queue_precision=_share(len(queued & duplicates), len(queued)),
        recall=_share(len(found), len(duplicates)),
        missed=_listed(duplicates - found),
        wrongly_queued=_listed(queued - duplicates),
        wrongly_merged=_listed(merged - duplicates),
    )


def _bring(path: Path, owner: User) -> bool:
    """Import one file to its end; False if it is not taken."""
    with acting_for(owner.pk):
        job = services.upload(owner=owner, name=path.name, pieces=[path.read_bytes()])
    services.work(job.pk, owner_id=owner.pk, at=timezone.now())
    with acting_for(owner.pk):
        job = ImportJob.objects.for_user(owner).select_related("owner").get(pk=job.pk)
        if job.state != JobState.READY:
            return False
        services.start(job)
    services.work(job.pk, owner_id=owner.pk, at=timezone.now())
    return True


def _people(files: list[str]) -> dict[str, str]:
    """By record the person whom it became."""
    rows = ImportRow.objects.filter(job__file_name__in=files).exclude(contact=None)
    said = rows.values_list("job__file_name", "line", "contact")
    return {f"{name}#{line}": str(contact) for name, line, contact in said}


def _by_person(people: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record, person in people.items():
        found.setdefault(person, []).append(record)
    return found


def _queued(people: dict[str, str]) -> set[Pair]:
    by_person = _by_person(people)
    found = set()
    for one, other in DuplicatePair.objects.open().values_list("one", "other"):
        pairs = product(by_person.get(str(one), []), by_person.get(str(other), []))
        found |= {frozenset(pair) for pair in pairs}
    return found


def _pairs(rows: list[dict[str, Any]], known: set[str]) -> set[Pair]:
    """Of records that were read."""
    return {frozenset((row["a"], row["b"])) for row in rows if {row["a"], row["b"]} <= known}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _listed(pairs: set[Pair]) -> list[list[str]]:
    return sorted(sorted(pair) for pair in pairs)
