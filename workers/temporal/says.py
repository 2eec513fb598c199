"""What Temporal's own library logs, as lines of ours: what it says, and no traceback or what others said."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from domain.errors import MakegoodError

NAME = "temporalio"
"""The logger above all of the library's, and of its core, which is no Python."""
CORE = f"{NAME}.core"
QUIET_S = 30.0
"""How long one part of the library is not heard again: it says the same of every line that waits for a server."""
_FIELDS = re.compile(r" [({]['\"{]|\n")
"""Where what is said ends, and what was at hand begins."""
_LOG = structlog.get_logger("makegood")


def configure() -> None:
    """Have what the library logs stand in our log."""
    logger = logging.getLogger(NAME)
    logger.handlers, logger.propagate = [Handler()], False
    logger.setLevel(logging.WARNING)


@dataclass(eq=False)
class Handler(logging.Handler):
    """Writes a line of ours for each record, but not the same again and again."""

    clock: Callable[[], float] = time.monotonic
    _heard: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Be a handler for whatever is logged."""
        super().__init__()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        what = _FIELDS.split(record.getMessage().removeprefix("[").replace("] ", ": ", 1), maxsplit=1)[0]
        trouble = record.exc_info[1] if record.exc_info else None
        said = (record.name, trouble.what if isinstance(trouble, MakegoodError) else "")
        now = self.clock()
        if now < self._heard.get(said, 0.0):
            return
        self._heard[said] = now + QUIET_S
        told = {"trouble": type(trouble).__name__, "why": said[1]} if trouble is not None else {}
        _LOG.log(record.levelno, "temporal_says", what=what, **told)
