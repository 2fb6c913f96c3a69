"""Every read of what happened, and of promises."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left, TruncMonth

from core.ownership import OwnedQuerySet
from core.words import HEADLINE, words_query
from interactions.enums import GATHERING, Effect, PromiseState, SeenState, Status

if TYPE_CHECKING:
    from contacts.models import Contact
    from interactions.models import (
        Interaction,
        InteractionKind,
        InteractionVersion,
        Mark,
        Participant,
        Promise,
        SeenMeeting,
        SeenPerson,
    )

# A planned meeting asks *did it happen?* for this long, then counts as no.
ASKS_FOR = timedelta(days=3)
# A meeting of the calendar asks *did you talk?* for this long, so that the next digest names it.
SEEN_FOR = timedelta(days=14)
SAID = """ts_headline('public.relcrm_words',
  left(concat_ws(E'\n', nullif(interactions_interaction.text, ''),
                 nullif(interactions_interaction.ask_about, '')), 20000),
  to_tsquery('public.relcrm_words', %s), %s)"""


class InteractionKindQuerySet(OwnedQuerySet["InteractionKind"]):
    def offered(self) -> Self:
        """For choice in the log form, in order."""
        return self.filter(archived=False).order_by("position", "pk")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def to_choose(self, held: "InteractionKind | None" = None) -> Self:
        """Offered, and the one that is held already."""
        kept = Q(archived=False) if held is None else Q(archived=False) | Q(pk=held.pk)
        return self.filter(kept).order_by("position", "pk")

    def others(self, kind: "InteractionKind") -> Self:
        return self.exclude(pk=kind.pk)

    def known_as(self, key: str) -> "InteractionKind":
        """The owner's kind that every account has under this key."""
        return self.get(key=key)


class InteractionQuerySet(OwnedQuerySet["Interaction"]):
    def kept(self) -> Self:
        """Not in the trash."""
        return self.filter(deleted_at=None)

    def only_with(self, contact: "Contact") -> Self:
        """In which this person took part, and nobody else of the user's people."""
        theirs = self.filter(pk__in=contact.participations.values("interaction"))
        return theirs.annotate(how_many=Count("participants")).filter(how_many=1)

    def keyed(self, key: UUID | None) -> Self:
        """Logged by the form that carried this idempotency key; also from the trash."""
        return self.filter(key=key, key__isnull=False)

    def saying(self, text: str, most: int) -> Self:
        """The newest that hold every word of `text`; annotated with a `headline` of the note.

        Case and accents are ignored. Works inside acting_for only: the SQL function behind it
        finds the acting user's (see the migration for why it is a function).
        """
        query = words_query(text)
        if not query:
            return self.none()
        headline = RawSQL(SAID, [query, HEADLINE], output_field=TextField())  # noqa: S611  a constant
        found = RawSQL("SELECT interactions_search(%s, %s)", [query, most])
        return self.filter(pk__in=found).annotate(headline=headline).newest_first()

    def with_keys(self, keys: Iterable[UUID]) -> Self:
        """Also from the trash."""
        return self.filter(key__in=list(keys))

    def done(self) -> Self:
        return self.kept().filter(status=Status.DONE)

    def conversations(self, on: date) -> Self:
        """What was logged as a talk or as messages both ways, up to a date; without the answers
        to *last talked?*, which are guesses."""
        logged = self.done().filter(occurred_on__lte=on).exclude(source="last_talked")
        return logged.filter(kind__effect__in=[Effect.TALK, Effect.CONTACT])

    def of_effect(self, effect: Effect) -> Self:
        return self.filter(kind__effect=effect)

    def between(self, first: date | None, last: date | None) -> Self:
        """From one date to another, both included; None is open."""
        found = self if first is None else self.filter(occurred_on__gte=first)
        return found if last is None else found.filter(occurred_on__lte=last)

    def by_month(self) -> list[tuple[date, str, int]]:
        """How many of each effect in each month, which is named by its first day."""
        rows = self.order_by().values(month=TruncMonth("occurred_on"), effect=F("kind__effect"))
        counted = rows.annotate(count=Count("pk"))
        return list(counted.values_list("month", "effect", "count"))

    def to_confirm(self, on: date) -> Self:
        """Planned ones whose day has passed within the last three: *did it happen?*"""
        return self.kept().filter(
            status=Status.PLANNED, occurred_on__lt=on, occurred_on__gte=on - ASKS_FOR
        )

    def coming(self, on: date) -> Self:
        return self.kept().filter(status=Status.PLANNED, occurred_on__gte=on)

    def planned_between(self, first: date, last: date) -> Self:
        return self.kept().filter(status=Status.PLANNED, occurred_on__range=(first, last))

    def with_people(self) -> Self:
        return self.select_related("kind").prefetch_related(
            "participants__contact", "participants__marks"
        )

    def newest_first(self) -> Self:
        return self.order_by("-occurred_on", "-pk")

    def oldest_first(self) -> Self:
        """In the order of logging."""
        return self.order_by("pk")

    def later_than(self, pk: UUID) -> Self:
        return self.filter(pk__gt=pk)


class ParticipantQuerySet(OwnedQuerySet["Participant"]):
    def kept(self) -> Self:
        """Of interactions that are not in the trash."""
        return self.filter(interaction__deleted_at=None)

    def of(self, contact: "Contact") -> Self:
        """One person's part in what happened, newest first."""
        return self.kept().filter(contact=contact).order_by("-occurred_on", "-interaction_id")

    def in_touch(self, on: date) -> Self:
        """Parts that count as contact (product.md, section 2), of people not in the trash."""
        counts = Q(interaction__kind__effect=Effect.TALK) | Q(
            interaction__kind__effect=Effect.CONTACT, contact__counts="any"
        )
        there = Q(talked=True) | Q(interaction__headcount__lte=GATHERING)
        return self.kept().filter(
            counts,
            there,
            interaction__status=Status.DONE,
            occurred_on__lte=on,
            contact__deleted_at=None,
        )

    def between(self, first: date | None, last: date | None) -> Self:
        """From one date to another, both included; None is open."""
        found = self if first is None else self.filter(occurred_on__gte=first)
        return found if last is None else found.filter(occurred_on__lte=last)

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))

    def of_interactions(self, ids: Iterable[UUID]) -> Self:
        return self.filter(interaction_id__in=list(ids))

    def telling(self, contact: "Contact", on: date) -> Any:
        """Values of the latest notes of one person that say something and are not sensitive."""
        parts = self.of(contact).filter(
            interaction__sensitive=False, interaction__status=Status.DONE, occurred_on__lte=on
        )
        said = parts.exclude(interaction__text="", interaction__ask_about="")
        return said.values(
            "occurred_on",
            precision=F("interaction__precision"),
            text=Left(F("interaction__text"), 1000),
            ask_about=F("interaction__ask_about"),
        )

    def of_kind(self, kind: "InteractionKind") -> Self:
        return self.filter(interaction__kind=kind)

    def with_contacts(self) -> Self:
        return self.select_related("contact").order_by("contact__sort_name")

    def contact_ids(self) -> set[UUID]:
        return set(self.values_list("contact_id", flat=True))

    def in_trash_ids(self) -> set[UUID]:
        """People who are in the trash but were there."""
        gone = self.filter(contact__deleted_at__isnull=False)
        return set(gone.values_list("contact_id", flat=True))


class PromiseQuerySet(OwnedQuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(state=PromiseState.OPEN, contact__deleted_at=None, contact__died=False)

    def dropped(self, on: date) -> Self:
        return self.filter(state=PromiseState.DROPPED, closed_on=on)

    def due_by(self, day: date) -> Self:
        return self.open().filter(due_on__lte=day)

    def dated(self, first: date, last: date) -> Self:
        """Due between two days, both included."""
        return self.filter(due_on__range=(first, last))

    def by_due(self) -> Self:
        """Dated ones first, the earliest on top."""
        return self.order_by("due_on", "created_on", "pk")

    def keyed(self, key: UUID | None) -> Self:
        """Made by the form that carried this idempotency key."""
        return self.filter(key=key, key__isnull=False)

    def of_kept(self) -> Self:
        """Of people who are not in the trash."""
        return self.filter(contact__deleted_at=None)

    def with_contact(self) -> Self:
        return self.select_related("contact")

    def of_contacts(self, ids: Iterable[UUID]) -> Self:
        return self.filter(contact_id__in=list(ids))


class MarkQuerySet(OwnedQuerySet["Mark"]):
    def happened(self, on: date) -> Self:
        """Of what has happened, is not in the trash, and was with people who are not either."""
        return self.filter(
            participant__interaction__deleted_at=None,
            participant__interaction__status=Status.DONE,
            participant__occurred_on__lte=on,
            participant__contact__deleted_at=None,
        )

    def between(self, first: date | None, last: date | None) -> Self:
        """From one date to another, both included; None is open."""
        found = self if first is None else self.filter(participant__occurred_on__gte=first)
        return found if last is None else found.filter(participant__occurred_on__lte=last)

    def of_parts(self, parts: "ParticipantQuerySet") -> Self:
        return self.filter(participant__in=parts)

    def newest_of(self, contact: "Contact", on: date) -> Any:
        """Values of what went between the user and one person, the latest first."""
        rows = self.happened(on).filter(participant__contact=contact)
        return rows.order_by("-participant__occurred_on", "-pk").values(
            "verb", "what", day=F("participant__occurred_on")
        )

    def of_contact(self, contact_id: UUID) -> Self:
        return self.filter(participant__contact=contact_id)

    def of_verb(self, verb: str) -> Self:
        return self.filter(verb=verb)

    def of_what(self, what: str) -> Self:
        return self.filter(what=what)

    def by_verb_and_what(self) -> list[tuple[str, str, int]]:
        """How many of each."""
        rows = self.order_by().values("verb", "what").annotate(count=Count("pk"))
        return list(rows.values_list("verb", "what", "count"))

    def with_people(self) -> Self:
        parts = ("participant__contact__company", "participant__interaction__kind")
        return self.select_related(*parts)


class InteractionVersionQuerySet(OwnedQuerySet["InteractionVersion"]):
    pass


class SeenMeetingQuerySet(OwnedQuerySet["SeenMeeting"]):
    def only_with(self, contact: "Contact") -> Self:
        """To which this person was invited, and nobody else of the user's people."""
        theirs = self.filter(pk__in=contact.seen_in.values("meeting"))
        return theirs.annotate(how_many=Count("people")).filter(how_many=1)

    def open(self) -> Self:
        return self.filter(state=SeenState.OPEN)

    def told(self, on: date, at: datetime | None = None) -> Self:
        """Of the last fortnight: before this day, and of it what has begun."""
        begun = Q(occurred_on__lt=on)
        if at is not None:
            begun |= Q(occurred_on=on, starts_at__lte=at)
        return self.filter(begun, occurred_on__gte=on - SEEN_FOR)

    def to_ask(self, on: date, at: datetime | None = None) -> Self:
        """*Did you talk?* has no answer yet."""
        return self.told(on, at).open()

    def in_order(self) -> Self:
        return self.order_by("starts_at", "pk")


class SeenPersonQuerySet(OwnedQuerySet["SeenPerson"]):
    def of(self, meetings: "SeenMeetingQuerySet") -> Self:
        return self.filter(meeting__in=meetings.order_by().values("pk"))

    def unlogged(self, parts: "ParticipantQuerySet") -> Self:
        """Who is there, and has no part in anything logged or planned on the meeting's day."""
        same_day = parts.filter(
            contact=OuterRef("contact"), occurred_on=OuterRef("meeting__occurred_on")
        )
        there = self.filter(contact__deleted_at=None, contact__died=False)
        return there.exclude(Exists(same_day)).order_by("pk")

    def with_contacts(self) -> Self:
        return self.select_related("contact")

    def with_meetings(self) -> Self:
        """In the order of the meetings."""
        found = self.select_related("meeting", "contact")
        return found.order_by("meeting__starts_at", "meeting_id", "pk")
