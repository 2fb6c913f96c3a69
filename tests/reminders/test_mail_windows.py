"""Whatever falls on a day is named by a weekly e-mail before it, else by the note of that day and
by that alone, wherever the user travels and however often they change their day and hour."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from accounts.services import change_settings
from contacts.models import Contact
from core.roles import acting_for
from interactions.services import promise
from reminders import digest
from reminders.deliveries import deliver_due
from reminders.models import OutboxMail
from reminders.services import tick
from tests.factories import make_contact
from tests.reminders.mailing import DAY, HOUR, JOINED, join

pytestmark = pytest.mark.django_db

ZONES = (
    "Europe/Berlin America/New_York Pacific/Honolulu Pacific/Kiritimati Asia/Kathmandu"
    " Australia/Lord_Howe America/St_Johns"
).split()
LASTS = 16 * DAY


class Life:
    """A user who travels, changes their mind and promises things, hour by hour."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.user = join(at=JOINED - 60 * DAY)
        self.at = JOINED
        with acting_for(self.user.pk):
            self.ana: Contact = make_contact(self.user, "Ana", on=JOINED.date())
        self.due: dict[str, date] = {}
        # Days of which the user's clock has shown the hour of mails, or a later one.
        self.lived: set[date] = set()
        while self.at < JOINED + LASTS:
            self.live_on()

    def live_on(self) -> None:
        self.at += 2 * HOUR
        with acting_for(self.user.pk):
            if self.chance.random() < 1 / 20:
                self.change()
            if self.chance.random() < 1 / 4:
                self.promise()
        tick(self.at)
        deliver_due(self.at)
        self.user.refresh_from_db()
        local = self.at.astimezone(self.user.zone)
        if local.hour >= self.user.digest_hour:
            self.lived.add(local.date())

    def change(self) -> None:
        name, values = self.chance.choice(
            [("time_zone", ZONES), ("digest_hour", range(24)), ("digest_weekday", range(7))]
        )
        change_settings(self.user, at=self.at, **{name: self.chance.choice(values)})

    def promise(self) -> None:
        """For a day whose hour of mails has come nowhere yet."""
        due_on = self.user.today(self.at) + timedelta(days=self.chance.randint(2, 12))
        made = promise(
            owner=self.user, contact=self.ana, by="me", text="x", due_on=due_on, on=due_on - DAY
        )
        self.due[digest.promise_key(made)] = due_on

    def mails(self) -> list[OutboxMail]:
        """In the order in which they were written."""
        with acting_for(self.user.pk):
            mails = OutboxMail.objects.for_user(self.user).exclude(named=[])
            return list(mails.order_by("deliveries__at", "deliveries__pk"))


@pytest.mark.parametrize("seed", range(4))
def test_each_promise_is_named_in_time_and_by_a_note_only_if_no_digest_did(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "MOST_PROMISES", 1000)
    life = Life(seed)
    by_digest: dict[str, list[int]] = defaultdict(list)
    by_note: dict[str, list[int]] = defaultdict(list)
    mails = life.mails()
    for place, mail in enumerate(mails):
        for key in mail.named:
            (by_note if mail.kind == "note" else by_digest)[key].append(place)
    told = [(key, day) for key, day in life.due.items() if day in life.lived]
    assert len(told) > 10
    assert by_note

    never = [key for key, _day in told if not by_digest[key] and not by_note[key]]
    on_other_days = [
        key
        for key, places in by_note.items()
        if [mails[place].period_key for place in places] not in ([], [life.due[key]])
    ]
    twice = [key for key, places in by_note.items() if places and by_digest[key][:1] < places[:1]]
    assert (never, on_other_days, [key for key in twice if by_digest[key]]) == ([], [], [])
