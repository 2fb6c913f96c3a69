"""Writing people: added, changed, their role, the trash."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.dispatch import Signal

from accounts.models import User
from contacts import services
from contacts.enums import LastTalked
from contacts.lines import DateLine, MethodLine, RelationshipLine
from contacts.models import Company, Contact, RelationshipType, Tag
from contacts.signals import (
    counting_changed,
    dates_changed,
    last_talked_said,
    people_tracked,
    role_changed,
)
from tests.factories import make_contact

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)

Heard = Callable[[Signal], list[dict[str, Any]]]


@pytest.fixture
def heard() -> Any:
    """Listen to a signal for the length of the test; what it said."""
    listening: list[tuple[Signal, Any]] = []

    def listen(signal: Signal) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = []

        def receiver(sender: Any, signal: Signal, **words: Any) -> None:
            said.append(words)

        signal.connect(receiver, weak=False)
        listening.append((signal, receiver))
        return said

    yield listen
    for signal, receiver in listening:
        signal.disconnect(receiver)


def type_of(owner: User, key: str) -> RelationshipType:
    return RelationshipType.objects.get(owner=owner, key=key)


def create(owner: User, **fields: Any) -> Contact:
    fields = {"display": "Ana Kovač", "on": TODAY, "at": NOW, **fields}
    return services.create_contact(owner=owner, **fields)


def update(contact: Contact, **fields: Any) -> None:
    fields = {"on": TODAY, "at": NOW, "version": contact.version, **fields}
    services.update_contact(contact, **fields)


def test_a_person_added_by_hand_is_tracked_and_due_within_a_fortnight(
    acting_alice: User, heard: Heard
) -> None:
    tracked = heard(people_tracked)
    industry = type_of(acting_alice, "industry")

    contact = create(acting_alice, type_ids=[industry.pk])

    assert (contact.triaged_on, contact.cadence_days) == (TODAY, 120)
    assert contact.first_due_on == date(2026, 11, 30)
    assert contact.next_check_in_on == date(2026, 11, 30)
    assert tracked == [{"owner": acting_alice, "contact_ids": [contact.pk], "on": TODAY}]


def test_a_person_without_a_type_is_kept_but_nobody_nags(acting_alice: User, heard: Heard) -> None:
    tracked = heard(people_tracked)

    contact = create(acting_alice)

    assert (contact.triaged_on, contact.next_check_in_on) == (TODAY, None)
    assert tracked == []


def test_a_type_added_later_begins_the_tracking(acting_alice: User, heard: Heard) -> None:
    contact = create(acting_alice)
    tracked = heard(people_tracked)

    services.add_relationship(contact, type=type_of(acting_alice, "manager"), on=TODAY)

    assert contact.next_check_in_on == date(2026, 11, 30)
    assert [words["contact_ids"] for words in tracked] == [[contact.pk]]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (LastTalked.MONTH, [LastTalked.MONTH]),
        (LastTalked.UNKNOWN, []),
        (None, []),
    ],
)
def test_the_answer_to_last_talked_is_told_when_there_is_one(
    acting_alice: User, heard: Heard, answer: LastTalked | None, said: list[LastTalked]
) -> None:
    told = heard(last_talked_said)

    create(acting_alice, last_talked=answer)

    assert [words["how"] for words in told] == said


def test_all_that_a_form_says_is_stored_at_once(acting_alice: User) -> None:
    peer = type_of(acting_alice, "peer")
    contact = create(
        acting_alice,
        company_name="  Halden   Robotics ",
        title="VP Product",
        relationships=[RelationshipLine(peer, starts_on=date(2020, 1, 1))],
        methods=[
            MethodLine("email", "Ana@Example.org", "work"),
            MethodLine("email", "ana@example.ORG"),
            MethodLine("phone", "+386 1 555 01 42"),
        ],
        tags=["Pricing", "pricing ", "Ljubljana"],
        dates=[DateLine("birthday", 2, 12)],
        how_met="At a conference.",
    )

    assert str(contact.company) == "Halden Robotics"
    assert [(m.kind, m.value, m.normalised, m.primary) for m in contact.methods.all()] == [
        ("email", "Ana@Example.org", "ana@example.org", True),
        ("phone", "+386 1 555 01 42", "+38615550142", True),
    ]
    assert sorted(t.tag.name for t in contact.contact_tags.all()) == ["Ljubljana", "Pricing"]
    assert [(d.kind, d.day, d.month, d.year) for d in contact.dates.all()] == [
        ("birthday", 12, 2, None)
    ]
    assert [(p.company, p.title) for p in contact.positions.all()] == [
        ("Halden Robotics", "VP Product")
    ]
    assert list(Contact.objects.matching("halden ljubl 555 01 vp kovac")) == [contact]


def test_two_spellings_are_one_company_and_one_tag(acting_alice: User) -> None:
    first = services.company_named(acting_alice, "Café Müller")

    assert services.company_named(acting_alice, " CAFE  MULLER") == first
    assert services.company_named(acting_alice, "  ") is None
    assert services.tag_named(acting_alice, "VIP") == services.tag_named(acting_alice, "vip")
    assert (Company.objects.count(), Tag.objects.count()) == (1, 1)


def test_a_name_that_is_blank_or_too_long_is_refused(acting_alice: User) -> None:
    for name in ("", "x" * 256):
        with pytest.raises(ValidationError, match="display"):
            create(acting_alice, display=name)

    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["O'Brien", "Null", "<img src=x onerror=alert(1)>", "陈思远", "🦊"]
)
def test_any_name_is_kept_as_it_is(acting_alice: User, name: str) -> None:
    contact = create(acting_alice, display=name)

    assert Contact.objects.get(pk=contact.pk).display == name


def test_somebody_elses_type_cannot_be_given(acting_alice: User, bob: User) -> None:
    with pytest.raises(RelationshipType.DoesNotExist):
        create(acting_alice, type_ids=[bob.pk])


def test_a_change_takes_the_next_version(acting_alice: User) -> None:
    contact = create(acting_alice, title="Engineer")

    update(contact, nickname="Anči")

    stored = Contact.objects.get(pk=contact.pk)
    assert (stored.nickname, stored.title, stored.version) == ("Anči", "Engineer", 2)
    assert list(Contact.objects.matching("anci")) == [contact]


def test_a_change_to_what_was_changed_meanwhile_is_refused(acting_alice: User) -> None:
    contact = create(acting_alice)
    update(contact, nickname="Anči", version=1)

    with pytest.raises(services.StaleEdit) as stale:
        update(contact, nickname="Anica", version=1)

    assert stale.value.current.nickname == "Anči"
    assert Contact.objects.get(pk=contact.pk).nickname == "Anči"


def test_what_is_not_given_stays(acting_alice: User) -> None:
    contact = create(
        acting_alice, company_name="Halden", tags=["a"], methods=[MethodLine("email", "a@b.org")]
    )

    update(contact, title="CTO")

    assert str(contact.company) == "Halden"
    assert (contact.contact_tags.count(), contact.methods.count()) == (1, 1)


def test_lines_with_ids_change_their_rows_and_missing_ones_go(acting_alice: User) -> None:
    peer, client = (type_of(acting_alice, key) for key in ("peer", "client"))
    contact = create(acting_alice, type_ids=[peer.pk, client.pk], dates=[DateLine("birthday", 2)])
    kept = contact.relationships.get(type=peer)
    birthday = contact.dates.get()

    update(
        contact,
        relationships=[RelationshipLine(peer, date(2019, 1, 1), None, kept.pk)],
        dates=[DateLine("birthday", 2, 12, id=birthday.pk), DateLine("work", 5)],
    )

    assert [(r.pk, r.starts_on) for r in contact.relationships.all()] == [
        (kept.pk, date(2019, 1, 1))
    ]
    assert {(d.pk == birthday.pk, d.day) for d in contact.dates.all()} == {
        (True, 12),
        (False, None),
    }


def test_changed_dates_are_told_once_and_unchanged_ones_not(
    acting_alice: User, heard: Heard
) -> None:
    contact = create(acting_alice, dates=[DateLine("birthday", 2, 12)])
    birthday = contact.dates.get()
    told = heard(dates_changed)

    update(contact, dates=[DateLine("birthday", 2, 12, id=birthday.pk)])
    assert told == []

    update(contact, dates=[])
    assert told == [{"contact": contact, "on": TODAY}]


def test_another_rule_of_counting_is_told(acting_alice: User, heard: Heard) -> None:
    contact = create(acting_alice)
    told = heard(counting_changed)

    update(contact, counts="any")
    assert told == []

    update(contact, counts="talks")
    assert told == [{"contact_ids": [contact.pk], "on": TODAY}]


def test_a_shorter_cadence_is_due_within_a_week_and_not_overdue(acting_alice: User) -> None:
    contact = make_contact(acting_alice, type_key="light_tie", last_contact_on=date(2026, 1, 2))

    services.set_cadence(contact, days=14, on=TODAY)

    assert contact.next_check_in_on is not None
    assert TODAY < contact.next_check_in_on <= TODAY + timedelta(days=7)
    assert contact.state_on(TODAY) == "soon" or contact.state_on(TODAY) == "fresh"


def test_a_longer_cadence_is_taken_as_it_is(acting_alice: User) -> None:
    contact = make_contact(acting_alice, type_key="mentor", last_contact_on=date(2026, 11, 1))

    services.set_cadence(contact, days=90, on=TODAY)

    assert (contact.not_before, contact.next_check_in_on) == (None, date(2027, 1, 30))


def test_no_longer_in_regular_touch_is_due_within_a_week(acting_alice: User) -> None:
    contact = make_contact(
        acting_alice, type_key="manager", last_contact_on=date(2026, 1, 2), regular_touch=True
    )
    assert contact.next_check_in_on is None

    update(contact, regular_touch=False)

    assert contact.next_check_in_on is not None
    assert TODAY < contact.next_check_in_on <= TODAY + timedelta(days=7)


def test_an_ended_relationship_becomes_former(acting_alice: User) -> None:
    contact = make_contact(acting_alice, type_key="mentor", last_contact_on=date(2026, 11, 1))

    services.end_relationship(contact.relationships.get(), on=TODAY)

    contact.refresh_from_db()
    assert (contact.cadence_days, contact.next_check_in_on) == (180, date(2027, 4, 30))


def test_a_new_role_keeps_the_old_one_in_the_history(acting_alice: User, heard: Heard) -> None:
    told = heard(role_changed)
    contact = create(acting_alice, company_name="Halden", title="Engineer")
    june = date(2027, 6, 1)

    services.set_role(contact, company_name="Lumen", title="CTO", on=june, noticed=True)

    assert [(p.company, p.title, p.ended_on) for p in contact.positions.order_by("noticed_on")] == [
        ("Halden", "Engineer", june),
        ("Lumen", "CTO", None),
    ]
    assert told == [
        {
            "contact": contact,
            "company_before": "Halden",
            "title_before": "Engineer",
            "on": june,
        }
    ]
    assert list(Contact.objects.matching("lumen cto")) == [contact]


def test_the_same_role_again_is_no_news(acting_alice: User, heard: Heard) -> None:
    told = heard(role_changed)
    contact = create(acting_alice, company_name="Halden", title="Engineer")

    services.set_role(contact, company_name="HALDEN", title="Engineer", on=TODAY, noticed=True)

    assert (told, contact.positions.count(), contact.version) == ([], 1, 1)


def test_the_role_of_an_imported_person_enters_the_history_when_it_ends(
    acting_alice: User,
) -> None:
    halden = services.company_named(acting_alice, "Halden")
    contact = make_contact(acting_alice, company=halden, title="Engineer")

    services.set_role(contact, company_name="", title="Retired", on=TODAY, noticed=False)

    ended, current = contact.positions.order_by("noticed_on", "ended_on")
    assert (ended.company, ended.title, ended.ended_on) == ("Halden", "Engineer", TODAY)
    assert (current.company, current.title, current.ended_on) == ("", "Retired", None)


def test_a_deleted_person_comes_back_as_they_were(acting_alice: User) -> None:
    contact = create(acting_alice, type_ids=[type_of(acting_alice, "peer").pk])
    due = contact.next_check_in_on

    services.delete_contact(contact, NOW)
    assert list(Contact.objects.for_user(acting_alice).kept()) == []

    services.restore_contact(contact, NOW)
    assert Contact.objects.for_user(acting_alice).kept().get().next_check_in_on == due
