"""Whatever people write, in whatever zone, the derived dates never drift."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.services import add_holiday, change_settings, end_holiday
from contacts import services as people
from contacts.enums import Counts, LastTalked
from contacts.models import Contact, Relationship, RelationshipType
from core.roles import acting_for
from core.undo import UndoGone
from importing import merging
from importing.models import Merge
from interactions import derivation, services
from interactions.enums import Status
from interactions.models import Interaction, InteractionKind
from tests.importing.rows import snapshot

BEGIN = datetime(2026, 2, 25, 11, 30, tzinfo=UTC)
ZONES = (
    "UTC Pacific/Kiritimati Pacific/Honolulu Europe/Berlin America/New_York Australia/Lord_Howe"
    " Asia/Kathmandu Pacific/Apia America/St_Johns"
).split()
KINDS = "coffee call message email wrote thanks note event".split()


class Story:
    """One account, some people, and a clock that only the story moves."""

    def __init__(self, owner: User, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self.owner = owner
        self.at = BEGIN
        self.draw = draw
        self.add()

    @property
    def on(self) -> date:
        return self.owner.today(self.at)

    def pick(self, most: int) -> int:
        return self.draw(st.integers(0, most))

    def person(self) -> Contact:
        found = list(Contact.objects.for_user(self.owner).order_by("pk"))
        return found[self.pick(len(found) - 1)]

    def type_id(self) -> uuid.UUID:
        types = list(RelationshipType.objects.for_user(self.owner).order_by("position"))
        return types[self.pick(len(types) - 1)].pk

    # --- what may happen -----------------------------------------------------------------

    def add(self) -> None:
        people.create_contact(
            owner=self.owner,
            on=self.on,
            at=self.at,
            display="Ana",
            type_ids=[self.type_id()] if self.pick(3) else [],
            last_talked=list(LastTalked)[self.pick(len(LastTalked) - 1)],
        )

    def two_people(self) -> tuple[Contact, Contact]:
        found = list(Contact.objects.for_user(self.owner).kept().order_by("pk"))
        one = found.pop(self.pick(len(found) - 1))
        return one, found[self.pick(len(found) - 1)]

    def time_passes(self) -> None:
        self.at += timedelta(hours=self.pick(24 * 40))
        self.begin_the_day()

    def begin_the_day(self) -> None:
        ids = Contact.objects.for_user(self.owner).to_rederive(self.on).values_list("pk", flat=True)
        derivation.rederive(list(ids), self.on)  # as the day's first tick or request does

    def log(self) -> None:
        planned = self.pick(3) == 0
        back = self.pick(200)
        kinds = InteractionKind.objects.for_user(self.owner)
        services.log(
            owner=self.owner,
            contact_ids=list({self.person().pk, self.person().pk}),
            kind=kinds.get(key=KINDS[self.pick(len(KINDS) - 1)]),
            occurred_on=self.on + timedelta(days=back) if planned else self.on - timedelta(back),
            on=self.on,
            at=self.at,
            status=Status.PLANNED if planned else Status.DONE,
        )

    def change_a_conversation(self) -> None:
        found = list(Interaction.objects.for_user(self.owner).order_by("pk"))
        if not found:
            return
        this = found[self.pick(len(found) - 1)]
        if this.deleted_at:
            services.restore(this, on=self.on, at=self.at)
        elif self.pick(1):
            services.delete(this, on=self.on, at=self.at)
        elif this.status == Status.PLANNED and this.occurred_on <= self.on:
            services.answer_happened(this, happened=bool(self.pick(1)), on=self.on, at=self.at)
        elif this.status == Status.DONE:
            day = self.on - timedelta(days=self.pick(300))
            services.edit(this, version=this.version, on=self.on, at=self.at, occurred_on=day)

    def change_a_relationship(self) -> None:
        person = self.person()
        ties = list(Relationship.objects.filter(contact=person))
        if ties and self.pick(1):
            people.end_relationship(ties[0], on=self.on)
            return
        starts = self.on + timedelta(days=self.pick(60) - 30)
        kind = RelationshipType.objects.get(pk=self.type_id())
        people.add_relationship(person, type=kind, on=self.on, starts_on=starts)

    def hide(self) -> None:
        person, until = self.person(), self.on + timedelta(days=1 + self.pick(100))
        acts: list[Callable[[], object]] = [
            lambda: people.snooze(person, until=until, on=self.on),
            lambda: people.pause(person, on=self.on, until=until),
            lambda: people.pause(person, on=self.on),
            lambda: people.resume(person, on=self.on),
            lambda: people.archive(person, on=self.on),
            lambda: people.unarchive(person, on=self.on),
            lambda: people.choose_date(person, day=until, on=self.on),
        ]
        acts[self.pick(len(acts) - 1)]()

    def change_the_aim(self) -> None:
        person = self.person()
        if self.pick(1):
            people.set_cadence(person, days=self.pick(1) * (1 + self.pick(90)) or None, on=self.on)
        else:
            people.update_contact(
                person,
                on=self.on,
                at=self.at,
                version=person.version,
                counts=list(Counts)[self.pick(1)],
                regular_touch=self.pick(3) == 0,
            )

    def merge(self) -> None:
        one, other = self.person(), self.person()
        if one != other:
            merging.merge(
                owner=self.owner, survivor_id=one.pk, loser_id=other.pk, on=self.on, at=self.at
            )

    def undo_a_merge(self) -> None:
        found = list(Merge.objects.for_user(self.owner).standing().order_by("pk"))
        if found:
            merging.take_back(found[self.pick(len(found) - 1)], on=self.on, at=self.at)

    def travel(self) -> None:
        change_settings(self.owner, at=self.at, time_zone=ZONES[self.pick(len(ZONES) - 1)])

    def go_on_holiday(self) -> None:
        if self.owner.holidays and self.pick(2) == 0:
            end_holiday(self.owner, first=self.owner.holidays[-1].lower, at=self.at)
            return
        first = self.on + timedelta(days=self.pick(20) - 5)
        back = first + timedelta(days=1 + self.pick(30))
        add_holiday(self.owner, first=first, back=back, at=self.at)


VERBS = (
    "add time_passes time_passes log log change_a_conversation change_a_relationship hide"
    " change_the_aim travel go_on_holiday add log merge merge undo_a_merge"
).split()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), verbs=st.lists(st.sampled_from(VERBS), max_size=12))
def test_no_sequence_of_writes_in_any_time_zone_leaves_drift(
    db: None, data: st.DataObject, verbs: list[str]
) -> None:
    owner = User.objects.create_user(f"{uuid.uuid4()}@example.org")
    with acting_for(owner.pk):
        live(Story(owner, data.draw), verbs)


def live(story: Story, verbs: list[str]) -> None:
    for verb in verbs:
        try:
            getattr(story, verb)()
        except (ValidationError, UndoGone):
            continue  # the story asked for what the form would have refused
        assert derivation.drifted(story.owner.pk, story.on) == set(), verb

    later = story.on + timedelta(days=story.pick(400))
    assert derivation.drifted(story.owner.pk, later) == set()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), verbs=st.lists(st.sampled_from(VERBS), max_size=12))
def test_a_merge_that_is_taken_back_leaves_every_row_as_it_was(
    db: None, data: st.DataObject, verbs: list[str]
) -> None:
    owner = User.objects.create_user(f"{uuid.uuid4()}@example.org")
    with acting_for(owner.pk):
        story = Story(owner, data.draw)
        story.add()
        live(story, ["add", *verbs])
        story.begin_the_day()
        before = snapshot(owner)

        one, other = story.two_people()
        made = merging.merge(
            owner=owner, survivor_id=one.pk, loser_id=other.pk, on=story.on, at=story.at
        )
        assert snapshot(owner) != before
        merging.take_back(made, on=story.on, at=story.at)

        after = snapshot(owner)
        del after["importing.Merge"][str(made.pk)]
        assert after == before


def test_a_date_changed_behind_the_back_of_the_services_is_drift(acting_alice: User) -> None:
    story = Story(acting_alice, lambda strategy: 0)
    person = story.person()

    Contact.objects.filter(pk=person.pk).update(next_check_in_on=date(2031, 1, 1))
    assert derivation.drifted(acting_alice.pk, story.on) == {person.pk}

    derivation.rederive([person.pk], story.on)
    Contact.objects.filter(pk=person.pk).update(last_contact_on=date(2025, 1, 1))
    assert derivation.drifted(acting_alice.pk, story.on) == {person.pk}
