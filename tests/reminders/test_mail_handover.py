"""One message and a mail server of any temper."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from relcrm.env import MailServer
from reminders.handover import Ending, Envelope, Result, dotted, hand_over
from tests.ports import free_port
from tests.reminders.sink import Sink, running

LETTER = Envelope(
    "relcrm@example.org",
    "alice@example.org",
    b"Subject: Hello\r\nMessage-ID: <1@example.org>\r\n\r\nOne line\r\n.two\r\n",
)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running(Sink()) as sink:
        yield sink


def send(server: MailServer | None, *, seconds: float = 5, wanted: bool = True) -> Result:
    assert server
    return hand_over(
        server,
        LETTER,
        host_name="relcrm.example.org",
        seconds=seconds,
        before_data=lambda: wanted,
    )


def test_a_server_that_takes_the_message_gets_all_of_it(sink: Sink) -> None:
    assert send(sink.server) == Result(Ending.TAKEN, "250 kept")
    assert sink.recipients == [["alice@example.org"]]
    assert [message["Subject"] for message in sink.accepted] == ["Hello"]
    assert sink.accepted[0].get_content().splitlines() == ["One line", ".two"]


def test_dots_at_the_start_of_a_line_are_doubled_on_the_wire() -> None:
    assert dotted(b".\r\n..a\r\nb.\r\n") == b"..\r\n...a\r\nb.\r\n.\r\n"


def test_nothing_is_sent_if_it_is_called_off_at_the_last_moment(sink: Sink) -> None:
    assert send(sink.server, wanted=False) == Result(Ending.CALLED_OFF, "")
    assert sink.accepted == []


@pytest.mark.parametrize(
    ("stage", "words", "ending"),
    [
        ("MAIL", "421 closing", Ending.LATER),
        ("MAIL", "451 try later", Ending.LATER),
        # Said of us, not of the recipient: the next mail may fare better.
        ("MAIL", "550 no", Ending.LATER),
        ("RCPT", "421 closing", Ending.LATER),
        ("RCPT", "451 greylisted", Ending.LATER),
        ("RCPT", "550 no such user", Ending.NO_SUCH_ADDRESS),
        ("DATA", "421 closing", Ending.LATER),
        ("DATA", "451 local error", Ending.LATER),
        ("DATA", "550 looks like spam", Ending.REFUSED),
    ],
)
def test_each_answer_at_each_stage_says_what_to_do(
    sink: Sink, stage: str, words: str, ending: Ending
) -> None:
    sink.answers[stage] = words

    result = send(sink.server)

    named = {"DATA": "message"}.get(stage, stage)
    assert result == Result(ending, f"{named}: {words}")
    assert sink.accepted == []


def test_a_port_where_nobody_listens_is_for_later() -> None:
    result = send(MailServer("127.0.0.1", free_port(), "", "", ssl=False, starttls=False))

    assert result.ending == Ending.LATER
    assert not result.silent


def test_a_server_without_tls_is_not_trusted_where_tls_is_asked_for(sink: Sink) -> None:
    assert sink.server
    result = send(replace(sink.server, starttls=True))

    assert result.ending == Ending.LATER
    assert sink.accepted == []


class Scripted:
    """A server that says the given lines, one after each line it reads, then does `at_last`."""

    def __init__(self, *lines: bytes, at_last: str) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.lines = lines
        self.at_last = at_last
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        port = self.listening.getsockname()[1]
        self.server = MailServer("127.0.0.1", port, "", "", ssl=False, starttls=False)

    def _serve(self) -> None:
        visitor, _ = self.listening.accept()
        with visitor, visitor.makefile("rb") as heard:
            for line in self.lines:
                visitor.sendall(line + b"\r\n")
                if line.startswith(b"354"):
                    while heard.readline() not in (b".\r\n", b""):
                        pass
                else:
                    heard.readline()
            getattr(self, self.at_last)(visitor)

    def hang(self, visitor: socket.socket) -> None:
        time.sleep(3)

    def close(self, visitor: socket.socket) -> None:
        pass

    def drip(self, visitor: socket.socket) -> None:
        """A byte now and then, so that no single read ever times out."""
        for _ in range(40):
            try:
                visitor.sendall(b"2")
            except OSError:
                return
            time.sleep(0.1)


GREETED = (b"220 hello", b"250 hello")
ADDRESSED = (*GREETED, b"250 sender", b"250 recipient")


@pytest.mark.parametrize("at_last", ["hang", "close", "drip"])
@pytest.mark.parametrize(
    ("lines", "ending", "silent"),
    [
        ((), Ending.LATER, True),
        (GREETED, Ending.LATER, False),
        (ADDRESSED, Ending.LATER, False),
        ((*ADDRESSED, b"354 go on"), Ending.UNKNOWN, False),
    ],
    ids=["at the greeting", "at MAIL", "at DATA", "after the final dot"],
)
def test_a_server_that_stops_answering_is_left_in_time(
    lines: tuple[bytes, ...], ending: Ending, silent: bool, at_last: str
) -> None:
    server = Scripted(*lines, at_last=at_last).server
    started = time.monotonic()

    result = send(server, seconds=1)

    assert time.monotonic() - started < 2.5
    assert result.ending == ending
    # Only a server that is silent from the start is left alone for a while.
    assert result.silent == (silent and at_last != "close")


def test_words_that_make_no_sense_after_the_dot_leave_the_ending_unknown() -> None:
    server = Scripted(*ADDRESSED, b"354 go on", b"what?", at_last="close").server

    assert send(server, seconds=2).ending == Ending.UNKNOWN


def test_a_slow_server_is_waited_for_within_the_deadline(sink: Sink) -> None:
    async def slowly(server: Any) -> str:
        await asyncio.sleep(0.3)
        return "250 at last"

    sink.answers["DATA"] = slowly

    assert send(sink.server, seconds=5) == Result(Ending.TAKEN, "250 at last")


def test_a_name_with_several_silent_addresses_takes_no_longer_than_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What nobody answers is asked for in turn, within one deadline."""

    def silent(address: tuple[str, int], timeout: float) -> socket.socket:
        time.sleep(timeout)
        raise TimeoutError("no answer")

    twice = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 25))] * 2
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: twice)
    monkeypatch.setattr(socket, "create_connection", silent)
    started = time.monotonic()

    result = send(MailServer("mx.example", 25, "", "", ssl=False, starttls=False), seconds=0.4)

    assert time.monotonic() - started < 0.8
    assert (result.ending, result.silent) == (Ending.LATER, True)


def test_a_name_that_nobody_resolves_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*args: Any, **kwargs: Any) -> list[Any]:
        time.sleep(2)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    started = time.monotonic()

    result = send(MailServer("mx.example", 25, "", "", ssl=False, starttls=False), seconds=0.3)

    assert time.monotonic() - started < 1
    assert (result.ending, result.silent) == (Ending.LATER, True)


@pytest.mark.parametrize("tls", [{"ssl": True}, {"starttls": True}], ids=["smtps", "starttls"])
def test_a_handshake_that_never_ends_is_left_in_time(tls: dict[str, bool]) -> None:
    lines = (b"220 hello", b"250-hello\r\n250 STARTTLS", b"220 go on")
    server = Scripted(*(lines if "starttls" in tls else ()), at_last="hang").server
    started = time.monotonic()

    result = send(replace(server, **tls), seconds=0.5)  # type: ignore[arg-type]

    assert time.monotonic() - started < 1.5
    assert (result.ending, result.silent) == (Ending.LATER, True)
