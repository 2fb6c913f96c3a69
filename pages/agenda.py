"""The agenda: four weeks of what comes, day by day; overdue promises first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from contacts.enums import State
from contacts.models import Contact
from contacts.selectors import time_left
from core.days import written
from core.direction import isolated
from interactions.enums import PromiseBy
from interactions.models import Interaction, Promise
from pages import ahead
from pages.ahead import Coming, What
from reminders.enums import ReminderState
from reminders.milestones import Occurrence
from reminders.models import Reminder
from reminders.planning import is_away, standing_plan

if TYPE_CHECKING:
    from accounts.models import User

WEEKS = timedelta(days=28)
FAR = timedelta(days=366)
MOST = 200
DAY = timedelta(days=1)
PEOPLE = {What.CHECK_IN, What.CHOSEN, What.BACK}
# What a view shows, by its key in the address.
VIEWS: dict[str, set[What]] = {
    "people": PEOPLE | {What.MEETING, What.FOLLOW_UP},
    "days": {What.MILESTONE},
    "promises": {What.PROMISE},
}


@dataclass(frozen=True)
class Row:
    """One thing of one day, ready to be shown."""

    what: What
    contact: Contact
    words: str
    row: Any
    state: State
    left: float
    picture: str = ""


@dataclass(frozen=True)
class Milestone:
    """An occurrence, and its row if it is near enough to have one."""

    occurrence: Occurrence
    reminder: Reminder | None


@dataclass(frozen=True)
class Section:
    """A day, or what stands before all days."""

    title: str
    said: str
    rows: list[Row]


@dataclass
class Agenda:
    first: date
    last: date
    sections: list[Section] = field(default_factory=list)
    earlier: str = ""
    later: str = ""
    is_cut: bool = False


def agenda(user: "User", on: date, *, starts: date | None = None, view: str = "") -> Agenda:
    """Four weeks from a day that is not before today and at most a year ahead."""
    first = min(max(starts or on, on), on + FAR)
    shown = VIEWS.get(view, set(What))
    found = Agenda(first, first + WEEKS - DAY)
    is_now = first == on
    planned = _planned(user, on) if is_now and What.CHECK_IN in shown else []
    coming = _coming(user, found, on, shown)
    in_plan = {row.contact.pk for row in planned}
    rest = [one for one in coming if one.what not in PEOPLE or one.contact.pk not in in_plan]
    if is_now and What.PROMISE in shown:
        found.sections += _section(_("Overdue promises"), "", _overdue(user, on))
    found.sections += _section(_("This week’s people"), "", planned)
    found.sections += _days(rest, on)
    _turn(found, on, view)
    return found


def _coming(user: "User", found: Agenda, on: date, shown: set[What]) -> list[Coming]:
    """All that falls into the weeks, by day; of each kind a bounded number."""
    first, last, most = found.first, found.last, MOST + 1
    sources: list[tuple[set[What], Callable[[], Iterator[Coming]]]] = [
        ({What.PROMISE}, lambda: ahead.promises(user, first, last, most)),
        ({What.MEETING}, lambda: ahead.meetings(user, first, last, most)),
        ({What.FOLLOW_UP}, lambda: ahead.follow_ups(user, first, last, on, most)),
        ({What.MILESTONE}, lambda: _open_milestones(user, first, last, most)),
        (PEOPLE, lambda: ahead.check_ins(user, first, last, on, most)),
    ]
    coming: list[Coming] = []
    for kinds, source in sources:
        if kinds <= shown:
            rows = list(source())
            found.is_cut |= len(rows) > MOST
            coming += rows[:MOST]
    places = {what: place for place, (kinds, _source) in enumerate(sources) for what in kinds}
    return sorted(coming, key=lambda one: (one.day, places[one.what], one.contact.sort_name))


def _open_milestones(user: "User", first: date, last: date, most: int) -> Iterator[Coming]:
    """Each with its Reminder, if there is one already; those dealt with are left out."""
    coming = list(ahead.milestones(user, first, last, most))
    subjects = [one.row.row.pk for one in coming]
    reminders = Reminder.objects.for_user(user).of_subjects(subjects)
    by_day = {(reminder.subject_id, reminder.due_on): reminder for reminder in reminders}
    for one in coming:
        reminder = by_day.get((one.row.row.pk, one.day))
        if reminder is None or reminder.state == ReminderState.OPEN:
            yield Coming(one.day, one.what, one.contact, Milestone(one.row, reminder))


def _planned(user: "User", on: date) -> list[Row]:
    """The people of the standing plan who are still open."""
    plan = standing_plan(user, on)
    if plan is None or is_away(user, on):
        return []
    slots = plan.slots.open().select_related("contact__company").in_order()
    return [
        _row(Coming(on, What.CHECK_IN, slot.contact, slot.contact), on)
        for slot in slots
        if slot.shows(on)
    ]


def _overdue(user: "User", on: date) -> list[Row]:
    late = Promise.objects.for_user(user).due_by(on - DAY).by_due().with_contact()[:MOST]
    return [_row(Coming(on, What.PROMISE, row.contact, row), on, since=row.due_on) for row in late]


def _days(coming: list[Coming], on: date) -> list[Section]:
    sections = []
    for day, rows in groupby(coming, key=lambda one: one.day):
        title, said = _day_words(day, on)
        sections += _section(title, said, [_row(one, on) for one in rows])
    return sections


def _section(title: str, said: str, rows: list[Row]) -> list[Section]:
    return [Section(title, said, rows)] if rows else []


def _day_words(day: date, on: date) -> tuple[str, str]:
    """Today, Tomorrow, Saturday, then the date; farther away the weekday and the date."""
    full = written(day, "j F")
    weekday = date_format(day, "l")
    if day == on:
        return _("Today"), f"{weekday} {full}"
    if day == on + DAY:
        return _("Tomorrow"), f"{weekday} {full}"
    return weekday, full if day.year == on.year else written(day, "j F Y")


def _row(one: Coming, on: date, since: date | None = None) -> Row:
    contact = one.contact
    words, picture = WORDS[one.what](one.row)
    if since:
        day = written(since, "j F")
        words = _("%(what)s, late since %(day)s") % {"what": words, "day": day}
    return Row(
        what=one.what,
        contact=contact,
        words=words,
        row=one.row,
        state=contact.state_on(on),
        left=time_left(contact, on),
        picture=picture,
    )


def _promise(promise: Promise) -> tuple[str, str]:
    words = {"what": promise.text}
    if promise.by == PromiseBy.ME:
        return _("You promised: %(what)s") % words, "corner-down-right"
    return _("They promised: %(what)s") % words, "corner-up-left"


def _meeting(interaction: Interaction) -> tuple[str, str]:
    parts = [part.contact for part in interaction.participants.all()]
    others = [isolated(contact.display) for contact in parts if contact.deleted_at is None][1:]
    words = str(interaction.kind)
    if interaction.time:
        words = _("%(what)s at %(time)s") % {
            "what": words,
            "time": f"{interaction.time:%H:%M}",
        }
    if others:
        words = _("%(what)s, also with %(others)s") % {
            "what": words,
            "others": ", ".join(others[:3]),
        }
    return words, "calendar-check"


WORDS: dict[What, Callable[[Any], tuple[str, str]]] = {
    What.CHECK_IN: lambda row: (_("Check-in"), ""),
    What.CHOSEN: lambda row: (_("The date you chose"), "calendar-clock"),
    What.BACK: lambda row: (_("Back from a snooze"), "clock"),
    What.MILESTONE: lambda row: (row.occurrence.text, ""),
    What.PROMISE: _promise,
    What.MEETING: _meeting,
    What.FOLLOW_UP: lambda row: (row.text, "mail"),
}


def _turn(found: Agenda, on: date, view: str) -> None:
    """Where earlier and later weeks are; not before today, nor more than a year ahead."""
    if found.first > on:
        found.earlier = _address(max(on, found.first - WEEKS), view)
    if found.first + WEEKS <= on + FAR:
        found.later = _address(found.first + WEEKS, view)


def _address(first: date, view: str) -> str:
    said = {"from": first.isoformat(), **({"show": view} if view else {})}
    return f"{reverse('pages:calendar')}?{urlencode(said)}"


def views(view: str) -> list[dict[str, Any]]:
    """What the page can be asked to show."""
    labels = [
        ("", _("Everything")),
        ("people", _("People")),
        ("days", _("Milestones")),
        ("promises", _("Promises")),
    ]
    here = reverse("pages:calendar")
    return [
        {"label": label, "url": f"{here}?show={key}" if key else here, "on": key == view}
        for key, label in labels
    ]
