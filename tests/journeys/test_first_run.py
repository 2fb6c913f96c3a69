"""From nothing to the first conversation: five names, one true reason, one line."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions.models import Interaction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_name_becomes_a_reason_and_the_reason_a_conversation(
    live_server: Any, page: Page
) -> None:
    page.goto(f"{live_server.url}/accounts/signup/")
    page.get_by_label("Your name").fill("Maya Lindqvist")
    page.get_by_label("E-mail").fill("maya@example.org")
    page.get_by_label("Password", exact=True).fill("a calm and long sentence")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello, Maya")).to_be_visible()

    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("One name is enough to begin.")).to_be_visible()
    mentor = page.get_by_role("group", name="A mentor")
    mentor.get_by_label("A mentor").fill("Ana Kovač")
    mentor.get_by_label("Last talked").select_option(label="longer ago")
    page.get_by_role("button", name="Add them").click()

    expect(page.locator("#reach h3 a")).to_have_text(["Ana Kovač"])
    expect(page.locator("#reach .why")).to_have_count(1)
    page.get_by_label("Log a conversation in one line").fill("Coffee with Ana today, Lisbon")
    page.keyboard.press("Enter")

    expect(page.locator("[data-toast-text]")).to_contain_text("Coffee with Ana Kovač logged.")
    expect(page.locator("#reach h3 a")).to_have_count(0)
    user = User.objects.get(email="maya@example.org")
    with acting_for(user.pk):
        logged = Interaction.objects.for_user(user).exclude(source="last_talked")
        assert [(row.kind.key, row.text) for row in logged] == [("coffee", "Lisbon")]
