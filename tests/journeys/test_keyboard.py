"""A morning with the hands on the keys: nothing needs a pointer, and the focus is never lost."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions.models import Interaction
from pages import demo

pytestmark = [pytest.mark.browser]

# Where the focus is; nowhere is the body, where a person would have to begin again.
FOCUS = """() => {
  const node = document.activeElement;
  const item = node.closest("[data-item]");
  return node === document.body ? "nowhere" : [node.tagName, item?.id ?? ""].join(" ");
}"""
# Every stop of Tab over the page, until it leaves or comes round.
ROUND = 400


def focused(page: Page) -> str:
    found: str = page.evaluate(FOCUS)
    return found


def test_the_morning_needs_no_pointer(maya: User, live_server: Any, page: Page) -> None:
    press, keys = page.keyboard.press, page.keyboard
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("E-mail").focus()
    keys.type(demo.EMAIL)
    press("Tab")
    keys.type(demo.PASSWORD)
    press("Enter")
    expect(page.locator("#reach")).to_be_visible()
    page.wait_for_load_state("load")

    # Past everything that stands on all pages.
    press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    press("Enter")
    expect(page.locator("#main")).to_be_focused()

    # One line.
    press("q")
    line = page.locator("#quick")
    expect(line).to_be_focused()
    keys.type("Call with Jonas yesterday, the budget")
    press("Enter")
    expect(page.locator("[data-toast-text]")).to_contain_text("Call with Jonas Bergström logged.")
    expect(line).to_be_focused()
    expect(line).to_have_value("")

    # Along the people of the week.
    page.locator("#main").focus()
    people = page.locator("#reach h3 a")
    press("j")
    expect(people.nth(0)).to_be_focused()
    press("j")
    expect(people.nth(1)).to_be_focused()
    press("k")
    expect(people.nth(0)).to_be_focused()

    # L: the dialog is hers; left by Escape, the focus is where it was.
    first = people.nth(0).inner_text()
    press("l")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name=first)).to_be_checked()
    press("Escape")
    expect(dialog).to_have_count(0)
    assert focused(page).split()[-1] == page.locator("#reach [data-item]").nth(0).get_attribute(
        "id"
    )

    # S: a week; the next person has the focus, and Undo is one press on.
    second = page.locator("#reach [data-item]").nth(1).get_attribute("id")
    press("s")
    expect(page.locator("#reach details.pop[open] .pop-item").first).to_be_focused()
    press("Enter")
    expect(page.locator("[data-toast-text]")).to_contain_text(f"{first} is snoozed until")
    expect(people.nth(0)).not_to_have_text(first)
    page.wait_for_function(f"() => ({FOCUS})().endsWith('{second}')")

    # On to a person: E edits, and saving comes back.
    page.locator("#main").focus()
    press("j")
    name = people.nth(0).inner_text()
    press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.wait_for_load_state("load")
    press("e")
    expect(page.get_by_role("heading", name="Edit details")).to_be_visible()
    page.get_by_label("Job title").focus()
    press("ControlOrMeta+a")
    keys.type("Chair")
    press("Control+Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.locator("#person-role")).to_contain_text("Chair")
    page.wait_for_load_state("load")

    # By the palette to somebody else, and back.
    press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    keys.type("kwame")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Kwame")
    press("Enter")
    expect(page.get_by_role("heading", name="Kwame Boateng", level=1)).to_be_visible()
    page.wait_for_load_state("load")
    press("g")
    press("t")
    expect(page.locator("#quick")).to_be_visible()

    with acting_for(maya.pk):
        call = Interaction.objects.for_user(maya).order_by("-pk").first()
        assert call is not None
        assert (call.kind.key, call.text) == ("call", "the budget")
