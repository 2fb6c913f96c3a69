"""Installing Relcrm, opening it without a network, and being led to the door."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

HTMX = {"HX-Request": "true"}


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_a_shared_text_arrives_in_the_log_form(client: Client) -> None:
    target = client.get("/manifest.webmanifest").json()["share_target"]

    assert (target["action"], target["method"]) == ("/log/", "GET")


def test_the_service_worker_is_of_the_whole_site_and_names_its_shell(client: Client) -> None:
    response = client.get("/sw.js")

    text = response.content.decode()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert re.match(r'const VERSION = "[0-9a-f]{16}";\nconst OFFLINE = "/offline/";', text)
    shell = re.findall(r"/static/[\w./-]+", text)
    assert len(shell) == 7
    for address in shell:
        assert (Path(settings.BASE_DIR) / address.removeprefix("/")).exists()


def test_the_offline_page_is_the_same_for_everybody(client: Client, as_alice: Client) -> None:
    assert client.get("/offline/").content == as_alice.get("/offline/").content


def test_a_part_of_a_page_leads_the_whole_page_to_the_door(client: Client) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://testserver/people/?q=ana"}

    response = client.post("/log/", {"text": "typed"}, headers=headers)

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fpeople%2F%3Fq%3Dana"
    assert response.content == b""


def test_the_door_leads_back_only_to_this_site(client: Client) -> None:
    for foreign in ("https://evil.example/people/", "//evil.example/x", "javascript:alert(1)"):
        response = client.get("/people/", headers={**HTMX, "HX-Current-URL": foreign})

        assert "evil" not in response["HX-Redirect"]
        assert response["HX-Redirect"].startswith("/accounts/login/?next=%2F")


def test_a_whole_page_is_led_to_the_door_as_ever(client: Client) -> None:
    response = client.get("/people/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/people/")
