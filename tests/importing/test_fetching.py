"""The one request that Relcrm makes on its own: where it may lead, and what it puts up with."""

import gzip
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from pytest_django import Settings

from importing import fetching
from importing.enums import Trouble
from importing.fetching import CannotFetch, Fetched, fetch, is_public
from importing.limits import MAX_CALENDAR_BYTES
from tests.importing.serving import CERTIFICATE, Answer, says, site

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def anywhere(settings: Settings) -> None:
    """Who runs the machine allows private networks, so that a server of this machine is read."""
    settings.PRIVATE_CALENDARS = True


def trouble(url: str) -> Trouble:
    with pytest.raises(CannotFetch) as refused:
        fetch(url)
    return refused.value.trouble


# --- where it may lead --------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.5"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "::ffff:0:7f00:1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "fe80::1%lo"),
    ],
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost"),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "169.254.169.254"),
    ],
)
def test_however_this_machine_is_called_it_is_not_asked(host: str) -> None:
    with site(says(BODY)) as server:
        port = server.url.rsplit(":", 1)[1]

        assert trouble(f"http://{host}:{port}") == Trouble.NOT_PUBLIC
        assert server.asked == []


class Names:
    """What names stand for, and what is connected to."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.resolved: list[str] = []
        self.connected: list[tuple[str, int]] = []

    def getaddrinfo(self, host: str, port: Any, **kwargs: Any) -> list[Any]:
        self.resolved.append(host)
        return [(None, None, None, "", (address, 0)) for address in self.answers.pop(0)]

    def create_connection(self, address: tuple[str, int], timeout: float) -> Any:
        self.connected.append(address)
        raise ConnectionRefusedError


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Names]:
    def say(*answers: list[str]) -> Names:
        said = Names(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", said.getaddrinfo)
        monkeypatch.setattr(socket, "create_connection", said.create_connection)
        return said

    return say


def test_a_name_is_resolved_once_and_what_it_stood_for_is_connected_to(
    names: Callable[..., Names],
) -> None:
    """A second answer, as in DNS rebinding, would lead to this machine."""
    said = names(["93.184.216.34"], ["127.0.0.1"])

    assert trouble("https://calendar.example/private.ics") == Trouble.NO_ANSWER
    assert said.resolved == ["calendar.example"]
    assert said.connected == [("93.184.216.34", 443)]


def test_a_name_that_also_leads_into_a_private_network_is_not_trusted(
    names: Callable[..., Names],
) -> None:
    said = names(["93.184.216.34", "10.0.0.1"])

    assert trouble("https://calendar.example/") == Trouble.NOT_PUBLIC
    assert said.connected == []


def test_of_many_addresses_a_few_are_tried(names: Callable[..., Names]) -> None:
    said = names([f"93.184.216.{number}" for number in range(50)])

    assert trouble("https://calendar.example/") == Trouble.NO_ANSWER
    assert [address for address, _port in said.connected] == [
        f"93.184.216.{number}" for number in range(4)
    ]


def test_a_name_that_nobody_knows_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert trouble("https://calendar.invalid/") == Trouble.UNKNOWN_HOST


def test_a_name_server_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(2))
    began = time.monotonic()

    assert trouble("https://calendar.example/") == Trouble.TOO_SLOW
    assert time.monotonic() - began < 1


# --- what is answered -----------------------------------------------------------------------


def test_a_calendar_is_fetched_with_what_tells_it_from_a_later_one(anywhere: None) -> None:
    headers = {"ETag": '"one"', "Last-Modified": "Mon, 16 Nov 2026 10:00:00 GMT"}
    with site(says(BODY, headers=headers)) as server:
        found = fetch(server.url + "my calendar.ics?key=ä%20b")

    assert found == Fetched(BODY, '"one"', "Mon, 16 Nov 2026 10:00:00 GMT")
    [(path, sent)] = server.asked
    assert path == "/my%20calendar.ics?key=%C3%A4%20b"
    assert sent["Accept-Encoding"] == "identity"
    assert "Cookie" not in sent
    assert "If-None-Match" not in sent


def test_what_has_not_changed_is_not_sent_again(anywhere: None) -> None:
    with site(says(status=304)) as server:
        found = fetch(server.url, etag='"one"', modified="Mon, 16 Nov 2026 10:00:00 GMT")

    assert found.body is None
    [(_path, sent)] = server.asked
    assert sent["If-None-Match"] == '"one"'
    assert sent["If-Modified-Since"] == "Mon, 16 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        *((301, Trouble.LEADS_ON), (302, Trouble.LEADS_ON), (307, Trouble.LEADS_ON)),
        *((401, Trouble.REFUSED), (403, Trouble.REFUSED), (404, Trouble.NOT_FOUND)),
        *((410, Trouble.NOT_FOUND), (429, Trouble.BUSY), (500, Trouble.BUSY), (204, Trouble.BUSY)),
    ],
)
def test_any_other_answer_is_told_from_the_rest(anywhere: None, status: int, why: Trouble) -> None:
    elsewhere = {"Location": "http://169.254.169.254/latest/meta-data/"}
    with site(says(status=status, headers=elsewhere)) as server:
        assert trouble(server.url) == why
        assert len(server.asked) == 1


def test_a_redirect_is_not_followed_even_to_the_same_server(anywhere: None) -> None:
    with site(says(status=302, headers={"Location": "/other"})) as server:
        assert trouble(server.url) == Trouble.LEADS_ON
        assert [path for path, _headers in server.asked] == ["/"]


@pytest.mark.parametrize("says_its_size", [True, False])
def test_what_is_too_large_is_not_read_to_its_end(anywhere: None, says_its_size: bool) -> None:
    sent = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if says_its_size:
            request.send_header("Content-Length", str(MAX_CALENDAR_BYTES + 1))
        request.end_headers()
        for _megabyte in range(200):
            request.wfile.write(b"x" * 1024 * 1024)
            sent.append(1)

    with site(answer) as server:
        assert trouble(server.url) == Trouble.TOO_LARGE
    assert len(sent) < 50


def test_the_largest_that_may_be_is_read(anywhere: None) -> None:
    with site(says(b"x" * MAX_CALENDAR_BYTES)) as server:
        assert len(fetch(server.url).body or b"") == MAX_CALENDAR_BYTES


def test_a_packed_answer_is_not_unpacked(anywhere: None) -> None:
    """So that a few bytes never become many."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    with site(says(bomb, headers={"Content-Encoding": "gzip"})) as server:
        assert trouble(server.url) == Trouble.NO_CALENDAR


def drip(slow: bytes, times: int = 100) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _time in range(times):
            request.wfile.write(slow)
            request.wfile.flush()
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("slow", [b"X-Wait: 1\r\n", b"\r\nBEGIN:VCALENDAR\r\n"])
def test_an_answer_that_drips_is_cut_off(
    anywhere: None, monkeypatch: pytest.MonkeyPatch, slow: bytes, tls: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.5)
    began = time.monotonic()
    with site(drip(slow), tls=tls) as server:
        assert trouble(server.url) == Trouble.TOO_SLOW
        assert time.monotonic() - began < 2


def test_a_server_that_never_says_anything_is_left(
    anywhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            assert trouble(f"{scheme}://127.0.0.1:{port}/") == Trouble.TOO_SLOW


def test_what_breaks_off_is_not_taken_for_the_whole(anywhere: None) -> None:
    with site(says(BODY, headers={"Content-Length": "1000"})) as server:
        assert trouble(server.url) == Trouble.NO_ANSWER


def test_who_is_not_there_does_not_answer(anywhere: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert trouble(f"http://127.0.0.1:{port}/") == Trouble.NO_ANSWER


def test_a_secure_server_is_read(anywhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with site(says(BODY), tls=True) as server:
        assert fetch(server.url).body == BODY
        [(_path, headers)] = server.asked
    assert headers["Host"] == server.url.split("/")[2]


def test_a_server_that_cannot_prove_who_it_is_is_not_read(
    anywhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(says(BODY), tls=True) as server:
        assert trouble(server.url) == Trouble.NOT_SECURE
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))  # trusted, but of another name
        assert trouble(server.url.replace("localhost", "127.0.0.1")) == Trouble.NOT_SECURE
        assert server.asked == []
