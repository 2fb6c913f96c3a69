"""Staff bring a file for an account inside the admin: preview, import, report, undo."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for, acting_for_all
from importing.models import CalendarAddress, ImportJob
from tests.conftest import NOW, make_user
from tests.importing.calendars import OWNER
from tests.importing.pipeline import (
    DATA,
    bring,
    counts,
    fresh,
    linkedin,
    people,
    preview,
    table,
    work,
)
from tests.importing.test_archives import archive
from tests.importing.test_cards_pipeline import ADA
from tests.importing.test_conversations import TWO

pytestmark = pytest.mark.django_db

BRING = "/admin/importing/importjob/add/"
LIST = "/admin/importing/importjob/"
ANA = ("Ana", "Kovač", "ana-kovac", "", "Tidewell", "Engineer")
BOB = ("Bob", "Berg", "bob-berg", "bad address", "Harbour", "Designer")


@pytest.fixture
def staff(db: None) -> User:
    return make_user("staff@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def as_staff(staff: User) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def page_of(job: ImportJob) -> str:
    return reverse("admin:importing_importjob_change", args=[job.pk])


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def send(client: Client, account: str, content: bytes) -> Any:
    return client.post(
        BRING, {"account": account, "file": SimpleUploadedFile("Connections.csv", content)}
    )


def newest(owner: User) -> ImportJob:
    with acting_for(owner.pk):
        return ImportJob.objects.for_user(owner).newest_first()[0]


def test_staff_bring_a_file_for_an_account(as_staff: Client, staff: User, alice: User) -> None:
    assert "Bring a file for an account" in text_of(as_staff.get(BRING))

    answer = send(as_staff, " Alice@Example.org ", (DATA / "small/Connections.csv").read_bytes())
    job = newest(alice)
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(job))
    assert "being read" in text_of(as_staff.get(page_of(job)))

    work(job)
    shown = text_of(as_staff.get(page_of(job)))
    assert "created 194 updated 0 unchanged 0 left out 0 not taken 8" in shown
    assert "53 TOO_MANY_COLUMNS This row has more cells than the header has names." in shown
    assert "Import" in shown

    as_staff.post(page_of(job), {"do": "start"})
    work(job)
    report = text_of(as_staff.get(page_of(job)))
    assert "done" in report
    assert "created 194 updated 0 unchanged 0 left out 0 not taken 8" in report
    assert "77 DUPLICATE_IN_FILE The same row stands on line 76." in report
    assert (len(people(alice)), people(staff)) == (194, [])

    as_staff.post(page_of(job), {"do": "undo"})
    assert work(job).state == "undone"
    assert people(alice) == []


def test_what_staff_bring_belongs_to_the_account_alone(
    as_staff: Client, staff: User, alice: User, bob: User
) -> None:
    bring(bob, linkedin(ANA))
    send(as_staff, alice.email, linkedin(ANA))
    job = work(newest(alice))
    as_staff.post(page_of(job), {"do": "start"})

    assert counts(work(job)) == {"created": 1}
    with acting_for_all():
        owners = Contact.objects.values_list("owner__email", flat=True)
        assert sorted(owners) == ["alice@example.org", "bob@example.org"]


def test_staff_see_lines_and_reasons_but_nobodys_name(as_staff: Client, alice: User) -> None:
    job = bring(alice, linkedin(ANA, ANA, BOB))

    for page in (page_of(job), LIST):
        content = as_staff.get(page).content.decode()
        assert "Kovač" not in content
        assert "Berg" not in content
    assert "DUPLICATE_IN_FILE" in text_of(as_staff.get(page_of(job)))


def test_the_list_shows_states_and_problems(as_staff: Client, alice: User) -> None:
    bring(alice, linkedin(ANA))
    preview(alice, b"\x89PNG\r\n\x1a\n")

    shown = text_of(as_staff.get(LIST))

    assert "done" in shown
    assert "This does not look like a list of people: it is a PNG picture." in shown
    assert "alice@example.org" in shown


def test_the_log_names_ids_only(as_staff: Client, staff: User, alice: User) -> None:
    send(as_staff, alice.email, linkedin(ANA))
    job = work(newest(alice))
    as_staff.post(page_of(job), {"do": "start"})

    entries = LogEntry.objects.order_by("pk").values_list(
        "user_id", "object_repr", "change_message"
    )
    assert list(entries) == [(staff.pk, str(job.pk), "brought"), (staff.pk, str(job.pk), "start")]


@pytest.mark.parametrize(
    ("account", "content", "sentence"),
    [
        ("nobody@example.org", b"x", "There is no account with this address."),
        ("alice@example.org", b"", "This file is empty. Choose another one."),
        ("alice@example.org", b"x" * (3 * 2**20), "This file is too large: at most 2 MB"),
    ],
    ids=["nobody", "empty", "3 MB"],
)
def test_what_cannot_be_taken_is_said(
    as_staff: Client,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    account: str,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr("importing.uploads.LARGEST", 2 * 2**20)

    answer = send(as_staff, account, content)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with acting_for_all():
        assert ImportJob.objects.count() == 0


def test_a_refused_file_is_said_with_its_reason(as_staff: Client, alice: User) -> None:
    job = preview(alice, b"<!doctype html><p>Sign in</p>")

    shown = text_of(as_staff.get(page_of(job)))

    assert "not taken" in shown
    assert "it is a web page" in shown


def test_what_cannot_be_done_now_is_said(as_staff: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    for wanted in ("undo", "rubbish"):
        answer = as_staff.post(page_of(job), {"do": wanted}, follow=True)
        assert answer.status_code == 200
        assert list(answer.context["messages"]) != []
    assert fresh(job).state == "ready"


def test_looking_changes_nothing(as_staff: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    as_staff.get(page_of(job), {"do": "start"})

    assert fresh(job).state == "ready"


def test_only_staff_with_the_permission_get_in(
    as_alice: Client, alice: User, mallory: User
) -> None:
    job = preview(alice, linkedin(ANA))
    mallory.is_staff = True
    mallory.save()
    helper = Client()
    helper.force_login(mallory)

    for page in (LIST, BRING, page_of(job)):
        assert as_alice.get(page).status_code == 302
        assert helper.get(page).status_code == 403
        assert helper.post(page, {"do": "start"}).status_code == 403

    mallory.user_permissions.add(Permission.objects.get(codename="view_importjob"))
    assert helper.get(page_of(job)).status_code == 200
    assert helper.post(page_of(job), {"do": "start"}).status_code == 403
    assert fresh(job).state == "ready"


def test_a_job_that_never_was_is_not_found(as_staff: Client) -> None:
    for pk in ("0190a000-0000-7000-8000-000000000000", "rubbish"):
        assert as_staff.get(f"{LIST}{pk}/change/").status_code == 404


def test_staff_see_that_a_calendar_is_read_and_not_where(client: Client, staff: User) -> None:
    alice = make_user("alice@example.org")
    with acting_for(alice.pk):
        row = CalendarAddress.objects.create(
            owner=alice, url="https://calendar.example/secret.ics", next_at=NOW
        )
    client.force_login(staff)

    for page in ("", f"{row.pk}/change/"):
        response = client.get(f"/admin/importing/calendaraddress/{page}")

        assert response.status_code == 200
        assert "alice@example.org" in response.content.decode()
        assert "calendar.example" not in response.content.decode()


def test_what_can_be_done_stands_above_the_problems(as_staff: Client, alice: User) -> None:
    job = preview(alice, linkedin(ANA, ANA))

    shown = as_staff.get(page_of(job)).content.decode()

    assert shown.index('value="start"') < shown.index("Problems by kind")


def test_staff_are_told_what_a_file_may_be(as_staff: Client) -> None:
    page = text_of(as_staff.get(BRING))

    for limit in ("25 MB", "2,000 columns", "500 MB", "unpacked 200 MB", "100,000"):
        assert limit in page


def test_staff_choose_the_columns_that_nobody_knows(as_staff: Client, alice: User) -> None:
    job = preview(alice, table(("Wer", "Wo"), ("Ana Kovač", "Tidewell")))
    shown = as_staff.get(page_of(job)).content.decode()
    assert "“Wer” becomes" in shown
    assert "Kovač" not in shown

    answer = as_staff.post(page_of(job), {"do": "columns", "column_0": "", "column_1": ""})
    assert answer.status_code == 422
    assert "Choose which column holds the name" in text_of(answer)
    as_staff.post(page_of(job), {"do": "columns", "column_0": "display", "column_1": "company"})
    job = work(job)
    assert "created 1 updated 0" in text_of(as_staff.get(page_of(job)))
    as_staff.post(page_of(job), {"do": "start"})

    assert counts(work(job)) == {"created": 1}
    assert people(alice) == ["Ana Kovač"]


def test_staff_have_a_file_read_in_another_way(as_staff: Client, alice: User) -> None:
    job = preview(alice, "Name\tFirma\nИван\tВода\n".encode("cp1251"))
    page = as_staff.get(page_of(job)).content.decode()
    assert "How the file is read" in page

    answer = as_staff.post(
        page_of(job),
        {"do": "reading", "encoding": "klingon", "delimiter": "\t", "header_line": "1"},
    )
    assert answer.status_code == 422
    as_staff.post(
        page_of(job),
        {"do": "reading", "encoding": "koi8_r", "delimiter": "\t", "header_line": "1"},
    )

    assert fresh(job).reading["chosen"] == {
        "encoding": "koi8_r",
        "delimiter": "\t",
        "header_line": 1,
    }


def test_staff_answer_what_a_format_asks(as_staff: Client, alice: User) -> None:
    job = preview(alice, TWO)
    page = as_staff.get(page_of(job)).content.decode()
    assert "Kovač" not in page

    as_staff.post(page_of(job), {"do": "columns", "ask-owner": OWNER, "ask-months": "12"})

    assert work(job).reading["chosen"]["answers"]["add_people"] == "no"


def test_staff_see_what_of_an_archive_is_not_read(as_staff: Client, alice: User) -> None:
    content = archive(("people.vcf", ADA), ("more/calendar.ics", TWO), ("x.png", b"x"))
    job = preview(alice, content)

    assert "Not read from this archive: “people.vcf”" in text_of(as_staff.get(page_of(job)))


def test_a_job_of_an_account_cannot_be_corrected_by_who_may_only_look(
    alice: User, mallory: User
) -> None:
    job = preview(alice, table(("Wer", "Wo"), ("Ana Kovač", "Tidewell")))
    mallory.is_staff = True
    mallory.save()
    mallory.user_permissions.add(Permission.objects.get(codename="view_importjob"))
    helper = Client()
    helper.force_login(mallory)

    assert "“Wer” becomes" not in helper.get(page_of(job)).content.decode()
    sent = {"do": "columns", "column_0": "display", "column_1": ""}
    assert helper.post(page_of(job), sent).status_code == 403
    assert fresh(job).total is None
