"""Two people become one, and two again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from accounts.models import User
from contacts.lines import MethodLine
from contacts.models import Company, Contact, ImportantDate
from contacts.services import create_contact, delete_contact, set_role, update_contact
from contacts.uniting import Choices
from core.journal import links_to
from core.roles import acting_for
from core.undo import UndoGone
from importing.merging import LASTS, merge
from importing.models import DuplicatePair
from importing.states import PairState
from interactions import derivation
from interactions.contents import MarkOf
from interactions.services import edit, promise, put_back
from reminders.enums import Outcome, ReminderState
from reminders.milestones import make_milestones
from reminders.models import Plan, PlanSlot, Reminder
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction
from tests.importing.merged import part, unite
from tests.importing.pipeline import bring, counts, linkedin
from tests.importing.pipeline import take_back as take_import_back
from tests.importing.rows import derive_all, make_person, make_row, snapshot
from tests.reminders.people import say

LINKS = [field for field, _on_delete in links_to(Contact)]


# --- every link ---------------------------------------------------------------------------


@pytest.mark.parametrize("field", LINKS, ids=str)
def test_whatever_leads_to_a_person_leads_to_the_survivor(
    acting_alice: User, field: models.Field[Any, Any]
) -> None:
    survivor, loser = (make_person(acting_alice, name) for name in ("Ana", "Anna"))
    row = make_row(field.model, acting_alice, **{field.name: loser})
    derive_all(acting_alice, TODAY)
    before = snapshot(acting_alice)

    made = unite(survivor, loser)

    row.refresh_from_db()
    assert survivor.pk in {getattr(row, link.attname) for link in LINKS if link.model is type(row)}
    assert not field.model._base_manager.filter(**{field.name: loser.pk}).exists()

    part(made)
    assert _without_merges(snapshot(acting_alice)) == _without_merges(before)


@pytest.mark.parametrize("field", LINKS, ids=str)
def test_what_both_have_of_anything_is_no_obstacle(
    acting_alice: User, field: models.Field[Any, Any]
) -> None:
    survivor, loser = (make_person(acting_alice, name) for name in ("Ana", "Anna"))
    mine = make_row(field.model, acting_alice, **{field.name: survivor})
    same = {
        each.name: getattr(mine, each.name)
        for each in field.model._meta.concrete_fields
        if not each.primary_key
        and each.name not in ("owner", field.name, "uid")
        and not (each.unique or _is_unique_alone(each))
    }
    make_row(field.model, acting_alice, **{**same, field.name: loser})
    derive_all(acting_alice, TODAY)
    before = snapshot(acting_alice)

    made = unite(survivor, loser)

    assert not field.model._base_manager.filter(**{field.name: loser.pk}).exists()
    assert derivation.drifted(acting_alice.pk, TODAY) == set()
    part(made)
    assert _without_merges(snapshot(acting_alice)) == _without_merges(before)


def _is_unique_alone(field: models.Field[Any, Any]) -> bool:
    """With the owner, whoever the person is: two rows can't say the same here."""
    groups = [
        set(each.fields)
        for each in field.model._meta.constraints
        if isinstance(each, models.UniqueConstraint)
    ]
    people = {link.name for link in LINKS if link.model is field.model}
    return any(field.name in group and not group & people for group in groups)


def _without_merges(rows: dict[str, Any]) -> dict[str, Any]:
    return {label: kept for label, kept in rows.items() if label != "importing.Merge"}


# --- what they say ------------------------------------------------------------------------


def test_nothing_chosen_the_survivors_word_holds_and_blanks_are_filled(acting_alice: User) -> None:
    one = make_contact(acting_alice, "Ana Kovač", title="Head of Data", facts="Has two cats.")
    other = make_contact(
        acting_alice, "A. Kovač", title="Analyst", nickname="Anči", facts="Sails.", starred=True
    )

    unite(one, other)

    assert (one.display, one.title, one.nickname) == ("Ana Kovač", "Head of Data", "Anči")
    assert one.facts == "Has two cats.\n\nSails."
    assert one.starred
    assert Contact.objects.for_user(acting_alice).count() == 1


def test_each_field_can_be_chosen(acting_alice: User) -> None:
    quay = Company.objects.create(owner=acting_alice, name="Quay", folded="quay")
    one = make_contact(acting_alice, "Ana Kovač", place="Split", facts="Has two cats.")
    other = make_contact(acting_alice, "Ana Horvat", company=quay, facts="Sails.")

    chosen = {"name": "theirs", "company": "theirs", "place": "theirs", "facts": "ours"}
    unite(one, other, choices=Choices(sides=chosen))

    assert (one.display, str(one.company)) == ("Ana Horvat", "Quay")
    assert (one.place, one.facts) == ("", "Has two cats.")
    assert one.search.count("horvat") == 1


def test_ways_to_reach_them_are_united_but_for_those_left_out(acting_alice: User) -> None:
    one, other = (
        create_contact(
            owner=acting_alice,
            on=TODAY,
            at=NOW,
            display=name,
            methods=[MethodLine("email", address) for address in addresses],
        )
        for name, addresses in (
            ("Ana", ["ana@example.org", "old@example.org"]),
            ("Ana K", ["ANA@example.org", "ana.k@example.net"]),
        )
    )
    old = one.methods.get(value="old@example.org")

    unite(one, other, choices=Choices(without=frozenset([old.pk])))

    found = one.methods.values_list("value", "primary")
    assert list(found) == [("ana@example.org", True), ("ana.k@example.net", False)]


def test_two_birthdays_are_one_the_fuller_or_the_chosen(acting_alice: User) -> None:
    def born(year: int | None, day: int) -> Contact:
        contact = make_contact(acting_alice)
        ImportantDate.objects.create(
            owner=acting_alice, contact=contact, kind="birthday", year=year, month=5, day=day
        )
        return contact

    without_year, with_year, another = born(None, 4), born(1980, 4), born(1981, 9)

    unite(without_year, with_year)
    assert list(without_year.dates.values_list("year", "month", "day")) == [(1980, 5, 4)]

    unite(without_year, another, choices=Choices(sides={"birthday": "theirs"}))
    assert list(without_year.dates.values_list("year", "month", "day")) == [(1981, 5, 9)]


def test_the_role_not_chosen_becomes_history(acting_alice: User) -> None:
    one = make_contact(acting_alice, "Ana", title="Analyst")
    other = make_contact(acting_alice, "Ana K", title="Head of Data")
    other.owner = acting_alice
    set_role(other, company_name="Quay", title="Partner", on=TODAY, noticed=False)

    unite(one, other, choices=Choices(sides={"title": "theirs", "company": "theirs"}))

    roles = one.positions.order_by("noticed_on", "title").values_list("title", "ended_on")
    assert set(roles) == {("Analyst", TODAY), ("Head of Data", TODAY), ("Partner", None)}


# --- what happened ------------------------------------------------------------------------


def test_a_conversation_with_both_was_with_one_and_keeps_the_marks_of_both(
    acting_alice: User,
) -> None:
    one, other, third = (make_contact(acting_alice, name) for name in ("Ana", "Ana K", "Ben"))
    coffee = say(one)
    edit(
        coffee,
        version=coffee.version,
        on=TODAY,
        at=NOW,
        contact_ids=[one.pk, other.pk, third.pk],
        marks=[
            MarkOf(one.pk, "gave", "advice"),
            MarkOf(other.pk, "gave", "advice"),
            MarkOf(other.pk, "received", "reading"),
        ],
    )

    made = unite(one, other)

    coffee.refresh_from_db()
    part_of_one = coffee.participants.get(contact=one)
    marks = part_of_one.marks.order_by("verb").values_list("verb", "what")
    assert list(marks) == [("gave", "advice"), ("received", "reading")]
    assert (coffee.headcount, coffee.participants.count()) == (2, 2)

    part(made)
    coffee.refresh_from_db()
    assert (coffee.headcount, coffee.participants.count()) == (3, 3)


def test_an_edit_from_before_the_merge_is_taken_back_with_the_survivor(
    acting_alice: User,
) -> None:
    one, other, third = (make_contact(acting_alice, name) for name in ("Ana", "Ana K", "Ben"))
    coffee = say(other)
    edit(coffee, version=1, on=TODAY, at=NOW, contact_ids=[third.pk])

    unite(one, other)
    put_back(coffee, version=1, on=TODAY, at=NOW)

    assert coffee.participants.contact_ids() == {one.pk}


def test_promises_and_talks_of_both_are_the_survivors(acting_alice: User) -> None:
    one, other = (make_contact(acting_alice, name) for name in ("Ana", "Ana K"))
    make_interaction(one, occurred_on=TODAY - timedelta(days=9))
    make_interaction(other, occurred_on=TODAY - timedelta(days=2))
    promise(
        owner=acting_alice, contact=other, by="me", text="send the paper", due_on=None, on=TODAY
    )

    unite(one, other)

    assert one.participations.count() == 2
    assert [each.text for each in one.promises.all()] == ["send the paper"]
    assert one.last_contact_on == TODAY - timedelta(days=2)


def test_one_slot_for_each_plan_with_the_ending_that_says_more(acting_alice: User) -> None:
    one, other = (make_contact(acting_alice, name) for name in ("Ana", "Ana K"))
    plan = Plan.objects.get(owner=acting_alice)
    for contact, rank, outcome in ((one, 4, Outcome.OPEN), (other, 2, Outcome.TALKED)):
        PlanSlot.objects.create(
            owner=acting_alice,
            plan=plan,
            contact=contact,
            rank=rank,
            outcome=outcome,
            suggested_on=TODAY,
        )

    made = unite(one, other)
    assert list(plan.slots.values_list("contact", "rank", "outcome")) == [(one.pk, 2, "talked")]

    part(made)
    found = plan.slots.order_by("rank").values_list("contact", "rank", "outcome")
    assert list(found) == [(other.pk, 2, "talked"), (one.pk, 4, "")]


def test_a_birthday_that_was_congratulated_for_one_is_not_asked_for_the_other(
    acting_alice: User,
) -> None:
    people = [make_contact(acting_alice, name, type_key="peer") for name in ("Ana", "Ana K")]
    for contact in people:
        ImportantDate.objects.create(
            owner=acting_alice, contact=contact, kind="birthday", month=11, day=20
        )
    make_milestones(acting_alice, TODAY)
    one, other = people
    other.reminders.update(state=ReminderState.DONE, closed_on=TODAY)

    unite(one, other)
    make_milestones(acting_alice, TODAY)

    assert list(Reminder.objects.values_list("contact", "state")) == [(one.pk, "done")]


def test_a_new_role_that_two_files_told_of_is_congratulated_on_once(acting_alice: User) -> None:
    one, other = (
        make_contact(acting_alice, name, type_key="peer", title="Engineer")
        for name in ("Ana", "Ana K")
    )
    for contact, days in ((one, 7), (other, 0)):
        day = TODAY - timedelta(days=days)
        set_role(contact, company_name="", title="CTO", on=day, noticed=True)
    one.reminders.update(state=ReminderState.DONE, closed_on=TODAY)
    one.refresh_from_db()
    other.refresh_from_db()

    made = unite(one, other)
    assert list(Reminder.objects.values_list("contact", "state")) == [(one.pk, "done")]

    part(made)
    found = Reminder.objects.order_by("due_on").values_list("contact", "state")
    assert list(found) == [(one.pk, "done"), (other.pk, "open")]


# --- imports ------------------------------------------------------------------------------

FIRST = linkedin(("Ana", "Kovač", "ana-k", "", "Tidewell", "Analyst"))
SECOND = linkedin(("Anna", "Kovac", "anna-kovac", "", "Quay", "Partner"))


def merge_all(owner: User) -> None:
    with acting_for(owner.pk):
        one, other = Contact.objects.for_user(owner).order_by("pk")
        one.owner = owner
        unite(one, other)


def test_importing_either_file_again_changes_nothing_and_brings_nobody_back(alice: User) -> None:
    bring(alice, FIRST)
    bring(alice, SECOND)
    merge_all(alice)

    for content in (FIRST, SECOND):
        assert counts(bring(alice, content)) == {"unchanged": 1}
    with acting_for(alice.pk):
        assert Contact.objects.for_user(alice).count() == 1


def test_two_lines_of_one_file_that_are_one_person_now_are_both_unchanged(alice: User) -> None:
    both = linkedin(
        ("Ana", "Kovač", "ana-k", "", "Tidewell", "Analyst"),
        ("Anna", "Kovac", "anna-kovac", "", "Quay", "Partner"),
    )
    bring(alice, both)
    merge_all(alice)

    assert counts(bring(alice, both)) == {"unchanged": 2}


def test_undoing_an_import_keeps_whom_it_brought_and_who_is_somebody_else_since(
    alice: User,
) -> None:
    bring(alice, FIRST)
    second = bring(alice, SECOND)
    merge_all(alice)

    take_import_back(second)

    with acting_for(alice.pk):
        assert [one.display for one in Contact.objects.for_user(alice)] == ["Ana Kovač"]
        second.refresh_from_db()
    assert [each["name"] for each in second.kept_on_undo] == ["Ana Kovač"]


# --- and back -----------------------------------------------------------------------------


def test_what_was_written_since_stays_with_the_survivor(acting_alice: User) -> None:
    one = make_contact(acting_alice, "Ana", title="Analyst")
    other = make_contact(acting_alice, "Ana K", title="Analyst", place="Split")
    make_interaction(other, occurred_on=TODAY - timedelta(days=30))
    made = unite(one, other)
    since = say(one)
    update_contact(one, on=TODAY, at=NOW, version=one.version, place="Zadar")

    part(made)

    one.refresh_from_db()
    other = Contact.objects.get(pk=made.gone_id)
    assert (one.place, other.place) == ("Zadar", "Split")
    assert since.participants.contact_ids() == {one.pk}
    assert (one.last_contact_on, other.last_contact_on) == (TODAY, TODAY - timedelta(days=30))
    assert derivation.drifted(acting_alice.pk, TODAY) == set()


def test_taken_back_twice_it_is_taken_back_once(acting_alice: User) -> None:
    one, other = make_contact(acting_alice, "Ana"), make_contact(acting_alice, "Ana K")
    made = unite(one, other)

    part(made)
    after = snapshot(acting_alice)
    part(made)

    assert snapshot(acting_alice) == after


def test_merges_into_one_person_are_taken_back_newest_first(acting_alice: User) -> None:
    one, other, third = (make_contact(acting_alice, name) for name in ("Ana", "Ana K", "A. K."))
    first = unite(one, other)
    second = unite(third, one)

    with pytest.raises(UndoGone, match="later merge"):
        part(first)
    part(second)
    part(first)

    assert {each.display for each in Contact.objects.for_user(acting_alice)} == {
        *("Ana", "Ana K", "A. K.")
    }


def test_after_thirty_days_a_merge_stays(acting_alice: User) -> None:
    one, other = make_contact(acting_alice, "Ana"), make_contact(acting_alice, "Ana K")
    made = unite(one, other)

    with pytest.raises(UndoGone):
        part(made, at=NOW + LASTS + timedelta(seconds=1))


def test_what_hung_on_a_row_that_is_gone_for_good_does_not_come_back(acting_alice: User) -> None:
    one, other = make_contact(acting_alice, "Ana"), make_contact(acting_alice, "Ana K")
    coffee = make_interaction(one, other, occurred_on=TODAY)
    made = unite(one, other)
    coffee.delete()

    part(made)

    assert Contact.objects.get(pk=other.pk).participations.count() == 0


def test_a_company_that_is_gone_since_is_left_out(acting_alice: User) -> None:
    quay = Company.objects.create(owner=acting_alice, name="Quay", folded="quay")
    one, other = make_contact(acting_alice, "Ana"), make_contact(acting_alice, "Ana K")
    Contact.objects.filter(pk=one.pk).update(company=quay)
    one.refresh_from_db()
    made = unite(one, other, choices=Choices(sides={"company": "theirs"}))
    assert one.company is None
    quay.delete()

    part(made)

    one.refresh_from_db()
    assert (one.display, one.company) == ("Ana", None)


# --- who may not --------------------------------------------------------------------------


def test_a_stranger_somebody_deleted_and_oneself_are_no_one_to_merge_with(
    alice: User, bob: User
) -> None:
    with acting_for(bob.pk):
        stranger = make_contact(bob, "Bea")
    with acting_for(alice.pk):
        one, gone = make_contact(alice, "Ana"), make_contact(alice, "Ana K")
        delete_contact(gone, NOW)
        for other in (stranger, gone, one):
            with pytest.raises(Contact.DoesNotExist):
                merge(owner=alice, survivor_id=one.pk, loser_id=other.pk, on=TODAY, at=NOW)


def test_who_was_said_not_to_be_the_loser_is_not_the_survivor_either(acting_alice: User) -> None:
    third, one, other = (make_contact(acting_alice, name) for name in ("Ben", "Ana", "Ana K"))
    DuplicatePair.objects.create(
        owner=acting_alice, one=third, other=one, certainty=0.5, state=PairState.OPEN
    )
    DuplicatePair.objects.create(
        owner=acting_alice, one=third, other=other, certainty=0.5, state=PairState.DIFFERENT
    )
    DuplicatePair.objects.create(owner=acting_alice, one=one, other=other, certainty=0.9)

    made = unite(one, other)
    pairs = DuplicatePair.objects.values_list("one", "other", "state")
    assert list(pairs) == [(third.pk, one.pk, "different")]

    part(made)
    assert DuplicatePair.objects.count() == 3
