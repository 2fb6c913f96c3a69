"""ZIP archives: LinkedIn's own, and those that are made to hurt."""

import io
import stat
import struct
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import ContactMethod
from core.roles import acting_for
from importing.agreement import Exported, comparable, differences, entries_of, expected_of, load
from importing.archives import Member, inflate, members_of
from importing.formats import read, sniff
from importing.records import Conversation, Record, Refused
from interactions.models import Interaction
from tests.importing.monicas import collection, contact, exported
from tests.importing.pipeline import bring, preview, take_back
from tests.importing.reading_helpers import HEADER, entries, names, outcome, refusal, written

DATA = Path(__file__).resolve().parent.parent / "data" / "exports"
BOTH = ["Connections.csv", "messages.csv"]
EXPORT = DATA / "cards" / "Basic_LinkedInDataExport_11-01-2026.zip"
TRUTH = load(DATA / "cards")
CONNECTIONS = f"{HEADER}\nAda,Ficta,https://www.linkedin.com/in/zz-ada,,,,01 Jan 2024\n"
MB = 1024 * 1024


def archive(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


def test_an_export_of_linkedin_is_read_as_its_connections_are() -> None:
    truth = load(DATA / "small")["files"]["Connections.csv"]
    talks = load(DATA / "talks")
    both = expected_of(
        {"files": {**talks["files"], "Connections.csv": truth, "zip": {"same_as": BOTH}}}, "zip"
    )

    found = sniff(EXPORT)

    assert (found.format, found.header_line) == ("linkedin", truth["header_line"])
    assert differences(entries_of(EXPORT, Exported.of(talks)), both) == []


@pytest.mark.django_db
def test_whoever_stands_in_both_files_of_an_archive_is_one_person(alice: User) -> None:
    job = bring(alice, EXPORT.read_bytes())

    with acting_for(alice.pk):
        profiles = ContactMethod.objects.filter(kind="linkedin").values_list("normalised")
        assert profiles.count() == profiles.distinct().count()
        assert Interaction.objects.count() == 179
    alone = bring(alice, (DATA / "talks" / "messages.csv").read_bytes())
    assert (alone.created, alone.updated) == (0, 0)
    assert take_back(job).kept_on_undo == []


@pytest.mark.parametrize(
    "name",
    [
        "Connections.csv",
        "connections.CSV",
        "Basic_LinkedInDataExport_11-01-2026/Connections.csv",
        "../../Connections.csv",
        "/etc/Connections.csv",
        "C:\\export\\Connections.csv",
    ],
)
def test_only_the_last_part_of_a_name_counts_and_nothing_is_unpacked(
    tmp_path: Path, name: str
) -> None:
    path = written(tmp_path, archive(("Profile.csv", "x"), (name, CONNECTIONS)))

    assert names(entries(path)) == [(2, "Ada Ficta")]
    assert [each.name for each in tmp_path.iterdir()] == ["upload"]


def test_a_link_is_read_as_what_it_holds(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("Connections.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = written(tmp_path, archive((link, "/etc/passwd")))

    assert "1 column found" in refusal(path)


def test_a_hostile_archive_gives_its_connections() -> None:
    truth = TRUTH["hostile"]["slip.zip"]["contacts"][0]

    [record] = entries_of(DATA / "cards" / "hostile" / "slip.zip")

    found = comparable(record)  # type: ignore[arg-type]
    assert {name: found[name] for name in truth if name != "line"} == {
        name: value for name, value in truth.items() if name != "line"
    }


CARDS = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Ficta\r\nEND:VCARD\r\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\nSUMMARY:Lunch\r\n"
    "DTSTART:20240301T120000Z\r\nATTENDEE;CN=Ada Ficta:mailto:ada@example.com\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
GOOGLE = "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value\nAda,Ficta,Work,ada@example.com\n"
PLAIN = "Name;Email\nAda Ficta;ada@example.com\n"
MONICA = exported(collection("contact", contact("a", "Ada", "Ficta")))


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("Takeout/Contacts/All Contacts/All Contacts.vcf", CARDS, "vcard"),
        ("contacts.csv", GOOGLE, "google"),
        ("people.csv", PLAIN, "csv"),
        ("export.json", MONICA, "monica"),
    ],
)
def test_the_only_file_of_an_archive_is_read_as_it_would_be_alone(
    tmp_path: Path, name: str, content: str | bytes, format: str
) -> None:
    path = written(tmp_path, archive((name, content)))

    found = sniff(path)

    assert (found.format, found.refused, found.unread) == (format, None, "")
    assert [each.display for each in read(path, format=format) if isinstance(each, Record)] == [
        "Ada Ficta"
    ]


def test_a_calendar_in_an_archive_is_read_and_what_lies_beside_it_is_said(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        archive(
            ("Takeout/archive_browser.html", "<html>"),
            ("__MACOSX/Takeout/._work.ics", CALENDAR),
            ("Takeout/Calendar/.DS_Store", "x"),
            ("Takeout/Calendar/work.ics", CALENDAR),
        ),
    )

    found = sniff(path)
    talks = [each for each in read(path, format="ics") if isinstance(each, Conversation)]

    assert found.format == "ics"
    assert found.unread == "Not read from this archive: “archive_browser.html”."
    assert [each.occurred_on for each in talks] == [date(2024, 3, 1)]


def test_of_several_files_the_largest_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    members = [(f"{name}.vcf", CARDS) for name in "abcd"]
    path = written(tmp_path, archive(("x.txt", "x"), *members, ("all.vcf", CARDS * 4)))

    assert len(list(read(path, format="vcard"))) == 4
    assert sniff(path).unread == (
        "Not read from this archive: “a.vcf”, “b.vcf”, “c.vcf” and 2 more files."
    )


def test_what_lies_beside_the_connections_is_said(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        archive(("Profile.csv", "x"), ("Connections.csv", CONNECTIONS), ("work.ics", CALENDAR)),
    )

    found = sniff(path)

    assert found.format == "linkedin"
    assert found.unread == "Not read from this archive: “work.ics”, “Profile.csv”."


def test_of_a_whole_export_of_linkedin_the_messages_are_read_too() -> None:
    found = sniff(EXPORT)

    assert found.along == ["messages.csv"]
    assert found.unread == "Not read from this archive: “guide_messages.csv”, “Profile.csv”."


def test_a_name_that_would_deceive_is_shown_plainly(tmp_path: Path) -> None:
    odd = ("a/\u202egpj\x07" + "n" * 300, "x")

    found = sniff(written(tmp_path, archive(odd, ("a.vcf", CARDS))))

    assert found.unread == f"Not read from this archive: “gpj{'n' * 57}”."


def test_a_table_among_other_files_is_not_guessed_to_be_people(tmp_path: Path) -> None:
    path = written(tmp_path, archive(("notes.csv", PLAIN), ("readme.txt", "x")))

    assert refusal(path).startswith("There is nothing in this ZIP archive")


def test_a_bomb_among_contacts_is_not_unpacked(tmp_path: Path) -> None:
    begun = time.monotonic()

    path = written(tmp_path, archive(("a.vcf", CARDS + "a" * 30 * MB), ("b.txt", "b")))

    assert isinstance(outcome(path), str)
    assert time.monotonic() - begun < 5


@pytest.mark.django_db
def test_the_check_says_what_of_an_archive_is_not_read(as_alice: Client, alice: User) -> None:
    job = preview(alice, archive(("a.vcf", CARDS), ("<b>.png", "x")))

    shown = as_alice.get(reverse("importing:check", args=[job.pk])).content.decode()

    assert "Not read from this archive: “&lt;b&gt;.png”." in shown


@pytest.mark.parametrize("name", ["notes.txt", "Profile.csv", "inner.zip"])
def test_an_archive_with_nothing_to_read_says_so(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, archive((name, archive(("Connections.csv", CONNECTIONS)))))

    assert refusal(path).startswith("There is nothing in this ZIP archive")


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (("[Content_Types].xml", "word/document.xml"), "a document of an office program"),
        (("mimetype", "content.xml"), "a document of a kind"),
        (("Index/Document.iwa",), "a document of a kind"),
    ],
)
def test_other_documents_that_are_archives_are_named(
    tmp_path: Path, names: tuple[str, ...], part: str
) -> None:
    assert part in refusal(written(tmp_path, archive(*((name, "x") for name in names))))


def test_an_archive_within_an_archive_is_refused(tmp_path: Path) -> None:
    inner = archive(("Connections.csv", CONNECTIONS))

    assert "An archive within an archive" in refusal(
        written(tmp_path, archive(("Connections.csv", inner)))
    )


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(archive(("Connections.csv", CONNECTIONS)))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1

    assert "locked with a password" in refusal(written(tmp_path, bytes(content)))


# --- bombs ------------------------------------------------------------------------------------


def lying(content: bytes, size: int) -> bytes:
    """The same archive, whose headers say that its member has another size."""
    changed = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", changed, changed.index(signature) + at, size)
    return bytes(changed)


@pytest.mark.parametrize("says", [0, 1000, 30 * MB])
def test_a_bomb_is_refused_whatever_it_says_of_its_size(tmp_path: Path, says: int) -> None:
    bomb = archive(("Connections.csv", CONNECTIONS + "a" * 30 * MB))
    path = written(tmp_path, lying(bomb, says) if says != 30 * MB else bomb)
    begun = time.monotonic()

    assert isinstance(outcome(path), str)
    assert time.monotonic() - begun < 5


def test_many_small_bombs_are_one_large_one(tmp_path: Path) -> None:
    path = written(tmp_path, archive(*((f"{number}.xml", "a" * 9 * MB) for number in range(30))))
    begun = time.monotonic()

    with pytest.raises(Refused, match="too large when unpacked"):
        inflate(members_of(path))
    assert time.monotonic() - begun < 5


def test_what_is_large_but_no_bomb_is_measured(tmp_path: Path) -> None:
    path = written(tmp_path, archive(("a.xml", "a" * 9 * MB), ("b.xml", "b")))

    assert inflate(members_of(path)) == {"a.xml": 9 * MB, "b.xml": 1}


def test_a_hundred_thousand_members_are_refused_at_once(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number in range(20_000):
            made.writestr(str(number), b"")
    path = written(tmp_path, file.getvalue())
    begun = time.monotonic()

    assert "too many files" in refusal(path)
    assert time.monotonic() - begun < 5


def test_a_directory_that_claims_to_be_endless_is_not_read(tmp_path: Path) -> None:
    content = bytearray(archive(("Connections.csv", CONNECTIONS)))
    struct.pack_into("<L", content, content.rindex(b"PK\x05\x06") + 12, 0x7FFFFFFF)

    assert "too many files" in refusal(written(tmp_path, bytes(content)))


def test_a_member_can_be_read_twice(tmp_path: Path) -> None:
    path = written(tmp_path, archive(("Connections.csv", CONNECTIONS)))
    [member] = members_of(path)
    assert isinstance(member, Member)

    with member.open() as file:
        once = file.read()
        file.seek(0)
        assert file.read() == once == CONNECTIONS.encode()


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_gives_people_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(archive(("Connections.csv", CONNECTIONS), ("b", "b")))
    for _change in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 40))
    path = written(tmp_path_factory.getbasetemp(), bytes(content[: len(content) - cut]))
    assert isinstance(outcome(path), str | list)
