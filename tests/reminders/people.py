"""Rows for the tests of reminders. Use inside acting_for."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from contacts.derivation import rederive
from contacts.enums import LastTalked
from contacts.models import Contact, RelationshipType
from contacts.services import create_contact
from interactions.models import Interaction, InteractionKind
from interactions.services import log
from reminders.models import Plan
from reminders.services import standing_plan
from tests.conftest import NOW, TODAY
from tests.factories import make_contact, make_interaction


def make_due(
    owner: User,
    display: str = "Ana Kovač",
    *,
    days: int = 0,
    type_key: str = "peer",
    on: date = TODAY,
    **fields: Any,
) -> Contact:
    """Somebody whose check-in fell due so many days ago, counted from the last coffee."""
    long_ago = on - timedelta(days=1000)
    contact = make_contact(owner, display, type_key=type_key, on=long_ago, **fields)
    last = on - timedelta(days=days + (contact.cadence_days or 0))
    make_interaction(contact, occurred_on=last, on=on)
    contact.refresh_from_db()
    return contact


def make_many_due(owner: User, how_many: int, *, on: date = TODAY) -> None:
    """People never talked with, each of a cadence of their own and due for up to 100 days."""
    people = Contact.objects.bulk_create(
        Contact(
            owner=owner,
            display=f"Q{number}",
            triaged_on=on - timedelta(days=400),
            cadence_override=60,
            first_due_on=on - timedelta(days=number % 100),
        )
        for number in range(how_many)
    )
    rederive([contact.pk for contact in people], on)


def say(
    contact: Contact,
    kind: str = "coffee",
    *,
    occurred_on: date = TODAY,
    on: date | None = None,
    **fields: Any,
) -> Interaction:
    """Log it through the service, as the form does."""
    return log(
        owner=contact.owner,
        contact_ids=[contact.pk],
        kind=InteractionKind.objects.for_user(contact.owner).known_as(kind),
        occurred_on=occurred_on,
        on=on or max(occurred_on, TODAY),
        at=NOW,
        **fields,
    )


def add_by_hand(
    owner: User,
    display: str,
    type_key: str = "",
    *,
    on: date = TODAY,
    at: datetime = NOW,
    last_talked: LastTalked = LastTalked.UNKNOWN,
) -> Contact:
    """As the form for a new person does."""
    types = RelationshipType.objects.for_user(owner).filter(key=type_key)
    return create_contact(
        owner=owner,
        on=on,
        at=at,
        display=display,
        type_ids=[type.pk for type in types],
        last_talked=last_talked,
    )


def this_weeks(owner: User, on: date = TODAY) -> Plan:
    plan = standing_plan(owner, on)
    assert plan is not None
    return plan


def names(plan: Plan | None) -> list[str]:
    """Who is in a plan, in order."""
    assert plan is not None
    return [slot.contact.display for slot in plan.slots.select_related("contact").in_order()]


def outcomes(plan: Plan) -> dict[str, str]:
    slots = plan.slots.select_related("contact").in_order()
    return {slot.contact.display: slot.outcome for slot in slots}
