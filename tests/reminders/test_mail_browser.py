"""A mail scanner with a real browser opens every link and runs every script before the user."""

import os
import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.services import promise
from reminders import mail_views
from reminders.deliveries import deliver_due
from reminders.links import snooze_a_week
from reminders.models import OutboxMail
from reminders.tokens import Verb
from tests.factories import make_contact, make_meeting
from tests.reminders.mailing import AT_EIGHT, DAY, JOINED, MONDAY, join, tick
from tests.reminders.people import make_due
from tests.reminders.test_mail_links import state_of
from tests.test_access import everything_of

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
]


@pytest.fixture
def ana(live_server: Any, settings: Any) -> Contact:
    """First of the week's two; another one waits, and there is a promise too."""
    settings.SITE_URL = live_server.url
    alice = join(at=JOINED, budget=2)
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana Kovač", days=30, on=MONDAY)
        for number in range(2):
            make_due(alice, f"Person {number}", on=MONDAY)
        promise(owner=alice, contact=ana, by="me", text="Send it", due_on=MONDAY, on=MONDAY)
        make_meeting(make_contact(alice, "Ben"), occurred_on=MONDAY - DAY)
    tick(alice)
    deliver_due(AT_EIGHT)
    return ana


def mail_of(ana: Contact) -> OutboxMail:
    with acting_for(ana.owner_id):
        return OutboxMail.objects.get(kind="digest", period_key=MONDAY)


def links(mail: OutboxMail) -> list[str]:
    """Every address of a mail, in both of its parts, as a scanner finds them."""
    urls = re.findall(r'href="([^"]+)"', mail.html) + re.findall(r"https?://\S+", mail.text)
    return list(dict.fromkeys(unescape(url) for url in urls))


def ending(url: str) -> str:
    """What an address does: done, snooze, notnow, coffee.ics, and so on."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def link_to(verb: str, ana: Contact) -> str:
    """The first of its kind: that for whoever stands on top, who is Ana."""
    return next(url for url in links(mail_of(ana)) if ending(url) == verb)


def scan(page: Page, urls: list[str]) -> None:
    """As scanners do: ask for each address in every harmless way, then open it, run its scripts
    and look around for a while."""
    for url in urls:
        for method in ("HEAD", "GET", "OPTIONS"):
            page.request.fetch(url, method=method, headers={"Sec-Purpose": "prefetch"})
        if url.endswith(".ics"):
            continue
        page.goto(url)
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 2000)
        page.wait_for_timeout(700)  # longer than any script of ours waits


def test_a_scanner_that_runs_scripts_changes_nothing_and_the_user_still_can(
    page: Page, ana: Contact
) -> None:
    urls = links(mail_of(ana))
    before = everything_of(ana.owner)
    told = Counter(map(ending, urls))
    assert [told[verb] for verb in ("done", "snooze", "notnow", "coffee.ics")] == [2, 2, 2, 2]
    assert (told["met"], len([url for url in urls if "/u/" in url])) == (1, 1)

    scan(page, urls)

    assert everything_of(ana.owner) == before
    assert User.objects.get(pk=ana.owner_id).digest_on is True
    page.context.clear_cookies()  # of the page to sign in, which the mail links to as well

    page.goto(link_to("done", ana))
    expect(page.get_by_role("button")).to_have_count(1)
    page.get_by_text("Coffee", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Noted with Ana Kovač: Coffee on"))
    assert state_of(ana)[0] == MONDAY
    assert page.context.cookies() == []


def test_the_scanner_would_be_noticed_if_looking_did_anything(
    page: Page, ana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(request: Any, link: Any, at: Any) -> Any:
        snooze_a_week(link, at=at)
        return HttpResponse("Snoozed")

    monkeypatch.setitem(mail_views.DEEDS, Verb.SNOOZE, at_once)
    before = everything_of(ana.owner)

    scan(page, [link_to("snooze", ana)])

    assert everything_of(ana.owner) != before


def test_the_date_and_the_choice_are_reached_by_the_keyboard(page: Page, ana: Contact) -> None:
    page.goto(link_to("done", ana))

    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Choose what happened.")
    page.get_by_label("I wrote, no answer yet").press("Space")
    page.get_by_label("When").fill(str(MONDAY))
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_role("status")).to_have_text(re.compile("Wrote, no answer yet on"))
    assert state_of(ana)[1] == MONDAY
