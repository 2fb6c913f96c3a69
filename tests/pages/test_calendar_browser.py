"""From the address of a calendar to a conversation, in a real browser and with a real server."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from contacts.models import ContactMethod
from core.roles import acting_for
from importing import tasks
from interactions.models import Interaction
from tests.conftest import make_user
from tests.factories import make_contact
from tests.importing.calendars import calendar, event
from tests.importing.serving import Site, says, site

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    """Alice, who knows Ana by her address, and Ben."""
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        for name, address in (("Ana Kovač", "ana@example.com"), ("Ben Ode", "ben@example.com")):
            contact = make_contact(alice, name, on=on)
            ContactMethod.objects.create(
                owner=alice, contact=contact, kind="email", value=address, normalised=address
            )
    return alice


@pytest.fixture
def server() -> Iterator[Site]:
    """Two meetings of yesterday: with Ana and Ben, and with Ben alone."""
    yesterday = timezone.now() - timedelta(days=1)
    ana, ben = "ATTENDEE:mailto:ana@example.com", "ATTENDEE:mailto:ben@example.com"
    events = [
        event("SUMMARY:Roadmap", ana, ben, start=f"DTSTART:{yesterday:%Y%m%d}T080000Z", uid="a"),
        event("SUMMARY:Budget", ben, start=f"DTSTART:{yesterday:%Y%m%d}T090000Z", uid="b"),
    ]
    with site(says(calendar(*events))) as serving:
        yield serving


@pytest.fixture
def page_of_settings(
    owner: User,
    live_server: Any,
    page: Page,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Page:
    """The worker does at once what it is asked for."""
    settings.PRIVATE_CALENDARS = True
    monkeypatch.setattr(tasks.read_calendar, "delay", tasks.read_calendar)
    browser = Client()
    browser.force_login(owner)
    cookie = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/settings/calendar/")
    return page


def logged(owner: User) -> list[tuple[str, int]]:
    with acting_for(owner.pk):
        rows = Interaction.objects.for_user(owner).kept()
        return list(rows.values_list("text", "headcount"))


def test_from_the_address_to_the_conversation(
    page_of_settings: Page, owner: User, server: Site, live_server: Any
) -> None:
    page = page_of_settings
    page.get_by_label("Private address of your calendar (ICS)").fill(server.url + "secret.ics")
    page.get_by_role("button", name="Read this calendar").click()
    expect(page.get_by_text("Read less than a minute ago: 2 meetings")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("secret.ics")

    page.goto(live_server.url)
    ana = page.locator("#reach li", has=page.get_by_role("heading", name="Ana Kovač"))
    expect(ana).to_contain_text("Roadmap, yesterday, also with Ben Ode: did you talk?")
    ana.get_by_role("button", name="Yes, log it").click()
    expect(page.locator("[data-toast-text]")).to_contain_text("Ana Kovač and Ben Ode logged.")
    expect(page.get_by_text("did you talk?")).to_have_count(0)  # Ben was logged with it
    assert logged(owner) == [("Roadmap", 2)]

    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("did you talk?")).to_have_count(2)
    assert logged(owner) == []
    ben = page.locator("#reach li", has=page.get_by_role("heading", name="Ben Ode"))
    ben.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("did you talk?")).to_have_count(1)

    page.goto(f"{live_server.url}/settings/calendar/")
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_role("button", name="Read this calendar")).to_be_visible()
    page.goto(live_server.url)
    expect(page.get_by_text("did you talk?")).to_have_count(0)
    assert logged(owner) == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_where_a_calendar_is_read(
    page_of_settings: Page, server: Site, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = page_of_settings
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for answer in (server.answer, says(status=404)):
        server.answer = answer
        page.get_by_label("Private address of your calendar (ICS)").fill(server.url)
        page.get_by_role("button", name="Read this calendar").click()
        expect(page.get_by_role("button", name="Switch it off")).to_be_visible()
        assert Axe().run(page).response["violations"] == []
        page.get_by_role("button", name="Switch it off").click()
