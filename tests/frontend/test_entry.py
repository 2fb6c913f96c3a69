"""The pages before and around signing in, as allauth serves them, in our frame."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

PUBLIC = ["account_login", "account_signup", "account_reset_password"]
OWN = ["account_logout", "account_change_password", "account_email"]


def headings(html: str) -> list[str]:
    return re.findall(r"<h1[^>]*>(.*?)</h1>", html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_an_entry_page_has_one_heading_and_our_frame(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()

    assert len(headings(html)) == 1
    assert '<a class="skip" href="#main">' in html
    assert "allauth" not in html


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_ones_own_account_stands_in_our_frame(as_alice: Client, name: str) -> None:
    html = as_alice.get(reverse(name)).content.decode()

    assert len(headings(html)) == 1
    assert '<a class="skip" href="#main">' in html


@pytest.mark.django_db
def test_a_sign_up_that_fails_keeps_the_typed_text_and_names_the_error(client: Client) -> None:
    typed = {"name": "Maya <b>", "email": "maya@", "password1": "correct horse battery"}
    html = client.post(reverse("account_signup"), typed).content.decode()

    assert 'value="Maya &lt;b&gt;"' in html
    assert 'value="maya@"' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'id="id_email_error"' in html
    assert "correct horse battery" not in html


def test_a_wrong_password_is_said_in_one_sentence(client: Client, alice: User) -> None:
    typed = {"login": alice.email, "password": "wrong"}
    html = client.post(reverse("account_login"), typed).content.decode()

    said = re.findall(r'role="alert".*?<p>(.*?)</p>', html, re.S)
    assert len(said) == 1
    assert f'value="{alice.email}"' in html


@pytest.mark.django_db
def test_a_used_link_for_a_new_password_offers_another(client: Client) -> None:
    address = reverse("account_reset_password_from_key", args=["1", "used-up"])
    html = client.get(address).content.decode()

    assert headings(html) == ["This link has been used"]
    assert f'href="{reverse("account_reset_password")}"' in html
