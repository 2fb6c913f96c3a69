"""The gallery behind a real web server with the app's content policy: what the modules in
static/js do is tried here in a browser, without any of the apps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import override_settings

from tests.frontend import sample

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
OPTIONS = "components/people_options.html"


@dataclass
class Answer:
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: threading.Event | None = None  # waits until it is set


@dataclass
class Site:
    """Serves pages; remembers what was posted; answers a post as the test says."""

    url: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)


@cache
@override_settings(ROOT_URLCONF="tests.frontend.urls")
def pages() -> dict[str, str]:
    nav = {"people_count": 187, "to_sort_count": 612, "active": "pages:person"}
    context = {**sample.context(), "nav": nav, "csrf_token": "token"}
    dialog = {"form": sample.filled_form("dialog_%s"), "csrf_token": "token"}
    found = {"people": [{"id": "7", "name": "Ana Kovač"}, {"id": "8", "name": "Ana Silva"}]}
    return {
        "/": render_to_string("components/gallery.html", context),
        "/people/": render_to_string("components/gallery.html", context),
        "/dialog/": render_to_string("components/gallery_dialog.html", dialog),
        "/find/": render_to_string(OPTIONS, found),
    }


@contextmanager
def serving() -> Iterator[Site]:
    site = Site(pages=pages())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path.startswith("/static/"):
                self._static(path.removeprefix("/static/"))
            elif path in site.pages:
                self._send(200, site.pages[path].encode(), "text/html; charset=utf-8", {})
            else:
                self._send(404, b"", "text/html", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            site.posts.append((self.path, parse_qs(body)))
            answer = site.answers.get(self.path, Answer())
            if answer.seconds:
                answer.seconds.wait(10)
            self._send(answer.status, answer.body.encode(), "text/html", answer.headers)

        def _static(self, name: str) -> None:
            found = finders.find(name)
            if not found:
                self._send(404, b"", "text/plain", {})
                return
            kind = TYPES.get(Path(found).suffix, "application/octet-stream")
            self._send(200, Path(found).read_bytes(), kind, {})

        def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            named = {"Content-Type": kind, "Content-Security-Policy": POLICY}
            for name, value in {**named, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
