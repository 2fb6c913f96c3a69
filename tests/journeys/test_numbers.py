"""Every number that leads somewhere leads to a list of exactly that length, on every page.

Such a number is a link into a list whose own words, or whose label, hold one number. A list is as
long as all its pages together.
"""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import RelationshipType
from core.roles import acting_for
from importing.duplicates import refresh
from tests.factories import make_contact
from tests.screens.tour import Visitor, make_visitor

# Places that are lists of rows; a number in a link to anywhere else is part of a name or a date.
LISTS = re.compile(
    r"/people/(|sort/|duplicates/|views/[\w-]+/|[\w-]+/introduced/)"
    r"|/insights/(conversations|favours|people)/|/import/[\w-]+/people/"
)


class Numbers(HTMLParser):
    """The links of a page whose words or label hold one number, and where each leads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: tuple[str, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            said = dict(attrs)
            self._open = (said.get("href") or "", said.get("aria-label") or "")
            self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag != "a" or self._open is None:
            return
        href, label = self._open
        self._open = None
        numbers = re.findall(r"\d+\+?", label or self._text)
        if len(numbers) == 1:
            self.found.append((numbers[0], href))


def numbers(client: Client, address: str) -> set[tuple[str, str]]:
    page = Numbers()
    page.feed(client.get(address).content.decode())
    places = {(number, urljoin(address, href)) for number, href in page.found}
    return {
        (number, place)
        for number, place in places
        if LISTS.fullmatch(urlsplit(place).path) and "after=" not in place
    }


def length(client: Client, address: str) -> str:
    """How many rows all pages of a list hold together, as a number says it."""
    count, at, seen = 0, address, set()
    while at:
        assert at not in seen, f"{address} comes round to {at}"
        seen.add(at)
        context = client.get(at).context
        count += _rows(context)
        found = context.get("found")
        following = context.get("next_url") or getattr(found, "next_url", "") or ""
        at = urljoin(address, following) if following else ""
    return f"{count}" if count < 1000 else "999+"


def _rows(context: Any) -> int:
    if "place" in context:  # duplicates come one at a time
        return int(context["place"].count)
    found = context.get("found") or context.get("page")
    if found is None:
        return len(context["rows"])
    if hasattr(found, "groups"):
        return sum(len(group.people) for group in found.groups)
    return len(found.rows)


@pytest.fixture
def visitor(db: None) -> Visitor:
    """The demo, with more people than a page holds, and two who may be one."""
    visitor = make_visitor()
    with acting_for(visitor.user.pk):
        for number in range(55):
            make_contact(visitor.user, f"Peer {number:02}", type_key="peer", title="Engineer")
        for _ in range(2):
            make_contact(visitor.user, "Zoe Twin", place="Oslo")
        refresh(visitor.user)
    return visitor


def pages(visitor: Visitor) -> list[str]:
    job = [visitor.imported.pk]
    with acting_for(visitor.user.pk):
        mentor = RelationshipType.objects.get(owner=visitor.user, key="mentor")
    return [
        reverse("reminders:today"),
        reverse("contacts:list"),
        reverse("contacts:list") + f"?type={mentor.pk}",
        *(f"/people/choices/{name}/" for name in ("type", "state", "tag", "company")),
        visitor.person.get_absolute_url(),
        reverse("pages:insights"),
        reverse("pages:calendar"),
        reverse("pages:search") + "?q=ana",
        reverse("importing:start"),
        reverse("importing:done", args=job),
        reverse("importing:pick"),
        reverse("importing:sort_one"),
        reverse("importing:duplicates"),
        reverse("contacts:types"),
        reverse("interactions:kinds"),
        reverse("pages:trash"),
    ]


def test_every_number_is_the_length_of_its_list(visitor: Visitor, client: Client) -> None:
    owner: User = visitor.user
    client.force_login(owner)

    shown = {
        (page, number, place) for page in pages(visitor) for number, place in numbers(client, page)
    }
    lengths = {place: length(client, place) for place in {place for _, _, place in shown}}
    wrong = {(page, n, place) for page, n, place in shown if lengths[place] != n}

    assert wrong == set()
    # It looked where there is something to see.
    assert {
        "/",
        "/insights/",
        visitor.person.get_absolute_url(),
        reverse("importing:done", args=[visitor.imported.pk]),
        "/settings/types/",
    } <= {page for page, _, _ in shown}
    assert len(lengths) > 30


@pytest.mark.parametrize("outcome", ["created", "updated", "unchanged", "skipped", "error"])
def test_the_figures_of_a_report_add_up_to_the_file(
    visitor: Visitor, client: Client, outcome: str
) -> None:
    client.force_login(visitor.user)
    job = visitor.imported
    figure = {"skipped": "skipped", "error": "errors"}.get(outcome, outcome)

    there = reverse("importing:touched", args=[job.pk]) + f"?outcome={outcome}"

    assert length(client, there) == str(getattr(job, figure))
    assert job.checkpoint == sum((job.created, job.updated, job.unchanged, job.skipped, job.errors))
