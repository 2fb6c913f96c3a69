"""A name stands by itself: whatever its script, it never turns what is beside it around."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from contacts.models import Contact
from core.roles import acting_for
from tests.screens.tour import STOPS, Visitor, make_visitor

# What isolates by itself, or is no place of the page.
ALONE = {"bdi", "title", "option", "textarea", "text"}
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


@pytest.fixture
def visitor(db: None) -> Visitor:
    return make_visitor()


def test_every_name_stands_in_its_own_direction(visitor: Visitor, client: Client) -> None:
    client.force_login(visitor.user)
    with acting_for(visitor.user.pk):
        people = list(Contact.objects.for_user(visitor.user))
    names = {str(person) for person in people}
    arabic = next(person for person in people if person.display.startswith("فاطمة"))
    addresses = {stop.address(visitor) for stop in STOPS if not stop.anonymous}
    addresses |= {
        reverse(name, args=[arabic.pk])
        for name in ("pages:person", "contacts:edit", "contacts:snooze", "reminders:draft")
    }

    bare, isolated = {}, 0
    for address in sorted(addresses):
        page = Bare(names)
        page.feed(client.get(address).content.decode())
        isolated += page.isolated
        if page.found:
            bare[address] = page.found

    assert bare == {}
    assert isolated > 100
