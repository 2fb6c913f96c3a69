"""A web server on this machine that answers as a test wants."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# For “localhost”, signed by itself, until 2126; it proves nothing to anybody.
CERTIFICATE = Path(__file__).resolve().parent.parent / "data" / "tls" / "localhost.pem"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """`answer` may be exchanged while it runs; `asked` holds path and headers of each request."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""


def says(body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """One and the same answer."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextmanager
def site(answer: Answer, *, tls: bool = False) -> Iterator[Site]:
    serving = Site(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            serving.asked.append((self.path, dict(self.headers)))
            with suppress(OSError):  # whoever asked had enough
                serving.answer(self)

        def log_message(self, *args: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    serving.url = f"https://localhost:{port}/" if tls else f"http://127.0.0.1:{port}/"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield serving
    finally:
        server.shutdown()
        server.server_close()
