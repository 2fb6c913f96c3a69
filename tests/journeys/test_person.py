"""A person changed where they stand: what is wrong is said beside it, and nothing typed is lost."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for

pytestmark = [pytest.mark.browser]


def test_a_name_is_mended_in_place_and_two_tabs_show_both_texts(
    maya: User, live_server: Any, signed_in: Page
) -> None:
    page = signed_in
    with acting_for(maya.pk):
        kwame = Contact.objects.for_user(maya).get(display="Kwame Boateng")
    page.goto(live_server.url + kwame.get_absolute_url())
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("link", name="Edit: Name").click()
    expect(other.locator("[name=display]")).to_be_focused()
    field = page.locator("[data-field]:has([name=display])")

    # Nobody has no name: said at the field, which keeps the focus.
    page.get_by_role("link", name="Edit: Name").click()
    name = page.locator("[name=display]")
    expect(name).to_be_focused()
    name.fill("")
    name.press("Enter")
    expect(field.locator(".err")).to_be_visible()
    expect(name).to_be_focused()
    name.fill("Kwame B.")
    name.press("Enter")
    expect(page.locator("#person-name")).to_have_text("Kwame B.")
    expect(page.get_by_role("link", name="Edit: Name")).to_be_focused()

    # The other tab began before that.
    other.locator("[name=display]").fill("K. Boateng")
    other.locator("[name=display]").press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("Kwame B.")
    expect(other.locator("[name=display]")).to_have_value("K. Boateng")
    other.get_by_role("button", name="Save", exact=True).first.click()
    expect(other.locator("#person-name")).to_have_text("K. Boateng")
    with acting_for(maya.pk):
        kwame.refresh_from_db()
        assert kwame.display == "K. Boateng"
