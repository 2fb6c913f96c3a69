"""Every read of people."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest, Mod

from contacts.enums import State
from contacts.folding import fold
from core.ownership import OwnedQuerySet
from core.words import HEADLINE, words_query

if TYPE_CHECKING:
    from contacts.models import (
        Company,
        Contact,
        ContactMethod,
        ContactPhoto,
        ContactTag,
        FormerId,
        ImportantDate,
        Position,
        Relationship,
        RelationshipType,
        SavedView,
        Tag,
    )

# How many cadences have gone by since the check-in was due.
MISSED = """(%s::date - contacts_contact.next_check_in_on)::float8
   / contacts_contact.cadence_days"""
# starts_with is leakproof, so that the index of the list serves under row-level security.
BEGINS = "starts_with(contacts_contact.sort_name, relcrm_fold(%s))"
HOLDS = "strpos(' ' || contacts_contact.sort_name, ' ' || relcrm_fold(%s)) > 0"
NOTED = """ts_headline('public.relcrm_words',
  left(concat_ws(E'\\n', nullif(contacts_contact.facts, ''), nullif(contacts_contact.how_met, ''),
                 nullif(contacts_contact.where_met, '')), 20000),
  to_tsquery('public.relcrm_words', %s), %s)"""


def words_of(text: str) -> list[str]:
    """At most eight words of a search as LIKE patterns, the longest (most telling) first.

    The user's own % and _ are taken literally.
    """
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    words = escaped.replace("\0", "").split()[:8]
    return [f"%{word}%" for word in sorted(words, key=len, reverse=True)]


def snoozing(on: date) -> Q:
    """Snoozed on a date, and not talked with since the snooze began."""
    return Q(snoozed_until__gt=on) & (
        Q(last_contact_on=None) | Q(last_contact_on__lt=F("snoozed_on"))
    )


def pausing(on: date) -> Q:
    return Q(paused_from__lte=on) & (Q(paused_until=None) | Q(paused_until__gt=on))


def holding(on: date, relationship: str = "") -> Q:
    """Relationships begun and not ended on a date; the end date itself no longer counts.

    `relationship`: how the queried rows reach them, as in "relationships__".
    """
    begun = Q(**{f"{relationship}starts_on": None}) | Q(**{f"{relationship}starts_on__lte": on})
    lasts = Q(**{f"{relationship}ends_on": None}) | Q(**{f"{relationship}ends_on__gt": on})
    return begun & lasts


# What Contact.state_on reads.
STATE_COLUMNS = (
    *("died", "archived_on", "triaged_on", "paused_from", "paused_until", "next_check_in_on"),
    *("snoozed_on", "snoozed_until", "silent_until", "dormant_on", "waiting_until"),
    *("overdue_on", "soon_on"),
)


def state_conditions(on: date) -> dict[State, Q]:
    """What each state means on a date, first match wins; the same order as Contact.state_on."""
    dated = Q(next_check_in_on__isnull=False)
    return {
        State.DIED: Q(died=True),
        State.ARCHIVED: Q(archived_on__isnull=False),
        State.NEW: Q(triaged_on=None),
        State.PAUSED: pausing(on),
        State.UNTRACKED: Q(next_check_in_on=None),
        State.SNOOZED: snoozing(on),
        State.PLANNED: Q(silent_until__gt=on),
        State.DORMANT: Q(dormant_on__lte=on),
        State.WAITING: Q(waiting_until__gt=on),
        State.OVERDUE: Q(overdue_on__lte=on),
        State.DUE: Q(next_check_in_on__lte=on),
        State.SOON: Q(soon_on__lte=on),
        State.FRESH: dated,
    }


class ContactQuerySet(OwnedQuerySet["Contact"]):
    def kept(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def matching(self, text: str) -> Self:
        """Every word of `text` occurs in the names, company, title or addresses.

        Case and accents are ignored. Works inside acting_for only: the SQL function behind it
        finds the acting user's people (see the migration for why it is a function).
        """
        words = words_of(text)
        if not words:
            return self
        return self.filter(pk__in=RawSQL("SELECT contacts_search(%s)", [words]))

    def whose_name_begins(self, text: str) -> Self:
        """By the index of names, as a range: that is leakproof, a pattern is not."""
        begin = fold(text)
        if not begin:
            return self.none()
        return self.filter(sort_name__gte=begin, sort_name__lt=f"{begin}\U0010ffff")

    def best_first(self, text: str) -> Self:
        """Those whose name begins like the search, then those with such a word in it, then the
        others; of each, whom the user last talked with first."""
        words = text.split()
        first = words[0] if words else ""
        begins = RawSQL(BEGINS, [text], output_field=BooleanField())  # noqa: S611  a constant
        holds = RawSQL(HOLDS, [first], output_field=BooleanField())  # noqa: S611  a constant
        return self.annotate(begins=begins, holds=holds).order_by(
            "-begins", "-holds", F("last_contact_on").desc(nulls_last=True), "sort_name", "pk"
        )

    def similar_to(self, name: str, most: int) -> Self:
        """Whose name looks like this one, for slips of the finger. Inside acting_for only."""
        return self.filter(pk__in=RawSQL("SELECT contacts_similar(%s, %s)", [name, most]))

    def noted(self, text: str, most: int) -> Self:
        """What is noted of them holds every word of `text`; annotated with a `headline` of it.

        Inside acting_for only.
        """
        query = words_query(text)
        if not query:
            return self.none()
        headline = RawSQL(NOTED, [query, HEADLINE], output_field=TextField())  # noqa: S611  a constant
        found = RawSQL("SELECT contacts_noted(%s, %s)", [query, most])
        return self.filter(pk__in=found).annotate(headline=headline).order_by("sort_name", "pk")

    def lately_talked_with(self) -> Self:
        latest = F("last_contact_on").desc(nulls_last=True)  # as the index has it
        return self.filter(last_contact_on__isnull=False).order_by(latest, "pk")

    def named(self, name: str) -> Self:
        """Of exactly this name, whatever its case."""
        return self.filter(display__iexact=name).order_by("pk")

    def having(self, rows: OwnedQuerySet[Any]) -> Self:
        """Of whom there is one of these rows: relationships, taggings, methods …"""
        return self.filter(pk__in=rows.values("contact_id"))

    def at_companies(self, company_ids: Iterable[UUID]) -> Self:
        return self.filter(company__in=company_ids)

    def present(self) -> Self:
        """Neither archived nor dead: whom a list shows that was not asked for others."""
        return self.filter(archived_on=None, died=False)

    def to_sort(self) -> Self:
        """Imported and waiting for triage."""
        return self.kept().filter(triaged_on=None)

    def sorted_in(self) -> Self:
        """Added by hand or triaged."""
        return self.kept().filter(triaged_on__isnull=False)

    def in_state(self, state: State, on: date) -> Self:
        """In one state on a date: that state's condition and none of those before it."""
        found = self
        for earlier, condition in state_conditions(on).items():
            if earlier == state:
                return found.filter(condition)
            found = found.filter(_not(condition))
        return found

    def in_states(self, states: Iterable[State], on: date) -> Self:
        """In one of several states on a date."""
        wanted = [State(state) for state in states]
        conditions = state_conditions(on)
        # The first filter follows from the second; it is the one an index can use.
        near = reduce(or_, (conditions[state] for state in wanted))
        return self.filter(near).with_state(on).filter(state__in=wanted)

    def with_state(self, on: date) -> Self:
        """Annotated with `state`, as `Contact.state_on(on)` says it."""
        whens = [
            When(condition, then=Value(state.value))
            for state, condition in state_conditions(on).items()
        ]
        return self.annotate(state=Case(*whens, default=Value(State.UNTRACKED.value)))

    def by_type_and_state(self, on: date) -> list[tuple[UUID, str, int]]:
        """How many people of each type are in each state; several types count in each."""
        current = Q(relationships__isnull=False) & holding(on, "relationships__")
        counted: Any = self.with_state(on).filter(current).order_by()
        rows = counted.values("relationships__type_id", "state")
        rows = rows.annotate(count=Count("pk", distinct=True))
        return list(rows.values_list("relationships__type_id", "state", "count"))

    def by_company(self) -> list[tuple[UUID | None, str | None, int]]:
        """How many of these people are at each company, the largest first; None: at none."""
        rows = self.order_by().values("company_id", "company__name").annotate(count=Count("pk"))
        return list(
            rows.order_by("-count", "company__name").values_list(
                "company_id", "company__name", "count"
            )
        )

    def introduced(self) -> Self:
        """Of whom somebody is known who introduced them, and is not in the trash."""
        return self.filter(
            introduced_by__isnull=False, introduced_by__deleted_at=None
        ).select_related("introduced_by", "company")

    def most_silent_first(self, on: date) -> Self:
        """Those to reconnect with: dormant ones, then the longest overdue; by cadences missed."""
        missed = RawSQL(MISSED, [on], output_field=FloatField())  # noqa: S611  a constant
        return (
            self.in_states([State.DORMANT, State.OVERDUE], on)
            .filter(cadence_days__gt=0)
            .annotate(missed=missed)
            .order_by("state", F("missed").desc(), "pk")
        )

    def check_ins_before(self, day: date, on: date) -> Self:
        """Whose check-in falls before `day`, and whom nothing silences on `on`."""
        return (
            self.kept()
            .filter(next_check_in_on__lt=day)
            .filter(_not(snoozing(on)))
            .filter(Q(silent_until=None) | Q(silent_until__lte=on))
            .filter(Q(dormant_on=None) | Q(dormant_on__gt=on))
        )

    def check_ins_between(self, first: date, last: date, on: date) -> Self:
        """Whose check-in comes between two days, both included; the earliest first, annotated
        with `check_in_on`. While somebody is snoozed it comes when they are back. Nobody who is
        paused or dormant on `on`, or whom a planned meeting silences on that day."""
        back = Greatest("next_check_in_on", "snoozed_until")
        return (
            self.kept()
            .present()
            .filter(next_check_in_on__lte=last, triaged_on__isnull=False)
            .filter(_not(pausing(on)))
            .filter(Q(dormant_on=None) | Q(dormant_on__gt=on))
            .annotate(check_in_on=Case(When(snoozing(on), then=back), default="next_check_in_on"))
            .filter(check_in_on__range=(first, last))
            .filter(Q(silent_until=None) | Q(silent_until__lte=F("check_in_on")))
            .order_by("check_in_on", "pk")
        )

    def to_rederive(self, on: date) -> Self:
        """Whose derived dates time alone has changed by `on`."""
        return self.filter(rederive_on__lte=on)

    def check_ins_a_week(self) -> float:
        """How many check-ins these people ask for in an average week."""
        week = Sum(7.0 / F("cadence_days"), output_field=FloatField())
        asking = self.filter(next_check_in_on__isnull=False, cadence_days__gt=0)
        return float(asking.aggregate(week=week)["week"] or 0)

    def introduced_by_person(self, person: "Contact") -> Self:
        return self.filter(introduced_by=person).order_by("sort_name", "pk")

    def for_list(self) -> Self:
        """All that one row of the list shows, in a few queries for any page size."""
        return self.select_related("company").prefetch_related(
            "relationships__type", "contact_tags__tag"
        )

    def for_names(self) -> Self:
        """The few columns that a mention of somebody shows."""
        return self.only("display", "sort_name", "photo", "deleted_at")

    def for_rows(self) -> Self:
        """The few columns that a row of the list shows or is sorted by, and those of its state."""
        return self.select_related("company").only(
            *("display", "nickname", "title", "sort_name", "photo"),
            *("company__name", "company__folded"),
            *("last_contact_on", "cadence_days", *STATE_COLUMNS),
        )

    def for_export(self) -> Self:
        """All that is known of a person, in a few queries for any number."""
        return self.for_list().prefetch_related("methods", "dates")

    def oldest_first(self) -> Self:
        return self.order_by("pk")

    def later_than(self, pk: UUID) -> Self:
        return self.filter(pk__gt=pk)

    def in_trash(self) -> Self:
        """Deleted, the latest first."""
        return self.filter(deleted_at__isnull=False).order_by("-deleted_at", "pk")

    def deleted_before(self, at: datetime) -> Self:
        return self.filter(deleted_at__lt=at)

    def others(self, contact: "Contact") -> Self:
        return self.exclude(pk=contact.pk)

    def known_as(self, pk: UUID) -> Self:
        """Who has this id, or had it before a merge."""
        former: Any = self.model._meta.get_field("former_ids").related_model
        now = former.objects.filter(pk=pk).values("contact")
        return self.filter(pk=Coalesce(Subquery(now), Value(pk)))

    def bump(self) -> int:
        """Let open forms on these people be out of date."""
        return self.update(version=F("version") + 1)


def _not(condition: Q) -> Q:
    """NOT that also holds where a column is null, in plain SQL terms."""
    return Q(Case(When(condition, then=Value(False)), default=Value(True)))


class FormerIdQuerySet(OwnedQuerySet["FormerId"]):
    pass


class RelationshipTypeQuerySet(OwnedQuerySet["RelationshipType"]):
    def active(self) -> Self:
        """Offered for choice, in the user's order."""
        return self.filter(archived=False).order_by("position", "pk")

    def in_order(self) -> Self:
        """All, also those not offered, in the user's order."""
        return self.order_by("position", "pk")

    def with_people(self, on: date) -> Self:
        """Annotated with `count`: how many people have it now."""
        current = Q(relationships__contact__deleted_at=None) & holding(on, "relationships__")
        return self.annotate(count=Count("relationships", filter=current))

    def held_by(self, contact: "Contact") -> Self:
        """Of which one person is, or was."""
        return self.filter(pk__in=contact.relationships.values("type_id"))

    def others(self, type: "RelationshipType") -> Self:
        return self.exclude(pk=type.pk)


class RelationshipQuerySet(OwnedQuerySet["Relationship"]):
    def current(self, on: date) -> Self:
        return self.filter(holding(on))

    def of_types(self, type_ids: Iterable[UUID]) -> Self:
        return self.filter(type__in=type_ids)


class CompanyQuerySet(OwnedQuerySet["Company"]):
    def with_people(self) -> Self:
        """Those somebody in the list works at, the largest first; annotated with `count`."""
        present = Q(people__deleted_at=None, people__archived_on=None, people__died=False)
        counted = self.annotate(count=Count("people", filter=present))
        return counted.filter(count__gt=0).order_by("-count", "folded")

    def beginning(self, text: str) -> Self:
        """With a name in which a word begins like this."""
        return self.filter(Q(folded__startswith=text) | Q(folded__contains=f" {text}"))


class TagQuerySet(OwnedQuerySet["Tag"]):
    def held_by(self, contact: "Contact") -> Self:
        return self.filter(pk__in=contact.contact_tags.values("tag_id"))

    def in_order(self) -> Self:
        return self.order_by("folded")


class ImportantDateQuerySet(OwnedQuerySet["ImportantDate"]):
    def of_living(self) -> Self:
        """Milestones come also for the paused and archived, but not for the dead."""
        return self.filter(contact__deleted_at=None, contact__died=False)

    def noticed_within(self, days: int, on: date) -> Self:
        """Whose notice may begin within so many days: a wide sieve, by months of 28 days."""
        months = (F("month") - on.month + 12) % 12
        return self.filter(notice_days__gte=months * 28 - 31 - days)

    def of_kept(self) -> Self:
        return self.filter(contact__deleted_at=None)

    def near(self, first: date, last: date) -> Self:
        """Which may fall between two days less than a year apart, in their order from `first`.

        Some that fall a few days beside them are among these, for the sake of leap days.
        """
        begins, ends = _day_of_months(first - NEARLY), _day_of_months(last + NEARLY)
        day = (F("month") - 1) * LONGEST_MONTH + Coalesce(F("day"), 1)
        ahead = Mod(day - begins + YEAR, YEAR, output_field=IntegerField())
        its_year = Q(yearly=True) | Q(year=None) | Q(year__in={first.year, last.year})
        return (
            self.filter(its_year)
            .annotate(ahead=ahead)
            .filter(ahead__lte=(ends - begins) % YEAR)
            .order_by("ahead", "pk")
        )


NEARLY = timedelta(days=3)
LONGEST_MONTH = 32
YEAR = 12 * LONGEST_MONTH


def _day_of_months(day: date) -> int:
    """The place of a day in a year of equally long months, from 0."""
    return (day.month - 1) * LONGEST_MONTH + day.day


class PositionQuerySet(OwnedQuerySet["Position"]):
    pass


class ContactMethodQuerySet(OwnedQuerySet["ContactMethod"]):
    pass


class ContactPhotoQuerySet(OwnedQuerySet["ContactPhoto"]):
    def of_kept(self) -> Self:
        """Of people who are not in the trash."""
        return self.filter(contact__deleted_at=None)


class ContactTagQuerySet(OwnedQuerySet["ContactTag"]):
    def with_tags(self, tag_ids: Iterable[UUID]) -> Self:
        return self.filter(tag__in=tag_ids)


class SavedViewQuerySet(OwnedQuerySet["SavedView"]):
    def others(self, pk: str | UUID) -> Self:
        return self.exclude(pk=pk)

    def in_order(self) -> Self:
        """As they were made."""
        return self.order_by("pk")
