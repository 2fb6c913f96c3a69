"""Settings, Messages: the user's own words for drafts."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.roles import acting_for
from reminders.messages import Message
from reminders.models import MessageTemplate

URL = reverse("reminders:message", args=["birthday"])


def stored(user: User) -> list[tuple[str, str, str]]:
    with acting_for(user.pk):
        rows = MessageTemplate.objects.for_user(user)
        return list(rows.values_list("message", "subject", "text"))


def test_every_message_can_be_opened_and_names_the_placeholders(as_alice: Client) -> None:
    page = as_alice.get(reverse("reminders:messages")).content.decode()
    for one in Message:
        assert str(one.label) in page
    assert "<code>{first_name}</code>" in as_alice.get(URL).content.decode()


def test_own_words_are_stored_once_and_shown(as_alice: Client, alice: User) -> None:
    for subject in ("Dear {first_name}", "All the best, {first_name}"):
        as_alice.post(URL, {"subject": subject, "text": "Hi!\r\n\r\n{my_name}"})

    assert stored(alice) == [("birthday", "All the best, {first_name}", "Hi!\n\n{my_name}")]
    assert "All the best" in as_alice.get(reverse("reminders:messages")).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"subject": "", "text": "x"}, "This field is required"),
        ({"subject": "x", "text": "Hi {nmae}"}, "{nmae} is none of the placeholders."),
        ({"subject": "{user.password}", "text": "x"}, "is none of the placeholders."),
        ({"subject": "x", "text": "y" * 5001}, "at most 5000 characters"),
    ],
)
def test_what_cannot_be_filled_is_said_beside_the_field_and_kept(
    as_alice: Client, alice: User, sent: dict[str, str], said: str
) -> None:
    answer = as_alice.post(URL, sent)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert stored(alice) == []


def test_the_shipped_words_come_back_and_undo_puts_ones_own_back(
    as_alice: Client, alice: User
) -> None:
    as_alice.post(URL, {"subject": "Dear {first_name}", "text": "Hi!"})
    as_alice.get(reverse("reminders:messages"))
    answer = as_alice.post(reverse("reminders:message_reset", args=["birthday"]), follow=True)
    assert stored(alice) == []

    *_, last = answer.context["messages"]
    as_alice.post(last.extra_tags)
    assert stored(alice) == [("birthday", "Dear {first_name}", "Hi!")]


def test_words_changed_elsewhere_are_shown_beside_what_was_typed(
    as_alice: Client, alice: User
) -> None:
    was = as_alice.get(URL).context["form"].was
    as_alice.post(URL, {"subject": "Dear {first_name}", "text": "Hi!\r\nWell?", "was": was})
    typed = {"subject": "Dear {first_name}", "text": "Hello!\r\nWell?"}

    stale = as_alice.post(URL, typed | {"was": was})
    again = as_alice.post(URL, typed | {"was": stale.context["form"].was})

    assert stale.status_code == 409
    assert stale.context["form"].differing == [
        {"label": "Message", "saved": "Hi!\nWell?", "typed": "Hello!\nWell?"}
    ]
    assert (again.status_code, stored(alice)[0][2]) == (302, "Hello!\nWell?")


def test_a_message_that_is_none_is_not_found(as_alice: Client) -> None:
    for name in ("message", "message_reset"):
        url = reverse(f"reminders:{name}", args=["password_reset"])
        assert as_alice.post(url).status_code == 404
