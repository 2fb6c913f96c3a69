"""The agenda: what comes, by day, and what can be done about it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, ImportantDate
from contacts.services import choose_date, snooze
from core.roles import acting_for
from interactions.enums import PromiseBy, PromiseState
from interactions.models import Promise
from pages.ahead import What
from reminders.enums import ReminderKind
from reminders.milestones import refresh_milestones
from reminders.models import Plan, PlanSlot, Reminder
from tests.factories import make_contact, make_interaction

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
DAY = timedelta(days=1)
URL = "/calendar/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def shown(client: Client, query: str = "") -> dict[str, list[tuple[str, str]]]:
    """Whose row stands in which section, with its words."""
    found = client.get(URL + query).context["found"]
    return {
        f"{section.title} {section.said}".strip(): [
            (row.contact.display, row.words) for row in section.rows
        ]
        for section in found.sections
    }


def promise(contact: Contact, text: str, due_on: date, **fields: Any) -> Promise:
    fields = {"by": PromiseBy.ME, "created_on": TODAY, **fields}
    return Promise.objects.create(
        owner_id=contact.owner_id, contact=contact, text=text, due_on=due_on, **fields
    )


def plan_of(user: User) -> Plan:
    """Of the week that begins today, perhaps made by something else already."""
    week = {"ends_on": TODAY + 7 * DAY, "budget": 5, "made_at": NOW}
    return Plan.objects.get_or_create(owner=user, starts_on=TODAY, defaults=week)[0]


def birthday(contact: Contact, month: int, day: int) -> None:
    """As if entered by hand."""
    ImportantDate.objects.create(
        owner_id=contact.owner_id, contact=contact, kind="birthday", month=month, day=day
    )
    refresh_milestones(contact.owner, contact, TODAY)


def test_everything_that_comes_stands_on_its_day(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor")
        ben = make_contact(alice, "Ben", type_key="mentor")
        cem = make_contact(alice, "Cem", type_key="mentor")
        dora = make_contact(alice, "Dora")
        promise(dora, "the deck", TODAY - 4 * DAY)
        promise(dora, "a call", TODAY + DAY, by=PromiseBy.THEM)
        birthday(dora, 11, 21)
        make_interaction(
            dora, ana, kind="coffee", occurred_on=TODAY, status="planned", time=time(9, 30)
        )
        choose_date(ben, day=TODAY + 20 * DAY, on=TODAY)
        snooze(cem, until=TODAY + 16 * DAY, on=TODAY)
        make_interaction(ana, occurred_on=TODAY - 10 * DAY)
        Reminder.objects.create(
            owner=alice,
            kind=ReminderKind.THANK,
            contact=dora,
            subject_id=dora.pk,
            due_on=TODAY + 2 * DAY,
            notice_on=TODAY + 2 * DAY,
            text="Say thank you for advice",
        )
        ana.refresh_from_db()

    assert ana.next_check_in_on == TODAY + 20 * DAY
    assert shown(as_alice) == {
        "Overdue promises": [("Dora", "You promised: the deck, late since 12 November")],
        "Today Monday 16 November": [("Dora", "Coffee at 09:30, also with Ana")],
        "Tomorrow Tuesday 17 November": [("Dora", "They promised: a call")],
        "Wednesday 18 November": [("Dora", "Say thank you for advice")],
        "Saturday 21 November": [("Dora", "Birthday")],
        "Wednesday 2 December": [("Cem", "Back from a snooze")],
        "Sunday 6 December": [("Ana", "Check-in"), ("Ben", "The date you chose")],
    }


def test_this_weeks_people_stand_before_the_days_and_once(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor")
        plan = plan_of(alice)
        slots = {
            contact.display: PlanSlot.objects.create(
                owner=alice, plan=plan, contact=contact, rank=rank, suggested_on=TODAY
            )
            for rank, contact in enumerate([ana, make_contact(alice, "Ben", type_key="mentor")])
        }
        slots["Ben"].outcome = "talked"
        slots["Ben"].save()

    found = shown(as_alice)

    assert found.pop("This week’s people") == [("Ana", "Check-in")]
    assert list(found.values()) == [[("Ben", "Check-in")]]


def test_what_was_dealt_with_is_gone(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        promise(ana, "kept", TODAY + DAY, state=PromiseState.KEPT)
        birthday(ana, 11, 20)
        assert len(shown(as_alice)) == 1
        Reminder.objects.update(state="passed", closed_on=TODAY)

    assert shown(as_alice) == {}


def test_later_weeks_follow_without_a_gap_and_lead_back(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        for days in (-1, 27, 28, 55, 56):
            promise(ana, str(days), TODAY + days * DAY)

    first = as_alice.get(URL).context["found"]
    second = as_alice.get(first.later).context["found"]

    assert (first.earlier, second.first) == ("", first.last + DAY)
    assert second.earlier == "/calendar/?from=2026-11-16"
    said = [
        [row.row.text for section in found.sections for row in section.rows]
        for found in (first, second)
    ]
    assert said == [["-1", "27"], ["28", "55"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("?from=2026-01-01", TODAY),
        ("?from=yesterday", TODAY),
        ("?from=2026-02-31", TODAY),
        ("?from=9999-12-31", TODAY + 366 * DAY),
        ("?from=2026-12-01&show=everything", date(2026, 12, 1)),
    ],
)
def test_a_day_that_cannot_be_shown_is_brought_near(
    as_alice: Client, query: str, first: date
) -> None:
    response = as_alice.get(URL + query)

    assert (response.status_code, response.context["found"].first) == (200, first)


def test_one_may_look_at_some_of_it(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor")
        promise(ana, "the deck", TODAY)
        birthday(ana, 11, 20)

    kinds = {
        view: {
            row.what
            for section in as_alice.get(f"{URL}?show={view}").context["found"].sections
            for row in section.rows
        }
        for view in ("people", "days", "promises")
    }

    assert kinds == {
        "people": {What.CHECK_IN},
        "days": {What.MILESTONE},
        "promises": {What.PROMISE},
    }
    assert "show=days" in as_alice.get(f"{URL}?show=days").context["found"].later


def test_many_of_a_kind_are_cut_and_it_says_so(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
        Promise.objects.bulk_create(
            Promise(
                owner=alice,
                contact=ana,
                by=PromiseBy.ME,
                text=str(number),
                due_on=TODAY,
                created_on=TODAY,
            )
            for number in range(201)
        )

    response = as_alice.get(URL)

    [section] = response.context["found"].sections
    assert len(section.rows) == 200
    assert "More than 200 of a kind" in response.content.decode()


def test_each_row_acts_and_comes_back_to_the_calendar(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana", type_key="mentor")
        owed = promise(ana, "the deck", TODAY)
        birthday(ana, 11, 20)
    page = as_alice.get(URL).content.decode()

    assert f"/log/?who={ana.pk}&amp;next=/calendar/" in page
    assert reverse("reminders:draft", args=[ana.pk]) in page
    kept = as_alice.post(
        reverse("interactions:promise_toggle", args=[owed.pk]), {"next": "/calendar/"}
    )
    assert kept["Location"] == "/calendar/"
    as_alice.post(
        reverse("contacts:snooze", args=[ana.pk]), {"until": "2026-12-10", "next": "/calendar/"}
    )

    assert shown(as_alice) == {
        "Friday 20 November": [("Ana", "Birthday")],
        "Thursday 10 December": [("Ana", "Back from a snooze")],
    }
    woken = as_alice.post(reverse("contacts:unsnooze", args=[ana.pk]), {"next": "/calendar/"})
    assert woken["Location"] == "/calendar/"
    assert "Thursday 10 December" not in shown(as_alice)


def test_with_nothing_to_come_it_says_what_will_stand_here(as_alice: Client) -> None:
    page = as_alice.get(URL).content.decode()

    assert "Nothing in these weeks" in page
    assert 'href="/settings/calendar/"' in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    as_alice: Client, alice: User, people: int, django_assert_num_queries: Any
) -> None:
    with acting_for(alice.pk):
        plan = plan_of(alice)
        for number in range(people):
            ana = make_contact(alice, f"Ana {number}", type_key="mentor")
            ben = make_contact(alice, f"Ben {number}", type_key="mentor")
            promise(ana, "the deck", TODAY - DAY)
            promise(ana, "the deck", TODAY + DAY)
            birthday(ana, 11, 20)
            make_interaction(ana, ben, occurred_on=TODAY + DAY, status="planned")
            PlanSlot.objects.create(
                owner=alice, plan=plan, contact=ben, rank=number, suggested_on=TODAY
            )
    as_alice.get(URL)

    # session, user, begin, the scope set and reset, counts, end; the plan and its slots;
    # promises; meetings, their people, contacts and marks; follow-ups; milestones and their
    # rows; check-ins; overdue promises
    with django_assert_num_queries(19):
        as_alice.get(URL)
