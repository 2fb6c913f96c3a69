"""Several questions in one statement give what each gives alone."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, F

from accounts.models import User
from contacts.models import Contact, ContactMethod, Relationship, RelationshipType
from core.roles import acting_for
from core.together import keep, together
from interactions.models import Interaction
from tests.factories import make_contact, make_interaction

TODAY = date(2026, 11, 16)


def test_the_rows_are_those_of_each_question_alone(
    acting_alice: User, django_assert_num_queries: Any
) -> None:
    ana = make_contact(acting_alice, "Ana 'Kovač' \\ %s", type_key="peer")
    make_contact(acting_alice, "Ben", type_key="mentor", starred=True)
    make_interaction(ana, occurred_on=TODAY, time=time(9, 30), text="“ok”")
    sets: dict[str, Any] = {
        "people": Contact.objects.for_user(acting_alice).order_by("-display"),
        "types": RelationshipType.objects.for_user(acting_alice).in_order(),
        "ties": Relationship.objects.for_user(acting_alice).order_by("pk"),
        "talks": Interaction.objects.for_user(acting_alice),
        "nobody": Contact.objects.for_user(acting_alice).by_ids([]),
        "methods": ContactMethod.objects.for_user(acting_alice),
        "few": Contact.objects.for_user(acting_alice).only("pk", "display").order_by("pk"),
    }

    with django_assert_num_queries(1):
        found = together(sets)

    for name in ("people", "types", "ties", "talks", "nobody", "methods"):
        alone = list(sets[name])
        assert found[name] == alone
        for row, same in zip(found[name], alone, strict=True):
            assert vars(row).keys() >= {field.attname for field in row._meta.concrete_fields}
            assert {k: v for k, v in vars(row).items() if k != "_state"} == {
                k: v for k, v in vars(same).items() if k != "_state"
            }
    assert [row.display for row in found["few"]] == ["Ana 'Kovač' \\ %s", "Ben"]
    assert found["few"][0].get_deferred_fields() >= {"title", "facts"}
    assert found["talks"][0].created_at.tzinfo is not None
    assert datetime.now(UTC) > found["talks"][0].created_at


def test_plain_values_and_annotations_come_through(acting_alice: User) -> None:
    make_contact(acting_alice, "Ana", type_key="peer")
    people = Contact.objects.for_user(acting_alice)

    found = together(
        {
            "values": people.values("sort_name", called=F("display")),
            "counted": people.annotate(ties=Count("relationships")),
        }
    )

    assert found["values"] == [{"sort_name": "ana", "called": "Ana"}]
    assert [row.ties for row in found["counted"]] == [1]


def test_each_row_is_asked_for_as_the_acting_user(acting_alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        make_contact(bob, "Bobs own")

    found = together({"people": Contact.objects.all()})  # the first wall forgotten

    assert found == {"people": []}


def test_no_question_gives_no_row(db: None) -> None:
    assert together({}) == {}


def test_kept_rows_need_no_query(acting_alice: User, django_assert_num_queries: Any) -> None:
    ana = make_contact(acting_alice, type_key="peer")
    ties = list(ana.relationships.all())

    with django_assert_num_queries(0):
        keep(ana, relationships=ties, methods=[])
        assert list(ana.relationships.all()) == ties
        assert list(ana.methods.all()) == []
