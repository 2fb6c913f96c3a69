"""The same morning in German: read, written and answered in one language."""

from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from playwright.sync_api import Page, expect

from accounts.models import User
from core.roles import acting_for
from interactions.enums import PromiseState
from interactions.models import Interaction, Promise

pytestmark = [pytest.mark.browser]


def test_the_morning_speaks_german(maya: User, live_server: Any, signed_in: Page) -> None:
    page = signed_in
    User.objects.filter(pk=maya.pk).update(language="de")
    on = maya.today(timezone.now())
    page.goto(live_server.url)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", name="Diese Woche melden")).to_be_visible()
    with override("de"):
        expect(page.locator(".sky time")).to_have_text(date_format(on, "l, j. F"))

    line = page.get_by_label("Ein Gespräch in einer Zeile notieren")
    line.press_sequentially("Kaffee mit Kwame gestern, zweiter Bezirk !versprochen Zahlen schicken")
    read = page.locator("#quick-read")
    expect(read.get_by_label("Was").locator("option:checked")).to_have_text("Kaffee")
    expect(read).to_contain_text("zweiter Bezirk")
    line.press("Enter")
    said = page.locator("[data-toast-text]")
    expect(said).to_contain_text("Kaffee mit Kwame Boateng notiert. Nächster Check-in: ")

    page.locator("#reach summary", has_text="Zurückstellen").first.click()
    page.get_by_role("button", name="In einem Monat").first.click()
    expect(said).to_contain_text("zurückgestellt")
    page.locator("#toasts").get_by_role("button", name="Rückgängig").click()
    expect(said).to_have_text("Rückgängig gemacht.")

    page.keyboard.press("Control+k")
    page.locator("#palette-q").fill("kwame")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bevor ihr euch trefft")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("zweiter Bezirk")
    with acting_for(maya.pk):
        talk = Interaction.objects.for_user(maya).order_by("-pk").first()
        assert talk is not None
        assert (talk.kind.key, talk.text) == ("coffee", "zweiter Bezirk")
        owed = Promise.objects.for_user(maya).get(text="Zahlen schicken")
        assert owed.state == PromiseState.OPEN
