"""The palette in a real browser: by the keyboard alone, and for a screen reader."""

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
from tests.factories import make_contact, make_interaction

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="mentor", on=on)
        make_contact(alice, "Anastasia Ode", on=on)
        make_interaction(ana, occurred_on=on, on=on, text="The **Lisbon** lab")
    return alice


@pytest.fixture
def today(owner: User, live_server: Any, page: Page) -> Page:
    browser = Client()
    browser.force_login(owner)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url)
    return page


def chosen(page: Page) -> str:
    """What the field says is the active option."""
    text: str = page.evaluate(
        "document.getElementById(document.getElementById('palette-q')"
        ".getAttribute('aria-activedescendant'))?.innerText ?? ''"
    )
    return text


def test_the_palette_finds_jumps_and_does_by_keys_alone(today: Page, owner: User) -> None:
    palette = today.get_by_role("dialog", name="Search or jump")
    field = palette.get_by_role("combobox")
    options = palette.get_by_role("option")
    today.locator("#quick").focus()

    today.keyboard.press("Control+k")

    expect(field).to_be_focused()
    expect(options.first).to_contain_text("Log a conversation")
    assert Axe().run(today).violations_count == 0
    today.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    expect(today.locator("#quick")).to_be_focused()

    today.keyboard.press("Control+k")
    field.press_sequentially("ana")
    expect(palette.get_by_role("group", name="People").get_by_role("option")).to_have_count(2)
    expect(palette.locator("#palette-said")).to_have_text("2 results")
    assert "Ana Kovač" in chosen(today)
    today.keyboard.press("ArrowDown")
    assert "Anastasia Ode" in chosen(today)
    today.keyboard.press("ArrowDown")
    assert "Ana Kovač" in chosen(today)
    field.fill("lisb")
    expect(palette.locator("mark")).to_have_text("Lisbon")
    today.keyboard.press("Enter")
    expect(today.get_by_role("heading", name="Ana Kovač")).to_be_visible()
    today.wait_for_load_state("load")  # the keys come with the modules

    today.keyboard.press("Control+k")
    field.fill("snooze anastasia a week")
    today.keyboard.press("Enter")  # before the answer: it waits for it
    expect(today.locator("[data-toast-text]")).to_contain_text("Snoozed until")
    with acting_for(owner.pk):
        snoozed = Contact.objects.for_user(owner).exclude(snoozed_until=None)
        assert [person.display for person in snoozed] == ["Anastasia Ode"]


def test_an_action_opens_its_dialog_and_slow_answers_are_dropped(today: Page) -> None:
    today.get_by_role("link", name="Search").first.click()
    palette = today.get_by_role("dialog", name="Search or jump")
    field = palette.get_by_role("combobox")
    expect(palette.get_by_role("option").first).to_be_visible()

    today.route("**/search/?q=ana", lambda route: route.abort())  # never answered
    field.press_sequentially("ana")
    field.fill("log conv")
    expect(palette.get_by_role("option")).to_have_count(1)
    today.keyboard.press("Enter")

    expect(today.get_by_role("dialog", name="Log a conversation")).to_be_visible()
    expect(palette).to_have_count(0)


def test_slash_searches_where_there_is_no_list(today: Page) -> None:
    today.locator("body").press("/")

    expect(today.get_by_role("dialog", name="Search or jump")).to_be_visible()
