"""Dark by the device or by choice: every page, at once, and in the next tab too."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User

pytestmark = [pytest.mark.browser]

# How bright what is behind the text is painted, 0 to 255.
BRIGHTNESS = """() => {
  const canvas = document.createElement("canvas");
  const ink = canvas.getContext("2d");
  ink.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  ink.fillRect(0, 0, 1, 1);
  return Math.max(...ink.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""
# The theme at the first moment when there is something to paint.
AT_FIRST = """new MutationObserver((seen, watch) => {
  if (!document.body) return;
  window.atFirst = document.documentElement.dataset.theme ?? "";
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });"""


def is_dark(page: Page) -> bool:
    bright: int = page.evaluate(BRIGHTNESS)
    return bright < 90


def test_the_device_decides_until_somebody_chooses(
    maya: User, live_server: Any, signed_in: Page
) -> None:
    page, base = signed_in, live_server.url
    page.goto(base)
    assert not is_dark(page)
    page.emulate_media(color_scheme="dark")
    assert is_dark(page)

    page.emulate_media(color_scheme="light")
    page.goto(f"{base}/settings/look/")
    page.get_by_text("Dark", exact=True).click()
    assert is_dark(page)

    other = page.context.new_page()
    other.add_init_script(AT_FIRST)
    for path in ("/", "/people/", "/calendar/", "/insights/", "/settings/", "/accounts/logout/"):
        other.goto(base + path)
        assert (path, other.evaluate("window.atFirst"), is_dark(other)) == (path, "dusk", True)

    # What opens over a page is dark too, and what is done there works as by day.
    other.goto(base)
    other.get_by_label("Log a conversation in one line").fill("Call with Kwame today")
    other.keyboard.press("Enter")
    expect(other.locator("[data-toast-text]")).to_contain_text("Call with Kwame Boateng logged.")
    assert is_dark(other)
    other.goto(f"{base}/settings/look/")
    expect(other.get_by_label("Dark", exact=True)).to_be_checked()
    other.get_by_text("As my device", exact=True).click()
    assert not is_dark(other)
