"""Every screen of Relcrm, on the demo account: what the tests of looks and `make screenshots` walk.

A new page that needs no row fails a test until it is named here or listed as no screen.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from contacts.models import Contact
from contacts.services import delete_contact
from core.roles import acting_for
from importing import services as importing
from importing.models import ImportJob
from interactions.models import Interaction
from pages import demo
from reminders.services import beat
from tests.accounts.passkeys import make_passkey
from tests.factories import make_contact, make_meeting

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = 768  # pixels: below, tables become rows of people

NEW_PEOPLE = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Mirela,Oduya-Brandt,https://www.linkedin.com/in/zz-mirela,,"Tidewell, Ltd.",Analyst,07 Mar 2024
Joaquín,Terzi,https://www.linkedin.com/in/zz-joaquin,j.terzi@example.org,,Analyst,29 Feb 2020
Ana,Kovac,https://www.linkedin.com/in/zz-ana,,Halden Robotics,VP Product,01 Jan 2024
,,,,,,15 Aug 2019
"""


@dataclass(frozen=True)
class Visitor:
    """The demo account, with three people to sort, an import of each kind, and a passkey."""

    user: User
    person: Contact
    conversation: Interaction
    checked: ImportJob
    imported: ImportJob
    passkey: Authenticator
    gone: Contact  # in the trash


@dataclass(frozen=True)
class Stop:
    """One screen: where it is, and what is clicked there, and then, to open it."""

    name: str
    url: str | Callable[[Visitor], str]
    click: str = ""
    then: str = ""
    anonymous: bool = False
    desk_only: bool = False

    def address(self, visitor: Visitor) -> str:
        return self.url if isinstance(self.url, str) else self.url(visitor)


def _of_person(name: str) -> Callable[[Visitor], str]:
    return lambda visitor: reverse(name, args=[visitor.person.pk])


def _of_import(name: str, which: str) -> Callable[[Visitor], str]:
    return lambda visitor: reverse(name, args=[getattr(visitor, which).pk])


def _of_passkey(name: str) -> Callable[[Visitor], str]:
    return lambda visitor: reverse(name, args=[visitor.passkey.pk])


def _of_ticked(name: str, which: int) -> Stop:
    """One of the menus for those who are ticked."""
    menu = f"#bulk summary >> nth={which}"
    tick = "[data-row] >> nth=0"
    return Stop(
        f"people-bulk-{name}", reverse("contacts:list"), click=tick, then=menu, desk_only=True
    )


STOPS = [
    Stop("login", reverse("account_login"), anonymous=True),
    Stop("signup", reverse("account_signup"), anonymous=True),
    Stop("password-reset", reverse("account_reset_password"), anonymous=True),
    Stop("today", reverse("reminders:today")),
    Stop("today-log", reverse("reminders:today"), click="#reach .acts a.btn-primary >> nth=0"),
    Stop("today-draft", reverse("reminders:today"), click="#reach .acts a.btn-soft-line >> nth=0"),
    Stop("today-snooze", reverse("reminders:today"), click="#reach summary[data-key=s] >> nth=0"),
    Stop("today-keys", reverse("reminders:today"), click="keyboard:?"),
    Stop("today-others", reverse("reminders:others")),
    Stop("today-left-out", reverse("reminders:others") + "?of=promises"),
    Stop("welcome", reverse("pages:welcome")),
    Stop("people", reverse("contacts:list")),
    Stop("people-nobody", reverse("contacts:list") + "?q=nobodyatall"),
    Stop("people-filter", reverse("contacts:list"), click="main details.pop summary >> nth=0"),
    Stop("people-choices", reverse("contacts:choices", args=["state"])),
    Stop("view-add", reverse("contacts:view_add")),
    Stop("search", reverse("pages:search")),
    Stop("search-found", reverse("pages:search") + "?q=ana"),
    Stop("palette", reverse("reminders:today"), click="keyboard:Control+k"),
    Stop("people-bulk", reverse("contacts:list"), click="[data-row] >> nth=0", desk_only=True),
    _of_ticked("relationship", 0),
    _of_ticked("tag", 1),
    _of_ticked("cadence", 2),
    Stop("person", _of_person("pages:person")),
    Stop(
        "person-menu", _of_person("pages:person"), click="main header details.pop summary >> nth=-1"
    ),
    Stop("person-coffee", _of_person("pages:person"), click="main header summary >> nth=0"),
    Stop("person-date", _of_person("pages:person"), click="main header dl a"),
    Stop("person-entry", _of_person("pages:person"), click="#timeline summary >> nth=0"),
    Stop("person-log", _of_person("pages:person"), click="main a[data-key=l] >> nth=0"),
    Stop("person-snooze", _of_person("pages:person"), click="main header summary >> nth=1"),
    Stop("person-photo", _of_person("pages:person"), click="main a[href$='/photo/change/']"),
    Stop("person-promise", _of_person("pages:person"), click="[aria-labelledby=c-pr] a >> nth=0"),
    Stop("person-field", _of_person("pages:person"), click="main a.editable >> nth=0"),
    Stop("merge-with", _of_person("importing:merge_with")),
    Stop("person-edit", _of_person("contacts:edit")),
    Stop("person-new", reverse("contacts:create")),
    Stop("insights", reverse("pages:insights")),
    Stop("insights-numbers", reverse("pages:insights"), click="main details summary >> nth=0"),
    Stop("conversations", reverse("pages:insight_talks")),
    Stop("favours", reverse("pages:insight_favours")),
    Stop("in-touch", reverse("pages:insight_people")),
    Stop("introduced", _of_person("pages:introduced")),
    Stop("snooze", _of_person("contacts:snooze")),
    Stop("pause", _of_person("contacts:pause")),
    Stop("cadence", _of_person("contacts:cadence")),
    Stop("choose-date", _of_person("contacts:choose_date")),
    Stop("date-add", _of_person("contacts:date_add")),
    Stop("draft", _of_person("reminders:draft")),
    Stop("log", reverse("interactions:log")),
    Stop("log-edit", lambda visitor: reverse("interactions:edit", args=[visitor.conversation.pk])),
    Stop("promise-add", reverse("interactions:promise_add")),
    Stop("trash", reverse("pages:trash")),
    Stop("erase-person", lambda visitor: reverse("pages:erase_person", args=[visitor.gone.pk])),
    Stop("pick", reverse("importing:pick")),
    Stop("sort-one", reverse("importing:sort_one")),
    Stop("import", reverse("importing:start")),
    Stop("import-check", _of_import("importing:check", "checked")),
    Stop("import-lines", _of_import("importing:lines", "checked")),
    Stop("import-done", _of_import("importing:done", "imported")),
    Stop("import-people", _of_import("importing:touched", "imported")),
    Stop("settings", reverse("accounts:settings")),
    Stop("settings-check-ins", reverse("accounts:check_ins")),
    Stop("settings-look", reverse("accounts:look")),
    Stop("settings-security", reverse("accounts:security")),
    Stop("codes", reverse("mfa_activate_totp")),
    Stop("passkey-add", reverse("mfa_add_webauthn")),
    Stop("passkey-rename", _of_passkey("mfa_edit_webauthn")),
    Stop("passkey-remove", _of_passkey("mfa_remove_webauthn")),
    Stop("recovery-codes", reverse("mfa_view_recovery_codes")),
    Stop("recovery-codes-new", reverse("mfa_generate_recovery_codes")),
    Stop("prove-by-code", reverse("mfa_reauthenticate")),
    Stop("prove-by-passkey", reverse("mfa_reauthenticate_webauthn")),
    Stop("calendar", reverse("pages:calendar")),
    Stop("calendar-later", reverse("pages:calendar") + "?from=2031-01-01&show=promises"),
    Stop("settings-calendar", reverse("pages:calendar_settings")),
    Stop("settings-data", reverse("pages:data")),
    Stop("erase", reverse("pages:erase")),
    Stop("types", reverse("contacts:types")),
    Stop("type-add", reverse("contacts:type_add")),
    Stop("kinds", reverse("interactions:kinds")),
    Stop("kind-add", reverse("interactions:kind_add")),
    Stop("mails", reverse("reminders:mails")),
    Stop("email-address", reverse("account_email")),
    Stop("password", reverse("account_change_password")),
    Stop("logout", reverse("account_logout")),
    Stop("duplicates", reverse("importing:duplicates")),
    Stop("messages", reverse("reminders:messages")),
    Stop("offline", reverse("core:offline")),
    Stop("not-found", "/nothing/here/"),
]

# Addresses without a row of their own that show no page to a person who is signed in.
NO_SCREEN = {
    "core:manifest",
    "core:service_worker",
    "core:livez",
    "pages:metrics",
    "pages:status",  # for staff
    "core:readyz",
    "accounts:holiday_add",
    "accounts:holiday_end",
    "importing:look",
    "pages:export_make",
    "pages:address_end",
    "pages:address_enter",
    "pages:address_read",
    "accounts:devices_end",
    "mfa_index",  # both lead to settings-security
    "mfa_list_webauthn",
    "mfa_authenticate",  # between the door and the house: tests/accounts walks these
    "mfa_login_webauthn",
    "mfa_deactivate_totp",  # only of whoever has codes, who cannot set them up
    "mfa_download_recovery_codes",
    "pages:feed_end",
    "pages:feed_make",
    "contacts:bulk",
    "pages:warmth",
    "interactions:parse",
    "interactions:quick",
    "interactions:people",
    "importing:leave_rest",
    "reminders:more",
    "reminders:test_mail",
    "account_inactive",
    "account_set_password",
    "account_reauthenticate",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_confirm_login_code",
}


def make_visitor() -> Visitor:
    at = timezone.now()
    user = demo.make_demo(at=at)
    on = user.today(at)
    with acting_for(user.pk):
        demo.fill(user, on=on, at=at)
    beat("tick", at)  # else every page says that the scheduler is silent
    imported, checked = (_bring(user, f"{name}.csv") for name in ("Connections", "Again"))
    with acting_for(user.pk):
        importing.start(imported)
    assert importing.work(imported.pk, owner_id=user.pk, at=at)
    with acting_for(user.pk):
        person = Contact.objects.for_user(user).get(display="Ana Kovač")
        make_meeting(person, title="Roadmap", occurred_on=on - timedelta(days=1))
        gone = make_contact(user, "Noor Sayed", on=on)
        delete_contact(gone, at)
        conversation = Interaction.objects.for_user(user).order_by("pk").first()
        imported.refresh_from_db()
        checked.refresh_from_db()
    assert conversation
    passkey = make_passkey(user)
    RecoveryCodes.activate(user)
    return Visitor(user, person, conversation, checked, imported, passkey, gone)


def _bring(user: User, name: str) -> ImportJob:
    at = timezone.now()
    with acting_for(user.pk):
        job = importing.upload(owner=user, name=name, pieces=[NEW_PEOPLE.encode()])
    assert importing.work(job.pk, owner_id=user.pk, at=at)
    with acting_for(user.pk):
        job.refresh_from_db()
    return job


def sign_in(page: Page, visitor: Visitor, base: str) -> None:
    browser = Client()
    browser.force_login(visitor.user)
    # As if the password had just been asked for once more.
    session = browser.session
    session["account_authentication_methods_user"] = str(visitor.user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])


def go(page: Page, stop: Stop, visitor: Visitor, base: str) -> None:
    """Open a screen, and what is to be opened on it."""
    page.goto(base + stop.address(visitor))
    if stop.click.startswith("keyboard:"):
        page.keyboard.press(stop.click.removeprefix("keyboard:"))
        page.wait_for_load_state("networkidle")
    elif stop.click:
        for place in filter(None, (stop.click, stop.then)):
            page.locator(place).click()
        page.wait_for_load_state("networkidle")


def context_options(theme: str, width: int) -> dict[str, Any]:
    """Of a browser context: a phone below 768 pixels, a desk above."""
    return {
        "viewport": {"width": width, "height": 844 if width < PHONE else 900},
        "color_scheme": "dark" if theme == "dusk" else "light",
        "reduced_motion": "reduce",
        "timezone_id": "Europe/Oslo",
        "locale": "en-GB",
    }
