"""Measuring the pages: over HTTP, beside hand-written SQL and a bare view, in one run."""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from pages.bare import LIST

ROUNDS, A_ROUND = 3, 12
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# The same answers by hand: what a page cannot be quicker than.
TODAY_SQL = """
SELECT json_build_object(
  'due', (SELECT json_agg(d) FROM (
     SELECT id, display, next_check_in_on FROM contacts_contact
      WHERE owner_id = %(owner)s AND deleted_at IS NULL AND next_check_in_on < %(on)s + 7
      ORDER BY next_check_in_on LIMIT 20) d),
  'waiting', (SELECT count(*) FROM (
     SELECT 1 FROM contacts_contact
      WHERE owner_id = %(owner)s AND deleted_at IS NULL AND next_check_in_on < %(on)s + 7
      LIMIT 1000) n),
  'coming', (SELECT json_agg(r) FROM (
     SELECT contact_id, due_on, text FROM reminders_reminder
      WHERE owner_id = %(owner)s AND state = 'open' AND due_on BETWEEN %(on)s AND %(on)s + 14
      ORDER BY due_on LIMIT 20) r))
"""
LAST_SQL = LIST.replace(
    "next_check_in_on NULLS LAST, c.id", "next_check_in_on DESC NULLS FIRST, c.id DESC"
)
SEARCH_SQL = LIST.replace(
    "c.deleted_at IS NULL", "c.id IN (SELECT contacts_search(ARRAY['%%mar%%']))"
)
PERSON_SQL = """
SELECT c.*, (SELECT json_agg(h) FROM (
   SELECT i.id, i.occurred_on, i.text FROM contacts_contact x
     JOIN interactions_participant p ON p.contact_id = x.id
     JOIN interactions_interaction i ON i.id = p.interaction_id
    WHERE x.id = c.id AND i.deleted_at IS NULL
    ORDER BY p.occurred_on DESC, p.interaction_id DESC LIMIT 20) h)
  FROM contacts_contact c WHERE c.owner_id = %(owner)s AND c.id = %(person)s
"""
LOG_SQL = """
WITH i AS (
  INSERT INTO interactions_interaction
    (id, owner_id, kind_id, occurred_on, text, status, precision, ask_about, direction,
     sensitive, headcount, source, version)
  SELECT relcrm_uuid7(), %(owner)s, k.id, %(on)s, 'x', 'done', 'day', '', '', false, 1, '', 1
    FROM interactions_interactionkind k WHERE k.owner_id = %(owner)s AND k.key = 'coffee'
  RETURNING id
), p AS (
  INSERT INTO interactions_participant
    (id, owner_id, interaction_id, contact_id, occurred_on, talked)
  SELECT relcrm_uuid7(), %(owner)s, i.id, %(person)s, %(on)s, true FROM i)
UPDATE contacts_contact SET last_contact_on = %(on)s,
       next_check_in_on = %(on)s + cadence_days WHERE id = %(person)s
"""


@dataclass(frozen=True)
class Figure:
    page: str
    contacts: int
    median_ms: float
    p95_ms: float
    queries: int
    sql_ms: float
    limit_sql_ms: float
    bare_ms: float
    bytes: int


@dataclass(frozen=True)
class Goal:
    goal: str
    ratio: float
    limit: float
    met: bool


@dataclass(frozen=True)
class Probe:
    """One page: how it is asked for, and the statement that gives the same answer."""

    name: str
    method: str
    path: str
    sql: str
    body: Callable[[], dict[str, str]] = dict


def probes(user: User, person: Contact) -> list[Probe]:
    def coffee() -> dict[str, str]:
        return {"line": f"Coffee with {person.display} today", "key": str(uuid.uuid4())}

    people = reverse("contacts:list")
    return [
        Probe("Today", "GET", reverse("reminders:today"), TODAY_SQL),
        Probe("People, first page", "GET", people, LIST.replace("%s", "%(owner)s")),
        Probe(
            "People, last page", "GET", people + "?page=last", LAST_SQL.replace("%s", "%(owner)s")
        ),
        Probe("Search", "GET", people + "?q=mar", SEARCH_SQL.replace("%s", "%(owner)s")),
        Probe("A person", "GET", person.get_absolute_url(), PERSON_SQL),
        Probe("Log a coffee", "POST", reverse("interactions:quick"), LOG_SQL, coffee),
    ]


def measure(user: User, on: date) -> list[Figure]:
    """All pages of an account, in interleaved rounds against servers made for this run."""
    with acting_for(user.pk):
        count = Contact.objects.for_user(user).count()
        person = Contact.objects.for_user(user).sorted_in().order_by("pk")[count // 2]
    asked = probes(user, person)
    times: dict[str, list[float]] = {probe.name: [] for probe in asked}
    bare: list[float] = []
    sizes = {}
    with (
        _server("relcrm.wsgi:application", {}) as port,
        _server("pages.bare:application", {"RELCRM_BENCHMARK_OWNER": str(user.pk)}) as bare_port,
    ):
        browser = Browser(port, user)
        for _ in range(ROUNDS):
            bare += [_timed(Browser(bare_port, None).get)[0] for _ in range(A_ROUND)]
            for probe in asked:
                for _ in range(A_ROUND):
                    took, sizes[probe.name] = _timed(lambda: browser.ask(probe))  # noqa: B023
                    times[probe.name].append(took)
    return [
        _figure(probe, times[probe.name], bare, sizes[probe.name], user, person, on, count)
        for probe in asked
    ]


def _figure(
    probe: Probe,
    times: list[float],
    bare: list[float],
    size: int,
    user: User,
    person: Contact,
    on: date,
    count: int,
) -> Figure:
    queries, sql = _queries(probe, user)
    return Figure(
        page=probe.name,
        contacts=count,
        median_ms=round(statistics.median(times), 2),
        p95_ms=round(statistics.quantiles(times, n=20)[18], 2),
        queries=queries,
        sql_ms=round(sql, 2),
        limit_sql_ms=round(_limit(probe, user, person, on), 2),
        bare_ms=round(statistics.median(bare), 2),
        bytes=size,
    )


class Browser:
    """One signed-in connection that is kept open."""

    def __init__(self, port: int, user: User | None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": "127.0.0.1"}
        self.token = ""
        if user:
            self.headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={_session(user)}"
            self._fetch_token()

    def get(self, path: str = "/") -> int:
        return len(self._read("GET", path))

    def ask(self, probe: Probe) -> int:
        if probe.method == "GET":
            return self.get(probe.path)
        body = urlencode({**probe.body(), "csrfmiddlewaretoken": self.token})
        return len(self._read("POST", probe.path, body))

    def _read(self, method: str, path: str, body: str | None = None) -> bytes:
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return content

    def _fetch_token(self) -> None:
        self.connection.request("GET", reverse("accounts:settings"), headers=self.headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        cookie = re.search(rf"{settings.CSRF_COOKIE_NAME}=(\w+)", str(answer.headers))
        if not found or not cookie:
            raise RuntimeError("The settings page shows no form.")
        self.token = found.group(1)
        self.headers["Cookie"] += f"; {settings.CSRF_COOKIE_NAME}={cookie.group(1)}"


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@contextmanager
def _server(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Our own server on a free port, as `make run` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", application, "-b", f"127.0.0.1:{port}", "-w", "2"]
    process = subprocess.Popen(
        [sys.executable, *command, "-k", "gthread", "--threads", "4", "--log-level", "error"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "relcrm.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _timed(act: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    size = act()
    return (time.perf_counter() - began) * 1000, size


def _queries(probe: Probe, user: User) -> tuple[int, float]:
    """How many statements the page needs, and their time in milliseconds."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend=BACKEND)
    with CaptureQueriesContext(connection) as captured:
        if probe.method == "GET":
            client.get(probe.path)
        else:
            client.post(probe.path, probe.body())
    took = sum(float(query["time"]) for query in captured.captured_queries) * 1000
    return len(captured), took


def _limit(probe: Probe, user: User, person: Contact, on: date) -> float:
    values: dict[str, Any] = {"owner": user.pk, "person": person.pk, "on": on}

    def once() -> int:
        with acting_for(user.pk), connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(probe.sql, values)
            if cursor.description:
                cursor.fetchall()
            spent.append((time.perf_counter() - began) * 1000)
        return 0

    spent: list[float] = []
    for _ in range(20):
        once()
    return statistics.median(spent)


def goals(figures: list[Figure]) -> list[Goal]:
    """The ratios that we hold ourselves to; all measured in this run."""
    by = {figure.page: figure for figure in figures}
    today, first, last = by["Today"], by["People, first page"], by["People, last page"]
    search = by["Search"]
    made = [
        ("Today / the slower of its SQL and a bare list",
         today.median_ms / max(today.limit_sql_ms, today.bare_ms), 3.0),
        ("People / a bare list", first.median_ms / first.bare_ms, 3.0),
        ("Last page / first page", last.median_ms / first.median_ms, 1.3),
        ("Search / a bare list", search.median_ms / search.bare_ms, 2.0),
        ("Most statements of a page", float(max(f.queries for f in figures)), 10.0),
        ("Largest page in kB", max(f.bytes for f in figures) / 1000, 100.0),
    ]  # fmt: skip
    return [Goal(name, round(ratio, 2), limit, ratio <= limit) for name, ratio, limit in made]


def as_json(figures: list[Figure], found: list[Goal], machine: str) -> dict[str, Any]:
    return {
        "machine": machine,
        "pages": [asdict(figure) for figure in figures],
        "goals": [asdict(goal) for goal in found],
    }
