"""What a first visit to Today weighs over the wire, and that nothing on it moves."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests.screens.tour import Visitor, context_options, sign_in

pytestmark = pytest.mark.browser

LIMIT = 150_000  # bytes: HTML, CSS, JavaScript and fonts
WATCH_SHIFTS = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(params=[390, 1440])
def newcomer(request: Any, browser: Browser, live_server: Any, visitor: Visitor) -> Any:
    context = browser.new_context(**context_options("dawn", request.param))
    page = context.new_page()
    sign_in(page, visitor, live_server.url)
    yield page
    context.close()


def loaded(page: Page) -> list[str]:
    """The path of everything that the page has fetched, itself first."""
    found = page.evaluate(
        "[location.href, ...performance.getEntriesByType('resource').map((each) => each.name)]"
    )
    return [urlsplit(each).path for each in dict.fromkeys(found)]


def weight(path: str, user: User) -> int:
    """Bytes of an answer as they go over the wire."""
    browser = Client(headers={"Accept-Encoding": "gzip"})
    browser.force_login(user)
    answer: Any = browser.get(path)
    return len(b"".join(answer) if answer.streaming else answer.content)


def test_a_first_visit_to_today_is_light(
    newcomer: Page, live_server: Any, visitor: Visitor
) -> None:
    newcomer.goto(live_server.url + reverse("reminders:today"))
    newcomer.wait_for_load_state("networkidle")

    weights = {path: weight(path, visitor.user) for path in loaded(newcomer)}

    kinds = {path.rpartition(".")[2] for path in weights}
    assert {"/", "css", "js", "woff2"} <= kinds
    assert sum(weights.values()) < LIMIT, weights


def test_nothing_on_today_moves_while_it_loads(newcomer: Page, live_server: Any) -> None:
    newcomer.add_init_script(f"({WATCH_SHIFTS})()")

    newcomer.goto(live_server.url + reverse("reminders:today"))
    newcomer.wait_for_load_state("networkidle")
    newcomer.locator("#warmth").scroll_into_view_if_needed()

    assert newcomer.evaluate("window.moved") < 0.01
