"""What every answer keeps to, whoever asks and whatever they send."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from accounts.models import User
from tests.conftest import make_user

PASSWORD = "correct horse battery"
HTMX = {"HX-Request": "true"}


# --- headers ------------------------------------------------------------------------------

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
KEPT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}


def at_fault(client: Client) -> Any:
    client.raise_request_exception = False
    with mock.patch("contacts.views.show_list", side_effect=RuntimeError("planted")):
        return client.get("/people/")


ANSWERS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "a page": (200, lambda client: client.get("/people/")),
    "a part of it": (200, lambda client: client.get("/people/", headers=HTMX)),
    "the way elsewhere": (302, lambda client: client.get("/accounts/two-step/")),
    "another name of this place": (400, lambda client: client.get("/", headers={"host": "evil"})),
    "a form from elsewhere": (403, lambda client: client.post("/people/new/")),
    "no such page": (404, lambda client: client.get("/nowhere/")),
    "another verb": (405, lambda client: client.put("/people/")),
    "a form that fails": (422, lambda client: client.post("/people/new/")),
    "a fault of ours": (500, at_fault),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_says_what_a_browser_may_do_with_it(what: str, alice: User) -> None:
    status, ask = ANSWERS[what]
    client = Client(enforce_csrf_checks=status == 403)
    client.force_login(alice)

    answer = ask(client)

    assert answer.status_code == status
    rules = answer["Content-Security-Policy"].split("; ")
    assert dict(rule.split(" ", 1) for rule in rules) == POLICY
    assert {name: answer.get(name) for name in KEPT} == KEPT


# --- every address ------------------------------------------------------------------------

# The token of the link is the authority; there may be no cookie (RFC 8058).
BY_LINK = {"reminders:act", "reminders:met", "reminders:unsubscribe"}
SAMPLES = {UUIDConverter: "018f0000-0000-7000-8000-000000000000", IntConverter: "7"}
NAMED = {"pk": "7", "verb": "done"}


def addresses(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = (), parts: tuple[Any, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Every named address but the admin's, with something in place of each id."""
    for entry in (resolver or get_resolver()).url_patterns:
        own = (*parts, entry.pattern)
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            yield from addresses(entry, (*spaces, *filter(None, [entry.namespace])), own)
        elif isinstance(entry, URLPattern) and entry.name:
            name = ":".join([*spaces, entry.name])
            samples = {key: sample for part in own for key, sample in _samples(part)}
            yield name, reverse(name, kwargs=samples)


def _samples(pattern: Any) -> Iterator[tuple[str, str]]:
    for name in pattern.regex.groupindex:
        kind = type(pattern.converters.get(name))
        yield name, SAMPLES.get(kind) or NAMED.get(name, "x1")


def test_no_address_takes_a_form_from_elsewhere_but_the_links_of_mails(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    taken = {name for name, url in addresses() if client.post(url).status_code != 403}

    assert taken == BY_LINK


@pytest.mark.parametrize("charset", ["utf-7", "latin-1"])
def test_a_form_in_letters_that_nobody_reads_is_refused_and_breaks_nothing(
    db: None, charset: str
) -> None:
    """Django's own page for this reads the form once more, and fails once more."""
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))

    answer = client.post(
        reverse("account_login"),
        b"login=+AGE-&password=x",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )

    assert answer.status_code == 400


def test_a_form_that_is_too_large_is_refused(as_alice: Client) -> None:
    too_long = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    too_many = {f"field{number}": "x" for number in range(2001)}

    for form in ({"display": too_long}, too_many):
        assert as_alice.post(reverse("contacts:create"), form).status_code == 400


# --- the name of this place ---------------------------------------------------------------


def test_a_mail_of_the_account_leads_to_the_address_that_was_set(
    client: Client, alice: User, settings: Any
) -> None:
    settings.SITE_URL = "https://crm.example.org"
    settings.ALLOWED_HOSTS = ["crm.example.org", "localhost"]

    for email in (alice.email, "nobody@example.org"):
        client.post(
            reverse("account_reset_password"), {"email": email}, headers={"host": "localhost"}
        )

    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert "localhost" not in f"{sent.subject}{sent.body}"
        links = re.findall(r"https?://\S+", str(sent.body))
        assert [link.startswith("https://crm.example.org/accounts/") for link in links] == [True]


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_on_to_this_site_alone(alice: User, foreign: str) -> None:
    form = {"login": alice.email, "password": PASSWORD, "next": foreign}

    answer = Client().post(reverse("account_login"), form)

    assert (answer.status_code, answer["Location"]) == (302, "/")


# --- coming in ----------------------------------------------------------------------------


def sign_in(email: str, password: str, address: str) -> Any:
    form = {"login": email, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), form)


def test_wrong_passwords_close_the_door_for_the_account_wherever_they_come_from(
    alice: User,
) -> None:
    bob = make_user("bob@example.org")
    for number in range(5):
        sign_in(
            ["alice@example.org", "ALICE@example.org"][number % 2], "wrong", f"192.0.2.{number}"
        )

    refused = sign_in(alice.email, PASSWORD, "198.51.100.1")

    assert refused.status_code == 422
    assert sign_in(bob.email, PASSWORD, "198.51.100.1").status_code == 302


def test_a_session_is_another_one_after_signing_in(alice: User) -> None:
    client = Client()
    client.session.save()
    before = client.session.session_key

    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    assert client.session.session_key != before
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("password", ["short", "password1234", "alice@example.org"])
def test_a_password_that_others_guess_is_refused(db: None, password: str) -> None:
    form = {"email": "alice@example.org", "password1": password, "name": "Alice"}

    answer = Client().post(reverse("account_signup"), form)

    assert (answer.status_code, User.objects.count()) == (422, 0)
