"""An account of ten thousand people in a browser: nothing is slow, and nothing stands on anything.

`pytest -n 0 -s tests/journeys/test_ten_thousand.py` prints what each action took, for
docs/measures.md.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions.models import Interaction
from reminders.models import Plan
from reminders.services import beat, make_plan
from tests.screens.test_hostile_words import outside, visitor_of
from tests.screens.tour import context_options, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

PEOPLE, TALKS = 10_000, 20_000
# From the key or the click to the next frame, in ms: the best of three rounds, because another
# suite may have the processor in one of them.
INTERACTION = 100
# … and until what the server answered is painted: a limit for what went wrong, far above what a
# machine takes that does nothing else.
SWAPPED = 2000
TIMES = """
  const painted = () => requestAnimationFrame(() => setTimeout(() => {
    sessionStorage.painted = performance.timeOrigin + performance.now();
  }));
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      if (one.interactionId)
        sessionStorage.frame = Math.max(sessionStorage.frame ?? 0, one.duration);
  }).observe({ type: "event", durationThreshold: 16 });
  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, (event) => {
      sessionStorage.began = performance.timeOrigin + event.timeStamp;
      delete sessionStorage.painted;
    }, true);
  document.addEventListener("htmx:afterRequest", painted);
  addEventListener("pageshow", painted);
"""
TOOK = """() => {
  const { frame, painted, began } = sessionStorage;
  return [Number(frame ?? 0), painted - began];
}"""


@pytest.fixture
def crowd(transactional_db: None) -> User:
    """Ten thousand people, five of them on Today."""
    sizes = {"users": 1, "contacts": PEOPLE, "interactions": TALKS}
    call_command("seed_benchmark", **sizes, stdout=StringIO())
    owner, at = User.objects.get(), timezone.now()
    with acting_for(owner.pk):
        Plan.objects.for_user(owner).delete()  # the one of the sign-up knew nobody yet
        make_plan(owner, at=at)
    beat("tick", at)
    return owner


@contextmanager
def opened(browser: Browser, owner: User, base: str, width: int) -> Iterator[Page]:
    context = browser.new_context(**context_options("dawn", width))
    page = context.new_page()
    sign_in(page, visitor_of(owner, None), base)
    try:
        yield page
    finally:
        context.close()


def reach(page: Page, what: str) -> Locator:
    """In the first card of Today."""
    return page.locator("#reach [data-item]").first.locator(what)


def log(page: Page, name: str) -> None:
    page.locator("#quick").press_sequentially(f"Coffee with {name} yesterday")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast-text]")).to_be_visible()


def snooze(page: Page) -> None:
    reach(page, "summary[data-key=s]").click()
    reach(page, "details[open] .pop-item").first.click()


def palette(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    page.locator("#palette-q").press_sequentially(text)
    expect(page.locator("#palette-list [role=option]").first).to_be_visible()


def filter_by_type(page: Page) -> None:
    page.locator("summary", has_text="Type").click()
    page.locator("#choices-type label", has_text="Mentor").first.click()


def tag(page: Page) -> None:
    page.locator("[data-row]").first.check()
    page.locator("#bulk summary", has_text="Tag").click()
    page.locator("#bulk [name=tag]").fill("Lisbon")
    page.locator("#bulk [name=tag]").press("Enter")
    expect(page.locator("#people tr", has_text="Lisbon").first).to_be_visible()


def edit_in_place(page: Page) -> None:
    page.locator("a.editable[href$='/field/title/']").click()
    page.locator("[name=title]").fill("Chair")
    page.locator("[name=title]").press("Enter")
    expect(page.locator("[name=title]")).to_have_count(0)


def actions(person: Contact) -> list[tuple[str, str, Callable[[Page], object]]]:
    """What one does all day: its name, where, and how."""
    own = person.get_absolute_url()
    return [
        ("log a line", "/", lambda page: log(page, person.display)),
        ("open the log", "/", lambda page: reach(page, "a[data-key=l]").click()),
        ("not now", "/", lambda page: reach(page, "button:has-text('Not now')").click()),
        ("snooze", "/", snooze),
        ("palette", "/", lambda page: palette(page, "ana")),
        ("filter", "/people/", filter_by_type),
        ("tag", "/people/", tag),
        ("edit in place", own, edit_in_place),
        ("tab", own, lambda page: page.locator("#timeline .seg a").nth(1).click()),
    ]


def took(page: Page, act: Callable[[Page], object]) -> tuple[float, float]:
    """The slowest frame after a key or a click, and when the answer to the last was painted."""
    page.evaluate("sessionStorage.clear()")
    act(page)
    page.wait_for_function("() => sessionStorage.painted")
    page.wait_for_timeout(100)  # entries are handed over after their frame
    frame, answer = page.evaluate(TOOK)
    return frame, answer


def best_of_three(page: Page, base: str, person: Contact) -> dict[str, tuple[float, float]]:
    """What each action took; tried again only while it is over a limit."""
    best: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        for name, address, act in actions(person):
            frame, swapped = best.get(name, (math.inf, math.inf))
            if frame < INTERACTION and swapped < SWAPPED:
                continue
            page.goto(base + address, wait_until="networkidle")
            now = took(page, act)
            best[name] = (min(frame, now[0]), min(swapped, now[1]))
    return best


def out_of_place(page: Page, base: str, width: int) -> dict[tuple[str, int], list[str]]:
    """What hangs out of its box on the pages that hold many; the palette stands over one."""
    found = {}
    for address in ("/", "/people/", "/insights/", "/search/?q=ana"):
        if out := outside(page, base + address):
            found[address, width] = out[:4]
    page.goto(base)
    expect(page.locator("#rest")).to_contain_text("999+")
    palette(page, "ana")
    box = page.locator("#palette-list").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    return found


def test_among_ten_thousand_nothing_is_slow_and_nothing_leaves_its_place(
    browser: Browser, live_server: Any, crowd: User, capsys: pytest.CaptureFixture[str]
) -> None:
    base = live_server.url
    with acting_for(crowd.pk):
        talk = Interaction.objects.for_user(crowd).latest("occurred_on")
        person = talk.participants.get().contact

    with opened(browser, crowd, base, 1440) as desk:
        found = out_of_place(desk, base, 1440)
        desk.add_init_script(TIMES)
        best = best_of_three(desk, base, person)
    with opened(browser, crowd, base, 390) as phone:
        found |= out_of_place(phone, base, 390)

    with capsys.disabled():
        for name, (frame, swapped) in best.items():
            print(f"\n{name}: frame {frame:.0f} ms, answer painted {swapped:.0f} ms", end="")
    assert found == {}
    assert {name for name, (frame, _) in best.items() if frame >= INTERACTION} == set()
    assert {name for name, (_, swapped) in best.items() if swapped >= SWAPPED} == set()
