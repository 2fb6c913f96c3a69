"""Identifiers: UUID version 7, made in Python; `relcrm_uuid7()` is the same in SQL."""

import os
import threading
import time
import uuid
from collections.abc import Iterable
from datetime import datetime

_lock = threading.Lock()
_last = (0, 0)  # the milliseconds of the newest, and how many there were before it in them


def uuid7() -> uuid.UUID:
    """A new time-ordered UUID: 48 bits of milliseconds, a counter of 30, 44 random.

    RFC 9562 section 5.7; of those that one process makes in one millisecond each is larger than
    the one before (section 6.2, method 1), so that rows made together keep their order.
    """
    milliseconds, counter = _tick(time.time_ns() // 1_000_000)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (counter >> 18) << 64
    value |= 0b10 << 62 | (counter & (1 << 18) - 1) << 44
    return uuid.UUID(int=value | int.from_bytes(os.urandom(6), "big") & (1 << 44) - 1)


def _tick(now: int) -> tuple[int, int]:
    global _last
    with _lock:
        before, counter = _last
        _last = (now, counter + 1 if now == before else 0)
        return _last


def first_of(at: datetime) -> uuid.UUID:
    """The least UUIDv7 of a moment: rows made since then have a key that is not smaller."""
    value = (int(at.timestamp() * 1000) & (1 << 48) - 1) << 80 | 0x7 << 76 | 0b10 << 62
    return uuid.UUID(int=value)


def spread(row_id: uuid.UUID, days: int) -> int:
    """A steady number in [0, days) for a row, so that many due dates don't fall on one day.

    Same as the SQL function `relcrm_spread(uuid, int)`: the last 24 bits, modulo.
    """
    return (row_id.int & 0xFFFFFF) % days


def as_uuid(text: str) -> uuid.UUID | None:
    """The id that was sent; None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def ids_of(texts: Iterable[str]) -> list[uuid.UUID]:
    """The ids among what was sent, in their order."""
    return [found for text in texts if (found := as_uuid(text))]


UUID7_SQL = """
CREATE FUNCTION relcrm_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_byte(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(
        int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6),
      6, (get_byte(uuid_send(gen_random_uuid()), 0) & 15) | 112),
    'hex')::uuid
$$
"""

SPREAD_SQL = """
CREATE FUNCTION relcrm_spread(row_id uuid, days int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ((get_byte(uuid_send(row_id), 13) << 16)
        | (get_byte(uuid_send(row_id), 14) << 8)
        | get_byte(uuid_send(row_id), 15)) % days
$$
"""
