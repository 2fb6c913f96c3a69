"""Who may open which address: every URL of the URLconf is tried as nobody and as a stranger."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from contacts import photos, saved_views
from contacts.models import ImportantDate, RelationshipType
from core import middleware, undo
from core.models import Undo
from core.ownership import Owned, OwnedQuerySet
from core.roles import acting_for, acting_for_all
from importing.models import CalendarAddress, DuplicatePair, ImportJob, Merge
from interactions.enums import PromiseBy
from interactions.models import InteractionKind, Promise
from pages import exports
from reminders.enums import MailKind, ReminderKind
from reminders.models import MessageTemplate, OutboxMail, Plan, PlanSlot, Reminder
from tests.factories import make_contact, make_interaction, make_meeting, picture

CANARY = "Canary-of-Alice"

# Open to everybody: the doors, the pages behind a mail's links, and what a proxy asks.
PUBLIC = {
    "core:livez",
    "core:readyz",
    "core:manifest",
    "core:service_worker",
    "core:offline",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "pages:feed",
    "pages:metrics",
    "reminders:act",
    "reminders:coffee_by_mail",
    "reminders:met",
    "reminders:unsubscribe",
}
# Of those who run the machine; to others they do not exist.
STAFF = {"pages:status"}
# Of whoever is signed in.
NO_ROW = {
    "account_logout",
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "accounts:settings",
    "accounts:check_ins",
    "accounts:look",
    "accounts:security",
    "accounts:devices_end",
    "accounts:holiday_add",
    "accounts:holiday_end",
    "contacts:list",
    "contacts:create",
    "contacts:bulk",
    "contacts:view_add",
    "contacts:types",
    "contacts:type_add",
    "interactions:log",
    "interactions:parse",
    "interactions:quick",
    "interactions:people",
    "interactions:promise_add",
    "interactions:kinds",
    "interactions:kind_add",
    "importing:start",
    "importing:pick",
    "importing:sort_one",
    "importing:leave_rest",
    "importing:duplicates",
    "importing:look",
    "pages:welcome",
    "pages:export_make",
    "pages:erase",
    "pages:calendar",
    "pages:calendar_settings",
    "pages:feed_make",
    "pages:feed_end",
    "pages:address_enter",
    "pages:address_read",
    "pages:address_end",
    "pages:data",
    "pages:search",
    "pages:trash",
    "pages:insights",
    "pages:insight_talks",
    "pages:warmth",
    "pages:insight_favours",
    "pages:insight_people",
    "reminders:today",
    "reminders:more",
    "reminders:others",
    "reminders:messages",
    "reminders:mails",
    "reminders:test_mail",
}

# These are only of whoever has a second step.
STEP = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}


def person(owner: User) -> Any:
    return make_contact(owner, CANARY)


def portrayed(owner: User) -> Any:
    contact = person(owner)
    photos.set_photo(contact, picture())
    return contact


def conversation(owner: User) -> Any:
    on = owner.today(timezone.now())
    return make_interaction(person(owner), occurred_on=on, on=on, text=CANARY)


def promise(owner: User) -> Any:
    on = owner.today(timezone.now())
    return Promise.objects.create(
        owner=owner, contact=person(owner), by=PromiseBy.ME, text=CANARY, created_on=on
    )


def important_date(owner: User) -> Any:
    return ImportantDate.objects.create(
        owner=owner, contact=person(owner), kind="birthday", month=5, day=5, label=CANARY
    )


def relationship_type(owner: User) -> Any:
    return RelationshipType.objects.create(owner=owner, name=CANARY, cadence_days=9)


def saved_view(owner: User) -> Any:
    """Its slug stands in the address where others have an id."""
    view = saved_views.save_view(owner, name=CANARY, query="")
    return SimpleNamespace(pk=view.slug)


def kind(owner: User) -> Any:
    return InteractionKind.objects.create(owner=owner, name=CANARY, effect="talk")


def slot(owner: User) -> Any:
    on = owner.today(timezone.now())
    plan, _ = Plan.objects.get_or_create(
        owner=owner,
        starts_on=on,
        defaults={"ends_on": on + timedelta(days=7), "budget": 5, "made_at": timezone.now()},
    )
    return PlanSlot.objects.create(
        owner=owner, plan=plan, contact=person(owner), rank=9, suggested_on=on
    )


def reminder(owner: User) -> Any:
    on = owner.today(timezone.now())
    return Reminder.objects.create(
        owner=owner,
        kind=ReminderKind.FOLLOW_UP,
        contact=person(owner),
        subject_id=uuid.uuid4(),
        due_on=on,
        notice_on=on,
        text=CANARY,
    )


def meeting(owner: User) -> Any:
    """Of the calendar, and the calendar itself."""
    url, now = f"https://{CANARY}.example/", timezone.now()
    CalendarAddress.objects.get_or_create(owner=owner, defaults={"url": url, "next_at": now})
    yesterday = owner.today(now) - timedelta(days=1)
    return make_meeting(person(owner), title=CANARY, occurred_on=yesterday)


def mail(owner: User) -> Any:
    now = timezone.now()
    return OutboxMail.objects.create(
        owner=owner,
        kind=MailKind.DIGEST,
        period_key=owner.today(now),
        message_id="<x@y>",
        subject=CANARY,
        text=CANARY,
        try_at=now,
        ends_at=now,
    )


def own_words(owner: User) -> Any:
    return MessageTemplate.objects.create(
        owner=owner, message="birthday", subject=CANARY, text=CANARY
    )


def change(owner: User) -> Any:
    contact = person(owner)
    undo.remember(
        owner=owner,
        verb="contacts.change",
        before={"rows": [], "made": {}, "ids": [str(contact.pk)]},
        at=timezone.now(),
    )
    return Undo.objects.for_user(owner).get()


def job(owner: User) -> Any:
    return ImportJob.objects.create(owner=owner, file_name=CANARY, file_key="k" * 32, size=1)


def pair(owner: User) -> Any:
    one, other = person(owner), person(owner)
    one, other = sorted((one, other), key=lambda each: each.pk)
    return DuplicatePair.objects.create(owner=owner, one=one, other=other, certainty=0.9)


def merge(owner: User) -> Any:
    return Merge.objects.create(
        owner=owner,
        survivor=person(owner),
        gone_id=uuid.uuid4(),
        name=CANARY,
        before=[],
        at=timezone.now(),
    )


def exported(owner: User) -> Any:
    row = exports.ask(owner, at=timezone.now())
    exports.path_of(row).parent.mkdir(parents=True, exist_ok=True)
    exports.path_of(row).write_text(CANARY)
    row.made_at = timezone.now()
    row.save()
    return row


def passkey(owner: User) -> Any:
    return Authenticator.objects.create(user=owner, type="webauthn", data={"name": CANARY})


def device(owner: User) -> Any:
    key = uuid.uuid4().hex
    Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=1))
    return UserSession.objects.create(
        user=owner, session_key=key, ip="192.0.2.1", user_agent=f"Firefox {CANARY}"
    )


Maker = Callable[[User], Any]
ROW: dict[str, Maker] = {
    "accounts:device_end": device,
    "mfa_edit_webauthn": passkey,
    "mfa_remove_webauthn": passkey,
    "core:undo": change,
    **dict.fromkeys(
        (
            f"contacts:{verb}"
            for verb in (
                *("edit", "snooze", "unsnooze", "pause", "resume", "choose_date", "cadence"),
                *("archive", "unarchive", "died", "delete", "date_add"),
            )
        ),
        person,
    ),
    "contacts:choices": lambda owner: SimpleNamespace(pk=uuid.uuid4()),
    **dict.fromkeys((f"contacts:view{verb}" for verb in ("", "_rename", "_delete")), saved_view),
    **dict.fromkeys(
        ("contacts:photo", "contacts:photo_change", "contacts:photo_remove"), portrayed
    ),
    **dict.fromkeys(("contacts:field", "contacts:fact_add", "interactions:note"), person),
    "contacts:date_edit": important_date,
    "contacts:date_delete": important_date,
    **dict.fromkeys(
        ("contacts:type_edit", "contacts:type_move", "contacts:type_offer"), relationship_type
    ),
    **dict.fromkeys(
        (f"interactions:{verb}" for verb in ("edit", "delete", "restore", "happened")),
        conversation,
    ),
    **dict.fromkeys(
        (f"interactions:promise_{verb}" for verb in ("edit", "toggle", "drop")), promise
    ),
    **dict.fromkeys((f"interactions:kind_{verb}" for verb in ("edit", "move", "offer")), kind),
    "importing:settle": pair,
    "importing:part": merge,
    "importing:merge_with": person,
    "pages:export_file": exported,
    "pages:person": person,
    "pages:restore_person": person,
    "pages:erase_person": person,
    "pages:introduced": person,
    "reminders:not_now": slot,
    **dict.fromkeys(
        (f"reminders:{verb}" for verb in ("snooze", "longer", "stop", "draft", "coffee")), person
    ),
    "reminders:reminder_done": reminder,
    "reminders:reminder_pass": reminder,
    "reminders:talked": meeting,
    "reminders:not_talked": meeting,
    "reminders:message": own_words,
    "reminders:message_reset": own_words,
    "reminders:mail": mail,
    "reminders:send_again": mail,
    **dict.fromkeys(
        (
            f"importing:{step}"
            for step in ("check", "lines", "run", "done", "cancel", "undo", "rejected", "touched")
        ),
        job,
    ),
}


# What an address names beside its row.
MORE = {"contacts:field": ["title"]}

# Rows of allauth have numbers in place of ids.
NUMBERED = {"accounts:device_end", "mfa_edit_webauthn", "mfa_remove_webauthn"}


def of_row(name: str, pk: object) -> str:
    if name in NUMBERED and isinstance(pk, uuid.UUID):
        pk = pk.int >> 80
    return reverse(name, args=[pk, *MORE.get(name, [])])


def walk(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, (*spaces, *filter(None, [entry.namespace])))
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)])


def names() -> set[str]:
    """Every named address but those of the admin, which has a test of its own."""
    return {name for name in walk(get_resolver()) if not name.startswith("admin:")}


def test_every_url_says_here_who_may_open_it() -> None:
    assert names() == PUBLIC | STAFF | NO_ROW | set(ROW)


@pytest.mark.parametrize("name", sorted((NO_ROW | STAFF | set(ROW)) - {"account_logout"}))
def test_nobody_is_led_to_the_door(name: str, client: Client, db: None) -> None:
    url = of_row(name, uuid.uuid4()) if name in ROW else reverse(name)

    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(STAFF))
def test_what_is_for_staff_does_not_exist_for_others(
    name: str, as_mallory: Client, mallory: User
) -> None:
    assert as_mallory.get(reverse(name)).status_code == 404
    User.objects.filter(pk=mallory.pk).update(is_staff=True)
    assert as_mallory.get(reverse(name)).status_code == 200


def everything_of(owner: User) -> list[str]:
    """All owned rows, and those that allauth keeps, as text."""
    with acting_for_all():
        return [
            str(row)
            for model in (Authenticator, UserSession)
            for row in model.objects.filter(user=owner).order_by("pk").values()
        ] + [
            str(row)
            for model in apps.get_models()
            if issubclass(model, Owned)
            for row in model._default_manager.filter(owner_id=owner.pk).order_by("pk").values()
        ]


@pytest.mark.parametrize("name", sorted(ROW))
def test_a_strangers_row_does_not_exist(name: str, as_mallory: Client, alice: User) -> None:
    with acting_for(alice.pk):
        row = ROW[name](alice)
    before = everything_of(alice)
    if name.startswith("mfa_"):  # asks everybody for the password first
        as_mallory.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})

    for verb in ("get", "post", "put", "patch", "delete"):
        theirs, nobodys = (
            getattr(as_mallory, verb)(of_row(name, pk)) for pk in (row.pk, uuid.uuid4())
        )

        assert theirs.status_code in {404, 405}
        assert CANARY not in theirs.content.decode()
        assert said(theirs) == said(nobodys)
    assert everything_of(alice) == before


def said(answer: Any) -> tuple[int, str]:
    """An answer without what differs between any two: the token of its forms."""
    token = r'(?<=csrfmiddlewaretoken" value=")\w+'
    return answer.status_code, re.sub(token, "", answer.content.decode())


@pytest.mark.parametrize("name", sorted(NO_ROW - {"account_logout"}))
def test_a_strangers_pages_show_nothing_of_alice(
    name: str, as_mallory: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        for make in {*ROW.values()}:
            make(alice)

    response = as_mallory.get(reverse(name), follow=True)

    assert response.status_code in ({404} if name in STEP else {200, 405})
    assert CANARY not in response.content.decode()


@pytest.fixture
def no_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `.for_user()` forgotten."""
    monkeypatch.setattr(OwnedQuerySet, "for_user", lambda rows, user: rows.all())


@pytest.mark.parametrize("name", sorted(NO_ROW - {"account_logout"}))
def test_pages_that_forget_to_filter_still_leak_nothing(
    name: str, no_first_wall: None, as_mallory: Client, alice: User
) -> None:
    with acting_for(alice.pk):
        for make in {*ROW.values()}:
            make(alice)

    response = as_mallory.get(reverse(name), follow=True)

    assert CANARY not in response.content.decode()


def test_the_second_wall_is_what_holds_them_back(
    no_first_wall: None, monkeypatch: pytest.MonkeyPatch, as_mallory: Client, alice: User
) -> None:
    """The control: with both walls down the list does leak."""
    with acting_for(alice.pk):
        person(alice)
    monkeypatch.setattr(middleware, "acting_for", lambda user_id: acting_for_all())

    response = as_mallory.get(reverse("contacts:list"))

    assert CANARY in response.content.decode()


def test_every_address_of_the_admin_is_closed_to_those_who_are_not_staff(
    as_alice: Client,
) -> None:
    urls = [
        url
        for name in sorted(walk(get_resolver()))
        if name.startswith("admin:") and name not in {"admin:login", "admin:logout"}
        for args in ([], [uuid.uuid4()], [1, uuid.uuid4()])
        if (url := address(name, args))
    ]

    assert len(urls) > 20
    assert {as_alice.get(url).status_code for url in urls} <= {302, 403, 404}


def address(name: str, args: Sequence[object]) -> str | None:
    """Where a name leads; None if it takes another number of arguments."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
