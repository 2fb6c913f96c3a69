"""A whole account goes out and comes in elsewhere, equal but for its ids."""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Contact, ContactPhoto, ImportantDate, Tag
from core.ownership import Owned
from core.roles import acting_for
from importing.cleaning import escape, unescape
from importing.formats import read, sniff
from importing.records import Record, Refused
from interactions.derivation import drifted
from pages import account_in, account_out, calendar_out
from pages.carrying import STAYS, TRAVELS, USER_STAYS, USER_TRAVELS
from tests.factories import make_contact
from tests.importing.pipeline import bring, counts
from tests.pages.carried import NOW, TODAY, everything, furnish

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def archive(alice: User, tmp_path: Path) -> Path:
    """Alice's account, as a file."""
    furnish(alice)
    path = tmp_path / "alice.zip"
    account_out.write(alice, path, NOW)
    return path


def differing(original: User, copy: User) -> set[str]:
    """The tables in which the copy is not what the original is, with the ids of the copy."""
    before, after = everything(original), everything(copy)
    return {
        label
        for label, rows in before.items()
        if sorted(_as_text(row, copy) for row in rows) != sorted(map(_as_text, after[label]))
    }


def _as_text(row: dict[str, Any], owner: User | None = None) -> str:
    """As JSON, with the ids of the owner's account; of a pair the smaller id stands first."""
    text = json.dumps(row, default=lambda each: f"{type(each).__name__} {each!r}")
    if owner is not None:
        text = ID.sub(lambda match: str(uuid.uuid5(owner.pk, match[0])), text)
    if "one_id" in row:
        text = " ".join(sorted(ID.findall(text)))
    return text


# --- nothing is forgotten ----------------------------------------------------------------------


def test_every_owned_table_travels_or_says_why_not() -> None:
    owned = {model._meta.label for model in apps.get_models() if issubclass(model, Owned)}

    assert set(TRAVELS) | set(STAYS) == owned
    assert not set(TRAVELS) & set(STAYS)


def test_every_setting_travels_or_says_why_not() -> None:
    columns = {field.name for field in User._meta.concrete_fields}

    assert set(USER_TRAVELS) | set(USER_STAYS) == columns
    assert not set(USER_TRAVELS) & set(USER_STAYS)


def test_a_row_of_everything_that_travels_is_tried(alice: User) -> None:
    furnish(alice)

    assert [label for label, rows in everything(alice).items() if not rows] == []


# --- there and back ----------------------------------------------------------------------------


def test_an_account_is_equal_elsewhere_but_for_its_ids(
    alice: User, bob: User, archive: Path
) -> None:
    account_in.read(archive, bob, NOW)

    assert differing(alice, bob) == set()
    bob.refresh_from_db()
    for name in USER_TRAVELS:
        assert getattr(bob, name) == getattr(alice, name), name
    with acting_for(bob.pk):
        assert drifted(bob.pk, TODAY) == set()


def test_a_column_that_was_lost_would_be_seen(alice: User, bob: User, archive: Path) -> None:
    """The control: the comparison is not blind."""
    account_in.read(archive, bob, NOW)
    with acting_for(bob.pk):
        Contact.objects.filter(given="Ada").update(department="")
        Tag.objects.filter(name="Crew").delete()

    assert differing(alice, bob) == {"contacts.Contact", "contacts.Tag", "contacts.ContactTag"}


def test_the_same_archive_again_changes_nothing(bob: User, archive: Path) -> None:
    account_in.read(archive, bob, NOW)
    before = everything(bob)

    again = account_in.read(archive, bob, NOW)

    assert set(again.values()) == {0}
    assert everything(bob) == before


def test_what_was_lost_since_comes_back(bob: User, archive: Path) -> None:
    account_in.read(archive, bob, NOW)
    with acting_for(bob.pk):
        Contact.objects.filter(given="Ada").delete()

    assert account_in.read(archive, bob, NOW)["contacts.Contact"] == 1


def test_two_owners_may_bring_the_same_archive(
    alice: User, bob: User, mallory: User, archive: Path
) -> None:
    account_in.read(archive, bob, NOW)
    account_in.read(archive, mallory, NOW)

    ids = [
        {row["id"] for rows in everything(each).values() for row in rows}
        for each in (alice, bob, mallory)
    ]
    assert ids[0].isdisjoint(ids[1])
    assert ids[1].isdisjoint(ids[2])
    assert len(ids[0]) == len(ids[1]) == len(ids[2])


def test_people_of_ones_own_are_never_mixed_in(bob: User, archive: Path) -> None:
    with acting_for(bob.pk):
        make_contact(bob, "Mine")
    before = everything(bob)

    with pytest.raises(Refused, match="people of its own"):
        account_in.read(archive, bob, NOW)

    assert everything(bob) == before


# --- damaged and malicious archives ------------------------------------------------------------


def changed(archive: Path, name: str, change: Callable[[str], str]) -> Path:
    """The same archive with one member changed."""
    path = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(path, "w") as after:
        for each in before.namelist():
            text = before.read(each).decode()
            after.writestr(each, change(text) if each == name else text)
    return path


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("account.json", lambda _text: "{}"),
        ("account.json", lambda _text: "["),
        ("account.json", lambda text: text.replace('"version": 1', '"version": 99')),
        ("account.json", lambda text: text.replace('"budget": 7', '"budget": 99')),
        ("account.json", lambda text: text.replace('"budget": 7', '"budget": "x"')),
        ("account.json", lambda text: text.replace("2026-12-20", "soon")),
        ("data/contacts.tag.json", lambda text: text[:-20]),
        ("data/contacts.tag.json", lambda _text: '[\n"x"\n]'),
        ("data/contacts.tag.json", lambda text: text.replace('"Crew"', '"' + "x" * 99 + '"')),
        ("data/contacts.tag.json", lambda text: text.replace("Crew", "\\u0000")),
        ("data/contacts.tag.json", lambda _text: "[" * 100_000),
        ("data/contacts.company.json", lambda _text: "[\n]"),
        ("data/contacts.contactphoto.json", lambda t: re.sub(r'x[0-9a-f]+"', 'x3c7376673e"', t)),
    ],
)
def test_a_damaged_archive_leaves_the_account_as_it_was(
    bob: User, archive: Path, name: str, change: Callable[[str], str]
) -> None:
    before, language = everything(bob), bob.language

    with pytest.raises(Refused, match=r"\.$"):
        account_in.read(changed(archive, name, change), bob, NOW)

    bob.refresh_from_db()
    assert (everything(bob), bob.language) == (before, language)


def test_an_owner_named_in_the_archive_does_not_count(
    alice: User, bob: User, archive: Path
) -> None:
    def claim(text: str) -> str:
        return text.replace('{"id"', f'{{"owner_id": "{alice.pk}", "id"')

    account_in.read(changed(archive, "data/contacts.tag.json", claim), bob, NOW)

    with acting_for(bob.pk):
        assert Tag.objects.filter(owner=bob).count() == 2


def test_other_files_are_refused(bob: User, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("Connections.csv", "x")

    with pytest.raises(Refused, match="not an archive of a Relcrm account"):
        account_in.read(path, bob, NOW)


# --- the commands ------------------------------------------------------------------------------


def test_the_commands_carry_an_account(alice: User, bob: User, tmp_path: Path) -> None:
    furnish(alice)
    path, said = tmp_path / "out.zip", io.StringIO()

    call_command("export_account", owner=alice.email.upper(), out=path, stdout=said)
    call_command("import_account", path, owner=bob.email, stdout=said)

    assert "contacts.Contact 3" in said.getvalue()
    assert len(everything(bob)["contacts.Contact"]) == 3
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("export_account", {"owner": "nobody@example.org", "out": Path("x.zip")}),
        ("export_account", {"owner": "alice@example.org", "out": Path("/nowhere/x.zip")}),
        ("import_account", {"owner": "nobody@example.org", "file": Path("x.zip")}),
        ("import_account", {"owner": "alice@example.org", "file": Path("/nowhere/x.zip")}),
        ("import_account", {"owner": "alice@example.org", "file": Path(__file__)}),
    ],
)
def test_the_commands_say_what_is_wrong(alice: User, command: str, options: dict[str, Any]) -> None:
    arguments = [options.pop("file")] if "file" in options else []

    with pytest.raises(CommandError, match=r"\.$"):
        call_command(command, *arguments, **options)


# --- for people and other programs -------------------------------------------------------------


def test_the_archive_says_what_is_in_it(archive: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        assert whole.testzip() is None
        names = whole.namelist()
        read_me = whole.read("README.txt").decode()

    assert names[:2] == ["README.txt", "account.json"]
    assert names[-4:] == ["people.vcf", "people-3.0.vcf", "people.csv", "calendar.ics"]
    assert all(name in read_me for name in names[-4:])


def member(archive: Path, name: str, folder: Path) -> Path:
    path = folder / "member"
    with zipfile.ZipFile(archive) as whole:
        path.write_bytes(whole.read(name))
    return path


SAME = """
display prefix given middle family suffix nickname pronouns department title facts photo
""".split()


def said(contact: Contact) -> dict[str, Any]:
    """What a file can hold of a person."""
    return {
        **{name: getattr(contact, name) for name in SAME},
        "company": str(contact.company or ""),
        "ways": sorted(
            (each.kind, each.value, each.label or "other") for each in contact.methods.all()
        ),
        "tags": sorted(each.tag.name for each in contact.contact_tags.all()),
        "dates": sorted(map(_day, contact.dates.all())),
        "connected_on": contact.connected_on,
    }


def _day(each: ImportantDate) -> tuple[str, int | None, int, int | None]:
    return each.kind, each.year, each.month, each.day


def all_said(owner: User, *without: str) -> list[dict[str, Any]]:
    with acting_for(owner.pk):
        found = [said(contact) for contact in Contact.objects.for_user(owner).kept()]
    plain = [{k: v for k, v in each.items() if k not in without} for each in found]
    return sorted(plain, key=lambda each: str(each["display"]))


@pytest.mark.parametrize(
    ("name", "format", "without"),
    [
        ("people.vcf", "vcard", ["connected_on"]),
        ("people-3.0.vcf", "vcard", ["connected_on"]),
        ("people.csv", "relcrm", ["photo"]),
    ],
)
def test_people_come_back_as_they_were(
    alice: User,
    bob: User,
    archive: Path,
    tmp_path: Path,
    name: str,
    format: str,
    without: list[str],
) -> None:
    path = member(archive, name, tmp_path)
    assert sniff(path).format == format

    job = bring(bob, path.read_bytes())

    assert counts(job) == {"created": 2}
    for found, wanted in zip(all_said(bob, *without), all_said(alice, *without), strict=True):
        assert {k: v for k, v in found.items() if v != wanted[k]} == {}
        assert found == wanted


@pytest.mark.parametrize("name", ["people.vcf", "people-3.0.vcf", "people.csv"])
def test_ones_own_file_brings_nobody_twice(
    alice: User, archive: Path, tmp_path: Path, name: str
) -> None:
    before = all_said(alice)

    job = bring(alice, member(archive, name, tmp_path).read_bytes())

    assert counts(job) == {"unchanged": 2}
    assert all_said(alice) == before


def test_who_was_deleted_does_not_come_back_with_ones_own_file(
    alice: User, archive: Path, tmp_path: Path
) -> None:
    with acting_for(alice.pk):
        Contact.objects.filter(given="").update(deleted_at=NOW)

    job = bring(alice, member(archive, "people.vcf", tmp_path).read_bytes())

    assert counts(job) == {"unchanged": 1, "skipped": 1}


def test_the_table_holds_no_formula(archive: Path, tmp_path: Path) -> None:
    text = member(archive, "people.csv", tmp_path).read_text("utf-8-sig")

    assert "'=Ada Ficta" in text
    assert "'-Captain" in text
    assert "'+44 7700 900123" in text
    assert not re.search(r'(?m)(?:^|,)"?[=+@\-＝＋－＠]', text)


def test_lines_of_cards_are_short_and_letters_whole(archive: Path, tmp_path: Path) -> None:
    for name in ("people.vcf", "people-3.0.vcf"):
        content = member(archive, name, tmp_path).read_bytes()
        assert content.endswith(b"END:VCARD\r\n")
        for line in content.split(b"\r\n"):
            assert len(line) <= 75
            line.decode()


def test_the_calendar_is_told_piece_by_piece(
    alice: User, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the history is, it never stands in memory as a whole."""
    reached: list[str] = []

    def dates(owner: User, at: datetime) -> Iterator[icalendar.Event]:
        reached.append("dates")
        yield from ()

    monkeypatch.setattr(calendar_out, "_dates", dates)
    with acting_for(alice.pk):
        pieces = calendar_out.lines(alice, NOW)
        first_two = [next(pieces), next(pieces)]

    assert "BEGIN:VEVENT" in first_two[1]
    assert reached == []


def test_the_calendar_tells_what_happened_and_what_comes(archive: Path, tmp_path: Path) -> None:
    calendar = icalendar.Calendar.from_ical(member(archive, "calendar.ics", tmp_path).read_bytes())

    events = {str(each["summary"]): each for each in calendar.walk("VEVENT")}
    talk: Any = next(each for name, each in events.items() if "Bo" in name)
    assert talk["dtstart"].dt.isoformat() == "2026-11-16T09:30:00+01:00"
    assert talk["description"] == "Tea *and* boats"
    yearly = [each for each in events.values() if "rrule" in each]
    assert len(yearly) == 2


def test_who_is_in_the_trash_is_in_the_data_only(alice: User, tmp_path: Path) -> None:
    furnish(alice)
    with acting_for(alice.pk):
        Contact.objects.filter(given="Ada").update(deleted_at=NOW)
    path = tmp_path / "out.zip"
    account_out.write(alice, path, NOW + timedelta(days=1))

    with zipfile.ZipFile(path) as whole:
        assert "Ficta" not in whole.read("people.vcf").decode()
        assert "Ficta" in whole.read("data/contacts.contact.json").decode()
        assert b"Ficta" not in whole.read("calendar.ics").replace(b"\r\n ", b"")


def test_a_stranger_is_not_in_the_archive(alice: User, bob: User, tmp_path: Path) -> None:
    with acting_for(bob.pk):
        make_contact(bob, "Canary of Bob")
    furnish(alice)
    account_out.write(alice, tmp_path / "out.zip", NOW)

    with zipfile.ZipFile(tmp_path / "out.zip") as whole:
        assert all("Canary" not in whole.read(name).decode() for name in whole.namelist())


def test_an_empty_account_is_an_archive_too(alice: User, bob: User, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    account_out.write(alice, path, NOW)

    account_in.read(path, bob, NOW)

    assert differing(alice, bob) == set()
    with acting_for(bob.pk):
        assert not ContactPhoto.objects.exists()


CELLS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠aé; "), max_size=8)


@given(cell=CELLS)
@example(cell="';'=")
def test_a_cell_is_no_formula_and_comes_back_as_it_was(cell: str) -> None:
    escaped = escape(cell)

    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert unescape(escaped) == cell


def test_a_table_that_a_person_wrote_is_recognised_by_its_own_column(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_text('Relcrm ID,Full name,Tags\nx,Ada,"board, past\nCrew"\n', "utf-8")

    [record] = read(path, format=sniff(path).format)

    assert isinstance(record, Record)
    assert (record.source_id, record.tags) == ("x", ["board, past", "Crew"])
