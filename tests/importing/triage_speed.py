"""How long sorting 800 people takes in a browser: Pick of 80, and all one by one.

What is measured is the time of the machine: from a key to the next card, from the first tick to
the next page. A person needs `DECISION` for each decision on top of that; it is reckoned, not
slept. Not a part of `make test`, since it measures the machine: `pytest -n 0 -s
tests/importing/triage_speed.py`, on a machine with nothing else to do. A part is done, and the
whole reckoned from its mean; with `SORT_ALL=1` all 800 are sorted one by one.
"""

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.conftest import make_user
from tests.importing.test_triage import new_people, states, type_of

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1200),
]

PEOPLE, PICKED = 800, 80
DECISION = 1.2  # seconds that a person needs for one
A_PAGE = 50
MOST_PICKING, MOST_SORTING = 6 * 60, 20 * 60
ALL = os.environ.get("SORT_ALL") == "1"
DECISIONS = PEOPLE if ALL else 24
COMPANIES = 40
KEYS = "1234560"


@pytest.fixture
def now() -> None:
    """The clock goes on: a browser waits in real time."""


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_user("alice@example.org", name="Alice Adler")


@pytest.fixture
def sorting(live_server: Any, page: Page, alice: User) -> Page:
    for number in range(COMPANIES):
        names = [f"Person {number:03} {place}" for place in range(PEOPLE // COMPANIES)]
        new_people(alice, *names, company=f"Company {number:03}")
    browser = Client()
    browser.force_login(alice)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/people/sort/")
    return page


def altogether(seconds: list[float], times: int) -> float:
    """What so many of these take, each like those that were seen."""
    return statistics.fmean(seconds) * times


def until(page: Page, become: str, **values: str) -> None:
    """Wait for something on the page, asking at each frame: `expect` asks too seldom to measure."""
    page.evaluate(
        "values => new Promise(done => {"
        f"const look = () => ({become}) ? done() : requestAnimationFrame(look); look(); }})",
        values,
    )


def clocked(steps: Iterator[None]) -> list[float]:
    """The seconds of each step."""
    taken = []
    begun = time.monotonic()
    for _step in steps:
        taken.append(time.monotonic() - begun)
        begun = time.monotonic()
    return taken


def one_by_one(page: Page) -> Iterator[None]:
    """A key for each person, and the next card is there."""
    for number in range(DECISIONS):
        name = page.locator("#triage h2").inner_text()
        page.keyboard.press(KEYS[number % len(KEYS)])
        until(page, "document.querySelector('#triage h2')?.innerText !== values.name", name=name)
        yield


def test_800_people_are_sorted_one_by_one_within_twenty_minutes(sorting: Page, alice: User) -> None:
    sorting.get_by_role("link", name="one by one").click()
    expect(sorting.locator("#triage h2")).to_be_visible()
    sorting.wait_for_load_state("networkidle")  # with its scripts, without which a key is a page

    taken = clocked(one_by_one(sorting))

    whole = altogether(taken, PEOPLE) + PEOPLE * DECISION
    median = statistics.median(taken) * 1000
    print(f"\n{PEOPLE} one by one: {whole / 60:.1f} min; a key {median:.0f} ms, median")
    assert list(states(alice).values()).count("new") == PEOPLE - DECISIONS
    assert whole < MOST_SORTING


def test_80_of_800_are_picked_within_six_minutes(sorting: Page, alice: User) -> None:
    """Five on each of sixteen pages, of one type a page; then the rest is left."""
    pages = 3
    each = PICKED * A_PAGE // PEOPLE

    ticks = clocked(ticking(sorting, alice, pages, each))
    begun = time.monotonic()
    rest = PEOPLE - pages * each
    sorting.get_by_role("button", name=f"Leave the other {rest} untracked").click()
    expect(sorting.get_by_role("heading", name="Everybody is sorted")).to_be_visible()
    leaving = time.monotonic() - begun

    machine = altogether(ticks, PEOPLE // A_PAGE) + leaving
    # A decision for each tick, each type, each Save, each turn of a page, and for the rest.
    decisions = PICKED + 3 * (PEOPLE // A_PAGE) + 1
    whole = machine + decisions * DECISION
    print(f"\n{PICKED} of {PEOPLE} picked: {whole / 60:.1f} min, the machine {machine:.0f} s of it")
    found = list(states(alice).values())
    assert (found.count("mentor"), found.count("not tracked")) == (pages * each, rest)
    assert whole < MOST_PICKING


def ticking(page: Page, alice: User, pages: int, each: int) -> Iterator[None]:
    """Turn the page, tick some, say who they are, save."""
    bar = page.get_by_role("region", name="The people you tick")
    for number in range(pages):
        boxes = page.locator("#pick [data-row]")
        if number:
            first = boxes.first.get_attribute("value") or ""
            page.get_by_role("link", name="Next").click()
            until(page, "!document.querySelector(`[value='${values.first}']`)", first=first)
        last = boxes.nth((each - 1) * 3).get_attribute("value") or ""
        for place in range(each):
            boxes.nth(place * 3).check()
        bar.get_by_label("Who they are to you").select_option(type_of(alice, "mentor"))
        bar.get_by_role("button", name="Save").click()
        until(page, "!document.querySelector(`[value='${values.last}']`)", last=last)
        yield
