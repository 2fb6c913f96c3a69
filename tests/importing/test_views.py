"""The import in the browser: upload, check, progress, report; and what a stranger gets."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from contacts.enums import DateKind
from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date
from core.roles import acting_for
from importing import claims, services
from importing.models import HeaderMapping, ImportJob
from tests.importing.pipeline import (
    DATA,
    NOW,
    TODAY,
    bring,
    counts,
    fresh,
    linkedin,
    people,
    person,
    preview,
    table,
    take_back,
    upload,
    work,
)

pytestmark = pytest.mark.django_db

START = "/import/"
ANA = ("Ana", "Kovač", "ana-kovac", "ana@example.com", "Tidewell", "Engineer")
BOB = ("Bob", "Berg", "bob-berg", "", "Harbour", "Designer")
HOSTILE = DATA / "small" / "hostile"
PART = {"HX-Request": "true"}


def send(client: Client, content: bytes, name: str = "people.csv") -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def url(job: ImportJob, step: str) -> str:
    return reverse(f"importing:{step}", args=[job.pk])


def where(answer: Any) -> str:
    """Where a redirect leads."""
    return str(answer.headers["Location"])


def newest(owner: User) -> ImportJob:
    with acting_for(owner.pk):
        return ImportJob.objects.for_user(owner).newest_first()[0]


def text_of(response: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def columns(job: ImportJob, **changed: str) -> dict[str, str]:
    """The columns form as it is shown, with some changed."""
    mapping = {f"column_{index}": name or "" for index, name in job.mapping.items()}
    return {**mapping, "date_order": job.date_order, **changed}


def stored() -> list[Path]:
    root = Path(settings.UPLOAD_ROOT)
    return sorted(root.iterdir()) if root.is_dir() else []


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_ROOT = tmp_path / "uploads"


# --- the whole way ----------------------------------------------------------------------


def test_a_file_goes_from_upload_to_report(as_alice: Client, alice: User) -> None:
    answer = send(as_alice, (DATA / "small/Connections.csv").read_bytes(), "Connections.csv")
    job = newest(alice)
    assert (answer.status_code, where(answer)) == (302, url(job, "check"))
    assert "Reading your file" in text_of(as_alice.get(where(answer)))

    work(job)
    shown = as_alice.get(url(job, "check"))
    assert "LinkedIn connections. 202 records in Connections.csv" in text_of(shown)
    assert "Import 194 people" in text_of(shown)

    answer = as_alice.post(url(job, "check"), {**columns(fresh(job)), "do": "start"})
    assert where(answer) == url(job, "run")
    assert "Waiting for its turn" in text_of(as_alice.get(where(answer)))

    work(job)
    assert where(as_alice.get(url(job, "run"))) == url(job, "done")
    report = text_of(as_alice.get(url(job, "done")))
    assert "194 people are in" in report
    assert "202 records were read" in report
    assert len(people(alice)) == 194


def test_the_web_only_stores_the_file(as_alice: Client, alice: User) -> None:
    send(as_alice, b"\x00\x01 nothing that anybody could read", "../../etc/passwd")

    job = newest(alice)
    assert (job.state, job.file_name, job.reading["chosen"]) == ("uploaded", "passwd", {})
    [path] = stored()
    assert (path.name, path.stat().st_mode & 0o777) == (job.file_key, 0o600)
    assert re.fullmatch(r"[0-9a-f]{32}", job.file_key)


def test_the_file_goes_when_it_has_been_read(as_alice: Client, alice: User) -> None:
    bring(alice, linkedin(ANA))

    assert stored() == []


def test_uploading_wakes_a_worker_once_it_is_committed(
    as_alice: Client,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    woken: list[tuple[str, str]] = []
    monkeypatch.setattr("importing.tasks.run.delay", lambda *ids: woken.append(ids))

    with django_capture_on_commit_callbacks(execute=True):
        send(as_alice, linkedin(ANA))

    assert woken == [(str(newest(alice).pk), str(alice.pk))]


def test_a_dead_broker_fails_no_request(
    as_alice: Client,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refuse(*ids: str) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("importing.tasks.run.delay", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        assert send(as_alice, linkedin(ANA)).status_code == 302

    assert services.due(NOW) == [(newest(alice).pk, alice.pk)]


# --- refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose another one."),
        (b"x" * (3 * 1024 * 1024), "This file is too large: at most 2 MB can be read."),
    ],
    ids=["empty", "3 MB"],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence(
    as_alice: Client,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr("importing.uploads.LARGEST", 2 * 1024 * 1024)

    answer = send(as_alice, content)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert stored() == []
    with acting_for(alice.pk):
        assert ImportJob.objects.count() == 0


def test_no_file_is_asked_for(as_alice: Client) -> None:
    answer = as_alice.post(START)

    assert (answer.status_code, "Choose a file first." in text_of(answer)) == (422, True)


def test_a_full_disk_is_said(as_alice: Client, tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_ROOT = tmp_path / "file"
    settings.UPLOAD_ROOT.write_text("no folder")

    answer = send(as_alice, linkedin(ANA))

    assert (answer.status_code, "could not be stored" in text_of(answer)) == (422, True)


REFUSED = {
    "empty.csv": "This file is empty.",
    "png_named.csv": "a PNG picture",
    "login_page.vcf": "it is a web page",
    "wide_header.csv": "at most 2000 can be read",
    "deep.json": "a JSON file",
    "bomb.xlsx": "too large when unpacked",
    "ole_encrypted.xlsx": "an old or encrypted Excel workbook",
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_hostile_file_is_refused_in_the_browser_with_what_was_found(
    as_alice: Client, alice: User, name: str
) -> None:
    job = work(upload(alice, (HOSTILE / name).read_bytes(), name))

    answer = as_alice.get(url(job, "check"))

    assert (job.state, answer.status_code) == ("refused", 200)
    assert REFUSED[name] in text_of(answer)
    assert "Bring another file" in text_of(answer)
    assert people(alice) == []


TAKEN = {
    "header_only.csv": (0, []),
    "wrong_delimiter.csv": (1, []),
    "nul_bytes.csv": (2, []),
    "mixed_encodings.csv": (3, []),
    "utf16be.csv": (1, []),
    "utf16le_nobom.csv": (1, []),
    "dup_headers.csv": (1, []),
    "wide_row.csv": (2, [(3, "TOO_MANY_COLUMNS")]),
    "huge_field.csv": (2, []),
    "odd_names.csv": (23, []),
    "bad_dates.csv": (10, []),
    "tenant_probe.csv": (1, []),
}


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_hostile_file_gives_its_good_rows_and_shows_every_page(
    as_alice: Client, alice: User, name: str
) -> None:
    wanted, bad = TAKEN[name]
    job = preview(alice, (HOSTILE / name).read_bytes(), name=name)
    assert as_alice.get(url(job, "check")).status_code == 200
    as_alice.post(url(job, "check"), {**columns(job), "do": "start"})

    job = work(job)

    assert (job.state, job.created, job.errors) == ("done", wanted, len(bad))
    for step in ("done", "touched", "rejected"):
        assert as_alice.get(url(job, step)).status_code == 200
    assert as_alice.get("/people/sort/").status_code == 200
    with acting_for(alice.pk):
        assert set(Contact.objects.values_list("owner_id", flat=True)) <= {alice.pk}


def test_names_are_shown_as_text(as_alice: Client, alice: User) -> None:
    name = "<img src=x onerror=alert(1)>"
    job = bring(alice, table(("Name", "Company"), (name, "'-alert(1)-'\">")))

    for page in (url(job, "touched"), "/people/sort/", "/people/sort/one/"):
        answer = as_alice.get(page)
        assert b"<img" not in answer.content
        assert b"&lt;img src=x onerror=alert(1)&gt;" in answer.content


# --- corrections -----------------------------------------------------------------------


def test_columns_can_be_corrected_and_are_remembered(as_alice: Client, alice: User) -> None:
    content = table(("Wer", "Wo"), ("Ana Kovač", "Tidewell"))
    job = preview(alice, content)
    assert (job.state, job.total) == ("ready", None)
    assert "Choose which one holds the name" in text_of(as_alice.get(url(job, "check")))

    answer = as_alice.post(
        url(job, "check"), {"column_0": "display", "column_1": "company", "do": "columns"}
    )
    job = work(job)
    assert (answer.status_code, job.preview["counts"]) == (302, {"created": 1})
    as_alice.post(url(job, "check"), {**columns(job), "do": "start"})
    assert counts(work(job)) == {"created": 1}

    again = preview(alice, content)
    assert again.mapping == {"0": "display", "1": "company"}
    with acting_for(alice.pk):
        assert HeaderMapping.objects.count() == 1


def test_what_was_not_previewed_is_not_imported(as_alice: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    as_alice.post(url(job, "check"), {**columns(job, column_5=""), "do": "start"})

    assert fresh(job).state == "uploaded"
    job = work(job)
    assert (job.state, job.mapping["5"]) == ("ready", None)


def test_a_mapping_without_anybody_is_refused_and_the_choice_kept(
    as_alice: Client, alice: User
) -> None:
    job = preview(alice, linkedin(ANA))
    nothing = dict.fromkeys(columns(job), "")

    answer = as_alice.post(url(job, "check"), {**nothing, "column_5": "notes", "do": "start"})

    assert answer.status_code == 422
    assert "Choose which column holds the name" in text_of(answer)
    assert '<option value="notes" selected>' in answer.content.decode()
    assert fresh(job).state == "ready"


def test_two_columns_cannot_become_one_field(as_alice: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    answer = as_alice.post(url(job, "check"), {**columns(job, column_1="given"), "do": "columns"})

    assert answer.status_code == 422
    assert "Only one column can become “First name”." in text_of(answer)


def test_letters_and_columns_can_be_read_in_another_way(as_alice: Client, alice: User) -> None:
    content = "Name;Email\nŽofie Nováková;z@example.com\n".encode("cp1250")
    job = preview(alice, content)

    as_alice.post(
        url(job, "check"),
        {"encoding": "cp1250", "delimiter": ";", "header_line": "1", "do": "reading"},
    )

    job = work(job)
    assert (job.state, job.reading["encoding"]) == ("ready", "cp1250")
    as_alice.post(url(job, "check"), {**columns(job), "do": "start"})
    work(job)
    assert people(alice) == ["Žofie Nováková"]


def test_a_refused_file_can_be_read_in_another_way(as_alice: Client, alice: User) -> None:
    job = preview(alice, b"Name^Email\nAna^ana@example.com\n")
    assert job.state == "refused"

    as_alice.post(
        url(job, "check"),
        {"encoding": "utf-8", "delimiter": ",", "header_line": "1", "do": "reading"},
    )

    assert fresh(job).state == "uploaded"


def test_an_unknown_encoding_is_not_sent_on(as_alice: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    answer = as_alice.post(
        url(job, "check"),
        {"encoding": "rot13", "delimiter": ",", "header_line": "1", "do": "reading"},
    )

    assert (answer.status_code, fresh(job).state) == (422, "ready")


def test_a_very_wide_table_shows_a_hundred_columns(as_alice: Client, alice: User) -> None:
    header = ["Name", *(f"Extra {n}" for n in range(1500))]
    job = preview(alice, table(header, ["Ana Kovač"] + ["x"] * 1500))

    answer = as_alice.get(url(job, "check"))

    assert answer.content.count(b"<select") < 110
    assert "1401 more columns are read as proposed." in text_of(answer)
    as_alice.post(url(job, "check"), {"column_0": "display", "do": "start"})
    assert counts(work(job)) == {"created": 1}


# --- while it runs ---------------------------------------------------------------------


def test_the_page_asks_for_its_part_until_there_is_something_new(
    as_alice: Client, alice: User
) -> None:
    job = upload(alice, linkedin(ANA))
    assert 'hx-trigger="every 1s"' in as_alice.get(url(job, "check")).content.decode()
    assert as_alice.get(url(job, "check"), headers=PART).status_code == 204
    work(job)
    part = as_alice.get(url(job, "check"), headers=PART).content.decode()
    assert "What will happen" in part
    assert "hx-get" not in part
    assert "<html" not in part

    with acting_for(alice.pk):
        services.start(fresh(job))
    running = as_alice.get(url(job, "run"), headers=PART)
    assert "hx-get" in running.content.decode()
    work(job)
    done = as_alice.get(url(job, "run"), headers=PART)
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, url(job, "done"))


def test_a_running_import_shows_how_far_and_how_fast_it_is(as_alice: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))
    begun = timezone.now() - timedelta(seconds=10)
    with acting_for(alice.pk):
        ImportJob.objects.filter(pk=job.pk).update(
            state="running", started_at=begun, checkpoint=4000, total=10_000
        )

    shown = text_of(as_alice.get(url(job, "run")))

    assert re.search(r"4[,.]?000 of 10[,.]?000, (400|399|39\d) a second", shown), shown
    assert "about 15 seconds left" in shown
    assert "Stop and keep what is in" in shown


def test_a_waiting_import_can_be_stopped(as_alice: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    answer = as_alice.post(url(job, "cancel"))

    assert (where(answer), fresh(job).state, people(alice)) == (url(job, "done"), "cancelled", [])
    assert stored() == []
    assert "Stopped" in text_of(as_alice.get(url(job, "done")))


def test_what_is_over_cannot_be_stopped(as_alice: Client, alice: User) -> None:
    job = bring(alice, linkedin(ANA))

    answer = as_alice.post(url(job, "cancel"), follow=True)

    assert "This import is done." in text_of(answer)
    assert people(alice) == ["Ana Kovač"]


def test_an_import_is_taken_back_from_its_report(as_alice: Client, alice: User) -> None:
    job = bring(alice, linkedin(ANA, BOB))

    answer = as_alice.post(url(job, "undo"))
    assert where(answer) == url(job, "run")
    assert "Taking the import back" in text_of(as_alice.get(where(answer)))

    work(job)
    assert people(alice) == []
    assert "Everything is as it was" in text_of(as_alice.get(url(job, "done")))


# --- the report ------------------------------------------------------------------------


def test_rejected_rows_come_as_a_file_that_can_be_mended_and_brought_again(
    as_alice: Client, alice: User
) -> None:
    content = linkedin(ANA) + b",,,,,,01 Jan 2020\n=1+2,x,,,'-y,,07 Mar 2024,too many\n"
    job = bring(alice, content)

    answer = as_alice.get(url(job, "rejected"))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="rejected-rows.csv"'
    given: Any = answer
    content = given.getvalue()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    header = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position"]
    assert rows == [
        ["Line", "Reason", *header, "Connected On"],
        ["3", "Nothing in this row says who the person is.", *[""] * 6, "01 Jan 2020"],
        [
            *("4", "This row has more cells than the header has names."),
            *("'=1+2", "x", "", "", "'-y", "", "07 Mar 2024", "too many"),
        ],
    ]
    mended = content.replace(b",too many", b"")
    assert counts(bring(alice, mended)) == {"created": 1, "errors": 1}
    assert people(alice) == ["=1+2 x", "Ana Kovač"]


def test_the_report_links_everybody_touched(as_alice: Client, alice: User) -> None:
    people_of_file = [("P", f"{number:03}", f"slug-{number}", "", "", "") for number in range(60)]
    job = bring(alice, linkedin(*people_of_file))

    first = as_alice.get(url(job, "touched"))
    second = as_alice.get(url(job, "touched") + first.context["next_url"])

    rows = [row for page in (first, second) for row, _said in page.context["rows"]]
    names = [row.contact.display for row in rows]
    assert names == [f"P {number:03}" for number in range(60)]
    assert rows[0].contact.get_absolute_url() in first.content.decode()


def test_where_the_user_has_something_else_the_report_says_what_and_leads_there(
    as_alice: Client, alice: User
) -> None:
    bring(alice, linkedin(ANA))
    ana = person(alice, "Ana Kovač")
    with acting_for(alice.pk):
        add_date(ana, DateLine(DateKind.BIRTHDAY, 3, 4), on=TODAY)
    header = ("Full name", "E-mail", "Role", "Birthday", "Phone")
    job = bring(
        alice, table(header, ("Ana Kovač", "ana@example.com", "<b>Intern</b>", "--05-06", "nope"))
    )
    said = (
        "Job title: the file says “&lt;b&gt;Intern&lt;/b&gt;”; what you have was kept.",
        "Birthday: the file says “6 May”; what you have was kept.",
        "This is not a phone number, and was left out.",
    )

    report = as_alice.get(url(job, "done"))
    listed = as_alice.get(url(job, "touched"), {"outcome": "kept"})

    for page in (report, listed):
        content = page.content.decode()
        assert f'href="{ana.get_absolute_url()}"' in content
        assert all(sentence in content for sentence in said)
    assert "You have something else" in text_of(report)
    assert f"{url(job, 'touched')}?outcome=kept" in report.content.decode()
    assert person(alice, "Ana Kovač").title == "Engineer"


def test_what_was_not_taken_as_it_stood_is_listed_with_its_people(
    as_alice: Client, alice: User
) -> None:
    rows = [("P", f"{number:03}", f"slug-{number}", "bad", "", "") for number in range(120)]
    job = bring(alice, linkedin(*rows))
    last = person(alice, "P 119")

    report = as_alice.get(url(job, "done")).content.decode()
    assert f'href="{person(alice, "P 000").get_absolute_url()}"' in report
    assert last.get_absolute_url() not in report
    page = as_alice.get(url(job, "touched"), {"outcome": "cut"})
    names = []
    while True:
        names += [row.contact.display for row, _said in page.context["rows"]]
        if not page.context["next_url"]:
            break
        page = as_alice.get(url(job, "touched") + page.context["next_url"])

    assert names == [f"P {number:03}" for number in range(120)]
    assert "This is not an e-mail address, and was left out." in text_of(page)


def test_the_preview_says_of_each_line_what_becomes_of_it(as_alice: Client, alice: User) -> None:
    known = [("P", f"{number:03}", f"slug-{number}", "", "", "") for number in range(40)]
    bring(alice, linkedin(*known, BOB))
    changed = [(*row[:5], "Engineer") for row in known]
    new = [("N", "New", "new", "", "", ""), ("W", "Warned", "warned", "bad", "", "")]

    job = preview(alice, linkedin(*changed, BOB, *new) + b",,,,,,01 Jan 2020\n")
    page = as_alice.get(url(job, "check"))

    said = {
        (line.name, line.outcome)
        for name in ("lines", "first_lines")
        for line in page.context[name]
    }
    assert {
        ("P 000", "updated"),
        ("Bob Berg", "unchanged"),
        ("N New", "new"),
        ("W Warned", "new"),
        ("01 Jan 2020", "problem"),
    } <= said
    assert page.context["lines"][0].is_bad  # what can't be taken stands first
    assert "42 lines worth a look" in text_of(page)
    for outcome in ("updated", "unchanged", "new", "problem"):
        assert f'<span class="tag self-start">{outcome}</span>' in page.content.decode()


def test_the_page_says_how_large_a_file_may_be(as_alice: Client) -> None:
    page = text_of(as_alice.get(START))

    for limit in ("25 MB", "2,000 columns", "500 MB", "unpacked 200 MB", "100,000"):
        assert limit in page


def test_previously_deleted_people_are_listed(as_alice: Client, alice: User) -> None:
    bring(alice, linkedin(ANA))
    with acting_for(alice.pk):
        Contact.objects.update(deleted_at=NOW)

    job = bring(alice, linkedin(ANA))

    assert "You deleted this person before." in text_of(as_alice.get(url(job, "done")))


def test_what_was_kept_on_undo_is_listed(as_alice: Client, alice: User) -> None:
    job = bring(alice, linkedin(ANA, BOB))
    with acting_for(alice.pk):
        Contact.objects.filter(given="Ana").update(version=2)
    job = take_back(job)

    report = text_of(as_alice.get(url(job, "done")))

    assert "Kept, because you changed them since Ana Kovač" in report
    assert "Taken back, but for what you changed since" in report
    assert "Everything is as it was" not in report


# --- who may ---------------------------------------------------------------------------


STEPS = ("check", "lines", "run", "done", "touched", "rejected", "cancel", "undo")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("step", STEPS)
def test_a_strangers_import_does_not_exist(
    as_mallory: Client, alice: User, step: str, method: str
) -> None:
    job = preview(alice, linkedin(ANA))

    answer = getattr(as_mallory, method)(url(job, step))

    assert answer.status_code in {404, 405}
    assert fresh(job).state == "ready"
    assert b"Ana" not in answer.content


@pytest.mark.parametrize("step", STEPS)
def test_looking_changes_nothing(as_alice: Client, alice: User, step: str) -> None:
    job = bring(alice, linkedin(ANA))
    before = fresh(job)

    as_alice.get(url(job, step))

    after = fresh(job)
    assert (after.state, after.lease, after.cancel_asked) == (before.state, None, False)
    assert people(alice) == ["Ana Kovač"]


def test_nobody_gets_in_without_signing_in(client: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    for step in STEPS:
        assert where(client.get(url(job, step))).startswith("/accounts/login/")


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_need_the_same_queries_for_any_number_of_rows(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    rows = [("P", str(number), f"slug-{number}", "bad", "", "") for number in range(how_many)]
    ready = preview(alice, linkedin(*rows))
    job = bring(alice, linkedin(*rows, *((*row[:5], "x") for row in rows)))

    as_alice.get(START)  # the first request of a day does more

    for address, number in (
        (START, 8),
        (url(ready, "check"), 8),
        (url(job, "done"), 12),
        (url(job, "touched"), 9),
    ):
        with django_assert_num_queries(number):
            assert as_alice.get(address).status_code == 200


def test_the_first_lines_are_shown_while_the_rest_is_being_counted(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = upload(alice, linkedin(("Ana", "Kovač", "ana", "", "Tidewell", "Analyst")))
    url = reverse("importing:check", args=[job.pk])
    assert as_alice.get(url, headers={"HX-Request": "true"}).status_code == 204
    left = []
    monkeypatch.setattr("importing.previewing.leave", lambda *args, **kwargs: left.append(args))
    work(job)

    assert len(left) == 1  # as if it were not over yet
    page = as_alice.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Ana Kovač" in page
    assert "the rest is being counted" in page
    assert as_alice.get(f"{url}?shown=1", headers={"HX-Request": "true"}).status_code == 204


def test_what_waits_says_which_of_ones_own_files_come_first(
    as_alice: Client, alice: User, bob: User
) -> None:
    ana = linkedin(("Ana", "Kovač", "ana", "", "Tidewell", "Analyst"))
    owners = {"bobs.csv": bob, "<first>.csv": alice, "second.csv": alice, "third.csv": alice}
    jobs = {name: work(upload(owner, ana, name)) for name, owner in owners.items()}
    for job in jobs.values():
        with acting_for(job.owner_id):
            services.start(job)

    page = as_alice.get(reverse("importing:run", args=[jobs["third.csv"].pk])).content.decode()

    assert "2 other imports of yours come first." in page
    assert re.findall(r"<li><bdi>(.*?)</bdi></li>", page) == ["&lt;first&gt;.csv", "second.csv"]


def test_what_runs_comes_first_even_if_it_was_uploaded_later(as_alice: Client, alice: User) -> None:
    waiting, running = (preview(alice, linkedin(ANA), name=f"{n}.csv") for n in (1, 2))
    with acting_for(alice.pk):
        services.start(running)
        assert claims.claim(running.pk, owner_id=alice.pk, at=NOW)
        services.start(waiting)

    page = text_of(as_alice.get(url(waiting, "run")))

    assert "One other import of yours comes first. 2.csv" in page


def test_a_figure_of_the_preview_is_never_blank(as_alice: Client, alice: User) -> None:
    page = as_alice.get(url(preview(alice, linkedin(ANA)), "check")).content.decode()

    figures = re.findall(r'<dd class="text-2xl[^>]*>(.*?)</dd>', page)
    assert [strip_tags(figure) for figure in figures] == ["1", "0", "0", "0"]
