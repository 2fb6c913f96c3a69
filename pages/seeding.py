"""Synthetic accounts for measuring, by COPY: the same rows for the same seed."""

import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from contacts import derivation as contact_dates
from contacts.models import RelationshipType
from core.ids import uuid7
from interactions import derivation
from interactions.models import InteractionKind

GIVEN = (
    "Ana Ben Carla Dmitri Elif Farid Grace Hanna Ivo Joana Kwame Lena Marek Nadia Olu"
    " Priya Quentin Rosa Sanjeevani Tomás Ursula Viktor Wilhelmina Ximena Yuki Zala Márta"
    " Łukasz Søren Chiara"
).split()
FAMILY = (
    "Kovač Boateng Dlamini Echeverría Bergström Oyelaran Nakamura Lindqvist Marino Novák"
    " Okafor Petrov Quispe Rahman Silva Tanaka Ulrich Vargas Weber Xu Yılmaz Zieliński"
    " Martins Haddad"
).split()
TITLES = ("Head of Data", "Product manager", "Engineer", "Director", "Designer", "Analyst", "CFO")
WORDS = (
    "market team launch pricing budget hiring roadmap office family summer lab offer"
    " review talk conference plan paper move school garden train book idea help question"
    " pilot numbers"
).split()
TYPE_SHARE = {"mentor": 6, "peer": 44, "manager": 8, "client": 29, "industry": 95}
KINDS = ("coffee", "call", "video", "meeting", "message", "email", "wrote", "note")
# Columns of a person that COPY must fill, though nothing is known.
BLANK = (
    "prefix given middle family suffix nickname pronunciation pronouns department place how_met"
    " where_met paused_reason uid"
).split()
NO = ("regular_touch", "starred", "died")
ZERO = ("paused_days", "suggestions")
BATCH = 5000

Row = tuple[Any, ...]


def seed_account(user: User, *, contacts: int, interactions: int, on: date, seed: int = 42) -> None:
    """Fill an empty account. Runs as the tables' owner, in one transaction."""
    chance = random.Random(seed)  # noqa: S311  (the same people each time, no secret)
    with transaction.atomic():
        companies = _companies(user, chance)
        people = _people(user, contacts, companies, on, chance)
        _history(user, people, interactions, on, chance)
        _analyze()
        for ids in _batches(people):
            contact_dates.reindex(ids)
            derivation.rederive(ids, on)


@contextmanager
def _copying(table: str, columns: Iterable[str]) -> Iterator[Any]:
    """COPY into a protected table: refused while row-level security is forced on its owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            yield copy
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _analyze() -> None:
    """Tell the planner of the new rows: it guesses by the last count, which knows none of them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _load(table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with _copying(table, columns) as copy:
        for row in rows:
            copy.write_row(row)


def _companies(user: User, chance: random.Random) -> list[uuid.UUID]:
    ids = [uuid7() for _ in range(600)]
    names = [f"{chance.choice(FAMILY)} {chance.choice(WORDS).title()} {n}" for n in range(600)]
    rows = [(pk, user.pk, name, name.lower()) for pk, name in zip(ids, names, strict=True)]
    _load("contacts_company", ("id", "owner_id", "name", "folded"), rows)
    return ids


def _people(
    user: User, count: int, companies: list[uuid.UUID], on: date, chance: random.Random
) -> list[uuid.UUID]:
    ids = [uuid7() for _ in range(count)]
    # A third name tells namesakes apart, so that a quick log needs not ask which one is meant.
    names = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {_third(n)}" for n in range(count)]
    defaults = {**dict.fromkeys(BLANK, ""), **dict.fromkeys(NO, False), **dict.fromkeys(ZERO, 0)}
    defaults |= {"counts": "any", "version": 1, "sort_name": "", "search": ""}
    own = ("id", "owner_id", "display", "company_id", "title", "triaged_on", "facts")
    rows = (
        (
            pk,
            user.pk,
            name,
            chance.choice(companies),
            chance.choice(TITLES),
            on - timedelta(days=chance.randrange(900)),
            " ".join(chance.choices(WORDS, k=8)),
            *defaults.values(),
        )
        for pk, name in zip(ids, names, strict=True)
    )
    _load("contacts_contact", (*own, *defaults), rows)
    _ties(user, ids, on, chance)
    _addresses(user, ids, names)
    return ids


def _third(number: int) -> str:
    """A name of four syllables for each number."""
    syllables = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "po", "ra", "se", "tu", "va", "zo")
    parts = []
    for _ in range(4):
        number, rest = divmod(number, len(syllables))
        parts.append(syllables[rest])
    return "".join(parts).title()


def _ties(user: User, people: list[uuid.UUID], on: date, chance: random.Random) -> None:
    types = dict(RelationshipType.objects.for_user(user).values_list("key", "pk"))
    added = on - timedelta(days=900)
    rows = (
        (uuid7(), user.pk, person, types[key], added)
        for person, key in zip(
            people,
            chance.choices(list(TYPE_SHARE), list(TYPE_SHARE.values()), k=len(people)),
            strict=True,
        )
    )
    _load("contacts_relationship", ("id", "owner_id", "contact_id", "type_id", "added_on"), rows)


def _addresses(user: User, people: list[uuid.UUID], names: list[str]) -> None:
    columns = ("id", "owner_id", "contact_id", "kind", "label", "value", "normalised")
    rows = (
        (uuid7(), user.pk, person, "email", "work", address, address, True, 0)
        for number, person in enumerate(people)
        for address in [f"person{number}@example.com"]
    )
    _load("contacts_contactmethod", (*columns, '"primary"', "position"), rows)


def _history(
    user: User, people: list[uuid.UUID], count: int, on: date, chance: random.Random
) -> None:
    """`count` interactions over five years, more of them lately; each with one person."""
    kinds = dict(InteractionKind.objects.for_user(user).values_list("key", "pk"))
    made = []
    for _ in range(count):
        day = on - timedelta(days=int(1825 * chance.random() ** 2))
        made.append((uuid7(), day, chance.choice(people), chance.choice(KINDS)))
    blank = ("done", "day", "", "", False, 1, "", 1)
    columns = (
        *("id", "owner_id", "kind_id", "occurred_on", "text", "status", "precision", "ask_about"),
        *("direction", "sensitive", "headcount", "source", "version"),
    )
    _load(
        "interactions_interaction",
        columns,
        (
            (pk, user.pk, kinds[kind], day, " ".join(chance.choices(WORDS, k=12)), *blank)
            for pk, day, _, kind in made
        ),
    )
    _load(
        "interactions_participant",
        ("id", "owner_id", "interaction_id", "contact_id", "occurred_on", "talked"),
        ((uuid7(), user.pk, pk, person, day, True) for pk, day, person, _ in made),
    )


def _batches(ids: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
