"""Sorting new people: many at once, one by one, and everything taken back."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse_lazy

from accounts.models import User
from contacts import services as contacts
from contacts.derivation import drifted
from contacts.models import Contact, RelationshipType
from contacts.photos import set_photo
from core.roles import acting_for
from importing import triage
from importing.models import ImportJob, ImportRow
from importing.states import Outcome
from interactions.models import Interaction
from tests.factories import make_contact, picture

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
PICK, ONE = "/people/sort/", "/people/sort/one/"
LEAVE = reverse_lazy("importing:leave_rest")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def new_people(owner: User, *names: str, company: str = "", **fields: Any) -> list[Contact]:
    """People of an import who wait to be sorted."""
    with acting_for(owner.pk):
        job = ImportJob.objects.create(
            owner=owner, file_name="Connections.csv", file_key=uuid4().hex, size=1
        )
        works_at = contacts.company_named(owner, company)
        people = [
            make_contact(owner, name, triaged_on=None, company=works_at, **fields) for name in names
        ]
        ImportRow.objects.bulk_create(
            ImportRow(owner=owner, job=job, line=line, outcome=Outcome.CREATED, contact=person)
            for line, person in enumerate(people, 2)
        )
    return people


def type_of(owner: User, key: str) -> str:
    with acting_for(owner.pk):
        return str(RelationshipType.objects.get(key=key).pk)


def states(owner: User) -> dict[str, str]:
    """What became of each person: new, not tracked, or the types that they have."""
    with acting_for(owner.pk):
        people = list(Contact.objects.prefetch_related("relationships__type"))
        assert drifted(owner.pk, TODAY) == []
        return {person.display: _state(person) for person in people}


def _state(person: Contact) -> str:
    if person.triaged_on is None:
        return "new"
    return ", ".join(sorted(row.type.key for row in person.relationships.all())) or "not tracked"


def ids(people: Sequence[Contact]) -> list[str]:
    return [str(person.pk) for person in people]


def undo_url(answer: Any) -> str:
    """Where the message of a page leads that offers to take it back."""
    return str(next(message.extra_tags for message in answer.context["messages"]))


# --- many at once ------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 3, 60])
def test_the_list_needs_the_same_queries_for_any_number_of_new_people(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    for number in range(how_many):
        new_people(alice, f"Person {number:02}", company=f"Company {number}" * (number % 2))
    as_alice.get(PICK)  # the first request of a day does more

    # session, user, begin, whose rows; types, people with and without a company, how far each
    # import is, how many wait, check-ins a week; the counts at the side; whose rows, commit
    with django_assert_num_queries(17):
        page = as_alice.get(PICK)

    assert len(shown(page)) == min(how_many, 50)


def shown(page: Any) -> list[str]:
    return [person.name for group in page.context["found"].groups for person in group.people]


def test_new_people_stand_by_company_and_name_and_those_without_one_last(
    as_alice: Client, alice: User
) -> None:
    new_people(alice, "Zoe", "Ábel", company="Norrfjord Energy")
    new_people(alice, "Bea", company="Alpha")
    new_people(alice, "Cyd")
    with acting_for(alice.pk):
        make_contact(alice, "Sorted Already", type_key="peer")

    groups = as_alice.get(PICK).context["found"].groups

    assert [(group.company, [person.name for person in group.people]) for group in groups] == [
        ("Alpha", ["Bea"]),
        ("Norrfjord Energy", ["Ábel", "Zoe"]),
        ("", ["Cyd"]),
    ]


def test_the_pages_hold_fifty_and_show_everybody_once(as_alice: Client, alice: User) -> None:
    new_people(alice, *(f"Person {number:03}" for number in range(70)), company="Alpha")
    new_people(alice, *(f"Other {number:03}" for number in range(60)))
    seen, url = [], PICK
    while url:
        page = as_alice.get(url)
        seen.append(shown(page))
        url = page.context["next_url"]

    assert [len(names) for names in seen] == [50, 50, 30]
    assert len({name for names in seen for name in names}) == 130


def test_new_people_are_searched_by_name_company_and_title(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana Kovač", title="Grid engineer", company="Norrfjord Energy")
    new_people(alice, "Bea Berg")

    found = [shown(as_alice.get(PICK, {"q": text})) for text in ("kovac", "norrfjord", "grid", "x")]

    assert found == [["Ana Kovač"], ["Ana Kovač"], ["Ana Kovač"], []]


def test_a_card_and_a_row_show_what_the_file_has_and_no_more(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", connected_on=date(2023, 5, 3), title="Engineer", company="Alpha")
    new_people(alice, "Bea")

    page, card = (as_alice.get(url).content.decode() for url in (PICK, ONE))

    for html in (page, card):
        assert html.count("Connected 3 May 2023.") == 1
        assert "None" not in html
    assert "Engineer, Alpha" in card


def test_the_ticked_get_the_type_and_can_be_taken_back(as_alice: Client, alice: User) -> None:
    ana, bea, _cyd = new_people(alice, "Ana", "Bea", "Cyd")
    said = {"id": ids([ana, bea]), "type": type_of(alice, "mentor"), "list": "?q=a"}

    answer = as_alice.post(PICK, said, follow=True)

    assert answer.redirect_chain == [(f"{PICK}?q=a", 302)]
    assert [str(message) for message in answer.context["messages"]] == ["2 people · Mentor"]
    assert states(alice) == {"Ana": "mentor", "Bea": "mentor", "Cyd": "new"}
    with acting_for(alice.pk):
        due = Contact.objects.filter(next_check_in_on__gt=TODAY)
        assert {person.display for person in due} == {"Ana", "Bea"}

    as_alice.post(undo_url(answer))

    assert states(alice) == {"Ana": "new", "Bea": "new", "Cyd": "new"}
    with acting_for(alice.pk):
        assert not Contact.objects.exclude(next_check_in_on=None).exists()


def test_htmx_gets_the_list_without_those_who_were_sorted(as_alice: Client, alice: User) -> None:
    ana, _bea = new_people(alice, "Ana", "Bea")

    answer = as_alice.post(PICK, {"id": ids([ana]), "type": "untracked"}, headers=HTMX)

    assert answer.content.decode().strip().startswith('<div id="pick">')
    assert shown(answer) == ["Bea"]
    told = json.loads(answer["HX-Trigger"])["toast"]
    assert told["text"] == "1 person is not tracked."
    assert states(alice) == {"Ana": "not tracked", "Bea": "new"}
    as_alice.post(told["undo"])
    assert states(alice) == {"Ana": "new", "Bea": "new"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_a_type_nothing_changes_and_the_ticks_stay(
    as_alice: Client, alice: User, headers: dict[str, str]
) -> None:
    _ana, bea = new_people(alice, "Ana", "Bea")

    answer = as_alice.post(PICK, {"id": ids([bea]), "last_talked": "month"}, headers=headers)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Choose a type for the people you tick." in html
    assert re.findall(r'name="id" value="([^"]+)" data-row checked', html) == [str(bea.pk)]
    assert '<option value="month" selected>' in html
    assert states(alice) == {"Ana": "new", "Bea": "new"}


def test_saving_without_a_tick_says_so(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana")

    answer = as_alice.post(PICK, {"type": "untracked"}, follow=True)

    assert "Nobody was ticked, so nothing changed." in answer.content.decode()
    assert states(alice) == {"Ana": "new"}


def test_the_ticks_travel_with_a_search_and_stay_out_of_the_address(
    as_alice: Client, alice: User
) -> None:
    ana, bea, _cyd = new_people(alice, "Ana", "Bea", "Cyd")

    answer = as_alice.get(PICK, {"q": "bea", "id": ids([ana, bea])}, headers=HTMX)

    assert [person.name for person in answer.context["found"].held] == ["Ana"]
    assert shown(answer) == ["Bea"]
    assert answer.content.decode().count(" data-row checked") == 2
    assert answer["HX-Push-Url"] == f"{PICK}?q=bea"


def test_the_rest_of_a_page_that_was_sorted_meanwhile_is_the_first_page(
    as_alice: Client, alice: User
) -> None:
    people = new_people(alice, *(f"Person {number:02}" for number in range(51)))
    second = as_alice.get(PICK).context["next_url"]
    last = {"id": ids(people[50:]), "type": "untracked", "list": second.removeprefix(PICK)}

    answer = as_alice.post(PICK, last, headers=HTMX)

    assert len(shown(answer)) == 50


def test_when_one_last_talked_is_kept_and_taken_back_with_the_rest(
    as_alice: Client, alice: User
) -> None:
    people = new_people(alice, "Ana", "Bea")
    said = {"id": ids(people), "type": type_of(alice, "peer"), "last_talked": "month"}

    answer = as_alice.post(PICK, said, follow=True)

    with acting_for(alice.pk):
        talked = list(Contact.objects.values_list("last_contact_on", flat=True))
        assert talked == [TODAY - timedelta(days=15)] * 2
    as_alice.post(undo_url(answer))
    with acting_for(alice.pk):
        assert not Interaction.objects.kept().exists()
        assert list(Contact.objects.values_list("last_contact_on", flat=True)) == [None, None]
    assert states(alice) == {"Ana": "new", "Bea": "new"}


def test_strangers_and_those_already_sorted_are_passed_over(
    as_alice: Client, alice: User, bob: User
) -> None:
    (ana,) = new_people(alice, "Ana")
    (theirs,) = new_people(bob, "Theirs")
    with acting_for(alice.pk):
        sorted_in = make_contact(alice, "Sorted", type_key="peer")
    everybody = {"id": [*ids([ana, theirs, sorted_in]), "nonsense"], "type": "untracked"}

    as_alice.post(PICK, everybody)

    assert states(alice) == {"Ana": "not tracked", "Sorted": "peer"}
    assert states(bob) == {"Theirs": "new"}


@pytest.mark.parametrize("url", [PICK, ONE])
@pytest.mark.parametrize("wrong", ["nonsense", "theirs"])
def test_a_type_that_is_not_ones_own_is_refused(
    as_alice: Client, alice: User, bob: User, url: str, wrong: str
) -> None:
    (ana,) = new_people(alice, "Ana")
    kind = type_of(bob, "mentor") if wrong == "theirs" else wrong

    answer = as_alice.post(url, {"id": ids([ana]), "person": ids([ana]), "type": kind})

    assert answer.status_code == 422
    assert states(alice) == {"Ana": "new"}


# --- the rest ----------------------------------------------------------------------------


def test_the_rest_is_left_untracked_but_for_the_ticked_and_comes_back(
    as_alice: Client, alice: User, bob: User
) -> None:
    people = new_people(alice, "Ana", "Bea", "Cyd", "Dan")
    new_people(bob, "Theirs")
    as_alice.post(PICK, {"id": ids(people[:1]), "type": "untracked"})

    answer = as_alice.post(LEAVE, {"id": ids(people[1:2])}, headers=HTMX)

    told = json.loads(answer["HX-Trigger"])["toast"]
    assert told["text"] == "2 people are left untracked."
    left = {"Ana": "not tracked", "Bea": "new", "Cyd": "not tracked", "Dan": "not tracked"}
    assert states(alice) == left
    as_alice.post(told["undo"])
    assert states(alice) == {**left, "Cyd": "new", "Dan": "new"}
    assert states(bob) == {"Theirs": "new"}


def test_the_rest_can_be_left_without_htmx(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea")

    answer = as_alice.post(LEAVE, follow=True)

    assert states(alice) == {"Ana": "not tracked", "Bea": "not tracked"}
    assert "Everybody is sorted" in answer.content.decode()
    as_alice.post(undo_url(answer))
    assert states(alice) == {"Ana": "new", "Bea": "new"}


def test_whom_one_gave_a_type_or_edited_since_stays_when_the_rest_comes_back(
    as_alice: Client, alice: User
) -> None:
    ana, bea, _cyd = new_people(alice, "Ana", "Bea", "Cyd")
    answer = as_alice.post(LEAVE, follow=True)
    later = NOW + timedelta(minutes=1)
    with acting_for(alice.pk):
        mentor = RelationshipType.objects.get(key="mentor")
        contacts.add_relationship(ana, type=mentor, on=TODAY)
        contacts.update_contact(bea, on=TODAY, at=later, version=bea.version, title="Boss")

    as_alice.post(undo_url(answer))

    assert states(alice) == {"Ana": "mentor", "Bea": "not tracked", "Cyd": "new"}


@pytest.mark.parametrize("how_many", [1, 3, 60])
def test_leaving_the_rest_costs_the_same_for_any_number(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    new_people(alice, *(f"Person {number:02}" for number in range(how_many)))
    as_alice.get(PICK)

    # session, user, begin, whose rows; begin, who is left, that they are, their dates, nobody
    # more, undo, commit; whose rows, commit
    with django_assert_num_queries(13):
        as_alice.post(LEAVE)

    assert set(states(alice).values()) == {"not tracked"}


def test_many_are_left_set_by_set(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "SET", 2)
    new_people(alice, *"ABCDE")
    with acting_for(alice.pk):
        count, _url = triage.leave_rest(owner=alice, but=[], on=TODAY, at=NOW)
    assert count == 5
    assert set(states(alice).values()) == {"not tracked"}

    with acting_for(alice.pk):
        before = {"at": NOW.isoformat(), "on": TODAY.isoformat()}
        triage.take_rest_back(owner=alice, before=before, on=TODAY)

    assert set(states(alice).values()) == {"new"}


# --- one by one --------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 3, 60])
def test_a_card_needs_the_same_queries_for_any_number_of_new_people(
    as_alice: Client, alice: User, how_many: int, django_assert_num_queries: Any
) -> None:
    new_people(alice, *(f"Person {number:02}" for number in range(how_many)))
    as_alice.get(ONE)

    # session, user, begin, whose rows; types, the next person, how far each import is, how many
    # wait, check-ins a week; the counts at the side; whose rows, commit
    with django_assert_num_queries(16):
        page = as_alice.get(ONE)

    assert page.context["person"].name == "Person 00"


def answer_to(client: Client, kind: str, **headers: Any) -> Any:
    """Press one of the buttons of the card that is shown."""
    page = client.get(ONE)
    person = page.context["person"]
    said = {"person": str(person.id) if person else "", "type": kind}
    return client.post(ONE, said, follow=not headers, headers=headers or None)


def name_of(page: Any) -> str:
    person = page.context["person"]
    return person.name if person else ""


def test_the_first_six_types_have_keys_and_the_card_works_without_javascript(
    as_alice: Client, alice: User
) -> None:
    (ana,) = new_people(alice, "Ana")
    with acting_for(alice.pk):
        contacts.add_type(owner=alice, name="Sparring partner", cadence_days=None)
        offered = list(RelationshipType.objects.active())

    html = as_alice.get(ONE).content.decode()

    keys = dict(re.findall(r'name="type" value="([^"]+)" data-key="([^"]+)"', html))
    assert keys == {
        **{str(type.pk): str(key) for key, type in enumerate(offered[:6], 1)},
        **{"untracked": "0", "skip": "s", "undo": "u"},
    }
    assert len(offered) > 6
    assert all(f'value="{type.pk}"' in html for type in offered)
    assert f'<form method="post" action="{ONE}" hx-post="{ONE}" hx-target="#sorting"' in html
    assert f'<input type="hidden" name="person" value="{ana.pk}">' in html


def test_each_answer_brings_the_next_and_the_counts_follow(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea", "Cyd")

    answer = answer_to(as_alice, type_of(alice, "mentor"))
    assert (name_of(answer), "1 of 3 sorted" in answer.content.decode()) == ("Bea", True)
    answer = answer_to(as_alice, "untracked", **HTMX)

    assert name_of(answer) == "Cyd"
    html = answer.content.decode()
    assert html.strip().startswith('<div id="sorting">')
    assert "2 of 3 sorted" in html
    assert "1 tracked, 1 not" in html
    assert json.loads(answer["HX-Trigger"])["toast"]["text"] == "Not tracking Bea"
    assert states(alice) == {"Ana": "mentor", "Bea": "not tracked", "Cyd": "new"}


def test_only_the_imports_count_from_which_somebody_waits(as_alice: Client, alice: User) -> None:
    new_people(alice, *(f"Earlier {number}" for number in range(5)))
    as_alice.post(LEAVE)
    ana, _bea = new_people(alice, "Ana", "Bea")
    as_alice.post(PICK, {"id": ids([ana]), "type": type_of(alice, "peer")})

    progress = as_alice.get(ONE).context["progress"]

    assert progress == triage.Progress(files=["Connections.csv"], sorted=1, tracked=1, left=1)


def test_the_skipped_come_again_when_the_others_are_done(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea", "Cyd", "Dan")

    names = [name_of(answer_to(as_alice, kind)) for kind in ("skip", "untracked", "skip", "skip")]

    assert names == ["Bea", "Cyd", "Dan", "Ana"]
    assert name_of(answer_to(as_alice, "skip")) == "Cyd"
    assert states(alice) == {"Ana": "new", "Bea": "not tracked", "Cyd": "new", "Dan": "new"}


def test_the_place_is_kept_for_another_day(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea", "Cyd")
    answer_to(as_alice, "skip")
    answer_to(as_alice, "untracked")

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert name_of(as_alice.get(ONE)) == "Cyd"


def test_undo_goes_back_step_by_step_through_answers_and_skips(
    as_alice: Client, alice: User
) -> None:
    new_people(alice, "Ana", "Bea", "Cyd")
    for kind in (type_of(alice, "mentor"), "skip", "untracked"):
        answer_to(as_alice, kind)
    assert states(alice) == {"Ana": "mentor", "Bea": "new", "Cyd": "not tracked"}

    assert name_of(answer_to(as_alice, "undo")) == "Cyd"
    assert states(alice) == {"Ana": "mentor", "Bea": "new", "Cyd": "new"}
    assert name_of(answer_to(as_alice, "undo")) == "Bea"
    assert name_of(answer_to(as_alice, "undo")) == "Ana"
    assert states(alice) == {"Ana": "new", "Bea": "new", "Cyd": "new"}
    assert "There is nothing to take back." in answer_to(as_alice, "undo").content.decode()


def test_undo_after_the_last_person_brings_them_back(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana")

    answer = answer_to(as_alice, "untracked")

    html = answer.content.decode()
    assert "Everybody is sorted" in html
    assert 'href="/"' in html
    assert 'value="undo" data-key="u"' in html
    assert name_of(as_alice.post(ONE, {"type": "undo"}, follow=True)) == "Ana"
    assert states(alice) == {"Ana": "new"}


def test_undo_of_long_ago_says_that_it_is_too_late(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea")
    answer_to(as_alice, "untracked")

    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        answer = answer_to(as_alice, "undo")

    assert "That can no longer be taken back." in answer.content.decode()
    assert states(alice) == {"Ana": "not tracked", "Bea": "new"}


def test_the_message_takes_an_answer_back_too(as_alice: Client, alice: User) -> None:
    new_people(alice, "Ana", "Bea")
    answer = answer_to(as_alice, type_of(alice, "client"))

    as_alice.post(undo_url(answer))

    assert states(alice) == {"Ana": "new", "Bea": "new"}
    assert name_of(as_alice.get(ONE)) == "Ana"


def test_an_answer_counts_for_the_person_who_was_shown(as_alice: Client, alice: User) -> None:
    ana, _bea = new_people(alice, "Ana", "Bea")
    said = {"person": str(ana.pk), "type": "untracked"}
    as_alice.post(ONE, said)

    answer = as_alice.post(ONE, said, follow=True)

    assert name_of(answer) == "Bea"
    assert states(alice) == {"Ana": "not tracked", "Bea": "new"}


@pytest.mark.parametrize("kind", ["untracked", "skip"])
def test_a_stranger_cannot_be_answered_for(
    as_mallory: Client, mallory: User, alice: User, kind: str
) -> None:
    (ana,) = new_people(alice, "Ana")
    new_people(mallory, "Mine")

    answer = as_mallory.post(ONE, {"person": str(ana.pk), "type": kind}, follow=True)

    assert name_of(answer) == "Mine"
    assert "Ana" not in answer.content.decode()
    assert states(alice) == {"Ana": "new"}


def test_when_one_last_talked_may_be_said_on_the_card(as_alice: Client, alice: User) -> None:
    (ana,) = new_people(alice, "Ana")
    said = {"person": str(ana.pk), "type": type_of(alice, "mentor"), "last_talked": "season"}

    as_alice.post(ONE, said)
    with acting_for(alice.pk):
        assert Contact.objects.get().last_contact_on == TODAY - timedelta(days=60)

    as_alice.post(ONE, {"type": "undo"})
    with acting_for(alice.pk):
        assert Contact.objects.get().last_contact_on is None


# --- both --------------------------------------------------------------------------------


def test_looking_changes_nothing(as_alice: Client, alice: User) -> None:
    people = new_people(alice, "Ana", "Bea")
    said = {"id": ids(people), "person": str(people[0].pk), "type": "untracked"}

    answers = [as_alice.get(url, said).status_code for url in (PICK, ONE, LEAVE)]

    assert answers == [200, 200, 405]
    assert states(alice) == {"Ana": "new", "Bea": "new"}
    assert "sorting" not in as_alice.session


@pytest.mark.parametrize("url", [PICK, ONE])
def test_names_are_shown_as_text(as_alice: Client, alice: User, url: str) -> None:
    bad = "<img src=x onerror=alert(1)>"
    new_people(alice, bad, company=bad, title=bad, place=bad)

    html = as_alice.get(url).content.decode()

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 3


@pytest.mark.parametrize("url", [PICK, ONE])
def test_what_the_cadences_ask_for_stands_beside_the_budget(
    as_alice: Client, alice: User, url: str
) -> None:
    new_people(alice, "Ana")
    assert "your budget is" not in as_alice.get(url).content.decode()
    with acting_for(alice.pk):
        for number in range(24):
            make_contact(alice, f"Manager {number}", type_key="manager")

    html = as_alice.get(url).content.decode()

    assert "About 12 check-ins a week; your budget is 5." in " ".join(html.split())
    assert "lengthen the cadences" in html
    fewer = re.search(r'href="(/people/[^"]*)">Track fewer', html)
    assert fewer
    shown = as_alice.get(fewer[1].replace("&amp;", "&")).content.decode()
    assert "Manager 7" in shown
    assert "Ana" not in shown


@pytest.mark.parametrize("url", [PICK, ONE])
def test_a_new_person_is_shown_with_their_photo(as_alice: Client, alice: User, url: str) -> None:
    (ana,) = new_people(alice, "Ana")
    assert "/photo/" not in as_alice.get(url).content.decode()
    with acting_for(alice.pk):
        set_photo(ana, picture())

    html = as_alice.get(url).content.decode()

    assert ana.photo_url in html
    assert as_alice.get(ana.photo_url).headers["Content-Type"] == "image/webp"


def test_capacity_is_the_sum_over_those_who_are_tracked(acting_alice: User) -> None:
    for key in ("manager", "mentor", "peer"):
        make_contact(acting_alice, key, type_key=key)
    make_contact(acting_alice, "archived", type_key="manager", archived_on=TODAY)
    make_contact(acting_alice, "new", triaged_on=None)

    # 7/14 + 7/30 + 7/60
    assert triage.capacity(acting_alice) == triage.Capacity(rate=1, budget=5)


@pytest.mark.parametrize("url", [PICK, ONE])
def test_when_nobody_is_new_the_way_leads_to_today(as_alice: Client, url: str) -> None:
    html = as_alice.get(url).content.decode()

    assert "Everybody is sorted" in html
    assert "Go to Today" in html
