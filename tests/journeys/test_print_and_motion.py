"""Two wishes of a browser: the brief on paper, and no movement."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for

pytestmark = [pytest.mark.browser]

# The longest, in seconds, of all that may move on a page.
LONGEST = """kind => Math.max(...[...document.querySelectorAll("*")].flatMap(node =>
  ["", "::before", "::after"].flatMap(part =>
    getComputedStyle(node, part)[kind].split(",").map(parseFloat))))"""
MOVING = ("transitionDuration", "animationDuration")
STILL = 0.001


def test_paper_gets_the_brief_and_its_person_and_nothing_else(
    maya: User, live_server: Any, signed_in: Page
) -> None:
    page = signed_in
    with acting_for(maya.pk):
        ana = Contact.objects.for_user(maya).get(display="Ana Kovač")
    page.goto(live_server.url + ana.get_absolute_url())
    brief = page.locator(".brief")
    whose = brief.locator(".print-only")
    rest = page.locator("main header, main section:not(.brief), nav, .brief button")
    expect(whose).to_be_hidden()
    expect(page.locator("main header")).to_be_visible()

    page.emulate_media(media="print")

    expect(brief.get_by_role("heading", name="Last time")).to_be_visible()
    expect(whose).to_have_text("Ana Kovač")
    expect(whose).to_be_visible()
    assert rest.count() > 5
    assert [part.inner_text() for part in rest.all() if part.is_visible()] == []


def test_nothing_moves_for_those_who_ask_for_stillness(live_server: Any, signed_in: Page) -> None:
    page = signed_in
    page.goto(live_server.url)
    assert page.evaluate(LONGEST, MOVING[0]) > STILL

    page.emulate_media(reduced_motion="reduce")

    for kind in MOVING:
        assert page.evaluate(LONGEST, kind) < STILL
    for pause in ("transitionDelay", "animationDelay"):
        assert page.evaluate(LONGEST, pause) == 0
