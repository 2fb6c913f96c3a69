"""What Today says: who, in which order, why, and how many more."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import add_holiday
from contacts import services as contacts
from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date, set_role
from interactions.contents import MarkOf
from interactions.services import promise
from reminders import wording
from reminders.enums import ReminderState
from reminders.models import Heartbeat, Reminder
from reminders.selectors import Today, recent, scheduler_is_late, today
from reminders.services import close_reminder, make_plan, pass_slot
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_meeting
from tests.reminders.people import make_due, make_many_due, say

DAY = timedelta(days=1)


def names(found: Today) -> list[str]:
    return [block.contact.display for block in found.blocks]


def owe(
    contact: Contact, text: str = "Send the deck", *, due_on: date | None, by: str = "me"
) -> None:
    promise(
        owner=contact.owner, contact=contact, by=by, text=text, due_on=due_on, on=TODAY - 9 * DAY
    )


def ask_whether(contact: Contact, *others: Contact, day: date = TODAY - DAY) -> None:
    """A planned coffee whose day has passed."""
    say(contact, occurred_on=day, on=day - DAY, status="planned")


def test_promises_come_first_then_questions_then_follow_ups_then_the_plan(
    old_alice: User,
) -> None:
    make_due(old_alice, "Second of the plan", days=1)
    make_due(old_alice, "First of the plan", days=2)
    thanked = make_due(old_alice, "Thanks", days=-50)
    say(
        thanked,
        occurred_on=TODAY - 3 * DAY,
        on=TODAY,
        marks=[MarkOf(thanked.pk, "received", "advice")],
    )
    ask_whether(make_due(old_alice, "Question", days=-50))
    owe(make_due(old_alice, "Late promise", days=-50), due_on=TODAY - DAY)
    owe(make_due(old_alice, "Promise of today", days=-50), due_on=TODAY)
    owe(make_due(old_alice, "Promise of tomorrow", days=-50), due_on=TODAY + DAY)
    make_plan(old_alice, at=NOW)

    assert names(today(old_alice, TODAY)) == [
        "Late promise",
        "Promise of today",
        "Question",
        "Thanks",
        "First of the plan",
        "Second of the plan",
    ]


def test_one_block_for_a_person_joins_all_reasons(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana", days=5)
    make_plan(old_alice, at=NOW)
    owe(ana, "Send the deck", due_on=TODAY)
    owe(ana, "Pilot numbers", due_on=TODAY + 3 * DAY, by="them")
    owe(ana, "Far away", due_on=TODAY + 30 * DAY)
    add_date(ana, DateLine("birthday", month=11, day=18), on=TODAY)

    [block] = today(old_alice, TODAY).blocks

    assert [one.text for one in block.promises] == ["Send the deck", "Pilot numbers"]
    assert [wording.milestone(row, TODAY) for row in block.milestones] == ["Birthday, Wednesday"]
    assert block.why == "65 days since coffee; you aim for every 60."
    assert (block.slot is not None, block.state) == (True, "due")


def test_the_hook_is_the_users_own_words(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana", days=5)
    say(
        ana,
        occurred_on=TODAY - 65 * DAY,
        on=TODAY,
        text="She moves to Lisbon. Then more.",
        ask_about="her new flat",
    )
    ben = make_due(old_alice, "Ben", days=4)
    say(ben, "note", occurred_on=TODAY - 70 * DAY, text="Likes rowing. And tea.")
    make_plan(old_alice, at=NOW)

    hooks = {block.contact.display: block.hook for block in today(old_alice, TODAY).blocks}

    assert hooks == {"Ana": "her new flat", "Ben": "Likes rowing."}


def test_no_more_than_budget_and_five_blocks_and_the_true_number_of_the_rest(
    old_alice: User,
) -> None:
    old_alice.budget = 2
    for number in range(20):
        owe(make_due(old_alice, f"P{number}", days=-50), due_on=TODAY)
    for number in range(4):
        make_due(old_alice, f"D{number}", days=number)
    make_plan(old_alice, at=NOW)

    found = today(old_alice, TODAY)

    assert len(found.blocks) == 7
    # 13 promises and the two of the plan are folded, two more are due.
    assert (found.folded, found.waiting, found.rest) == (15, 2, 17)
    assert wording.rest(found) == "And 17 more."
    assert len(today(old_alice, TODAY, everything=True).blocks) == 22


def test_three_hundred_due_are_five_and_a_quiet_line(old_alice: User) -> None:
    make_many_due(old_alice, 300)
    make_plan(old_alice, at=NOW)

    found = today(old_alice, TODAY)

    assert (len(found.blocks), found.rest) == (5, 295)
    assert wording.rest(found) == "The other 295 who are due will wait for a coming week."
    assert wording.line(found) == "Five people would be glad to hear from you."


def test_who_was_snoozed_or_paused_leaves_the_list_but_promises_stay(old_alice: User) -> None:
    people = {name: make_due(old_alice, name, days=5) for name in ("A", "B", "C", "D")}
    make_plan(old_alice, at=NOW)
    contacts.snooze(people["A"], until=TODAY + 3 * DAY, on=TODAY)
    contacts.pause(people["B"], on=TODAY)
    contacts.archive(people["C"], on=TODAY)
    for name in ("A", "B"):
        owe(people[name], due_on=TODAY)

    found = today(old_alice, TODAY)

    assert names(found) == ["A", "B", "D"]
    assert [block.slot is not None for block in found.blocks] == [False, False, True]
    assert names(today(old_alice, TODAY + 3 * DAY)) == ["A", "B", "D"]
    assert today(old_alice, TODAY + 3 * DAY).blocks[0].slot is not None


def test_on_holiday_check_ins_rest_and_promises_still_come(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana", days=5)
    make_due(old_alice, "Ben", days=5)
    make_plan(old_alice, at=NOW)
    add_holiday(old_alice, first=TODAY, back=TODAY + 3 * DAY, at=NOW)
    owe(ana, due_on=TODAY)

    found = today(old_alice, TODAY)

    assert (names(found), found.rest) == (["Ana"], 0)
    assert found.blocks[0].slot is None
    assert names(today(old_alice, TODAY + 3 * DAY)) == ["Ana", "Ben"]


def test_the_dead_ask_for_nothing(old_alice: User) -> None:
    ana = make_due(old_alice, days=5)
    make_plan(old_alice, at=NOW)
    owe(ana, due_on=TODAY)
    add_date(ana, DateLine("birthday", month=11, day=18), on=TODAY)

    contacts.mark_died(ana, died=True, on=TODAY)

    found = today(old_alice, TODAY)
    assert (found.blocks, found.promises, found.milestones) == ([], [], [])


def test_who_was_reached_moves_below(old_alice: User) -> None:
    ana, ben = make_due(old_alice, "Ana", days=5), make_due(old_alice, "Ben", days=4)
    make_due(old_alice, "Cem", days=3)
    make_plan(old_alice, at=NOW)
    say(ana, "call")
    say(ben, occurred_on=TODAY + 3 * DAY, on=TODAY, status="planned")

    found = today(old_alice, TODAY + DAY)

    assert names(found) == ["Cem"]
    assert [wording.reached(slot, TODAY + DAY) for slot in found.reached] == [
        "Call on Monday",
        "Coffee planned for 19 November",
    ]
    assert (len(found.reached), found.budget) == (2, 5)


def test_not_now_is_neither_shown_nor_counted_as_reached(old_alice: User) -> None:
    make_due(old_alice, days=5)
    plan = make_plan(old_alice, at=NOW)
    assert plan is not None
    pass_slot(plan.slots.get(), TODAY)

    found = today(old_alice, TODAY)

    assert (found.blocks, found.reached) == ([], [])
    assert wording.line(found) == "Nobody is due. A calm week."


def test_a_question_stands_once_and_names_the_others(old_alice: User) -> None:
    ana, ben = make_due(old_alice, "Ana", days=-50), make_due(old_alice, "Ben", days=-50)
    from_both = say(ana, occurred_on=TODAY - DAY, on=TODAY - 2 * DAY, status="planned")
    from_both.participants.create(owner=old_alice, contact=ben, occurred_on=TODAY - DAY)
    make_plan(old_alice, at=NOW)

    [block] = today(old_alice, TODAY).blocks

    [question] = block.questions
    assert wording.asked(question, TODAY) == ("Coffee, yesterday, also with Ben: did it happen?")


def test_at_most_three_new_roles_a_week(old_alice: User) -> None:
    for number in range(5):
        contact = make_contact(old_alice, f"P{number}", type_key="peer", title="Engineer")
        set_role(contact, company_name="", title="CTO", on=TODAY - number * DAY, noticed=True)
    make_plan(old_alice, at=NOW)

    shown = today(old_alice, TODAY).milestones
    assert [wording.milestone(row, TODAY) for row in shown] == [
        "Title changed Engineer → CTO, noticed 12 Nov",
        "Title changed Engineer → CTO, noticed 13 Nov",
        "Title changed Engineer → CTO, noticed 14 Nov",
    ]
    for row in shown[:2]:
        close_reminder(row, ReminderState.DONE, TODAY)
    assert len(today(old_alice, TODAY).milestones) == 1
    make_plan(old_alice, at=NOW + 7 * DAY)
    assert len(today(old_alice, TODAY + 7 * DAY).milestones) == 3


def test_milestones_of_the_next_fortnight_and_those_of_a_longer_notice(old_alice: User) -> None:
    ana = make_contact(old_alice, "Ana", type_key="peer")
    for kind, day, notice in (("birthday", 30, 7), ("work", 1, 7), ("award", 5, 30)):
        month = 11 if day == 30 else 12
        add_date(ana, DateLine(kind, month=month, day=day, notice_days=notice), on=TODAY)

    found = today(old_alice, TODAY)

    assert [row.what for row in found.milestones] == ["birthday", "award"]


@pytest.mark.parametrize("how_many", [1, 3, 20])
def test_today_needs_the_same_queries_for_any_number_of_people(
    old_alice: User, how_many: int
) -> None:
    old_alice.budget = 5
    for number in range(how_many):
        contact = make_due(old_alice, f"P{number}", days=number)
        owe(contact, due_on=TODAY - DAY)
        ask_whether(contact)
        make_meeting(contact, occurred_on=TODAY - 2 * DAY)
        Reminder.objects.create(
            owner=old_alice,
            contact=contact,
            kind="thank",
            subject_id=contact.pk,
            due_on=TODAY,
            notice_on=TODAY,
        )
    make_plan(old_alice, at=NOW)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = today(old_alice, TODAY)

    assert len(found.blocks) == min(how_many, 10)
    # plan, slots, all that may bring somebody here, people, relationships, types, last talks with
    # hooks, those waiting
    assert len(captured) == 8


# --- around the list ------------------------------------------------------------------------------


def test_the_newest_conversations_are_listed(old_alice: User) -> None:
    ana = make_due(old_alice)
    for number in range(6):
        say(ana, "call", occurred_on=TODAY - number * DAY)

    days = [row.interaction.occurred_on for row in recent(old_alice)]

    assert days == [TODAY - n * DAY for n in range(4)]


def test_a_conversation_is_dated_as_exactly_as_it_is_known(old_alice: User) -> None:
    ana = make_due(old_alice, days=400)
    say(ana, occurred_on=TODAY - 3 * DAY, on=TODAY, text="On the day")
    say(ana, occurred_on=date(2026, 4, 1), on=TODAY, precision="season", text="In spring")
    say(ana, occurred_on=date(2025, 12, 24), on=TODAY, sensitive=True, text="Between us")

    rows = [(wording.when(row.interaction, TODAY), row.text) for row in recent(old_alice)[:3]]

    assert rows == [("Fri 13 Nov", "On the day"), ("spring 2026", "In spring"), ("24 Dec 2025", "")]


def test_people_in_the_trash_are_not_listed_as_talked_with(old_alice: User) -> None:
    ana = make_due(old_alice)
    say(ana)
    contacts.delete_contact(ana, at=NOW)

    assert recent(old_alice) == []


@pytest.mark.parametrize(
    ("beat", "late"),
    [
        (timedelta(0), False),
        (timedelta(seconds=-150), False),
        (timedelta(seconds=-151), True),  # two ticks are missing
        (timedelta(days=300), True),  # from a clock that went wrong, or a try-out
    ],
)
def test_a_late_scheduler_is_noticed(old_alice: User, beat: timedelta, late: bool) -> None:
    Heartbeat.objects.create(name="tick", at=NOW + beat)

    assert scheduler_is_late(old_alice, NOW) is late


def test_without_any_tick_a_new_account_waits_a_moment_before_it_complains(
    old_alice: User,
) -> None:
    assert scheduler_is_late(old_alice, NOW) is True
    assert scheduler_is_late(old_alice, old_alice.date_joined + timedelta(minutes=1)) is False


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "Good morning"), (12, "Good afternoon"), (18, "Good evening")]
)
def test_the_greeting_knows_the_hour(old_alice: User, hour: int, said: str) -> None:
    assert wording.greeting(hour, old_alice) == f"{said}, Alice"


def test_an_empty_account_is_told_where_to_begin(old_alice: User) -> None:
    found = today(old_alice, TODAY)

    assert (found.anybody, found.plan, found.blocks, found.rest) == (False, None, [], 0)
    assert wording.line(found).startswith("Let’s find the handful of people")
