"""Every number of people on Today and in the weekly mail leads to exactly those people."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import add_holiday
from contacts.lines import DateLine
from contacts.services import add_date, count_suggestion
from interactions.services import promise
from reminders import digest, emails
from reminders.models import Plan
from reminders.selectors import Today, today
from reminders.services import make_plan
from tests.conftest import NOW, TODAY
from tests.reminders.mailing import make_mail
from tests.reminders.people import make_due, make_many_due

DAY = timedelta(days=1)
OTHERS = reverse("reminders:others")


@pytest.fixture
def client(old_alice: User) -> Client:
    browser = Client()
    browser.force_login(old_alice)
    browser.get("/")  # the first of the day
    Plan.objects.for_user(old_alice).delete()
    return browser


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, url: str) -> list[str]:
    """Everybody in the list, page after page."""
    names: list[str] = []
    while url:
        page = page_of(client, url)
        names += re.findall(r"data-person><bdi>(.*?)</bdi>", page)
        following = re.search(r'rel="next" href="(.*?)"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""
    return names


def owe(owner: User, name: str, *, due_on: date = TODAY) -> None:
    """Somebody who is not due for a check-in, and to whom something was promised."""
    contact = make_due(owner, name, days=-50)
    promise(owner=owner, contact=contact, by="me", text="Send it", due_on=due_on, on=TODAY)


def named(found: Today) -> set[str]:
    return {block.contact.display for block in found.blocks}


def test_the_number_of_those_who_wait_leads_to_exactly_them(
    client: Client, old_alice: User
) -> None:
    for number in range(8):
        make_due(old_alice, f"D{number}", days=20 - number)
    make_plan(old_alice, at=NOW)

    page = page_of(client, "/")

    assert "The other 3 who are due will wait for a coming week." in page
    assert f'href="{OTHERS}"' in page
    assert listed(client, OTHERS) == ["D5", "D6", "D7"]
    assert "3 people" in page_of(client, OTHERS)
    assert "days since coffee; you aim for every 60." in page_of(client, OTHERS)


def test_those_folded_and_those_who_wait_are_one_number_and_one_list(
    client: Client, old_alice: User
) -> None:
    old_alice.budget = 2
    for number in range(9):
        owe(old_alice, f"P{number}")
    for number in range(5):
        make_due(old_alice, f"D{number}", days=20 - number)
    make_plan(old_alice, at=NOW)
    everybody = {*(f"P{number}" for number in range(9)), *(f"D{number}" for number in range(5))}

    folded, unfolded = today(old_alice, TODAY), today(old_alice, TODAY, everything=True)

    assert "And 7 more." in page_of(client, "/")
    assert (len(named(folded)), sorted(listed(client, OTHERS))) == (
        7,
        sorted(everybody - named(folded)),
    )
    # Unfolded, only those wait who have no place in the week.
    assert "The other 3 who are due" in page_of(client, "/?all=1")
    assert f'href="{OTHERS}?all=1"' in page_of(client, "/?all=1")
    assert sorted(listed(client, f"{OTHERS}?all=1")) == sorted(everybody - named(unfolded))


def test_the_number_in_the_weekly_mail_leads_to_those_whom_it_does_not_name(
    client: Client, old_alice: User
) -> None:
    for number in range(7):
        make_due(old_alice, f"D{number}", days=20 - number)
    for number in range(12):
        owe(old_alice, f"P{number:02}", due_on=TODAY + 10 * DAY)  # named by the mail, not by Today
    make_plan(old_alice, at=NOW)
    contents = digest.weekly(old_alice, TODAY)
    letter = emails.write(make_mail(old_alice, period=TODAY), contents, at=NOW)

    [(url, said)] = re.findall(r'<a [^>]*href="([^"]*of=mail)"[^>]*>(.*?)</a>', letter.html)
    people = listed(client, url.removeprefix("http://127.0.0.1:8000"))

    assert said == f"And {len(people)} more."
    assert f"{said} {url}" in letter.text
    everybody = {*(f"D{n}" for n in range(7)), *(f"P{n:02}" for n in range(12))}
    assert sorted(people) == sorted(everybody - {one.contact.display for one in contents.blocks})
    assert len(people) == 9


def listed_things(client: Client, url: str) -> list[str]:
    page = page_of(client, url).partition("<h1>")[2]
    return re.findall(r">((?:Deck|Friend) \d+)<", page)


def test_promises_and_days_that_the_mail_only_counts_lead_to_exactly_those(
    client: Client, old_alice: User
) -> None:
    ana = make_due(old_alice, "Ana", days=-50)
    for number in range(8):
        promise(owner=old_alice, contact=ana, by="me", text=f"Deck {number}", due_on=None, on=TODAY)
    for number in range(14):
        friend = make_due(old_alice, f"Friend {number}", days=-50)
        add_date(friend, DateLine("birthday", month=11, day=17), on=TODAY)
    contents = digest.weekly(old_alice, TODAY)
    letter = emails.write(make_mail(old_alice, period=TODAY), contents, at=NOW)

    links = re.findall(r'<a [^>]*href="([^"]*of=(?:promises|days))"[^>]*>(.*?)</a>', letter.html)

    assert [said for _url, said in links] == ["And 4 more.", "And 3 more promises."]
    for url, said in links:
        assert f"{said} {url}" in letter.text
        things = listed_things(client, url.removeprefix("http://127.0.0.1:8000"))
        assert len(things) == len(set(things)) == int(said.split()[1])
        assert not [thing for thing in things if f"{thing}<" in letter.html]


def test_where_the_mail_names_all_nothing_is_left_out(client: Client, old_alice: User) -> None:
    owe(old_alice, "Ana")

    for of in ("promises", "days"):
        assert "Nothing is left out" in page_of(client, f"{OTHERS}?of={of}")


@pytest.mark.parametrize("of", ["promises", "days"])
def test_the_list_of_what_is_left_out_takes_the_same_queries_for_any_number(
    client: Client, old_alice: User, of: str, django_assert_num_queries: Any
) -> None:
    ana = make_due(old_alice, "Ana", days=-50)
    for _round in range(3):
        for number in range(9):
            promise(owner=old_alice, contact=ana, by="me", text="Deck", due_on=None, on=TODAY)
            friend = make_due(old_alice, f"Friend {number}", days=-50)
            add_date(friend, DateLine("birthday", month=11, day=17), on=TODAY)
        with django_assert_num_queries(14):
            page_of(client, f"{OTHERS}?of={of}")


def test_a_long_list_comes_in_pages_and_loses_nobody(client: Client, old_alice: User) -> None:
    make_many_due(old_alice, 130)
    make_plan(old_alice, at=NOW)

    people = listed(client, OTHERS)

    assert len(people) == len(set(people)) == 125
    assert not set(people) & named(today(old_alice, TODAY))


def test_the_list_takes_the_same_queries_for_any_number(
    client: Client, old_alice: User, django_assert_num_queries: Any
) -> None:
    for added in (6, 2, 30):
        make_many_due(old_alice, added)
        make_plan(old_alice, at=NOW)
        with django_assert_num_queries(19):
            page_of(client, OTHERS)


def test_without_a_plan_and_on_holiday_nobody_waits(client: Client, old_alice: User) -> None:
    make_many_due(old_alice, 9)
    assert listed(client, OTHERS) == []
    assert "Nobody waits" in page_of(client, OTHERS)
    make_plan(old_alice, at=NOW)
    assert len(listed(client, OTHERS)) == 4

    add_holiday(old_alice, first=TODAY, back=TODAY + 3 * DAY, at=NOW)

    assert listed(client, OTHERS) == []
    assert "will wait" not in page_of(client, "/")


@pytest.mark.parametrize("query", ["of=nobody", "all=x", "after=nonsense", "before=%00", "of="])
def test_an_address_that_makes_no_sense_shows_the_list(
    client: Client, old_alice: User, query: str
) -> None:
    make_many_due(old_alice, 7)
    make_plan(old_alice, at=NOW)

    assert len(listed(client, f"{OTHERS}?{query}")) == 2


def test_whoever_has_gone_quiet_is_told_of_and_found(client: Client, old_alice: User) -> None:
    make_due(old_alice, "Still here", days=3)
    for name in ("Quiet", "Silent"):
        contact = make_due(old_alice, name, days=60 * 8)
        for _ in range(3):
            count_suggestion([contact.pk], TODAY)
    plan = make_plan(old_alice, at=NOW)

    page = page_of(client, "/")

    assert plan is not None
    assert [slot.contact.display for slot in plan.slots.all()] == ["Still here"]
    assert "2 people have gone quiet and are suggested no more." in page
    [url] = re.findall(r'href="([^"]*)">Reconnect<', page)
    assert sorted(listed(client, url)) == ["Quiet", "Silent"]
    assert "gone quiet" not in page_of(client, OTHERS)


def test_while_nobody_has_gone_quiet_nothing_is_said_of_it(client: Client, old_alice: User) -> None:
    make_due(old_alice, days=3)
    make_plan(old_alice, at=NOW)

    assert "gone quiet" not in page_of(client, "/")


def test_of_many_promises_eight_are_shown_and_the_number_leads_to_all(
    client: Client, old_alice: User
) -> None:
    ana = make_due(old_alice, "Ana", days=-50)
    for number in range(11):
        promise(owner=old_alice, contact=ana, by="me", text=f"Deck {number}", due_on=None, on=TODAY)
    shown = page_of(client, "/")

    assert len(set(re.findall(r"Deck \d+", shown))) == 8
    [(url, count)] = re.findall(r'href="(/[^"]*#promises)">All (\d+)<', shown)
    assert len(set(re.findall(r"Deck \d+", page_of(client, url)))) == int(count) == 11
