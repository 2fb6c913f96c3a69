"""Relcrm with JavaScript switched off: forms and links do the whole main journey."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.models import Interaction
from pages import demo

pytestmark = [pytest.mark.browser]


def test_forms_and_links_do_it_all(maya: User, live_server: Any, new_context: Any) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url)
    page.get_by_label("E-mail").fill(maya.email)
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    # People: those of a type, and of them those of a word.
    page.locator("nav a[href='/people/']").first.click()
    page.locator("main summary", has_text="Type").click()
    page.get_by_role("link", name="See what there is").first.click()
    page.get_by_role("link", name="Mentor", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?type="))
    rows = page.locator("tbody tr")
    of_type = rows.count()
    page.locator("#q").fill("ana")
    page.locator("#q").press("Enter")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("type="))
    assert of_type > 1

    # A person: edited, and kept from the list for a week.
    page.get_by_role("link", name="Ana Kovač", exact=True).click()
    page.get_by_label("More actions").click()
    page.get_by_role("link", name="Edit all details").first.click()
    page.locator("[name=display]").fill("Ana K.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#person-name")).to_have_text("Ana K.")
    page.locator("header summary", has_text="Snooze").click()
    page.get_by_role("button", name="in a week").click()
    expect(page.get_by_role("button", name="Wake")).to_be_visible()
    with acting_for(maya.pk):
        ana = Contact.objects.for_user(maya).get(display="Ana K.")
        week = maya.today(timezone.now()) + timedelta(days=7)
        assert ana.snoozed_until == week

    # A conversation; then back to the day.
    page.locator("header").get_by_role("link", name="Log", exact=True).click()
    page.get_by_role("radio", name="Coffee").check(force=True)
    page.locator("[name=text]").first.fill("about the grid")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-toast-text]")).to_contain_text("Coffee with Ana K. logged.")
    with acting_for(maya.pk):
        assert Interaction.objects.for_user(maya).latest("pk").text == "about the grid"
    page.locator("nav a[href='/']").first.click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.locator("main")).to_contain_text("Ana K.")
