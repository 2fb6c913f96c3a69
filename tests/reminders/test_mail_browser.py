"""A mail scanner with a real browser opens every link and runs every script before the user."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from reminders.deliveries import deliver_due
from reminders.models import OutboxMail
from tests.reminders.mailing import AT_EIGHT, JOINED, MONDAY, join, tick
from tests.reminders.people import make_due
from tests.reminders.test_mail_links import state_of

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
]


@pytest.fixture
def ana(live_server: Any, settings: Any) -> Contact:
    settings.SITE_URL = live_server.url
    alice = join(at=JOINED)
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana Kovač", on=MONDAY)
    tick(alice)
    deliver_due(AT_EIGHT)
    return ana


def links(ana: Contact) -> list[str]:
    """All pages that the mail links to, as a scanner finds them."""
    with acting_for(ana.owner_id):
        html = OutboxMail.objects.get(kind="digest", period_key=MONDAY).html
    return [url for url in re.findall(r'href="([^"]+/[du]/[^"]+)"', html) if ".ics" not in url]


def test_a_scanner_that_runs_scripts_changes_nothing_and_the_user_still_can(
    page: Page, ana: Contact
) -> None:
    urls = links(ana)
    before = state_of(ana)
    assert [url.rstrip("/").rpartition("/")[2] for url in urls[:3]] == ["done", "snooze", "notnow"]
    assert len(urls) == 4

    for url in urls:
        page.goto(url)
        page.mouse.move(200, 300)
        page.wait_for_timeout(1500)  # longer than any script of ours waits
        expect(page.get_by_role("button")).to_have_count(1)

    assert state_of(ana) == before
    assert User.objects.get(pk=ana.owner_id).digest_on is True

    page.goto(urls[0])
    page.get_by_text("Coffee", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Noted with Ana Kovač: Coffee on"))
    assert state_of(ana)[0] == MONDAY
    assert page.context.cookies() == []


def test_the_date_and_the_choice_are_reached_by_the_keyboard(page: Page, ana: Contact) -> None:
    page.goto(links(ana)[0])

    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Choose what happened.")
    page.get_by_label("I wrote, no answer yet").press("Space")
    page.get_by_label("When").fill(str(MONDAY))
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_role("status")).to_have_text(re.compile("Wrote, no answer yet on"))
    assert state_of(ana)[1] == MONDAY
