"""Today in the browser: the page, what its buttons do, and how each can be taken back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from contacts.lines import DateLine
from contacts.models import Contact
from contacts.services import add_date
from core.roles import acting_for
from interactions.models import Interaction
from interactions.services import move_promise, promise
from reminders.models import Heartbeat, PlanSlot, Reminder
from reminders.services import make_plan, pass_slot
from tests.conftest import NOW, TODAY
from tests.factories import make_contact
from tests.reminders.people import (
    add_by_hand,
    make_due,
    make_many_due,
    outcomes,
    say,
    this_weeks,
)

DAY = timedelta(days=1)
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client(old_alice: User) -> Iterator[Client]:
    """Alice's browser; the scheduler has just worked, and mail can leave."""
    Heartbeat.objects.create(name="tick", at=NOW)
    browser = Client()
    browser.force_login(old_alice)
    with override_settings(MAIL="smtp"):
        yield browser


@pytest.fixture
def ana(old_alice: User) -> Contact:
    """Due and in this week's plan, as is Ben."""
    contact = make_due(old_alice, "Ana", days=5)
    make_due(old_alice, "Ben", days=4)
    make_plan(old_alice, at=NOW)
    return contact


def slot_of(contact: Contact) -> PlanSlot:
    return PlanSlot.objects.get(contact=contact)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def toast_of(response: Any) -> dict[str, str]:
    toast: dict[str, str] = json.loads(response.headers["HX-Trigger"])["toast"]
    return toast


def take_back(client: Client, response: Any) -> None:
    assert client.post(toast_of(response)["undo"], **HTMX).status_code == 204


# --- the page -------------------------------------------------------------------------------------


def test_today_names_the_people_of_the_week_with_their_reasons(
    client: Client, ana: Contact
) -> None:
    page = text_of(client.get("/"))

    assert "Good afternoon, Alice" in page
    assert "Two people would be glad to hear from you." in page
    assert "0 of 5 this week" in page
    assert "65 days since coffee; you aim for every 60." in page
    assert page.index(">Ana<") < page.index(">Ben<")
    assert "Reminders may be late" not in page
    assert "No e-mail leaves this machine" not in page


def test_a_late_scheduler_and_a_missing_mail_server_are_said(client: Client, ana: Contact) -> None:
    Heartbeat.objects.update(at=NOW - timedelta(minutes=4))

    with override_settings(MAIL=None):
        page = text_of(client.get("/"))

    assert "Reminders may be late." in page
    assert "No e-mail leaves this machine." in page


def test_an_address_that_refuses_is_told_where_the_user_looks(client: Client, ana: Contact) -> None:
    assert "does not reach you" not in text_of(client.get("/"))

    User.objects.filter(pk=ana.owner_id).update(mail_parked_reason="RCPT: 550 no such user")

    page = text_of(client.get("/"))
    assert "Your e-mail does not reach you." in page
    assert reverse("reminders:mails") in page


def test_an_empty_account_is_shown_where_to_begin(client: Client, old_alice: User) -> None:
    page = text_of(client.get("/"))

    assert "Nobody here yet" in page
    assert reverse("pages:welcome") in page


def test_a_quiet_week_offers_one_more(client: Client, old_alice: User) -> None:
    make_due(old_alice, days=-40)
    make_plan(old_alice, at=NOW)

    page = text_of(client.get("/"))

    assert "Nobody is due" in page
    assert "Suggest one more" in page


def test_who_was_brought_and_has_no_type_is_to_be_sorted_first(
    client: Client, old_alice: User
) -> None:
    make_contact(old_alice, "Nora New", triaged_on=None)
    make_plan(old_alice, at=NOW)

    page = text_of(client.get("/"))

    assert "Say who of them matters" in page
    assert reverse("importing:pick") in page
    assert "within the time you aim for" not in page
    assert "Suggest one more" not in page


def test_a_week_in_which_all_were_reached_is_over(client: Client, ana: Contact) -> None:
    say(ana)
    say(Contact.objects.get(display="Ben"), "wrote")

    page = text_of(client.get("/"))

    assert "All reached" in page
    assert "That’s the week." in page
    assert "Coffee today" in page
    assert "2 of 5 this week" in page


def test_names_and_promises_are_shown_as_text(client: Client, old_alice: User) -> None:
    evil = "<img src=x onerror=alert(1)>"
    contact = make_due(old_alice, evil, days=5)
    promise(owner=old_alice, contact=contact, by="me", text=evil, due_on=TODAY, on=TODAY)
    add_date(contact, DateLine("custom", month=11, day=17, label=evil), on=TODAY)
    make_plan(old_alice, at=NOW)

    page = text_of(client.get("/"))

    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") > 3


def test_today_asks_the_same_queries_for_one_three_and_three_hundred(
    client: Client, old_alice: User, django_assert_num_queries: Any
) -> None:
    make_due(old_alice, "First", days=9)
    make_plan(old_alice, at=NOW)
    client.get("/")  # the first of the day
    for added in (0, 2, 297):
        make_many_due(old_alice, added)
        with django_assert_num_queries(19):
            response = client.get("/")
        assert response.status_code == 200
    assert "The other 299 who are due will wait for a coming week." in text_of(response)


def test_the_first_request_of_a_day_makes_its_plan(client: Client, old_alice: User) -> None:
    make_due(old_alice, days=5)

    page = text_of(client.get("/"))

    assert "65 days since coffee" in page
    old_alice.refresh_from_db()
    assert old_alice.last_day == TODAY


# --- what its buttons do --------------------------------------------------------------------------


def test_not_now_leaves_the_list_and_can_be_taken_back(client: Client, ana: Contact) -> None:
    response = client.post(reverse("reminders:not_now", args=[slot_of(ana).pk]), **HTMX)

    assert response.status_code == 200
    assert toast_of(response)["text"] == "Ana is out of this week."
    assert "One person would be glad to hear from you." in text_of(response)
    assert outcomes(this_weeks(ana.owner)) == {"Ana": "passed", "Ben": ""}
    take_back(client, response)
    assert outcomes(this_weeks(ana.owner)) == {"Ana": "", "Ben": ""}


def test_not_now_works_without_javascript(client: Client, ana: Contact) -> None:
    response = client.post(reverse("reminders:not_now", args=[slot_of(ana).pk]), follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert "Ana is out of this week." in text_of(response)
    assert "One person would be glad" in text_of(response)


def pass_twice_before(ana: Contact) -> None:
    for week in (-2, -1):
        at, on = NOW + 7 * week * DAY, TODAY + 7 * week * DAY
        make_plan(ana.owner, at=at)
        pass_slot(this_weeks(ana.owner, on).slots.get(contact=ana), on)


def test_the_third_not_now_asks_longer_or_stop(client: Client, old_alice: User) -> None:
    ana = make_due(old_alice, "Ana", days=30)
    pass_twice_before(ana)
    make_plan(old_alice, at=NOW)
    slot = this_weeks(old_alice).slots.get()

    with_htmx = text_of(client.post(reverse("reminders:not_now", args=[slot.pk]), **HTMX))
    without = client.post(reverse("reminders:not_now", args=[slot.pk]), follow=True)

    assert "Three times not now. Longer, or stop tracking?" in with_htmx
    assert "Three times not now. Longer, or stop tracking?" in text_of(without)


def test_longer_is_twice_the_days_and_can_be_taken_back(client: Client, ana: Contact) -> None:
    response = client.post(reverse("reminders:longer", args=[ana.pk]), **HTMX)

    assert toast_of(response)["text"] == "Ana: every 120 days from now on."
    assert Contact.objects.get(pk=ana.pk).cadence_days == 120
    take_back(client, response)
    assert Contact.objects.get(pk=ana.pk).cadence_days == 60


def test_stopping_pauses_and_can_be_taken_back(client: Client, ana: Contact) -> None:
    response = client.post(reverse("reminders:stop", args=[ana.pk]), **HTMX)

    assert Contact.objects.get(pk=ana.pk).state_on(TODAY) == "paused"
    take_back(client, response)
    assert Contact.objects.get(pk=ana.pk).state_on(TODAY) == "due"


def test_a_snooze_hides_until_a_date_and_can_be_taken_back(client: Client, ana: Contact) -> None:
    until = str(TODAY + 7 * DAY)
    response = client.post(reverse("reminders:snooze", args=[ana.pk]), {"until": until}, **HTMX)

    assert toast_of(response)["text"] == "Ana is snoozed until 23 November."
    assert Contact.objects.get(pk=ana.pk).state_on(TODAY) == "snoozed"
    assert ">Ana<" not in text_of(client.get("/")).split("Recently logged")[0]
    take_back(client, response)
    assert Contact.objects.get(pk=ana.pk).state_on(TODAY) == "due"


@pytest.mark.parametrize("until", ["", "soon", "2026-11-16", "2030-01-01"])
def test_a_snooze_to_an_impossible_day_changes_nothing(
    client: Client, ana: Contact, until: str
) -> None:
    url = reverse("reminders:snooze", args=[ana.pk])

    assert client.post(url, {"until": until}, **HTMX).status_code == 204
    assert client.post(url, {"until": until}, follow=True).status_code == 200
    assert Contact.objects.get(pk=ana.pk).snoozed_until is None


def test_who_has_another_reason_stays_in_the_list(client: Client, ana: Contact) -> None:
    promise(owner=ana.owner, contact=ana, by="me", text="Send it", due_on=TODAY, on=TODAY)

    response = client.post(reverse("reminders:not_now", args=[slot_of(ana).pk]), **HTMX)

    assert f'id="reach-{ana.pk}"' in text_of(response)
    assert "Send it" in text_of(response)


def test_one_more_is_suggested(client: Client, ana: Contact) -> None:
    make_due(ana.owner, "Cem", days=1)

    response = client.post(reverse("reminders:more"), **HTMX)

    assert 'id="reach"' in text_of(response)
    assert list(outcomes(this_weeks(ana.owner))) == ["Ana", "Ben", "Cem"]
    last = client.post(reverse("reminders:more"), **HTMX)
    assert toast_of(last)["text"] == "Everybody you track is in this week already."
    assert client.post(reverse("reminders:more"), follow=True).redirect_chain == [("/", 302)]


@pytest.mark.parametrize(("verb", "state"), [("done", "done"), ("pass", "passed")])
def test_a_follow_up_is_done_or_let_be_and_can_be_taken_back(
    client: Client, ana: Contact, verb: str, state: str
) -> None:
    say(ana, "event", occurred_on=TODAY - 3 * DAY, on=TODAY)
    row = Reminder.objects.get()
    assert "Follow up on meeting at the event, since 15 Nov" in text_of(client.get("/"))

    response = client.post(reverse(f"reminders:reminder_{verb}", args=[row.pk]), **HTMX)

    assert Reminder.objects.get().state == state
    take_back(client, response)
    assert Reminder.objects.get().state == "open"


@pytest.mark.parametrize("name", ["not_now", "snooze", "longer", "stop", "reminder_done", "draft"])
def test_what_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.post(reverse(f"reminders:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("days", "moved", "said"),
    [
        (-3, None, "late since 13 Nov"),
        (-1, None, "late since 15 Nov"),
        (0, None, "today"),
        (1, None, "tomorrow"),
        (5, None, "21 Nov"),
        (5, -2, "late since 14 Nov, moved once"),
        (None, None, "said 16 Nov"),
    ],
)
def test_a_promise_says_that_it_is_late_or_was_moved_on_today_and_on_the_persons_page(
    client: Client, old_alice: User, days: int | None, moved: int | None, said: str
) -> None:
    ana = make_due(old_alice, days=-50)
    day = None if days is None else TODAY + days * DAY
    owed = promise(owner=old_alice, contact=ana, by="me", text="deck", due_on=day, on=TODAY)
    if moved is not None:
        move_promise(owed, due_on=TODAY + moved * DAY, on=TODAY)

    for address in ("/", ana.get_absolute_url()):
        page = client.get(address).content.decode()
        row = page.partition(f'id="promise-{owed.pk}"')[2].partition("</form>")[0]
        assert f"<span>{said}</span>" in row

    kept = client.post(reverse("interactions:promise_toggle", args=[owed.pk]), **HTMX)
    assert "late since" not in kept.content.decode()


@pytest.mark.parametrize(
    "name", ["more", "not_now", "snooze", "longer", "stop", "reminder_done", "reminder_pass"]
)
def test_looking_at_an_address_changes_nothing(client: Client, name: str) -> None:
    args = [] if name == "more" else [uuid4()]
    assert client.get(reverse(f"reminders:{name}", args=args)).status_code == 405


def test_a_stranger_finds_nothing_of_alices(ana: Contact, mallory: User) -> None:
    ben = Contact.objects.get(display="Ben")
    say(ben, "event", occurred_on=TODAY - 3 * DAY, on=TODAY)
    row, slot = Reminder.objects.get(), slot_of(ana)
    stranger = Client()
    stranger.force_login(mallory)
    urls = [
        reverse("reminders:not_now", args=[slot.pk]),
        reverse("reminders:snooze", args=[ana.pk]),
        reverse("reminders:longer", args=[ana.pk]),
        reverse("reminders:stop", args=[ana.pk]),
        reverse("reminders:draft", args=[ana.pk]),
        reverse("reminders:reminder_done", args=[row.pk]),
        reverse("reminders:reminder_pass", args=[row.pk]),
    ]

    assert {stranger.post(url).status_code for url in urls} == {404}
    with acting_for(ana.owner_id):
        assert slot_of(ana).outcome == ""
        assert Reminder.objects.get().state == "open"


# --- drafts ---------------------------------------------------------------------------------------


def draft_of(client: Client, contact: Contact, **query: str) -> HttpResponse:
    response: HttpResponse = client.get(reverse("reminders:draft", args=[contact.pk]), query)  # type: ignore[assignment]
    return response


def fields_of(response: Any) -> dict[str, Any]:
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value()}


def test_a_draft_is_a_page_and_a_dialog(client: Client, ana: Contact) -> None:
    page = text_of(draft_of(client, ana))
    part = text_of(client.get(reverse("reminders:draft", args=[ana.pk]), **HTMX))

    for shown in (page, part):
        assert "Message to Ana" in shown
        assert "We last talked on 12 September." in shown
        assert "Nothing is sent from here." in shown
    assert "<html" in page
    assert "<html" not in part


def test_what_was_sent_is_logged_once_and_ends_the_slot(client: Client, ana: Contact) -> None:
    url = reverse("reminders:draft", args=[ana.pk])
    sent = fields_of(draft_of(client, ana)) | {"text": "Hi Ana, as I typed it."}

    for _ in range(2):
        response = client.post(url, sent)
        assert response.status_code == 302

    [logged] = Interaction.objects.filter(text="Hi Ana, as I typed it.").select_related("kind")
    assert (logged.kind.key, logged.direction, logged.occurred_on) == ("wrote", "out", TODAY)
    assert slot_of(ana).outcome == "wrote"


def test_a_congratulation_closes_the_milestone_and_undo_opens_it(
    client: Client, ana: Contact
) -> None:
    add_date(ana, DateLine("birthday", month=11, day=18), on=TODAY)
    row = Reminder.objects.get()
    shown = draft_of(client, ana, about=str(row.pk))
    assert "Happy birthday!" in text_of(shown)

    client.post(reverse("reminders:draft", args=[ana.pk]), fields_of(shown))

    kind_key = "kind__key"
    assert Interaction.objects.filter(**{kind_key: "congratulation"}).count() == 1
    assert Reminder.objects.get().state == "done"
    page = client.get("/")
    undo_url = next(str(m.extra_tags) for m in page.context["messages"])
    client.post(undo_url)
    assert Reminder.objects.get().state == "open"
    assert Interaction.objects.kept().filter(**{kind_key: "congratulation"}).count() == 0


@pytest.mark.parametrize("about", ["", "nonsense", "2798e9f7-2243-46b7-a3f7-d6f40d3b8520"])
def test_a_draft_about_nothing_known_is_a_plain_one(
    client: Client, ana: Contact, about: str
) -> None:
    assert "We last talked on" in text_of(draft_of(client, ana, about=about, kind="nonsense"))


def test_a_bad_form_gives_the_text_back(client: Client, ana: Contact) -> None:
    url = reverse("reminders:draft", args=[ana.pk])

    response = client.post(url, {"kind": "catch_up", "key": "no", "text": "What I typed"})

    assert response.status_code == 422
    assert "What I typed" in text_of(response)
    assert Interaction.objects.filter(text="What I typed").count() == 0


def test_somebody_added_by_hand_stands_on_today_at_once(new_alice: User) -> None:
    add_by_hand(new_alice, "Ana Kovač", "mentor")
    browser = Client()
    browser.force_login(new_alice)

    page = text_of(browser.get("/"))

    assert "You chose Ana Kovač as mentor; no conversation logged yet." in page


def test_after_three_messages_without_an_answer_it_may_be_let_rest(
    client: Client, ana: Contact
) -> None:
    page = client.get(reverse("reminders:today")).content.decode()
    assert "Let it rest" not in page
    Contact.objects.filter(pk=ana.pk).update(attempts=3, last_attempt_on=TODAY - 30 * DAY)

    page = client.get(reverse("reminders:today")).content.decode()

    assert "you wrote 3 times without an answer: try another way, or let it rest." in page
    assert reverse("reminders:stop", args=[ana.pk]) in page
