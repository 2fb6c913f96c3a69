"""Sorting new people in a real browser: by keys alone, and by ticking in a list."""

import os
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.conftest import make_user
from tests.importing.test_triage import ids, new_people, states, type_of

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Ana", "Bea", "Cyd", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Jan")


@pytest.fixture
def now() -> None:
    """The clock goes on: a browser waits in real time."""


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_user("alice@example.org", name="Alice Adler")


@pytest.fixture
def sorting(live_server: Any, page: Page, alice: User) -> Page:
    """Alice's first card of ten; any complaint of the browser fails the test."""
    new_people(alice, *NAMES, company="Norrfjord Energy")
    browser = Client()
    browser.force_login(alice)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/people/sort/one/")
    return page


def press(page: Page, key: str, then: str) -> None:
    """A key, and whom the next card shows."""
    page.keyboard.press(key)
    expect(page.locator("#triage h2")).to_have_text(then)


def test_ten_people_are_sorted_by_keys_alone(sorting: Page, alice: User) -> None:
    for key, then in zip("123456", NAMES[1:7], strict=True):
        press(sorting, key, then)
    press(sorting, "0", "Hal")
    press(sorting, "s", "Ida")
    press(sorting, "1", "Jan")
    press(sorting, "u", "Ida")
    press(sorting, "0", "Jan")
    press(sorting, "2", "Hal")
    expect(sorting.get_by_text("9 of 10 sorted")).to_be_visible()
    sorting.keyboard.press("0")

    expect(sorting.get_by_role("heading", name="Everybody is sorted")).to_be_visible()
    assert states(alice) == {
        **{"Ana": "mentor", "Bea": "peer", "Cyd": "manager", "Dan": "client", "Eva": "industry"},
        **{"Fay": "reverse_mentor", "Gus": "not tracked", "Hal": "not tracked"},
        **{"Ida": "not tracked", "Jan": "peer"},
    }
    sorting.keyboard.press("u")
    expect(sorting.locator("#triage h2")).to_have_text("Hal")


def test_fifty_people_are_sorted_by_keys_alone(sorting: Page, alice: User) -> None:
    more = [f"Person {number:02}" for number in range(40)]
    new_people(alice, *more)
    sorting.reload()
    sorting.wait_for_load_state("load")
    names = sorting.locator("#triage h2")
    seen = []

    for number in range(50):
        seen.append(names.inner_text())
        sorting.keyboard.press("1234560"[number % 7])
        if number < 49:
            expect(names).not_to_have_text(seen[-1])

    expect(sorting.get_by_role("heading", name="Everybody is sorted")).to_be_visible()
    assert sorted(seen) == sorted([*NAMES, *more])
    assert "new" not in states(alice).values()


def test_the_focus_stays_on_the_button_that_was_pressed(sorting: Page) -> None:
    skip = sorting.get_by_role("button", name="Skip")
    skip.focus()
    press(sorting, "Enter", "Bea")

    expect(skip).to_be_focused()


def test_saying_when_one_last_talked_leaves_the_keys_awake(sorting: Page, alice: User) -> None:
    sorting.get_by_text("this month").click()
    press(sorting, "1", "Bea")

    expect(sorting.get_by_label("don’t know")).to_be_checked()
    assert states(alice)["Ana"] == "mentor"


def test_ticks_outlive_a_search_and_all_can_be_taken_back(sorting: Page, alice: User) -> None:
    sorting.get_by_role("link", name="pick from a list").click()
    bar = sorting.get_by_role("region", name="The people you tick")
    expect(bar).to_be_hidden()
    sorting.get_by_label("Ana").check()
    sorting.get_by_label("Search new people").fill("dan")
    expect(sorting.get_by_role("heading", name="Ticked so far")).to_be_visible()
    assert "id=" not in sorting.url
    sorting.get_by_label("Dan").check()
    expect(bar).to_contain_text("2 people ticked")

    bar.get_by_label("Who they are to you").select_option(type_of(alice, "mentor"))
    bar.get_by_role("button", name="Save").click()

    expect(sorting.locator("[data-toast-text]")).to_have_text("2 people · Mentor")
    assert {name for name, state in states(alice).items() if state == "mentor"} == {"Ana", "Dan"}
    sorting.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(sorting.get_by_text("0 of 10 sorted")).to_be_visible()
    assert set(states(alice).values()) == {"new"}


def test_the_rest_is_left_with_one_click_and_comes_back(sorting: Page, alice: User) -> None:
    sorting.get_by_role("link", name="pick from a list").click()
    sorting.get_by_role("button", name="Leave the other 10 untracked").click()
    expect(sorting.get_by_role("heading", name="Everybody is sorted")).to_be_visible()

    sorting.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(sorting.get_by_role("button", name="Leave the other 10 untracked")).to_be_visible()
    assert set(states(alice).values()) == {"new"}


def test_ticks_go_along_to_the_next_page(sorting: Page, alice: User) -> None:
    more = new_people(alice, *(f"Person {number:02}" for number in range(45)))
    sorting.get_by_role("link", name="pick from a list").click()
    sorting.get_by_label("Ana").check()

    sorting.get_by_role("link", name="Next").click()

    expect(sorting.get_by_label("Person 44")).to_be_visible()
    expect(sorting.get_by_label("Ana")).to_be_checked()
    assert "id=" not in sorting.url
    assert ids(more)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_and_nothing_runs_over_the_edge(
    sorting: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    sorting.set_viewport_size({"width": width, "height": 844})
    sorting.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path in ("one/", ""):
        sorting.goto(f"{sorting.url.partition('/people/')[0]}/people/sort/{path}")
        if not path:
            sorting.get_by_label("Ana").check()
        found = Axe().run(sorting).response["violations"]
        wide = sorting.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert [violation["id"] for violation in found] == []
        assert wide <= 0
