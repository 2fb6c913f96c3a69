"""The weekly mail as a mail program draws it: in both themes, wide and on a phone."""

import os
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date
from core.roles import acting_for
from interactions.services import promise
from reminders import digest, emails
from reminders.services import make_plan
from tests.factories import make_contact, make_interaction
from tests.reminders.mailing import AT_EIGHT, DAY, JOINED, MONDAY, join, make_mail
from tests.reminders.people import make_due

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
]
LONG = "Doktorin Wilhelmina Oosterhuis-van-den-Bergh-Donaudampfschifffahrtsgesellschaft"
NAMES = [LONG, "陈思远", "فاطمة الزهراء", "Dora", "Eli", "Finn", "Gus"]
WIDE, PHONE = 660, 390
# What is drawn, as the look of the mail has it: page, card, text and the first button.
PAGE, CARD, INK, BUTTON = ".pg", ".cd", ".name a", ".b1"
LIGHT = ["rgb(245, 242, 239)", "rgb(254, 253, 252)", "rgb(23, 50, 58)", "rgb(11, 90, 94)"]
DARK = ["rgb(20, 29, 34)", "rgb(29, 40, 46)", "rgb(238, 233, 227)", "rgb(127, 207, 201)"]


@pytest.fixture
def html() -> str:
    """A full mail: promises, a question, people with long words, a day to congratulate on, and
    more of them than it holds."""
    alice = join(at=JOINED - 60 * DAY)
    with acting_for(alice.pk):
        for number, name in enumerate(NAMES):
            one = make_due(alice, name, days=30 - number, on=MONDAY, title=f"Head of {name}")
            make_interaction(one, occurred_on=MONDAY - 200 * DAY, ask_about="what " + "x" * 80)
        promised = [Contact.objects.get(display=NAMES[0]), make_contact(alice, "Hana", on=MONDAY)]
        for one in promised:
            promise(owner=alice, contact=one, by="me", text="Send it", due_on=MONDAY, on=MONDAY)
        feted = make_contact(alice, "Ida", type_key="peer", on=MONDAY)
        add_date(feted, DateLine("birthday", month=11, day=20), on=MONDAY)
        asked = make_contact(alice, "Jon", on=MONDAY)
        make_interaction(asked, occurred_on=MONDAY - DAY, status="planned")
        make_plan(alice, at=AT_EIGHT)
        contents = digest.weekly(alice, MONDAY)
    mail = make_mail(alice)
    with acting_for(alice.pk):
        return emails.write(mail, contents, at=AT_EIGHT).html


@pytest.fixture(params=[WIDE, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def drawn(browser: Browser, html: str, scheme: Any, width: int) -> tuple[Page, list[str]]:
    """The mail on a page without scripts, and whatever it asked the network for."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html)
    return page, asked


def colour(page: Page, selector: str, what: str) -> str:
    found = page.locator(selector).first
    return str(found.evaluate(f"one => getComputedStyle(one)['{what}']"))


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_mail_is_drawn_as_it_was_designed_and_fetches_nothing(
    browser: Browser, html: str, width: int, scheme: str, colours: list[str]
) -> None:
    page, asked = drawn(browser, html, scheme, width)

    backgrounds = [colour(page, one, "background-color") for one in (PAGE, CARD, BUTTON)]
    assert [*backgrounds[:2], colour(page, INK, "color"), backgrounds[2]] == colours
    card = page.locator(CARD).first.bounding_box()
    assert card is not None
    assert round(card["width"]) == min(600, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    boxes = [button.bounding_box() for button in page.locator(".b").all()]
    assert min(box["height"] for box in boxes if box) >= 42
    assert asked == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_mail(browser: Browser, html: str, scheme: str) -> None:
    page, _asked = drawn(browser, html, scheme, PHONE)

    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    page.close()


def test_without_its_stylesheet_the_mail_has_its_look_from_the_attributes(
    browser: Browser, html: str
) -> None:
    page, _asked = drawn(browser, re.sub(r"<style.*?</style>", "", html, flags=re.S), "light", WIDE)

    assert colour(page, CARD, "background-color") == LIGHT[1]
    assert colour(page, BUTTON, "padding-left") == "18px"
    page.close()


def test_each_section_has_its_title_once_and_the_number_of_the_rest_stands_at_the_end(
    browser: Browser, html: str
) -> None:
    page, _asked = drawn(browser, html, "light", WIDE)

    titles = page.locator("h2").all_inner_texts()
    assert titles == ["Promises", "Did it happen?", "People", "Worth a word"]
    assert page.locator(".more").all_inner_texts()[0].startswith("And 2 more")
    assert "[" not in page.locator("main").inner_text()
    page.close()
