"""The list of people in a real browser: filters that count, whole lists, saved views, keys."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from tests.conftest import make_user
from tests.factories import make_contact

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        make_contact(alice, "Aaron Mentor", type_key="mentor", on=on)
        first = make_contact(alice, "Person 00", type_key="peer", on=on)
        Contact.objects.bulk_create(
            Contact(
                owner=alice, display=f"Person {n:02}", sort_name=f"person {n:02}", triaged_on=on
            )
            for n in range(1, 60)
        )
        assert first.pk
    return alice


@pytest.fixture
def people(owner: User, live_server: Any, page: Page) -> Page:
    browser = Client()
    browser.force_login(owner)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/people/?sort=name")
    return page


def test_a_filter_counts_when_it_opens_and_its_list_is_kept_as_a_view(people: Page) -> None:
    people.locator("summary", has_text="Type").click()
    mentor = people.locator("#choices-type label", has_text="Mentor").first
    expect(mentor.locator(".when")).to_have_text("1")
    assert Axe().run(people).violations_count == 0

    mentor.click()

    expect(people.locator("#people [data-person]")).to_have_text(["Aaron Mentor"])
    people.keyboard.press("Escape")
    people.get_by_role("link", name="Save this view").click()
    people.get_by_role("dialog").get_by_label("Name").fill("Mentors")
    people.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(people.get_by_role("navigation", name="Views").get_by_text("Mentors")).to_have_attribute(
        "aria-current", "page"
    )
    expect(people.locator("#people [data-person]")).to_have_text(["Aaron Mentor"])


def test_all_in_the_list_are_archived_at_once_and_come_back(people: Page, owner: User) -> None:
    people.get_by_label("Tick everybody on this page").check()
    everybody = people.get_by_text("All 61 in this list")
    expect(people.locator("[data-count]")).to_have_text("50 people selected")
    everybody.click()
    expect(people.locator("[data-count]")).to_have_text("61 people selected")

    people.get_by_role("button", name="Archive").click()

    expect(people.locator("[data-toast-text]")).to_contain_text("61 people archived.")
    people.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(people.locator("#people [data-person]")).to_have_count(50)
    with acting_for(owner.pk):
        assert Contact.objects.exclude(archived_on=None).count() == 0


def test_a_tag_is_put_on_those_ticked_and_taken_off_again(people: Page, owner: User) -> None:
    for name in ("Aaron Mentor", "Person 03"):
        people.get_by_role("checkbox", name=name).check()
    bar = people.get_by_role("region", name="Selected people")
    expect(bar).to_contain_text("2 people selected")

    bar.locator("summary", has_text="Tag").click()
    bar.get_by_role("textbox", name="Tag").fill("Lisbon")
    bar.get_by_role("textbox", name="Tag").press("Enter")

    expect(people.locator("[data-toast-text]")).to_contain_text("2 people")
    expect(people.locator("#people tr", has_text="Lisbon")).to_have_count(2)
    people.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(people.locator("[data-toast-text]")).to_have_text("Taken back.")
    expect(people.locator("#people tr", has_text="Lisbon")).to_have_count(0)


def test_hands_stay_on_the_keys(people: Page, owner: User) -> None:
    press = people.keyboard.press
    focused = "document.activeElement.textContent"
    press("j")
    press("j")
    assert "Person 00" in people.evaluate(focused)
    press("k")
    assert "Aaron Mentor" in people.evaluate(focused)
    press("?")
    expect(people.get_by_role("dialog", name="Keyboard")).to_be_visible()
    press("Escape")
    press("/")
    expect(people.locator("#q")).to_be_focused()
    press("j")  # typing: keys rest
    expect(people.locator("#q")).to_have_value("j")
    press("Escape")
    people.locator("#main").focus()
    press("g")
    press("t")
    expect(people.get_by_label("Log a conversation in one line")).to_be_visible()

    with acting_for(owner.pk):
        owner.keys_on = False
        owner.save()
    people.reload()
    press("?")
    expect(people.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    press("Tab")
    expect(people.get_by_role("link", name="Skip to content")).to_be_focused()
    press("Enter")
    expect(people.locator("#main")).to_be_focused()
