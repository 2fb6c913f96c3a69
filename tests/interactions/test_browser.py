"""Logging in a real browser: by one line, and by the dialog and the keyboard."""

import os
import re
import statistics
import time
from datetime import date, timedelta
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions import services
from interactions.models import Interaction, Promise
from tests.conftest import make_user
from tests.factories import make_contact, make_interaction

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TUESDAY, FRIDAY = 1, 4  # as date.weekday() counts


@pytest.fixture
def owner() -> User:
    """Alice with Ana Kovač, and two people called Ben."""
    alice = make_user("alice@example.org", name="Alice Adler", time_zone="UTC")
    on = alice.today(timezone.now())
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="mentor", title="VP Product", on=on)
        make_contact(alice, "Ben Ode", on=on)
        make_contact(alice, "Ben Smith", title="Buyer", on=on)
        make_interaction(ana, occurred_on=on - timedelta(days=90), on=on, text="**Lisbon**")
    return alice


@pytest.fixture
def today(owner: User, live_server: Any, page: Page) -> Page:
    browser = Client()
    browser.force_login(owner)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url)
    return page


def stored(owner: User) -> list[tuple[str, str]]:
    """Kind and note of all that was logged but the first one, oldest first."""
    with acting_for(owner.pk):
        rows = Interaction.objects.for_user(owner).kept().select_related("kind").order_by("pk")
        return [(row.kind.key, row.text) for row in rows][1:]


def test_a_line_is_read_while_it_is_typed_and_saved_by_enter(today: Page, owner: User) -> None:
    line = today.get_by_label("Log a conversation in one line")
    line.press_sequentially("Coffee with Ana Kovač yesterday, talked about Lisbon")
    expect(today.locator("#quick-read")).to_contain_text("talked about Lisbon")
    assert stored(owner) == []

    line.press("Enter")

    expect(today.locator("[data-toast-text]")).to_contain_text("Coffee with Ana Kovač logged.")
    expect(line).to_have_value("")
    assert stored(owner) == [("coffee", "talked about Lisbon")]
    today.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(today.locator("[data-toast-text]")).to_have_text("Taken back.")
    assert stored(owner) == []


def test_from_the_focus_to_saved_takes_a_few_seconds(
    today: Page, owner: User, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed at sixteen keys a second: what is left is ours."""
    line = today.get_by_label("Log a conversation in one line")
    took, served = [], []
    for number in range(1, 4):
        began = time.monotonic()
        line.press_sequentially("Coffee with Ana yesterday", delay=60)
        with today.expect_response("**/log/quick/") as saving:
            line.press("Enter")
        expect(line).to_have_value("")
        took.append(time.monotonic() - began)
        timing = saving.value.request.timing
        served.append(timing["responseStart"] - timing["requestStart"])
        assert len(stored(owner)) == number

    with capsys.disabled():
        print(
            f"\nfrom focus to saved: {statistics.median(took):.2f} s;"
            f" the server took {statistics.median(served):.0f} ms of it"
        )
    assert statistics.median(took) < 5


def test_a_chip_sets_right_what_was_understood(today: Page, owner: User) -> None:
    line = today.get_by_label("Log a conversation in one line")
    line.press_sequentially("Coffee with Ana yesterday")
    kind = today.locator("#quick-read").get_by_label("What")
    expect(kind).to_have_value("")

    with today.expect_response("**/log/parse"):  # the line is read again, with the chips
        kind.select_option(label="Call")
    expect(today.locator("#quick-read.htmx-request, #quick-read.htmx-settling")).to_have_count(0)
    expect(kind.locator("option:checked")).to_have_text("Call")
    today.locator("#quick-read summary", has_text="Ana").click()
    today.get_by_label("Somebody else than Ana").fill("Ben Smith")
    line.press("Enter")

    expect(today.locator("[data-toast-text]")).to_contain_text("Call with Ben Smith logged.")
    assert stored(owner) == [("call", "")]


def test_a_name_of_two_people_is_chosen_before_saving(today: Page, owner: User) -> None:
    line = today.get_by_label("Log a conversation in one line")
    line.press_sequentially("Lunch with Ben, hiring !promise send deck by tomorrow")
    line.press("Enter")
    # What was understood while typing offers the same names: the answer to Enter comes over it.
    expect(today.locator("#quick-log")).to_contain_text("Which one do you mean?")
    choices = today.get_by_role("group", name="Which Ben?")
    expect(choices.get_by_role("radio")).to_have_count(3)
    expect(line).to_have_value("Lunch with Ben, hiring !promise send deck by tomorrow")

    choices.get_by_text("Ben Smith").click()
    today.locator("#quick-log").get_by_role("button", name="Log").click()

    expect(today.locator("[data-toast-text]")).to_contain_text("Meal with Ben Smith logged.")
    assert stored(owner) == [("meal", "hiring")]
    with acting_for(owner.pk):
        assert [row.text for row in Promise.objects.for_user(owner)] == ["send deck"]


def test_one_line_holds_several_people_a_day_and_a_promise(today: Page, owner: User) -> None:
    on = owner.today(timezone.now())
    with acting_for(owner.pk):
        make_contact(owner, "Robert Quill", nickname="Bobby", on=on)
    line = today.get_by_label("Log a conversation in one line")
    line.fill(
        "Lunch with @Ana, Bobby and Ben Smith on the 14th, hiring !promise send deck by Friday"
    )
    read = today.locator("#quick-read")
    for name in ("Ana Kovač", "Robert Quill", "Ben Smith"):
        expect(read.locator("summary", has_text=name)).to_be_visible()
    expect(read.locator("summary", has_text="When")).to_contain_text("14")
    expect(read).to_contain_text("send deck")

    line.press("Enter")

    expect(today.locator("[data-toast-text]")).to_contain_text("logged.")
    assert stored(owner) == [("meal", "hiring")]
    with acting_for(owner.pk):
        row = Interaction.objects.for_user(owner).latest("pk")
        assert row.occurred_on == last_fourteenth(on)
        assert {part.contact.display for part in row.participants.all()} == {
            *("Ana Kovač", "Robert Quill", "Ben Smith"),
        }
        (promise,) = Promise.objects.for_user(owner)
        assert (promise.by, promise.text) == ("me", "send deck")
        assert promise.due_on == on + timedelta(days=(FRIDAY - on.weekday()) % 7)


def last_fourteenth(on: date) -> date:
    """The newest day that was a fourteenth; today may be it."""
    month = on if on.day >= 14 else on.replace(day=1) - timedelta(days=1)
    return month.replace(day=14)


def test_somebody_unknown_is_offered_and_added_by_the_same_line(today: Page, owner: User) -> None:
    on = owner.today(timezone.now())
    line = today.get_by_label("Log a conversation in one line")
    line.fill("Call with Zoe Quinn last Tuesday")
    offer = today.locator("#quick-log").get_by_role("checkbox", name="Add Zoe Quinn")
    expect(offer).not_to_be_checked()

    # Enter adds nobody unasked: it asks, and the answer is ready.
    line.press("Enter")
    expect(offer).to_be_checked()
    assert stored(owner) == []
    today.locator("#quick-log").get_by_role("button", name="Log").click()

    expect(today.locator("[data-toast-text]")).to_contain_text("Call with Zoe Quinn logged.")
    assert stored(owner) == [("call", "")]
    with acting_for(owner.pk):
        row = Interaction.objects.for_user(owner).latest("pk")
        assert row.occurred_on == on - timedelta(days=(on.weekday() - TUESDAY) % 7 or 7)


def test_the_dialog_is_filled_and_saved_by_the_keyboard(today: Page, owner: User) -> None:
    today.keyboard.press("l")
    dialog = today.get_by_role("dialog")
    who = dialog.get_by_role("combobox", name="Who", exact=True)
    expect(who).to_be_focused()
    who.press_sequentially("kov")
    expect(dialog.get_by_role("option", name=re.compile("Ana Kovač"))).to_be_visible()
    today.keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox", name="Ana Kovač")).to_be_checked()

    dialog.get_by_label("Notes").fill("the *flat*")
    today.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("Choose what it was.")).to_be_visible()
    expect(dialog.get_by_label("Notes")).to_have_value("the *flat*")
    dialog.get_by_role("radio", name="Call", exact=True).check(force=True)
    dialog.get_by_label("Notes").press("Control+Enter")

    expect(today.locator("[data-toast-text]")).to_contain_text("Call with Ana Kovač logged.")
    assert stored(owner) == [("call", "the *flat*")]


def test_a_stale_edit_shows_both_texts_in_its_dialog(today: Page, owner: User) -> None:
    with acting_for(owner.pk):
        row = Interaction.objects.for_user(owner).get()
        address = row.participants.get().contact.get_absolute_url()
    today.goto(today.url.rstrip("/") + address)
    today.locator("#timeline summary").click()
    today.get_by_role("link", name="Edit", exact=True).click()
    dialog = today.get_by_role("dialog")
    dialog.get_by_label("Notes").fill("In Porto")
    with acting_for(owner.pk):
        on, at = owner.today(timezone.now()), timezone.now()
        services.edit(row, version=row.version, text="In Braga", on=on, at=at)

    dialog.get_by_role("button", name="Save").click()

    both = dialog.get_by_role("alert")
    expect(both).to_contain_text("In Braga")
    expect(both).to_contain_text("In Porto")
    expect(both).to_be_focused()
    dialog.get_by_role("button", name="Save").click()
    expect(today.locator("[data-toast-text]")).to_have_text("Saved.")
    with acting_for(owner.pk):
        assert Interaction.objects.for_user(owner).get().text == "In Porto"


def test_save_pressed_twice_is_one_row(today: Page, owner: User) -> None:
    today.goto(today.url + "log/")
    today.get_by_role("combobox", name="Who", exact=True).fill("Ana Kovač")
    today.get_by_role("radio", name="Coffee").check(force=True)
    today.get_by_role("button", name="Save").dblclick()

    expect(today.locator("[data-toast-text]")).to_contain_text("Coffee with Ana Kovač logged.")
    assert stored(owner) == [("coffee", "")]


def test_all_of_it_works_without_javascript(
    owner: User, live_server: Any, new_context: Any
) -> None:
    browser = Client()
    browser.force_login(owner)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    context = new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Log a conversation in one line").fill("Lunch with Ben, hiring")
    page.get_by_role("button", name="Log").first.click()
    page.get_by_role("group", name="Which Ben?").get_by_text("Ben Ode").click()
    page.get_by_role("button", name="Log").first.click()
    expect(page.locator("[data-toast-text]")).to_contain_text("Meal with Ben Ode logged.")

    page.goto(f"{live_server.url}/log/")
    page.get_by_role("combobox", name="Who", exact=True).fill("Ana, Ben Smith")
    page.get_by_role("radio", name="Coffee").check(force=True)
    page.get_by_role("button", name="Save").click()

    expect(page.locator("[data-toast-text]")).to_contain_text("Coffee with Ana Kovač and Ben Smith")
    assert stored(owner) == [("meal", "hiring"), ("coffee", "")]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_in_the_forms(
    today: Page, owner: User, width: int, scheme: Literal["light", "dark"]
) -> None:
    today.set_viewport_size({"width": width, "height": 900})
    today.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    start = today.url
    with acting_for(owner.pk):
        row = Interaction.objects.for_user(owner).get()
    addresses = [
        "log/",
        f"log/{row.pk}/",
        f"log/{row.pk}/happened/",
        "promises/new/",
        "settings/kinds/",
        "settings/kinds/new/",
    ]

    for address in addresses:
        today.goto(start + address, wait_until="networkidle")
        found = Axe().run(today).response["violations"]
        complaints = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        assert (address, complaints) == (address, [])
