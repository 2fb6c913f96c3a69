"""What Today says, in a fixed number of queries: one block for each person, all reasons joined.

The people of all rows are fetched at once and handed to the rows that name them.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from contacts.enums import State
from contacts.models import Contact, RelationshipType
from contacts.reasons import reason
from contacts.selectors import role_of, time_left
from core.counting import Length
from core.together import together
from interactions.models import (
    Interaction,
    InteractionKind,
    Participant,
    Promise,
    SeenMeeting,
    SeenPerson,
)
from interactions.selectors import meetings_to_ask
from reminders.enums import Outcome, ReminderKind
from reminders.models import Heartbeat, Plan, PlanSlot, Reminder
from reminders.planning import candidates, is_away, standing_plan
from reminders.querysets import FOLLOWING_UP
from reminders.recall import LastTime, last_times

if TYPE_CHECKING:
    from contacts.querysets import ContactQuerySet

# Beyond the budget there is room for so many promises, questions and follow-ups.
ROOM = 5
MOST_ROWS = 200
# Reading stops here; nobody's promises are more.
MOST_READ = 1000
MOST_NEWS = 3
RECENT = 4
RARELY = 10_000
LONGEST_QUOTE = 300
# Places among the groups of Today and of a mail.
ASKED, OF_THE_PLAN = 1, 4
SOON = timedelta(days=7)
# Two ticks and a half: one may be late, two have been missed.
TICK_LATE = timedelta(seconds=150)


@dataclass(frozen=True)
class Question:
    """*Did it happen?*, asked once, whoever else was to be there."""

    interaction: Interaction
    others: list[Contact]


@dataclass(frozen=True)
class Met:
    """*Did you talk?*, asked once of a meeting of the calendar, whoever else was there."""

    meeting: SeenMeeting
    others: list[Contact]


@dataclass
class Block:
    """One person on Today and why they are there."""

    contact: Contact
    slot: PlanSlot | None = None
    promises: list[Promise] = field(default_factory=list)
    questions: list["Question"] = field(default_factory=list)
    meetings: list[Met] = field(default_factory=list)
    follow_ups: list[Reminder] = field(default_factory=list)
    milestones: list[Reminder] = field(default_factory=list)
    state: State = State.UNTRACKED
    left: float = 0
    type: RelationshipType | None = None
    role: str = ""
    why: str = ""
    hook: str = ""

    @property
    def group(self) -> int:
        """Promises, then *did it happen?* and *did you talk?*, then follow-ups, then the plan."""
        groups = (self.promises, self.questions, self.meetings, self.follow_ups)
        return next((place for place, rows in enumerate(groups) if rows), OF_THE_PLAN)

    @property
    def about(self) -> Reminder | None:
        """What a message would be about."""
        return next(iter([*self.follow_ups, *self.milestones]), None)

    @property
    def congratulates(self) -> bool:
        return bool(self.milestones) and not self.follow_ups

    @property
    def is_of_the_plan(self) -> bool:
        """There for a check-in alone."""
        return self.group == OF_THE_PLAN


@dataclass(frozen=True)
class Today:
    """The rows of the page; `rest` is how many people wait beyond what is shown: `others`.
    `dormant`: how many are suggested no more."""

    on: date
    plan: Plan | None
    blocks: list[Block]
    reached: list[PlanSlot]
    milestones: list[Reminder]
    promises: list[Promise]
    folded: int
    waiting: int
    dormant: int
    others: "ContactQuerySet"
    anybody: bool
    everything: bool

    @property
    def rest(self) -> int:
        return self.folded + self.waiting

    @property
    def budget(self) -> int:
        return self.plan.budget if self.plan else 0

    @property
    def to_reach(self) -> int:
        return sum(1 for block in self.blocks if block.slot)


@dataclass
class Rows:
    """What may bring somebody to Today, before people are fetched."""

    slots: list[PlanSlot]
    promises: list[Promise]
    questions: list[Interaction]
    parts: list[Participant]
    meetings: list[SeenMeeting]
    seen: list[SeenPerson]
    reminders: list[Reminder]

    @property
    def contact_ids(self) -> set[uuid.UUID]:
        rows: Sequence[PlanSlot | Promise | Participant | SeenPerson | Reminder] = [
            *self.slots,
            *self.promises,
            *self.parts,
            *self.seen,
            *self.reminders,
        ]
        return {row.contact_id for row in rows}


def today(user: "User", on: date, *, at: datetime | None = None, everything: bool = False) -> Today:
    """At most budget + 5 blocks; `everything`: all of them. `at`: now, so that meetings of this
    very day are asked about as soon as they have begun."""
    plan = standing_plan(user, on)
    rows = _rows(user, plan, on, at)
    people = _people(user, rows.contact_ids)
    _seat(rows, people)
    blocks = _blocks(rows, on, resting=is_away(user, on))
    most = MOST_ROWS if everything else (plan.budget if plan else 0) + ROOM
    shown = blocks[:most]
    _describe(shown, on)
    listed = [block.contact.pk for block in blocks]
    around = Around.of(user, plan, listed, on)
    return Today(
        on=on,
        plan=plan,
        blocks=shown,
        reached=[slot for slot in rows.slots if slot.outcome not in NOT_REACHED],
        milestones=[row for row in rows.reminders if row.kind not in FOLLOWING_UP],
        promises=rows.promises,
        folded=len(blocks) - len(shown),
        waiting=around.waiting,
        dormant=around.dormant,
        others=others(user, plan, listed, len(shown), on),
        anybody=bool(people) or Contact.objects.for_user(user).kept().exists(),
        everything=everything,
    )


NOT_REACHED = {Outcome.OPEN, Outcome.PASSED}


def _rows(user: "User", plan: Plan | None, on: date, at: datetime | None) -> Rows:
    slots = list(plan.slots.select_related("interaction__kind").in_order()) if plan else []
    meetings, seen = meetings_to_ask(user, on, at)
    asked = Interaction.objects.for_user(user).to_confirm(on)
    parts = Participant.objects.for_user(user).filter(interaction__in=asked)
    mine = Reminder.objects.for_user(user)
    week = plan.starts_on if plan else on - timedelta(days=on.weekday())
    roles = mine.of_kinds([ReminderKind.NEW_ROLE])
    found = together(
        {
            "promises": Promise.objects.for_user(user).open().by_due()[:MOST_READ],
            "meetings": meetings.in_order(),
            "seen": seen,
            "questions": asked.order_by("occurred_on", "pk")[:MOST_READ],
            "kinds": InteractionKind.objects.for_user(user)
            .filter(interactions__in=asked)
            .distinct(),
            "parts": parts.order_by("pk"),
            "reminders": (mine.coming(on) | mine.news(on) | mine.to_follow_up(on)).by_due()[
                :MOST_READ
            ],
            "dealt_with": roles.filter(closed_on__gte=week)[:MOST_NEWS],
        }
    )
    kinds = {kind.pk: kind for kind in found["kinds"]}
    for question in found["questions"]:
        question.kind = kinds[question.kind_id]
    return Rows(
        slots=slots,
        promises=found["promises"],
        questions=found["questions"],
        parts=found["parts"],
        meetings=found["meetings"],
        seen=found["seen"],
        reminders=_few_news(found["reminders"], MOST_NEWS - len(found["dealt_with"])),
    )


def _few_news(reminders: list[Reminder], most: int) -> list[Reminder]:
    """So many new roles at most; all of the other rows."""
    news = [row for row in reminders if row.kind == ReminderKind.NEW_ROLE]
    left_out = {row.pk for row in news[most:]}
    return [row for row in reminders if row.pk not in left_out]


def _people(user: "User", ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Contact]:
    people = Contact.objects.for_user(user).kept().by_ids(ids).select_related("company")
    return people.prefetch_related("relationships__type").in_bulk()


def _seat(rows: Rows, people: dict[uuid.UUID, Contact]) -> None:
    """Give each row its person, and drop the rows of people who are gone."""
    for name in ("slots", "promises", "parts", "seen", "reminders"):
        kept = [row for row in getattr(rows, name) if row.contact_id in people]
        for row in kept:
            row.contact = people[row.contact_id]
        setattr(rows, name, kept)


def _blocks(rows: Rows, on: date, *, resting: bool) -> list[Block]:
    """`resting`: the user is away, so that nobody comes for a check-in alone."""
    blocks: dict[uuid.UUID, Block] = {}

    def of(contact: Contact) -> Block:
        return blocks.setdefault(contact.pk, Block(contact))

    for promise in rows.promises:
        if promise.due_on and promise.due_on <= on:
            of(promise.contact).promises.append(promise)
    for interaction in rows.questions:
        there = [part.contact for part in rows.parts if part.interaction_id == interaction.pk]
        if there:
            of(there[0]).questions.append(Question(interaction, there[1:]))
    for meeting in rows.meetings:
        there = [person.contact for person in rows.seen if person.meeting_id == meeting.pk]
        if there:
            of(there[0]).meetings.append(Met(meeting, there[1:]))
    for row in rows.reminders:
        if row.kind in FOLLOWING_UP:
            of(row.contact).follow_ups.append(row)
    for slot in rows.slots:
        if slot.shows(on) and not resting:
            of(slot.contact).slot = slot
    _join(rows, blocks, on)
    # Each group keeps the order in which its rows came.
    return sorted(blocks.values(), key=lambda block: block.group)


def _join(rows: Rows, blocks: dict[uuid.UUID, Block], on: date) -> None:
    """What alone brings nobody to the list is told of those who are there."""
    for promise in rows.promises:
        if promise.due_on and on < promise.due_on <= on + SOON and promise.contact_id in blocks:
            blocks[promise.contact_id].promises.append(promise)
    for row in rows.reminders:
        if row.kind not in FOLLOWING_UP and row.contact_id in blocks:
            blocks[row.contact_id].milestones.append(row)


def _describe(blocks: Sequence[Block], on: date) -> None:
    last = last_times([block.contact.pk for block in blocks], on)
    for block in blocks:
        contact, then = block.contact, last.get(block.contact.pk, LastTime())
        block.state = contact.state_on(on)
        block.left = time_left(contact, on)
        block.role = role_of(contact)
        types = [row.type for row in contact.relationships.all() if row.is_current(on)]
        block.type = min(types, key=lambda type: type.cadence_days or RARELY, default=None)
        block.hook = then.hook
        if block.slot:
            block.why = reason(contact, then.kind, then.precision, on)


# --- beyond the list ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Around:
    """How many more are due in this week, and how many are dormant: suggested no more. Beyond 999
    counting stops."""

    waiting: int
    dormant: int

    @classmethod
    def of(cls, user: "User", plan: Plan | None, listed: Sequence[uuid.UUID], on: date) -> "Around":
        """In one statement. `listed`: who has a reason of their own already."""
        dormant = Contact.objects.for_user(user).kept().in_state(State.DORMANT, on)
        due = due_besides(user, plan, listed, on)
        return cls(*User.objects.filter(pk=user.pk).values_list(Length(due), Length(dormant)).get())


def others(
    user: "User", plan: Plan | None, listed: Sequence[uuid.UUID], shown: int, on: date
) -> "ContactQuerySet":
    """Who waits beyond the first `shown` of those `listed`: the rest of them, and whoever else is
    due in this week."""
    due = due_besides(user, plan, listed, on).order_by().values("pk")
    return Contact.objects.for_user(user).filter(Q(pk__in=listed[shown:]) | Q(pk__in=due))


def due_besides(
    user: "User", plan: Plan | None, listed: Sequence[uuid.UUID], on: date
) -> "ContactQuerySet":
    """Who is due in this week and neither in its plan nor listed for another reason."""
    if plan is None:
        return Contact.objects.none()
    return candidates(user, plan, on).exclude(pk__in=listed)


# --- around the list ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Logged:
    """A conversation that was logged, under the first of its people."""

    interaction: Interaction
    contact: Contact
    text: str


def recent(user: "User") -> list[Logged]:
    """What was logged last. Sensitive notes are not quoted where others may look on."""
    done = Interaction.objects.for_user(user).done().select_related("kind").newest_first()
    logged = []
    for interaction in done.prefetch_related("participants__contact")[:RECENT]:
        people = [part.contact for part in interaction.participants.all()]
        kept = [contact for contact in people if contact.deleted_at is None]
        if kept:
            text = "" if interaction.sensitive else interaction.text[:LONGEST_QUOTE]
            logged.append(Logged(interaction, kept[0], text))
    return logged


def scheduler_is_late(user: "User", at: datetime) -> bool:
    """No tick for minutes, or one from another time: reminders may not come."""
    heartbeat = Heartbeat.objects.filter(name="tick").first()
    if heartbeat is None:
        return at - user.date_joined > TICK_LATE
    return abs(at - heartbeat.at) > TICK_LATE
