"""Logging, editing, the trash and promises, as the services do them."""

import threading
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions import services
from interactions.contents import Content, MarkOf
from interactions.enums import KindKey, MarkVerb, MarkWhat, Precision, PromiseBy, Status
from interactions.exceptions import StaleEdit
from interactions.models import Interaction, InteractionKind, Mark, Participant, Promise
from interactions.services import NewPromise
from interactions.signals import interaction_logged, interaction_removed
from tests.conftest import NOW, TODAY, make_user
from tests.factories import make_contact

KEY = uuid.UUID("00000000-0000-4000-8000-000000000001")
YESTERDAY = TODAY - timedelta(days=1)


def kind(owner: User, key: str = KindKey.COFFEE) -> InteractionKind:
    return InteractionKind.objects.for_user(owner).known_as(key)


def log(owner: User, *people: Contact, **fields: Any) -> Interaction:
    """A coffee yesterday, unless said otherwise."""
    usual: dict[str, Any] = {"occurred_on": YESTERDAY, "on": TODAY, "at": NOW}
    return services.log(
        owner=owner,
        contact_ids=[person.pk for person in people],
        kind=fields.pop("kind", None) or kind(owner),
        **{**usual, **fields},
    )


def last_contact(person: Contact) -> date | None:
    person.refresh_from_db()
    return person.last_contact_on


def told(signal: Any) -> list[set[uuid.UUID]]:
    """The sets of people that a signal names from now on."""
    heard: list[set[uuid.UUID]] = []

    def hear(contact_ids: list[uuid.UUID], **kwargs: Any) -> None:
        heard.append(set(contact_ids))

    signal.connect(hear, weak=False)
    return heard


@pytest.fixture
def logged() -> Any:
    before = list(interaction_logged.receivers)
    yield told(interaction_logged)
    interaction_logged.receivers = before
    interaction_logged.sender_receivers_cache.clear()


@pytest.fixture
def removed() -> Any:
    before = list(interaction_removed.receivers)
    yield told(interaction_removed)
    interaction_removed.receivers = before
    interaction_removed.sender_receivers_cache.clear()


# --- log ------------------------------------------------------------


def test_logging_a_coffee_moves_the_check_in(acting_alice: User) -> None:
    ana = make_contact(acting_alice, type_key="mentor")

    log(acting_alice, ana)

    ana.refresh_from_db()
    assert ana.last_contact_on == YESTERDAY
    assert ana.next_check_in_on == YESTERDAY + timedelta(days=30)


def test_logging_keeps_all_that_was_said(acting_alice: User) -> None:
    ana, ben = make_contact(acting_alice), make_contact(acting_alice, "Ben Ode")

    interaction = log(
        acting_alice,
        ana,
        ben,
        text="Her move to **Lisbon**",
        ask_about="the flat",
        precision=Precision.MONTH,
        sensitive=True,
        marks=[
            MarkOf(ana.pk, MarkVerb.GAVE, MarkWhat.ADVICE),
            MarkOf(ana.pk, MarkVerb.RECEIVED, MarkWhat.READING),
            MarkOf(ben.pk, MarkVerb.ASKED, MarkWhat.HELP),
        ],
        promises=[NewPromise(PromiseBy.ME, "send the deck", TODAY, ben.pk)],
    )

    stored = Interaction.objects.get(pk=interaction.pk)
    assert (stored.text, stored.ask_about) == ("Her move to **Lisbon**", "the flat")
    assert (stored.precision, stored.sensitive, stored.headcount) == ("month", True, 2)
    assert set(Mark.objects.values_list("participant__contact_id", "verb", "what")) == {
        (ana.pk, "gave", "advice"),
        (ana.pk, "received", "reading"),
        (ben.pk, "asked", "help"),
    }
    promise = Promise.objects.get()
    assert (promise.contact, promise.text, promise.interaction) == (ben, "send the deck", stored)


def test_the_same_key_again_stores_nothing_and_answers_the_same(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    promises = [NewPromise(PromiseBy.ME, "send the deck")]

    first = log(acting_alice, ana, key=KEY, promises=promises)
    second = log(acting_alice, ana, key=KEY, promises=promises)

    assert second == first
    assert Interaction.objects.count() == 1
    assert Promise.objects.count() == 1


def test_without_a_key_two_talks_on_a_day_are_two(acting_alice: User) -> None:
    ana = make_contact(acting_alice)

    log(acting_alice, ana)
    log(acting_alice, ana)

    assert Interaction.objects.count() == 2


def test_the_same_key_of_another_owner_is_another_row(alice: User, bob: User) -> None:
    rows = []
    for owner in (alice, bob):
        with acting_for(owner.pk):
            rows.append(log(owner, make_contact(owner), key=KEY))

    assert rows[0].pk != rows[1].pk


def test_a_form_sent_again_brings_its_row_back_from_the_trash(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    first = log(acting_alice, ana, key=KEY)
    services.delete(first, on=TODAY, at=NOW)

    again = log(acting_alice, ana, key=KEY)

    assert (again.pk, again.deleted_at) == (first.pk, None)
    assert last_contact(ana) == YESTERDAY


def test_done_tomorrow_is_refused(acting_alice: User) -> None:
    ana = make_contact(acting_alice)

    with pytest.raises(ValidationError) as refused:
        log(acting_alice, ana, occurred_on=TODAY + timedelta(days=1))

    assert list(refused.value.message_dict) == ["occurred_on"]
    assert Interaction.objects.count() == 0


def test_planned_tomorrow_does_not_count_as_contact(acting_alice: User) -> None:
    ana = make_contact(acting_alice, type_key="mentor")

    log(acting_alice, ana, occurred_on=TODAY + timedelta(days=1), status=Status.PLANNED)

    ana.refresh_from_db()
    assert (ana.last_contact_on, ana.planned_on) == (None, TODAY + timedelta(days=1))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(9999, 12, 31)])
def test_a_day_in_another_age_is_refused(acting_alice: User, day: date) -> None:
    ana = make_contact(acting_alice)

    with pytest.raises(ValidationError):
        log(acting_alice, ana, occurred_on=day, status=Status.PLANNED)


def test_logging_with_nobody_is_refused(acting_alice: User) -> None:
    with pytest.raises(ValidationError):
        log(acting_alice)


def test_a_strangers_person_cannot_be_named(alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        theirs = make_contact(bob)

    with acting_for(alice.pk), pytest.raises(Contact.DoesNotExist):
        log(alice, theirs)


def test_a_kind_of_another_account_is_refused_by_the_database(alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        theirs = kind(bob)

    with acting_for(alice.pk):
        ana = make_contact(alice)
        with pytest.raises(Exception, match="same_owner"), transaction.atomic():
            log(alice, ana, kind=theirs)
        assert Interaction.objects.count() == 0


def test_a_gathering_of_nine_counts_only_for_those_ticked(acting_alice: User) -> None:
    people = [make_contact(acting_alice, f"Guest {number}") for number in range(9)]

    log(acting_alice, *people, talked_ids={people[0].pk, people[3].pk})

    assert [last_contact(person) for person in people] == [
        YESTERDAY if number in (0, 3) else None for number in range(9)
    ]


def test_a_gathering_of_nine_with_nobody_ticked_counts_for_nobody(acting_alice: User) -> None:
    people = [make_contact(acting_alice, f"Guest {number}") for number in range(9)]

    log(acting_alice, *people)

    assert {last_contact(person) for person in people} == {None}


def test_logging_costs_the_same_queries_for_one_and_for_eight(acting_alice: User) -> None:
    of_kind, counts = kind(acting_alice), []
    for many in (1, 8):
        people = [make_contact(acting_alice, f"Guest {n}") for n in range(many)]
        with CaptureQueriesContext(connection) as queries:
            log(acting_alice, *people, kind=of_kind, key=uuid.uuid4())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_who_is_told_of_a_log(acting_alice: User, logged: Any) -> None:
    ana, ben = make_contact(acting_alice), make_contact(acting_alice, "Ben Ode")

    log(acting_alice, ana, ben)

    assert logged == [{ana.pk, ben.pk}]


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_form_at_the_same_moment_make_one_row() -> None:
    owner = make_user("alice@example.org")
    with acting_for(owner.pk):
        ana = make_contact(owner)
    together = threading.Barrier(2)
    answers: list[uuid.UUID] = []

    def post() -> None:
        try:
            with acting_for(owner.pk):
                of_kind = kind(owner)
                together.wait(timeout=10)
                row = log(owner, ana, kind=of_kind, key=KEY)
                answers.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(answers) == 2
    assert len(set(answers)) == 1
    with acting_for(owner.pk):
        assert Interaction.objects.count() == 1
        assert Participant.objects.count() == 1


# --- edit ------------------------------------------------------------


def test_an_edit_keeps_what_stood_before(acting_alice: User) -> None:
    interaction = log(acting_alice, make_contact(acting_alice), text="Lisbon")

    edited = services.edit(interaction, version=1, on=TODAY, at=NOW, text="Porto")

    assert (edited.version, edited.text) == (2, "Porto")
    assert [(v.version, v.before["text"]) for v in edited.versions.all()] == [(1, "Lisbon")]


def test_an_edit_to_an_earlier_day_moves_the_clock_back(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    interaction = log(acting_alice, ana)

    services.edit(interaction, version=1, on=TODAY, at=NOW, occurred_on=date(2026, 4, 2))

    assert last_contact(ana) == date(2026, 4, 2)
    assert Participant.objects.get().occurred_on == date(2026, 4, 2)


def test_an_edit_of_an_old_version_is_refused_and_overwrites_nothing(acting_alice: User) -> None:
    interaction = log(acting_alice, make_contact(acting_alice), text="Lisbon")
    services.edit(interaction, version=1, on=TODAY, at=NOW, text="Porto")

    with pytest.raises(StaleEdit) as refused:
        services.edit(interaction, version=1, on=TODAY, at=NOW, text="Braga")

    assert refused.value.current.text == "Porto"
    assert Interaction.objects.get().text == "Porto"


def test_the_same_edit_sent_twice_is_one(acting_alice: User) -> None:
    interaction = log(acting_alice, make_contact(acting_alice), text="Lisbon")
    promises = [NewPromise(PromiseBy.ME, "send the deck")]

    for _ in range(2):
        edited = services.edit(
            interaction, version=1, on=TODAY, at=NOW, text="Porto", promises=promises, key=KEY
        )

    assert edited.version == 2
    assert Promise.objects.count() == 1


def test_an_edit_may_change_who_was_there(acting_alice: User, logged: Any, removed: Any) -> None:
    ana, ben = make_contact(acting_alice), make_contact(acting_alice, "Ben Ode")
    interaction = log(acting_alice, ana)

    services.edit(interaction, version=1, on=TODAY, at=NOW, contact_ids=[ben.pk])

    assert (last_contact(ana), last_contact(ben)) == (None, YESTERDAY)
    assert logged == [{ana.pk}, {ben.pk}]
    assert removed == [{ana.pk}]


def test_an_edit_keeps_marks_unless_they_are_named(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    advice = MarkOf(ana.pk, MarkVerb.GAVE, MarkWhat.ADVICE)
    help_ = MarkOf(ana.pk, MarkVerb.ASKED, MarkWhat.HELP)
    interaction = log(acting_alice, ana, marks=[advice])

    services.edit(interaction, version=1, on=TODAY, at=NOW, text="more")
    kept = list(Mark.objects.values_list("verb", "what"))
    services.edit(interaction, version=2, on=TODAY, at=NOW, marks=[help_])

    assert kept == [("gave", "advice")]
    assert list(Mark.objects.values_list("verb", "what")) == [("asked", "help")]


def test_an_edit_leaves_people_in_the_trash_where_they_were(acting_alice: User) -> None:
    ana, ben = make_contact(acting_alice), make_contact(acting_alice, "Ben Ode")
    interaction = log(acting_alice, ana, ben)
    Contact.objects.filter(pk=ben.pk).update(deleted_at=NOW)

    services.edit(interaction, version=1, on=TODAY, at=NOW, contact_ids=[ana.pk])

    assert set(Participant.objects.values_list("contact_id", flat=True)) == {ana.pk, ben.pk}


def test_an_edit_cannot_bring_a_strangers_person_in(alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        theirs = make_contact(bob)

    with acting_for(alice.pk):
        interaction = log(alice, make_contact(alice))
        with pytest.raises(Contact.DoesNotExist):
            services.edit(interaction, version=1, on=TODAY, at=NOW, contact_ids=[theirs.pk])


def test_an_edit_taken_back_says_exactly_what_stood_before(acting_alice: User) -> None:
    ana, ben = make_contact(acting_alice), make_contact(acting_alice, "Ben Ode")
    interaction = log(
        acting_alice,
        ana,
        ben,
        text="Lisbon",
        marks=[MarkOf(ana.pk, MarkVerb.GAVE, MarkWhat.ADVICE)],
    )
    before = Content.of(interaction)
    services.edit(
        interaction,
        version=1,
        on=TODAY,
        at=NOW,
        text="Porto",
        contact_ids=[ben.pk],
        kind=kind(acting_alice, KindKey.CALL),
        occurred_on=date(2026, 5, 1),
    )

    back = services.put_back(interaction, version=1, on=TODAY, at=NOW)

    assert Content.of(back) == before
    assert (last_contact(ana), last_contact(ben)) == (YESTERDAY, YESTERDAY)


# --- trash ------------------------------------------------------------


def test_deleting_moves_the_clock_back_and_restoring_forward(
    acting_alice: User, removed: Any
) -> None:
    ana = make_contact(acting_alice)
    log(acting_alice, ana, occurred_on=date(2026, 9, 1))
    interaction = log(acting_alice, ana)

    services.delete(interaction, on=TODAY, at=NOW)
    after_delete = last_contact(ana)
    services.delete(interaction, on=TODAY, at=NOW)
    services.restore(interaction, on=TODAY, at=NOW)

    assert after_delete == date(2026, 9, 1)
    assert last_contact(ana) == YESTERDAY
    assert removed == [{ana.pk}]


# --- did it happen? ------------------------------------------------------------


@pytest.fixture
def planned(acting_alice: User) -> Interaction:
    ana = make_contact(acting_alice, type_key="mentor")
    return log(acting_alice, ana, occurred_on=YESTERDAY, status=Status.PLANNED)


def test_yes_counts(acting_alice: User, planned: Interaction) -> None:
    services.answer_happened(planned, happened=True, on=TODAY, at=NOW)

    assert Contact.objects.get().last_contact_on == YESTERDAY
    assert Interaction.objects.get().status == Status.DONE


def test_no_puts_the_person_back_in_the_list(
    acting_alice: User, planned: Interaction, removed: Any
) -> None:
    services.answer_happened(planned, happened=False, on=TODAY, at=NOW)

    ana = Contact.objects.get()
    assert (ana.last_contact_on, ana.planned_on) == (None, None)
    assert Interaction.objects.get().status == Status.CANCELLED
    assert removed == [{ana.pk}]


def test_no_with_a_new_date_stays_planned(acting_alice: User, planned: Interaction) -> None:
    friday = TODAY + timedelta(days=4)

    services.answer_happened(planned, happened=False, on=TODAY, at=NOW, new_date=friday)

    assert Contact.objects.get().planned_on == friday
    assert Interaction.objects.get().status == Status.PLANNED


def test_an_answer_given_twice_counts_once(acting_alice: User, planned: Interaction) -> None:
    services.answer_happened(planned, happened=True, on=TODAY, at=NOW)
    services.answer_happened(planned, happened=False, on=TODAY, at=NOW)

    assert Interaction.objects.get().status == Status.DONE


def test_yes_before_the_day_has_come_is_refused(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    tomorrow = log(acting_alice, ana, occurred_on=TODAY + timedelta(1), status=Status.PLANNED)

    with pytest.raises(ValidationError):
        services.answer_happened(tomorrow, happened=True, on=TODAY, at=NOW)


# --- promises ------------------------------------------------------------


def promise(owner: User, **fields: Any) -> Promise:
    usual = {"by": PromiseBy.ME, "text": "send the deck", "due_on": TODAY, "on": TODAY}
    contact = fields.pop("contact", None) or make_contact(owner)
    return services.promise(owner=owner, contact=contact, **{**usual, **fields})


def test_a_promise_is_kept_and_opened_again(acting_alice: User) -> None:
    made = promise(acting_alice)

    services.keep_promise(made, on=TODAY)
    kept = Promise.objects.get()
    services.reopen_promise(kept, on=TODAY)

    assert (kept.pk, made.closed_on) == (made.pk, TODAY)
    assert (Promise.objects.get().state, Promise.objects.get().closed_on) == ("open", None)


def test_a_dropped_promise_is_no_longer_due(acting_alice: User) -> None:
    services.drop_promise(promise(acting_alice), on=TODAY)

    assert list(Promise.objects.due_by(TODAY)) == []


def test_a_moved_promise_counts_as_renegotiated_only_if_it_had_a_day(acting_alice: User) -> None:
    ana = make_contact(acting_alice)
    dated = promise(acting_alice, contact=ana)
    undated = promise(acting_alice, contact=ana, due_on=None)

    for one in (dated, undated):
        services.move_promise(one, due_on=TODAY + timedelta(days=7), on=TODAY)

    assert (dated.moved, undated.moved) == (1, 0)


def test_a_promise_with_the_same_key_is_one(acting_alice: User) -> None:
    ana = make_contact(acting_alice)

    first = promise(acting_alice, contact=ana, key=KEY)
    second = promise(acting_alice, contact=ana, key=KEY)

    assert first == second
    assert Promise.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 501}, {"due_on": date(9999, 12, 31)}]
)
def test_a_promise_that_says_nothing_or_too_much_is_refused(
    acting_alice: User, fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        promise(acting_alice, **fields)

    assert Promise.objects.count() == 0
