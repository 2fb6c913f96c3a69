"""LinkedIn messages of all generations: who wrote to whom, when, and what counts."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from contacts.enums import MethodKind
from contacts.methods import normalise
from contacts.models import Contact
from core.roles import acting_for
from importing import services
from importing.formats import read, sniff
from importing.forms import AnswersForm
from importing.records import Conversation, Entry, Problem, Record
from interactions import derivation
from interactions.models import Interaction
from tests.factories import make_contact
from tests.importing.pipeline import TODAY, bring, counts, preview, problems, take_back

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
NEWEST = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED"
)
NOW_USUAL = NEWEST.partition(",IS MESSAGE")[0]
SENDERS_ONLY = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT"
OLD = "CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER"
GENERATIONS = [NEWEST, NOW_USUAL, SENDERS_ONLY, OLD]
OONA, ANA, BOB = "Oona Keeper", "Ana Kovač", "Berg, Bob"
WHEN = "2026-11-02 10:00:00 UTC"
PROFILES = {
    OONA: "https://www.linkedin.com/in/oona-keeper",
    ANA: "https://www.linkedin.com/in/ana-kova%C4%8D",
    BOB: "https://www.linkedin.com/in/bob-berg",
    "LinkedIn Member": "",
    "Sponsored": "",
}


def profile(name: str) -> str:
    return PROFILES[name].replace("%C4%8D", "č")


def row(
    sender: str = ANA,
    to: tuple[str, ...] = (OONA,),
    content: str = "Hello",
    *,
    talk: str = "t1",
    when: str = WHEN,
    **more: str,
) -> dict[str, str]:
    return {
        "CONVERSATION ID": talk,
        "FROM": sender,
        "SENDER PROFILE URL": PROFILES[sender],
        "TO": ", ".join(to),
        "RECIPIENT PROFILE URLS": ",".join(PROFILES[name] for name in to),
        "DATE": when,
        "CONTENT": content,
        "FOLDER": "INBOX",
        **{name.replace("_", " ").upper(): value for name, value in more.items()},
    }


def exported(*rows: dict[str, str], header: str = NOW_USUAL, delimiter: str = ",") -> bytes:
    file = io.StringIO()
    names = header.split(",")
    writer = csv.DictWriter(file, names, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


# Oona takes part in both conversations, so that she is known for the owner.
TALKS = (
    row(OONA, (ANA,), "Thanks!", when="2026-11-02 10:05:00 UTC"),
    row(ANA, (OONA,), "Shall we talk?"),
    row(BOB, (OONA,), "Hi", talk="t2", when="2026-10-01 08:00:00 UTC"),
)


def told(folder: Path, content: bytes, **answers: str) -> list[Entry]:
    path = folder / "upload"
    path.write_bytes(content)
    found = sniff(path)
    assert found.refused is None, found.refused
    return list(read(path, format=found.format, now=NOW, answers=answers))


def talks(entries: list[Entry]) -> list[Conversation]:
    return [entry for entry in entries if isinstance(entry, Conversation)]


def codes(entries: list[Entry]) -> list[tuple[int, str]]:
    return [(entry.line, str(entry.code)) for entry in entries if isinstance(entry, Problem)]


@pytest.mark.parametrize("header", GENERATIONS)
def test_every_generation_is_recognised_and_read(tmp_path: Path, header: str) -> None:
    entries = told(tmp_path, exported(*TALKS, header=header))

    found = [
        (talk.line, talk.occurred_on.isoformat(), talk.direction, talk.text)
        for talk in talks(entries)
    ]
    assert found == [
        (2, "2026-11-02", "", f"{ANA}: Shall we talk?\n\n{OONA}: Thanks!"),
        (4, "2026-10-01", "in", "Hi"),
    ]
    records = [entry for entry in entries if isinstance(entry, Record)]
    assert [record.display for record in records] == [ANA, BOB]
    wanted = ["", ""] if header == OLD else [profile(ANA), profile(BOB)]
    assert [record.linkedin for record in records] == wanted


@pytest.mark.parametrize("header", GENERATIONS)
def test_messages_saved_as_a_workbook_are_the_same_messages(tmp_path: Path, header: str) -> None:
    content = exported(*TALKS, header=header)
    book = openpyxl.Workbook()
    for cells in csv.reader(io.StringIO(content.decode())):
        book.active.append(cells)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    path = tmp_path / "messages.xlsx"
    path.write_bytes(file.getvalue())

    found = sniff(path)

    assert (found.format, found.scheme, found.label) == ("xlsx", "linkedin", "LinkedIn messages")
    assert told(tmp_path, file.getvalue()) == told(tmp_path, content)


@pytest.mark.parametrize("header", GENERATIONS)
def test_columns_may_stand_in_any_order(tmp_path: Path, header: str) -> None:
    turned = ",".join(reversed([*header.split(","), "SOMETHING NEW"]))

    assert len(talks(told(tmp_path, exported(*TALKS, header=turned)))) == 2


def test_each_message_may_be_a_conversation_of_its_own(tmp_path: Path) -> None:
    found = talks(told(tmp_path, exported(*TALKS), one_a_day="no"))

    assert [(talk.line, talk.direction, talk.text) for talk in found] == [
        (2, "out", "Thanks!"),
        (3, "in", "Shall we talk?"),
        (4, "in", "Hi"),
    ]
    assert len({talk.key for talk in found}) == 3


def test_a_day_is_a_day_where_the_user_is(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    late, later = "2026-11-02 22:30:00 UTC", "2026-11-02 23:30:00 UTC"
    path.write_bytes(exported(row(when=later), row(when=late), TALKS[2]))

    found = talks(list(read(path, format="messages", now=NOW, zone="Europe/Zagreb")))

    assert [(t.occurred_on.isoformat(), f"{t.time:%H:%M}") for t in found[:2]] == [
        ("2026-11-03", "00:30"),
        ("2026-11-02", "23:30"),
    ]


@pytest.mark.parametrize(
    ("zone", "days", "first"),
    [
        ("Europe/Zagreb", ("02.05.2024 09:14", "03.05.2024"), "2024-05-02"),
        ("America/New_York", ("5/2/2024 9:14", "5/3/2024"), "2024-05-02"),
        ("America/New_York", ("2.5.2024 9:14", "13.5.2024"), "2024-05-02"),
        ("UTC", ("5/2/2024 9:14 AM", "5/3/2024"), "2024-05-02"),
    ],
)
def test_days_that_a_spreadsheet_left_are_read_in_the_order_of_the_file_or_the_country(
    tmp_path: Path, zone: str, days: tuple[str, str], first: str
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(exported(row(when=days[0]), row(BOB, talk="t2", when=days[1])))

    found = talks(list(read(path, format="messages", now=NOW, zone=zone)))

    assert found[0].occurred_on.isoformat() == first


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(folder="DRAFT"), "DRAFT"),
        (row(folder="Drafts"), "DRAFT"),
        (row(is_message_draft="Yes"), "DRAFT"),
        (row(folder="SPAM"), "SPAM"),
        (row("LinkedIn Member"), "NO_COUNTERPART"),
        (row("Sponsored"), "NO_COUNTERPART"),
        (row(OONA, ("LinkedIn Member",)), "NO_COUNTERPART"),
        (row(when="2024-02-30 10:00:00 UTC"), "BAD_DATE"),
        (row(when=""), "BAD_DATE"),
        (row(when="2027-01-01 10:00:00 UTC"), "BAD_DATE"),
    ],
)
def test_what_is_no_conversation_says_why(tmp_path: Path, bad: dict[str, str], code: str) -> None:
    entries = told(tmp_path, exported(bad, *TALKS, header=NEWEST))

    assert (codes(entries), len(talks(entries))) == ([(2, code)], 2)


def test_in_a_group_only_addresses_count(tmp_path: Path) -> None:
    group = row(ANA, (OONA, BOB), talk="t3", when="2026-09-01 08:00:00 UTC")

    found = talks(told(tmp_path, exported(*TALKS, group)))

    assert found[-1].with_whom == [profile(ANA), profile(BOB)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Yes &amp; thanks</p>", "Yes & thanks"),
        ('<p class="x">a &lt;b&gt;</p><p>c</p>', "a <b>\nc"),
        ("one<br/>two<BR>three", "one\ntwo\nthree"),
        ("I &amp; you", "I & you"),
        ("if x<y and y>z & so on", "if x<y and y>z & so on"),
        ('line one\nline "two", with comma', 'line one\nline "two", with comma'),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("", ""),
    ],
)
def test_a_message_becomes_plain_text(tmp_path: Path, content: str, text: str) -> None:
    found = talks(told(tmp_path, exported(row(content=content), TALKS[2])))

    assert found[0].text == text


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([row(OONA, (ANA,))], "wrote"),
        ([row(OONA, (ANA,)), row(when="2026-10-20 10:00:00 UTC")], "message"),
        ([row(OONA, (ANA,)), row(when="2026-08-20 10:00:00 UTC")], "wrote"),
        ([row(when="2026-11-09 10:00:00 UTC"), row(OONA, (ANA,))], "message"),
        ([row()], "message"),
    ],
)
def test_only_an_answer_makes_what_i_wrote_a_contact(
    tmp_path: Path, rows: list[dict[str, str]], kind: str
) -> None:
    found = talks(told(tmp_path, exported(*rows, TALKS[2]), owner=PROFILES[OONA]))

    assert {talk.kind for talk in found if talk.occurred_on.isoformat() == "2026-11-02"} == {kind}


def test_the_owner_is_guessed_and_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(exported(*TALKS))

    assert sniff(path).asks[0].value == PROFILES[OONA]
    corrected = talks(told(tmp_path, exported(*TALKS), owner=profile(ANA)))
    assert corrected[0].with_whom == [PROFILES[OONA]]


def test_of_two_who_are_equally_often_there_the_one_called_like_the_user_is_the_owner(
    tmp_path: Path,
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(exported(*TALKS[:2]))

    assert sniff(path, me=("x@example.com", "Oona Keeper")).asks[0].value == PROFILES[OONA]
    assert sniff(path, me=("x@example.com", ANA)).asks[0].value == profile(ANA)


@pytest.mark.parametrize("name", ["guide_messages.csv", "learning_role_play_messages.csv"])
def test_talks_with_a_machine_are_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(exported(*TALKS))

    assert "not with people" in (sniff(path, name=name).refused or "")
    assert sniff(path, name="messages.csv").refused is None


def test_talks_with_a_machine_are_refused_by_their_sender(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    PROFILES["LinkedIn AI Coach"] = ""
    path.write_bytes(exported(row("LinkedIn AI Coach"), row(OONA, ("LinkedIn AI Coach",))))

    assert "not with people" in (sniff(path).refused or "")


@pytest.mark.parametrize(
    "content",
    [
        exported(*TALKS).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + exported(*TALKS),
        exported(*TALKS, delimiter=";"),
        exported(*TALKS, delimiter="\t"),
        exported(*TALKS).decode().encode("utf-16"),
        exported(*TALKS).replace("č".encode(), "č".encode("cp1250")),
        exported(*TALKS).replace(b"Shall we talk?", b"Shall we\x00 talk?"),
    ],
)
def test_bytes_of_every_kind_are_read(tmp_path: Path, content: bytes) -> None:
    found = talks(told(tmp_path, content))

    assert [talk.occurred_on.isoformat() for talk in found] == ["2026-11-02", "2026-10-01"]


@pytest.mark.django_db
def test_messages_go_to_the_people_of_their_profiles(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana K.")
        ana.methods.create(
            owner=alice,
            kind=MethodKind.LINKEDIN,
            value=profile(ANA),
            normalised=normalise(MethodKind.LINKEDIN, profile(ANA)),
        )

    job = bring(alice, exported(*TALKS), name="messages.csv")

    with acting_for(alice.pk):
        assert derivation.drifted(alice.pk, TODAY) == set()
        found = list(
            Interaction.objects.order_by("occurred_on").values_list(
                "kind__key", "participants__contact__display"
            )
        )
    assert counts(job) == {"created": 3, "unchanged": 1}
    assert found == [("message", BOB), ("message", "Ana K.")]
    again = bring(alice, exported(*TALKS), name="messages.csv")
    assert counts(again) == {"unchanged": 4}
    take_back(job)
    with acting_for(alice.pk):
        assert Interaction.objects.count() == 0


@pytest.mark.django_db
def test_messages_of_names_alone_go_to_the_only_person_of_that_name(alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, "Ana Kovač")

    bring(alice, exported(*TALKS, header=OLD))

    with acting_for(alice.pk):
        assert Contact.objects.filter(display="Ana Kovač").count() == 1
        assert Contact.objects.get(display="Ana Kovač").participations.count() == 1
        assert Contact.objects.get(display=BOB).triaged_on is None


@pytest.mark.django_db
def test_more_messages_of_a_day_are_added_to_its_conversation(alice: User) -> None:
    bring(alice, exported(*TALKS))

    more = row(ANA, (OONA,), "Great", when="2026-11-02 11:00:00 UTC")
    job = bring(alice, exported(more, *TALKS))

    assert counts(job) == {"unchanged": 3, "updated": 1}
    with acting_for(alice.pk):
        newest = Interaction.objects.get(occurred_on="2026-11-02")
    assert newest.text.endswith(f"{ANA}: Great")


@pytest.mark.django_db
def test_the_rows_not_taken_can_be_downloaded_under_their_columns(
    as_alice: Client, alice: User
) -> None:
    job = bring(alice, exported(row(when="yesterday"), *TALKS))

    given: Any = as_alice.get(f"/import/{job.pk}/rejected/")
    answer = given.getvalue().decode("utf-8-sig")

    assert problems(job) == [(2, "BAD_DATE")]
    header, first = list(csv.reader(io.StringIO(answer)))[:2]
    assert (header[2], first[0], first[8]) == ("CONVERSATION ID", "2", "yesterday")


@pytest.mark.django_db
def test_the_page_asks_whose_messages_they_are(as_alice: Client, alice: User) -> None:
    job = preview(alice, exported(*TALKS), name="messages.csv")

    page = as_alice.get(f"/import/{job.pk}/check/").content.decode()

    assert f'value="{PROFILES[OONA]}"' in page
    assert "One conversation a day" in page
    assert "Import 2 people" in page
    assert "and 2 conversations" in page


@pytest.mark.django_db
def test_another_way_of_counting_days_doubles_no_conversation(alice: User) -> None:
    content = exported(*TALKS)
    job = bring(alice, content, name="messages.csv")
    before = conversations(alice)

    again = bring(alice, content, name="messages.csv", answers={"one_a_day": "no"})

    assert counts(again) == {"unchanged": 4}
    assert conversations(alice) == before == 2
    asked = {ask["name"]: (ask["value"], ask["is_settled"]) for ask in again.reading["asks"]}
    assert asked["one_a_day"] == ("yes", True)
    assert AnswersForm(job=again).fields["one_a_day"].disabled is True

    take_back(again)
    take_back(job)
    anew = bring(alice, content, name="messages.csv", answers={"one_a_day": "no"})
    assert anew.created > counts(job)["created"]
    assert conversations(alice) > before


@pytest.mark.django_db
def test_of_two_files_looked_at_side_by_side_the_second_is_looked_at_once_more(
    alice: User,
) -> None:
    content = exported(*TALKS)
    daily = preview(alice, content, name="messages.csv")
    each = preview(alice, content, name="messages.csv", answers={"one_a_day": "no"})
    with acting_for(alice.pk):
        services.start(daily)

        with pytest.raises(services.NotNow, match="Look at this file once more"):
            services.start(each)


def conversations(owner: User) -> int:
    with acting_for(owner.pk):
        return Interaction.objects.filter(deleted_at=None).count()
