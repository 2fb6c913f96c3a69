"""A mail's links: a look changes nothing, a press does it once, for whom it was sent to."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from contacts.services import snooze
from core.roles import acting_for
from interactions.models import Interaction, InteractionKind
from reminders.enums import MailKind, Outcome
from reminders.models import Plan, PlanSlot, UsedLink
from reminders.services import make_plan, standing_plan
from reminders.tokens import Action, Verb, action_token, unsubscribe_token
from tests.factories import make_contact
from tests.importing.merged import part, unite
from tests.reminders.mailing import AT_EIGHT, DAY, JOINED, MONDAY, join
from tests.reminders.people import make_due

pytestmark = pytest.mark.django_db
# Noon on Tuesday: the mail is a day old.
NOW = AT_EIGHT + timedelta(hours=28)
TUESDAY = MONDAY + DAY


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice() -> User:
    return join(at=JOINED - 60 * DAY)


@pytest.fixture
def ana(alice: User) -> Contact:
    with acting_for(alice.pk):
        ana = make_due(alice, "Ana Kovač", on=MONDAY)
        make_plan(alice, at=AT_EIGHT)
    return ana


def link(verb: Verb, contact: Contact) -> str:
    token = action_token(verb, Action(contact.owner_id, contact.pk, MONDAY))
    return reverse("reminders:act", args=[token, verb])


def stop_link(user: User, kind: MailKind = MailKind.DIGEST) -> str:
    return reverse("reminders:unsubscribe", args=[unsubscribe_token(user.pk, kind)])


def kind_of(user: User, key: str) -> str:
    with acting_for(user.pk):
        return str(InteractionKind.objects.get(owner=user, key=key).pk)


def state_of(contact: Contact) -> tuple[object, ...]:
    """All that a link could change."""
    with acting_for(contact.owner_id):
        now = Contact.objects.get(pk=contact.pk)
        slots = list(PlanSlot.objects.filter(contact=now).values_list("outcome", flat=True))
        logged = Interaction.objects.filter(participants__contact=now)
        kinds = sorted(logged.values_list("kind__key", "occurred_on"))
        uses = UsedLink.objects.count()
    return now.last_contact_on, now.last_attempt_on, now.snoozed_until, slots, kinds, uses


# --- looking -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
@pytest.mark.parametrize("verb", list(Verb))
def test_only_a_post_changes_anything(ana: Contact, verb: Verb, method: str) -> None:
    before = state_of(ana)

    answers = [getattr(Client(), method)(link(verb, ana)).status_code for _ in range(2)]

    assert answers == ([200, 200] if method in {"get", "head"} else [405, 405])
    assert state_of(ana) == before


@pytest.mark.parametrize("verb", list(Verb))
def test_the_page_says_what_it_is_in_one_form_and_needs_no_session(
    ana: Contact, verb: Verb
) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(link(verb, ana))
    text = page.content.decode()

    assert "Ana Kovač" in text
    assert len(re.findall(r"<form method=\"post\"", text)) == 1
    assert "requestSubmit" not in text
    assert page.cookies.output() == ""
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verb", list(Verb))
def test_the_page_reveals_the_name_and_nothing_else(ana: Contact, verb: Verb) -> None:
    with acting_for(ana.owner_id):
        Contact.objects.filter(pk=ana.pk).update(
            title="Canary title", facts="Canary facts", nickname="Canary nick"
        )
    text = Client().get(link(verb, ana)).content.decode()

    assert "Canary" not in text
    assert "alice" not in text.lower()


def test_neither_answer_is_chosen_beforehand(ana: Contact) -> None:
    text = Client().get(link(Verb.DONE, ana)).content.decode()

    assert "We talked" in text
    assert "I wrote, no answer yet" in text
    assert "checked" not in text


# --- doing -------------------------------------------------------------------------------


def test_we_talked_logs_the_chosen_kind_once(ana: Contact, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    talked = {"what": kind_of(alice, "call"), "occurred_on": "2026-11-17"}

    first = client.post(link(Verb.DONE, ana), talked)
    after = state_of(ana)
    other = {"what": kind_of(alice, "wrote"), "occurred_on": "2026-11-16"}
    second = client.post(link(Verb.DONE, ana), other)
    third = client.get(link(Verb.DONE, ana))

    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 200]
    assert first.content == second.content == third.content
    assert "Noted with Ana Kovač: Call on 17 November." in first.content.decode()
    assert state_of(ana) == after
    assert after[0] == TUESDAY
    assert after[3] == [Outcome.TALKED]
    assert after[5] == 1


def test_i_wrote_logs_an_attempt_and_leaves_the_last_contact(ana: Contact, alice: User) -> None:
    before = state_of(ana)
    wrote = {"what": kind_of(alice, "wrote"), "occurred_on": "2026-11-16"}

    Client().post(link(Verb.DONE, ana), wrote)

    after = state_of(ana)
    assert (after[0], after[1], after[3]) == (before[0], MONDAY, [Outcome.WROTE])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "Choose what happened."),
        ({"what": "talked", "occurred_on": "2026-11-17"}, "Select a valid choice."),
        ({"what": "CALL", "occurred_on": "2026-11-18"}, "Choose a day of the past year"),
        ({"what": "CALL", "occurred_on": "31 February"}, "Enter a valid date."),
        ({"what": "NOTE", "occurred_on": "2026-11-17"}, "Select a valid choice."),
    ],
)
def test_an_incomplete_answer_is_asked_again_and_changes_nothing(
    ana: Contact, alice: User, data: dict[str, str], problem: str
) -> None:
    before = state_of(ana)
    if data.get("what") in {"CALL", "NOTE"}:
        data = {**data, "what": kind_of(alice, data["what"].lower())}

    page = Client().post(link(Verb.DONE, ana), data)

    assert page.status_code == 422
    assert problem in page.content.decode()
    assert state_of(ana) == before


def test_somebody_elses_kind_cannot_be_chosen(ana: Contact) -> None:
    bob = join("bob@example.org")
    theirs = {"what": kind_of(bob, "call"), "occurred_on": "2026-11-17"}
    before = state_of(ana)

    assert Client().post(link(Verb.DONE, ana), theirs).status_code == 422
    assert state_of(ana) == before


def test_snoozing_lasts_a_week_from_the_press_and_is_done_once(
    ana: Contact, clock: time_machine.Traveller
) -> None:
    first = Client().post(link(Verb.SNOOZE, ana))
    after = state_of(ana)
    clock.move_to(NOW + 3 * DAY)
    second = Client().post(link(Verb.SNOOZE, ana))

    assert after[2] == TUESDAY + 7 * DAY
    assert "No check-in with Ana Kovač before 24 November." in first.content.decode()
    assert (second.status_code, second.content) == (200, first.content)
    assert state_of(ana) == after


def test_a_snooze_taken_back_in_the_app_stays_taken_back(ana: Contact) -> None:
    Client().post(link(Verb.SNOOZE, ana))
    with acting_for(ana.owner_id):
        Contact.objects.filter(pk=ana.pk).update(snoozed_until=None, snoozed_on=None)

    Client().post(link(Verb.SNOOZE, ana))

    assert state_of(ana)[2] is None


def test_a_snooze_of_a_week_shortens_no_longer_one(ana: Contact) -> None:
    until = TUESDAY + 60 * DAY
    with acting_for(ana.owner_id):
        snooze(ana, until=until, on=TUESDAY)

    Client().post(link(Verb.SNOOZE, ana))

    assert state_of(ana)[2] == until


def test_not_now_takes_them_out_of_this_week(ana: Contact) -> None:
    first = Client().post(link(Verb.NOT_NOW, ana))
    after = state_of(ana)
    second = Client().post(link(Verb.NOT_NOW, ana))

    assert after[3] == [Outcome.PASSED]
    assert "Ana Kovač is out of this week" in first.content.decode()
    assert (second.status_code, second.content) == (200, first.content)
    assert state_of(ana) == after


def test_the_third_not_now_in_a_row_asks_longer_or_stop(alice: User, ana: Contact) -> None:
    client = Client()
    with acting_for(alice.pk):
        for weeks in (1, 2):
            starts = MONDAY - 7 * weeks * DAY
            plan = Plan.objects.create(
                owner=alice, starts_on=starts, ends_on=starts + 7 * DAY, budget=5, made_at=NOW
            )
            PlanSlot.objects.create(
                owner=alice, plan=plan, contact=ana, rank=1, suggested_on=starts, outcome="passed"
            )
    url = link(Verb.NOT_NOW, ana)
    assert b"Longer, or stop tracking?" not in client.get(url).content

    said = client.post(url).content.decode()

    with acting_for(alice.pk):
        slot = PlanSlot.objects.get(plan__starts_on=MONDAY)
    assert "Three times not now. Longer, or stop tracking?" in said
    assert f'href="/?ask={slot.pk}"' in said
    client.force_login(alice)
    assert "Longer: twice the days" in client.get(f"/?ask={slot.pk}").content.decode()


def test_not_now_of_a_week_that_is_over_leaves_the_present_plan_alone(
    ana: Contact, alice: User, clock: time_machine.Traveller
) -> None:
    with acting_for(alice.pk):
        make_plan(alice, at=AT_EIGHT + 7 * DAY)
        plan = standing_plan(alice, MONDAY + 7 * DAY)
    clock.move_to(AT_EIGHT + 8 * DAY)

    assert Client().post(link(Verb.NOT_NOW, ana)).status_code == 200
    assert plan
    with acting_for(alice.pk):
        assert [slot.outcome for slot in plan.slots.all()] == [Outcome.OPEN]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-y"])
def test_a_press_of_any_content_type_is_taken(ana: Contact, content_type: str) -> None:
    answer = Client().post(link(Verb.SNOOZE, ana), data="{", content_type=content_type)

    assert answer.status_code == 200
    assert state_of(ana)[2] == TUESDAY + 7 * DAY


# --- whose -------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", list(Verb))
def test_signed_in_as_another_it_acts_for_whom_it_was_sent_to_and_says_so(
    ana: Contact, as_mallory: Client, mallory: User, verb: Verb
) -> None:
    page = as_mallory.get(link(verb, ana))
    as_mallory.post(link(verb, ana), {"what": kind_of(ana.owner, "call"), "occurred_on": TUESDAY})

    assert "You are signed in to another account here." in page.content.decode()
    assert state_of(ana)[5] == 1
    with acting_for(mallory.pk):
        assert Interaction.objects.count() == UsedLink.objects.count() == 0


def test_signed_in_as_oneself_nothing_is_said_about_it(ana: Contact, alice: User) -> None:
    client = Client()
    client.force_login(alice)

    assert "signed in" not in client.get(link(Verb.SNOOZE, ana)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("/snooze/", "/done/"),
        lambda url: url.replace("/snooze/", "/notnow/"),
        lambda url: url[:8] + ("0" if url[8] != "0" else "1") + url[9:],
        lambda url: url.replace("~", "~A"),
        lambda url: "/d/x/snooze/",
        lambda url: "/d/%00/snooze/",
    ],
    ids=["as done", "as not now", "another user", "another signature", "nonsense", "a null byte"],
)
def test_a_link_that_was_changed_is_no_link(ana: Contact, method: str, change: object) -> None:
    before = state_of(ana)

    answer = getattr(Client(), method)(change(link(Verb.SNOOZE, ana)))  # type: ignore[operator]

    assert answer.status_code == 404
    assert "It is not as it stood in the e-mail" in answer.content.decode()
    assert state_of(ana) == before


def test_a_link_works_for_thirty_days(ana: Contact, clock: time_machine.Traveller) -> None:
    clock.move_to(AT_EIGHT + 30 * DAY)
    assert Client().get(link(Verb.SNOOZE, ana)).status_code == 200
    clock.move_to(AT_EIGHT + 31 * DAY)
    answer = Client().post(link(Verb.SNOOZE, ana))
    assert answer.status_code == 404
    assert "last for 30 days, and this one is older" in answer.content.decode()
    assert state_of(ana)[5] == 0


@pytest.mark.parametrize("what", ["deactivated", "erased", "person in the trash"])
def test_a_link_ends_with_its_account_and_its_person(ana: Contact, alice: User, what: str) -> None:
    urls = [link(verb, ana) for verb in Verb]
    if what == "deactivated":
        User.objects.filter(pk=alice.pk).update(is_active=False)
    elif what == "erased":
        alice.delete()
    else:
        with acting_for(alice.pk):
            Contact.objects.filter(pk=ana.pk).update(deleted_at=NOW)

    answers = [getattr(Client(), method)(url) for url in urls for method in ("get", "post")]
    assert [answer.status_code for answer in answers] == 6 * [404]
    for answer in answers:
        assert "The account or the person that it was about is here no more." in str(answer.content)


def test_a_link_signed_for_one_user_cannot_name_anothers_person(ana: Contact) -> None:
    bob = join("bob@example.org")
    token = action_token(Verb.SNOOZE, Action(bob.pk, ana.pk, MONDAY))

    answer = Client().post(reverse("reminders:act", args=[token, Verb.SNOOZE]))

    assert answer.status_code == 404
    assert state_of(ana)[5] == 0


def test_names_are_shown_as_text(alice: User) -> None:
    with acting_for(alice.pk):
        contact = make_contact(alice, "<img src=x onerror=alert(1)>")
    for verb in Verb:
        assert "<img" not in Client().get(link(verb, contact)).content.decode()


# --- stopping ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_page_to_unsubscribe_stops_nothing(alice: User, method: str) -> None:
    getattr(Client(), method)(stop_link(alice))
    alice.refresh_from_db()

    assert (alice.digest_on, alice.day_note_on) == (True, True)


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x/y"]
)
def test_one_click_unsubscribes_without_cookie_csrf_or_redirect(
    alice: User, content_type: str
) -> None:
    client = Client(enforce_csrf_checks=True)

    answers = [
        client.post(stop_link(alice), b"List-Unsubscribe=One-Click", content_type=content_type)
        for _ in range(2)
    ]
    alice.refresh_from_db()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "No more weekly e-mails" in answers[1].content.decode()
    assert answers[0].cookies.output() == ""
    assert (alice.digest_on, alice.day_note_on) == (False, True)


def test_the_link_of_a_note_stops_notes_alone(alice: User) -> None:
    Client().post(stop_link(alice, MailKind.NOTE))
    alice.refresh_from_db()

    assert (alice.digest_on, alice.day_note_on) == (True, False)


def test_an_old_link_to_unsubscribe_still_works_and_a_forged_one_never(
    alice: User, clock: time_machine.Traveller
) -> None:
    url = stop_link(alice)
    clock.move_to(NOW + 3000 * DAY)

    assert Client().post(url[:-2] + "x/").status_code == 404
    assert Client().post(url).status_code == 200
    alice.refresh_from_db()
    assert alice.digest_on is False


def test_unsubscribing_while_signed_in_as_another_stops_the_right_mails(
    alice: User, as_mallory: Client, mallory: User
) -> None:
    as_mallory.post(stop_link(alice))
    alice.refresh_from_db()
    mallory.refresh_from_db()

    assert (alice.digest_on, mallory.digest_on) == (False, True)


# --- links to somebody who became somebody else -------------------------------------------


def test_links_in_old_mails_act_on_the_survivor_of_a_merge_and_on_oneself_after_its_undo(
    alice: User, ana: Contact, client: Client
) -> None:
    with acting_for(alice.pk):
        survivor = make_due(alice, "Ana Maria Kovač", on=MONDAY)
        made = unite(survivor, ana, on=TUESDAY, at=NOW)
    assert client.get(link(Verb.SNOOZE, ana)).status_code == 200

    client.post(link(Verb.SNOOZE, ana))

    with acting_for(alice.pk):
        survivor.refresh_from_db()
        assert survivor.snoozed_until == TUESDAY + 7 * DAY
        part(made, on=TUESDAY, at=NOW)
    client.post(
        link(Verb.DONE, ana), {"what": kind_of(alice, "coffee"), "occurred_on": "2026-11-17"}
    )
    with acting_for(alice.pk):
        today = Interaction.objects.get(occurred_on=TUESDAY)
        assert today.participants.contact_ids() == {ana.pk}


def test_not_now_of_somebody_merged_ends_the_slot_of_the_survivor(
    alice: User, ana: Contact, client: Client
) -> None:
    with acting_for(alice.pk):
        survivor = make_contact(alice, "Ana Maria Kovač")
        unite(survivor, ana, on=TUESDAY, at=NOW)

    client.post(link(Verb.NOT_NOW, ana))

    with acting_for(alice.pk):
        slots = PlanSlot.objects.values_list("contact", "outcome")
        assert list(slots) == [(survivor.pk, Outcome.PASSED)]
