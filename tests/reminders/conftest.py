"""Time stands at NOW when accounts are made, so that a first plan is the test week's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from core.roles import acting_for
from reminders.models import Plan
from tests.conftest import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock shows NOW, and can be moved."""
    with time_machine.travel(NOW) as traveller:
        yield traveller


@pytest.fixture
def old_alice(clock: time_machine.Traveller, alice: User) -> Iterator[User]:
    """Alice, whose first fortnight is long over and who has no plan yet; her rows exist."""
    User.objects.filter(pk=alice.pk).update(date_joined=NOW - timedelta(days=100))
    alice.refresh_from_db()
    with acting_for(alice.pk):
        Plan.objects.for_user(alice).delete()
        yield alice


@pytest.fixture
def new_alice(clock: time_machine.Traveller, alice: User) -> Iterator[User]:
    """Alice, who has just signed up; her rows exist."""
    with acting_for(alice.pk):
        yield alice
