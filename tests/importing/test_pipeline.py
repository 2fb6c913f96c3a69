"""From the file to the report: what an import writes, and that it writes it once."""

import json

import pytest

from accounts.models import User
from contacts import services as contact_services
from contacts.enums import MethodKind
from contacts.folding import fold
from contacts.lines import MethodLine
from contacts.models import Company, Contact, ContactMethod, ImportantDate, Relationship
from core.roles import acting_for
from importing import services
from interactions import derivation
from interactions.models import Interaction
from reminders.models import PlanSlot, Reminder
from tests.importing.pipeline import (
    DATA,
    NOW,
    TODAY,
    bring,
    counted,
    counts,
    everything,
    linkedin,
    people,
    person,
    preview,
    problems,
    table,
    work,
)

pytestmark = pytest.mark.django_db

ANA = ("Ana", "Kovač", "ana-kovac", "ana@example.com", "Tidewell", "Engineer")
BOB = ("Bob", "Berg", "bob-berg", "", "Harbour", "Designer")


def truth(name: str) -> dict[str, list[dict[str, object]]]:
    folder, _, file = name.partition("/")
    known = json.loads((DATA / folder / "truth.json").read_text("utf-8"))
    found: dict[str, list[dict[str, object]]] = known["files"][file]
    return found


@pytest.mark.parametrize("name", ["small/Connections.csv", "linkedin-800/Connections.csv"])
def test_an_import_makes_the_people_and_names_the_rows_of_the_truth(alice: User, name: str) -> None:
    known = truth(name)

    job = bring(alice, (DATA / name).read_bytes())

    contacts, bad = known["contacts"], known["bad_rows"]
    assert (job.state, job.format) == ("done", "linkedin")
    assert counts(job) == {"created": len(contacts), "errors": len(bad)} == counted(job)
    assert problems(job) == sorted((row["line"], row["reason"]) for row in bad)
    with acting_for(alice.pk):
        written = Contact.objects.values_list("given", "family", "title", "connected_on")
        found = [tuple(fold(str(value or "")) for value in row) for row in written]
    fields = ("given", "family", "title", "connected_on")
    # Capitals are kept as they are written, which the truth allows.
    wanted = [tuple(fold(str(each.get(name, ""))) for name in fields) for each in contacts]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize(
    "name", ["small/Connections.csv", "small/generic.csv", "small/unicode_text.tsv"]
)
def test_the_same_file_again_changes_nothing(alice: User, name: str) -> None:
    content = (DATA / name).read_bytes()
    first = bring(alice, content)
    before = everything(alice)

    second = bring(alice, content)

    assert counts(second) == {"unchanged": first.created, "errors": first.errors}
    assert everything(alice) == before


def test_the_preview_counts_like_the_import(alice: User) -> None:
    bring(alice, linkedin(ANA, BOB))
    changed = linkedin((*ANA[:5], "Head of Data"), BOB, ("", "", "", "", "", ""))

    job = preview(alice, changed + b"Carl,Carlsen,,,,,,,,too many\n")

    assert job.preview["counts"] == {"updated": 1, "unchanged": 1, "error": 2}
    assert job.total == 4
    with acting_for(alice.pk):
        services.start(job)
    assert counts(work(job)) == {"updated": 1, "unchanged": 1, "errors": 2}


def test_nothing_is_written_before_the_user_says_so(alice: User) -> None:
    job = preview(alice, linkedin(ANA))

    assert job.state == "ready"
    assert people(alice) == []
    assert work(job).state == "ready"


def test_imported_people_wait_to_be_sorted_and_never_nag(alice: User) -> None:
    with acting_for(alice.pk):
        slots, reminders = PlanSlot.objects.count(), Reminder.objects.count()

    bring(alice, table(("Name", "Birthday", "Email"), ("Ana Kovač", "1980-11-20", "a@example.com")))

    with acting_for(alice.pk):
        ana = Contact.objects.get()
        assert (ana.triaged_on, ana.next_check_in_on, ana.cadence_days) == (None, None, None)
        assert (PlanSlot.objects.count(), Reminder.objects.count()) == (slots, reminders)
        assert Relationship.objects.count() == Interaction.objects.count() == 0
        assert derivation.drifted(alice.pk, TODAY) == set()


def test_all_that_a_row_says_is_kept(alice: User) -> None:
    header = (
        *("Full name", "Nickname", "Company", "Job title", "Email", "Work email", "Mobile"),
        *("Website", "LinkedIn", "Birthday", "Tags", "Notes", "City", "Country"),
    )
    row = (
        *("Ana Kovač", "Anči", "Tidewell", "Engineer", "ana@example.com", "a.k@example.org"),
        *("+44 7700 900123", "https://example.com/ana", "linkedin.com/in/Ana-Kovac", "--03-04"),
        *("Mentors, board; Mentors", "met at\nthe harbour", "Zagreb", "Croatia"),
    )

    bring(alice, table(header, row))

    with acting_for(alice.pk):
        ana = Contact.objects.select_related("company").get()
        methods = ana.methods.order_by("position")
        assert list(methods.values_list("kind", "value", "label", "primary")) == [
            ("email", "ana@example.com", "other", True),
            ("email", "a.k@example.org", "work", False),
            ("phone", "+44 7700 900123", "mobile", True),
            ("linkedin", "https://www.linkedin.com/in/ana-kovac", "", True),
            ("url", "https://example.com/ana", "other", True),
            ("address", "Zagreb, Croatia", "other", True),
        ]
        assert (str(ana.company), ana.title, ana.nickname) == ("Tidewell", "Engineer", "Anči")
        assert ana.facts == "met at\nthe harbour"
        assert sorted(str(each.tag) for each in ana.contact_tags.all()) == ["Mentors", "board"]
        [day] = ImportantDate.objects.all()
        assert (day.kind, day.year, day.month, day.day) == ("birthday", None, 3, 4)
        assert list(Contact.objects.matching("kovac tidewell")) == [ana]


def test_people_of_one_company_share_it(alice: User) -> None:
    bring(alice, linkedin(ANA, ("Carl", "Carlsen", "carl", "", "TIDEWELL", "Chef")))

    with acting_for(alice.pk):
        [company] = Company.objects.all()
        assert (company.folded, company.people.count()) == ("tidewell", 2)


def test_two_accounts_may_bring_the_same_file(alice: User, bob: User) -> None:
    content = linkedin(ANA, BOB)

    assert counts(bring(alice, content)) == counts(bring(bob, content)) == {"created": 2}


# --- one person, two rows -------------------------------------------------------------


def test_the_same_person_twice_in_a_file_is_taken_once(alice: User) -> None:
    job = bring(
        alice,
        linkedin(
            ANA,
            ANA,
            ("Ana", "Kovač-Horvat", "ana-kovac", "", "", ""),
            ("A.", "Kovač", "", "ANA@example.com", "", ""),
            BOB,
        ),
    )

    assert counts(job) == {"created": 2, "errors": 3}
    assert problems(job) == [(line, "DUPLICATE_IN_FILE") for line in (3, 4, 5)]


def test_two_rows_that_mean_one_known_person_are_taken_once(alice: User) -> None:
    header = ("Name", "Email", "LinkedIn", "Notes")
    bring(alice, table(header, ("Ana Kovač", "ana@example.com", "linkedin.com/in/ana", "")))

    job = bring(
        alice,
        table(
            header,
            ("Ana Kovač", "", "linkedin.com/in/ana", "by profile"),
            ("Ana Kovač", "ana@example.com", "", "by mailbox"),
        ),
    )

    assert counts(job) == {"updated": 1, "errors": 1}
    assert person(alice, "Ana Kovač").facts == "by profile"


def test_people_who_share_a_mailbox_or_a_name_stay_two(alice: User) -> None:
    header = ("Name", "Email", "Phone")
    job = bring(
        alice,
        table(
            header,
            ("Ana Kovač", "office@example.com", "+44 7700 900001"),
            ("Carl Carlsen", "office@example.com", "+44 7700 900001"),
            ("Ana Berg", "berg@example.com", ""),
            ("Bob Berg", "berg@example.com", ""),
            ("Ana Kovač", "", "+44 7700 900002"),
        ),
    )

    assert counts(job) == {"created": 5}


@pytest.mark.parametrize(
    ("known", "again"),
    [
        ("Viggo Umbral", "Umbral Viggo"),
        ("Jonas Berg", "Jonas Oduya-Berg"),
        ("Zoë Straßner", "ZOE STRASSNER"),
        ("Ana Kovač", "A. Kovač"),
    ],
)
def test_a_mailbox_and_a_name_that_can_be_the_same_mean_one_person(
    alice: User, known: str, again: str
) -> None:
    bring(alice, table(("Name", "Email"), (known, "one@example.com")))

    job = bring(alice, table(("Full name", "E-mail"), (again, "ONE@example.com")))

    assert counts(job) == {"unchanged": 1}
    assert people(alice) == [known]


def test_a_person_typed_by_hand_is_found_by_their_profile(alice: User) -> None:
    with acting_for(alice.pk):
        typed = contact_services.create_contact(
            owner=alice,
            on=TODAY,
            at=NOW,
            display="Ani",
            methods=[
                MethodLine(MethodKind.LINKEDIN, "https://de.linkedin.com/in/Ana-Kovac/?trk=x")
            ],
        )

    job = bring(alice, linkedin(ANA))

    assert counts(job) == {"updated": 1}
    ana = person(alice, "Ani")
    assert (ana.pk, ana.given, ana.family, ana.title) == (typed.pk, "Ana", "Kovač", "Engineer")


# --- what stands already --------------------------------------------------------------


def test_emptiness_overwrites_nothing(alice: User) -> None:
    bring(alice, linkedin(ANA))

    job = bring(alice, linkedin((*ANA[:3], "", "", "")))

    assert counts(job) == {"unchanged": 1}
    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Tidewell", "Engineer")


def test_what_the_user_typed_since_stays_when_the_file_says_nothing_new(alice: User) -> None:
    bring(alice, linkedin(ANA))
    with acting_for(alice.pk):
        Contact.objects.update(title="Lighthouse keeper", display="Anči", family="Horvat")
        ContactMethod.objects.filter(kind=MethodKind.EMAIL).delete()

    job = bring(alice, linkedin(ANA))

    assert counts(job) == {"unchanged": 1}
    ana = person(alice, "Anči")
    assert (ana.family, ana.title, ana.version) == ("Horvat", "Lighthouse keeper", 1)
    with acting_for(alice.pk):
        assert ana.methods.count() == 1


def test_news_replace_what_came_from_the_file_but_not_what_the_user_typed(alice: User) -> None:
    header = ("Name", "Department", "Nickname", "Email")
    bring(alice, table(header, ("Ana Kovač", "Sales", "Ani", "ana@example.com")))
    with acting_for(alice.pk):
        Contact.objects.update(nickname="Anči")

    job = bring(alice, table(header, ("Ana Kovač", "Research", "Anita", "ana@example.com")))

    assert counts(job) == {"updated": 1}
    ana = person(alice, "Ana Kovač")
    assert (ana.department, ana.nickname, ana.version) == ("Research", "Anči", 2)
    with acting_for(alice.pk):
        [row] = job.rows.all()
        assert row.warnings == [["nickname", "KEPT_YOURS", "Anita"]]


def test_another_source_fills_gaps_and_lists_what_differs(alice: User) -> None:
    bring(alice, linkedin(ANA))

    job = bring(
        alice,
        table(
            ("Full name", "Company", "Role", "E-mail", "Phone"),
            ("Ana Kovač", "Older, Ltd.", "Intern", "ana@example.com", "+44 7700 900123"),
        ),
    )

    assert counts(job) == {"updated": 1}
    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Tidewell", "Engineer")
    with acting_for(alice.pk):
        assert sorted(ana.methods.values_list("kind", flat=True)) == ["email", "linkedin", "phone"]
        [row] = job.rows.all()
        assert row.warnings == [
            ["company", "KEPT_YOURS", "Older, Ltd."],
            ["title", "KEPT_YOURS", "Intern"],
        ]


def test_a_deleted_person_does_not_come_back(alice: User) -> None:
    bring(alice, linkedin(ANA, BOB))
    with acting_for(alice.pk):
        ana = Contact.objects.get(given="Ana")
        ana.deleted_at = ana.created_at
        ana.save()

    job = bring(alice, linkedin((*ANA[:5], "Head of Data"), BOB))

    assert counts(job) == {"unchanged": 1, "skipped": 1}
    assert people(alice) == ["Bob Berg"]
    with acting_for(alice.pk):
        [row] = job.rows.left_out()
        assert (row.line, row.code) == (2, "PREVIOUSLY_DELETED")
        Contact.objects.filter(pk=ana.pk).delete()  # thirty days later
    assert counts(bring(alice, linkedin(ANA))) == {"skipped": 1}


def test_a_long_id_that_a_spreadsheet_has_cut_is_not_one_persons(alice: User) -> None:
    header = ("Record ID", "First Name", "Last Name", "Email")
    rows = (("9.01E+16", "Ana", "Kovač", ""), ("9.01E+16", "Bo", "Ficta", ""))

    job = bring(alice, table(header, *rows))

    assert counts(job) == {"created": 2}
    assert people(alice) == ["Ana Kovač", "Bo Ficta"]
    assert counts(bring(alice, table(header, *rows))) == {"unchanged": 2}
