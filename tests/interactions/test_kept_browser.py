"""Nothing typed is lost: drafts, an expired session, and lines written without a network."""

import os
import time
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions.models import Interaction
from tests.conftest import make_user
from tests.factories import make_contact

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAFTS = """async () => new Promise(resolve => {
  const asked = indexedDB.open('relcrm', 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result.length); };
  };
})"""


@pytest.fixture
def alice() -> User:
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    with acting_for(alice.pk):
        make_contact(alice, "Ana Kovač", type_key="mentor", on=alice.today(timezone.now()))
    return alice


def sign_in(page: Page, user: User, base: str) -> None:
    browser = Client()
    browser.force_login(user)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])


@pytest.fixture
def today(alice: User, live_server: Any, page: Page) -> Page:
    sign_in(page, alice, live_server.url)
    page.goto(live_server.url)
    return page


def kept(page: Page, drafts: int) -> None:
    """Wait until so many drafts are in the browser."""
    end = time.monotonic() + 10
    while (found := page.evaluate(DRAFTS)) != drafts:
        assert time.monotonic() < end, f"{found} drafts"
        page.wait_for_timeout(50)


def open_the_dialog(page: Page) -> None:
    """The log form, on Ana's page."""
    page.goto(urljoin(page.url, "/people/"))
    page.get_by_role("link", name="Ana Kovač").first.click()
    page.locator("main a[data-key=l]").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def write(page: Page, base: str, text: str) -> None:
    """Type a note into the log form, long enough ago to be kept."""
    page.goto(f"{base}/log/")
    page.locator("textarea[name=text]").fill(text)
    kept(page, 1)


def notes(user: User) -> list[str]:
    with acting_for(user.pk):
        rows = Interaction.objects.for_user(user).order_by("pk")
        return list(rows.values_list("text", flat=True))


def test_a_note_survives_a_closed_tab_and_can_be_let_go(today: Page, live_server: Any) -> None:
    write(today, live_server.url, "She took the lab")
    other = today.context.new_page()
    today.close()

    other.goto(f"{live_server.url}/log/")

    expect(other.locator("textarea[name=text]")).to_have_value("She took the lab")
    other.get_by_role("button", name="Discard it").click()
    expect(other.locator("textarea[name=text]")).to_have_value("")
    other.reload()
    expect(other.locator("textarea[name=text]")).to_have_value("")
    expect(other.get_by_role("button", name="Discard it")).to_have_count(0)


def test_what_was_saved_does_not_come_back(today: Page, live_server: Any, alice: User) -> None:
    open_the_dialog(today)
    dialog = today.get_by_role("dialog")
    dialog.get_by_text("Coffee", exact=True).click()
    dialog.locator("textarea[name=text]").fill("She took the lab")
    kept(today, 1)

    dialog.get_by_role("button", name="Save").click()

    expect(today.get_by_role("dialog")).to_have_count(0)
    kept(today, 0)
    assert notes(alice) == ["She took the lab"]


def test_an_expired_session_leads_to_the_door_and_the_text_comes_back(
    today: Page, live_server: Any, alice: User
) -> None:
    open_the_dialog(today)
    text = today.get_by_role("dialog").locator("textarea[name=text]")
    text.fill("She took the lab")
    kept(today, 1)
    Session.objects.all().delete()

    today.get_by_role("dialog").get_by_role("button", name="Save").click()

    today.wait_for_url("**/accounts/login/?next=%2Fpeople%2F*")
    sign_in(today, alice, live_server.url)
    open_the_dialog(today)
    expect(text).to_have_value("She took the lab")


def test_drafts_go_at_logout(today: Page, live_server: Any) -> None:
    write(today, live_server.url, "She took the lab")

    today.goto(f"{live_server.url}/accounts/logout/")
    today.get_by_role("button", name="Sign out").click()
    today.wait_for_url("**/accounts/login/**")

    assert today.evaluate(DRAFTS) == 0


def test_somebody_else_in_the_same_browser_sees_no_draft(today: Page, live_server: Any) -> None:
    write(today, live_server.url, "She took the lab")
    sign_in(today, make_user("bob@example.org"), live_server.url)

    today.goto(f"{live_server.url}/log/")

    kept(today, 0)
    expect(today.locator("textarea[name=text]")).to_have_value("")


def test_a_line_without_a_network_is_logged_once_when_it_is_back(
    today: Page, live_server: Any, alice: User
) -> None:
    today.context.set_offline(True)
    line = today.get_by_label("Log a conversation in one line")
    line.fill("Coffee with Ana Kovač, talked about Lisbon")
    line.press("Enter")
    expect(today.locator("[data-toast-text]")).to_contain_text("The line is kept here")
    expect(line).to_have_value("")
    assert notes(alice) == []

    today.context.set_offline(False)

    expect(today.locator("[data-toast-text]")).to_have_text(
        "What you wrote down without a network is logged."
    )
    assert [text.lower() for text in notes(alice)] == ["talked about lisbon"]
    today.reload()
    today.wait_for_load_state("networkidle")
    assert len(notes(alice)) == 1


def test_a_line_that_leaves_a_doubt_is_asked_about(today: Page, live_server: Any) -> None:
    today.context.set_offline(True)
    line = today.get_by_label("Log a conversation in one line")
    line.fill("Coffee with Somebody Unknown")
    line.press("Enter")
    expect(today.locator("[data-toast-text]")).to_contain_text("The line is kept here")

    today.context.set_offline(False)

    expect(today.get_by_text("Coffee with Somebody Unknown")).to_be_visible()
    today.get_by_role("link", name="Finish it").click()
    today.wait_for_url("**/log/?line=Coffee*")


def test_a_page_without_a_network_is_the_offline_page_which_keeps_a_line(
    today: Page, live_server: Any, alice: User
) -> None:
    today.evaluate("navigator.serviceWorker.ready.then(() => true)")
    today.reload()
    today.context.set_offline(True)

    today.goto(f"{live_server.url}/people/")

    expect(today.get_by_role("heading", name="No network just now")).to_be_visible()
    today.get_by_label("Log a conversation in one line").fill("Call with Ana Kovač")
    today.get_by_role("button", name="Keep").click()
    expect(today.locator("#waiting")).to_have_text("Call with Ana Kovač")
    today.context.set_offline(False)

    expect(today.get_by_role("heading", name="People", level=1)).to_be_visible()
    expect(today.locator("[data-toast-text]")).to_have_text(
        "What you wrote down without a network is logged."
    )
    assert len(notes(alice)) == 1


def test_the_service_worker_keeps_no_page_of_anybody(today: Page, live_server: Any) -> None:
    today.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for path in ("/", "/people/", "/log/"):
        today.goto(live_server.url + path)

    kept = today.evaluate(
        "caches.keys().then(async names => (await Promise.all(names.map(async name =>"
        " (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat())"
    )

    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]


def test_a_text_shared_on_a_phone_begins_a_note(today: Page, live_server: Any) -> None:
    shared = "shared_title=A%20talk&shared_text=On%20grids&shared_url=https://example.org/talk"
    today.goto(f"{live_server.url}/log/?{shared}")

    expect(today.locator("textarea[name=text]")).to_have_value(
        "A talk\n\nOn grids\n\nhttps://example.org/talk"
    )
    expect(today.get_by_label("Note", exact=True)).to_be_checked()
