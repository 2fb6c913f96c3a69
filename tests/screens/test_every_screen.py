"""Every screen, with what opens on it, in both themes: for a screen reader, and for its width."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests.screens.tour import (
    NO_SCREEN,
    PHONE,
    STOPS,
    Stop,
    Visitor,
    context_options,
    go,
    sign_in,
)
from tests.test_access import names

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

# Axe holds this rule to be an experiment; whoever speaks to the computer needs it.
AXE = {"rules": {"label-content-name-mismatch": {"enabled": True}}}
# Wider than the window by more than this is sideways scrolling.
TOLERANCE = 1
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_that_needs_no_row_is_on_the_tour() -> None:
    addresses = {stop.url for stop in STOPS}

    missing = {
        name
        for name in names()
        if (url := _without_row(name)) and url not in addresses and name not in NO_SCREEN
    }

    assert missing == set()


def _without_row(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@contextmanager
def walking(
    browser: Browser, visitor: Visitor, base: str, theme: str, width: int
) -> Iterator[Iterator[tuple[Stop, Page]]]:
    context = browser.new_context(**context_options(theme, width))
    try:
        yield _walk(context.new_page(), visitor, base)
    finally:
        context.close()


def _walk(page: Page, visitor: Visitor, base: str) -> Iterator[tuple[Stop, Page]]:
    on_phone = page.viewport_size is not None and page.viewport_size["width"] < PHONE
    # Those for nobody come first.
    for stop in sorted(STOPS, key=lambda stop: not stop.anonymous):
        if stop.desk_only and on_phone:
            continue
        if not stop.anonymous:
            sign_in(page, visitor, base)
        go(page, stop, visitor, base)
        yield stop, page


@pytest.mark.parametrize(("theme", "width"), [("dawn", 1440), ("dusk", 390)])
def test_axe_finds_nothing_on_any_screen(
    browser: Browser, live_server: Any, visitor: Visitor, theme: str, width: int
) -> None:
    found = {}
    with walking(browser, visitor, live_server.url, theme, width) as walk:
        for stop, page in walk:
            violations = Axe().run(page, options=AXE).response["violations"]
            if violations:
                found[stop.name] = [
                    (each["id"], each["nodes"][0]["html"][:160]) for each in violations
                ]

    assert found == {}


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (320, "de"), (768, "en")])
def test_no_screen_scrolls_sideways(
    browser: Browser, live_server: Any, visitor: Visitor, width: int, language: str
) -> None:
    User.objects.filter(pk=visitor.user.pk).update(language=language)
    with walking(browser, visitor, live_server.url, "dawn", width) as walk:
        wide = {stop.name: page.evaluate(TOO_WIDE) for stop, page in walk}

    assert {name: by for name, by in wide.items() if by > TOLERANCE} == {}
