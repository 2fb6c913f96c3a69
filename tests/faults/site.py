"""The web processes as they are served, and visitors who write down what they were told."""

import ctypes
import http.client
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from core.roles import acting_for
from interactions.enums import KindKey
from interactions.models import InteractionKind
from tests.factories import make_contact
from tests.ports import free_port

PATIENCE = 20  # seconds for one answer
BREATH = 0.3  # seconds between two visits of one person


@contextmanager
def site(folder: Path, **environ: str) -> Iterator[int]:
    """gunicorn as `up` starts it; its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "PORT": str(port),
            "WEB_CONCURRENCY": "2",
            "DATABASE_POOL": "1",
            "LOG_LEVEL": "CRITICAL",
            **environ,
        },
        stderr=(folder / "web.log").open("wb"),
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    try:
        until(lambda: answer_of(port, "GET", "/livez")[0] == 200, 60)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait; how long it took. Raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.1)
    return time.monotonic() - began


def answer_of(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, str]:
    """The status and Retry-After; 0 if there was no answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, path, body or None, headers or {})
        response = line.getresponse()
        response.read()
        return response.status, response.headers.get("Retry-After", "")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        line.close()


@dataclass
class Visitor:
    """Somebody signed in, who does `visit` until it is over."""

    port: int
    user: User
    session: str
    answers: Counter[int] = field(default_factory=Counter)
    unsaid: int = 0  # 503 without Retry-After
    slowest: float = 0

    def visit(self, is_over: threading.Event) -> None:
        raise NotImplementedError

    def ask(self, path: str, form: dict[str, Any] | None = None) -> int:
        """Look at a page, or send a form; the status of the answer."""
        token = "c" * 32
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; csrf={token}"}
        method, body = "GET", b""
        if form is not None:
            method, headers["Content-Type"] = "POST", MULTIPART_CONTENT
            body = encode_multipart(BOUNDARY, {**form, "csrfmiddlewaretoken": token})
        began = time.monotonic()
        status, retry_after = answer_of(self.port, method, path, headers, body)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.answers[status] += 1
        self.unsaid += status == 503 and not retry_after
        return status


@dataclass
class Writer(Visitor):
    """Logs one talk after another in an account of their own. What is not acknowledged is sent
    again under the same key, as a browser does."""

    form: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)  # key → text, acknowledged
    asked: dict[str, str] = field(default_factory=dict)  # sent, whatever the answer

    def visit(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            key = str(uuid.uuid4())
            text = self.asked[key] = f"talk {key}"
            while not is_over.is_set():
                status = self.ask("/log/", {**self.form, "key": key, "text": text})
                if status in {200, 302}:
                    self.told[key] = text
                    break
                time.sleep(BREATH)
            time.sleep(BREATH)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def writers(port: int, users: list[User]) -> list[Writer]:
    made = []
    for user in users:
        with acting_for(user.pk):
            person = make_contact(user, f"Ana {secrets.token_hex(3)}", type_key="peer")
            kind = InteractionKind.objects.for_user(user).get(key=KindKey.COFFEE)
        form = {"people": str(person.pk), "kind": str(kind.pk), "when": "today"}
        made.append(Writer(port, user, session_of(user), form=form))
    connection.close()
    return made


@contextmanager
def visiting(crew: Sequence[Visitor]) -> Iterator[None]:
    """They do what they do, each in a thread, until the end of the block."""
    is_over = threading.Event()
    threads = [threading.Thread(target=one.visit, args=[is_over], daemon=True) for one in crew]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join(PATIENCE + 5)


def acknowledged(crew: list[Writer]) -> int:
    return sum(len(one.told) for one in crew)
