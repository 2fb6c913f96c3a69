"""Taking everything along from the browser, and erasing the account."""

import os
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.ownership import Owned
from core.roles import acting_for, acting_for_all
from importing import services as importing
from pages import account_out, exports
from pages.models import AccountExport
from tests.factories import make_contact
from tests.pages.carried import furnish

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
DATA = "/settings/data/"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_ROOT = tmp_path / "uploads"


def files() -> list[str]:
    root = Path(settings.UPLOAD_ROOT)
    return sorted(path.name for path in root.iterdir()) if root.is_dir() else []


def ask(owner: User, at: datetime = NOW) -> AccountExport:
    with acting_for(owner.pk):
        return exports.ask(owner, at=at)


def made(owner: User, at: datetime = NOW) -> AccountExport:
    row = ask(owner, at)
    exports.make(row.pk, owner_id=owner.pk, at=at)
    with acting_for(owner.pk):
        return AccountExport.objects.get(pk=row.pk)


def test_a_file_is_asked_for_made_by_a_worker_and_fetched(as_alice: Client, alice: User) -> None:
    furnish(alice)

    assert as_alice.post(reverse("pages:export_make")).status_code == 302
    waiting = as_alice.get(DATA).content.decode()
    assert "wird erstellt …" in waiting  # what was furnished speaks German
    assert 'hx-trigger="every 2s"' in waiting
    now = timezone.now()
    [(pk, owner_id)] = exports.due(now)
    exports.make(pk, owner_id=owner_id, at=now)
    assert reverse("pages:export_file", args=[pk]) in as_alice.get(DATA).content.decode()

    answer: Any = as_alice.get(reverse("pages:export_file", args=[pk]))

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="relcrm-')
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"PK\x03\x04")
    assert b"people.vcf" in content
    assert exports.due(now) == []


def test_files_are_for_the_owner_alone(as_mallory: Client, alice: User) -> None:
    row = made(alice)

    assert as_mallory.get(reverse("pages:export_file", args=[row.pk])).status_code == 404
    assert oct(exports.path_of(row).stat().st_mode & 0o777) == "0o600"


def test_what_is_not_made_or_is_gone_cannot_be_fetched(as_alice: Client, alice: User) -> None:
    waiting = ask(alice)
    assert as_alice.get(reverse("pages:export_file", args=[waiting.pk])).status_code == 404
    exports.make(waiting.pk, owner_id=alice.pk, at=NOW)
    exports.path_of(waiting).unlink()

    assert as_alice.get(reverse("pages:export_file", args=[waiting.pk])).status_code == 404


def test_one_waits_at_a_time_and_five_an_hour_are_enough(as_alice: Client, alice: User) -> None:
    assert ask(alice).pk == ask(alice).pk
    for _number in range(5):
        made(alice)

    with pytest.raises(exports.TooOften):
        ask(alice)
    assert ask(alice, NOW + timedelta(hours=2)).is_waiting


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_ask_for_one_file(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = Barrier(2)
    keys = iter(["a" * 32, "b" * 32])

    def key(length: int) -> str:
        both_looked.wait(10)
        return next(keys)

    def press(_number: int) -> uuid.UUID:
        try:
            return ask(alice).pk
        finally:
            connection.close()

    monkeypatch.setattr("pages.exports.secrets.token_hex", key)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(press, range(2))

    assert one == other


def test_too_many_are_refused_on_the_page(as_alice: Client, alice: User) -> None:
    for _number in range(5):
        made(alice, timezone.now())

    page = as_alice.post(reverse("pages:export_make"), follow=True).content.decode()

    assert "five exports in an hour" in page


def test_two_workers_make_one_file(alice: User) -> None:
    row = ask(alice)
    exports.make(row.pk, owner_id=alice.pk, at=NOW)
    before = exports.path_of(row).stat().st_mtime_ns

    exports.make(row.pk, owner_id=alice.pk, at=NOW)

    assert exports.path_of(row).stat().st_mtime_ns == before
    assert files() == [exports.path_of(row).name]


def test_a_dead_worker_is_followed_by_another_and_a_hopeless_export_ends(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(alice)

    def full_disk(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(account_out, "write", full_disk)
    at = NOW
    for _try in range(4):
        assert exports.due(at) == [(row.pk, alice.pk)]
        exports.make(row.pk, owner_id=alice.pk, at=at)

    assert exports.due(at) == []
    with acting_for(alice.pk):
        assert AccountExport.objects.get(pk=row.pk).failed
    assert files() == []


def test_the_lease_of_a_worker_runs_out(alice: User) -> None:
    row = ask(alice)
    with acting_for(alice.pk):
        AccountExport.objects.filter(pk=row.pk).update(lease_until=NOW + exports.LEASE)

    assert exports.due(NOW) == []
    assert exports.due(NOW + 2 * exports.LEASE) == [(row.pk, alice.pk)]


def test_files_go_after_a_week_and_those_without_a_row_at_once(alice: User) -> None:
    old, young = made(alice), made(alice, NOW + timedelta(days=6))
    stray = Path(settings.UPLOAD_ROOT) / f"export-{'a' * 32}"
    part = exports.path_of(young).with_name(f"{exports.path_of(young).name}.{'b' * 8}.part")
    other = Path(settings.UPLOAD_ROOT) / "something-else"
    for path in (stray, part, other):
        path.write_text("x")
    for path in Path(settings.UPLOAD_ROOT).iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    assert exports.sweep(NOW + timedelta(days=8)) == 3

    assert files() == sorted([exports.path_of(young).name, "something-else"])
    with acting_for(alice.pk):
        assert [row.pk for row in AccountExport.objects.all()] == [young.pk]
    assert not exports.path_of(old).exists()


def test_the_sweep_of_imports_leaves_exports_alone(alice: User) -> None:
    row = made(alice)
    os.utime(exports.path_of(row), (0, 0))

    importing.sweep(NOW)

    assert exports.path_of(row).exists()


def test_the_page_counts_its_queries(
    as_alice: Client, alice: User, django_assert_num_queries: Any
) -> None:
    for expected in (1, 3):
        with acting_for(alice.pk):
            while AccountExport.objects.count() < expected:
                AccountExport.objects.create(
                    owner=alice, file_key="k", asked_at=NOW, made_at=NOW, size=1
                )
        as_alice.get(DATA)
        with django_assert_num_queries(QUERIES):
            as_alice.get(DATA)


QUERIES = 8


# --- the account's end --------------------------------------------------------------------------


def erase(client: Client, password: str) -> Any:
    return client.post(reverse("pages:erase"), {"password": password})


def test_erasing_asks_for_the_password_first(as_alice: Client, alice: User) -> None:
    assert "Erase everything" in as_alice.get(reverse("pages:erase")).content.decode()

    for wrong in ("", "wrong horse"):
        assert erase(as_alice, wrong).status_code == 422

    assert User.objects.filter(pk=alice.pk).exists()


def test_erasing_takes_every_row_and_file_and_nobody_elses(
    as_alice: Client, alice: User, bob: User, django_capture_on_commit_callbacks: Any
) -> None:
    furnish(alice)
    furnish(bob)
    kept, gone = made(bob), made(alice)
    with acting_for(alice.pk):
        job = importing.upload(owner=alice, name="x.csv", pieces=[b"Name\nAda\n"])
    uploaded = Path(settings.UPLOAD_ROOT) / job.file_key
    assert uploaded.exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = erase(as_alice, "correct horse battery")

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert not User.objects.filter(pk=alice.pk).exists()
    with acting_for_all():
        for model in apps.get_models():
            if issubclass(model, Owned):
                assert not model._default_manager.filter(owner_id=alice.pk).exists(), model
    assert files() == [exports.path_of(kept).name]
    assert not exports.path_of(gone).exists()
    assert as_alice.get(DATA).status_code == 302
    with acting_for(bob.pk):
        assert make_contact(bob, "Still here").pk


def test_who_erases_during_an_export_leaves_no_file(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(alice)
    write = account_out.write

    def slow(owner: User, path: Path, at: datetime) -> None:
        write(owner, path, at)
        with acting_for(alice.pk):
            exports.erase(User.objects.get(pk=alice.pk))

    monkeypatch.setattr(account_out, "write", slow)
    exports.make(row.pk, owner_id=alice.pk, at=NOW)

    assert files() == []


def test_the_file_is_a_whole_archive(alice: User) -> None:
    furnish(alice)

    with zipfile.ZipFile(exports.path_of(made(alice))) as whole:
        assert whole.testzip() is None
