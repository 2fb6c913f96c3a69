"""Taking a whole import back: the state before, but for what was edited since."""

import pytest

from accounts.models import User
from contacts import services as contact_services
from contacts.enums import DateKind
from contacts.lines import DateLine
from contacts.models import Company, Contact, RelationshipType, Tag
from core.roles import acting_for
from importing import services
from importing.models import ImportJob, ImportKey
from importing.services import NotNow
from interactions import derivation
from tests.factories import make_interaction
from tests.importing.pipeline import (
    DATA,
    NOW,
    TODAY,
    bring,
    counts,
    everything,
    fresh,
    linkedin,
    people,
    person,
    preview,
    table,
    take_back,
)

pytestmark = pytest.mark.django_db

HEADER = ("Name", "Email", "Company", "Job title", "Tags", "Birthday", "Notes", "Phone")
ANA = ("Ana Kovač", "ana@example.com", "Tidewell", "Engineer", "board", "--03-04", "old", "")
BOB = ("Bob Berg", "bob@example.com", "Harbour", "Designer", "", "", "", "")


def names_kept(job: ImportJob) -> list[str]:
    return [row["name"] for row in job.kept_on_undo]


@pytest.mark.parametrize("name", ["small/Connections.csv", "small/generic.csv"])
def test_undo_leaves_nothing_of_a_first_import(alice: User, name: str) -> None:
    job = take_back(bring(alice, (DATA / name).read_bytes()))

    assert (job.state, job.kept_on_undo) == ("undone", [])
    with acting_for(alice.pk):
        for model in (Contact, Company, Tag, ImportKey):
            assert model.objects.count() == 0, model


def test_the_file_may_come_again_after_undo(alice: User) -> None:
    content = table(HEADER, ANA, BOB)
    take_back(bring(alice, content))

    assert counts(bring(alice, content)) == {"created": 2}


def test_undo_puts_back_what_an_import_changed(alice: User) -> None:
    bring(alice, table(HEADER, ANA))
    before = everything(alice)
    changed = (
        *("Ana Kovač", "ana@example.com", "Quartz", "Head of Data", "board, mentors"),
        *("1980-03-04", "new", "+44 7700 900123"),
    )
    job = bring(alice, table(HEADER, changed))
    assert counts(job) == {"updated": 1}

    take_back(job)

    [after] = everything(alice)
    assert after.pop("version") > before[0].pop("version")
    assert [after] == before
    with acting_for(alice.pk):
        assert derivation.drifted(alice.pk, TODAY) == set()
        assert list(Contact.objects.matching("quartz")) == []
        assert [str(tag) for tag in Tag.objects.all()] == ["board"]
        assert [str(company) for company in Company.objects.all()] == ["Tidewell"]


def test_what_the_file_said_is_news_again_after_undo(alice: User) -> None:
    bring(alice, table(HEADER, ANA))
    changed = table(HEADER, (*ANA[:3], "Head of Data", *ANA[4:]))
    take_back(bring(alice, changed))

    assert counts(bring(alice, changed)) == {"updated": 1}
    assert person(alice, "Ana Kovač").title == "Head of Data"


def edit(owner: User, ana: Contact) -> None:
    contact_services.update_contact(ana, on=TODAY, at=NOW, version=ana.version, nickname="Anči")


def track(owner: User, ana: Contact) -> None:
    mentor = RelationshipType.objects.get(owner=owner, key="mentor")
    contact_services.triage(owner=owner, contact_ids=[ana.pk], type_id=mentor.pk, on=TODAY)


def talk(owner: User, ana: Contact) -> None:
    make_interaction(ana, occurred_on=TODAY)


def add_a_date(owner: User, ana: Contact) -> None:
    contact_services.add_date(ana, DateLine(DateKind.AWARD, 5, 6), on=TODAY)


def archive(owner: User, ana: Contact) -> None:
    contact_services.archive(ana, on=TODAY)


def name_as_connector(owner: User, ana: Contact) -> None:
    contact_services.create_contact(
        owner=owner, on=TODAY, at=NOW, display="Carl", introduced_by=ana
    )


@pytest.mark.parametrize(
    "touch", [edit, track, talk, add_a_date, archive, name_as_connector], ids=lambda f: f.__name__
)
def test_whom_the_user_has_touched_since_is_kept_and_listed(alice: User, touch: object) -> None:
    job = bring(alice, table(HEADER, ANA, BOB))
    ana = person(alice, "Ana Kovač")
    with acting_for(alice.pk):
        touch(alice, ana)  # type: ignore[operator]

    job = take_back(job)

    assert names_kept(job) == ["Ana Kovač"]
    assert "Ana Kovač" in people(alice)
    assert "Bob Berg" not in people(alice)
    assert counts(bring(alice, table(HEADER, ANA))) == {"unchanged": 1}


def test_people_left_untracked_are_not_touched_by_that(alice: User) -> None:
    job = bring(alice, table(HEADER, ANA, BOB))
    with acting_for(alice.pk):
        ids = list(Contact.objects.values_list("pk", flat=True))
        contact_services.triage(owner=alice, contact_ids=ids, type_id=None, on=TODAY)

    job = take_back(job)

    assert (people(alice), job.kept_on_undo) == ([], [])


def test_a_changed_person_whom_the_user_edited_since_stays_as_edited(alice: User) -> None:
    bring(alice, table(HEADER, ANA))
    job = bring(alice, table(HEADER, (*ANA[:3], "Head of Data", *ANA[4:])))
    with acting_for(alice.pk):
        edit(alice, Contact.objects.get())

    job = take_back(job)

    assert names_kept(job) == ["Ana Kovač"]
    ana = person(alice, "Ana Kovač")
    assert (ana.title, ana.nickname) == ("Head of Data", "Anči")


def test_people_whom_the_import_left_alone_stay(alice: User) -> None:
    bring(alice, table(HEADER, ANA))
    before = everything(alice)

    take_back(bring(alice, table(HEADER, ANA, BOB)))

    assert everything(alice) == before


def test_what_others_use_stays(alice: User) -> None:
    bring(alice, table(HEADER, ANA))

    take_back(
        bring(alice, table(HEADER, ("Carl", "c@example.com", "Tidewell", "", "board", *"   ")))
    )

    with acting_for(alice.pk):
        assert [str(each) for each in Company.objects.all()] == ["Tidewell"]
        assert [str(each) for each in Tag.objects.all()] == ["board"]


def test_an_import_is_taken_back_once(alice: User) -> None:
    job = take_back(bring(alice, linkedin(("Ana", "Kovač", "ana", "", "", ""))))

    with acting_for(alice.pk), pytest.raises(NotNow, match="taken back"):
        services.undo(job)
    assert fresh(job).state == "undone"


def test_what_was_not_imported_is_not_taken_back(alice: User) -> None:
    job = preview(alice, table(HEADER, ANA))

    with acting_for(alice.pk), pytest.raises(NotNow):
        services.undo(job)
