"""A day as each language writes it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from core.days import PATTERNS, written

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("pattern", "english", "german"),
    [
        ("j F", "5 November", "5. November"),
        ("l j F Y", "Thursday 5 November 2026", "Donnerstag, 5. November 2026"),
        ("D j M", "Thu 5 Nov", "Do, 5. Nov"),
        ("F Y", "November 2026", "November 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(pattern: str, english: str, german: str) -> None:
    with override("en"):
        assert written(DAY, pattern) == english
    with override("de"):
        assert written(DAY, pattern) == german


def test_no_template_writes_a_day_in_the_order_of_one_language_only() -> None:
    fixed = {
        (path.name, found)
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for found in re.findall(r"\|date:[\"']([^\"']*[jd] ?[FMn][^\"']*)[\"']", path.read_text())
    }

    assert fixed == set()
    assert "j F" in PATTERNS
