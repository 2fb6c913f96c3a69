"""Identifiers are in the order of their making, whatever the clock says."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import time_machine

from core.ids import first_of, uuid7

AT = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def test_ids_of_one_millisecond_keep_their_order() -> None:
    with time_machine.travel(AT, tick=False):
        made = [uuid7() for _number in range(10_000)]

    assert made == sorted(set(made))
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {uuid.RFC_4122}


def test_a_later_moment_sorts_after_an_earlier_one() -> None:
    with time_machine.travel(AT, tick=False):
        before = [uuid7() for _number in range(10)]
    with time_machine.travel(AT.replace(second=1), tick=False):
        after = uuid7()

    assert first_of(AT) <= before[0] < before[-1] < first_of(AT.replace(second=1)) <= after


def test_threads_make_no_id_twice() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: uuid7(), range(5_000)))

    assert len(set(made)) == 5_000
