"""Whatever a table holds: counts add up, the preview tells the truth, and undo leaves nothing."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Company, Contact, Tag
from core.roles import acting_for
from importing import services
from importing.models import ImportKey
from interactions import derivation
from tests.importing.pipeline import (
    TODAY,
    bring,
    counted,
    counts,
    everything,
    preview,
    table,
    take_back,
    work,
)

pytestmark = pytest.mark.django_db

HEADER = ("Name", "Email", "LinkedIn", "Company", "Job title", "Birthday", "Tags", "Notes")
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# Few of everything, so that people meet.
names = st.sampled_from(["", "Ana Kovač", "Kovač Ana", "A. Kovač", "Bob Berg", "O'Brien", "李小龙"])
emails = st.sampled_from(["", "ana@example.com", "ANA@example.com", "info@example.com", "bad"])
profiles = st.sampled_from(["", "linkedin.com/in/ana", "https://de.linkedin.com/in/ANA/?x=1"])
words = st.text(string.printable + "žé\u202e😀\x00", max_size=12)
dates = st.sampled_from(["", "1980-03-04", "--03-04", "31/02/1999", "04.03.1980"])
rows = st.tuples(names, emails, profiles, words, words, dates, words, words)
tables = st.lists(rows, max_size=8).map(lambda some: table(HEADER, *some))


def clear(owner: User) -> None:
    """Every example begins with an empty account."""
    with acting_for(owner.pk):
        for model in (ImportKey, Contact, Company, Tag):
            model.objects.all().delete()


@FEW
@given(first=tables, second=tables)
def test_counts_add_up_and_the_preview_tells_the_truth(
    alice: User, first: bytes, second: bytes
) -> None:
    clear(alice)
    for content in (first, second):
        job = preview(alice, content)
        foretold = dict(job.preview["counts"])
        foretold["errors"] = foretold.pop("error", 0)
        with acting_for(alice.pk):
            services.start(job)
        job = work(job)

        assert job.state == "done"
        assert counts(job) == counted(job) == {name: n for name, n in foretold.items() if n}
        assert sum(counts(job).values()) == job.checkpoint == job.total
        with acting_for(alice.pk):
            assert derivation.drifted(alice.pk, TODAY) == set()


@FEW
@given(content=tables)
def test_a_second_import_changes_nothing(alice: User, content: bytes) -> None:
    clear(alice)
    first = bring(alice, content)
    before = everything(alice)

    second = bring(alice, content)

    assert (second.created, second.updated, second.errors) == (0, 0, first.errors)
    assert everything(alice) == before


@FEW
@given(first=tables, second=tables)
def test_undo_leaves_what_was_before(alice: User, first: bytes, second: bytes) -> None:
    clear(alice)
    bring(alice, first)
    before = [_without_version(each) for each in everything(alice)]

    job = take_back(bring(alice, second))

    assert (job.state, job.kept_on_undo) == ("undone", [])
    assert [_without_version(each) for each in everything(alice)] == before
    with acting_for(alice.pk):
        companies = {contact.company_id for contact in Contact.objects.all()} - {None}
        assert set(Company.objects.values_list("pk", flat=True)) == companies


def _without_version(person: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in person.items() if name != "version"}
