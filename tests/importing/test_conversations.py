"""Files that tell of conversations: from the calendar to the timeline, and back."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from contacts import services as people_services
from contacts.enums import MethodKind
from contacts.methods import normalise
from contacts.models import Contact
from core.roles import acting_for
from importing import services
from importing.models import ImportJob, ImportKey, ImportRow
from interactions import derivation
from interactions import services as interactions
from interactions.models import Interaction, Participant
from reminders.models import OutboxMail, PlanSlot, Reminder
from reminders.services import make_plan
from tests.factories import make_contact
from tests.importing.calendars import ANA, ME, OWNER, calendar, event
from tests.importing.pipeline import (
    NOW,
    TODAY,
    counted,
    counts,
    fresh,
    people,
    person,
    problems,
    take_back,
)
from tests.importing.pipeline import (
    bring as bring_file,
)
from tests.importing.pipeline import (
    preview as preview_file,
)

pytestmark = pytest.mark.django_db

BOB = "ATTENDEE;CN=Bob Berg:mailto:bob.berg@example.net"
TWO = calendar(
    event("SUMMARY:Coffee", ANA, ME, uid="coffee"),
    event("SUMMARY:Call", ANA, BOB, ME, uid="call", start="DTSTART:20261103T093000Z"),
    event("STATUS:CANCELLED", uid="off"),
)


def bring(owner: User, content: bytes, **answers: str) -> ImportJob:
    return bring_file(owner, content, answers={"owner": OWNER, **answers})


def preview(owner: User, content: bytes) -> ImportJob:
    return preview_file(owner, content, answers={"owner": OWNER})


def reach(contact: Contact, address: str) -> None:
    """Give somebody an e-mail address."""
    normalised = normalise(MethodKind.EMAIL, address)
    contact.methods.create(
        owner_id=contact.owner_id, kind="email", value=address, normalised=normalised
    )


def timeline(owner: User) -> list[tuple[Any, ...]]:
    """What happened with whom, oldest first."""
    with acting_for(owner.pk):
        rows = Interaction.objects.for_user(owner).kept().select_related("kind")
        return [
            (
                row.occurred_on.isoformat(),
                row.kind.key,
                row.text,
                sorted(part.contact.display for part in row.participants.all()),
            )
            for row in rows.prefetch_related("participants__contact").order_by("occurred_on", "pk")
        ]


def drift(owner: User) -> list[Any]:
    with acting_for(owner.pk):
        return sorted(derivation.drifted(owner.pk, TODAY))


ALL = [
    ("2026-11-02", "coffee", "Coffee", ["Ana Kovač"]),
    ("2026-11-03", "call", "Call", ["Ana Kovač", "Bob Berg"]),
]


def test_a_calendar_becomes_conversations_with_people_known_and_new(alice: User) -> None:
    with acting_for(alice.pk):
        people_services.create_contact(
            owner=alice, on=TODAY, at=NOW, display="Ana Kovač", last_talked=None
        )
        ana = Contact.objects.get()
        reach(ana, "ANA@example.com")

    job = bring(alice, TWO)

    # Ana is known, Bob is new; two conversations; one was called off.
    assert counts(job) == {"created": 3, "unchanged": 1, "errors": 1} == counted(job)
    assert (job.checkpoint, problems(job)) == (5, [(22, "CANCELLED")])
    assert timeline(alice) == ALL
    assert person(alice, "Ana Kovač").last_contact_on == date(2026, 11, 3)
    assert drift(alice) == []


def test_the_preview_tells_people_and_conversations_apart(alice: User) -> None:
    job = preview(alice, TWO)

    assert job.preview["counts"] == {"created": 4, "error": 1}
    assert job.preview["talks"] == {"created": 2}
    assert (job.people_coming, job.talks_coming, job.total) == (2, 2, 5)
    assert (people(alice), timeline(alice)) == ([], [])


def test_the_time_is_kept_where_the_user_is(alice: User) -> None:
    with acting_for(alice.pk):
        User.objects.filter(pk=alice.pk).update(time_zone="Asia/Tokyo")

    bring(alice, TWO)

    with acting_for(alice.pk):
        rows = Interaction.objects.order_by("occurred_on").values_list("occurred_on", "time")
        assert list(rows) == [
            (date(2026, 11, 2), time(19, 0)),
            (date(2026, 11, 3), time(18, 30)),
        ]


def test_an_import_of_conversations_is_silent(alice: User) -> None:
    bring(alice, TWO)

    with acting_for(alice.pk):
        assert Reminder.objects.count() == 0
        assert PlanSlot.objects.count() == 0
        assert OutboxMail.objects.count() == 0
        due = Contact.objects.values_list("next_check_in_on", "triaged_on")
        assert set(due) == {(None, None)}
    assert mail.outbox == []


def test_a_check_in_that_a_meeting_makes_needless_ends(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana Kovač", type_key="mentor", last_contact_on=None)
        reach(ana, "ana@example.com")
        plan = make_plan(alice, at=NOW)
        assert plan is not None
        slot = PlanSlot.objects.get_or_create(
            owner=alice,
            plan=plan,
            contact=ana,
            defaults={"suggested_on": plan.starts_on, "rank": 1},
        )[0]

    bring(alice, calendar(event(start=f"DTSTART:{TODAY:%Y%m%d}T080000Z")))

    with acting_for(alice.pk):
        slot.refresh_from_db()
        assert slot.outcome == "talked"


def test_the_same_calendar_again_changes_nothing(alice: User) -> None:
    bring(alice, TWO)
    before = timeline(alice)

    again = bring(alice, TWO)

    assert counts(again) == {"unchanged": 4, "errors": 1}
    assert timeline(alice) == before
    with acting_for(alice.pk):
        assert set(Interaction.objects.values_list("version", flat=True)) == {1}


def test_a_meeting_that_the_calendar_tells_otherwise_is_updated(alice: User) -> None:
    bring(alice, calendar(event("SUMMARY:Coffee")))

    job = bring(alice, calendar(event("SUMMARY:Coffee at the quay")))

    assert counts(job) == {"updated": 1, "unchanged": 1}
    assert [row[2] for row in timeline(alice)] == ["Coffee at the quay"]
    undone = take_back(job)
    assert [row[2] for row in timeline(alice)] == ["Coffee"]
    assert (undone.state, undone.kept_on_undo, drift(alice)) == ("undone", [], [])


def test_what_the_user_wrote_about_a_meeting_stays(alice: User) -> None:
    bring(alice, calendar(event("SUMMARY:Coffee")))
    with acting_for(alice.pk):
        talk = Interaction.objects.get()
        interactions.edit(talk, version=1, text="We talked about boats", on=TODAY, at=NOW)

    job = bring(alice, calendar(event("SUMMARY:Coffee at the quay")))

    assert counts(job) == {"unchanged": 2}
    assert [row[2] for row in timeline(alice)] == ["We talked about boats"]
    with acting_for(alice.pk):
        row = ImportRow.objects.get(job=job, interaction=talk)
        assert row.warnings == [["*", "KEPT_YOURS"]]


def test_a_conversation_that_was_deleted_does_not_come_back(alice: User) -> None:
    content = calendar(event("SUMMARY:Coffee"))
    bring(alice, content)
    with acting_for(alice.pk):
        interactions.delete(Interaction.objects.get(), on=TODAY, at=NOW)

    assert counts(bring(alice, content)) == {"unchanged": 1, "skipped": 1}
    with acting_for(alice.pk):
        Interaction.objects.all().delete()  # as the trash is emptied
    assert counts(bring(alice, content)) == {"unchanged": 1, "skipped": 1}
    assert timeline(alice) == []


def test_people_deleted_before_do_not_come_back_with_a_calendar(alice: User) -> None:
    bring(alice, TWO)
    with acting_for(alice.pk):
        people_services.delete_contact(Contact.objects.get(display="Bob Berg"), NOW)
    later = calendar(event("SUMMARY:Lunch", BOB, ME, uid="lunch"))

    job = bring(alice, later)

    assert counts(job) == {"skipped": 2}
    assert people(alice) == ["Ana Kovač"]


def test_the_user_may_choose_that_nobody_is_added(alice: User) -> None:
    with acting_for(alice.pk):
        bob = make_contact(alice, "Bob")
        reach(bob, "bob.berg@example.net")

    job = bring(alice, TWO, add_people="no")

    assert counts(job) == {"created": 1, "unchanged": 1, "skipped": 2, "errors": 1}
    assert timeline(alice) == [("2026-11-03", "call", "Call", ["Bob"])]
    assert people(alice) == ["Bob"]


def test_undo_leaves_nothing_of_a_calendar(alice: User) -> None:
    job = take_back(bring(alice, TWO))

    assert (job.state, job.kept_on_undo, drift(alice)) == ("undone", [], [])
    with acting_for(alice.pk):
        for model in (Contact, Interaction, Participant, ImportKey):
            assert model.objects.count() == 0, model
    assert counts(bring(alice, TWO)) == {"created": 4, "errors": 1}


def test_undo_puts_the_clock_of_people_back(alice: User) -> None:
    with acting_for(alice.pk):
        ana = make_contact(alice, "Ana Kovač", type_key="mentor")
        reach(ana, "ana@example.com")
        before = ana.next_check_in_on
    job = bring(alice, TWO)
    assert person(alice, "Ana Kovač").next_check_in_on != before

    take_back(job)

    assert person(alice, "Ana Kovač").next_check_in_on == before
    assert (person(alice, "Ana Kovač").last_contact_on, drift(alice)) == (None, [])


def edited(talk: Interaction) -> None:
    interactions.edit(talk, version=1, text="We talked about boats", on=TODAY, at=NOW)


def promised(talk: Interaction) -> None:
    interactions.promise(
        owner=talk.owner,
        contact=talk.participants.all()[0].contact,
        by="me",
        text="send the map",
        due_on=None,
        on=TODAY,
        interaction=talk,
    )


@pytest.mark.parametrize("change", [edited, promised])
def test_undo_keeps_and_lists_what_was_edited_since(alice: User, change: Any) -> None:
    job = bring(alice, TWO)
    with acting_for(alice.pk):
        change(Interaction.objects.get(text="Call"))

    undone = take_back(job)

    # The call, and the two who were in it.
    kept = sorted(row["name"] for row in undone.kept_on_undo)
    assert kept == ["Ana Kovač", "Ana Kovač, Bob Berg, 3 November 2026", "Bob Berg"]
    assert len(timeline(alice)) == 1
    assert people(alice) == ["Ana Kovač", "Bob Berg"]


def test_an_import_of_conversations_goes_on_where_it_stopped(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importing.opening.SET", 2)
    job = preview(alice, TWO)
    with acting_for(alice.pk):
        services.start(job)
    died = RuntimeError("out of memory")

    def die(point: str) -> None:
        if point == "importing.set_committed":
            raise died

    monkeypatch.setattr("importing.running.fault", die)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="out of memory"):
            services.work(job.pk, owner_id=alice.pk, at=NOW)
        with acting_for(alice.pk):
            ImportJob.objects.update(lease_until=NOW - timedelta(seconds=1))
    monkeypatch.setattr("importing.running.fault", lambda point: None)
    services.work(job.pk, owner_id=alice.pk, at=NOW)

    assert (fresh(job).state, counts(fresh(job))) == ("done", {"created": 4, "errors": 1})
    assert counted(job) == counts(fresh(job))
    assert timeline(alice) == ALL
    bring(bob, TWO)
    assert timeline(bob) == timeline(alice)


def test_nobody_elses_people_take_part(alice: User, bob: User) -> None:
    with acting_for(bob.pk):
        ana = make_contact(bob, "Ana of Bob")
        reach(ana, "ana@example.com")

    bring(alice, TWO)

    assert timeline(bob) == []
    assert person(bob, "Ana of Bob").last_contact_on is None


def test_the_pages_of_an_import_tell_of_conversations(as_alice: Client, alice: User) -> None:
    job = preview(alice, TWO)
    address = f"/import/{job.pk}/check/"

    page = as_alice.get(address).content.decode()

    assert "Your address in this calendar" in page
    assert "Import 2 people" in page
    assert "and 2 conversations" in page
    assert "2 people are not among your contacts yet" in page
    assert "Columns" not in page
    answers = {"ask-owner": "ana@example.com", "ask-months": "24", "ask-add_people": "on"}
    assert as_alice.post(address, {**answers, "ask-months": "0"}).status_code == 422
    assert as_alice.post(address, {**answers, "do": "start"}).status_code == 302
    job = fresh(job)
    assert (job.state, job.reading["chosen"]["answers"]["owner"]) == ("uploaded", "ana@example.com")


def test_a_finished_import_says_how_many_conversations_are_in(
    as_alice: Client, alice: User
) -> None:
    job = bring(alice, TWO)

    page = as_alice.get(f"/import/{job.pk}/done/").content.decode()

    assert "2 conversations are in" in page
    assert "With 2 people." in page
    assert "This was cancelled." in page


def test_a_whole_calendar_is_in_as_its_truth_says(alice: User) -> None:
    folder = Path(__file__).resolve().parent.parent / "data" / "exports" / "talks"

    job = bring(alice, (folder / "calendar.ics").read_bytes())

    assert (len(timeline(alice)), job.errors) == (196, 13)
    assert drift(alice) == []
    assert counts(bring(alice, (folder / "calendar.ics").read_bytes())) == {
        "unchanged": job.created,
        "errors": 13,
    }
