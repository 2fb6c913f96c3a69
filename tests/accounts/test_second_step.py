"""The second step of signing in: codes from an app, recovery codes, and what they ask for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import sealing, selectors
from accounts.models import AuditEvent, User
from core.roles import acting_for
from tests.accounts.codes import code_of

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)
PASSWORD = "correct horse battery"
WRONG = "That is not right, or no longer. Please try again."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ask(django_capture_on_commit_callbacks: Any) -> Any:
    """POST as a request outside a test would: what waits for the commit happens."""

    def post(client: Client, name: str, **data: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(name), data)

    return post


@pytest.fixture
def alices(alice: User, ask: Any) -> Client:
    """Alice's browser, just signed in."""
    client = Client()
    assert sign_in(client).headers["Location"] == "/"
    return client


def sign_in(client: Client, email: str = "alice@example.org", password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def prove(client: Client, ask: Any) -> None:
    """The password once more."""
    assert ask(client, "account_reauthenticate", password=PASSWORD).status_code == 302


def turn_on(client: Client, ask: Any) -> str:
    """Set up codes as a person does; the secret."""
    prove(client, ask)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    [secret] = re.findall(r'id="step-secret"[^>]*value="([A-Z2-7]+)"', page)
    response = ask(client, "mfa_activate_totp", code=code_of(secret, NOW))
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    return str(secret)


def recovery_codes(client: Client) -> list[str]:
    return str(client.get(reverse("mfa_download_recovery_codes")).content.decode()).split()


def kinds(user: User) -> list[str]:
    with acting_for(user.pk):
        return list(AuditEvent.objects.order_by("at", "pk").values_list("kind", flat=True))


def is_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_codes_are_set_up_with_an_app_and_asked_for_at_the_next_sign_in(
    alices: Client, alice: User, ask: Any, clock: time_machine.Traveller
) -> None:
    secret = turn_on(alices, ask)
    clock.shift(STEP)

    browser = Client()
    asked = sign_in(browser)
    assert (asked.status_code, asked.headers["Location"]) == (302, reverse("mfa_authenticate"))
    assert not is_in(browser)
    came = ask(browser, "mfa_authenticate", code=code_of(secret, NOW + STEP))

    assert (came.status_code, came.headers["Location"]) == (302, "/")
    assert is_in(browser)
    assert kinds(alice) == ["sign_in", "codes_on", "recovery_on", "sign_in"]


def test_the_picture_says_what_the_key_says(alices: Client, ask: Any) -> None:
    prove(alices, ask)
    page = alices.get(reverse("mfa_activate_totp"))

    secret = page.context["form"].secret
    assert page.context["totp_url"] == (
        f"otpauth://totp/alice%40example.org?secret={secret}&issuer=Relcrm"
    )
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()


def test_a_wrong_code_turns_nothing_on(alices: Client, alice: User, ask: Any) -> None:
    prove(alices, ask)
    alices.get(reverse("mfa_activate_totp"))

    response = ask(alices, "mfa_activate_totp", code="000000")

    assert (response.status_code, response.context["form"].errors) == (422, {"code": [WRONG]})
    assert not selectors.second_step(alice).is_on


def test_a_code_opens_once_only(alices: Client, ask: Any, clock: time_machine.Traveller) -> None:
    secret = turn_on(alices, ask)
    clock.shift(STEP)
    code = code_of(secret, NOW + STEP)
    one, other = Client(), Client()
    for browser in (one, other):
        sign_in(browser)

    assert ask(one, "mfa_authenticate", code=code).status_code == 302
    again = ask(other, "mfa_authenticate", code=code)

    assert (again.status_code, again.context["form"].errors) == (422, {"code": [WRONG]})
    assert (is_in(one), is_in(other)) == (True, False)


def test_a_code_of_the_last_half_minute_is_refused(
    alices: Client, ask: Any, clock: time_machine.Traveller
) -> None:
    secret = turn_on(alices, ask)
    clock.shift(STEP * 2)
    browser = Client()
    sign_in(browser)

    assert ask(browser, "mfa_authenticate", code=code_of(secret, NOW + STEP)).status_code == 422
    assert ask(browser, "mfa_authenticate", code=code_of(secret, NOW + STEP * 2)).status_code == 302


def test_wrong_codes_are_noted_and_limited_for_the_account(
    alices: Client, alice: User, ask: Any, clock: time_machine.Traveller
) -> None:
    secret = turn_on(alices, ask)
    clock.shift(STEP)
    browser = Client()
    sign_in(browser)
    for _time in range(5):
        assert ask(browser, "mfa_authenticate", code="000000").status_code == 422

    right = ask(browser, "mfa_authenticate", code=code_of(secret, NOW + STEP))

    assert right.context["form"].errors == {
        "code": ["Too many failed login attempts. Try again later."]
    }
    assert not is_in(browser)
    assert kinds(alice).count("failure") == 5


def test_a_recovery_code_opens_once_and_is_counted(alices: Client, alice: User, ask: Any) -> None:
    turn_on(alices, ask)
    codes = recovery_codes(alices)
    assert (len(codes), len(set(codes))) == (10, 10)

    for browser, status in ((Client(), 302), (Client(), 422)):
        sign_in(browser)
        assert ask(browser, "mfa_authenticate", code=codes[3]).status_code == status
        assert is_in(browser) == (status == 302)

    assert selectors.second_step(alice).recovery_left == 9
    assert recovery_codes(alices) == [code for code in codes if code != codes[3]]


def test_new_recovery_codes_end_the_old_ones(alices: Client, alice: User, ask: Any) -> None:
    turn_on(alices, ask)
    old = recovery_codes(alices)

    assert ask(alices, "mfa_generate_recovery_codes").status_code == 302

    assert set(recovery_codes(alices)) & set(old) == set()
    browser = Client()
    sign_in(browser)
    assert ask(browser, "mfa_authenticate", code=old[0]).status_code == 422
    assert kinds(alice).count("recovery_on") == 2


CLOSED = (
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn"),
    *("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"),
)


@pytest.mark.parametrize("name", sorted(set(CLOSED) - {"mfa_activate_totp"}))
def test_after_a_quarter_of_an_hour_the_second_step_asks_who_is_there(
    alices: Client, alice: User, ask: Any, clock: time_machine.Traveller, name: str
) -> None:
    turn_on(alices, ask)
    clock.shift(timedelta(minutes=15, seconds=1))
    before = list(Authenticator.objects.values_list("pk", "data"))

    for response in (alices.get(reverse(name)), ask(alices, name)):
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert list(Authenticator.objects.values_list("pk", "data")) == before


def test_turning_codes_off_ends_them_and_their_recovery_codes(
    alices: Client, alice: User, ask: Any
) -> None:
    turn_on(alices, ask)

    assert ask(alices, "mfa_deactivate_totp").status_code == 302

    assert Authenticator.objects.filter(user=alice).count() == 0
    assert kinds(alice)[-2:] == ["codes_off", "recovery_off"]
    browser = Client()
    sign_in(browser)
    assert is_in(browser)


def test_a_forgotten_password_does_not_take_the_second_step_away(
    alices: Client, alice: User, ask: Any, mailoutbox: list[Any]
) -> None:
    turn_on(alices, ask)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    there = re.escape(settings.SITE_URL)
    [link] = re.findall(rf"{there}(/accounts/password/reset/key/\S+)", mailoutbox[0].body)
    form = browser.get(link).headers["Location"]
    browser.post(form, {"password1": "a staple and a donkey", "password2": "a staple and a donkey"})

    asked = sign_in(browser, password="a staple and a donkey")

    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    assert not is_in(alices)  # and the sessions of the old password are over


def test_setting_up_codes_signs_other_devices_out(alices: Client, alice: User, ask: Any) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    assert is_in(elsewhere)

    turn_on(alices, ask)

    assert (is_in(alices), is_in(elsewhere)) == (True, False)
    assert kinds(alice).count("device_ended") == 1


def test_secrets_are_sealed_in_the_database(alices: Client, alice: User, ask: Any) -> None:
    secret = turn_on(alices, ask)
    codes = recovery_codes(alices)

    kept = str(list(Authenticator.objects.filter(user=alice).values()))

    assert [word for word in (secret, *codes) if word in kept] == []
    assert sealing.unseal(selectors.second_step(alice).codes.data["secret"]) == secret  # type: ignore[union-attr]


def test_a_new_key_of_the_place_still_reads_what_the_old_one_sealed(settings: Any) -> None:
    sealed = sealing.seal("a secret")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-another-secret-another"

    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.unseal(sealed) == "a secret"


def test_without_the_key_of_the_place_no_code_opens_and_the_page_says_why(
    alices: Client, alice: User, ask: Any, settings: Any
) -> None:
    turn_on(alices, ask)
    settings.SECRET_KEY = "another-secret-another-secret-another"
    browser = Client()
    sign_in(browser)

    refused = ask(browser, "mfa_authenticate", code="123456")

    assert refused.status_code == 422
    [said] = refused.context["form"].errors["code"]
    assert said.startswith("Codes cannot be checked here any more")


def test_security_says_how_many_recovery_codes_are_left(alices: Client, ask: Any) -> None:
    turn_on(alices, ask)
    browser = Client()
    sign_in(browser)
    ask(browser, "mfa_authenticate", code=recovery_codes(alices)[0])

    page = alices.get("/settings/security/").content.decode()

    assert "9 are left." in page
    assert "On since 16 November 2026." in page


def test_in_german_the_second_step_speaks_german(alices: Client, alice: User, ask: Any) -> None:
    turn_on(alices, ask)
    browser = Client(headers={"accept-language": "de"})
    sign_in(browser)

    page = browser.get(reverse("mfa_authenticate")).content.decode()
    refused = ask(browser, "mfa_authenticate", code="000000")

    assert "Der zweite Schritt" in page
    assert refused.context["form"].errors == {
        "code": ["Das stimmt nicht, oder nicht mehr. Bitte noch einmal."]
    }


def test_who_runs_the_place_can_end_a_lost_second_step(
    alices: Client, alice: User, ask: Any
) -> None:
    turn_on(alices, ask)
    told = StringIO()

    call_command("end_second_step", "Alice@example.org", stdout=told)

    assert told.getvalue() == "alice@example.org: 2 removed\n"
    assert not is_in(alices)
    assert sign_in(alices).headers["Location"] == "/"
    assert "step_ended" in kinds(alice)


def test_ending_the_second_step_of_nobody_says_so(db: None) -> None:
    with pytest.raises(CommandError, match=r"Nobody signs in as nobody@example\.org\."):
        call_command("end_second_step", "nobody@example.org")


def test_erasing_the_account_takes_second_step_and_devices_along(
    alices: Client, alice: User, ask: Any
) -> None:
    turn_on(alices, ask)

    alices.post("/settings/data/erase/", {"password": PASSWORD})

    assert not User.objects.filter(pk=alice.pk).exists()
    assert (Authenticator.objects.count(), UserSession.objects.count()) == (0, 0)


# --- staff ---------------------------------------------------------------------------------------


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("staff@example.org", PASSWORD)


def test_the_admin_has_no_door_of_its_own(client: Client, staff: User) -> None:
    for path in ("/admin/", "/admin/login/?next=/admin/"):
        page = client.get(path, follow=True)
        assert page.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    form = {"username": staff.email, "password": PASSWORD}

    client.post("/admin/login/", form)

    assert client.get("/admin/").status_code == 302


def test_where_it_is_served_the_admin_asks_staff_for_a_second_step(
    staff: User, ask: Any, settings: Any
) -> None:
    settings.SITE_IS_HTTPS = True
    client = Client()
    sign_in(client, staff.email)
    refused = client.get("/admin/", follow=True)
    assert refused.redirect_chain[-1][0] == "/settings/security/"
    assert "The admin opens once you sign in with a second step." in refused.content.decode()

    turn_on(client, ask)

    assert client.get("/admin/").status_code == 200


def test_on_this_machine_alone_the_second_step_of_staff_is_advice(staff: User) -> None:
    client = Client()
    sign_in(client, staff.email)

    assert client.get("/admin/").status_code == 200
    assert "You can open the admin." in client.get("/settings/security/").content.decode()


def test_others_do_not_come_into_the_admin(alices: Client) -> None:
    assert alices.get("/admin/login/").status_code == 403
    assert alices.get("/admin/", follow=True).status_code == 403


def test_the_admin_shows_neither_secrets_nor_sessions(staff: User) -> None:
    client = Client()
    sign_in(client, staff.email)

    for table in ("mfa/authenticator", "usersessions/usersession"):
        assert client.get(f"/admin/{table}/").status_code == 404
