"""SQL and the model in plain Python say the same of any person on any day."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.holidays import joined
from accounts.models import User
from contacts import derivation
from contacts.enums import State
from contacts.models import Contact, Relationship, RelationshipType
from core.ids import spread
from tests.factories import TODAY
from tests.staleness.reference import Person, Tie

near = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=500))
past = st.dates(TODAY - timedelta(days=900), TODAY)
maybe_near = st.none() | near
maybe_past = st.none() | past
spans = st.none() | st.tuples(near, st.integers(1, 200))


@st.composite
def ties(draw: st.DrawFn) -> Tie:
    starts, length = draw(maybe_near), draw(st.none() | st.integers(0, 300))
    ends = None if length is None else (starts or draw(near)) + timedelta(days=length)
    return Tie(draw(st.integers(1, 400)), draw(past), starts, ends)


def apart(away: list[tuple[date, int] | None]) -> list[tuple[date, date]]:
    """As holidays stand in an account: those that touch are one."""
    holidays: list[DateRange] = []
    for span in filter(None, away):
        holidays = joined(holidays, span[0], span[0] + timedelta(days=span[1]))
    return [(one.lower, one.upper) for one in holidays]


@st.composite
def people(draw: st.DrawFn) -> Person:
    pause, away = draw(spans), draw(st.lists(spans, max_size=4))
    open_end = draw(st.booleans())
    return Person(
        ease=0,
        ties=draw(st.lists(ties(), max_size=3)),
        triaged_on=draw(maybe_past),
        cadence_override=draw(st.none() | st.integers(1, 1500)),
        regular_touch=draw(st.booleans()) and draw(st.booleans()),
        archived=draw(st.booleans()) and draw(st.booleans()),
        first_due_on=draw(maybe_near),
        not_before=draw(maybe_near),
        chosen_on=draw(maybe_near),
        chosen_set_on=draw(past),
        paused_from=pause and pause[0],
        paused_until=None if open_end or not pause else pause[0] + timedelta(days=pause[1]),
        holidays=apart(away),
        last_contact_on=draw(maybe_past),
        last_attempt_on=draw(maybe_past),
    )


def store(owner: User, person: Person) -> Contact:
    """The person as rows; its `ease` is set from the id that the row got."""
    User.objects.filter(pk=owner.pk).update(
        holidays=[DateRange(first, back) for first, back in person.holidays]
    )
    columns: dict[str, Any] = {
        name: value
        for name, value in vars(person).items()
        if name not in {"ease", "ties", "archived", "holidays"}
    }
    contact = Contact.objects.create(
        owner=owner,
        display="X",
        archived_on=TODAY if person.archived else None,
        **columns,
    )
    for tie in person.ties:
        kind = RelationshipType.objects.create(
            owner=owner,
            name=str(contact.pk)[-12:] + str(id(tie)),
            cadence_days=tie.cadence,
        )
        Relationship.objects.create(
            owner=owner,
            contact=contact,
            type=kind,
            starts_on=tie.starts_on,
            ends_on=tie.ends_on,
            added_on=tie.added_on,
        )
    person.ease = 1 + spread(contact.pk, derivation.EASE_DAYS)
    return contact


on_the_database = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@on_the_database
@given(person=people(), on=near)
def test_the_statement_says_when_somebody_is_due_as_the_model_does(
    acting_alice: User, person: Person, on: date
) -> None:
    contact = store(acting_alice, person)

    derivation.rederive([contact.pk], on)

    contact.refresh_from_db()
    assert contact.cadence_days == person.cadence(on)
    assert contact.next_check_in_on == person.next_check_in_on(on)


@on_the_database
@given(person=people(), on=near, later=st.integers(0, 400))
def test_dates_derived_once_hold_until_the_day_they_name_for_another_look(
    acting_alice: User, person: Person, on: date, later: int
) -> None:
    contact = store(acting_alice, person)
    derivation.rederive([contact.pk], on)
    contact.refresh_from_db()
    day = on + timedelta(days=later)

    if contact.rederive_on is None or contact.rederive_on > day:
        assert derivation.rederive([contact.pk], day) == 0
    assert contact.pk not in derivation.drifted(acting_alice.pk, day)


@on_the_database
@given(person=people(), on=near, later=st.integers(0, 400))
def test_the_list_and_the_page_give_somebody_the_same_state(
    acting_alice: User, person: Person, on: date, later: int
) -> None:
    contact = store(acting_alice, person)
    Contact.objects.filter(pk=contact.pk).update(
        snoozed_on=on,
        snoozed_until=on + timedelta(days=later % 9),
        suggestions=later % 5,
    )
    derivation.rederive([contact.pk], on)
    contact.refresh_from_db()
    day = on + timedelta(days=later)
    this = Contact.objects.filter(pk=contact.pk)

    state = contact.state_on(day)

    assert this.with_state(day).get().state == state  # type: ignore[attr-defined]
    assert [s for s in State if this.in_state(s, day).exists()] == [state]


@on_the_database
@given(person=people(), cadence=st.integers(1, 1500), on=near)
def test_bands_begin_where_the_ratio_says(
    acting_alice: User, person: Person, cadence: int, on: date
) -> None:
    person.cadence_override, person.triaged_on = cadence, TODAY
    person.archived = person.regular_touch = False
    person.paused_from = person.paused_until = None
    contact = store(acting_alice, person)
    derivation.rederive([contact.pk], on)
    contact.refresh_from_db()
    assert contact.soon_on
    assert contact.overdue_on

    def ratio(day: date) -> float:
        found = contact.staleness(day)
        assert found is not None
        return found

    one = timedelta(days=1)
    assert ratio(contact.soon_on) >= 0.75 > ratio(contact.soon_on - one)
    assert ratio(contact.overdue_on) >= 1.5 > ratio(contact.overdue_on - one)
