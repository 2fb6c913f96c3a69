"""Whatever removes something, or changes many things, can be taken back."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact, SavedView
from core.ownership import Owned
from core.roles import acting_for
from tests.factories import make_contact
from tests.test_access import ROW, names

# Each takes something away, and its answer offers to take that back. What is posted with it.
UNDONE: dict[str, dict[str, str]] = {
    "contacts:archive": {},
    "contacts:date_delete": {},
    "contacts:delete": {},
    "contacts:died": {},
    "contacts:photo_remove": {},
    "contacts:view_delete": {},
    "interactions:delete": {},
    "interactions:promise_drop": {},
    "reminders:not_now": {},
    "reminders:reminder_done": {},
    "reminders:reminder_pass": {},
    "reminders:stop": {},
}
# The others whose name says that something goes, and why they are not in the list above.
OTHERWISE = {
    "accounts:device_end": "a lost device must be out for good; signing in is the way back",
    "accounts:devices_end": "as one device",
    "accounts:holiday_end": "tested with the settings",
    "contacts:bulk": "each of its actions is taken back in tests/contacts/test_views.py",
    "core:undo": "is the way back itself",
    "importing:cancel": "nothing was written yet",
    "importing:done": "a page",
    "importing:leave_rest": "tested with the triage",
    "importing:merge_with": "tested with the duplicates",
    "importing:part": "takes a merge back",
    "importing:settle": "merging and keeping apart are tested with the duplicates",
    "importing:undo": "takes an import back",
    "interactions:restore": "brings back",
    "pages:address_end": "what it forgot is taken back in tests/importing/test_calendars.py",
    "pages:erase": "erasing the account asks first, and there is no way back",
    "pages:erase_person": "erasing somebody for good asks first, and there is no way back",
    "pages:feed_end": "an address that leaked must end for good; a new one is one press away",
    "pages:restore_person": "brings back",
    "pages:trash": "keeps what was deleted for thirty days",
    "reminders:message_reset": "tested with the messages",
    "reminders:unsubscribe": "a letter's link; the settings turn it on again",
}
SAYS_SO = (
    *("archive", "bulk", "cancel", "delete", "died", "done", "drop", "end", "erase", "leave_rest"),
    *("merge", "not_now", "part", "pass", "remove", "reset", "restore", "settle", "stop", "trash"),
    *("undo", "unsubscribe"),
)
# Change with every write.
ASIDE = {"version", "updated_at"}
# What undo and editing keep for themselves, and what follows from the dates: milestones come anew.
APART = {"core.Undo", "interactions.InteractionVersion"}


def takes_away(name: str) -> bool:
    own = name.partition(":")[2]
    parts = {own, *own.split("_")}
    return bool(parts & set(SAYS_SO)) and not own.startswith("unarchive")


def test_every_address_that_takes_something_away_is_named_here() -> None:
    found = {name for name in names() if takes_away(name)}

    assert found - set(OTHERWISE) - set(UNDONE) == set()
    assert set(UNDONE) <= names()


def standing(owner: User, *, reminders: bool) -> dict[str, list[dict[str, Any]]]:
    """All rows of an owner, but for what undo itself keeps; a photo may be another row."""
    apart = APART if reminders else APART | {"reminders.Reminder"}
    models = [model for model in apps.get_models() if issubclass(model, Owned)]
    with acting_for(owner.pk):
        return {
            model._meta.label: [
                {
                    name: value
                    for name, value in row.items()
                    if name not in ASIDE and (name != "id" or "Photo" not in model.__name__)
                }
                for row in model._default_manager.filter(owner=owner).order_by("pk").values()
            ]
            for model in models
            if model._meta.label not in apart
        }


@pytest.mark.parametrize("name", sorted(UNDONE))
def test_it_is_taken_back_by_one_press(name: str, as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        row = ROW[name](alice)
    as_alice.get("/settings/")  # the first of the day
    reminders = name.startswith("reminders:")
    before = standing(alice, reminders=reminders)

    as_alice.post(reverse(name, args=[row.pk]), UNDONE[name])

    assert standing(alice, reminders=reminders) != before
    said = list(as_alice.get("/trash/").context["messages"])
    address = next(m.extra_tags for m in reversed(said) if m.extra_tags.startswith("/undo/"))
    as_alice.post(address)
    assert standing(alice, reminders=reminders) == before


def test_a_toast_of_undo_lasts_ten_minutes_and_works_once(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        person = make_contact(alice)
    as_alice.post(f"/people/{person.pk}/delete/")
    address = next(iter(as_alice.get("/trash/").context["messages"])).extra_tags

    for _press in range(2):
        as_alice.post(address)
    with acting_for(alice.pk):
        assert Contact.objects.get().deleted_at is None
        assert SavedView.objects.count() == 0


# --- numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 3])
def test_the_numbers_at_the_side_are_the_lengths_of_their_lists(
    as_alice: Client, alice: User, many: int
) -> None:
    with acting_for(alice.pk):
        for number in range(many):
            make_contact(alice, f"Sorted {number}", type_key="peer")
            make_contact(alice, f"New {number}", triaged_on=None)
        make_contact(alice, "Archived", archived_on=alice.today(timezone.now()))
        make_contact(alice, "Deleted", deleted_at=timezone.now())
        make_contact(alice, "Died", died=True)

    page = as_alice.get("/")

    nav = page.context["nav"]
    people = as_alice.get(reverse("contacts:list")).context["found"]
    assert nav["people_count"] == (people.count_said if many else "")
    assert people.count == 2 * many
    assert nav["to_sort_count"] == (str(many) if many else "")
    assert len(as_alice.get("/people/?state=new").context["found"].rows) == many


def test_beyond_999_a_number_says_so_and_its_list_too(as_alice: Client, alice: User) -> None:
    with acting_for(alice.pk):
        make_contact(alice, "First")
        Contact.objects.bulk_create(
            Contact(owner=alice, display=f"P{n}", sort_name=f"p{n}") for n in range(1000)
        )

    assert as_alice.get("/").context["nav"]["people_count"] == "999+"
    assert as_alice.get(reverse("contacts:list")).context["found"].count_said == "999+"
