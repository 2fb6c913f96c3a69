"""What a mail says, chosen from rows: the weekly one, and the note on the day.

Only chosen here; reminders.emails puts it into words. Sensitive notes are never quoted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import connection
from django.db.models import Q

from contacts.enums import State
from contacts.models import Contact
from contacts.reasons import reason
from interactions.models import Interaction, Promise
from reminders.enums import MailKind, SlotOrigin
from reminders.models import OutboxMail, Plan, Reminder
from reminders.periods import WEEK
from reminders.planning import is_away, standing_plan
from reminders.recall import last_times

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.querysets import ContactQuerySet
    from interactions.querysets import InteractionQuerySet, PromiseQuerySet

Row = TypeVar("Row")
AHEAD = timedelta(days=14)
DAY = timedelta(days=1)
MOST_PROMISES = 5
MOST_MILESTONES = 10
MOST_QUESTIONS = 5
MOST_NEWS = 3
# Somebody who went silent since the plan was made is not suggested.
SILENT = {State.DIED, State.ARCHIVED, State.PAUSED, State.SNOOZED, State.PLANNED}


@dataclass(frozen=True)
class Person:
    """Somebody to be in touch with."""

    contact: Contact
    state: State
    reason: str
    hook: str


@dataclass(frozen=True)
class Contents:
    """The rows of one mail. The `more_…` say how many of each were left out."""

    on: date
    promises: Sequence[Promise] = ()
    questions: Sequence[Interaction] = ()  # did it happen?
    people: Sequence[Person] = ()
    milestones: Sequence[Reminder] = ()
    more_promises: int = 0
    more_people: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.promises or self.questions or self.people or self.milestones)

    @property
    def named(self) -> list[str]:
        """Keys of all that is named here, so that no later note repeats it."""
        return [
            *map(promise_key, self.promises),
            *map(question_key, self.questions),
            *map(reminder_key, self.milestones),
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
    """This week's people, what is promised and asked, and the milestones of 14 days."""
    promises = _promises(user, on)
    plan = standing_plan(user, on)
    return Contents(
        on=on,
        promises=list(promises[:MOST_PROMISES]),
        questions=list(_questions(user, on)[:MOST_QUESTIONS]),
        people=_of_plan(plan, on) if plan and not is_away(user, on) else [],
        milestones=_milestones(user, on),
        more_promises=max(0, promises.count() - MOST_PROMISES),
        more_people=_waiting(plan) if plan else 0,
    )


def today(user: "User", on: date) -> Contents:
    """What falls on this day and was not named by the last weekly e-mail."""
    named = _named_by_last_digest(user)
    promises = Promise.objects.for_user(user).open().filter(due_on=on).with_contact()
    asked = Interaction.objects.for_user(user).to_confirm(on).filter(occurred_on=on - DAY)
    due = Reminder.objects.for_user(user).coming(on).filter(due_on=on).with_contact()
    chosen = Contact.objects.for_user(user).check_ins_before(on + DAY, on).filter(chosen_on=on)
    return Contents(
        on=on,
        promises=_new(promises.by_due(), named, promise_key),
        questions=_new(asked.with_people(), named, question_key),
        people=_people(_new(_with_lines(chosen), named, chosen_key), on),
        milestones=_new(due.by_due(), named, reminder_key),
    )


ANYTHING = """
SELECT EXISTS (SELECT FROM interactions_promise
                WHERE owner_id = %(owner)s AND state = 'open' AND due_on = %(on)s)
    OR EXISTS (SELECT FROM interactions_interaction
                WHERE owner_id = %(owner)s AND deleted_at IS NULL AND status = 'planned'
                  AND occurred_on = %(on)s - 1)
    OR EXISTS (SELECT FROM reminders_reminder
                WHERE owner_id = %(owner)s AND state = 'open' AND due_on = %(on)s)
    OR EXISTS (SELECT FROM contacts_contact
                WHERE owner_id = %(owner)s AND deleted_at IS NULL AND chosen_on = %(on)s
                  AND next_check_in_on = %(on)s)
"""


def falls_today(user: "User", on: date) -> bool:
    """Whether there is anything to write a note of. On most days one quick statement says no."""
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING, {"owner": user.pk, "on": on})
        [(anything,)] = cursor.fetchall()
    return anything and not today(user, on).is_empty


def _promises(user: "User", on: date) -> "PromiseQuerySet":
    """Open ones that are late, due within the fortnight, or without a date."""
    soon = Q(due_on=None) | Q(due_on__lte=on + AHEAD)
    return Promise.objects.for_user(user).open().filter(soon).with_contact().by_due()


def _questions(user: "User", on: date) -> "InteractionQuerySet":
    return Interaction.objects.for_user(user).to_confirm(on).with_people().order_by("occurred_on")


def _milestones(user: "User", on: date) -> list[Reminder]:
    """Of the coming fortnight, what is to be followed up, and the new roles of this week."""
    mine = Reminder.objects.for_user(user)
    coming = (mine.coming(on) | mine.to_follow_up(on)).with_contact().by_due()
    news = mine.news(on).filter(due_on__gt=on - WEEK).with_contact().by_due()
    return [*news[:MOST_NEWS], *coming[:MOST_MILESTONES]]


def _of_plan(plan: Plan, on: date) -> list[Person]:
    return _people([slot.contact for slot in plan.slots.open().for_today()], on)


def _waiting(plan: Plan) -> int:
    """How many more were due when the plan was made."""
    return max(0, plan.due_count - plan.slots.filter(origin=SlotOrigin.PLAN).count())


def _with_lines(contacts: "ContactQuerySet") -> "ContactQuerySet":
    """With what the line under a name and its reason read."""
    return contacts.select_related("company").prefetch_related("relationships__type")


def _people(contacts: Sequence[Contact], on: date) -> list[Person]:
    last = last_times([contact.pk for contact in contacts], on)
    people = []
    for contact in contacts:
        state, then = contact.state_on(on), last[contact.pk]
        if state not in SILENT:
            why = reason(contact, then.kind, then.precision, on)
            people.append(Person(contact, state, why, then.hook))
    return people


def _named_by_last_digest(user: "User") -> set[str]:
    mails = OutboxMail.objects.for_user(user).of_kind(MailKind.DIGEST).told().newest_first()
    return set(mails.values_list("named", flat=True).first() or [])


def _new(rows: Iterable[Row], named: set[str], key_of: Callable[[Row], str]) -> list[Row]:
    return [row for row in rows if key_of(row) not in named]
