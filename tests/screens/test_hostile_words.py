"""Whatever is typed, nothing stands on or beside anything else, at any width."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from contacts import photos, services
from contacts.enums import DateKind
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact, RelationshipType
from core.roles import acting_for
from interactions import services as interactions
from interactions.contents import MarkOf
from interactions.enums import MarkVerb, MarkWhat
from interactions.models import InteractionKind
from pages import demo
from reminders.services import make_plan
from tests.factories import picture
from tests.screens.tour import Visitor, context_options, sign_in

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter"
NAMES = (
    WORD,
    f"{WORD}-{WORD} von und zu {WORD}",
    "فاطمة الزهراء بنعلي أبو عبد الرحمن المصري الطويل جداً",
    "陈思远欧阳司马上官诸葛慕容东方独孤南宫令狐钟离",
    "Юлія Гончаренко-Преображенська-Вознесенська",
    "a",
    "\N{FAMILY}\N{FAMILY} 🎉🎉🎉",
    "O’Brien " * 12,
)
# What hangs out of the box that should hold it. What is cut or scrolled is held by its box, and
# so is what is laid over others on purpose (menus, the bulk bar, the marks of a chart).
OUTSIDE = """() => {
  const main = document.querySelector("main");
  const held = (node) => {
    for (let box = node.parentElement; box && box !== document.body; box = box.parentElement) {
      const look = getComputedStyle(box);
      if (look.overflowX !== "visible" || box.matches("svg, details:not([open])")) return true;
    }
    return false;
  };
  const found = [];
  for (const node of main.querySelectorAll("*")) {
    if (!node.checkVisibility() || node.closest("svg, .sr-only, .pop-body") || held(node)) continue;
    const look = getComputedStyle(node), own = node.getBoundingClientRect();
    if (["absolute", "fixed"].includes(look.position) || !own.width) continue;
    let box = node.parentElement;
    while (getComputedStyle(box).display === "contents") box = box.parentElement;
    if (getComputedStyle(box).display.startsWith("inline")) continue;
    const around = box.getBoundingClientRect();
    // Pulled out on purpose: a row that bleeds to the edges of the screen, an editable's padding.
    const pulled = parseFloat(look.marginLeft) < 0 || parseFloat(look.marginRight) < 0;
    const out = Math.max(own.right - around.right, around.left - own.left);
    if (out > 1.5 && !pulled) found.push(`${node.tagName}.${node.className} ${out.toFixed(0)}`);
    if (own.right > innerWidth + 1 || own.left < -1)
      found.push(`${node.className} off`);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return wide > 0 ? [`page ${wide}`, ...found] : found;
}"""
# Two controls where one finger meets both. A link that breaks has a box for each of its lines.
MEETING = """() => {
  const controls = [];
  for (const node of document.querySelectorAll("main :is(a, button, summary, select, textarea)")) {
    if (!node.checkVisibility() || node.closest("svg, .sr-only, .pop-body, #bulk")) continue;
    for (const box of node.getClientRects()) if (box.width > 2) controls.push([node, box]);
  }
  const found = [];
  for (const [at, [one, own]] of controls.entries())
    for (const [other, box] of controls.slice(at + 1)) {
      if (one.contains(other)) continue;
      const wide = Math.min(own.right, box.right) - Math.max(own.left, box.left);
      const high = Math.min(own.bottom, box.bottom) - Math.max(own.top, box.top);
      if (wide > 2 && high > 2) found.push(`${one.className} on ${other.className}`);
    }
  return found;
}"""
# How far the open dialog's content reaches beyond it.
BEYOND = """() => {
  const body = document.querySelector("#dialog .dlg-body");
  return body.scrollWidth - body.clientWidth;
}"""
# 1440 at 200 % is laid out as 720.
WIDTHS = (320, 390, 720, 768, 1440)


def hostile(user: User) -> Contact:
    """People with whatever people are called, one of them with too much of everything."""
    at = timezone.now()
    on = user.today(at)
    mentor = RelationshipType.objects.get(owner=user, key="mentor")
    mentor.name = f"{WORD} und noch ein Wort"[:80]
    mentor.save()
    coffee = InteractionKind.objects.get(owner=user, key="coffee")
    people: list[Contact] = []
    for number, name in enumerate(NAMES):
        person = services.create_contact(
            owner=user,
            on=on - timedelta(days=400),
            at=at,
            display=name.strip(),
            type_ids=[mentor.pk],
            company_name=f"{WORD} {number % 2}",
            title=f"{WORD} & {WORD}",
            introduced_by=people[0] if people else None,
            nickname=WORD,
            place=WORD,
            facts="\n".join([WORD, f"{WORD} {WORD} {WORD}"]),
            how_met=f"{WORD} " * 9,
            tags=[f"{WORD[:50]} {tag}" for tag in range(200)] if number == 1 else [WORD[:60]],
            methods=[MethodLine("email", f"{WORD}@{WORD}.example".lower()[:200], WORD[:60])],
            dates=[DateLine(DateKind.CUSTOM, 12, 1, label=WORD)],
        )
        people.append(person)
        interactions.log(
            owner=user,
            contact_ids=[person.pk, people[0].pk] if number else [person.pk],
            kind=coffee,
            occurred_on=on - timedelta(days=90 + number),
            on=on,
            at=at,
            text=f"{WORD}{WORD} `{WORD}`\n\n- {WORD}\n\n    {WORD}{WORD}{WORD}",
            ask_about=WORD,
            marks=[MarkOf(person.pk, MarkVerb.ASKED, MarkWhat.INTRODUCTION)],
        )
        interactions.promise(
            owner=user, contact=person, by="me", text=f"{WORD} {WORD}", due_on=on, on=on
        )
    photos.set_photo(people[0], picture())
    make_plan(user, at=at)
    return people[1]


def outside(page: Page, address: str) -> list[str]:
    page.goto(address)
    found: list[str] = page.evaluate(OUTSIDE) + page.evaluate(MEETING)
    return found


def beyond_the_dialog(page: Page, address: str) -> int:
    page.goto(address)
    page.locator("main a[data-key=l]").first.click()
    page.locator("#dialog [data-chips] label").wait_for()
    by: int = page.evaluate(BEYOND)
    return by


@pytest.fixture
def opened(browser: Browser) -> Any:
    contexts = []

    def open_at(width: int) -> Page:
        contexts.append(browser.new_context(**context_options("dawn", width)))
        return contexts[-1].new_page()

    yield open_at
    for context in contexts:
        context.close()


def visitor_of(user: User, person: Contact | None) -> Visitor:
    return Visitor(user, person, None, None, None, None, None)  # type: ignore[arg-type]


def test_nothing_leaves_its_place_whatever_people_are_called(opened: Any, live_server: Any) -> None:
    user = demo.make_demo(at=timezone.now())
    with acting_for(user.pk):
        person = hostile(user)
        Contact.objects.bulk_create(
            Contact(owner=user, display=f"{WORD} {number}", triaged_on=user.date_joined.date())
            for number in range(1100)
        )
    places = {
        "today": "/",
        "people": "/people/",
        "person": person.get_absolute_url(),
        "insights": "/insights/",
        "introduced": reverse("pages:introduced", args=[person.introduced_by_id]),
    }

    found = {}
    for width in WIDTHS:
        page = opened(width)
        sign_in(page, visitor_of(user, person), live_server.url)
        for name, address in places.items():
            if out := outside(page, live_server.url + address):
                found[name, width] = out[:4]
        if by := beyond_the_dialog(page, live_server.url + places["person"]):
            found["log", width] = [str(by)]

    assert found == {}


@pytest.mark.parametrize("people", [0, 1])
def test_nothing_leaves_its_place_with_nobody_or_one(
    opened: Any, live_server: Any, people: int
) -> None:
    user = demo.make_demo(at=timezone.now())
    with acting_for(user.pk):
        for _ in range(people):
            at = timezone.now()
            services.create_contact(owner=user, on=user.today(at), at=at, display=WORD)

    found = {}
    for width in (320, 1440):
        page = opened(width)
        sign_in(page, visitor_of(user, None), live_server.url)
        for address in ("/", "/people/", "/insights/"):
            if out := outside(page, live_server.url + address):
                found[address, width] = out[:4]

    assert found == {}


def test_the_measure_finds_what_hangs_out(page: Page) -> None:
    page.set_content(
        "<main><div style='width:100px'><p style='width:150px;margin:0'>x</p></div></main>"
    )

    assert page.evaluate(OUTSIDE) == ["P. 50"]


def test_the_measure_finds_what_stands_on_something_else(page: Page) -> None:
    page.set_content(
        "<main><button class='low'>x</button>"
        "<button class='high' style='position:absolute;top:9px;left:9px'>x</button></main>"
    )

    assert page.evaluate(MEETING) == ["low on high"]
