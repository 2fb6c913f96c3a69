"""While the database is away, a visitor is told when to come again."""

from typing import Any
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def visit(error: Exception) -> Any:
    client = Client(raise_request_exception=False)
    with mock.patch("core.views.connection.cursor", side_effect=error):
        return client.get(reverse("core:readyz"))


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_is_away_is_503_with_a_time(error: Exception) -> None:
    answer = visit(error)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "What was saved before is safe" in answer.content.decode()
    assert "gone" not in answer.content.decode()


def test_what_broke_otherwise_is_500_and_promises_nothing() -> None:
    answer = visit(RuntimeError("planted"))

    assert (answer.status_code, answer.get("Retry-After")) == (500, None)
