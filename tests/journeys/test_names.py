"""A name stands by itself: whatever its script, it never turns what is beside it around."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contacts.models import Contact
from core.direction import OPEN, isolated
from core.roles import acting_for
from reminders.models import PlanSlot
from tests.screens.tour import STOPS, Visitor, make_visitor

# What isolates by itself, or is no place of the page.
ALONE = {"bdi", "title", "option", "textarea", "text"}
# How each name begins that the second test gives.
ARABIC = "فاطمة"
VOID = {"input", "meta", "link", "br", "img", "use", "path", "rect", "circle", "line", "hr"}


class Bare(HTMLParser):
    """Names that are all that an element says, and stand outside <bdi>."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names
        self.open: list[str] = []
        self.found: set[tuple[str, str]] = set()
        self.isolated = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in self.open:
            if self.open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() not in self.names:
            return
        if ALONE & set(self.open):
            self.isolated += 1
        else:
            self.found.add((data.strip(), self.open[-1]))


class Spoken(HTMLParser):
    """Arabic names inside sentences, in the page and in its labels, that nothing isolates."""

    LABELS = {"aria-label", "title", "alt", "placeholder", "data-busy"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[str] = set()
        self.isolated = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in self.LABELS and value:
                self._read(value)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in self.open:
            if self.open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        if not {"bdi", "option", "textarea", "svg"} & set(self.open):
            self._read(data)

    def _read(self, text: str) -> None:
        if re.fullmatch(rf"\s*{ARABIC}\w*\s*", text):  # all that a label says
            return
        names = re.findall(f"(.?){ARABIC}", text, re.DOTALL)
        self.isolated += names.count(OPEN)
        if any(before != OPEN for before in names):
            self.found.add(text.strip())


def spoken(page: str) -> Spoken:
    reader = Spoken()
    reader.feed(page)
    return reader


@pytest.fixture
def visitor(db: None) -> Visitor:
    return make_visitor()


def addresses_of(visitor: Visitor, person: Contact) -> set[str]:
    """Every screen, and what is asked of one person."""
    asked = [
        *("pages:person", "contacts:edit", "contacts:snooze", "contacts:pause", "contacts:cadence"),
        *("contacts:choose_date", "contacts:date_add", "contacts:photo_change", "reminders:draft"),
        *("interactions:note", "importing:merge_with", "pages:introduced"),
    ]
    screens = {stop.address(visitor) for stop in STOPS if not stop.anonymous}
    return screens | {reverse(name, args=[person.pk]) for name in asked}


def test_every_name_stands_in_its_own_direction(visitor: Visitor, client: Client) -> None:
    client.force_login(visitor.user)
    with acting_for(visitor.user.pk):
        people = list(Contact.objects.for_user(visitor.user))
    names = {str(person) for person in people}
    arabic = next(person for person in people if person.display.startswith("فاطمة"))
    addresses = addresses_of(visitor, arabic)

    bare, isolated = {}, 0
    for address in sorted(addresses):
        page = Bare(names)
        page.feed(client.get(address).content.decode())
        isolated += page.isolated
        if page.found:
            bare[address] = page.found

    assert bare == {}
    assert isolated > 100


def test_a_name_in_a_sentence_turns_nothing_around(visitor: Visitor, client: Client) -> None:
    client.force_login(visitor.user)
    with acting_for(visitor.user.pk):
        for number, person in enumerate(Contact.objects.for_user(visitor.user)):
            letters = "".join(chr(ord("ب") + int(digit)) for digit in str(number))
            Contact.objects.filter(pk=person.pk).update(
                display=f"{ARABIC}{letters}", given="", nickname=""
            )
        slot = PlanSlot.objects.for_user(visitor.user).open()[0]

    pages = {
        address: spoken(client.get(address).content.decode())
        for address in sorted(addresses_of(visitor, visitor.person))
    }
    said = client.post(f"/today/{slot.pk}/not-now/", headers={"HX-Request": "true"})

    assert {address: page.found for address, page in pages.items() if page.found} == {}
    assert sum(page.isolated for page in pages.values()) > 100
    assert json.loads(said["HX-Trigger"])["toast"]["text"].startswith(f"{OPEN}{ARABIC}")


@pytest.mark.parametrize("name", ["Ana Kovač", "陈思远", "Юлія", "O’Brien (2)"])
def test_a_name_that_runs_as_the_page_does_stays_as_it_is(name: str) -> None:
    assert isolated(name) == name


@pytest.mark.parametrize("name", ["فاطمة", "דנה", "\u202eAna", "Ana \u2066x"])
def test_a_name_that_could_turn_a_sentence_is_isolated(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"


def test_where_all_runs_from_right_to_left_every_name_is_isolated() -> None:
    with translation.override("ar"):
        assert isolated("Ana") == "\u2068Ana\u2069"
