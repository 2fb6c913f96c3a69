"""Why somebody is due, in one true sentence."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from contacts import services
from contacts.models import Contact
from contacts.reasons import reason
from contacts.wording import about_day, day_words, short_day
from tests.factories import make_contact, make_interaction, relate

TODAY = date(2026, 11, 16)
LONG_AGO = date(2025, 1, 6)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def known(owner: User, *, ago: int, type_key: str = "peer", **fields: Any) -> Contact:
    """Ana, tracked for long, last in touch some days ago."""
    return make_contact(
        owner,
        type_key=type_key,
        on=LONG_AGO,
        last_contact_on=TODAY - days(ago),
        **fields,
    )


def new(owner: User, type_key: str = "", **fields: Any) -> Contact:
    return make_contact(owner, type_key=type_key, given="Ana", **fields)


@pytest.mark.parametrize(
    ("ago", "kind", "precision", "said"),
    [
        (94, "coffee", "day", "94 days since coffee; you aim for every 60."),
        (94, "coffee", "month", "About 94 days since coffee; you aim for every 60."),
        (94, "coffee", "season", "About 94 days since coffee; you aim for every 60."),
        (1, "call", "day", "1 day since your call; you aim for every 60."),
        (1, "call", "month", "About 1 day since your call; you aim for every 60."),
        (0, "meal", "day", "You were in touch today; you aim for every 60."),
        (70, "meal", "day", "70 days since your meal; you aim for every 60."),
        (70, "meeting", "day", "70 days since your meeting; you aim for every 60."),
        (70, "video", "day", "70 days since your video call; you aim for every 60."),
        (70, "event", "day", "70 days since you met at an event; you aim for every 60."),
        (70, "talk", "day", "70 days since you last talked; you aim for every 60."),
        (70, "message", "day", "70 days since your last message; you aim for every 60."),
        (70, "email", "day", "70 days since your last e-mail; you aim for every 60."),
        (70, "", "day", "70 days since you were last in touch; you aim for every 60."),
        (70, "Walk", "day", "70 days since “Walk”; you aim for every 60."),
    ],
)
def test_the_arithmetic_is_said(
    acting_alice: User, ago: int, kind: str, precision: str, said: str
) -> None:
    assert reason(known(acting_alice, ago=ago), kind, precision, TODAY) == said


def test_a_cadence_of_one_day_has_its_own_words(acting_alice: User) -> None:
    contact = known(acting_alice, ago=3, cadence_override=1)

    assert reason(contact, "call", "day", TODAY) == "3 days since your call; you aim for every day."


def test_a_date_that_the_cadence_does_not_explain_is_named(acting_alice: User) -> None:
    contact = known(acting_alice, ago=94, not_before=date(2026, 10, 16))

    assert reason(contact, "coffee", "day", TODAY) == (
        "94 days since coffee; due since 16 October."
    )
    assert reason(contact, "coffee", "day", date(2026, 10, 16)) == (
        "63 days since coffee; due today."
    )
    assert reason(contact, "coffee", "day", date(2026, 10, 10)) == (
        "57 days since coffee; next check-in on 16 October."
    )


def test_a_chosen_date_is_named(acting_alice: User) -> None:
    contact = known(acting_alice, ago=94)
    services.choose_date(contact, day=TODAY + days(14), on=TODAY)

    assert reason(contact, "coffee", "day", TODAY) == "94 days since coffee; you chose 30 November."


def test_after_three_weeks_without_an_answer_the_message_is_named(acting_alice: User) -> None:
    contact = known(acting_alice, ago=94)
    make_interaction(contact, kind="coffee", occurred_on=TODAY - days(94))
    make_interaction(contact, kind="wrote", occurred_on=TODAY - days(20))
    contact.refresh_from_db()

    assert reason(contact, "coffee", "day", TODAY) == (
        "94 days since coffee; you wrote on 27 October, no answer yet."
    )


def test_while_an_answer_may_come_it_waits(acting_alice: User) -> None:
    contact = known(acting_alice, ago=94)
    make_interaction(contact, kind="coffee", occurred_on=TODAY - days(94))
    make_interaction(contact, kind="wrote", occurred_on=TODAY - days(2))
    contact.refresh_from_db()

    assert reason(contact, "coffee", "day", TODAY) == (
        "You wrote on 14 November; back on 28 November if no answer comes."
    )


def test_nobody_talked_yet(acting_alice: User) -> None:
    mentor = new(acting_alice, type_key="mentor")
    assert reason(mentor, "", "day", TODAY) == (
        "You chose Ana as mentor; no conversation logged yet."
    )

    untyped = new(acting_alice, cadence_override=60)
    assert reason(untyped, "", "day", TODAY) == (
        "No conversation with Ana logged yet; you aim for every 60."
    )

    named = new(acting_alice, chosen_on=date(2026, 12, 3))
    assert reason(named, "", "day", TODAY) == "You chose 3 December to be in touch with Ana."


def test_the_type_with_the_shortest_cadence_is_named_and_so_is_ones_own(
    acting_alice: User,
) -> None:
    contact = new(acting_alice, type_key="industry")
    own = services.add_type(owner=acting_alice, name="Alumni", cadence_days=20)
    services.add_relationship(contact, type=own, on=TODAY)

    assert reason(contact, "", "day", TODAY) == (
        "You chose Ana as Alumni; no conversation logged yet."
    )


@pytest.mark.parametrize(
    "type_key",
    [
        *("mentor", "peer", "manager", "client", "industry"),
        *("reverse_mentor", "mentee", "direct_report", "light_tie"),
    ],
)
def test_every_type_has_words_of_its_own(acting_alice: User, type_key: str) -> None:
    contact = new(acting_alice, type_key=type_key)
    word = {"industry": "industry connection"}.get(type_key, type_key.replace("_", " "))

    assert reason(contact, "", "day", TODAY) == (
        f"You chose Ana as {word}; no conversation logged yet."
    )


def test_an_attempt_before_any_talk_is_named(acting_alice: User) -> None:
    contact = new(acting_alice, type_key="mentor", on=LONG_AGO)
    make_interaction(contact, kind="wrote", occurred_on=date(2026, 10, 20))
    contact.refresh_from_db()

    assert reason(contact, "", "day", TODAY) == ("You wrote to Ana on 20 October, no answer yet.")


def test_somebody_who_is_former_and_never_talked_with(acting_alice: User) -> None:
    contact = new(acting_alice)
    relate(contact, "mentor", starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    services.set_cadence(contact, days=None, on=TODAY)

    assert reason(contact, "", "day", TODAY) == (
        "No conversation with Ana logged yet; you aim for every 180."
    )


@pytest.mark.parametrize(
    ("until", "why", "said"),
    [
        (date(2026, 12, 3), "Parental leave", "Paused until 3 December: Parental leave"),
        (date(2027, 9, 1), "", "Paused until 1 September 2027."),
        (None, "Parental leave", "Paused: Parental leave"),
        (None, "", "Paused until you resume."),
    ],
)
def test_a_pause_says_its_end_and_why(
    acting_alice: User, until: date | None, why: str, said: str
) -> None:
    contact = known(acting_alice, ago=94)
    services.pause(contact, on=TODAY, until=until, reason=why)

    assert reason(contact, "coffee", "day", TODAY) == said


def test_a_snooze_says_its_end(acting_alice: User) -> None:
    contact = known(acting_alice, ago=94)
    services.snooze(contact, until=date(2026, 12, 3), on=TODAY)

    assert reason(contact, "coffee", "day", TODAY) == "Snoozed until 3 December."


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (date(2026, 12, 3), "You have plans for 3 December."),
        (TODAY, "You have plans for today."),
        (date(2026, 11, 14), "You had plans for 14 November: did it happen?"),
    ],
)
def test_plans_are_named(acting_alice: User, planned: date, said: str) -> None:
    contact = known(acting_alice, ago=20)
    make_interaction(contact, kind="call", occurred_on=TODAY - days(20))
    make_interaction(contact, occurred_on=planned, status="planned")
    contact.refresh_from_db()

    assert reason(contact, "call", "day", TODAY) == said


def test_whoever_has_no_check_ins_is_told_why(acting_alice: User) -> None:
    def said(**fields: Any) -> str:
        return reason(known(acting_alice, ago=94, **fields), "coffee", "day", TODAY)

    assert said(archived_on=date(2026, 10, 1)) == (
        "Archived on 1 October, so there are no check-ins."
    )
    assert said(died=True) == "Kept in memory; no dates come up."
    assert said(triaged_on=None) == "Not sorted yet: choose a type, and check-ins begin."
    assert said(regular_touch=True) == "You are in regular touch, so there are no check-ins."
    assert reason(new(acting_alice), "", "day", TODAY) == (
        "No check-ins: choose a type or a cadence to begin."
    )


def test_only_a_date_and_no_cadence(acting_alice: User) -> None:
    contact = make_contact(
        acting_alice,
        last_contact_on=TODAY - days(40),
        chosen_on=TODAY + days(3),
        chosen_set_on=TODAY,
    )

    assert reason(contact, "call", "day", TODAY) == (
        "40 days since your call; you chose 19 November."
    )


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 10, 16), "16 October", "16 Oct"),
        (date(2027, 1, 3), "3 January", "3 Jan"),
        (date(2025, 9, 25), "25 September 2025", "25 Sep 2025"),
        (date(2028, 2, 29), "29 February 2028", "29 Feb 2028"),
    ],
)
def test_a_day_has_its_year_where_it_could_be_mistaken(day: date, long: str, short: str) -> None:
    assert (day_words(day, TODAY), short_day(day, TODAY)) == (long, short)


@pytest.mark.parametrize(
    ("day", "precision", "said"),
    [
        (date(2026, 8, 17), "day", "17 Aug"),
        (date(2026, 8, 1), "month", "August 2026"),
        (date(2026, 4, 1), "season", "spring 2026"),
        (date(2026, 7, 1), "season", "summer 2026"),
        (date(2025, 10, 1), "season", "autumn 2025"),
        (date(2026, 1, 1), "season", "winter 2025"),
        (date(2025, 12, 1), "season", "winter 2025"),
    ],
)
def test_a_day_is_as_precise_as_it_is_known(day: date, precision: str, said: str) -> None:
    assert about_day(day, precision, TODAY) == said


def test_after_three_messages_without_an_answer_another_way_is_suggested(
    acting_alice: User,
) -> None:
    ana = known(acting_alice, ago=94)
    ana.last_attempt_on, ana.attempts = TODAY - days(25), 2
    assert "no answer yet" in reason(ana, "coffee", "day", TODAY)

    ana.attempts = 3
    assert reason(ana, "coffee", "day", TODAY) == (
        "94 days since coffee; you wrote 3 times without an answer: try another way, or let it"
        " rest."
    )


def test_whoever_never_answered_at_all_is_told_of_too(acting_alice: User) -> None:
    ana = new(acting_alice, "mentor", last_attempt_on=TODAY - days(30), attempts=3)
    assert reason(ana, "", "day", TODAY) == (
        "You wrote to Ana 3 times without an answer: try another way, or let it rest."
    )
