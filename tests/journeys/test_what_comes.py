"""What comes, in one's own calendar too; and what was written, found again."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser]


def test_the_agenda_is_dealt_with_subscribed_to_and_searched(
    live_server: Any, signed_in: Page
) -> None:
    page = signed_in
    page.goto(live_server.url)
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Calendar", level=1)).to_be_visible()

    # Promises alone; one is kept, and gone from what comes.
    page.get_by_role("link", name="Promises", exact=True).click()
    kept = page.get_by_role("button", name=re.compile("^Kept: "))
    many = kept.count()
    assert many > 1
    done, waits = [
        str(kept.nth(place).get_attribute("aria-label")).removeprefix("Kept: ") for place in (0, 1)
    ]
    kept.first.click()
    expect(page.locator("[data-toast-text]")).to_have_text("Kept.")
    expect(kept).to_have_count(many - 1)

    # The next four weeks, and back.
    page.get_by_role("link", name="Everything", exact=True).click()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"\?from=\d{4}-"))
    page.get_by_role("link", name="Previous").click()

    # A person of these weeks is logged where they stand.
    person = page.locator("main li[data-item]", has=page.locator("a[data-key=l]")).first
    name = person.locator("[data-person]").inner_text()
    person.locator("a[data-key=l]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name=name)).to_be_checked()
    page.keyboard.press("Escape")
    expect(person.locator("a[data-key=l]")).to_be_focused()

    # The same in any calendar: shown once, read by whoever knows it, until it is ended.
    page.get_by_role("link", name="Subscribe").click()
    page.get_by_role("button", name="Make an address").click()
    path = urlsplit(page.get_by_label("Your address").input_value()).path
    address = live_server.url + path
    feed = page.request.get(address)
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    told = feed.text().replace("\r\n ", "")
    assert (waits in told, done in told) == (True, False)
    page.goto(f"{live_server.url}/settings/calendar/")
    expect(page.get_by_label("Your address")).to_have_count(0)
    page.get_by_role("button", name="Stop the feed").click()
    expect(page.locator("[data-toast-text]")).to_have_text("The address works no more.")
    assert page.request.get(address).status == 404

    # What was written is found by the beginning of a word, without its accents.
    page.goto(f"{live_server.url}/search/")
    field = page.get_by_role("searchbox", name="Search people, notes and actions")
    expect(field).to_be_focused()
    field.fill("kovac")
    field.press("Enter")
    people = page.get_by_role("region", name="People")
    expect(people.get_by_role("link").first).to_contain_text("Ana Kovač")
    page.keyboard.press("j")
    expect(people.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#person-name")).to_have_text("Ana Kovač")
