"""Patience with a journal that is busy or full: it is tried again after pauses that grow, by everybody together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.errors import JournalAway, JournalUnreachable

FIRST_S = 0.1
"""The first pause (real seconds); each is twice as long as the one before it."""
LONGEST_S = 30.0


@dataclass(slots=True)
class Patience:
    """The waiting of one process. All turns share its pauses, so that a busy journal is told of once for each."""

    on_wait: Callable[[JournalAway, float], None] = lambda trouble, pause: None
    on_back: Callable[[], None] = lambda: None
    first_s: float = FIRST_S
    longest_s: float = LONGEST_S
    _pause: float = 0.0
    _until: float = 0.0
    _unreachable: bool = True
    """Nobody answered, whatever was asked: a journal that is full can still be read."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, trouble: JournalAway) -> bool:
        """Wait for the next try; False when nobody is to wait any more."""
        if self._over.is_set():
            return False
        self._unreachable = self._unreachable and isinstance(trouble, JournalUnreachable)
        loop = asyncio.get_running_loop()
        if loop.time() >= self._until:
            self._pause = min(self.longest_s, self._pause * 2 or self.first_s)
            self._until = loop.time() + self._pause
            self.on_wait(trouble, self._pause)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), self._until - loop.time())
        return True

    def worked(self) -> None:
        """The journal took something: pauses begin anew."""
        if self._pause:
            self._pause, self._until, self._unreachable = 0.0, 0.0, True
            self.on_back()

    def answered(self) -> None:
        """The journal could be read: it is back if all that was wrong is that nobody answered."""
        if self._unreachable:
            self.worked()

    def end(self) -> None:
        """Whoever waits tries once more at once, and then gives up."""
        self._over.set()
