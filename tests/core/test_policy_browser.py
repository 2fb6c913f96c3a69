"""A template that forgot to escape: the browser still runs nothing that was planted in it."""

import os
from typing import Any

import pytest
from csp.decorators import csp_exempt
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from playwright.sync_api import Page
from pytest_django import Settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1)]

PLANTED = """<!doctype html><title>calm</title><body>
<script>document.title += ' script'</script>
<img src="data:," onerror="document.title += ' handler'">
<svg onload="document.title += ' svg'"></svg>
<a id="link" href="javascript:void(document.title += ' link')">here</a>
<iframe srcdoc="<script>parent.document.title += ' frame'</script>"></iframe>
<script src="data:text/javascript,document.title += ' data'"></script>
<base href="https://elsewhere.example/">
<form id="form" action="https://elsewhere.example/"><button>send</button></form>"""


@login_not_required
def planted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PLANTED)


urlpatterns = [
    path("planted/", planted),
    path("unguarded/", login_not_required(csp_exempt()(planted))),
]


@pytest.fixture
def site(settings: Settings, live_server: Any) -> str:
    settings.ROOT_URLCONF = __name__
    return str(live_server.url)


def ran(page: Page, address: str) -> set[str]:
    page.goto(address)
    page.locator("#link").click()
    page.wait_for_timeout(500)
    return set(page.title().split()) - {"calm"}


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_planted_in_a_page_runs(page: Page, site: str) -> None:
    assert ran(page, f"{site}/planted/") == set()
    assert page.evaluate("document.baseURI") == f"{site}/planted/"

    page.locator("#form button").click(no_wait_after=True)
    page.wait_for_timeout(500)

    assert page.url == f"{site}/planted/"


@pytest.mark.django_db(transaction=True)
def test_without_the_policy_it_would_run(page: Page, site: str) -> None:
    assert ran(page, f"{site}/unguarded/") >= {"script", "handler", "svg", "link", "frame"}
