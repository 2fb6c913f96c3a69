"""What a mail says: true, few, ordered, safe to show anywhere."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from accounts.services import add_holiday
from contacts.models import Contact, ImportantDate
from contacts.services import set_role
from core.roles import acting_for
from interactions.enums import PromiseBy
from interactions.models import Promise
from reminders import digest, emails
from reminders.digest import Contents
from reminders.emails import Letter
from reminders.enums import MailKind, Outcome
from reminders.models import PlanSlot, Reminder
from reminders.services import make_milestones, make_plan
from tests.factories import make_contact, make_interaction, make_meeting
from tests.reminders.mailing import AT_EIGHT, DAY, JOINED, MONDAY, join, make_mail
from tests.reminders.people import make_due, make_many_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return join(at=JOINED - 60 * DAY)


def weekly(user: User) -> Contents:
    with acting_for(user.pk):
        make_milestones(user, MONDAY)
        make_plan(user, at=AT_EIGHT)
        return digest.weekly(user, MONDAY)


def written(user: User, contents: Contents, kind: MailKind = MailKind.DIGEST) -> Letter:
    mail = make_mail(user, kind=kind)
    with acting_for(user.pk):
        return emails.write(mail, contents, at=AT_EIGHT)


def make_promise(contact: Contact, due_on: date | None, **fields: Any) -> Promise:
    fields = {"by": PromiseBy.ME, "text": "send the deck", "created_on": MONDAY, **fields}
    return Promise.objects.create(
        owner_id=contact.owner_id, contact=contact, due_on=due_on, **fields
    )


def names(contents: Contents) -> list[str]:
    return [person.contact.display for person in contents.people]


# --- what is chosen ----------------------------------------------------------------------


def test_the_people_of_the_plan_come_with_their_reason_and_the_last_words(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice, days=34, type_key="peer")
        make_interaction(ana, occurred_on=date(2026, 8, 14), ask_about="the lab", kind="coffee")

    [person] = weekly(alice).people

    assert (person.contact, person.hook) == (ana, "the lab")
    assert person.reason == "94 days since coffee; you aim for every 60."


def test_a_sensitive_note_is_never_quoted_and_the_one_before_it_is(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice)
        make_interaction(ana, occurred_on=MONDAY - 90 * DAY, text="Loves rowing. Has a boat.")
        make_interaction(
            ana, occurred_on=MONDAY - 80 * DAY, text="Divorce", ask_about="divorce", sensitive=True
        )
    contents = weekly(alice)
    letter = written(alice, contents)

    assert [person.hook for person in contents.people] == ["Loves rowing."]
    assert "ivorce" not in letter.html + letter.text + letter.subject


def test_who_was_reached_or_silenced_since_the_plan_was_made_is_left_out(alice: User) -> None:
    with acting_for(alice.pk):
        people = [make_due(alice, f"Person {number}") for number in range(5)]
    weekly(alice)
    with acting_for(alice.pk):
        PlanSlot.objects.filter(contact=people[0]).update(outcome=Outcome.TALKED)
        Contact.objects.filter(pk=people[1].pk).update(
            snoozed_on=MONDAY, snoozed_until=MONDAY + DAY
        )
        Contact.objects.filter(pk=people[2].pk).update(archived_on=MONDAY)
        Contact.objects.filter(pk=people[3].pk).update(deleted_at=AT_EIGHT)

        assert names(digest.weekly(alice, MONDAY)) == ["Person 4"]


def test_a_holiday_hides_people_and_not_promises(alice: User) -> None:
    with acting_for(alice.pk):
        promise = make_promise(make_due(alice), MONDAY)
    weekly(alice)
    with acting_for(alice.pk):
        add_holiday(alice, first=MONDAY, back=MONDAY + 9 * DAY, at=AT_EIGHT)
        contents = digest.weekly(alice, MONDAY)

    assert (names(contents), contents.promises) == ([], [promise])


def test_those_beyond_the_budget_are_one_true_number(alice: User) -> None:
    with acting_for(alice.pk):
        for number in range(8):
            make_due(alice, f"Person {number}")
    contents = weekly(alice)

    assert (len(contents.people), contents.waiting) == (5, 3)
    assert "And 3 more who are due will wait." in written(alice, contents).text


def test_with_300_due_a_mail_holds_the_weeks_five_and_a_true_number(alice: User) -> None:
    with acting_for(alice.pk):
        make_many_due(alice, 300, on=MONDAY)
    contents = weekly(alice)
    letter = written(alice, contents)

    assert (len(contents.blocks), contents.rest) == (5, 295)
    assert "And 295 more who are due will wait." in letter.text
    assert letter.html.count('class="b b1"') == 5


def test_with_300_promises_too_a_mail_holds_budget_and_five_people_each_once(alice: User) -> None:
    with acting_for(alice.pk):
        make_many_due(alice, 300, on=MONDAY)
        for number, person in enumerate(Contact.objects.for_user(alice)):
            make_promise(person, MONDAY - number * DAY, text=f"promise {number}")
    contents = weekly(alice)
    letter = written(alice, contents)

    assert (len(contents.blocks), contents.rest) == (10, 290)
    assert len({block.contact.pk for block in contents.blocks}) == 10
    assert letter.text.count("You promised") == 10
    assert "And 290 more." in letter.text


def test_all_reasons_for_one_person_stand_in_one_block_under_the_weightiest(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana", days=9)
        make_due(alice, "Ben", days=20)
        make_promise(ana, MONDAY)
        ImportantDate.objects.create(owner=alice, contact=ana, kind="birthday", month=11, day=20)
        make_promise(make_contact(alice, "Cleo", on=MONDAY), MONDAY + DAY)
    contents = weekly(alice)
    text = written(alice, contents).text

    assert [block.contact.display for block in contents.blocks] == ["Ana", "Cleo", "Ben"]
    assert contents.milestones == []
    places = [text.index(word) for word in ("PROMISES", "Cleo", "Birthday")]
    places += [text.index(word) for word in ("PEOPLE", "2. Ben")]
    assert places == sorted(places)
    assert text.count("Fri 20 Nov: Birthday") == 1
    assert text.count("1. Ana") == 1


def test_whose_promise_is_the_latest_comes_first_whoever_is_more_urgent_in_the_plan(
    alice: User,
) -> None:
    with acting_for(alice.pk):
        make_promise(make_due(alice, "Ana", days=30), None)
        make_promise(make_due(alice, "Ben", days=20), MONDAY + DAY)
        make_promise(make_due(alice, "Cem", days=10), MONDAY - DAY)
        make_due(alice, "Dora", days=40)

    assert names(weekly(alice)) == ["Cem", "Ben", "Ana", "Dora"]


def test_promises_are_few_the_late_first_and_the_distant_not_yet(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, on=MONDAY)
        for days in (15, 14, 3, 2, 1, -4):
            make_promise(ana, MONDAY + days * DAY, text=f"in {days}")
        make_promise(ana, None, text="some day")
    contents = weekly(alice)

    assert [promise.text for promise in contents.promises] == [
        *("in -4", "in 1", "in 2", "in 3", "in 14")
    ]
    assert [promise.text for promise in contents.left_promises] == ["some day"]


def test_milestones_are_those_of_the_coming_fortnight(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="peer", on=MONDAY)
        for day in (15, 16, 30):
            ImportantDate.objects.create(
                owner=alice, contact=ana, kind="custom", label=f"The {day}th", month=11, day=day
            )
        ImportantDate.objects.create(owner=alice, contact=ana, kind="birthday", month=12, day=1)
    contents = weekly(alice)

    assert [str(row.due_on) for row in contents.milestones] == ["2026-11-16", "2026-11-30"]
    assert "Today: Ana Kovač: The 16th" in written(alice, contents).text


def test_at_most_three_new_roles_of_the_week_are_named(alice: User) -> None:
    with acting_for(alice.pk):
        for number, days in enumerate((8, 7, 6, 5, 0, 0)):
            ana = make_contact(alice, f"P{number}", type_key="peer", title="Engineer", on=MONDAY)
            set_role(ana, company_name="", title="CTO", on=MONDAY - days * DAY, noticed=True)

    assert [str(row.contact) for row in weekly(alice).milestones] == ["P2", "P3", "P4"]


def test_everything_named_is_remembered(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice, chosen_on=MONDAY, chosen_set_on=MONDAY - DAY)
        promise = make_promise(ana, MONDAY + DAY)
        met = make_interaction(ana, occurred_on=MONDAY - DAY, status="planned")
        ImportantDate.objects.create(owner=alice, contact=ana, kind="birthday", month=11, day=20)
    contents = weekly(alice)

    [milestone] = contents.reminders
    assert set(contents.named) == {
        f"promise:{promise.pk}:2026-11-17",
        f"happened:{met.pk}:2026-11-15",
        f"reminder:{milestone.pk}",
    }


def test_a_quiet_week_is_said_in_one_line(alice: User) -> None:
    letter = written(alice, weekly(alice))

    assert letter.subject == "A quiet week"
    assert "A quiet week: nobody is due and nothing is promised. Enjoy it." in letter.text


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_digest_is_chosen_in_the_same_queries_for_any_number_of_people(
    alice: User, how_many: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with acting_for(alice.pk):
        for number in range(how_many):
            contact = make_due(alice, f"Person {number}")
            make_promise(contact, MONDAY)
            make_interaction(contact, occurred_on=MONDAY - DAY, status="planned")
            make_meeting(contact, occurred_on=MONDAY - 2 * DAY)
            met = make_due(alice, f"Other {number}")
            ImportantDate.objects.create(
                owner=alice, contact=met, kind="birthday", month=11, day=20
            )
    weekly(alice)
    with acting_for(alice.pk), django_assert_num_queries(15):
        digest.weekly(alice, MONDAY)


# --- the note ----------------------------------------------------------------------------


def test_a_note_names_what_falls_on_its_day_alone(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, type_key="peer", on=MONDAY)
        today = make_promise(ana, MONDAY)
        make_promise(ana, MONDAY + DAY)
        make_promise(ana, MONDAY - DAY)
        contents = digest.today(alice, MONDAY)
    letter = written(alice, contents, MailKind.NOTE)

    assert contents.promises == [today]
    assert letter.subject == "Today: Ana Kovač"
    assert "This is for today." in letter.text
    assert "Stop these notes" in letter.text


# --- words -------------------------------------------------------------------------------


def test_the_subject_says_who_and_how_many_more(alice: User) -> None:
    with acting_for(alice.pk):
        for name in ("Ana", "Ben", "Chen", "Dora"):
            make_due(alice, name, days=ord("Z") - ord(name[0]))

    assert written(alice, weekly(alice)).subject == "This week: Ana, Ben and 2 more"


def owe_thanks(contact: Contact) -> None:
    Reminder.objects.create(
        owner_id=contact.owner_id,
        contact=contact,
        kind="thank",
        subject_id=contact.pk,
        due_on=MONDAY,
        notice_on=MONDAY,
        text="Say thank you for advice",
    )


def plan_a_call(contact: Contact) -> None:
    make_interaction(contact, occurred_on=MONDAY - DAY, status="planned", kind="call")


def have_met(contact: Contact) -> None:
    make_meeting(contact, occurred_on=MONDAY - DAY)


@pytest.mark.parametrize("ask", [owe_thanks, plan_a_call, have_met], ids=lambda f: f.__name__)
def test_a_week_with_something_to_come_back_to_is_not_called_quiet(
    alice: User, ask: Callable[[Contact], None]
) -> None:
    with acting_for(alice.pk):
        ask(make_contact(alice, "Ana", on=MONDAY))

    assert written(alice, weekly(alice)).subject == "This week: Ana"


HOSTILE = "<img src=x onerror=alert(1)>\"'\r\nBcc: victim@example.org"


def test_names_and_notes_are_text_wherever_they_stand(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_due(alice, HOSTILE, title="<script>1</script>")
        make_interaction(ana, occurred_on=MONDAY - 90 * DAY, ask_about="<b>{{ SECRET_KEY }}</b>")
        make_promise(ana, MONDAY, text="{% debug %}<a href=//evil>x</a>")
    letter = written(alice, weekly(alice))

    assert re.findall(r"<(img|script|b|a href=//evil)\b", letter.html) == []
    assert "&lt;b&gt;{{ SECRET_KEY }}&lt;/b&gt;" in letter.html
    assert letter.subject.splitlines() == [letter.subject]
    assert HOSTILE.splitlines()[0] in letter.subject


def test_the_html_brings_its_look_along_and_fetches_nothing(alice: User) -> None:
    with acting_for(alice.pk):
        make_due(alice)
    html = written(alice, weekly(alice)).html

    assert "prefers-color-scheme: dark" in html
    assert re.findall(r"<(?:img|link|script|iframe)\b", html) == []
    assert re.search(r'<a class="b b1"[^>]* style="[^"]*padding: 11px 18px', html)


def test_every_link_is_absolute_and_on_this_site(alice: User) -> None:
    with acting_for(alice.pk):
        make_promise(make_due(alice), MONDAY)
    letter = written(alice, weekly(alice))

    links = re.findall(r'href="([^"]*)"', letter.html)
    assert len(links) == 9
    assert {link.split("/")[2] for link in links} == {"127.0.0.1:8000"}
    in_text = re.findall(r"https?://\S+", letter.text)
    assert set(in_text) <= set(links)


def test_both_parts_are_seven_bit_and_no_line_is_too_long(alice: User) -> None:
    with acting_for(alice.pk):
        make_due(alice, "陈思远 " + "x" * 200)
    contents = weekly(alice)
    mail = make_mail(alice)
    with acting_for(alice.pk):
        letter = emails.write(mail, contents, at=AT_EIGHT)
        mail.subject, mail.html, mail.text = letter.subject, letter.html, letter.text
        message = emails.message(mail, at=AT_EIGHT)

    assert isinstance(message, EmailMultiAlternatives)
    sent = emails.as_sent(message)
    assert max(map(len, sent.split(b"\r\n"))) < 998
    assert sent.isascii()
    assert b"\n" not in sent.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("zone", "greeting"),
    [
        ("Europe/Berlin", "Good morning, Alice"),
        ("Asia/Tokyo", "Good afternoon, Alice"),
        ("Pacific/Auckland", "Good evening, Alice"),
    ],
)
def test_the_mail_greets_by_the_users_clock(alice: User, zone: str, greeting: str) -> None:
    alice.time_zone = zone
    alice.save()

    assert written(alice, Contents(on=MONDAY)).text.splitlines()[0] == greeting


def test_the_mail_says_which_language_it_is_in(alice: User) -> None:
    alice.language = "de"
    alice.save()

    with acting_for(alice.pk):
        make_interaction(make_due(alice), occurred_on=MONDAY - 90 * DAY, ask_about="das Labor")
    letter = written(alice, weekly(alice))

    assert '<html lang="de"' in letter.html
    assert "„das Labor“" in letter.html
    assert "„das Labor“" in letter.text
