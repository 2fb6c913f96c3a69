"""`make screenshots`: every screen of the tour as a picture in screenshots/."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.screens.tour import PHONE, STOPS, Visitor, context_options, go, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FOLDER = Path(settings.BASE_DIR) / "screenshots"


@pytest.mark.parametrize("theme", ["dawn", "dusk"])
@pytest.mark.parametrize("width", [1440, 390])
def test_take(browser: Browser, live_server: Any, visitor: Visitor, theme: str, width: int) -> None:
    FOLDER.mkdir(exist_ok=True)
    name = "light" if theme == "dawn" else "dark"
    context = browser.new_context(**context_options(theme, width))
    page = context.new_page()
    for stop in sorted(STOPS, key=lambda stop: not stop.anonymous):
        if stop.desk_only and width < PHONE:
            continue
        if not stop.anonymous:
            sign_in(page, visitor, live_server.url)
        go(page, stop, visitor, live_server.url)
        page.screenshot(path=FOLDER / f"{stop.name}-{width}-{name}.png", full_page=not stop.click)
    context.close()
