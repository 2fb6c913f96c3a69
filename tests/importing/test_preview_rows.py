"""What would become of each line, before it does: on pages, and gone when the file is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.roles import acting_for
from importing import previewing, services
from importing.models import ImportJob, ImportRow, PreviewRow
from tests.importing.pipeline import (
    DATA,
    NOW,
    bring,
    fresh,
    linkedin,
    preview,
    upload,
    work,
)

pytestmark = pytest.mark.django_db

ANA = ("Ana", "Kovač", "ana-kovac", "ana@example.com", "Tidewell", "Engineer")
BOB = ("Bob", "Berg", "bob-berg", "", "Harbour", "Designer")
NOBODY = ("", "", "", "", "Harbour", "")
MIXED = linkedin((*ANA[:5], "Lead"), BOB, NOBODY, ("Cem", "Ay", "cem-ay", "", "", ""))

FILES = (
    *("small/google_old.csv", "cards/Basic_LinkedInDataExport_11-01-2026.zip"),
    *("talks/calendar.ics", "talks/messages.csv"),
)


def many(count: int) -> bytes:
    return linkedin(*(("P", f"{n:03}", f"slug-{n}", "", "", "") for n in range(count)))


def address(job: ImportJob) -> str:
    return reverse("importing:lines", args=[job.pk])


def told(page: Any) -> list[tuple[int, str, str]]:
    return [(line.number, line.name, line.outcome) for line in page.context["lines"]]


def outcomes(job: ImportJob, model: Any) -> list[tuple[int, str]]:
    with acting_for(job.owner_id):
        rows = model.objects.filter(job=job).order_by("number")
        return list(rows.values_list("number", "outcome"))


def left(owner: User) -> int:
    with acting_for(owner.pk):
        return PreviewRow.objects.count()


def test_each_line_is_shown_with_what_will_become_of_it(as_alice: Client, alice: User) -> None:
    bring(alice, linkedin(ANA, BOB))

    page = as_alice.get(address(preview(alice, MIXED)))

    assert told(page) == [
        (2, "Ana Kovač", "updated"),
        (3, "Bob Berg", "unchanged"),
        (4, "Harbour, 07 Mar 2024", "problem"),
        (5, "Cem Ay", "new"),
    ]


def test_fifty_stand_on_a_page_and_none_is_left_out(as_alice: Client, alice: User) -> None:
    url = address(preview(alice, many(120)))

    first = as_alice.get(url)
    second = as_alice.get(url + first.context["next_url"])
    third = as_alice.get(url + second.context["next_url"])
    back = as_alice.get(url + third.context["previous_url"])

    names = [name for page in (first, second, third) for _line, name, _outcome in told(page)]
    assert [len(told(page)) for page in (first, second, third)] == [50, 50, 20]
    assert names == [f"P {n:03}" for n in range(120)]
    assert (first.context["previous_url"], third.context["next_url"]) == ("", "")
    assert told(back) == told(second)


def test_the_lists_hold_what_their_figures_say(as_alice: Client, alice: User) -> None:
    bring(alice, linkedin(ANA, BOB))
    url = address(preview(alice, MIXED))

    tabs = as_alice.get(url).context["tabs"]

    counted = {tab["url"]: tab["count"] for tab in tabs}
    assert counted == {
        "?": 4,
        "?of=notable": 2,
        "?of=created": 1,
        "?of=updated": 1,
        "?of=unchanged": 1,
        "?of=error": 1,
    }
    for query, count in counted.items():
        page = as_alice.get(url + query)
        assert len(told(page)) == count
        assert [tab["url"] for tab in page.context["tabs"] if tab["on"]] == [query]


def test_people_and_conversations_are_lists_of_their_own(as_alice: Client, alice: User) -> None:
    job = preview(alice, (DATA / "talks" / "calendar.ics").read_bytes(), name="calendar.ics")
    shown = as_alice.get(reverse("importing:check", args=[job.pk]))

    for which, count in (
        ("created", shown.context["of_people"]["created"]),
        ("talks-created", shown.context["talks"]["created"]),
    ):
        lines = []
        query = f"?of={which}"
        while query:
            page = as_alice.get(address(job) + query)
            lines += told(page)
            query = page.context["next_url"]
        assert len(lines) == count
        assert f"{address(job)}?of={which}" in shown.content.decode()


def test_a_list_or_place_that_is_none_leads_to_the_first_lines(
    as_alice: Client, alice: User
) -> None:
    url = address(preview(alice, MIXED))

    for query in ("?of=talks-created", "?of=%00", "?of=skipped", "?after=x", "?before=%00"):
        assert told(as_alice.get(url + query)) == told(as_alice.get(url))


@pytest.mark.parametrize("file", FILES)
def test_what_was_foreseen_of_each_record_is_what_becomes_of_it(alice: User, file: str) -> None:
    path = DATA / file
    job = preview(alice, path.read_bytes(), name=path.name)
    foreseen = outcomes(job, PreviewRow)
    with acting_for(alice.pk):
        services.start(job)
    job = work(job)

    assert len(foreseen) == job.total
    assert outcomes(job, ImportRow) == foreseen


# --- as long as the file is to be checked ---------------------------------------------------


def test_they_go_when_the_file_is_imported(alice: User) -> None:
    bring(alice, MIXED)

    assert left(alice) == 0


def test_they_go_when_the_file_is_left(alice: User) -> None:
    job = preview(alice, MIXED)
    assert left(alice) == 4

    with acting_for(alice.pk):
        services.cancel(job, at=NOW)

    assert left(alice) == 0


def test_they_go_when_nobody_comes_back(alice: User) -> None:
    job = preview(alice, MIXED)

    services.sweep(job.created_at + timedelta(days=6))
    assert left(alice) == 4
    services.sweep(job.created_at + timedelta(days=8))

    assert left(alice) == 0
    assert fresh(job).state == "cancelled"


def test_they_go_when_the_file_turns_out_to_be_too_long(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.row_reader.MAX_RECORDS", 600)

    job = preview(alice, many(700))

    assert (job.state, left(alice)) == ("refused", 0)


def test_they_go_when_it_failed_again_and_again(alice: User) -> None:
    job = preview(alice, MIXED)
    with acting_for(alice.pk):
        ImportJob.objects.filter(pk=job.pk).update(state="failed")

    services.sweep(NOW)

    assert left(alice) == 0


def test_a_file_read_in_another_way_is_told_of_once(as_alice: Client, alice: User) -> None:
    job = preview(alice, MIXED)
    chosen: Any = {"mapping": {"0": "given", "1": "family"}}
    with acting_for(alice.pk):
        services.read_again(job, chosen=chosen)

    job = work(job)

    assert len(told(as_alice.get(address(job)))) == left(alice) == 4


def test_a_worker_that_dies_over_it_leaves_no_line_twice(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = upload(alice, many(600))
    all_of_them = previewing.decisions_on

    def dying(job: ImportJob) -> Any:
        yield next(all_of_them(job))
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(previewing, "decisions_on", dying)
        with pytest.raises(OSError, match="gone"):
            work(job)
    assert left(alice) == 500

    work(job, at=NOW + timedelta(days=3650))

    assert outcomes(job, PreviewRow) == [(n, "created") for n in range(1, 601)]


# --- who may, and what it costs -------------------------------------------------------------


def test_an_import_that_is_over_has_a_report_instead(as_alice: Client, alice: User) -> None:
    job = bring(alice, MIXED)

    answer = as_alice.get(address(job))

    assert answer["Location"] == reverse("importing:done", args=[job.pk])


@pytest.mark.parametrize("how_many", [1, 200])
def test_a_page_of_lines_takes_nine_queries(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    url = address(preview(alice, many(how_many)))
    as_alice.get(url)  # the first request of a day does more

    with django_assert_num_queries(9):
        assert as_alice.get(url + "?of=created").status_code == 200
