"""One file from an address that a user gave: the only request that Relcrm makes on its own.

The name is resolved once, every address found must be of the public internet, and exactly those
are connected to. No redirect is followed; time and size have an end. Who runs the machine may
allow private networks (PRIVATE_CALENDARS).
"""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread, Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings

from importing.enums import Trouble
from importing.limits import FETCH_SECONDS, MAX_CALENDAR_BYTES

PORTS = {"https": 443, "http": 80}
MOST_ADDRESSES = 4  # of a name with many, which are tried
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
LOW_BITS = 0xFFFF_FFFF
AS_WRITTEN = "/%:@!$&'()*+,;=~-._?"
LONGEST_TAG, LONGEST_DATE = 200, 64
STATUS = {
    **dict.fromkeys((401, 403, 407), Trouble.REFUSED),
    **dict.fromkeys((404, 410), Trouble.NOT_FOUND),
}


class CannotFetch(Exception):
    """It was not to be had; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Fetched:
    """What an address has; `body` is None if that is what it had before."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


def fetch(url: str, *, etag: str = "", modified: str = "") -> Fetched:
    """The content of an address. Raises CannotFetch; takes FETCH_SECONDS at most."""
    parts, until = urlsplit(url), monotonic() + FETCH_SECONDS
    try:
        with (
            _connect(parts, until) as plain,
            _cut_off(plain, until),
            closing(_connection(parts, plain)) as connection,
        ):
            found = _answer(connection, parts, etag, modified)
        _left(until)  # what was cut off is not whole
        return found
    except ssl.SSLCertVerificationError:
        raise CannotFetch(Trouble.NOT_SECURE) from None
    except (OSError, HTTPException, ValueError):
        # A time-out looks like any broken connection from here.
        late = monotonic() >= until
        raise CannotFetch(Trouble.TOO_SLOW if late else Trouble.NO_ANSWER) from None


# --- the way there ------------------------------------------------------------------------


def is_public(address: str) -> bool:
    """Whether an address is of the public internet, also where it stands inside another one."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or (IPv4Address(int(ip) & LOW_BITS) if ip in NAT64 else None)
        if inner is None:
            return ip.is_global and ip in GLOBAL_UNICAST and ip.sixtofour is None
        ip = inner
    return ip.is_global and not ip.is_multicast


def _addresses(parts: SplitResult, until: float) -> list[str]:
    """What the name stands for, asked once. All of it must be public: a name that also leads
    into a private network is no name to trust."""
    host = (parts.hostname or "").encode("idna").decode()
    try:
        found = _resolved(host, until)
    except TimeoutError:
        raise CannotFetch(Trouble.TOO_SLOW) from None
    except OSError:
        raise CannotFetch(Trouble.UNKNOWN_HOST) from None
    if not (settings.PRIVATE_CALENDARS or all(map(is_public, found))):
        raise CannotFetch(Trouble.NOT_PUBLIC)
    return found[:MOST_ADDRESSES]


def _resolved(host: str, until: float) -> list[str]:
    """getaddrinfo knows no time-out, so it is waited for from outside."""
    asked: Future[list[str]] = Future()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            asked.set_result(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except Exception as error:
            asked.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return asked.result(timeout=_left(until))


def _connect(parts: SplitResult, until: float) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    problem = OSError()
    for address in _addresses(parts, until):
        try:
            return socket.create_connection((address, port_of(parts)), _left(until))
        except OSError as error:
            problem = error
    raise problem


def port_of(parts: SplitResult) -> int:
    """Raises ValueError for what is no port."""
    return parts.port or PORTS[parts.scheme]


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@contextmanager
def _cut_off(plain: socket.socket, until: float) -> Iterator[None]:
    """End the connection when the time is over, however slowly it drips."""
    left = _left(until)
    watched = plain.dup()  # TLS will take the other one over

    def end() -> None:
        with suppress(OSError):
            watched.shutdown(socket.SHUT_RDWR)

    timer = Timer(left, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        watched.close()


# --- the question and the answer ------------------------------------------------------------


def _connection(parts: SplitResult, plain: socket.socket) -> HTTPConnection:
    """Speaks over that connection and opens no other. The certificate is of the name."""
    host = (parts.hostname or "").encode("idna").decode()
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(host, port_of(parts), context=context)
        connection.sock = context.wrap_socket(plain, server_hostname=host)
    else:
        connection = HTTPConnection(host, port_of(parts))
        connection.sock = plain
    connection.auto_open = 0
    return connection


def _answer(connection: HTTPConnection, parts: SplitResult, etag: str, modified: str) -> Fetched:
    headers = {
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "identity",
        "User-Agent": "Relcrm",
        "Connection": "close",
        **({"If-None-Match": etag} if etag else {}),
        **({"If-Modified-Since": modified} if modified else {}),
    }
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request("GET", quote(path, safe=AS_WRITTEN), headers=headers)
    response = connection.getresponse()
    if response.status == 304:
        return Fetched(None, etag, modified)
    _check(response)
    body = response.read(MAX_CALENDAR_BYTES + 1)
    if len(body) > MAX_CALENDAR_BYTES:
        raise CannotFetch(Trouble.TOO_LARGE)
    if response.length:
        raise ConnectionError("it ended before its end")
    tag, date = response.getheader("ETag", ""), response.getheader("Last-Modified", "")
    return Fetched(
        body,
        tag if len(tag) <= LONGEST_TAG and tag.isprintable() else "",
        date if len(date) <= LONGEST_DATE and date.isprintable() else "",
    )


def _check(response: HTTPResponse) -> None:
    """Raises CannotFetch for all but a plain answer of a size that can be read."""
    status = response.status
    if 300 <= status < 400:
        raise CannotFetch(Trouble.LEADS_ON)
    if status != 200:
        raise CannotFetch(STATUS.get(status, Trouble.BUSY))
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise CannotFetch(Trouble.NO_CALENDAR)  # packed, though it was asked not to
    if (response.length or 0) > MAX_CALENDAR_BYTES:
        raise CannotFetch(Trouble.TOO_LARGE)
