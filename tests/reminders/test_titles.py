"""A new spelling of a title is not a new role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.titles import similar_companies, similar_titles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sr. Engineer", "Senior Engineer"),
        ("SENIOR ENGINEER", "senior engineer"),
        ("Senior Engineer", "Engineer, Senior"),
        ("VP Product", "Vice President of Product"),
        ("V.P., Product", "Vice President, Product"),
        ("Sr Mgr, Ops", "Senior Manager Operations"),
        ("CTO", "Chief Technology Officer"),
        ("Head of R&D", "Head of R & D"),
        ("Directeur général", "directeur general"),
        ("", "  "),
    ],
)
def test_similar_titles(one: str, other: str) -> None:
    assert similar_titles(one, other)
    assert similar_titles(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Engineer", "Senior Engineer"),
        ("Junior Engineer", "Senior Engineer"),
        ("Product Manager", "Project Manager"),
        ("VP Product", "SVP Product"),
        ("CTO", "CEO"),
        ("数据科学家", "首席数据科学家"),
        ("Engineer", ""),
    ],
)
def test_titles_that_differ(one: str, other: str) -> None:
    assert not similar_titles(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Halden Robotics", "HALDEN ROBOTICS, Inc.", True),
        ("Acme GmbH", "Acme", True),
        ("The Co", "The Co.", True),
        ("Acme Sp. z o.o.", "ACME", True),
        ("株式会社架空商事", "架空商事", True),
        ("Acme & Sons", "Acme and Sons", True),
        ("Acme", "Apex", False),
        ("", "Acme", False),
    ],
)
def test_similar_companies(one: str, other: str, same: bool) -> None:
    assert similar_companies(one, other) is same


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert similar_titles(one, one)
    assert similar_titles(one, other) == similar_titles(other, one)
    assert similar_titles(one.upper(), one.upper().lower())
