"""An import in a real browser: a dropped file, pages that move on by themselves, the focus kept."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from importing import services
from importing.models import ImportJob
from tests.conftest import make_user
from tests.importing.pipeline import people

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = r"""() => {
  const data = new DataTransfer();
  data.items.add(new File(["Name,Email\nAna Kovač,ana@example.com\n,\n,only a tag"], "x.csv"));
  const zone = document.querySelector("[data-drop]");
  zone.dispatchEvent(
    new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }),
  );
}"""


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_user("alice@example.org", name="Alice Adler")


@pytest.fixture
def importing(live_server: Any, page: Page, alice: User) -> Page:
    """The first step; any complaint of the browser fails the test."""
    browser = Client()
    browser.force_login(alice)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/import/")
    return page


def work(owner: User) -> None:
    """What a worker does."""
    with acting_for(owner.pk):
        job = ImportJob.objects.newest_first()[0]
    assert services.work(job.pk, owner_id=owner.pk, at=timezone.now())


def violations(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


def test_a_dropped_file_is_in_after_two_clicks(importing: Page, alice: User) -> None:
    page = importing
    assert violations(page) == []
    page.evaluate(DROP)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_text("Reading your file…")).to_be_visible()
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    page.wait_for_timeout(1500)  # it has asked at least once
    expect(stop).to_be_focused()
    work(alice)

    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Import one person").click()

    expect(page.get_by_text("Waiting for its turn…")).to_be_visible()
    stop = page.get_by_role("button", name="Stop and keep what is in")
    stop.focus()
    page.wait_for_timeout(1500)
    expect(stop).to_be_focused()
    work(alice)

    expect(page.get_by_role("heading", name="One person is in")).to_be_visible()
    assert violations(page) == []
    assert people(alice) == ["Ana Kovač"]


def test_what_was_brought_can_be_taken_back(importing: Page, alice: User) -> None:
    page = importing
    page.evaluate(DROP)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Reading your file…")).to_be_visible()
    work(alice)
    page.get_by_role("button", name="Import one person").click()
    expect(page.get_by_text("Waiting for its turn…")).to_be_visible()
    work(alice)

    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Taking the import back…")).to_be_visible()
    work(alice)

    expect(page.get_by_role("heading", name="Everything is as it was")).to_be_visible()
    assert people(alice) == []
