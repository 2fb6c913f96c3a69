"""The demo account, as its owner meets it in a browser."""

import os
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from core.roles import acting_for
from pages import demo
from reminders.services import beat

# Playwright's loop runs in this thread; rows are written between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def maya(transactional_db: None) -> User:
    at = timezone.now()
    user = demo.make_demo(at=at)
    with acting_for(user.pk):
        demo.fill(user, on=user.today(at), at=at)
    beat("tick", at)  # else every page says that the scheduler is silent
    return user


@pytest.fixture
def signed_in(maya: User, live_server: Any, page: Page) -> Page:
    """A page of Maya's; any complaint of the browser fails the test."""
    browser = Client()
    browser.force_login(maya)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page
