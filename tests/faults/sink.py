"""The mail sink, a process of its own: keeps what it accepts in a ledger, behaves as it is told.

How it behaves towards a recipient stands in the address: `u7.451-rcpt@example.org` is told 451 at
RCPT. A behaviour ending in `!` comes each time, any other the first time only. To a sender it is
unkind by chance: `early` says how often.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

MESSAGE_ID = re.compile(rb"(?mi)^Message-ID:\s*(<[^>]+>)")
FOR_EVER = 3600


@dataclass(frozen=True)
class Accepted:
    """A message that the sink has said 250 to, or meant to."""

    message_id: str
    recipient: str
    content: str

    @property
    def text(self) -> str:
        message = message_from_bytes(self.content.encode(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body
        return f"{message['Subject']}\n{body.get_content()}"

    @property
    def date(self) -> str:
        return str(message_from_bytes(self.content.encode(), policy=policy.default)["Date"])


class Ledger:
    """What the sink wrote down."""

    def __init__(self, path: Path, port: int) -> None:
        self.path = path
        self.port = port

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accepted(self) -> list[Accepted]:
        return [Accepted(**json.loads(line)) for line in self.path.read_text().splitlines()]

    def size(self) -> int:
        return self.path.read_bytes().count(b"\n")


@contextmanager
def sink(
    folder: Path, seed: int, *, slow: tuple[float, float] = (0, 0), early: float = 0
) -> Iterator[Ledger]:
    """A sink that takes `slow` seconds to answer, from the one to the other, and refuses such a
    share of all senders."""
    ledger = Ledger(folder / f"sink-{seed}-{time.monotonic_ns()}.jsonl", free_port())
    ledger.path.touch()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.faults.sink", str(ledger.path), str(ledger.port)),
            *map(str, (seed, *slow, early)),
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        process.stdout.readline()  # it listens
        yield ledger
    finally:
        process.kill()
        process.wait()


class Handler:
    def __init__(self, path: str, seed: int, slow: tuple[float, float], early: float) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self.random = random.Random(seed)
        self.slow, self.early = slow, early
        self.tries: Counter[str] = Counter()

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.random.random() < self.early:
            return self.random.choice(["421 closing", "451 try later", "550 not from you"])
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries[address] += 1
        if answer := await self._behave("rcpt", address, server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        await asyncio.sleep(self.random.uniform(*self.slow))
        if answer := await self._behave("data", address, server):
            return answer
        behaviour = self._behaviour(address)
        if behaviour == "close-before":
            server.transport.abort()
            return "250 never said"
        self._keep(address, envelope.content)
        if behaviour == "close-kept":
            server.transport.abort()
        if behaviour == "close-after":
            asyncio.get_running_loop().call_later(0.01, server.transport.abort)
        return "250 kept\r\n250 kept" if behaviour == "twice" else "250 kept"

    def _behaviour(self, address: str) -> str:
        told = address.partition("@")[0].partition(".")[2]
        if told.endswith("!"):
            return told[:-1]
        return told if self.tries[address] == 1 else ""

    async def _behave(self, stage: str, address: str, server: Any) -> str:
        told = self._behaviour(address)
        if told == f"hang-{stage}":
            await asyncio.sleep(FOR_EVER)
        if told == f"close-{stage}":
            server.transport.abort()
            return "421 closed"
        if told == "random" and self.random.random() < 0.5:
            return self.random.choice(["421 closing", "451 try later"])
        code, _, at = told.partition("-")
        return f"{code} no" if code.isdigit() and at == stage else ""

    def _keep(self, address: str, content: bytes) -> None:
        found = MESSAGE_ID.search(content)
        row = {
            "message_id": found[1].decode() if found else "",
            "recipient": address,
            "content": content.decode("ascii", "replace"),
        }
        os.write(self.file, json.dumps(row).encode() + b"\n")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("path")
    asked.add_argument("port", type=int)
    asked.add_argument("seed", type=int)
    asked.add_argument("fastest", type=float)
    asked.add_argument("slowest", type=float)
    asked.add_argument("early", type=float)
    given = asked.parse_args()
    handler = Handler(given.path, given.seed, (given.fastest, given.slowest), given.early)
    Controller(handler, hostname="127.0.0.1", port=given.port).start()
    print("ready", flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
