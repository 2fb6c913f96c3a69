"""What the modules of static/js do, in a real browser under the app's content policy."""

import threading
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.frontend.site import Answer, Site

pytestmark = pytest.mark.browser
THEME = "document.documentElement.dataset.theme ?? ''"
FOCUS = "document.activeElement.id || document.activeElement.name"


def toast(page: Page, text: str, undo: str = "") -> None:
    page.evaluate(
        "([text, undo]) => document.body.dispatchEvent(new CustomEvent("
        "'toast', {bubbles: true, detail: {text, undo}}))",
        [text, undo],
    )


# --- themes ---------------------------------------------------------------------------------


def test_light_or_dark_is_kept_and_stands_before_the_first_paint(gallery: Page) -> None:
    gallery.get_by_role("button", name="Light or dark").click()
    assert gallery.evaluate(THEME) == "dusk"

    gallery.reload(wait_until="commit")

    assert gallery.wait_for_function(f"{THEME} === 'dusk'")


def test_without_a_choice_the_device_decides(gallery: Page) -> None:
    background = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = gallery.evaluate(background)

    gallery.emulate_media(color_scheme="dark")

    assert gallery.evaluate(THEME) == ""
    assert gallery.evaluate(background) != light


# --- dialogs --------------------------------------------------------------------------------


def test_a_dialog_is_fetched_and_gives_the_focus_back(gallery: Page) -> None:
    opener = gallery.get_by_role("link", name="Open the log dialog")
    opener.click()

    expect(gallery.get_by_role("dialog", name="Log a conversation")).to_be_visible()
    expect(gallery.locator("#dialog [name=birthday]")).to_be_focused()

    gallery.keyboard.press("Escape")

    expect(gallery.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_was_typed_survives_escape_but_not_cancel(gallery: Page) -> None:
    opener = gallery.get_by_role("link", name="Open the log dialog")
    opener.click()
    notes = gallery.locator("#dialog [name=notes]")
    notes.fill("She took the lab")
    gallery.keyboard.press("Escape")
    opener.click()
    expect(notes).to_have_value("She took the lab")

    gallery.locator("#dialog").get_by_role("link", name="Cancel").click()
    opener.click()

    expect(notes).to_have_value("")


def test_a_click_beside_a_dialog_does_not_throw_away_what_was_typed(gallery: Page) -> None:
    gallery.get_by_role("link", name="Open the log dialog").click()
    gallery.locator("#dialog [name=notes]").fill("She took the lab")

    gallery.mouse.click(5, 5)

    expect(gallery.get_by_role("dialog")).to_be_visible()


def test_a_form_that_failed_is_shown_again_in_its_dialog(site: Site, gallery: Page) -> None:
    site.answers["/log/"] = Answer(status=422, body=site.pages["/dialog/"])
    gallery.get_by_role("link", name="Open the log dialog").click()
    # The dialog is fetched: keys before it stands go to the page behind.
    expect(gallery.locator("#dialog [name=birthday]")).to_be_focused()

    with gallery.expect_response("**/log/"):
        gallery.keyboard.press("Control+Enter")

    expect(gallery.get_by_role("dialog")).to_be_visible()
    expect(gallery.locator("#dialog [name=birthday]")).to_be_focused()
    assert [path for path, _ in site.posts] == ["/log/"]


def test_the_server_closes_a_dialog_and_says_what_it_did(site: Site, gallery: Page) -> None:
    told = '{"dialog:close": true, "toast": {"text": "Logged", "undo": "/undo/1/"}}'
    site.answers["/log/"] = Answer(status=204, headers={"HX-Trigger": told})
    gallery.get_by_role("link", name="Open the log dialog").click()

    gallery.get_by_role("button", name="Save", exact=True).click()

    expect(gallery.get_by_role("dialog")).to_have_count(0)
    expect(gallery.locator("#toasts")).to_contain_text("Logged")


# --- toasts ---------------------------------------------------------------------------------


def test_a_toast_goes_after_ten_seconds(gallery: Page) -> None:
    gallery.clock.install()
    toast(gallery, "Archived", "/undo/1/")
    gallery.clock.run_for(9_900)
    expect(gallery.locator("#toasts")).to_contain_text("Archived")

    gallery.clock.run_for(200)

    expect(gallery.locator("#toasts > *")).to_have_count(0)


def test_a_toast_waits_while_the_focus_is_on_it(gallery: Page) -> None:
    gallery.clock.install()
    toast(gallery, "Archived", "/undo/1/")
    gallery.locator("#toasts button").focus()

    gallery.clock.run_for(60_000)

    expect(gallery.locator("#toasts")).to_contain_text("Archived")


def test_one_toast_stands_at_a_time_and_its_text_is_text(gallery: Page) -> None:
    toast(gallery, "First")
    toast(gallery, "<b>Second</b>")

    expect(gallery.locator("#toasts > *")).to_have_count(1)
    expect(gallery.locator("#toasts")).to_have_text("<b>Second</b>")
    expect(gallery.locator("#toasts form")).to_have_count(0)


# --- lists ----------------------------------------------------------------------------------


def test_an_item_leaves_its_list_and_the_next_one_has_the_focus(site: Site, gallery: Page) -> None:
    gallery.locator("#reach-1").get_by_role("button", name="Not now").click()

    expect(gallery.locator("#reach-1")).to_have_count(0)
    expect(gallery.locator("#reach-2 :focus")).to_have_count(1)
    assert [path for path, _ in site.posts] == ["/not-now/"]


def test_an_item_comes_back_with_a_notice_when_that_failed(site: Site, gallery: Page) -> None:
    site.answers["/not-now/"] = Answer(status=500)
    card = gallery.locator("#reach-1")
    card.get_by_role("button", name="Not now").click()

    expect(card.get_by_role("alert")).to_contain_text("Could not save just now.")
    expect(card).not_to_have_class("leaving")

    site.answers["/not-now/"] = Answer()
    card.get_by_role("button", name="Try again").click()

    expect(card).to_have_count(0)


def test_a_snooze_sends_its_date(site: Site, gallery: Page) -> None:
    card = gallery.locator("#reach-1")
    card.get_by_text("Snooze", exact=True).first.click()
    card.get_by_role("button", name="Next week").click()

    expect(card).to_have_count(0)
    assert site.posts[0][0] == "/snooze/"
    assert site.posts[0][1]["until"] == ["2026-11-23"]


def test_ticked_rows_are_counted_in_a_bar(gallery: Page) -> None:
    bar = gallery.get_by_role("region", name="Selected people")
    expect(bar).to_be_hidden()
    gallery.locator("[data-row]").first.check()
    expect(bar).to_contain_text("1 person selected")

    gallery.locator("[data-row-all]").check()
    expect(bar).to_contain_text("6 people selected")
    gallery.get_by_role("button", name="Clear selection").click()

    expect(bar).to_be_hidden()


# --- forms ----------------------------------------------------------------------------------


def test_a_double_click_sends_once(site: Site, gallery: Page) -> None:
    held = threading.Event()
    site.answers["/promises/1/toggle/"] = Answer(status=204, seconds=held)
    box = gallery.get_by_role("checkbox", name="Send the tariff-model article")

    box.click()
    box.click()
    held.set()
    gallery.wait_for_load_state("networkidle")

    assert [path for path, _ in site.posts] == ["/promises/1/toggle/"]


def test_a_slow_save_says_so_on_its_button(site: Site, gallery: Page) -> None:
    held = threading.Event()
    site.answers["/log/"] = Answer(status=422, body=site.pages["/dialog/"], seconds=held)
    gallery.get_by_role("link", name="Open the log dialog").click()
    gallery.get_by_role("button", name="Save", exact=True).click()

    expect(gallery.get_by_role("button", name="Saving…").last).to_have_attribute(
        "aria-busy", "true"
    )
    held.set()

    expect(gallery.get_by_role("button", name="Save", exact=True)).to_be_visible()


def test_a_quick_line_is_read_while_typing(site: Site, gallery: Page) -> None:
    site.answers["/log/parse"] = Answer(body='<p id="read">Lunch, Ana</p>')
    gallery.keyboard.press("q")
    gallery.keyboard.press("Control+A")
    gallery.keyboard.type("Lunch with Ana")

    expect(gallery.locator("#quick-read")).to_have_text("Lunch, Ana")
    expect(gallery.locator("#quick")).to_be_focused()
    assert site.posts[-1][1]["line"] == ["Lunch with Ana"]


def test_people_are_picked_by_name_with_the_keyboard(site: Site, gallery: Page) -> None:
    field = gallery.locator("#who")
    field.press_sequentially("an")
    found = gallery.locator("[data-pick]")
    expect(found).to_have_count(2)

    field.press("ArrowDown")
    field.press("Enter")

    expect(gallery.locator("[data-picker] [name=people]")).to_have_value("8")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(found).to_have_count(0)


# --- keyboard -------------------------------------------------------------------------------


def test_g_then_p_goes_to_people(site: Site, gallery: Page) -> None:
    gallery.keyboard.press("g")
    gallery.keyboard.press("p")

    gallery.wait_for_url(f"{site.url}/people/")


def test_keys_rest_while_typing(site: Site, gallery: Page) -> None:
    gallery.locator("#quick").fill("")
    gallery.locator("#quick").press_sequentially("gp l")

    expect(gallery.locator("#quick")).to_have_value("gp l")
    assert gallery.url == f"{site.url}/"
    expect(gallery.get_by_role("dialog")).to_have_count(0)


def test_keys_can_be_turned_off(gallery: Page) -> None:
    gallery.evaluate("document.body.dataset.keys = 'off'")
    gallery.keyboard.press("q")
    gallery.keyboard.press("?")

    assert gallery.evaluate(FOCUS) != "quick"
    expect(gallery.locator("#keys")).to_be_hidden()


def test_l_logs_and_slash_searches(gallery: Page) -> None:
    gallery.keyboard.press("/")
    expect(gallery.locator("#q")).to_be_focused()
    gallery.locator("#q").blur()

    gallery.keyboard.press("l")

    expect(gallery.get_by_role("dialog", name="Log a conversation")).to_be_visible()


def test_j_and_k_walk_over_people(gallery: Page) -> None:
    people = gallery.locator("main [data-person]")
    gallery.keyboard.press("j")
    expect(people.nth(0)).to_be_focused()
    gallery.keyboard.press("j")
    expect(people.nth(1)).to_be_focused()

    gallery.keyboard.press("k")

    expect(people.nth(0)).to_be_focused()


@pytest.mark.parametrize(
    ("key", "value"), [("1", "0"), ("6", "5"), ("0", "untracked"), ("u", "undo")]
)
def test_a_key_sorts_a_person(site: Site, gallery: Page, key: str, value: str) -> None:
    gallery.keyboard.press(key)
    gallery.wait_for_url("**/people/sort/one/")

    assert site.posts[0][0] == "/people/sort/one/"
    assert site.posts[0][1]["type"] == [value]


def test_a_menu_walks_with_arrows_and_closes_with_escape(gallery: Page) -> None:
    menu = gallery.locator("#reach-1 details.pop")
    menu.locator("summary").focus()
    gallery.keyboard.press("Enter")
    gallery.keyboard.press("ArrowDown")
    expect(menu.locator(".pop-item").first).to_be_focused()

    gallery.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_the_question_mark_shows_the_keys(gallery: Page) -> None:
    gallery.keyboard.press("?")

    expect(gallery.get_by_role("heading", name="Keyboard")).to_be_visible()


# --- everywhere -----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_is_wider_than_the_screen(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})

    assert gallery.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(gallery: Page, scheme: Literal["light", "dark"], width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    gallery.reload(wait_until="networkidle")

    found = Axe().run(gallery).response["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_axe_finds_nothing_in_an_open_dialog(gallery: Page) -> None:
    gallery.emulate_media(reduced_motion="reduce")
    gallery.get_by_role("link", name="Open the log dialog").click()
    expect(gallery.get_by_role("dialog")).to_be_visible()

    found = Axe().run(gallery, context="#dialog").response["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
