"""The same day on a phone: by the bar under the thumb, in sheets, with nothing too small to hit."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions.models import Interaction

pytestmark = [pytest.mark.browser]

# What can be pressed and is lower or narrower than 44 pixels. Links in running text are exempt, as
# in WCAG 2.5.8, and so is what a larger label or row around it takes the press for.
SMALL = """() => [...document.querySelectorAll(
    ".dockbar :is(a, button), .topbar a, main .btn, #dialog :is(.btn, .iconbtn)"
  )].filter((node) => {
    const box = node.getBoundingClientRect();
    return node.checkVisibility() && box.width && (box.height < 43.5 || box.width < 43.5);
  }).map((node) => `${node.className} ${node.textContent.trim()}`)"""
# A smaller one makes an iPhone zoom in.
TINY = """() => [...document.querySelectorAll("input, textarea, select")].filter((node) =>
    node.checkVisibility() && !node.matches("[type=checkbox], [type=radio]") &&
    parseFloat(getComputedStyle(node).fontSize) < 16).map((node) => node.outerHTML.slice(0, 200))"""


@pytest.fixture
def phone(maya: User, live_server: Any, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    client = Client()
    client.force_login(maya)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url)
    yield page
    context.close()


def test_the_day_goes_by_the_thumb(maya: User, phone: Page) -> None:
    bar = phone.get_by_role("navigation", name="Main, phone")
    expect(bar.get_by_role("link", name="Today")).to_have_attribute("aria-current", "page")
    expect(phone.get_by_role("navigation", name="Main", exact=True)).to_be_hidden()
    assert (phone.evaluate(SMALL), phone.evaluate(TINY)) == ([], [])

    # A conversation, in a sheet whose button stays in sight.
    bar.get_by_role("link", name="Log").tap()
    sheet = phone.get_by_role("dialog", name="Log a conversation")
    who = sheet.get_by_role("combobox", name="Who", exact=True)
    who.fill("kwam")
    sheet.get_by_role("option", name=re.compile("Kwame")).tap()
    sheet.get_by_text("Call", exact=True).tap()
    sheet.get_by_label("Notes").fill("The second district")
    box = sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 390, 844)
    save = sheet.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_in_viewport(ratio=1)
    assert (phone.evaluate(SMALL), phone.evaluate(TINY)) == ([], [])
    save.tap()
    expect(phone.locator("[data-toast-text]")).to_contain_text("Call with Kwame Boateng logged.")

    # A person out of the list, by search; and back by the bar.
    bar.get_by_role("link", name="People").tap()
    expect(phone.get_by_role("heading", name="People", level=1)).to_be_visible()
    assert phone.evaluate(SMALL) == []
    phone.get_by_role("link", name="Search").tap()
    phone.locator("#palette-q").fill("ana")
    phone.get_by_role("option", name=re.compile("Ana Kovač")).first.tap()
    expect(phone.get_by_role("heading", name="Ana Kovač", level=1)).to_be_visible()
    assert phone.evaluate(SMALL) == []

    # The rest is behind More.
    bar.get_by_role("button", name="More").tap()
    phone.get_by_role("navigation", name="More pages").get_by_role("link", name="Insights").tap()
    expect(phone.get_by_role("heading", name="Insights", level=1)).to_be_visible()
    with acting_for(maya.pk):
        call = Interaction.objects.for_user(maya).order_by("-pk").first()
        assert call is not None
        assert (call.kind.key, call.text) == ("call", "The second district")
