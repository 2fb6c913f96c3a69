"""Dated things that are not check-ins: birthdays and the like, new roles, follow-ups, thanks.

Each is a Reminder, made ahead of its day; unique rows make any number of makers harmless.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import DateKind
from contacts.models import Contact, ImportantDate, Relationship
from contacts.querysets import ImportantDateQuerySet
from interactions.enums import Effect, KindKey, MarkVerb, MarkWhat, Status
from interactions.models import Interaction, Mark
from reminders.calendar import month_end, next_occurrence, occurrence
from reminders.enums import ONE_OPEN, ReminderKind, ReminderState
from reminders.models import Reminder
from reminders.querysets import FOLLOWING_UP, NEWS, ReminderQuerySet
from reminders.titles import similar_companies, similar_titles

if TYPE_CHECKING:
    from accounts.models import User

# Reminders stand this many days before their notice begins.
AHEAD = timedelta(days=30)
FOLLOW_UP_AFTER = timedelta(days=2)
THANK_AFTER = timedelta(days=2)
REPORT_AFTER = timedelta(days=30)
# What happened longer ago and is logged only now opens no follow-up.
FRESH = timedelta(days=30)
# Of these sources it was the user who said so: the form, a link of a mail, *did you talk?*
BY_HAND = {"", "mail", "calendar"}
OWED = [MarkWhat.ADVICE, MarkWhat.INTRODUCTION, MarkWhat.REFERRAL, MarkWhat.REFERENCE]
TO_CONGRATULATE = [ReminderKind.MILESTONE, ReminderKind.NEW_ROLE]
LONGEST_TEXT = 600


# --- important dates ----------------------------------------------------------------------------


def make_milestones(user: "User", on: date) -> int:
    """Rows for the occurrences whose notice begins within a month; how many are new."""
    return make_milestones_of([user], on)


def make_milestones_of(users: Sequence["User"], on: date) -> int:
    """As `make_milestones`, for any number of users on whose calendars it is the same day."""
    by_owner: dict[uuid.UUID, list[ImportantDate]] = defaultdict(list)
    for row in _told_of(users).noticed_within(AHEAD.days, on):
        by_owner[row.owner_id].append(row)
    found = [row for user in users for row in _occurrences(user, by_owner[user.pk], on)]
    return _insert(_missing([row for row in found if row.notice_on <= on + AHEAD]))


def _told_of(users: Sequence["User"]) -> ImportantDateQuerySet:
    """The dates of people who are tracked, and those entered by hand: they have a row already.

    Imported people bring none until triage.
    """
    tracked = Relationship.objects.filter(contact_id=OuterRef("contact_id"))
    known = Reminder.objects.filter(subject_id=OuterRef("pk"), contact_id=OuterRef("contact_id"))
    told = Exists(known) | Exists(tracked) | Q(contact__cadence_days__isnull=False)
    living = ImportantDate.objects.filter(owner__in=[user.pk for user in users]).of_living()
    return living.filter(told, contact__triaged_on__isnull=False)


@dataclass(frozen=True)
class Occurrence:
    """A day on which something is to be congratulated on; `text` says to what."""

    row: ImportantDate
    day: date
    text: str


def occurrences_between(user: "User", first: date, last: date, most: int) -> list[Occurrence]:
    """Of the dates that milestones are made of, between two days less than a year apart."""
    found = []
    for row in _told_of([user]).near(first, last).select_related("contact")[:most]:
        for year in range(max(first.year, row.year or 0), last.year + 1):
            if row.year and not row.yearly and year != row.year:
                continue
            day = occurrence(row.month, row.day, year=year, leap_day=user.leap_day)
            if first <= day <= last:
                found.append(Occurrence(row, day, wording(row, day)))
    return sorted(found, key=lambda one: one.day)


def _missing(rows: list[Reminder]) -> list[Reminder]:
    """Those that are not there yet: on most days none, which spares an INSERT."""
    if not rows:
        return []
    made = Reminder.objects.of_contacts({row.contact_id for row in rows})
    made = made.of_kinds([ReminderKind.MILESTONE])
    there = set(made.values_list("subject_id", "due_on"))
    return [row for row in rows if (row.subject_id, row.due_on) not in there]


def refresh_milestones(user: "User", contact: Contact, on: date) -> None:
    """A date of this person was added, changed or removed: the open rows say so at once."""
    dates = ImportantDate.objects.for_user(user).of_living().filter(contact=contact)
    rows = list(_occurrences(user, dates, on))
    wanted = {(row.subject_id, row.due_on) for row in rows}
    held = Reminder.objects.for_user(user).of_kinds([ReminderKind.MILESTONE]).unclosed()
    stale = [
        row.pk
        for row in held.of_contacts([contact.pk])
        if (row.subject_id, row.due_on) not in wanted
    ]
    Reminder.objects.filter(pk__in=stale).delete()
    Reminder.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "kind", "contact", "subject_id", "due_on"],
        update_fields=["notice_on", "ends_on", "text", "what"],
    )


def _occurrences(user: "User", dates: Iterable[ImportantDate], on: date) -> Iterator[Reminder]:
    """The next occurrence of each date that has one."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        for row in dates:
            due_on = next_occurrence(
                on,
                row.month,
                row.day,
                year=row.year,
                yearly=row.yearly,
                leap_day=user.leap_day,
            )
            if due_on is not None:
                yield _milestone(row, due_on)


def _milestone(row: ImportantDate, due_on: date) -> Reminder:
    return Reminder(
        owner_id=row.owner_id,
        kind=ReminderKind.MILESTONE,
        what=row.kind,
        contact_id=row.contact_id,
        subject_id=row.pk,
        due_on=due_on,
        notice_on=due_on - timedelta(days=row.notice_days),
        ends_on=None if row.day else month_end(due_on),
        text=wording(row, due_on),
    )


def wording(row: ImportantDate, due_on: date) -> str:
    """ "Birthday", "Work anniversary, 5 years", "Marathon"."""
    text = str(row)
    years = due_on.year - row.year if row.year and row.yearly else 0
    counted = row.kind in {DateKind.WORK, DateKind.ANNIVERSARY}
    if years > 0 and counted:
        text += ", " + ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return text


# --- new roles ------------------------------------------------------------------------------------


def notice_role(contact: Contact, *, company_before: str, title_before: str, on: date) -> None:
    """An import saw that somebody who is tracked does something else now."""
    change = role_change(contact, company_before, title_before)[:LONGEST_TEXT]
    if change and _is_tracked(contact) and not _was_told(contact, change, on):
        row = Reminder(
            owner_id=contact.owner_id,
            kind=ReminderKind.NEW_ROLE,
            what=DateKind.NEW_JOB,
            contact=contact,
            subject_id=contact.pk,
            due_on=on,
            notice_on=on,
            text=change,
        )
        _insert([row])


def _was_told(contact: Contact, change: str, on: date) -> bool:
    """An import that was taken back may come again: it is news once."""
    told = Reminder.objects.of_contacts([contact.pk]).of_kinds([ReminderKind.NEW_ROLE])
    return told.told_since(on - NEWS, change).exists()


def role_change(contact: Contact, company_before: str, title_before: str) -> str:
    """What changed, in words; empty if only the spelling did, or nothing was known before."""
    company, title = str(contact.company or ""), contact.title
    new_title = bool(title_before and title) and not similar_titles(title_before, title)
    new_company = bool(company_before and company) and not similar_companies(
        company_before, company
    )
    if new_title and new_company:
        before = _("%(title)s at %(company)s") % {"title": title_before, "company": company_before}
        after = _("%(title)s at %(company)s") % {"title": title, "company": company}
        return _("Role changed %(before)s → %(after)s") % {"before": before, "after": after}
    if new_title:
        return _("Title changed %(before)s → %(after)s") % {"before": title_before, "after": title}
    if new_company:
        return _("Company changed %(before)s → %(after)s") % {
            "before": company_before,
            "after": company,
        }
    return ""


def _is_tracked(contact: Contact) -> bool:
    gone = contact.deleted_at or contact.died or contact.archived_on
    return not gone and contact.triaged_on is not None and contact.cadence_days is not None


# --- follow-ups and thanks ------------------------------------------------------------------------


def follow_up(interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date) -> None:
    """Open what this interaction asks for, and drop what it asked for before it was changed."""
    rows = _asked_for(interaction, contact_ids, on)
    wanted = {(row.kind, row.contact_id, row.due_on) for row in rows}
    held = Reminder.objects.of_kinds(FOLLOWING_UP).unclosed().of_subject(interaction.pk)
    stale = [row.pk for row in held if (row.kind, row.contact_id, row.due_on) not in wanted]
    Reminder.objects.filter(pk__in=stale).delete()
    _insert(rows)


def drop_follow_ups(interaction: Interaction, contact_ids: Collection[uuid.UUID]) -> None:
    """The interaction is gone, or did not happen, or not with these people."""
    held = Reminder.objects.of_kinds(FOLLOWING_UP).unclosed()
    held.of_subject(interaction.pk).of_contacts(contact_ids).delete()


def _asked_for(
    interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date
) -> list[Reminder]:
    fresh = interaction.occurred_on >= on - FRESH and interaction.source in BY_HAND
    if interaction.status != Status.DONE or not fresh:
        return []
    rows = []
    if after := _follow_up_after(interaction):
        met = interaction.participants.of_contacts(contact_ids).filter(talked=True)
        for contact_id in met.values_list("contact_id", flat=True):
            rows.append(_after(interaction, contact_id, ReminderKind.FOLLOW_UP, after))
    for contact_id, what in _received(interaction, contact_ids):
        rows.append(_after(interaction, contact_id, ReminderKind.THANK, THANK_AFTER, what))
        rows.append(_after(interaction, contact_id, ReminderKind.REPORT_BACK, REPORT_AFTER, what))
    return rows


def _follow_up_after(interaction: Interaction) -> timedelta | None:
    """As the log form says; else two days after an event, and none after anything else."""
    if interaction.follow_up_days is not None:
        return timedelta(days=interaction.follow_up_days) or None
    return FOLLOW_UP_AFTER if interaction.kind.key == KindKey.EVENT else None


def _received(
    interaction: Interaction, contact_ids: Collection[uuid.UUID]
) -> Iterable[tuple[uuid.UUID, str]]:
    """Whom one owes thanks, each once."""
    marks = Mark.objects.filter(
        participant__interaction=interaction,
        participant__contact_id__in=contact_ids,
        verb=MarkVerb.RECEIVED,
        what__in=OWED,
    )
    named = marks.order_by("-what").values_list("participant__contact_id", "what")
    return dict(named).items()


def _after(
    interaction: Interaction,
    contact_id: uuid.UUID,
    kind: ReminderKind,
    delay: timedelta,
    what: str = "",
) -> Reminder:
    due_on = interaction.occurred_on + delay
    return Reminder(
        owner_id=interaction.owner_id,
        kind=kind,
        what=what,
        contact_id=contact_id,
        subject_id=interaction.pk,
        due_on=due_on,
        notice_on=due_on,
        text=asks(kind, what, interaction),
    )


def asks(kind: ReminderKind, what: str, interaction: Interaction) -> str:
    """ "Follow up: Coffee", "Say thank you for advice"."""
    if kind == ReminderKind.FOLLOW_UP and interaction.kind.key == KindKey.EVENT:
        return _("Follow up on meeting at the event")
    if kind == ReminderKind.FOLLOW_UP:
        return _("Follow up: %(what)s") % {"what": interaction.kind}
    thing = MarkWhat(what).label
    if kind == ReminderKind.THANK:
        return _("Say thank you for %(thing)s") % {"thing": thing}
    return _("Tell how it went with %(thing)s") % {"thing": thing}


def _insert(rows: list[Reminder]) -> int:
    """INSERT … ON CONFLICT DO NOTHING; how many were not there before."""
    if not rows:
        return 0
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return Reminder.objects.filter(pk__in=[row.pk for row in rows]).count()


# --- closing --------------------------------------------------------------------------------------


def answer(interaction: Interaction, contact_ids: Collection[uuid.UUID], on: date) -> None:
    """What was logged closes what asked for it: a thank-you, a congratulation, a follow-up. What
    it answered no longer since it was edited is open again."""
    answered = _answered(interaction, contact_ids)
    close(answered, ReminderState.DONE, on, by=interaction)
    if interaction.version > 1:
        before = Reminder.objects.answered_by(interaction)
        reopen(before.exclude(pk__in=answered.values("pk")))


def _answered(interaction: Interaction, contact_ids: Collection[uuid.UUID]) -> ReminderQuerySet:
    asking = Reminder.objects.of_contacts(contact_ids).exclude(subject_id=interaction.pk)
    if interaction.status != Status.DONE or interaction.kind.effect == Effect.NOTHING:
        return asking.none()
    day = interaction.occurred_on
    answered = asking.of_kinds([ReminderKind.FOLLOW_UP]).due_by(day + FOLLOW_UP_AFTER)
    if interaction.kind.key == KindKey.THANKS:
        answered |= asking.of_kinds([ReminderKind.THANK]).due_by(day + THANK_AFTER)
    if interaction.kind.key == KindKey.CONGRATULATION:
        answered |= asking.of_kinds(TO_CONGRATULATE).noticed_by(day)
    return answered


def ask_again(interaction: Interaction, contact_ids: Collection[uuid.UUID]) -> None:
    """What answered these people's reminders is no more."""
    reopen(Reminder.objects.answered_by(interaction).of_contacts(contact_ids))


def close(
    reminders: QuerySet[Reminder],
    state: ReminderState,
    on: date,
    *,
    by: Interaction | None = None,
) -> int:
    """Done, or passed; how many."""
    unclosed = reminders.filter(state=ReminderState.OPEN)
    return unclosed.update(state=state, closed_on=on, closed_by=by)


def reopen(reminders: QuerySet[Reminder]) -> None:
    """Open again; of a kind of which one is open already it stays closed."""
    for reminder in reminders:
        same = Reminder.objects.of_contacts([reminder.contact_id]).filter(kind=reminder.kind)
        if reminder.kind not in ONE_OPEN or not same.unclosed().exists():
            Reminder.objects.by_ids([reminder.pk]).update(
                state=ReminderState.OPEN, closed_on=None, closed_by=None
            )
