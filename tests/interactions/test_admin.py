"""Staff see that something was logged, not what was said."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.roles import acting_for
from interactions.models import InteractionKind
from interactions.promises import promise
from tests.conftest import TODAY
from tests.factories import make_contact, make_interaction


@pytest.fixture
def staff(db: None) -> Client:
    user = User.objects.create_superuser("staff@example.org", "correct horse battery")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def made(alice: User) -> dict[str, Any]:
    with acting_for(alice.pk):
        ana = make_contact(alice)
        return {
            "interaction": make_interaction(
                ana, occurred_on=TODAY, text="a secret", ask_about="another secret"
            ),
            "promise": promise(
                owner=alice, contact=ana, by="me", text="a secret", due_on=None, on=TODAY
            ),
            "interactionkind": InteractionKind.objects.known_as("coffee"),
        }


@pytest.mark.parametrize("model", ["interaction", "promise", "interactionkind"])
def test_staff_read_lists_and_rows_without_the_words(
    staff: Client, made: dict[str, Any], model: str
) -> None:
    address = f"admin:interactions_{model}"

    pages = [
        staff.get(reverse(f"{address}_changelist")),
        staff.get(reverse(f"{address}_changelist"), {"q": "alice"}),
        staff.get(reverse(f"{address}_change", args=[made[model].pk])),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [page for page in pages if "secret" in page.content.decode()] == []


@pytest.mark.parametrize("model", ["interaction", "promise", "interactionkind"])
def test_staff_change_nothing(staff: Client, made: dict[str, Any], model: str) -> None:
    address = f"admin:interactions_{model}"
    pk = made[model].pk

    statuses = [
        staff.get(reverse(f"{address}_add")).status_code,
        staff.post(reverse(f"{address}_change", args=[pk]), {"text": "x"}).status_code,
        staff.post(reverse(f"{address}_delete", args=[pk]), {"post": "yes"}).status_code,
    ]

    assert statuses == [403, 403, 403]


@pytest.mark.parametrize("model", ["interaction", "promise", "interactionkind"])
def test_others_do_not_get_in(as_mallory: Client, model: str) -> None:
    response = as_mallory.get(reverse(f"admin:interactions_{model}_changelist"))

    assert response.status_code == 302
