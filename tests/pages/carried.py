"""An account with a row of everything that travels, and all that it holds, to compare by."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import User
from contacts import photos, services
from contacts.enums import DateKind, MethodKind
from contacts.lines import DateLine, MethodLine
from contacts.models import Contact, FormerId, ImportantDate, Position, SavedView
from core.roles import acting_for
from importing.models import DuplicatePair, HeaderMapping
from interactions.models import Interaction, InteractionVersion, Mark, Participant, Promise
from pages.carrying import tables
from reminders.enums import ReminderKind
from reminders.models import MessageTemplate, Plan, PlanSlot, Reminder
from tests.factories import make_contact, make_interaction, picture, relate

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)


def furnish(owner: User) -> Contact:
    """Fill an account with people and all that can hang on them; the fullest person."""
    owner.name, owner.language, owner.budget = "Alice Adler", "de", 7
    owner.holidays = [DateRange(date(2026, 12, 20), date(2027, 1, 3))]
    owner.save()
    with acting_for(owner.pk):
        ada = _ada(owner)
        bo = make_contact(owner, "Bo Δοκιμή", introduced_by=ada, triaged_on=None)
        relate(ada, "mentor", starts_on=date(2024, 1, 1))
        Position.objects.create(
            owner=owner, contact=ada, company="Old", title="Mate", noticed_on=TODAY
        )
        FormerId.objects.create(owner=owner, contact=ada)
        words: Any = {"text": "Tea *and* boats", "time": time(9, 30)}
        talk = make_interaction(ada, bo, occurred_on=TODAY, **words)
        _talk(owner, talk, ada)
        _plan(owner, ada, talk)
        _throw_away(owner)
        query = f"type={ada.relationships.get().type_id}&text=quay"
        SavedView.objects.create(owner=owner, name="Quay", slug="quay", query=query)
        HeaderMapping.objects.create(owner=owner, header_hash="x" * 64, mapping={"0": "display"})
        one, other = sorted([ada.pk, bo.pk])
        DuplicatePair.objects.create(
            **_filled(DuplicatePair), owner=owner, one_id=one, other_id=other
        )
    return Contact(pk=ada.pk, owner_id=owner.pk)


def _throw_away(owner: User) -> None:
    """Somebody in the trash, of whom little is known, with a conversation that lies there too."""
    gone = make_contact(owner, "Cy Gone", snoozed_on=TODAY, snoozed_until=TODAY, deleted_at=NOW)
    ImportantDate.objects.create(owner=owner, contact=gone, kind=DateKind.BIRTHDAY, month=2)
    make_interaction(gone, occurred_on=date(2026, 3, 1), deleted_at=NOW)


def _filled(model: type[models.Model]) -> dict[str, Any]:
    """Values for the fields of a row that need one, whatever they mean."""
    values: dict[type, Any] = {
        models.FloatField: 0.5,
        models.DateTimeField: NOW,
        models.JSONField: [],
        models.CharField: "",
    }
    return {
        field.name: values[type(field)]
        for field in model._meta.concrete_fields
        if type(field) in values and not field.has_default() and not field.has_db_default()
    }


def _ada(owner: User) -> Contact:
    ada = services.create_contact(
        owner=owner,
        on=TODAY,
        at=NOW,
        display="=Ada Ficta",
        given="Ada",
        middle="Ana Luz",
        family="Ficta; née, Quay",
        prefix="Dr.",
        suffix="Jr., PhD",
        nickname="Ad, Addie",
        pronouns="she/her",
        company_name="Acorn, Ivy & Co.",
        department="R&D",
        title="-Captain",
        facts="tea, boats;\nand “harbours”\\n " + "é漢😀" * 40,
        connected_on=date(2020, 2, 29),
        methods=_methods(),
        tags=["board, past", "Crew"],
        dates=[
            DateLine(kind=DateKind.BIRTHDAY, month=4, day=12),
            DateLine(kind=DateKind.ANNIVERSARY, year=2014, month=3, day=10),
        ],
    )
    photos.set_photo(ada, picture(size=(60, 60)))
    return ada


def _methods() -> list[MethodLine]:
    ways = (
        (MethodKind.EMAIL, "ada@example.com", "home"),
        (MethodKind.EMAIL, "ada@example.org", "Boat"),
        (MethodKind.PHONE, "+44 7700 900123", "mobile"),
        (MethodKind.PHONE, "020 7946 0011", "work"),
        (MethodKind.LINKEDIN, "https://www.linkedin.com/in/zz-ada", ""),
        (MethodKind.URL, "https://www.example.org/ada", "other"),
        (MethodKind.ADDRESS, "12 Quay Lane, Portfict", "work"),
    )
    return [MethodLine(kind=kind, value=value, label=label) for kind, value, label in ways]


def _talk(owner: User, talk: Interaction, ada: Contact) -> None:
    part = Participant.objects.get(interaction=talk, contact=ada)
    Mark.objects.create(owner=owner, participant=part, verb="gave", what="advice")
    Promise.objects.create(
        owner=owner,
        contact=ada,
        interaction=talk,
        by="me",
        text="Send the map",
        created_on=TODAY,
        key=uuid.uuid4(),
    )
    InteractionVersion.objects.create(
        owner=owner, interaction=talk, version=1, before={"who": [str(ada.pk)]}, at=NOW
    )


def _plan(owner: User, ada: Contact, talk: Interaction) -> None:
    plan = Plan.objects.create(
        owner=owner, starts_on=TODAY, ends_on=TODAY + timedelta(days=7), budget=5, made_at=NOW
    )
    PlanSlot.objects.create(
        owner=owner, plan=plan, contact=ada, rank=1, suggested_on=TODAY, interaction=talk
    )
    MessageTemplate.objects.create(owner=owner, **_filled(MessageTemplate))
    Reminder.objects.create(
        owner=owner,
        kind=ReminderKind.FOLLOW_UP,
        contact=ada,
        subject_id=talk.pk,
        due_on=TODAY,
        notice_on=TODAY,
        text="Nachhaken: Kaffee",  # as it is said in the owner's language
    )


def everything(owner: User) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that travels, by id, each with all its columns but the owner's."""
    with acting_for(owner.pk):
        return {
            model._meta.label: [
                {name: _plain(value) for name, value in row.items() if name != "owner_id"}
                for row in model._default_manager.filter(owner=owner).order_by("pk").values()
            ]
            for model in tables()
        }


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
