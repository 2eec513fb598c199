"""The writer: what is queued on the event loop becomes one group, and a group one statement.

While a group is on its way, what arrives becomes the next. A connection that broke leaves a group of which nobody knows
whether it was written: the same bytes are sent again until the server says, and what was written already is told by its
events' ids. Whoever waits for it performs nothing meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import psycopg
from psycopg.pq import ConnStatus

from activities.journal.postgres.group import APPEND, Group
from activities.journal.postgres.lines import AGAIN_S, HELD_S, Known, Line, one
from activities.journal.postgres.refusals import AGAIN, explain, is_unknown
from activities.journal.postgres.server import lies_elsewhere
from activities.ports import Appended, Batch
from domain.errors import JournalAway, JournalLost, Unavailable

MOST_IN_GROUP = 128
"""Batches in one statement at the most."""
_MOST_TRIES = 5
_LONGEST_S = 2.0
UNKNOWN = "the connection was lost while facts were written; whether they were is not known."


@dataclass(frozen=True, slots=True)
class Wake:
    """A row's `wake_at` alone."""

    case: str
    wake_at: int | None


@dataclass(slots=True)
class Request:
    """A batch or a change of `wake_at` on its way, and the future that waits for its answer."""

    work: Batch | Wake
    future: asyncio.Future[Appended]
    sent: bool = False
    """It went to the server once, and whether it was written is not known."""

    @property
    def streams(self) -> list[str]:
        """The streams it appends to."""
        return [part.stream for part in self.work.appends] if isinstance(self.work, Batch) else []


class Writer:
    """Owns the connection that appends go through."""

    def __init__(self, known: Known, written: Callable[[Sequence[str]], None]) -> None:
        """Prepare; `written` is told of the cases of every group that was committed."""
        self._known = known
        self.told = written
        self._line: Line | None = None
        self._waiting: deque[Request] = deque()
        self._held: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._given_up = asyncio.Event()
        self.held_s = HELD_S

    async def open(self) -> None:
        """Connect.

        Raises:
            Unavailable: every reason not to write here.
        """
        # Its statements are few and the same, planned once while tables may still be small: names lead, never scans.
        self._line = await self._known.checked("makegood writer", enable_seqscan="off")

    async def submit(self, work: Batch | Wake, *, sent: bool = False) -> Appended:
        """Queue work and wait for its answer; whoever stops waiting does not stop it."""
        if self._known.failed is not None:
            raise self._known.failed
        if self._known.moved:
            raise lies_elsewhere(self._known.address.shown)
        future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append(Request(work, future, sent))
        self._go()
        return await future

    def hold(self, stream: str) -> None:
        """Leave what is appended to a stream waiting: somebody here has it for themselves."""
        self._held.add(stream)

    def release(self, stream: str) -> None:
        """Go on with a stream."""
        self._held.discard(stream)
        self._go()

    def give_up(self) -> None:
        """Answer whoever waits for a server that is away; nobody here learns any more what became of it."""
        self._given_up.set()

    async def close(self) -> None:
        """Finish what is queued and hang up; a server that is away is waited for no more."""
        self.give_up()
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])
        if self._line is not None:
            await self._line.close()

    def _go(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        while requests := self._next():
            try:
                await self._send(requests)
            except Unavailable as trouble:
                _refuse(requests, trouble)
            except BaseException as trouble:  # never leave anybody waiting; the task shows it
                _refuse(requests, trouble)
                raise

    def _next(self) -> list[Request]:
        """Take what is next: what was sent before goes alone, and nothing of a stream that somebody holds."""
        taken: list[Request] = []
        left: deque[Request] = deque()
        while self._waiting and len(taken) < MOST_IN_GROUP:
            request = self._waiting.popleft()
            if self._held.intersection(request.streams):
                left.append(request)
            elif taken and request.sent:
                self._waiting.appendleft(request)
                break
            else:
                taken.append(request)
                if request.sent:
                    break
        self._waiting.extendleft(reversed(left))
        return taken

    async def _send(self, requests: list[Request]) -> None:
        """Send a group until the server says what became of it."""
        batches = [request for request in requests if isinstance(request.work, Batch)]
        wakes = {request.work.case: request.work.wake_at for request in requests if isinstance(request.work, Wake)}
        group = Group([cast("Batch", request.work) for request in batches], wakes)
        again, tries = any(request.sent for request in requests), 0
        while True:
            line = await self._connected(again=again)
            try:
                (answers,) = await one(line, APPEND, (*group.values, again))
            except psycopg.Error as trouble:
                if is_unknown(trouble, line):
                    again = True
                    continue
                tries += 1
                if trouble.sqlstate in AGAIN and tries < _MOST_TRIES:
                    continue
                refusal = explain(trouble, self._known.address.shown)
                if again and isinstance(refusal, JournalAway) and not self._given_up.is_set():
                    await self._pause(min(_LONGEST_S, AGAIN_S * 2**tries))
                    continue
                await self._refused(requests, refusal, again=again)
                return
            for request in requests:
                if isinstance(request.work, Wake):
                    _settle(request.future, Appended(0, 0))
            for number, (request, said) in enumerate(
                zip(batches, cast("list[dict[str, object] | None]", answers), strict=True)
            ):
                _settle(request.future, group.answer(number, said))
            self.told(group.cases)
            return

    async def _refused(self, requests: list[Request], refusal: Unavailable, *, again: bool) -> None:
        """Answer a group that the server refuses; when it is the fault of one batch, the others go alone."""
        if isinstance(refusal, JournalLost):
            self._known.failed = refusal
        if isinstance(refusal, JournalAway | JournalLost) or len(requests) == 1:
            _refuse(requests, refusal)
            return
        for request in requests:
            request.sent = again
            await self._send([request])

    async def _connected(self, *, again: bool) -> Line:
        """Return a connection that lives; wait for one, for ever when it is not known what became of a group.

        Raises:
            Unavailable: the server stays away, or may not be used any more.
        """
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self.held_s, AGAIN_S
        while self._line is None or not _lives(self._line):
            if self._line is not None:
                await self._line.close()
                self._line = None
            try:
                self._line = await self._known.checked("makegood writer", enable_seqscan="off")
            except Unavailable as trouble:
                refusal = self._known.failed or _away(trouble)
                if isinstance(refusal, JournalLost):
                    raise refusal from trouble
                if loop.time() >= until or self._given_up.is_set():
                    if not again:
                        raise refusal from trouble
                    self._refuse_waiting(refusal)
                    if self._given_up.is_set():
                        raise JournalAway(
                            UNKNOWN, where=self._known.address.shown, remedy="The next start finds out."
                        ) from trouble
                await self._pause(pause)
                pause = min(_LONGEST_S, pause * 2) if again else AGAIN_S
        return self._line

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._given_up.wait(), seconds)

    def _refuse_waiting(self, refusal: Unavailable) -> None:
        """Answer what was never sent: it need not wait for what is not known."""
        _refuse(self._waiting, refusal)
        self._waiting.clear()


def _lives(line: Line) -> bool:
    """Say whether a connection that nobody uses lives; a server that went away has said so, and hung up."""
    if line.closed:
        return False
    news = select.poll()
    news.register(line.pgconn.socket, select.POLLIN)
    with contextlib.suppress(psycopg.Error):
        while line.pgconn.status == ConnStatus.OK and news.poll(0):
            line.pgconn.consume_input()
    return bool(line.pgconn.status == ConnStatus.OK)


def _away(trouble: Unavailable) -> Unavailable:
    """Return what kept a connection from coming about as something that may pass."""
    if isinstance(trouble, JournalAway | JournalLost):
        return trouble
    return JournalAway(trouble.what, where=trouble.where, remedy=trouble.remedy)


def _refuse(requests: Sequence[Request] | deque[Request], trouble: BaseException) -> None:
    for request in requests:
        _settle(request.future, trouble)


def _settle(future: asyncio.Future[Appended], answer: Appended | BaseException) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
