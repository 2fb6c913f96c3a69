"""What happened to an account, in rows that nobody who serves people can change."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit, feeds
from accounts.enums import AuditKind
from accounts.models import AuditEvent, User
from core.roles import acting_for, acting_for_all
from tests.factories import make_contact

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
OTHER = "a staple and a donkey"


def kinds(user: User) -> list[str]:
    with acting_for(user.pk):
        return list(AuditEvent.objects.order_by("at", "pk").values_list("kind", flat=True))


def sign_in(client: Client, password: str, email: str = "alice@example.org") -> int:
    form = {"login": email, "password": password}
    return client.post("/accounts/login/", form).status_code


def test_signing_in_and_out_and_failing_to_are_noted(client: Client, alice: User) -> None:
    sign_in(client, "wrong and wrong")
    sign_in(client, "wrong", email="nobody@example.org")
    assert sign_in(client, PASSWORD) == 302
    client.post("/accounts/logout/")

    assert kinds(alice) == ["failure", "sign_in", "sign_out"]


def test_a_changed_password_is_noted_and_a_refused_one_is_not(
    as_alice: Client, alice: User
) -> None:
    url = reverse("account_change_password")
    as_alice.post(url, {"oldpassword": "no", "password1": OTHER, "password2": OTHER})
    assert kinds(alice) == ["sign_in"]
    as_alice.post(url, {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

    assert kinds(alice)[:2] == ["sign_in", "password"]


def test_a_feed_that_is_made_and_ended_is_noted_once_each(acting_alice: User) -> None:
    secret = feeds.make_feed(acting_alice, at=NOW)
    for _time in range(2):
        feeds.end_feed(acting_alice, at=NOW)

    events = AuditEvent.objects.order_by("pk").values_list("kind", "detail")
    assert list(events) == [("token_made", "feed"), ("token_ended", "feed")]
    assert secret not in str(list(AuditEvent.objects.values()))


def test_taking_everything_along_is_noted(as_alice: Client, alice: User) -> None:
    as_alice.post(reverse("pages:export_make"))

    assert kinds(alice) == ["sign_in", "export"]


def test_erasing_the_account_takes_its_events_with_it(as_alice: Client, alice: User) -> None:
    as_alice.post("/settings/data/erase/", {"password": PASSWORD})

    with acting_for_all():
        assert not User.objects.filter(pk=alice.pk).exists()
        assert AuditEvent.objects.for_owner_id(alice.pk).count() == 0


@pytest.mark.parametrize("page", ["list", "one"])
def test_staff_who_look_at_rows_are_noted_with_their_owner(alice: User, page: str) -> None:
    staff = User.objects.create_superuser("staff@example.org", PASSWORD)
    client = Client()
    client.force_login(staff)
    with acting_for(alice.pk):
        ana = make_contact(alice, "Canary")
    with acting_for(staff.pk):
        make_contact(staff, "Of the staff’s own")
    urls = {
        "list": reverse("admin:contacts_contact_changelist"),
        "one": reverse("admin:contacts_contact_change", args=[ana.pk]),
    }

    assert "Canary" in client.get(urls[page]).content.decode()

    with acting_for(alice.pk):
        [event] = AuditEvent.objects.values("kind", "by", "detail")
    assert event == {"kind": "admin_read", "by": staff.pk, "detail": "contacts.Contact"}
    assert kinds(staff) == ["sign_in"]


def test_pages_of_the_admin_that_show_no_rows_note_nothing(alice: User) -> None:
    staff = User.objects.create_superuser("staff@example.org", PASSWORD)
    client = Client()
    client.force_login(staff)
    for url in ("/admin/", reverse("admin:contacts_contact_changelist") + "?q=nobody"):
        client.get(url)

    assert kinds(alice) == []


CHANGES = [
    "UPDATE accounts_auditevent SET kind = 'sign_in'",
    "DELETE FROM accounts_auditevent",
    "TRUNCATE accounts_auditevent",
]


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("as_system", [False, True])
def test_neither_role_that_serves_people_may_change_what_was_noted(
    alice: User, statement: str, as_system: bool
) -> None:
    audit.note(alice.pk, AuditKind.FAILURE, at=NOW)
    scope: Any = acting_for_all() if as_system else acting_for(alice.pk)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        scope,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert kinds(alice) == ["failure"]


def test_the_security_page_shows_ones_own_events_alone(
    as_alice: Client, alice: User, bob: User
) -> None:
    at = timezone.now()
    audit.note(alice.pk, AuditKind.FAILURE, at=at)
    audit.note(bob.pk, AuditKind.PASSWORD, at=at)

    page = as_alice.get("/settings/security/")

    assert [event.kind for event in page.context["events"]] == ["failure", "sign_in"]
    assert "A sign-in failed" in page.content.decode()


@pytest.mark.parametrize("events", [1, 3])
def test_the_security_page_takes_the_same_queries_for_any_number(
    as_alice: Client, alice: User, events: int, django_assert_num_queries: Any
) -> None:
    for _number in range(events):
        audit.note(alice.pk, AuditKind.FAILURE, at=NOW)
    as_alice.get("/settings/security/")

    # session, user, begin, the scope set and reset, the events, the counts, end
    with django_assert_num_queries(10):
        as_alice.get("/settings/security/")
