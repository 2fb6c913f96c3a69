"""What a mail says, chosen from rows: the weekly one, and the note on the day.

Only chosen here; reminders.emails puts it into words. Sensitive notes are never quoted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import connection
from django.db.models import Q

from contacts.enums import State
from contacts.models import Contact
from contacts.reasons import reason
from core.counting import length
from interactions.models import Interaction, Promise, SeenMeeting
from interactions.selectors import meetings_to_ask
from reminders.enums import MailKind
from reminders.models import OutboxMail, Plan, Reminder
from reminders.periods import WEEK
from reminders.planning import is_away, standing_plan
from reminders.recall import LastTime, last_times
from reminders.selectors import (
    MOST_NEWS,
    MOST_READ,
    OF_THE_PLAN,
    ROOM,
    Met,
    due_besides,
    others,
)

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.querysets import ContactQuerySet
    from interactions.querysets import InteractionQuerySet, PromiseQuerySet

Row = TypeVar("Row")
AHEAD = timedelta(days=14)
DAY = timedelta(days=1)
MOST_PROMISES = 5  # of one person
MOST_MILESTONES = 10
# Somebody who went silent since the plan was made is not suggested.
SILENT = {State.DIED, State.ARCHIVED, State.PAUSED, State.SNOOZED, State.PLANNED}


@dataclass
class Person:
    """One person of a mail and all that there is to say of them. `suggested`: to be in touch
    with, for `reason`; else they are there for something promised, asked or owed."""

    contact: Contact
    state: State
    suggested: bool = False
    reason: str = ""
    hook: str = ""
    promises: list[Promise] = field(default_factory=list)
    questions: list[Interaction] = field(default_factory=list)  # did it happen?
    meetings: list[Met] = field(default_factory=list)  # did you talk?
    follow_ups: list[Reminder] = field(default_factory=list)
    milestones: list[Reminder] = field(default_factory=list)
    left_out: list[Promise] = field(default_factory=list)

    @property
    def group(self) -> int:
        """As on Today."""
        groups = (self.promises, self.questions, self.meetings, self.follow_ups)
        return next((place for place, rows in enumerate(groups) if rows), OF_THE_PLAN)


@dataclass(frozen=True)
class Contents:
    """What one mail says. `milestones`: of those who are not among `blocks`. Of what was left out
    the mail gives the numbers: `folded` people with a reason of their own, `waiting` ones who are
    due, and `left_milestones`."""

    on: date
    blocks: Sequence[Person] = ()
    milestones: Sequence[Reminder] = ()
    folded: int = 0
    waiting: int = 0
    left_milestones: Sequence[Reminder] = ()

    @property
    def people(self) -> list[Person]:
        """Whom to be in touch with."""
        return [block for block in self.blocks if block.suggested]

    @property
    def promises(self) -> list[Promise]:
        return [row for block in self.blocks for row in block.promises]

    @property
    def questions(self) -> list[Interaction]:
        return [row for block in self.blocks for row in block.questions]

    @property
    def meetings(self) -> list[Met]:
        return [met for block in self.blocks for met in block.meetings]

    @property
    def reminders(self) -> list[Reminder]:
        joined = [[*block.follow_ups, *block.milestones] for block in self.blocks]
        return [*(row for rows in joined for row in rows), *self.milestones]

    @property
    def left_promises(self) -> list[Promise]:
        return [row for block in self.blocks for row in block.left_out]

    @property
    def rest(self) -> int:
        """How many people wait beyond what is shown."""
        return self.folded + self.waiting

    @property
    def is_empty(self) -> bool:
        return not (self.blocks or self.milestones)

    @property
    def named(self) -> list[str]:
        """Keys of all that is named here, so that no later note repeats it."""
        return [
            *map(promise_key, self.promises),
            *map(question_key, self.questions),
            *map(reminder_key, self.reminders),
            *(chosen_key(person.contact) for person in self.people if person.contact.chosen_on),
        ]


def promise_key(promise: Promise) -> str:
    # With its day: once renegotiated it is a new thing to be told of.
    return f"promise:{promise.pk}:{promise.due_on}"


def question_key(interaction: Interaction) -> str:
    return f"happened:{interaction.pk}:{interaction.occurred_on}"


def reminder_key(reminder: Reminder) -> str:
    return f"reminder:{reminder.pk}"


def chosen_key(contact: Contact) -> str:
    return f"chosen:{contact.pk}:{contact.chosen_on}"


def weekly(user: "User", on: date) -> Contents:
    """This week's people, what is promised, asked and owed, and the milestones of 14 days: one
    block for each person, at most budget + 5."""
    plan = standing_plan(user, on)
    return _blocks(user, plan, on).contents(user, _milestones(user, on), plan)


def beyond(user: "User", on: date) -> "ContactQuerySet":
    """Whom the weekly e-mail of this day counts and does not name."""
    plan = standing_plan(user, on)
    return _blocks(user, plan, on).beyond(user, plan)


def _blocks(user: "User", plan: Plan | None, on: date) -> "_Blocks":
    blocks = _Blocks(on)
    blocks.promise(_promises(user, on)[:MOST_READ])
    blocks.ask(_questions(user, on)[:MOST_READ])
    blocks.meet(meetings_of(user, on))
    mine = Reminder.objects.for_user(user)
    blocks.follow_up(mine.to_follow_up(on).with_contact().by_due()[:MOST_READ])
    if plan and not is_away(user, on):
        blocks.suggest(slot.contact for slot in plan.slots.open().for_today())
    return blocks


def today(user: "User", on: date) -> Contents:
    """What falls on this day and was not named by the last weekly e-mail."""
    named = _named_by_last_digest(user)
    promises = Promise.objects.for_user(user).open().filter(due_on=on).with_contact()
    asked = Interaction.objects.for_user(user).to_confirm(on).filter(occurred_on=on - DAY)
    due = Reminder.objects.for_user(user).coming(on).filter(due_on=on).with_contact()
    chosen = Contact.objects.for_user(user).check_ins_before(on + DAY, on).filter(chosen_on=on)
    blocks = _Blocks(on)
    if not is_away(user, on):
        blocks.suggest(_new(_with_lines(chosen), named, chosen_key))
    blocks.promise(_new(promises.by_due(), named, promise_key))
    blocks.ask(_new(asked.with_people(), named, question_key))
    return blocks.contents(user, _new(due.by_due(), named, reminder_key), None)


class _Blocks:
    """The people of a mail, each once, in the order in which they come."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.people: dict[object, Person] = {}

    def _of(self, contact: Contact) -> Person:
        new = Person(contact, contact.state_on(self.on))
        return self.people.setdefault(contact.pk, new)

    def suggest(self, contacts: Iterable[Contact]) -> None:
        for contact in contacts:
            if contact.state_on(self.on) not in SILENT:
                self._of(contact).suggested = True

    def promise(self, rows: Iterable[Promise]) -> None:
        for row in rows:
            person = self._of(row.contact)
            is_full = len(person.promises) >= MOST_PROMISES
            (person.left_out if is_full else person.promises).append(row)

    def ask(self, rows: Iterable[Interaction]) -> None:
        for row in rows:
            there = [part.contact for part in row.participants.all()]
            kept = [contact for contact in there if contact.deleted_at is None]
            if kept:
                self._of(kept[0]).questions.append(row)

    def meet(self, rows: Iterable[tuple[SeenMeeting, list[Contact]]]) -> None:
        for meeting, people in rows:
            self._of(people[0]).meetings.append(Met(meeting, people[1:]))

    def follow_up(self, rows: Iterable[Reminder]) -> None:
        for row in rows:
            self._of(row.contact).follow_ups.append(row)

    def contents(self, user: "User", milestones: Iterable[Reminder], plan: Plan | None) -> Contents:
        """The first of them, with their milestones and reasons; everybody else is a number."""
        blocks = self._in_order()
        shown = blocks[: self._most(user, plan)]
        alone = self._join(shown, milestones)
        listed = [person.contact.pk for person in blocks]
        _describe(shown, self.on)
        return Contents(
            on=self.on,
            blocks=shown,
            milestones=alone[:MOST_MILESTONES],
            folded=len(blocks) - len(shown),
            waiting=length(due_besides(user, plan, listed, self.on)) if plan else 0,
            left_milestones=alone[MOST_MILESTONES:],
        )

    def beyond(self, user: "User", plan: Plan | None) -> "ContactQuerySet":
        """Everybody of whom the mail gives the number alone."""
        listed = [person.contact.pk for person in self._in_order()]
        return others(user, plan, listed, self._most(user, plan), self.on)

    def _in_order(self) -> list[Person]:
        # Each group keeps the order in which its rows came.
        return sorted(self.people.values(), key=lambda person: person.group)

    def _most(self, user: "User", plan: Plan | None) -> int:
        return (plan.budget if plan else user.budget) + ROOM

    def _join(self, shown: Sequence[Person], milestones: Iterable[Reminder]) -> list[Reminder]:
        """What those who are shown are congratulated on stands with them; the others'."""
        by_id = {person.contact.pk: person for person in shown}
        others: list[Reminder] = []
        for row in milestones:
            person = by_id.get(row.contact_id)
            (person.milestones if person else others).append(row)
        return others


def _describe(people: Sequence[Person], on: date) -> None:
    suggested = [person for person in people if person.suggested]
    last = last_times([person.contact.pk for person in suggested], on)
    for person in suggested:
        then = last.get(person.contact.pk, LastTime())
        person.reason = reason(person.contact, then.kind, then.precision, on)
        person.hook = then.hook


ANYTHING = """
SELECT owner_id FROM interactions_promise
 WHERE owner_id = ANY(%(owners)s) AND state = 'open' AND due_on = %(on)s
UNION
SELECT owner_id FROM interactions_interaction
 WHERE owner_id = ANY(%(owners)s) AND deleted_at IS NULL AND status = 'planned'
   AND occurred_on = %(on)s::date - 1
UNION
SELECT owner_id FROM reminders_reminder
 WHERE owner_id = ANY(%(owners)s) AND state = 'open' AND due_on = %(on)s
UNION
SELECT owner_id FROM contacts_contact
 WHERE owner_id = ANY(%(owners)s) AND deleted_at IS NULL AND chosen_on = %(on)s
   AND next_check_in_on = %(on)s
"""


def with_something_today(users: Sequence["User"], on: date) -> list["User"]:
    """For whom there is anything to write a note of. Of most users on most days one quick
    statement for all says no."""
    if not users:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING, {"owners": [user.pk for user in users], "on": on})
        found = {owner_id for (owner_id,) in cursor.fetchall()}
    return [user for user in users if user.pk in found and not today(user, on).is_empty]


def _promises(user: "User", on: date) -> "PromiseQuerySet":
    """Open ones that are late, due within the fortnight, or without a date."""
    soon = Q(due_on=None) | Q(due_on__lte=on + AHEAD)
    return Promise.objects.for_user(user).open().filter(soon).with_contact().by_due()


def _questions(user: "User", on: date) -> "InteractionQuerySet":
    return Interaction.objects.for_user(user).to_confirm(on).with_people().order_by("occurred_on")


def meetings_of(user: "User", on: date) -> list[tuple[SeenMeeting, list[Contact]]]:
    """Of which *did you talk?* is asked, each with those with whom nothing is logged."""
    _meetings, seen = meetings_to_ask(user, on)
    found: dict[SeenMeeting, list[Contact]] = {}
    for row in seen.with_meetings():
        found.setdefault(row.meeting, []).append(row.contact)
    return list(found.items())


def _milestones(user: "User", on: date) -> list[Reminder]:
    """Of the coming fortnight, and the new roles of this week."""
    mine = Reminder.objects.for_user(user)
    coming = mine.coming(on).with_contact().by_due()
    news = mine.news(on).filter(due_on__gt=on - WEEK).with_contact().by_due()
    return [*news[:MOST_NEWS], *coming[:MOST_READ]]


def _with_lines(contacts: "ContactQuerySet") -> "ContactQuerySet":
    """With what the line under a name and its reason read."""
    return contacts.select_related("company").prefetch_related("relationships__type")


def _named_by_last_digest(user: "User") -> set[str]:
    mails = OutboxMail.objects.for_user(user).of_kind(MailKind.DIGEST).told().newest_first()
    return set(mails.values_list("named", flat=True).first() or [])


def _new(rows: Iterable[Row], named: set[str], key_of: Callable[[Row], str]) -> list[Row]:
    return [row for row in rows if key_of(row) not in named]
