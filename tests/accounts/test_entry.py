"""Coming in: sign-up, sign-in, accounts without a browser."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from contacts.models import RelationshipType
from core.roles import acting_for
from interactions.models import InteractionKind

SIGN_UP = {
    "name": "Maya",
    "email": "Maya@Example.org",
    "password1": "a calm and long sentence",
    "time_zone": "Europe/Oslo",
}


@pytest.mark.django_db
def test_signing_up_needs_no_mail_and_leads_to_the_first_run() -> None:
    client = Client()

    response = client.post("/accounts/signup/", SIGN_UP)

    assert (response.status_code, response["Location"]) == (302, "/welcome/")
    user = User.objects.get(email="maya@example.org")
    assert (user.name, user.time_zone) == ("Maya", "Europe/Oslo")
    with acting_for(user.pk):
        offered = RelationshipType.objects.for_user(user).active()
        assert [row.key for row in offered] == [
            "mentor",
            "peer",
            "manager",
            "client",
            "industry",
            "reverse_mentor",
        ]
        assert InteractionKind.objects.for_user(user).count() == 14


@pytest.mark.django_db
def test_an_unknown_time_zone_of_a_browser_becomes_utc() -> None:
    Client().post("/accounts/signup/", {**SIGN_UP, "time_zone": "Mars/Olympus"})

    assert User.objects.get(email="maya@example.org").time_zone == "UTC"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("browser", "language"), [("de-AT,de;q=0.9", "de"), ("en-GB", "en"), ("fr", "en")]
)
def test_mails_speak_as_the_page_on_which_one_signed_up(browser: str, language: str) -> None:
    Client(headers={"accept-language": browser}).post("/accounts/signup/", SIGN_UP)

    assert User.objects.get(email="maya@example.org").language == language


def test_a_taken_address_is_refused_beside_its_field_and_what_was_typed_stays(
    alice: User,
) -> None:
    taken = Client().post("/accounts/signup/", {**SIGN_UP, "email": alice.email})

    page = taken.content.decode()
    assert (taken.status_code, 'value="Maya"' in page) == (422, True)
    assert taken.context["form"].errors.keys() == {"email"}
    assert User.objects.filter(email__iexact=alice.email).count() == 1


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_a_failed_sign_in_says_the_same_of_any_address(alice: User, email: str) -> None:
    form = {"login": email, "password": "wrong and wrong"}
    response = Client().post("/accounts/login/", form)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "__all__": ["The email address and/or password you specified are not correct."]
    }


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_asking_for_a_new_password_says_the_same_of_any_address(alice: User, email: str) -> None:
    response = Client().post("/accounts/password/reset/", {"email": email})

    assert (response.status_code, response["Location"]) == (302, "/accounts/password/reset/done/")


def test_the_address_is_the_name_to_sign_in_with_in_any_case(alice: User) -> None:
    client = Client()

    response = client.post(
        "/accounts/login/", {"login": "ALICE@example.org", "password": "correct horse battery"}
    )

    assert response.status_code == 302
    assert client.get("/settings/").status_code == 200


def test_somebody_without_a_session_is_led_to_the_door(client: Client, db: None) -> None:
    response = client.get("/settings/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/settings/"


def test_a_deactivated_account_is_out_at_the_next_request(as_alice: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert as_alice.get("/settings/").status_code == 302


@pytest.mark.django_db
def test_an_account_is_made_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYAS_PASSWORD", "a calm and long sentence")

    call_command(
        "create_account",
        "Maya@Example.org",
        password_from_env="MAYAS_PASSWORD",
        time_zone="Asia/Tokyo",
        stdout=StringIO(),
    )

    user = User.objects.get(email="maya@example.org")
    assert user.check_password("a calm and long sentence")
    assert (user.time_zone, user.is_staff) == ("Asia/Tokyo", False)
    assert Client().login(email=user.email, password="a calm and long sentence")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "zone", "said"),
    [
        ("not an address", "UTC", "valid email"),
        ("maya@example.org", "Mars/Olympus", "is not a time zone"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(email: str, zone: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("create_account", email, time_zone=zone)

    assert User.objects.count() == 0


def test_an_account_is_not_made_twice(alice: User) -> None:
    with pytest.raises(CommandError, match="already exists"):
        call_command("create_account", alice.email)


def test_staff_sign_in_to_the_admin_by_the_one_door(db: None) -> None:
    User.objects.create_superuser("root@example.org", "correct horse battery")
    client = Client()

    response = client.post(
        "/accounts/login/?next=/admin/",
        {"login": "root@example.org", "password": "correct horse battery"},
    )

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert client.get("/admin/accounts/user/").status_code == 200


def test_the_admin_is_closed_to_people_who_are_not_staff(as_alice: Client) -> None:
    for path in ("/admin/", "/admin/accounts/user/", "/admin/contacts/contact/"):
        assert as_alice.get(path).status_code == 302


@pytest.mark.django_db
def test_a_superuser_is_made_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "root@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")

    call_command("createsuperuser", interactive=False, stdout=StringIO())

    user = User.objects.get(email="root@example.org")
    assert (user.is_superuser, user.check_password("correct horse battery")) == (True, True)
    with acting_for(user.pk):
        assert RelationshipType.objects.for_user(user).count() == 9
