"""Relationship types: an account's own, their cadences, their order."""

from datetime import date, timedelta

from accounts.models import User
from contacts import services
from contacts.models import RelationshipType
from tests.factories import make_contact

TODAY = date(2026, 11, 16)


def type_of(owner: User, key: str) -> RelationshipType:
    return RelationshipType.objects.get(owner=owner, key=key)


def edit(type: RelationshipType, **fields: object) -> None:
    values: dict[str, object] = {
        "name": str(type),
        "cadence_days": type.cadence_days,
        "importance": type.importance,
        "purpose": type.purpose,
        "on": TODAY,
        **fields,
    }
    services.edit_type(type, **values)  # type: ignore[arg-type]


def names(owner: User) -> list[str]:
    return [str(type) for type in RelationshipType.objects.for_user(owner).active()]


def test_a_shorter_cadence_reaches_everybody_of_the_type_gently(acting_alice: User) -> None:
    peer = make_contact(acting_alice, type_key="peer", last_contact_on=date(2026, 10, 1))
    mentor = make_contact(
        acting_alice, "Wilma", type_key="mentor", last_contact_on=date(2026, 11, 1)
    )

    edit(type_of(acting_alice, "peer"), cadence_days=20)

    peer.refresh_from_db()
    mentor.refresh_from_db()
    assert peer.cadence_days == 20
    assert peer.next_check_in_on is not None
    assert TODAY < peer.next_check_in_on <= TODAY + timedelta(days=7)
    assert mentor.next_check_in_on == date(2026, 12, 1)


def test_a_longer_cadence_moves_the_check_in_away(acting_alice: User) -> None:
    peer = make_contact(acting_alice, type_key="peer", last_contact_on=date(2026, 11, 1))

    edit(type_of(acting_alice, "peer"), cadence_days=90)

    peer.refresh_from_db()
    assert (peer.not_before, peer.next_check_in_on) == (None, date(2027, 1, 30))


def test_a_type_of_relcrm_keeps_its_translated_name_until_it_gets_another(
    acting_alice: User,
) -> None:
    mentor = type_of(acting_alice, "mentor")

    edit(mentor, name="Mentor")
    assert (mentor.name, str(mentor)) == ("", "Mentor")

    edit(mentor, name="Guide")
    assert (mentor.name, str(mentor)) == ("Guide", "Guide")

    edit(mentor, name=" ")
    assert str(mentor) == "Mentor"


def test_types_move_within_their_order(acting_alice: User) -> None:
    assert names(acting_alice)[:3] == ["Mentor", "Peer", "Manager"]

    services.move_type(type_of(acting_alice, "manager"), by=-1)
    services.move_type(type_of(acting_alice, "mentor"), by=-1)

    assert names(acting_alice)[:3] == ["Mentor", "Manager", "Peer"]


def test_presets_are_switched_on_and_off(acting_alice: User) -> None:
    assert "Mentee" not in names(acting_alice)

    services.offer_type(type_of(acting_alice, "mentee"), offered=True)
    services.offer_type(type_of(acting_alice, "peer"), offered=False)

    assert "Mentee" in names(acting_alice)
    assert "Peer" not in names(acting_alice)


def test_a_type_of_ones_own_comes_last(acting_alice: User) -> None:
    services.add_type(owner=acting_alice, name=" Alumni  ", cadence_days=180)

    assert names(acting_alice)[-1] == "Alumni"
