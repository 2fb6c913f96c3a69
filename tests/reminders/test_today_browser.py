"""Today in a real browser: parts are swapped, focus stays useful, all can be taken back."""

import os
import re
from datetime import timedelta
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.labels import set_methods
from contacts.lines import MethodLine
from core.roles import acting_for
from interactions.services import promise
from reminders.models import Plan
from reminders.services import beat, make_plan
from tests.conftest import make_user
from tests.reminders.people import make_due

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def today(live_server: Any, page: Page) -> Page:
    """Alice's Today with Ana, Ben and Cem in the plan, and a word owed to Ben."""
    at = timezone.now()
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    User.objects.update(date_joined=at - timedelta(days=100))
    alice.refresh_from_db()
    on = alice.today(at)
    with acting_for(alice.pk):
        Plan.objects.for_user(alice).delete()
        for days, name in enumerate(("Cem", "Ben", "Ana"), 3):
            person = make_due(alice, name, days=days, on=on)
            set_methods(person, [MethodLine("email", f"{name.lower()}@example.org")])
            if name == "Ben":
                promise(owner=alice, contact=person, by="me", text="Send it", due_on=on, on=on)
        make_plan(alice, at=at)
    beat("tick", at)
    browser = Client()
    browser.force_login(alice)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url)
    return page


def test_not_now_leaves_the_list_and_undo_brings_it_back(today: Page) -> None:
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])
    line = today.locator("#hello-line")
    expect(line).to_have_text("Three people would be glad to hear from you.")

    today.get_by_label("Not now, leave Ana out of this week").click()

    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Cem"])
    expect(line).to_have_text("Two people would be glad to hear from you.")
    expect(today.locator("[data-toast-text]")).to_have_text("Ana is out of this week.")
    today.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])


def test_who_has_another_reason_stays(today: Page) -> None:
    today.get_by_label("Not now, leave Ben out of this week").click()

    expect(today.locator("[data-toast-text]")).to_have_text("Ben is out of this week.")
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])
    expect(today.get_by_label("Not now, leave Ben out of this week")).to_have_count(0)
    expect(today.locator("#reach").get_by_text("Send it")).to_be_visible()


def test_a_snooze_is_chosen_from_its_menu(today: Page) -> None:
    today.get_by_label("Snooze Cem").click()
    today.get_by_role("button", name=re.compile("In a month")).last.click()

    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana"])
    today.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])
    # And the focus is at whoever came back.
    expect(today.locator("li:has(:focus) h3 a")).to_have_text("Cem")


def test_one_more_is_suggested_in_place(today: Page) -> None:
    today.get_by_role("button", name="Suggest one more").click()

    expect(today.locator("[data-toast-text]")).to_have_text(
        "Everybody you track is in this week already."
    )
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])


def test_a_drafted_message_opens_in_the_mail_program_and_is_logged(today: Page) -> None:
    today.locator("li", has_text="Ana").get_by_role("link", name="Draft message").first.click()
    dialog = today.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Message to Ana")).to_be_visible()
    dialog.get_by_role("link", name="Say thanks").click()
    expect(dialog.get_by_label("Draft")).to_have_value(re.compile("Thank you for your help"))

    dialog.get_by_label("Draft").fill("Just a line & more")
    link = dialog.get_by_role("link", name="Open in e-mail")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    expect(link).to_have_attribute(
        "href", "mailto:ana@example.org?subject=Thank%20you&body=Just%20a%20line%20%26%20more"
    )

    dialog.get_by_role("button", name="I sent it").click()
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Cem"])
    expect(today.locator("#reach")).to_contain_text("Thank-you today")
    today.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(today.locator("#reach h3 a")).to_have_text(["Ben", "Ana", "Cem"])


def test_a_drafted_message_is_copied_as_it_stands(today: Page) -> None:
    today.context.grant_permissions(["clipboard-read", "clipboard-write"])
    today.locator("li", has_text="Ana").get_by_role("link", name="Draft message").first.click()
    dialog = today.get_by_role("dialog")
    dialog.get_by_label("Draft").fill("As I typed it,\nin two lines")

    dialog.get_by_role("button", name="Copy").click()

    expect(today.get_by_text("Copied.")).to_be_visible()
    assert today.evaluate("navigator.clipboard.readText()") == "As I typed it,\nin two lines"


def test_a_promise_is_kept_by_one_tick(today: Page) -> None:
    today.locator("#reach").get_by_role("checkbox").click()

    expect(today.locator("#reach h3 a")).to_have_text(["Ana", "Ben", "Cem"])


def complaints(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_on_today_and_in_a_draft(
    today: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    today.set_viewport_size({"width": width, "height": 900})
    today.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    today.reload(wait_until="networkidle")
    assert complaints(today) == []

    today.locator("li", has_text="Ana").get_by_role("link", name="Draft").first.click()
    expect(today.get_by_role("dialog")).to_be_visible()
    assert complaints(today) == []


def test_today_fits_the_phone(today: Page) -> None:
    today.set_viewport_size({"width": 360, "height": 740})

    wide = today.evaluate("document.documentElement.scrollWidth")

    assert wide <= 360
