"""What Temporal's library logs: lines of ours, without tracebacks and without what was at hand, and not all of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from domain.errors import Forbidden
from workers.temporal.says import CORE, NAME, Handler

RETRIED = "[sdk_core::retry] gRPC call poll retried 6 times {'error': 'Status { code: Unavailable }'}"


class Clock:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        """Say what it is set to."""
        return self.now


@pytest.fixture
def lines() -> Iterator[list[dict[str, str]]]:
    """Return where lines of the log arrive."""
    found: list[dict[str, str]] = []

    class Logger:
        def msg(self, text: str) -> None:
            found.append(json.loads(text))

        warning = error = msg

    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
        logger_factory=lambda *_: Logger(),
    )
    yield found
    structlog.reset_defaults()


def record(name: str, text: str, trouble: BaseException | None = None) -> logging.LogRecord:
    """Return a record as the library makes it."""
    told = (type(trouble), trouble, None) if trouble is not None else None
    return logging.LogRecord(name, logging.WARNING, "x.py", 1, text, (), told)


def test_what_is_said_is_kept_and_what_was_at_hand_is_not(lines: list[dict[str, str]]) -> None:
    """Ours say what they mean; of others only the kind is kept, for they can quote anybody's words."""
    handler = Handler()
    handler.emit(record(f"{NAME}.activity", "Completing activity as failed ({'activity_id': '7'})", Forbidden("no.")))
    handler.emit(record(f"{NAME}.workflow", "Failed activation ({'id': 'Rosa'})", ValueError("Rosa Diaz")))
    handler.emit(record(CORE, RETRIED))
    assert [(one["what"], one.get("trouble"), one.get("why")) for one in lines] == [
        ("Completing activity as failed", "Forbidden", "no."),
        ("Failed activation", "ValueError", ""),
        ("sdk_core::retry: gRPC call poll retried 6 times", None, None),
    ]
    assert {one["event"] for one in lines} == {"temporal_says"}


def test_the_same_is_not_said_again_for_a_while(lines: list[dict[str, str]]) -> None:
    """A server that is away is one line every half minute, whatever waits for it."""
    clock = Clock()
    handler = Handler(clock)
    for second in range(61):
        clock.now = float(second)
        handler.emit(record(CORE, RETRIED))
    assert len(lines) == 3
