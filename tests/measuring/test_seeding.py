"""Synthetic accounts are right accounts: derived dates hold, and only their owner sees them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from interactions import derivation
from interactions.models import Interaction


@pytest.mark.django_db(transaction=True)
def test_seeded_accounts_have_what_was_asked_for_and_no_drift() -> None:
    call_command("seed_benchmark", users=2, contacts=30, interactions=90, stdout=StringIO())

    for user in User.objects.order_by("email"):
        on = user.today(timezone.now())
        with acting_for(user.pk):
            assert Contact.objects.count() == 30
            assert Interaction.objects.count() == 90
            assert derivation.drifted(user.pk, on) == set()
            due = Contact.objects.exclude(next_check_in_on=None)
            assert due.count() == 30
            assert Contact.objects.matching("example.com person7").count() >= 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname ~ '^(contacts|interactions)_'"
            " AND relkind = 'r' AND NOT relforcerowsecurity"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_seeding_again_begins_anew() -> None:
    for _ in range(2):
        call_command("seed_benchmark", users=1, contacts=5, interactions=5, stdout=StringIO())

    user = User.objects.get()
    with acting_for(user.pk):
        assert Contact.objects.count() == 5
