"""A real SMTP server that keeps what it accepts and says what it is told to say."""

import email
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from relcrm.env import MailServer
from tests.ports import free_port


@dataclass
class Sink:
    """Accepts everything, unless `answers` has other words for a stage: "MAIL", "RCPT", "DATA"
    (or "MAIL:<address>"); a callable there is awaited with the server and gives the words."""

    answers: dict[str, Any] = field(default_factory=dict)
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    server: MailServer | None = None

    @property
    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.accepted]

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", address, server) or "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", address, server)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await self._answer("DATA", envelope.rcpt_tos[0], server)
        if answer and not answer.startswith("250"):
            return answer
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return answer or "250 kept"

    async def _answer(self, stage: str, address: str, server: Any) -> str:
        said = self.answers.get(f"{stage}:{address}", self.answers.get(stage, ""))
        return str(await said(server) if callable(said) else said)


@contextmanager
def running(sink: Sink) -> Iterator[Sink]:
    """The sink on a free port of this machine; `sink.server` says where."""
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    sink.server = MailServer(
        controller.hostname, controller.port, user="", password="", ssl=False, starttls=False
    )
    try:
        yield sink
    finally:
        controller.stop()
