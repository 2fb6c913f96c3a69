"""Staff see that something is due and how it ended, not what it says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.lines import DateLine
from contacts.services import add_date
from reminders.models import Heartbeat, Plan, PlanSlot, Reminder
from reminders.services import make_plan
from tests.conftest import NOW, TODAY
from tests.reminders.people import make_due

SECRET = "Marathon of Alice's friend"


@pytest.fixture
def staff(db: None) -> Client:
    boss = User.objects.create_superuser("boss@example.org", "correct horse battery")
    client = Client()
    client.force_login(boss)
    return client


@pytest.mark.parametrize("model", ["plan", "planslot", "reminder", "heartbeat"])
def test_staff_see_rows_without_their_words(old_alice: User, staff: Client, model: str) -> None:
    ana = make_due(old_alice, days=5)
    add_date(ana, DateLine("custom", month=11, day=20, label=SECRET), on=TODAY)
    make_plan(old_alice, at=NOW)
    Heartbeat.objects.create(name="tick", at=NOW - timedelta(minutes=1))
    rows = {"plan": Plan, "planslot": PlanSlot, "reminder": Reminder, "heartbeat": Heartbeat}
    key = rows[model]._default_manager.values_list("pk", flat=True).first()

    for url in (
        reverse(f"admin:reminders_{model}_changelist"),
        reverse(f"admin:reminders_{model}_change", args=[key]),
    ):
        response = staff.get(url)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()
    assert staff.get(reverse(f"admin:reminders_{model}_add")).status_code == 403


def test_others_are_sent_away(old_alice: User) -> None:
    client = Client()
    client.force_login(old_alice)

    assert client.get(reverse("admin:reminders_plan_changelist")).status_code == 302
