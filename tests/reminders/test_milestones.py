"""Birthdays and the like, new roles, follow-ups and thanks: each once, on its day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import LeapDay
from accounts.models import User
from accounts.services import change_settings
from contacts import services as contacts
from contacts.lines import DateLine
from contacts.models import Contact, ImportantDate
from contacts.services import add_date, change_date, delete_date, set_role
from interactions.contents import MarkOf
from interactions.models import InteractionKind
from interactions.services import delete, edit, restore
from reminders.calendar import next_occurrence
from reminders.enums import ReminderKind, ReminderState
from reminders.milestones import occurrences_between
from reminders.models import Reminder
from reminders.services import close_reminder, make_milestones, reopen_reminder
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, relate
from tests.reminders.people import make_due, say

DAY = timedelta(days=1)


def store_date(contact: Contact, month: int, day: int | None, **fields: Any) -> ImportantDate:
    """As an import does: without telling anybody."""
    return ImportantDate.objects.create(
        owner_id=contact.owner_id,
        contact=contact,
        **{"kind": "birthday", "month": month, "day": day, **fields},
    )


def all_of(user: User, kind: str = ReminderKind.MILESTONE) -> list[tuple[date, date, str]]:
    rows = Reminder.objects.for_user(user).filter(kind=kind).order_by("due_on", "text")
    return list(rows.values_list("due_on", "notice_on", "text"))


# --- important dates ----------------------------------------------------------------------------


def test_a_birthday_of_next_month_is_made_ahead_and_only_once(old_alice: User) -> None:
    store_date(make_contact(old_alice, type_key="peer"), 12, 1)

    made = [make_milestones(old_alice, TODAY) for _ in range(3)]

    assert made == [1, 0, 0]
    assert all_of(old_alice) == [(date(2026, 12, 1), date(2026, 11, 24), "Birthday")]


def test_what_is_further_away_is_made_when_its_notice_comes_near(old_alice: User) -> None:
    store_date(make_contact(old_alice, type_key="peer"), 6, 1)

    assert make_milestones(old_alice, TODAY) == 0
    assert make_milestones(old_alice, date(2027, 4, 24)) == 0
    assert make_milestones(old_alice, date(2027, 4, 25)) == 1


def test_todays_birthday_is_todays(old_alice: User) -> None:
    store_date(make_contact(old_alice, type_key="peer"), TODAY.month, TODAY.day)

    make_milestones(old_alice, TODAY)

    assert [due_on for due_on, _notice, _text in all_of(old_alice)] == [TODAY]


def test_a_leap_day_is_kept_as_the_user_chose(old_alice: User) -> None:
    store_date(make_contact(old_alice, type_key="peer"), 2, 29, year=1988)
    old_alice.leap_day = LeapDay.MAR_1

    make_milestones(old_alice, date(2027, 2, 20))
    make_milestones(old_alice, date(2028, 2, 20))

    assert [row[0] for row in all_of(old_alice)] == [date(2027, 3, 1), date(2028, 2, 29)]


def test_years_are_counted_where_one_counts_them(old_alice: User) -> None:
    ana = make_contact(old_alice, type_key="peer")
    store_date(ana, 11, 23, kind="work", year=2021)
    store_date(ana, 11, 24, kind="birthday", year=1980)
    store_date(ana, 11, 25, kind="custom", label="Marathon")
    store_date(ana, 11, 26, kind="promotion", year=2026, yearly=False)

    make_milestones(old_alice, TODAY)

    assert [row[2] for row in all_of(old_alice)] == [
        "Work anniversary, 5 years",
        "Birthday",
        "Marathon",
        "Promotion",
    ]


def test_a_month_without_a_day_lasts_until_its_end(old_alice: User) -> None:
    store_date(make_contact(old_alice, type_key="peer"), 11, None)

    make_milestones(old_alice, TODAY)

    [row] = Reminder.objects.for_user(old_alice)
    assert (row.due_on, row.ends_on) == (date(2026, 11, 1), date(2026, 11, 30))
    assert list(Reminder.objects.coming(date(2026, 11, 30))) == [row]
    assert list(Reminder.objects.coming(date(2026, 12, 1))) == []


def test_imported_people_bring_no_milestones_until_they_are_tracked(old_alice: User) -> None:
    imported = make_contact(old_alice, "Imported", triaged_on=None)
    left_out = make_contact(old_alice, "Not tracked")
    for contact in (imported, left_out):
        store_date(contact, 12, 1)
    assert make_milestones(old_alice, TODAY) == 0

    relate(imported, "peer")
    contacts.triage(owner=old_alice, contact_ids=[imported.pk], type_id=None, on=TODAY)

    assert make_milestones(old_alice, TODAY) == 1


def test_a_date_entered_by_hand_comes_every_year_also_of_who_is_not_tracked(
    old_alice: User,
) -> None:
    aunt = make_contact(old_alice, "Aunt")
    add_date(aunt, DateLine("birthday", month=9, day=3), on=TODAY)
    assert [row[0] for row in all_of(old_alice)] == [date(2027, 9, 3)]

    make_milestones(old_alice, date(2028, 8, 20))

    assert [row[0] for row in all_of(old_alice)] == [date(2027, 9, 3), date(2028, 9, 3)]


def test_the_paused_and_archived_are_still_congratulated_and_the_dead_are_not(
    old_alice: User,
) -> None:
    for name in ("Paused", "Archived", "Died", "Deleted"):
        store_date(make_contact(old_alice, name, type_key="peer"), 11, 20)
    by_name = {contact.display: contact for contact in Contact.objects.all()}
    contacts.pause(by_name["Paused"], on=TODAY)
    contacts.archive(by_name["Archived"], on=TODAY)
    contacts.mark_died(by_name["Died"], died=True, on=TODAY)
    contacts.delete_contact(by_name["Deleted"], at=NOW)

    make_milestones(old_alice, TODAY)

    shown = Reminder.objects.for_user(old_alice).coming(TODAY).with_contact()
    assert {row.contact.display for row in shown} == {"Paused", "Archived"}


def test_a_changed_date_moves_its_open_reminder(old_alice: User) -> None:
    ana = make_contact(old_alice, type_key="peer")
    born = add_date(ana, DateLine("birthday", month=12, day=1), on=TODAY)

    change_date(born, DateLine("birthday", month=12, day=2, notice_days=3), on=TODAY)

    assert all_of(old_alice) == [(date(2026, 12, 2), date(2026, 11, 29), "Birthday")]


def test_a_removed_date_takes_its_open_reminder_along(old_alice: User) -> None:
    ana = make_contact(old_alice, type_key="peer")
    born = add_date(ana, DateLine("birthday", month=12, day=1), on=TODAY)
    add_date(ana, DateLine("work", month=12, day=5, year=2020), on=TODAY)

    delete_date(born, on=TODAY)

    assert [row[2] for row in all_of(old_alice)] == ["Work anniversary, 6 years"]


def test_what_was_done_is_not_made_again(old_alice: User) -> None:
    ana = make_contact(old_alice, type_key="peer")
    born = add_date(ana, DateLine("birthday", month=11, day=20), on=TODAY)
    close_reminder(Reminder.objects.get(), ReminderState.DONE, TODAY)

    make_milestones(old_alice, TODAY + DAY)
    change_date(born, DateLine("birthday", month=11, day=20, label="The big one"), on=TODAY + DAY)

    [row] = Reminder.objects.all()
    assert (row.state, row.closed_on) == (ReminderState.DONE, TODAY)


def test_a_congratulation_closes_what_asked_for_it(old_alice: User) -> None:
    ana = make_contact(old_alice, type_key="peer")
    add_date(ana, DateLine("birthday", month=11, day=20), on=TODAY)
    add_date(ana, DateLine("work", month=12, day=20, year=2020), on=TODAY)

    say(ana, "congratulation")

    states = dict(Reminder.objects.values_list("what", "state"))
    assert states == {"birthday": ReminderState.DONE, "work": ReminderState.OPEN}


# --- for any day of any year --------------------------------------------------------------------

YEARS = [{}, {"year": 1988}, {"year": 2031}, {"year": 2027, "yearly": False}]


@pytest.fixture
def every_day(old_alice: User) -> list[ImportantDate]:
    """A date on each day that a year may have, in each month, and of each sort of year."""
    ana = make_contact(old_alice, type_key="peer")
    days = [(month, day) for month in range(1, 13) for day in (None, *range(1, 32))]
    rows = [
        ImportantDate(owner=old_alice, contact=ana, kind="custom", month=month, day=day, **years)
        for month, day in days
        for years in YEARS
    ]
    return ImportantDate.objects.bulk_create(rows)


def occurs_on(row: ImportantDate, on: date, leap_day: str) -> date | None:
    return next_occurrence(
        on, row.month, row.day, year=row.year, yearly=row.yearly, leap_day=leap_day
    )


ANY_DAY = {
    "on": st.dates(date(2026, 1, 1), date(2032, 12, 31)),
    "leap_day": st.sampled_from(LeapDay.values),
}
IN_DATABASE = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@IN_DATABASE
@given(**ANY_DAY, notice=st.integers(0, 90))
def test_a_milestone_is_made_as_soon_as_its_notice_is_a_month_away_and_no_sooner(
    old_alice: User, every_day: list[ImportantDate], on: date, leap_day: str, notice: int
) -> None:
    old_alice.leap_day = leap_day
    Reminder.objects.all().delete()
    ImportantDate.objects.update(notice_days=notice)

    make_milestones(old_alice, on)

    coming = {row.pk: occurs_on(row, on, leap_day) for row in every_day}
    wanted = {
        (pk, day) for pk, day in coming.items() if day and day - notice * DAY <= on + 30 * DAY
    }
    assert set(Reminder.objects.values_list("subject_id", "due_on")) == wanted


@IN_DATABASE
@given(**ANY_DAY, days=st.integers(0, 60))
def test_the_days_of_a_calendar_are_those_on_which_something_occurs(
    old_alice: User, every_day: list[ImportantDate], on: date, leap_day: str, days: int
) -> None:
    old_alice.leap_day = leap_day
    span = [on + place * DAY for place in range(days + 1)]

    found = occurrences_between(old_alice, span[0], span[-1], most=10_000)

    wanted = {
        (row.pk, day) for row in every_day for day in span if occurs_on(row, day, leap_day) == day
    }
    assert {(one.row.pk, one.day) for one in found} == wanted
    assert len(found) == len(wanted)


# --- new roles ------------------------------------------------------------------------------------


@pytest.fixture
def engineer(old_alice: User) -> Contact:
    contact = make_contact(old_alice, type_key="peer", title="Engineer")
    set_role(contact, company_name="Halden", title="Engineer", on=TODAY, noticed=False)
    return contact


@pytest.mark.parametrize(
    ("company", "title", "texts"),
    [
        ("Halden", "CTO", ["Title changed Engineer → CTO"]),
        ("Orchard", "Engineer", ["Company changed Halden → Orchard"]),
        ("Orchard", "CTO", ["Role changed Engineer at Halden → CTO at Orchard"]),
        ("Halden", "engineer", []),
        ("HALDEN, Inc.", "Eng.", []),
        ("Halden", "", []),
    ],
)
def test_a_new_role_that_an_import_noticed(
    engineer: Contact, company: str, title: str, texts: list[str]
) -> None:
    set_role(engineer, company_name=company, title=title, on=TODAY, noticed=True)

    rows = all_of(engineer.owner, ReminderKind.NEW_ROLE)
    assert rows == [(TODAY, TODAY, text) for text in texts]


def test_a_role_that_the_user_typed_is_no_news(engineer: Contact) -> None:
    set_role(engineer, company_name="Halden", title="CTO", on=TODAY, noticed=False)

    assert all_of(engineer.owner, ReminderKind.NEW_ROLE) == []


def test_only_tracked_people_bring_news(old_alice: User) -> None:
    for fields in ({"triaged_on": None}, {}, {"archived_on": TODAY, "type_key": "peer"}):
        contact = make_contact(old_alice, title="Engineer", **fields)  # type: ignore[arg-type]
        set_role(contact, company_name="", title="CTO", on=TODAY, noticed=True)

    assert all_of(old_alice, ReminderKind.NEW_ROLE) == []


def test_the_same_file_again_is_no_news(engineer: Contact) -> None:
    for _ in range(2):
        set_role(engineer, company_name="Halden", title="CTO", on=TODAY, noticed=True)

    assert len(all_of(engineer.owner, ReminderKind.NEW_ROLE)) == 1


@pytest.mark.parametrize("state", [ReminderState.DONE, ReminderState.PASSED])
def test_an_import_that_comes_again_after_its_undo_is_no_news_again(
    engineer: Contact, state: ReminderState
) -> None:
    def told_on(day: date) -> None:
        set_role(engineer, company_name="Halden", title="CTO", on=day, noticed=True)

    told_on(TODAY)
    close_reminder(Reminder.objects.get(), state, TODAY)
    set_role(engineer, company_name="Halden", title="Engineer", on=TODAY, noticed=False)

    told_on(TODAY + DAY)
    assert list(Reminder.objects.values_list("state", flat=True)) == [state]

    set_role(engineer, company_name="Halden", title="Engineer", on=TODAY + DAY, noticed=False)
    told_on(TODAY + 61 * DAY)
    assert Reminder.objects.unclosed().get().due_on == TODAY + 61 * DAY


def test_news_grows_old(engineer: Contact) -> None:
    set_role(engineer, company_name="Halden", title="CTO", on=TODAY, noticed=True)

    assert Reminder.objects.news(TODAY + 60 * DAY).count() == 1
    assert Reminder.objects.news(TODAY + 61 * DAY).count() == 0


# --- follow-ups and thanks ------------------------------------------------------------------------


def test_after_meeting_at_an_event_comes_a_follow_up_two_days_later(old_alice: User) -> None:
    ana = make_due(old_alice)

    say(ana, "event")

    assert all_of(old_alice, ReminderKind.FOLLOW_UP) == [
        (TODAY + 2 * DAY, TODAY + 2 * DAY, "Follow up on meeting at the event")
    ]


@pytest.mark.parametrize("kind", ["coffee", "call", "note"])
def test_nothing_else_asks_for_a_follow_up(old_alice: User, kind: str) -> None:
    say(make_due(old_alice), kind)

    assert all_of(old_alice, ReminderKind.FOLLOW_UP) == []


@pytest.mark.parametrize("source", ["mail", "calendar"])
def test_what_the_user_answered_elsewhere_asks_for_a_follow_up_too(
    old_alice: User, source: str
) -> None:
    say(make_due(old_alice), "event", source=source)

    assert [row[0] for row in all_of(old_alice, ReminderKind.FOLLOW_UP)] == [TODAY + 2 * DAY]


def test_the_log_form_may_ask_for_a_follow_up_after_anything_or_for_none(old_alice: User) -> None:
    ana, ben = make_contact(old_alice, "Ana"), make_contact(old_alice, "Ben")
    talk = say(ana, "coffee", occurred_on=TODAY, follow_up_days=7)
    say(ben, "event", occurred_on=TODAY, follow_up_days=0)
    due = TODAY + 7 * DAY
    assert all_of(old_alice, ReminderKind.FOLLOW_UP) == [(due, due, "Follow up: Coffee")]

    edit(talk, version=talk.version, on=TODAY, at=NOW, follow_up_days=None)
    assert all_of(old_alice, ReminderKind.FOLLOW_UP) == []


def test_being_in_touch_after_the_event_is_the_follow_up(old_alice: User) -> None:
    ana = make_due(old_alice)
    say(ana, "event")
    say(ana, "note")
    assert Reminder.objects.get().state == ReminderState.OPEN

    say(ana, "wrote", occurred_on=TODAY + DAY)

    assert Reminder.objects.get().state == ReminderState.DONE


def received(contact: Contact, *whats: str) -> list[MarkOf]:
    return [MarkOf(contact.pk, "received", what) for what in whats]


def test_what_one_received_asks_for_thanks_and_a_report(old_alice: User) -> None:
    ana = make_due(old_alice)

    say(ana, marks=received(ana, "advice", "introduction"))

    assert all_of(old_alice, ReminderKind.THANK) == [
        (TODAY + 2 * DAY, TODAY + 2 * DAY, "Say thank you for advice")
    ]
    assert all_of(old_alice, ReminderKind.REPORT_BACK) == [
        (TODAY + 30 * DAY, TODAY + 30 * DAY, "Tell how it went with advice")
    ]


@pytest.mark.parametrize(
    "mark", [("gave", "advice"), ("asked", "advice"), ("received", "reading"), ("received", "help")]
)
def test_other_marks_ask_for_nothing(old_alice: User, mark: tuple[str, str]) -> None:
    ana = make_due(old_alice)

    say(ana, marks=[MarkOf(ana.pk, *mark)])

    assert Reminder.objects.count() == 0


def test_one_thank_you_is_open_for_each_person(old_alice: User) -> None:
    ana, ben = make_due(old_alice, "Ana"), make_due(old_alice, "Ben")

    for contact in (ana, ana, ben):
        say(contact, marks=received(contact, "referral"))

    assert len(all_of(old_alice, ReminderKind.THANK)) == 2
    row = Reminder.objects.filter(kind=ReminderKind.THANK, contact=ana).get()
    with pytest.raises(IntegrityError, match="reminder_one_open"), transaction.atomic():
        Reminder.objects.create(
            owner=old_alice,
            contact=ana,
            kind=ReminderKind.THANK,
            subject_id=ben.pk,
            due_on=TODAY,
            notice_on=TODAY,
        )
    assert Reminder.objects.filter(pk=row.pk).exists()


def test_a_thank_you_closes_the_loop_and_the_next_favour_opens_it_again(
    old_alice: User,
) -> None:
    ana = make_due(old_alice)
    say(ana, marks=received(ana, "advice"))

    say(ana, "thanks", occurred_on=TODAY + DAY)
    assert list(Reminder.objects.to_follow_up(TODAY + 10 * DAY)) == []

    say(ana, occurred_on=TODAY + 2 * DAY, marks=received(ana, "advice"))
    thank = Reminder.objects.to_follow_up(TODAY + 10 * DAY).get()
    assert (thank.kind, thank.due_on) == (ReminderKind.THANK, TODAY + 4 * DAY)


def test_an_edit_follows_the_marks(old_alice: User) -> None:
    ana = make_due(old_alice)
    coffee = say(ana, marks=received(ana, "advice"))

    edit(coffee, version=1, on=TODAY, at=NOW, marks=[])

    assert Reminder.objects.count() == 0


def test_deleting_takes_the_follow_ups_along_and_restoring_brings_them_back(
    old_alice: User,
) -> None:
    ana = make_due(old_alice)
    coffee = say(ana, "event", marks=received(ana, "advice"))
    before = {row[2] for row in all_of(old_alice, ReminderKind.THANK)}

    delete(coffee, on=TODAY, at=NOW)
    assert Reminder.objects.count() == 0
    restore(coffee, on=TODAY, at=NOW)
    assert {row[2] for row in all_of(old_alice, ReminderKind.THANK)} == before
    assert Reminder.objects.count() == 3


def test_history_that_is_caught_up_on_asks_for_nothing(old_alice: User) -> None:
    ana = make_due(old_alice)

    say(ana, "event", occurred_on=TODAY - 31 * DAY, marks=received(ana, "advice"))
    say(ana, "event", occurred_on=TODAY - DAY, source="import", marks=received(ana, "advice"))
    say(ana, "event", occurred_on=TODAY + DAY, on=TODAY, status="planned")

    assert Reminder.objects.count() == 0


# --- in another language ------------------------------------------------------------------------


def test_what_is_open_is_said_anew_in_the_language_that_the_user_chose(old_alice: User) -> None:
    ana = asking(old_alice)
    say(ana, "coffee", occurred_on=TODAY, follow_up_days=7)
    add_date(ana, DateLine("work", month=12, day=1, year=2021), on=TODAY)
    add_date(ana, DateLine("custom", month=12, day=2, label="Marathon"), on=TODAY)
    closed = Reminder.objects.get(kind=ReminderKind.THANK)
    close_reminder(closed, ReminderState.DONE, TODAY)

    change_settings(old_alice, at=NOW, language="de")

    assert set(Reminder.objects.values_list("text", flat=True)) == {
        "Geburtstag",
        "Dienstjubiläum, 5 Jahre",
        "Marathon",
        "Title changed Engineer → CTO",
        "Follow up on meeting at the event",  # the coffee was that
        "Nachhaken: Kaffee",
        "Say thank you for advice",
        "Berichten, was daraus wurde: Rat",
    }
    change_settings(old_alice, at=NOW, language="en")
    assert "Birthday" in Reminder.objects.values_list("text", flat=True)


# --- closing --------------------------------------------------------------------------------------


def asking(owner: User) -> Contact:
    """Somebody who was met, who gave advice, whose birthday is near and whose role is new."""
    ana = make_due(owner, title="Engineer")
    say(ana, "event", marks=received(ana, "advice"))
    add_date(ana, DateLine("birthday", month=11, day=20), on=TODAY)
    set_role(ana, company_name="", title="CTO", on=TODAY, noticed=True)
    return ana


def open_kinds() -> set[str]:
    return {
        row.what if row.kind == "milestone" else row.kind for row in Reminder.objects.unclosed()
    }


EVERYTHING = {"birthday", "new_role", "follow_up", "thank", "report_back"}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("call", {"birthday", "new_role", "thank", "report_back"}),
        ("thanks", {"birthday", "new_role", "report_back"}),
        ("congratulation", {"thank", "report_back"}),
        ("note", EVERYTHING),
    ],
)
def test_an_answer_that_is_taken_back_asks_again(
    old_alice: User, kind: str, left: set[str]
) -> None:
    answer = say(asking(old_alice), kind)
    assert open_kinds() == left

    delete(answer, on=TODAY, at=NOW)
    assert open_kinds() == EVERYTHING
    restore(answer, on=TODAY, at=NOW)
    assert open_kinds() == left


def test_an_answer_that_becomes_another_closes_what_that_one_answers(old_alice: User) -> None:
    ana = asking(old_alice)
    kinds = InteractionKind.objects.for_user(old_alice)
    answer = say(ana, "thanks")

    changed = edit(answer, version=1, on=TODAY, at=NOW, kind=kinds.known_as("congratulation"))
    assert open_kinds() == {"thank", "report_back"}
    edit(changed, version=2, on=TODAY, at=NOW, kind=kinds.known_as("note"))
    assert open_kinds() == EVERYTHING


def test_an_edit_leaves_closed_what_was_let_be_by_hand(old_alice: User) -> None:
    ana = asking(old_alice)
    answer = say(ana, "call")
    for row in Reminder.objects.unclosed():
        close_reminder(row, ReminderState.PASSED, TODAY)

    edit(answer, version=1, on=TODAY, at=NOW, text="Lisbon")
    delete(answer, on=TODAY, at=NOW)

    assert open_kinds() == {"follow_up"}


def test_thanks_and_congratulations_of_before_close_nothing_that_came_since(
    old_alice: User,
) -> None:
    ana = asking(old_alice)

    for kind in ("thanks", "congratulation"):
        say(ana, kind, occurred_on=TODAY - 40 * DAY)

    assert open_kinds() == EVERYTHING


def test_closing_keeps_the_first_answer_and_can_be_taken_back(old_alice: User) -> None:
    ana = make_due(old_alice)
    say(ana, "event")
    row = Reminder.objects.get()

    close_reminder(row, ReminderState.PASSED, TODAY)
    close_reminder(row, ReminderState.DONE, TODAY + DAY)
    row.refresh_from_db()
    assert (row.state, row.closed_on) == (ReminderState.PASSED, TODAY)

    reopen_reminder(owner=old_alice, before={"reminder": str(row.pk)}, on=TODAY)
    row.refresh_from_db()
    assert (row.state, row.closed_on) == (ReminderState.OPEN, None)


def test_a_closed_thank_you_does_not_open_beside_another(old_alice: User) -> None:
    ana = make_due(old_alice)
    say(ana, marks=received(ana, "advice"))
    first = Reminder.objects.filter(kind=ReminderKind.THANK).get()
    close_reminder(first, ReminderState.PASSED, TODAY)
    say(ana, marks=received(ana, "referral"))

    reopen_reminder(owner=old_alice, before={"reminder": str(first.pk)}, on=TODAY)

    first.refresh_from_db()
    assert first.state == ReminderState.PASSED
