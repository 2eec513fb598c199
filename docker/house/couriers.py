"""A partner behind a URL, as small as can be: `python couriers.py [PORT]` books a courier for whoever posts.

It honours keys: the same `Idempotency-Key` gets the same answer, without another booking.
"""

import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Couriers(BaseHTTPRequestHandler):
    """Answers one request."""

    booked: dict[str, dict[str, str]] = {}  # noqa: RUF012 — for as long as the process lives
    lock = threading.Lock()

    def do_POST(self) -> None:
        """Book a courier."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock:
            answer = self.booked.setdefault(
                self.headers["Idempotency-Key"],
                {"pickup": f"courier {len(self.booked) + 1} to locker {asked['locker']}"},
            )
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Say that we are here."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — as the library calls it
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("", int(sys.argv[1]) if len(sys.argv) > 1 else 8001), Couriers)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
