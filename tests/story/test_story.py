"""The whole story in a real browser, on real servers, to the last link of the mail."""

import re
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.story.stack import Sink, Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

DATA = Path(__file__).resolve().parent.parent / "data" / "exports"
EMAIL, PASSWORD, ZONE = "maya@example.org", "a calm and long sentence", "Europe/Oslo"


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture
def stack(sink: Sink) -> Iterator[Stack]:
    # Not tmp_path: as root, PostgreSQL runs under another account, which must get there.
    with tempfile.TemporaryDirectory(prefix="relcrm-story-") as name:
        home = Path(name)
        home.chmod(0o711)
        stack = Stack(home, sink)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "timezone_id": ZONE, "viewport": {"width": 1280, "height": 900}}


def sign_up(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.base}/accounts/signup/")
    page.get_by_label("Your name").fill("Maya Lindqvist")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Hello, Maya")).to_be_visible()


def bring_in(page: Page, stack: Stack, file: Path) -> None:
    page.goto(f"{stack.base}/import/")
    page.get_by_label("Drop a file here, or choose one").set_input_files(file)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile(r"Import \d+ people")).click(timeout=60_000)
    expect(page.get_by_role("heading", name=re.compile(r"\d+ people are in"))).to_be_visible(
        timeout=90_000
    )


def sort_twelve(page: Page, stack: Stack) -> None:
    """Six mentors and six peers, from the first page of Pick."""
    for type_name in ("Mentor", "Peer"):
        page.goto(f"{stack.base}/people/sort/")
        for row in range(6):
            page.locator("#pick input[name=id]").nth(row).check()
        page.locator("#bulk select[name=type]").select_option(label=type_name)
        page.locator("#bulk").get_by_role("button", name="Save").click()
        expect(page.locator("#toasts")).to_contain_text("6 people")


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def test_from_sign_up_to_the_last_link_of_the_weekly_mail(
    page: Page, stack: Stack, sink: Sink
) -> None:
    sign_up(page, stack)
    bring_in(page, stack, DATA / "linkedin-800" / "Connections.csv")
    people = stack.rows("list_contacts", EMAIL)
    assert len(people) > 700
    assert {person["state"] for person in people} == {"new"}

    sort_twelve(page, stack)
    tracked = [p for p in stack.rows("list_contacts", EMAIL) if p["triaged"] and p["types"]]
    assert sorted(p["types"][0] for p in tracked) == ["mentor"] * 6 + ["peer"] * 6

    # Today: five of the twelve, each with a reason that is true.
    page.goto(stack.base)
    cards = page.locator("li.reach")
    expect(cards).to_have_count(5)
    expect(cards.first).to_contain_text(re.compile("You chose .+ as mentor; no conversation"))
    name = cards.first.get_by_role("heading").inner_text()
    before = person_called(stack, name)

    # A coffee by quick log: they leave the list, and the next check-in moves.
    page.get_by_label("Log a conversation in one line").fill(
        f"Coffee with {name} yesterday, talked about her move to Lisbon"
    )
    expect(page.locator("#quick-read")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("li.reach", has_text=name)).to_have_count(0)
    after = person_called(stack, name)
    yesterday = datetime.now(ZoneInfo(ZONE)).date() - timedelta(days=1)
    assert after["last_contact_on"] == str(yesterday)
    assert after["next_check_in_on"] == str(yesterday + timedelta(days=30))
    assert after["next_check_in_on"] != before["next_check_in_on"]

    mail, monday = next_weeks_mail(stack, sink)
    reminders = stack.rows("list_reminders", EMAIL, "--on", str(monday))
    planned = {r["contact"] for r in reminders if r["planned_week"] == str(monday)}
    plain = mail.get_body(("plain",))
    assert plain is not None
    body = plain.get_content()
    named = {p["display"] for p in tracked if p["display"] in body}
    assert named == {p["display"] for p in tracked if p["id"] in planned}
    assert name not in named

    follow_the_links(page, stack, body)


def person_called(stack: Stack, name: str) -> dict[str, object]:
    [found] = [p for p in stack.rows("list_contacts", EMAIL) if p["display"] == name]
    return found


def next_weeks_mail(stack: Stack, sink: Sink) -> tuple[EmailMessage, date]:
    """Time moves to next Monday: the plan is fixed, and the digest goes out, once."""
    now = datetime.now(ZoneInfo(ZONE))
    monday = next_monday(now.date())
    morning = datetime(monday.year, monday.month, monday.day, 8, 5, tzinfo=ZoneInfo(ZONE))
    stack.manage("schedule", "--at", (morning - timedelta(minutes=50)).isoformat(), "--json")
    for _ in range(2):
        stack.manage("send_digests", "--at", morning.isoformat(), "--json")
    [mail] = [mail for mail in sink.mails if mail["To"] and EMAIL in mail["To"]]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return mail, monday


def follow_the_links(page: Page, stack: Stack, body: str) -> None:
    """Opening changes nothing; *I wrote* stores an attempt, *We talked* a contact of its kind."""
    done = re.findall(r"https?://\S+/d/\S+/done/", body)
    assert len(done) >= 2
    before = stack.rows("list_interactions", EMAIL)
    for _ in range(2):
        get(done[0])
    assert stack.rows("list_interactions", EMAIL) == before

    page.goto(done[0])
    page.get_by_text("I wrote, no answer yet").click()
    page.get_by_role("button", name="Save").click()
    page.goto(done[1])
    page.get_by_text("Coffee", exact=True).click()
    page.get_by_role("button", name="Save").click()

    known = {row["id"] for row in before}
    new = [row for row in stack.rows("list_interactions", EMAIL) if row["id"] not in known]
    assert sorted(row["kind"] for row in new) == ["coffee", "wrote"]
    people = {p["id"]: p for p in stack.rows("list_contacts", EMAIL)}
    by_kind = {row["kind"]: people[row["people_ids"][0]] for row in new}
    [coffee] = [row for row in new if row["kind"] == "coffee"]
    assert by_kind["coffee"]["last_contact_on"] == coffee["occurred_on"]
    assert by_kind["wrote"]["last_contact_on"] is None
