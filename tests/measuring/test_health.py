"""The doctor says what is wrong before somebody misses something."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from pages.health import Finding, examine
from reminders.models import Heartbeat
from tests.factories import make_contact

NOW = timezone.now()


def unwell() -> list[str]:
    return [finding.sentence for finding in examine(NOW) if not finding.well]


@pytest.fixture
def ticking(db: None) -> None:
    Heartbeat.objects.update_or_create(name="tick", defaults={"at": NOW - timedelta(seconds=30)})


def test_all_is_well_on_a_running_machine(ticking: None, alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, type_key="mentor", on=alice.today(NOW))

    assert unwell() == []
    assert Finding(True, "The scheduler last ran 30 seconds ago.") in list(examine(NOW))


def test_two_missed_ticks_are_told(ticking: None) -> None:
    Heartbeat.objects.update(at=NOW - timedelta(seconds=160))

    assert unwell() == ["The scheduler last ran 160 seconds ago."]


@pytest.mark.django_db
def test_a_scheduler_that_never_ran_is_told() -> None:
    assert unwell() == ["The scheduler has never run: start worker and beat."]


def test_a_dead_broker_is_told(ticking: None, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nonexistent/valkey.sock"

    assert unwell() == [
        "The broker can’t be reached: waiting work begins up to a minute late once it is back."
    ]


def test_a_drifted_date_is_told(ticking: None, alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, type_key="mentor", on=alice.today(NOW))
        Contact.objects.update(next_check_in_on="2031-01-01")

    assert unwell() == ["1 derived dates have drifted."]


def test_an_open_address_without_encryption_is_told(ticking: None, settings: Settings) -> None:
    settings.SITE_URL = "http://crm.example.org"
    settings.SITE_IS_HTTPS = False

    assert unwell() == ["SITE_URL is not https: cookies could be read on the way."]
