"""Taking an import back, for every kind of file: each row of the account stands as before, but for
what the user has done since, which is kept and listed."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from accounts.models import User
from contacts import photos
from contacts import services as contact_services
from contacts.enums import DateKind, MethodKind
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact, RelationshipType
from core.days import written
from core.roles import acting_for
from importing.models import DuplicatePair, ImportJob
from interactions import derivation
from interactions import services as interactions
from interactions.models import Interaction, InteractionKind, Mark
from tests.factories import make_contact, make_interaction, picture
from tests.importing.pipeline import NOW, TODAY, bring, person, table, take_back
from tests.importing.rows import snapshot
from tests.importing.twice import IN, KINDS, Twice

pytestmark = pytest.mark.django_db

ANA, CLEO = "Ana Kovač", "Cleo Cruz"
# The report of an import stays, and an edit that was begun before it is out of date.
STAYS = ("importing.ImportJob", "importing.ImportRow")
RISES = ("version", "updated_at")
# What of a person follows from conversations, which are taken back beside them.
FOLLOWS = {
    *("last_contact_on", "last_attempt_on", "attempts", "next_check_in_on", "soon_on"),
    *("overdue_on", "dormant_on", "waiting_until", "silent_until", "rederive_on", "not_before"),
}
WAYS = (
    MethodLine(MethodKind.EMAIL, "ana@example.com", "home"),
    MethodLine(MethodKind.LINKEDIN, f"{IN}ana-kovač"),
)


@pytest.fixture(params=KINDS)
def file(request: pytest.FixtureRequest) -> Twice:
    return KINDS[request.param]


def know_ana(owner: User) -> Contact:
    """A mentor with whom the user has talked, typed by hand."""
    with acting_for(owner.pk):
        mentor = RelationshipType.objects.get(owner=owner, key="mentor")
        ana = contact_services.create_contact(
            owner=owner,
            on=TODAY,
            at=NOW,
            display=ANA,
            type_ids=[mentor.pk],
            methods=WAYS,
            tags=["crew"],
            facts="tea",
        )
        make_interaction(ana, occurred_on=TODAY.replace(month=9))
        return ana


def come(owner: User, content: bytes, file: Twice) -> ImportJob:
    return bring(owner, content, answers=file.answers) if file.answers else bring(owner, content)


def rows_of(owner: User) -> dict[str, dict[str, Any]]:
    with acting_for(owner.pk):
        found = snapshot(owner)
        assert derivation.drifted(owner.pk, TODAY) == set()
    return {
        label: {pk: _standing(row) for pk, row in rows.items()}
        for label, rows in found.items()
        if label not in STAYS
    }


def _standing(row: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in RISES}


def names_kept(job: ImportJob) -> list[str]:
    return sorted(row["name"] for row in job.kept_on_undo)


def talks_of(owner: User) -> list[str]:
    with acting_for(owner.pk):
        return sorted(Interaction.objects.kept().values_list("text", flat=True))


# --- nothing was edited -------------------------------------------------------------------


def test_every_row_is_as_before_a_first_import(alice: User, file: Twice) -> None:
    know_ana(alice)
    before = rows_of(alice)
    job = come(alice, file.first, file)
    assert rows_of(alice) != before

    job = take_back(job)

    assert (job.state, job.kept_on_undo) == ("undone", [])
    assert rows_of(alice) == before


def test_every_row_is_as_before_a_later_import(alice: User, file: Twice) -> None:
    know_ana(alice)
    come(alice, file.first, file)
    before = rows_of(alice)
    job = come(alice, file.second, file)
    assert job.updated > 0
    assert rows_of(alice) != before

    job = take_back(job)

    assert (job.state, job.kept_on_undo) == ("undone", [])
    assert rows_of(alice) == before


# --- what was done since ------------------------------------------------------------------

Deed = Callable[[User, Contact], None]


def edit(owner: User, who: Contact) -> None:
    contact_services.update_contact(who, on=TODAY, at=NOW, version=who.version, nickname="Mine")


def rename_job(owner: User, who: Contact) -> None:
    contact_services.update_contact(
        who, on=TODAY, at=NOW, version=who.version, company_name="Mine", title="Mine"
    )


def give_a_method(owner: User, who: Contact) -> None:
    ways = [MethodLine(row.kind, row.value, row.label) for row in who.methods.all()]
    contact_services.update_contact(
        *(who,),
        on=TODAY,
        at=NOW,
        version=who.version,
        methods=[*ways, MethodLine(MethodKind.PHONE, "555 0100")],
    )


def give_a_tag(owner: User, who: Contact) -> None:
    contact_services.tag_all([who.pk], "mine", owner=owner)


def give_a_photo(owner: User, who: Contact) -> None:
    photos.set_photo(who, picture(size=(9, 9)))


def add_a_date(owner: User, who: Contact) -> None:
    contact_services.add_date(who, DateLine(DateKind.AWARD, 5, 6), on=TODAY)


def correct_the_birthday(owner: User, who: Contact) -> None:
    born = who.dates.filter(kind=DateKind.BIRTHDAY).first()
    line = DateLine(DateKind.BIRTHDAY, 12, 24)
    if born:
        contact_services.change_date(born, line, on=TODAY)
    else:
        contact_services.add_date(who, line, on=TODAY)


def remove_what_dates_there_are(owner: User, who: Contact) -> None:
    day = contact_services.add_date(who, DateLine(DateKind.AWARD, 5, 6), on=TODAY)
    for each in [*who.dates.exclude(pk=day.pk), day]:
        contact_services.delete_date(each, on=TODAY)


EDITS = (
    *(edit, rename_job, give_a_method, give_a_tag, give_a_photo, add_a_date),
    *(correct_the_birthday, remove_what_dates_there_are),
)


def log(owner: User, who: Contact) -> None:
    kind = InteractionKind.objects.get(owner=owner, key="coffee")
    interactions.log(
        owner=owner,
        contact_ids=[who.pk],
        kind=kind,
        occurred_on=TODAY,
        on=TODAY,
        at=NOW,
        text="Mine",
    )


def promise(owner: User, who: Contact) -> None:
    interactions.promise(owner=owner, contact=who, by="me", text="the map", due_on=None, on=TODAY)


def track(owner: User, who: Contact) -> None:
    client = RelationshipType.objects.get(owner=owner, key="client")
    contact_services.add_relationship(who, type=client, on=TODAY)


def snooze(owner: User, who: Contact) -> None:
    contact_services.snooze(who, until=TODAY.replace(month=12), on=TODAY)


def introduce(owner: User, who: Contact) -> None:
    contact_services.create_contact(
        owner=owner, on=TODAY, at=NOW, display="Carl", introduced_by=who
    )


DEEDS = (*EDITS, log, promise, track, snooze, introduce)


def each_with(deeds: Sequence[Deed]) -> list[Any]:
    """Each deed with the fullest kinds of file, and some with every kind."""
    return [
        pytest.param(kind, deed, id=f"{kind}-{deed.__name__}")
        for kind in KINDS
        for deed in deeds
        if kind in ("vCard", "archive") or deed in (edit, give_a_photo, log)
    ]


def said_of(owner: User, name: str) -> dict[str, Any]:
    """A person with all that hangs on them but conversations, keys and questions."""
    pk = str(person(owner, name).pk)
    found = {
        label: [row for _pk, row in sorted(rows.items()) if pk in map(str, row.values())]
        for label, rows in rows_of(owner).items()
        if label.startswith("contacts.")
    }
    for row in found["contacts.Contact"]:
        for column in FOLLOWS:
            row.pop(column)
    return found


@pytest.mark.parametrize(("kind", "deed"), each_with(DEEDS))
def test_a_new_person_whom_the_user_dealt_with_is_kept_as_they_are(
    alice: User, kind: str, deed: Deed
) -> None:
    file = KINDS[kind]
    know_ana(alice)
    job = come(alice, file.first, file)
    with acting_for(alice.pk):
        deed(alice, Contact.objects.get(display=file.bob))
    before, ana = said_of(alice, file.bob), said_of(alice, ANA)

    job = take_back(job)

    assert names_kept(job) == [file.bob]
    assert said_of(alice, file.bob) == before
    assert said_of(alice, ANA) != ana or not file.tells_more
    assert talks_of(alice) == (["", "Mine"] if deed is log else [""])


@pytest.mark.parametrize(("kind", "deed"), each_with(EDITS))
def test_a_changed_person_whom_the_user_edited_since_is_kept_as_they_are(
    alice: User, kind: str, deed: Deed
) -> None:
    file = KINDS[kind]
    know_ana(alice)
    come(alice, file.first, file)
    talks = talks_of(alice)
    job = come(alice, file.second, file)
    with acting_for(alice.pk):
        deed(alice, Contact.objects.get(display=ANA))
    before = said_of(alice, ANA)

    job = take_back(job)

    assert names_kept(job) == ([ANA] if file.tells_more else [])
    assert said_of(alice, ANA) == before
    assert talks_of(alice) == talks
    with acting_for(alice.pk):
        assert not Contact.objects.filter(display=CLEO).exists()


@pytest.mark.parametrize("deed", [log, promise, snooze], ids=lambda deed: deed.__name__)
def test_what_was_done_with_a_changed_person_stays_and_the_change_goes(
    alice: User, file: Twice, deed: Deed
) -> None:
    """Nothing that the import wrote was edited by it."""
    know_ana(alice)
    come(alice, file.first, file)
    before = rows_of(alice)
    job = come(alice, file.second, file)
    with acting_for(alice.pk):
        deed(alice, Contact.objects.get(display=ANA))

    job = take_back(job)

    after, pk = rows_of(alice), str(person(alice, ANA).pk)
    assert job.kept_on_undo == []
    for label in ("contacts.ContactMethod", "contacts.Position", "contacts.ImportantDate"):
        assert after[label] == before[label]
    people = after["contacts.Contact"], before["contacts.Contact"]
    assert people[0][pk]["title"] == people[1][pk]["title"]
    made = {label: len(rows) - len(before[label]) for label, rows in after.items()}
    assert (made["interactions.Interaction"], made["interactions.Promise"]) == (
        int(deed is log),
        int(deed is promise),
    )


# --- conversations ------------------------------------------------------------------------


def edit_talk(talk: Interaction) -> None:
    interactions.edit(talk, version=talk.version, text="Mine", on=TODAY, at=NOW)


def add_a_mark(talk: Interaction) -> None:
    part = talk.participants.all()[0]
    Mark.objects.create(owner=talk.owner, participant=part, verb="gave", what="advice")


def add_a_promise(talk: Interaction) -> None:
    interactions.promise(
        owner=talk.owner,
        contact=talk.participants.all()[0].contact,
        by="me",
        text="the map",
        due_on=None,
        on=TODAY,
        interaction=talk,
    )


WITH_TALKS = {name: file for name, file in KINDS.items() if file.talks}


@pytest.mark.parametrize("kind", WITH_TALKS)
@pytest.mark.parametrize(
    "deed", [edit_talk, add_a_mark, add_a_promise], ids=lambda deed: deed.__name__
)
def test_a_conversation_that_the_user_dealt_with_is_kept_with_its_people(
    alice: User, kind: str, deed: Callable[[Interaction], None]
) -> None:
    know_ana(alice)
    file = WITH_TALKS[kind]
    job = come(alice, file.first, file)
    with acting_for(alice.pk):
        bob = Contact.objects.get(display=file.bob)
        talk = Interaction.objects.get(participants__contact=bob)
        deed(talk)
        talk.refresh_from_db()
        who = sorted(part.contact.display for part in talk.participants.all())

    job = take_back(job)

    said = ", ".join(who)
    assert names_kept(job) == sorted([file.bob, f"{said}, {written(talk.occurred_on, 'j F Y')}"])
    assert talks_of(alice) == sorted(["", talk.text])


def test_a_question_that_an_import_raised_goes_with_it(alice: User) -> None:
    """Two who are known look alike through what the file says of one of them."""
    ana = know_ana(alice)
    with acting_for(alice.pk):
        other = make_contact(alice, "A. Kovač")
        contact_services.update_contact(
            other,
            on=TODAY,
            at=NOW,
            version=other.version,
            methods=[MethodLine(MethodKind.PHONE, "+44 7700 900123")],
        )
    header = ("Name", "E-mail", "Phone")
    content = table(header, (ANA, "ana@example.com", "+44 7700 900123"))
    job = bring(alice, content)
    with acting_for(alice.pk):
        assert {(pair.one, pair.other) for pair in DuplicatePair.objects.all()} == {(ana, other)}

    take_back(job)

    with acting_for(alice.pk):
        assert not DuplicatePair.objects.exists()
