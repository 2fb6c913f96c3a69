"""Handing one message to a mail server, step by step.

Django's backend hides the one moment that matters: after the final dot has been sent and before
the server's 250 has been read nobody can know whether the message was taken. So the steps are
ours, `before_data` is called at the last moment at which it is certainly not sent, and the answer
says on which side of that moment things ended.
"""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from reminders.faults import fault

if TYPE_CHECKING:
    from relcrm.env import MailServer

GREETING, OK, GO_AHEAD = 220, 250, 354
ACCEPTED = {OK, 251, 252}


class Ending(Enum):
    TAKEN = "taken"
    LATER = "later"  # certainly not taken; may be tried again
    NO_SUCH_ADDRESS = "no such address"  # refused for good at RCPT
    REFUSED = "refused"  # the message itself, for good
    CALLED_OFF = "called off"  # before_data said no
    UNKNOWN = "unknown"  # the connection ended inside the window


@dataclass(frozen=True)
class Result:
    ending: Ending
    said: str  # what the server said, or what went wrong, in one line
    silent: bool = False  # it did not even greet in time


class _Refusal(Exception):
    """An answer other than the one that leads on."""

    def __init__(self, stage: str, code: int, text: bytes) -> None:
        self.stage = stage
        self.code = code
        self.said = f"{stage}: {code} {text.decode(errors='replace')}".strip()


@dataclass(frozen=True)
class Envelope:
    sender: str
    recipient: str
    content: bytes  # lines end in CRLF


def hand_over(
    server: "MailServer",
    envelope: Envelope,
    *,
    host_name: str,
    seconds: float,
    before_data: Callable[[], bool],
) -> Result:
    """Try once, within `seconds` for all steps together. Never raises for what a server does.

    `before_data` is called when the server has accepted sender and recipient; if it answers
    False nothing is sent.
    """
    smtp = _client(server, host_name, seconds)
    with _deadline(smtp, seconds) as is_over:
        try:
            _introduce(smtp, server)
        except (_Refusal, OSError) as error:
            return _not_taken(error, is_over(), silent=is_over())
        try:
            _address(smtp, envelope)
        except (_Refusal, OSError) as error:
            return _not_taken(error, is_over())
        if not before_data():
            return Result(Ending.CALLED_OFF, "")
        return _send(smtp, envelope.content, is_over)


def _client(server: "MailServer", host_name: str, seconds: float) -> smtplib.SMTP:
    client = _SecureClient if server.ssl else _Client
    return client(local_hostname=host_name, timeout=seconds)


class _Client(smtplib.SMTP):
    """One time for all addresses of a server together; Python's own gives it to each of them."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _connected(host, port, timeout)


class _SecureClient(_Client):
    """TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self.sock = super()._get_socket(host, port, timeout)
        return _secured(self, host)


def _secured(smtp: smtplib.SMTP, host: str) -> ssl.SSLSocket:
    """TLS over the client's connection, set before the handshake: the deadline cuts that too."""
    assert smtp.sock
    wrapped = ssl.create_default_context().wrap_socket(
        smtp.sock, server_hostname=host, do_handshake_on_connect=False
    )
    smtp.sock = wrapped
    wrapped.do_handshake()
    return wrapped


def _start_tls(smtp: smtplib.SMTP, host: str) -> None:
    _expect("STARTTLS", smtp.docmd("STARTTLS"), {GREETING})
    _secured(smtp, host)
    # Nothing that was said in clear counts.
    smtp.file = smtp.helo_resp = smtp.ehlo_resp = None  # type: ignore[assignment]
    smtp.esmtp_features, smtp.does_esmtp = {}, False
    smtp.ehlo_or_helo_if_needed()


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    """The first address that answers. Raises OSError, TimeoutError when the time is over."""
    end, failed = time.monotonic() + seconds, OSError("the name has no address")
    for _family, _type, _proto, _name, address in _addresses(host, port, seconds):
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        try:
            line = socket.create_connection((address[0], port), left)
        except OSError as error:
            failed = error
            continue
        line.settimeout(seconds)
        return line
    raise failed


def _addresses(host: str, port: int, seconds: float) -> list[Any]:
    """What the name stands for; asked in a thread, because a resolver keeps no deadline."""
    found: list[Any] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise TimeoutError("the name was not resolved in time")
    if failed:
        raise failed[0]
    return found


@contextmanager
def _deadline(smtp: smtplib.SMTP, seconds: float) -> Iterator[Callable[[], bool]]:
    """Cut the connection when the time is over, also of a server that sends a byte at a time;
    close it on leaving. Yields what tells whether the time is over."""
    end = time.monotonic() + seconds
    done = threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            wait = 0.5
            with suppress(OSError, AttributeError):  # not connected yet, or just closed
                smtp.sock.shutdown(2)  # type: ignore[union-attr]

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: time.monotonic() >= end
    finally:
        done.set()
        watcher.join()
        smtp.close()


def _introduce(smtp: smtplib.SMTP, server: "MailServer") -> None:
    _expect("greeting", smtp.connect(server.host, server.port), {GREETING})
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            _start_tls(smtp, server.host)
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPResponseException as error:
        text = error.smtp_error
        raise _Refusal("login", error.smtp_code, _as_bytes(text)) from error


def _address(smtp: smtplib.SMTP, envelope: Envelope) -> None:
    _expect("MAIL", smtp.mail(envelope.sender), ACCEPTED)
    _expect("RCPT", smtp.rcpt(envelope.recipient), ACCEPTED)


def _send(smtp: smtplib.SMTP, content: bytes, is_over: Callable[[], bool]) -> Result:
    """DATA: from the final dot to the answer lies the window of not knowing."""
    try:
        fault("before_data")
        _expect("DATA", smtp.docmd("DATA"), {GO_AHEAD})
        smtp.send(dotted(content))
    except (_Refusal, OSError) as error:
        # Without its final dot no server takes a message.
        return _not_taken(error, is_over())
    fault("after_dot")
    try:
        code, text = smtp.getreply()
    except OSError as error:
        return Result(Ending.UNKNOWN, _line(error, is_over()))
    fault("after_250")
    with suppress(OSError):
        smtp.putcmd("QUIT")  # nobody waits for the answer
    return _answered(code, text)


def _answered(code: int, text: bytes) -> Result:
    refusal = _Refusal("message", code, text)
    if code in ACCEPTED:
        return Result(Ending.TAKEN, f"{code} {text.decode(errors='replace')}")
    if code < 400:
        return Result(Ending.UNKNOWN, refusal.said)
    return _not_taken(refusal, is_over=False)


def dotted(content: bytes) -> bytes:
    """The message as DATA wants it: leading dots doubled, closed by a line with one dot."""
    return re.sub(rb"(?m)^\.", b"..", content.removesuffix(b"\r\n")) + b"\r\n.\r\n"


def _expect(stage: str, answer: tuple[int, bytes], codes: set[int]) -> None:
    if answer[0] not in codes:
        raise _Refusal(stage, *answer)


def _not_taken(error: _Refusal | OSError, is_over: bool, *, silent: bool = False) -> Result:
    if isinstance(error, OSError):
        return Result(Ending.LATER, _line(error, is_over), silent=silent)
    if error.code < 500:
        return Result(Ending.LATER, error.said, silent=silent)
    # Before the recipient was named, a 5xx is about us or the server, not about the mail.
    ending = {
        "RCPT": Ending.NO_SUCH_ADDRESS,
        "DATA": Ending.REFUSED,
        "message": Ending.REFUSED,
    }.get(error.stage, Ending.LATER)
    return Result(ending, error.said)


def _line(error: OSError, is_over: bool) -> str:
    return "no answer in time" if is_over else f"{type(error).__name__}: {error}"


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
