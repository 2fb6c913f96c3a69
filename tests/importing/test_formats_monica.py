"""Monica's JSON: people, their notes and what was done with them; and files that are hostile."""

import base64
import json
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts.models import User
from contacts.models import Contact
from contacts.pictures import shrink
from core.roles import acting_for
from importing import json_stream
from importing.formats import read, sniff
from importing.json_stream import JsonStream
from importing.records import Conversation, Entry, Problem, Record, Refused
from interactions import derivation
from interactions.models import Interaction
from tests.factories import picture
from tests.importing.monicas import (
    EMAIL,
    LINKEDIN,
    PHONE,
    TWITTER,
    collection,
    contact,
    exported,
    field,
    inside,
)
from tests.importing.pipeline import TODAY, bring, counts, people, person, problems, take_back

TALKS = Path(__file__).resolve().parent.parent / "data" / "exports" / "talks"
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def told(folder: Path, content: bytes, zone: str = "UTC") -> list[Entry]:
    path = folder / "upload"
    path.write_bytes(content)
    found = sniff(path)
    assert found.refused is None, found.refused
    assert found.format == "monica"
    return list(read(path, format="monica", now=NOW, today=NOW.date(), zone=zone))


def records(entries: list[Entry]) -> list[Record]:
    return [entry for entry in entries if isinstance(entry, Record)]


def one(folder: Path, *data: Any, **said: Any) -> Record:
    """The only person of an export."""
    entries = told(folder, exported(collection("contact", contact("c", "Ana", "K", *data, **said))))
    assert [type(entry) for entry in entries] == [Record]
    return records(entries)[0]


def talks(entries: list[Entry]) -> list[tuple[str, str, str, str, list[str]]]:
    return [
        (entry.occurred_on.isoformat(), entry.kind, entry.direction, entry.text, entry.with_whom)
        for entry in entries
        if isinstance(entry, Conversation)
    ]


def codes(entries: list[Entry]) -> list[tuple[int, str]]:
    return [(entry.line, str(entry.code)) for entry in entries if isinstance(entry, Problem)]


def test_a_person_has_all_that_monica_knows(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        collection(
            "contact_field",
            field(EMAIL, "ana@example.com"),
            field(PHONE, "+44 7700 900123"),
            field(LINKEDIN, "https://www.linkedin.com/in/ana"),
            field(TWITTER, "@ana"),
        ),
        collection("note", inside("n", body="Met at the quay\nsecond line")),
        collection("address", inside("a", name="work", street="12 Quay", province="North")),
        collection("pet", inside("p", name="Rex")),
        middle_name="M.",
        nickname="Anči",
        job="Head of Data",
        company="Tidewell",
        is_starred=True,
        tags=["mentor", {"name": "board, past"}],
        description="likes tea",
        first_met={"where": "Lisbon"},
    )

    assert (found.given, found.middle, found.family, found.nickname) == ("Ana", "M.", "K", "Anči")
    assert (found.company, found.title, found.starred) == ("Tidewell", "Head of Data", True)
    assert [each.value for each in found.emails] == ["ana@example.com"]
    assert [each.value for each in found.phones] == ["+44 7700 900123"]
    assert found.linkedin == "https://www.linkedin.com/in/ana"
    assert found.tags == ["mentor", "board, past"]
    assert (found.addresses[0].label, found.addresses[0].region) == ("work", "North")
    assert found.notes == (
        "likes tea\nMet at the quay\nsecond line\nTwitter: @ana\nHow we met: Lisbon\nPet: Rex"
    )
    assert (found.source_id, found.warnings) == ("c", [])


def test_days_and_people_of_a_history_are_kept_in_its_notes(tmp_path: Path) -> None:
    met = {"date": "2010-09-01T00:00:00Z", "is_year_unknown": False}
    died = {"date": "2024-01-10T00:00:00.000000Z"}
    ana = contact(
        "c-ana",
        "Ana",
        "Kovač",
        collection("life_event", inside("l", name="New job", happened_at="2023-08-15T00:00:00Z")),
        collection("reminder", inside("r", title="Cake", initial_date="2024-05-15")),
        collection("debt", inside("d", amount=50, currency="USD")),
        first_met_date=met,
        first_met_through="c-bo",
        deceased_date=died,
        is_dead=True,
    )
    ties = [
        inside("1", type="spouse", contact_is="c-bo", of_contact="c-ana"),
        inside("2", type="spouse", contact_is="c-ana", of_contact="c-bo"),
        inside("3", type="child", contact_is="c-son", of_contact="c-ana"),
        inside("4", type="parent", contact_is="c-ana", of_contact="c-son"),
        inside("5", type="uncle", contact_is="c-bo", of_contact="c-son"),
    ]
    son = contact("c-son", "Ivo", "", is_partial=True)

    found = records(
        told(
            tmp_path,
            exported(
                collection("contact", ana, contact("c-bo", "Bo", "Ficta"), son),
                collection("relationship", *ties),
            ),
        )
    )

    assert found[0].notes.split("\n") == [
        "How we met: 2010-09-01, Bo Ficta",
        "Died: 2024-01-10",
        "Debt: 50, USD",
        "Reminder: Cake, 2024-05-15",
        "Life event: New job, 2023-08-15",
        "Related: Bo Ficta (spouse)",
        "Related: Ivo (child)",
    ]
    assert found[1].notes.split("\n") == ["Related: Ana Kovač (spouse)", "Related: Ivo (uncle)"]


@pytest.mark.parametrize("day", [None, {}, "soon", {"date": 7}, {"is_age_based": True}])
def test_a_day_of_another_shape_is_no_day(tmp_path: Path, day: Any) -> None:
    assert one(tmp_path, first_met_date=day, deceased_date=day, first_met_through=7).notes == ""


@pytest.mark.parametrize(
    ("said", "birthday", "warnings"),
    [
        ({"date": "1979-04-12T00:00:00.000000Z"}, "1979-04-12", []),
        ({"date": "2024-04-12T00:00:00.000000Z", "is_year_unknown": True}, "--04-12", []),
        ({"date": "2024-02-29T00:00:00Z", "is_year_unknown": True}, "--02-29", []),
        ({"date": "1980-01-01T00:00:00.000000Z", "is_age_based": True}, "", []),
        ({"date": "2024-02-30"}, "", [("birthday", "BAD_DATE")]),
        ({"date": "soon"}, "", [("birthday", "BAD_DATE")]),
        ({}, "", []),
        (None, "", []),
    ],
)
def test_a_birthday_is_as_sure_as_monica_is(
    tmp_path: Path, said: Any, birthday: str, warnings: list[tuple[str, str]]
) -> None:
    found = one(tmp_path, birthdate=said)

    assert found.birthday == birthday
    assert [(each.field, str(each.code)) for each in found.warnings] == warnings


@pytest.mark.parametrize("plural", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_collections_are_known_by_either_name_in_any_order(
    tmp_path: Path, plural: bool, first: bool
) -> None:
    names = ("contacts", "activities", "contact_fields", "calls")
    contacts, activities, fields, calls = (
        names if plural else ("contact", "activity", "contact_field", "call")
    )
    ana = contact(
        "c-ana",
        "Ana",
        "Kovač",
        collection(fields, field(EMAIL, "ana@example.com")),
        collection(activities, "act-1"),
        collection(calls, inside("call-1", called_at="2026-02-01T23:30:00.000000Z", content="hi")),
    )
    bob = contact("c-bob", "Bob", "Berg", collection(activities, "act-1"))
    done = inside("act-1", summary="Lunch", description="by the sea", happened_at="2026-03-01")

    content = exported(collection(activities, done), collection(contacts, ana, bob), first=first)

    assert talks(told(tmp_path, content, zone="Europe/Zagreb")) == [
        ("2026-02-02", "call", "out", "hi", ["c-ana"]),
        ("2026-03-01", "meal", "", "Lunch\n\nby the sea", ["c-ana", "c-bob"]),
    ]


def test_a_call_of_theirs_and_a_written_conversation_have_a_direction(tmp_path: Path) -> None:
    call = inside("k", called_at="2026-02-01", content="", contact_called=True)
    chat = inside(
        "w",
        happened_at="2026-02-03",
        messages=[
            {"properties": {"content": "Hi", "written_by_me": True}},
            {"properties": {"content": "Hello", "written_by_me": False}},
        ],
    )
    ana = contact("c", "Ana", "K", collection("call", call), collection("conversation", chat))

    assert talks(told(tmp_path, exported(collection("contact", ana)))) == [
        ("2026-02-01", "call", "in", "", ["c"]),
        ("2026-02-03", "message", "", "Hi\nHello", ["c"]),
    ]


@pytest.mark.parametrize(
    ("when", "code"), [(None, "BAD_DATE"), ("2026-02-30", "BAD_DATE"), ("2027-01-01", "FUTURE")]
)
def test_an_activity_without_a_day_that_was_is_named(tmp_path: Path, when: Any, code: str) -> None:
    done = inside("act", summary="Lunch", happened_at=when)

    assert codes(told(tmp_path, exported(collection("activity", done)))) == [(0, code)]


def test_somebodys_relation_is_no_person_but_is_remembered(tmp_path: Path) -> None:
    ana, son = contact("c-ana"), contact("c-son", "Ivo", "Kovač", is_partial=True)
    tie = inside("r", type="child", contact_is="c-son", of_contact="c-ana")

    entries = told(
        tmp_path, exported(collection("contact", ana, son), collection("relationship", tie))
    )

    assert codes(entries) == [(1, "NOT_A_PERSON")]
    assert records(entries)[0].notes == "Related: Ivo Kovač (child)"


def test_a_photo_in_the_file_is_made_small_and_a_bad_one_dropped(tmp_path: Path) -> None:
    data = base64.b64encode(picture()).decode()
    good = collection("photo", inside("p", dataUrl=f"data:image/png;base64,{data}"))
    bad = collection("photo", inside("p", dataUrl="data:image/svg+xml;base64,PHN2Zz4="))

    assert one(tmp_path, good).photo[:4] == b"RIFF"
    dropped = one(tmp_path, bad)
    assert [str(each.code) for each in dropped.warnings] == ["PHOTO_DROPPED"]
    assert (dropped.photo, dropped.has_photo) == (b"", False)


def photo(uuid: str, content: bytes, kind: str = "jpeg") -> dict[str, Any]:
    data = base64.b64encode(content).decode()
    return inside(uuid, dataUrl=f"data:image/{kind};base64,{data}")


def with_album(*people: Any, photos: list[Any]) -> bytes:
    return exported(collection("contact", *people), collection("photo", *photos))


def test_a_person_has_the_photo_of_the_account_that_they_chose_or_else_their_first(
    tmp_path: Path,
) -> None:
    chosen, first = picture("JPEG", (8, 8)), picture("JPEG", (16, 16))
    content = with_album(
        contact("a", "Ana", "K", collection("photo", "p1"), avatar={"avatar_photo": "p2"}),
        contact("b", "Bob", "B", collection("photo", "p1", "p2")),
        contact("c", "Cleo", "C"),
        photos=[photo("p1", first), photo("p2", chosen), photo("p3", b"nobody's")],
    )

    found = records(told(tmp_path, content))

    assert [each.photo for each in found] == [shrink(chosen), shrink(first), b""]
    assert [each.has_photo for each in found] == [True, True, False]
    assert [each.warnings for each in found] == [[], [], []]


def test_a_photo_of_the_account_may_stand_before_its_person(tmp_path: Path) -> None:
    ana = contact("a", "Ana", "K", collection("photo", "p1"))
    content = exported(collection("photos", photo("p1", picture())), collection("contacts", ana))

    assert [each.photo for each in records(told(tmp_path, content))] == [shrink(picture())]


def test_nothing_of_what_the_camera_wrote_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at the harbour"
    content = with_album(
        contact("a", "Ana", "K", collection("photo", "p1")),
        photos=[photo("p1", picture("JPEG", exif=exif))],
    )

    [found] = records(told(tmp_path, content))

    assert found.photo[:4] == b"RIFF"
    assert b"harbour" not in found.photo


@pytest.mark.parametrize(
    "photos",
    [
        [photo("p1", b"no picture")],
        [photo("p1", b"<svg/>", "svg+xml")],
        [inside("p1", dataUrl="https://example.org/ana.jpg")],
        [inside("p1", dataUrl=["odd"])],
        ["p1", None, 7],
        [],
    ],
    ids=["damaged", "drawing", "address", "list", "odd", "missing"],
)
def test_a_photo_of_the_account_that_is_none_is_said_and_its_person_comes(
    tmp_path: Path, photos: list[Any]
) -> None:
    ana = contact("a", "Ana", "K", collection("photo", "p1"))

    [found] = records(told(tmp_path, with_album(ana, photos=photos)))

    assert [(each.field, str(each.code)) for each in found.warnings] == [("photo", "PHOTO_DROPPED")]
    assert (found.photo, found.has_photo) == (b"", False)


def test_many_large_photos_of_an_account_take_little_memory(tmp_path: Path) -> None:
    large = [photo(f"p{number}", picture() + b"x" * 2_000_000) for number in range(20)]
    people = [
        contact(f"c{number}", "Ana", f"K{number}", collection("photo", f"p{number}"))
        for number in range(20)
    ]
    (tmp_path / "upload").write_bytes(with_album(*people, photos=large))
    del large
    tracemalloc.start()
    found = read(tmp_path / "upload", format="monica", now=NOW, today=NOW.date())
    kept = sum(bool(entry.photo) for entry in found if isinstance(entry, Record))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert kept == 20
    assert peak < 30_000_000


@pytest.mark.django_db
def test_a_photo_of_the_account_arrives_with_its_person(alice: User) -> None:
    ana = contact("a", "Ana", "K", collection("photo", "p1"))

    job = bring(alice, with_album(ana, photos=[photo("p1", picture())]))

    assert counts(job) == {"created": 1}
    with acting_for(alice.pk):
        assert bool(Contact.objects.get().photo)


def test_half_a_letter_is_replaced_and_said(tmp_path: Path) -> None:
    content = (TALKS / "hostile" / "surrogates.json").read_bytes()

    found = records(told(tmp_path, content))[0]

    assert found.display == "Sur\ufffd Ficta"
    assert [(each.field, str(each.code)) for each in found.warnings] == [
        ("given", "LONE_SURROGATE")
    ]


GOOD = exported(collection("contact", contact()))


@pytest.mark.parametrize(
    "content",
    [
        GOOD[:-1],
        GOOD[: len(GOOD) // 2],
        GOOD + b"x",
        GOOD + GOOD,
        GOOD.replace(b'"is_dead": false', b'"is_dead": NaN'),
        GOOD.replace(b'"is_dead": false', b'"is_dead": -Infinity'),
        GOOD.replace(b'"is_dead": false', b'"is_dead": ' + b"9" * 5000),
        GOOD.replace(b'"is_dead": false', b'"is_dead": fal'),
        GOOD.replace(b'"is_dead": false', b'"is_dead": false,'),
        GOOD.replace(b'"is_dead": false', b'"is_dead" false'),
        GOOD.replace(b'"is_dead": false', b'"deep": ' + b"[" * 100_000 + b"]" * 100_000),
        GOOD.replace(b'"uuid": "a-1"', b'"deep": ' + b"[" * 100_000 + b"]" * 100_000),
        GOOD.replace(b'"uuid": "a-1"', b'"deep": ' + b'{"a":' * 100_000),
        (TALKS / "hostile" / "truncated.json").read_bytes(),
    ],
)
def test_what_is_no_json_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)

    refused = sniff(path).refused

    assert refused is not None
    assert "JSON" in refused


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace(b'"is_dead": false', b'"is_dead": true, "is_dead": false'),
        GOOD.replace(b'"is_dead": false', b'"is_dead": 1e400, "x": 123456789012345678901'),
        GOOD + b"\n \x00",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        json.dumps(json.loads(GOOD), ensure_ascii=False, indent=4).encode(),
        GOOD.replace(b'"data": []', b'"data": null'),
        GOOD.replace(b'"uuid": "a-1"', b'"audit_logs": [[1, {"a": "]}"}], "\\"[", null]'),
    ],
)
def test_what_is_odd_but_json_is_read(tmp_path: Path, content: bytes) -> None:
    assert [record.display for record in records(told(tmp_path, content))] == ["Ana Kovač"]


@pytest.mark.parametrize("said", [None, [], "x", 7, {"properties": []}, {"data": {"a": 1}}])
def test_a_contact_of_another_shape_is_nobody(tmp_path: Path, said: Any) -> None:
    assert codes(told(tmp_path, exported(collection("contact", said)))) == [(0, "NO_IDENTITY")]


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_it_does_not_matter_where_the_pieces_end(
    tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = inside("act", summary='Lunch \\ "at" {[ ]}', happened_at="2026-03-01")
    ana = contact("c", "Ana", "K", collection("activity", "act"))
    content = exported(collection("contact", ana), collection("activity", done))
    whole = told(tmp_path, content)

    monkeypatch.setattr(json_stream, "PIECE", piece)

    assert told(tmp_path, content) == whole


def test_an_entry_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "LARGEST_VALUE", 10_000)
    monkeypatch.setattr(json_stream, "PIECE", 1000)
    path = tmp_path / "upload"
    path.write_bytes(exported(collection("contact", contact(description="x" * 20_000))))

    assert "more than" in (sniff(path).refused or "")


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    some = json.dumps(contact(description="x" * 10_000))
    with path.open("w") as file:
        file.write('{"app_version":"4","account":{"data":[{"type":"contact","values":[')
        file.write(",".join([some] * 2_000))
        file.write("]}]}}")
    tracemalloc.start()

    with path.open("rb") as raw:
        stream = JsonStream(raw)
        stream.skip()
        stream.finish()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert path.stat().st_size > 20_000_000
    assert peak < 12_000_000


def test_a_cursor_refuses_what_the_reader_did_not_expect(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"[1]")

    with path.open("rb") as raw, pytest.raises(Refused):
        next(JsonStream(raw).members())


@pytest.mark.parametrize(
    "dump",
    [
        b"-- MySQL dump 10.13\nCREATE TABLE `contacts` (\n",
        b"# crm.example.com export of data\nSET FOREIGN_KEY_CHECKS=0;\n",
        b"INSERT IGNORE INTO contacts (`id`, `first_name`) VALUES ('1', 'Ana');\n",
    ],
)
def test_a_dump_of_the_database_is_refused_by_name(tmp_path: Path, dump: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(dump)

    assert "dump of a database" in (sniff(path).refused or "")


PEOPLE = exported(
    collection(
        "contact",
        contact("c-ana", "Ana", "Kovač", collection("activity", "act")),
        contact("c-bob", "Bob", "Berg", collection("activity", "act"), is_active=False),
        contact("c-eve", "Eve", "Ek", is_dead=True),
        contact("c-son", "Ivo", "Kovač", is_partial=True),
    ),
    collection("activity", inside("act", summary="Coffee", happened_at="2026-11-10")),
)


@pytest.mark.django_db
def test_people_come_with_their_history_and_go_with_it(alice: User) -> None:
    job = bring(alice, PEOPLE)

    assert counts(job) == {"created": 4, "errors": 1}
    assert problems(job) == [(3, "NOT_A_PERSON")]
    assert person(alice, "Ana Kovač").last_contact_on == date(2026, 11, 10)
    assert person(alice, "Ana Kovač").triaged_on is None
    assert person(alice, "Bob Berg").archived_on == TODAY
    assert person(alice, "Eve Ek").died is True
    with acting_for(alice.pk):
        assert derivation.drifted(alice.pk, TODAY) == set()
    assert counts(bring(alice, PEOPLE)) == {"unchanged": 4, "errors": 1}

    undone = take_back(job)

    assert (undone.kept_on_undo, people(alice)) == ([], [])
    with acting_for(alice.pk):
        assert (Contact.objects.count(), Interaction.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_undo_keeps_whom_the_user_archived(alice: User) -> None:
    job = bring(alice, PEOPLE)
    with acting_for(alice.pk):
        Contact.objects.filter(display="Eve Ek").update(archived_on=TODAY)

    assert [row["name"] for row in take_back(job).kept_on_undo] == ["Eve Ek"]
