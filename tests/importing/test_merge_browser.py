"""Merging in a real browser, by keys alone."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from importing.duplicates import refresh
from importing.models import DuplicatePair
from importing.states import PairState
from tests.conftest import make_user
from tests.importing.test_merge_views import make_twins, names

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pairs_are_put_off_kept_apart_merged_and_taken_back_by_keys(
    live_server: Any, page: Page, transactional_db: None
) -> None:
    alice: User = make_user("alice@example.org", name="Alice Adler")
    with acting_for(alice.pk):
        for name in ("Ana", "Ben", "Carla"):
            make_twins(alice, name)
        refresh(alice)
    browser = Client()
    browser.force_login(alice)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/people/duplicates/")
    expect(page.get_by_text("1 of 3.")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    first = page.locator("[data-person]").first.inner_text()

    page.keyboard.press("ArrowRight")
    expect(page.locator(".toast-msg")).to_contain_text("Put off")
    expect(page.locator("[data-person]").first).not_to_have_text(first)

    page.keyboard.press("d")
    expect(page.get_by_text("1 of 2.")).to_be_visible()

    page.keyboard.press("m")
    expect(page.get_by_text("1 of 1.")).to_be_visible()
    expect(page.locator("[data-person]").first).to_have_text(first)
    assert len(names(alice)) == 5

    page.locator(".toast-msg").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 of 2.")).to_be_visible()
    assert len(names(alice)) == 6
    with acting_for(alice.pk):
        assert DuplicatePair.objects.filter(state=PairState.DIFFERENT).count() == 1
