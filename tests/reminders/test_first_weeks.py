"""An account of hand-typed people, nothing imported: what Today says on day 0, 7 and 30.

The story is told as a person would live it, by the forms of the app and the scheduler's ticks.
"""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from contacts.enums import LastTalked
from contacts.models import Contact
from core.roles import acting_for
from reminders.selectors import Today
from reminders.services import tick
from tests.conftest import NOW, TODAY, make_user
from tests.reminders.people import add_by_hand, say

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


class Life:
    """Alice, her clock, and her browser."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.user = make_user("alice@example.org", name="Alice Adler")
        self.browser = Client()
        self.browser.force_login(self.user)

    def live_until(self, at: datetime) -> None:
        """Every few hours a tick; then she looks."""
        now = datetime.now(tz=at.tzinfo)
        while now < at:
            now = min(now + timedelta(hours=5), at)
            tick(now)
        self.clock.move_to(at)
        self.browser.force_login(self.user)

    def look(self) -> Today:
        found: Today = self.browser.get("/").context["found"]
        return found

    def meet(self, name: str, type_key: str, last_talked: LastTalked) -> None:
        with acting_for(self.user.pk):
            add_by_hand(self.user, name, type_key, last_talked=last_talked)

    def log(self, name: str, kind: str, **fields: Any) -> None:
        with acting_for(self.user.pk):
            say(Contact.objects.get(display=name), kind, **fields)


@pytest.fixture
def life(clock: time_machine.Traveller) -> Life:
    alice = Life(clock)
    alice.meet("Ana", "mentor", LastTalked.UNKNOWN)
    alice.meet("Ben", "manager", LastTalked.WEEK)
    alice.meet("Cem", "peer", LastTalked.SEASON)
    alice.meet("Dora", "client", LastTalked.MONTH)
    alice.meet("Emil", "industry", LastTalked.LONGER)
    return alice


def reasons(found: Today) -> dict[str, str]:
    """Names and reasons. Who is new is eased in within seven days, each on a day of their own."""
    eased = re.compile(r"(1[7-9]|2[0-3]) November")
    return {block.contact.display: eased.sub("… November", block.why) for block in found.blocks}


def test_day_0_shows_everybody_chosen_with_a_true_reason(life: Life) -> None:
    assert reasons(life.look()) == {
        "Ana": "You chose Ana as mentor; no conversation logged yet.",
        "Ben": "About 3 days since you last talked; you aim for every 14.",
        "Cem": "About 60 days since you last talked; next check-in on … November.",
        "Dora": "About 15 days since you last talked; you aim for every 30.",
        "Emil": "About 240 days since you last talked; next check-in on … November.",
    }


def test_day_7_goes_on_with_those_not_reached_and_leaves_the_others_in_peace(life: Life) -> None:
    life.log("Ana", "coffee")
    life.log("Ben", "call")
    life.log("Dora", "wrote")

    life.live_until(NOW + 7 * DAY)
    found = life.look()

    assert {name: why.partition(";")[0] for name, why in reasons(found).items()} == {
        "Cem": "About 67 days since you last talked",
        "Emil": "About 247 days since you last talked",
    }
    assert (found.rest, found.budget) == (0, 5)


def test_day_30_names_who_has_fallen_due_since(life: Life) -> None:
    for name, kind in (("Ana", "coffee"), ("Ben", "call"), ("Emil", "call"), ("Cem", "coffee")):
        life.log(name, kind)

    life.live_until(NOW + 30 * DAY)
    found = life.look()

    # The plan of Monday 14 December holds who falls due in that week or did before.
    assert reasons(found) == {
        "Dora": "About 45 days since you last talked; you aim for every 30.",
        "Ben": "30 days since your call; you aim for every 14.",
        "Ana": "30 days since coffee; you aim for every 30.",
    }
    assert found.plan is not None
    assert found.plan.starts_on == TODAY + 28 * DAY
    assert User.objects.get().last_day == TODAY + 30 * DAY
