"""A triage that is taken back takes the person out of this week, too."""

from django.utils import timezone

from accounts.models import User
from contacts import services as people
from contacts.models import Contact, RelationshipType
from reminders.models import PlanSlot


def test_an_undone_triage_leaves_no_suggestion_behind(acting_alice: User) -> None:
    on = acting_alice.today(timezone.now())
    contact = Contact.objects.create(owner=acting_alice, display="Ana")
    mentor = RelationshipType.objects.for_user(acting_alice).get(key="mentor")
    before = people.triage(owner=acting_alice, contact_ids=[contact.pk], type_id=mentor.pk, on=on)
    assert PlanSlot.objects.filter(contact=contact).count() == 1

    people.untriage(owner=acting_alice, before=before, on=on)

    assert PlanSlot.objects.filter(contact=contact).count() == 0


def test_an_undone_snooze_leaves_the_suggestion(acting_alice: User) -> None:
    on = acting_alice.today(timezone.now())
    mentor = RelationshipType.objects.for_user(acting_alice).get(key="mentor")
    contact = people.create_contact(
        owner=acting_alice, on=on, at=timezone.now(), display="Ana", type_ids=[mentor.pk]
    )
    before = people.standing([contact.pk], ("snoozed_on", "snoozed_until"))

    people.put_back(owner=acting_alice, before=before, on=on)

    assert PlanSlot.objects.filter(contact=contact).count() == 1
