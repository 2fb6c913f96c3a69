"""Passkeys in a real browser, with a device of its own making (WebAuthn over DevTools)."""

import os
from typing import Any

import pytest
from playwright.sync_api import CDPSession, ConsoleMessage, Page, expect

from accounts import selectors
from accounts.models import AuditEvent, User
from core.roles import acting_for
from tests.conftest import make_user

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.org", name="Alice Adler", time_zone="UTC")


@pytest.fixture
def keeper(page: Page) -> CDPSession:
    """What keeps passkeys, like a phone's lock."""
    keeper = page.context.new_cdp_session(page)
    keeper.send("WebAuthn.enable")
    return keeper


def plug(keeper: CDPSession, **options: Any) -> str:
    usual = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = keeper.send("WebAuthn.addVirtualAuthenticator", {"options": usual | options})
    return str(made["authenticatorId"])


def sign_in(page: Page, base: str, path: str = "/accounts/login/") -> None:
    page.goto(base + path)
    page.get_by_label("E-mail").fill("alice@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{base}/accounts/login/**")


def add_passkey(page: Page, base: str, name: str) -> None:
    """From Settings, as a person does."""
    page.goto(f"{base}/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What to call it").fill(name)
    page.get_by_role("button", name="Add it").click()


def kinds(user: User) -> list[str]:
    with acting_for(user.pk):
        return list(AuditEvent.objects.order_by("at", "pk").values_list("kind", flat=True))


def test_a_passkey_is_added_signs_in_alone_and_is_the_second_step(
    page: Page, live_server: Any, alice: User, keeper: CDPSession
) -> None:
    base = live_server.url
    said: list[ConsoleMessage] = []
    page.on("console", lambda line: said.append(line))
    plug(keeper)
    sign_in(page, base)
    add_passkey(page, base, "Phone")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.get_by_text("10 of 10 are left")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("list", name="Passkeys").get_by_text("Phone")).to_be_visible()

    # By itself, and to the page that was asked for
    sign_out(page, base)
    page.goto(f"{base}/people/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{base}/people/")

    # After the password
    sign_out(page, base)
    sign_in(page, base)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{base}/")

    assert kinds(alice) == [
        *("sign_in", "passkey_on", "recovery_on", "sign_out", "sign_in", "sign_out", "sign_in")
    ]
    assert [line.text for line in said if line.type == "error"] == []


def test_a_removed_passkey_opens_nothing(
    page: Page, live_server: Any, alice: User, keeper: CDPSession
) -> None:
    base = live_server.url
    plug(keeper)
    sign_in(page, base)
    add_passkey(page, base, "Phone")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{base}/settings/security/")
    page.get_by_role("link", name="Remove Phone").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    sign_out(page, base)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("That is not right, or no longer.")).to_be_visible()
    sign_in(page, base)
    page.wait_for_url(f"{base}/")
    assert kinds(alice)[3:5] == ["passkey_off", "recovery_off"]


def test_it_is_asked_for_in_place_of_the_password_once_more(
    page: Page, live_server: Any, alice: User, keeper: CDPSession
) -> None:
    base = live_server.url
    plug(keeper)
    sign_in(page, base)
    add_passkey(page, base, "Phone")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page, base)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{base}/")

    page.goto(f"{base}/settings/security/")
    page.get_by_role("link", name="Rename Phone").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("What to call it").fill("Old phone")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("list", name="Passkeys").get_by_text("Old phone")).to_be_visible()


def test_a_device_that_asks_nobody_makes_no_passkey_and_the_page_says_so(
    page: Page, live_server: Any, alice: User, keeper: CDPSession
) -> None:
    base = live_server.url
    plug(keeper, hasUserVerification=False, isUserVerified=False)
    sign_in(page, base)

    add_passkey(page, base, "Stick")

    expect(page.get_by_text("No passkey came.")).to_be_visible()
    assert selectors.second_step(alice).passkeys == []


def test_at_an_address_of_numbers_no_passkey_is_offered(
    page: Page, live_server: Any, alice: User
) -> None:
    base = live_server.url.replace("localhost", "127.0.0.1")

    page.goto(f"{base}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
