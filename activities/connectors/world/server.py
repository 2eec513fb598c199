"""The partners behind HTTP: POST /CONNECTOR with a key in the header, GET /CONNECTOR/KEY to ask about one."""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import unquote

from activities.connectors.world.partners import Answer, Partners

LARGEST = 256 * 1024


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    partners: ClassVar[Partners]

    def do_POST(self) -> None:
        """Take a request in."""
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST)
        self.rfile.read(length)
        key = unquote(self.headers.get("Idempotency-Key", ""))
        attempt = int(self.headers.get("X-Attempt") or 0)
        self._say(self.partners.ask(self.path.strip("/"), key, attempt))

    def do_GET(self) -> None:
        """Say what became of a key."""
        connector, _, key = self.path.strip("/").partition("/")
        self._say(self.partners.look_up(connector, unquote(key)))

    def _say(self, answer: Answer) -> None:
        time.sleep(answer.wait_ms / 1_000)
        if answer.lost:
            self.close_connection = True
            return
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the caller did not wait

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — as the base class has it
        """Say nothing: the world keeps a log of its own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers who hang up; anything else is a fault of the world and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as the base class has it


def serve(partners: Partners) -> _Server:
    """Open a server on a free local port; it runs in threads until `shutdown`."""
    handler = type("Handler", (_Handler,), {"partners": partners})
    server = _Server(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True, name="world").start()
    return server
