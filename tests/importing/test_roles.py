"""A second import that shows another role: history, and news of people who are tracked."""

from typing import Any

import pytest

from accounts.models import User
from contacts import services as contact_services
from contacts.models import Contact, Position, RelationshipType
from contacts.signals import role_changed
from core.roles import acting_for
from reminders.enums import ReminderKind
from reminders.models import Reminder
from tests.importing.pipeline import TODAY, bring, counts, linkedin, person, table, take_back

pytestmark = pytest.mark.django_db

BEFORE = ("Ana", "Kovač", "ana-kovac", "", "Tidewell", "Engineer")
AFTER = (*BEFORE[:4], "Harbour", "Head of Data")


def track(owner: User, display: str) -> None:
    mentor = RelationshipType.objects.get(owner=owner, key="mentor")
    contact_services.triage(
        owner=owner,
        contact_ids=[person(owner, display).pk],
        type_id=mentor.pk,
        on=TODAY,
    )


def news(owner: User) -> list[str]:
    with acting_for(owner.pk):
        rows = Reminder.objects.filter(kind=ReminderKind.NEW_ROLE)
        return list(rows.values_list("text", flat=True))


def test_a_new_role_of_a_tracked_person_is_noticed(alice: User) -> None:
    bring(alice, linkedin(BEFORE))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")

    job = bring(alice, linkedin(AFTER))

    assert counts(job) == {"updated": 1}
    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Harbour", "Head of Data")
    assert news(alice) == ["Role changed Engineer at Tidewell → Head of Data at Harbour"]
    with acting_for(alice.pk):
        positions = Position.objects.order_by("pk").values_list("company", "title", "ended_on")
        assert list(positions) == [
            ("Tidewell", "Engineer", TODAY),
            ("Harbour", "Head of Data", None),
        ]


def test_the_same_news_again_are_none(alice: User) -> None:
    bring(alice, linkedin(BEFORE))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")
    bring(alice, linkedin(AFTER))

    job = bring(alice, linkedin(AFTER))

    assert counts(job) == {"unchanged": 1}
    assert len(news(alice)) == 1


def test_an_older_file_does_not_bring_back_a_role_that_was_left(alice: User) -> None:
    bring(alice, linkedin(BEFORE))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")
    bring(alice, linkedin(AFTER))

    job = bring(alice, linkedin(BEFORE))

    assert counts(job) == {"unchanged": 1}
    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Harbour", "Head of Data")
    assert len(news(alice)) == 1
    with acting_for(alice.pk):
        [row] = job.rows.all()
        assert row.warnings == [
            ["company", "KEPT_YOURS", "Tidewell"],
            ["title", "KEPT_YOURS", "Engineer"],
        ]
    assert counts(bring(alice, linkedin(AFTER))) == {"unchanged": 1}


def test_a_new_role_of_somebody_not_tracked_is_kept_without_a_word(alice: User) -> None:
    bring(alice, linkedin(BEFORE))

    bring(alice, linkedin(AFTER))

    assert person(alice, "Ana Kovač").title == "Head of Data"
    assert news(alice) == []


def test_a_role_where_there_was_none_is_no_news(alice: User) -> None:
    bring(alice, linkedin((*BEFORE[:4], "", "")))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")

    bring(alice, linkedin(AFTER))

    assert person(alice, "Ana Kovač").title == "Head of Data"
    assert news(alice) == []


def test_only_the_half_of_a_role_that_is_new_is_taken(alice: User) -> None:
    bring(alice, linkedin(BEFORE))
    with acting_for(alice.pk):
        Contact.objects.update(title="Lighthouse keeper")

    bring(alice, linkedin((*BEFORE[:4], "Harbour", "Engineer")))

    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Harbour", "Lighthouse keeper")


def test_the_event_says_what_was_before(alice: User) -> None:
    heard: list[tuple[str, str]] = []

    def hear(company_before: str, title_before: str, **kwargs: Any) -> None:
        heard.append((company_before, title_before))

    bring(alice, linkedin(BEFORE))
    role_changed.connect(hear)
    try:
        bring(alice, linkedin(AFTER))
    finally:
        role_changed.disconnect(hear)

    assert heard == [("Tidewell", "Engineer")]


def test_undo_takes_the_news_back_too(alice: User) -> None:
    bring(alice, linkedin(BEFORE))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")
    job = bring(alice, linkedin(AFTER))

    take_back(job)

    ana = person(alice, "Ana Kovač")
    assert (str(ana.company), ana.title) == ("Tidewell", "Engineer")
    assert news(alice) == []
    with acting_for(alice.pk):
        assert Position.objects.count() == 0
    assert counts(bring(alice, linkedin(AFTER))) == {"updated": 1}


def test_a_birthday_that_comes_later_is_told_of_tracked_people_only(alice: User) -> None:
    header = ("Name", "Email", "Birthday")
    rows = [("Ana Kovač", "ana@example.com", ""), ("Bob Berg", "bob@example.com", "")]
    bring(alice, table(header, *rows))
    with acting_for(alice.pk):
        track(alice, "Ana Kovač")

    bring(alice, table(header, *((*row[:2], "1980-11-20") for row in rows)))

    with acting_for(alice.pk):
        told = Reminder.objects.filter(kind=ReminderKind.MILESTONE)
        assert [str(each.contact) for each in told.select_related("contact")] == ["Ana Kovač"]
