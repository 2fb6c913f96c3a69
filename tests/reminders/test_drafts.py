"""Messages to begin with: fixed words, plainly filled."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from contacts.enums import DateKind, LastTalked
from contacts.labels import set_methods
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact
from contacts.services import add_date
from interactions.models import Promise
from reminders.drafts import Draft, DraftKind, draft, kind_for, kinds_offered
from reminders.enums import ReminderKind
from reminders.messages import PLACEHOLDERS, Message, fill, shipped
from reminders.models import MessageTemplate, Reminder
from reminders.recall import last_times
from tests.conftest import TODAY
from tests.factories import make_contact
from tests.reminders.people import add_by_hand, make_due

DAY = timedelta(days=1)


def written(
    contact: Contact,
    kind: DraftKind = DraftKind.CATCH_UP,
    about: Reminder | None = None,
    promise: Promise | None = None,
) -> Draft:
    then = last_times([contact.pk], TODAY)[contact.pk]
    return draft(contact.owner, contact, kind, about, then, TODAY, promise)


def reminder(contact: Contact, kind: ReminderKind, what: str) -> Reminder:
    return Reminder(
        owner=contact.owner,
        contact=contact,
        kind=kind,
        what=what,
        text="Marathon",
        subject_id=contact.pk,
        due_on=TODAY,
        notice_on=TODAY,
    )


def test_catching_up_names_the_last_time(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana Kovač", given="Ana", days=5)

    message = written(ana)

    assert message.subject == "Catching up"
    assert message.text == (
        "Hi Ana,\n\n"
        "We last talked on 12 September. How have you been since, and what are you working on?\n\n"
        "Would you have half an hour for a coffee or a call?\n\n"
        "Alice"
    )


def test_a_last_time_known_roughly_is_named_roughly(old_alice: User) -> None:
    ana = add_by_hand(old_alice, "Ana", "peer", last_talked=LastTalked.SEASON)

    assert "We last talked in autumn 2026." in written(ana).text


def test_who_was_never_talked_with_is_not_told_of_a_last_time(old_alice: User) -> None:
    message = written(make_contact(old_alice, "Ana Kovač"))

    assert message.text.startswith("Hi Ana,\n\nI have been meaning to write to you.")
    assert "last talked" not in message.text


@pytest.mark.parametrize("what", DateKind.values)
def test_every_kind_of_date_has_a_congratulation(old_alice: User, what: str) -> None:
    ana = make_due(old_alice, "Ana Kovač")

    message = written(ana, DraftKind.CONGRATULATE, reminder(ana, ReminderKind.MILESTONE, what))

    assert message.subject
    assert message.text.startswith("Hi Ana,\n\n")
    assert "{" not in message.subject + message.text


@pytest.mark.parametrize("kind", DraftKind)
def test_every_kind_has_words_without_a_reminder_too(old_alice: User, kind: DraftKind) -> None:
    message = written(make_due(old_alice), kind)

    assert message.text.count("\n\n") >= 2
    assert "{" not in message.text


def test_thanks_name_what_they_are_for(old_alice: User) -> None:
    ana = make_due(old_alice)

    message = written(ana, DraftKind.THANK, reminder(ana, ReminderKind.THANK, "introduction"))

    assert "Thank you for the introduction." in message.text


def test_what_the_user_typed_is_never_read_as_a_template(old_alice: User) -> None:
    names = ["{my_name}", "{first_name}", "{{ 7|add:7 }}", "{0.__class__}", "%(name)s", "{% now %}"]
    for name in names:
        text = written(make_contact(old_alice, name, given=name)).text
        assert text.startswith(f"Hi {name.split(' ')[0]},")


@given(st.text(), st.text())
def test_values_are_put_in_once(value: str, around: str) -> None:
    values = dict.fromkeys(PLACEHOLDERS, "{my_name}" + value)
    plain = around.replace("{", "")

    assert fill(plain + "{first_name}", values) == plain + "{my_name}" + value
    assert fill("{unknown}", values) == "{unknown}"


def test_the_mail_address_carries_all_and_nothing_breaks_out_of_it(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana & Co?body=x", given="Ana&cc=eve@example.org")
    set_methods(
        ana,
        [
            MethodLine("phone", "+49 30 1234567"),
            MethodLine("email", "ana+work@example.org?bcc=eve@example.org"),
        ],
    )

    parts = urlsplit(written(ana).mailto)

    assert parts.scheme == "mailto"
    assert parts.path == "ana+work@example.org%3Fbcc%3Deve@example.org"
    query = parse_qs(parts.query)
    assert query.keys() == {"subject", "body"}
    assert query["body"][0].startswith("Hi Ana&cc=eve@example.org,\r\n\r\n")


def test_without_an_address_there_is_nobody_to_mail_to(old_alice: User) -> None:
    assert written(make_due(old_alice)).to == ""


def test_the_reminder_says_which_kind_fits(old_alice: User) -> None:
    ana = make_due(old_alice)
    add_date(ana, DateLine("birthday", month=11, day=18), on=TODAY)
    birthday = Reminder.objects.get()

    assert kind_for(birthday, "") == DraftKind.CONGRATULATE
    assert kind_for(birthday, "thank") == DraftKind.THANK
    assert kind_for(None, "") == DraftKind.CATCH_UP
    assert kind_for(None, "nonsense") == DraftKind.CATCH_UP
    assert kinds_offered(birthday, DraftKind.THANK) == [
        DraftKind.CONGRATULATE,
        DraftKind.CATCH_UP,
        DraftKind.THANK,
        DraftKind.ASK,
    ]


def promised(contact: Contact, by: str, **fields: Any) -> Promise:
    fields = {"text": "send the deck", "due_on": TODAY + 11 * DAY, **fields}
    return Promise(owner=contact.owner, contact=contact, by=by, created_on=TODAY, **fields)


def test_a_promise_that_moves_comes_with_a_note_that_names_the_new_day(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana Kovač")
    mine, theirs = promised(ana, "me"), promised(ana, "them", due_on=None)

    assert (kind_for(None, "", mine), kind_for(None, "", theirs)) == ("new_date", "remind")
    text = written(ana, DraftKind.NEW_DATE, promise=mine).text
    assert "I promised to send the deck, and I need a little longer" in text
    assert "You will hear from me on 27 November;" in text
    assert "would soon suit you?" in written(ana, DraftKind.REMIND, promise=theirs).text


# --- one's own words ------------------------------------------------------------------------------


@pytest.mark.parametrize("message", Message)
def test_shipped_words_hold_no_placeholder_that_is_unknown(message: Message) -> None:
    words = shipped(message)
    assert fill(words.text, dict.fromkeys(PLACEHOLDERS, "x")).count("{") == 0
    assert words.subject


def test_the_users_own_words_take_the_place_of_the_shipped_ones(old_alice: User) -> None:
    ana = make_due(old_alice, "Ana Kovač")
    MessageTemplate.objects.create(
        owner=old_alice,
        message="birthday",
        subject="Dear {first_name}",
        text="{{ 7|add:7 }} {% now 'Y' %} {occasion} {company}",
    )
    about = reminder(ana, ReminderKind.MILESTONE, "birthday")

    message = written(ana, DraftKind.CONGRATULATE, about)

    assert message.subject == "Dear Ana"
    assert message.text == "{{ 7|add:7 }} {% now 'Y' %} Marathon your new place"
    assert written(ana, DraftKind.THANK).subject == "Thank you"
