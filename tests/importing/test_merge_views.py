"""The screens on which two people become one."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact
from contacts.services import create_contact
from core.roles import acting_for
from importing import tasks
from importing.duplicates import refresh
from importing.merging import LASTS
from importing.models import DuplicatePair, Merge
from importing.states import PairState
from tests.factories import make_contact, make_interaction
from tests.importing.merged import unite

QUEUE = reverse("importing:duplicates")


def make_twins(owner: User, name: str = "Ana") -> tuple[Contact, Contact]:
    """Two people of whom the queue asks; the first is tracked."""
    now = timezone.now()
    on = owner.today(now)
    return tuple(  # type: ignore[return-value]
        create_contact(
            owner=owner,
            on=on,
            at=now,
            display=f"{name} {family}",
            company_name="Tidewell",
            title=title,
            methods=[MethodLine("email", address), MethodLine("phone", "+44 7700 900123")],
            dates=[DateLine("birthday", 5, 4)],
            facts=facts,
            cadence_override=override,
        )
        for family, title, address, facts, override in (
            ("Kovač", "Analyst", f"{name}@example.org", "Has two cats.", 30),
            ("Kovac", "Head of Data", f"{name}.k@example.net", "Sails.", None),
        )
    )


@pytest.fixture
def twins(alice: User) -> tuple[Contact, Contact]:
    with acting_for(alice.pk):
        twins = make_twins(alice)
        assert refresh(alice) == 1
    return twins


def the_pair(owner: User) -> DuplicatePair:
    with acting_for(owner.pk):
        return DuplicatePair.objects.get()


def settle(pair: DuplicatePair) -> str:
    return reverse("importing:settle", args=[pair.pk])


def names(owner: User) -> list[str]:
    with acting_for(owner.pk):
        return sorted(Contact.objects.for_user(owner).values_list("display", flat=True))


# --- the queue ----------------------------------------------------------------------------


def test_two_people_stand_side_by_side_with_the_reasons(
    as_alice: Client, twins: tuple[Contact, Contact]
) -> None:
    page = as_alice.get(QUEUE)

    text = page.content.decode()
    assert page.status_code == 200
    assert "The same phone number, the same name, the same company, the same birthday." in text
    assert "Very likely the same." in text
    assert "1 of 1." in text
    found = page.context["found"]
    assert found.ours.contact == twins[0]
    assert [(line.name, line.ours, line.theirs, line.chosen) for line in found.lines] == [
        ("name", "Ana Kovač", "Ana Kovac", "ours"),
        ("title", "Analyst", "Head of Data", "ours"),
        ("company", "Tidewell", "Tidewell", ""),
        ("birthday", "4 May", "4 May", ""),
        ("facts", "Has two cats.", "Sails.", "both"),
    ]


def test_looking_changes_nothing(as_alice: Client, alice: User, twins: object) -> None:
    with acting_for(alice.pk):
        before = list(DuplicatePair.objects.values())
    as_alice.get(QUEUE)
    as_alice.get(QUEUE, {"pair": "nonsense"})

    with acting_for(alice.pk):
        assert list(DuplicatePair.objects.values()) == before


def test_merging_takes_what_was_chosen_and_says_so(
    as_alice: Client, alice: User, twins: tuple[Contact, Contact]
) -> None:
    ours, theirs = twins
    with acting_for(alice.pk):
        mine, other = ours.methods.get(kind="email"), theirs.methods.get(kind="email")
    chosen = {"survivor": ours.pk, "title": "theirs", "facts": "ours", "act": "merge"}

    page = as_alice.post(
        settle(the_pair(alice)),
        {**chosen, "shown": [mine.pk, other.pk], "way": [mine.pk]},
        follow=True,
    )

    assert "Merged into Ana Kovač." in page.content.decode()
    with acting_for(alice.pk):
        [one] = Contact.objects.for_user(alice)
        assert (one.pk, one.title, one.facts) == (ours.pk, "Head of Data", "Has two cats.")
        assert [each.value for each in one.methods.filter(kind="email")] == ["Ana@example.org"]
        assert not DuplicatePair.objects.exists()
    assert "Nobody is there twice" in page.content.decode()


def test_undo_of_the_toast_brings_both_back_and_the_question_too(
    as_alice: Client, alice: User, twins: tuple[Contact, Contact]
) -> None:
    act = {"survivor": twins[0].pk, "act": "merge"}
    part = as_alice.post(settle(the_pair(alice)), act, HTTP_HX_REQUEST="true")
    undo_url = json.loads(part["HX-Trigger"])["toast"]["undo"]

    as_alice.post(undo_url)

    assert names(alice) == ["Ana Kovac", "Ana Kovač"]
    assert the_pair(alice).state == PairState.OPEN


def test_different_people_are_not_asked_about_again(
    as_alice: Client, alice: User, twins: object
) -> None:
    page = as_alice.post(settle(the_pair(alice)), {"act": "different"}, follow=True)

    assert "Kept apart. You will not be asked again." in page.content.decode()
    with acting_for(alice.pk):
        assert refresh(alice) == 0
    assert len(names(alice)) == 2


def test_different_people_can_be_taken_back(as_alice: Client, alice: User, twins: object) -> None:
    pair = the_pair(alice)
    page = as_alice.post(settle(pair), {"act": "different"}, follow=True)
    [message] = page.context["messages"]

    as_alice.post(message.extra_tags)

    assert the_pair(alice).state == PairState.OPEN


def test_later_shows_the_next_pair(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for name in ("Ana", "Ben"):
            make_twins(alice, name)
        refresh(alice)
    first = as_alice.get(QUEUE).context["place"].pair

    part = as_alice.post(settle(first), {"act": "later"}, HTTP_HX_REQUEST="true")

    assert part.context["place"].pair != first
    assert part.context["place"].count == 2
    assert "<html" not in part.content.decode()


def test_one_can_walk_through_the_pairs(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        for name in ("Ana", "Ben", "Carla"):
            make_twins(alice, name)
        refresh(alice)

    seen, wanted = [], None
    while (place := as_alice.get(QUEUE, {"pair": wanted} if wanted else {}).context["place"]).next:
        seen.append(place.pair.pk)
        wanted = place.next
    assert (len(set(seen)), place.number, place.count) == (2, 3, 3)
    assert place.previous == seen[-1]


@pytest.mark.parametrize(
    "posted", [{}, {"survivor": "x"}, {"survivor": "01990000-0000-7000-8000-000000000000"}]
)
def test_a_survivor_who_is_neither_is_not_found(
    as_alice: Client, alice: User, twins: object, posted: dict[str, str]
) -> None:
    assert as_alice.post(settle(the_pair(alice)), posted).status_code == 404
    assert len(names(alice)) == 2


def test_a_second_press_finds_nothing_to_do(
    as_alice: Client, alice: User, twins: tuple[Contact, Contact]
) -> None:
    pair = the_pair(alice)
    act = {"survivor": twins[0].pk, "act": "merge"}
    as_alice.post(settle(pair), act)

    assert as_alice.post(settle(pair), act).status_code == 404
    assert names(alice) == ["Ana Kovač"]


@pytest.mark.parametrize("twice", [1, 3])
def test_the_queue_asks_a_bounded_number_of_questions(
    as_alice: Client, alice: User, twice: int, django_assert_num_queries: object
) -> None:
    with acting_for(alice.pk):
        for number in range(twice):
            make_twins(alice, f"Ana{'xyz'[number]}")
        refresh(alice)
    as_alice.get(QUEUE)

    with django_assert_num_queries(19):  # type: ignore[operator]
        as_alice.get(QUEUE)


def test_the_navigation_counts_them_while_there_are_any(
    as_alice: Client, alice: User, twins: tuple[Contact, Contact]
) -> None:
    assert as_alice.get(QUEUE).context["nav"]["duplicates_count"] == "1"
    as_alice.post(settle(the_pair(alice)), {"act": "different"})
    assert as_alice.get(QUEUE).context["nav"]["duplicates_count"] == ""


def test_looking_once_more_finds_those_who_were_typed_by_hand(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        make_twins(alice)
    as_alice.post(reverse("importing:look"))

    assert tasks.look(str(alice.pk)) == 1


# --- merges of the last thirty days -------------------------------------------------------


def test_a_merge_can_be_undone_for_thirty_days(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        made = unite(make_contact(alice, "Ana"), make_contact(alice, "Anna"), at=timezone.now())
    assert "Merged lately" in as_alice.get(QUEUE).content.decode()

    page = as_alice.post(reverse("importing:part", args=[made.pk]), follow=True)

    assert "Anna is back." in page.content.decode()
    assert names(alice) == ["Ana", "Anna"]


def test_after_thirty_days_it_is_neither_offered_nor_done(as_alice: Client, alice: User) -> None:
    long_ago = timezone.now() - LASTS - timedelta(days=1)
    with acting_for(alice.pk):
        made = unite(make_contact(alice, "Ana"), make_contact(alice, "Anna"), at=long_ago)
    assert "Merged lately" not in as_alice.get(QUEUE).content.decode()

    as_alice.post(reverse("importing:part", args=[made.pk]))

    assert names(alice) == ["Ana"]


# --- two whom one chose -------------------------------------------------------------------


def test_two_people_can_be_chosen_found_by_a_search_and_merged(
    as_alice: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        ana, zoe = make_contact(alice, "Ana Kovač"), make_contact(alice, "Zoë Quay", title="CFO")
        make_interaction(zoe, occurred_on=alice.today(timezone.now()))
    url = reverse("importing:merge_with", args=[ana.pk])

    assert as_alice.get(url).context["people"] == []
    assert as_alice.get(url, {"q": "quay"}).context["people"] == [zoe]
    page = as_alice.get(url, {"with": str(zoe.pk)})
    assert page.context["found"].ours.contact == zoe  # with whom one talked
    said = as_alice.post(url, {"with": zoe.pk, "survivor": ana.pk, "name": "theirs"}, follow=True)

    assert "Merged into Zoë Quay." in said.content.decode()
    with acting_for(alice.pk):
        assert Merge.objects.get().survivor_id == ana.pk
    assert names(alice) == ["Zoë Quay"]


def test_nobody_is_merged_with_themselves_or_a_strangers_person(
    as_alice: Client, alice: User, bob: User
) -> None:
    with acting_for(bob.pk):
        stranger = make_contact(bob, "Bea")
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana")
    url = reverse("importing:merge_with", args=[ana.pk])

    for other in (ana, stranger):
        chosen = {"with": str(other.pk), "survivor": str(ana.pk)}
        assert as_alice.get(url, chosen).status_code == 404
        assert as_alice.post(url, chosen).status_code == 404
    assert (names(alice), names(bob)) == (["Ana"], ["Bea"])


def test_an_old_address_leads_to_the_survivor(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        ana, anna = make_contact(alice, "Ana"), make_contact(alice, "Anna")
        unite(ana, anna)

    page = as_alice.get(reverse("pages:person", args=[anna.pk]))

    assert page["Location"] == reverse("pages:person", args=[ana.pk])
