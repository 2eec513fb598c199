"""Moving a journal: copied whole to another place, compared, and then gone on with there and nowhere else.

Nothing changes at the source until all of it lies in the other place and was looked at there. Then one transaction at
the source decides: its last event says where it went, and it takes no other. What is left to do at the target after
that (that last event, and taking the mark of the unfinished copy away) is done again by running the copy again.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from activities.account import of_process, user
from activities.clock import JournalClock
from activities.journal.hands import MOVED
from activities.journal.tables import TABLES, Digests, Held, Target
from activities.ports import JournalInfo
from domain.errors import ConflictError, UsageError, VerificationFailed
from domain.operation import OPERATION, OPERATION_EVENTS, JournalRetired
from domain.record import Head, Recorded, Stamp, open_record, seal
from domain.views.wording import counted
from workers.assemble import House
from workers.journals import InFile, Place, compare, keep_position, place_of
from workers.keeping.checking import check
from workers.keeping.settling import Unsettled, settler_of
from workers.settings import Setting, Settings

MOST_NAMED = 10
"""So many effects without an outcome are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy came to: from where to where, what was copied, and the digest of the order of all events."""

    origin: str
    place: str
    identity: str
    epoch: int
    digest: str
    rows: dict[str, int]
    made_unknown: int
    left: list[str]
    """Cases that could not be told that an effect of theirs is unknown."""


@dataclass(frozen=True, slots=True)
class How:
    """How a journal is to be copied: how long effects are waited for, whether they may be left, and who is told."""

    wait_s: float = 0
    as_they_are: bool = False
    tell: Callable[[str], None] = lambda text: None


@dataclass(slots=True)
class _Move:
    """A move under way."""

    settings: Settings
    source: Place
    target: Place
    info: JournalInfo
    how: How
    retired: JournalRetired | None = None
    head: Head = field(default_factory=Head)
    """Where the stream of its running ends at the source."""
    unsettled: int = 0
    written: datetime | None = None
    """When the newest fact of its running was written."""


def named(place: Place) -> str:
    """Return how a place is called in the settings; a password is left out."""
    return f"sqlite:///{place.path.absolute()}" if isinstance(place, InFile) else place.shown


def _with_journal(settings: Settings, address: str, origin: str) -> Settings:
    return replace(settings, values={**settings.values, "journal": Setting(address, origin)})


def copy(settings: Settings, to: str, how: How) -> Copied:
    """Copy the journal of the settings to another place, and retire it where it lay.

    Raises:
        UsageError: both are the same place, or no journal can lie there.
        ConflictError: effects have no outcome yet, the target is not empty, or the journal went on elsewhere.
        VerificationFailed: the journal is not whole, or the copy differs from it.
        Unavailable: an engine runs, a place cannot be reached or written.
    """
    source, target = place_of(settings), place_of(_with_journal(settings, to, "--to"))
    if named(source) == named(target):
        raise UsageError("that is where the journal lies.", where="--to", remedy="Name another place.")
    target.check()
    info = asyncio.run(_info(source))
    with _locked(source), _locked(target), contextlib.closing(target.target()) as end:
        move = _Move(settings, source, target, info, how)
        _check_target(move, end)
        asyncio.run(_before(move))
        with contextlib.closing(source.hold()) as held:
            seen, copied = _copied(move, held, end)
            if move.retired is None:
                _retire(move, held, end, seen, copied)
        return asyncio.run(_finish(move, end, seen, to))


@contextlib.contextmanager
def _locked(place: Place) -> Iterator[None]:
    lock = place.lock()
    try:
        yield
    finally:
        lock.release()


async def _info(source: Place) -> JournalInfo:
    journal = await source.open(write=False)
    try:
        return await journal.info()
    finally:
        await journal.close()


def _check_target(move: _Move, end: Target) -> None:
    found, name = end.look(move.info.identity), named(move.target)
    if move.info.engine == MOVED:
        if move.info.holder != name or found == "taken":
            raise ConflictError(
                f"the journal went on at {move.info.holder}.", where=move.source.shown,
                remedy="Name that one in the setting journal, and copy from there.",
            )  # fmt: skip
        if found == "empty":
            raise ConflictError(
                f"the journal went on at {name}, and nothing lies there now.", where=move.source.shown,
                remedy="Restore the newest backup of that one: what happened there is not known here.",
            )  # fmt: skip
    elif found == "taken":
        raise ConflictError(
            "something lies there already.", where=move.target.shown, remedy="Copy to a place that is empty."
        )


# --- At the source ---------------------------------------------------------------------------------------------------
async def _before(move: _Move) -> None:
    """See that nothing is under way at the source, and that it is whole."""
    if move.info.engine == MOVED:
        await _read_retired(move)
        return
    journal = await move.source.open()
    try:
        await compare(journal, move.source)
        house = await House.of(move.settings, journal)
        if not move.source.exclusive:
            house.cases.tenure = await journal.take_over(move.source.holder(), move.info.engine)
        actor = await house.directories.actor("", user())
        async with settler_of(house, actor) as settler:
            left = await settler.settle(0 if move.how.as_they_are else move.how.wait_s)
        move.unsettled = len(left)
        if left and not move.how.as_they_are:
            raise _refusal(move, left)
    finally:
        await journal.close()
    await _verify(move, move.source, "journal")


def _refusal(move: _Move, left: list[Unsettled]) -> ConflictError:
    lines = [f"  {one.words}" for one in left[:MOST_NAMED]]
    if len(left) > MOST_NAMED:
        lines.append(f"  and {counted(len(left) - MOST_NAMED, 'other')}")
    return ConflictError(
        f"nobody knows yet what became of {counted(len(left), 'effect')}; nothing was copied.\n" + "\n".join(lines),
        where=move.source.shown,
        remedy="Let the engine run until they are known (makegood task list shows what people are to find out), or wait"
        " longer with --wait SECONDS; with --as-they-are they are taken along as unknown, and established there.",
    )


async def _verify(move: _Move, place: Place, what: str, *, unfinished: bool = False) -> None:
    move.how.tell(f"verifying the {what} …")
    journal = await place.open(write=False, unfinished=unfinished)
    try:
        verdict = await check(journal)
        facts = await journal.read(OPERATION)
    finally:
        await journal.close()
    if verdict.breaches:
        first = verdict.breaches[0]
        raise VerificationFailed(
            f"the {what} is not whole: in {first.stream} #{first.seq} {first.what}.", where=place.shown,
            remedy="Nothing was moved. See makegood audit verify.",
        )  # fmt: skip
    if facts:
        move.head = Head(facts[-1].seq, facts[-1].hash)
        move.written = open_record(facts[-1], OPERATION_EVENTS).recorded_at


async def _read_retired(move: _Move) -> None:
    """Take up what was decided when the journal was retired."""
    journal = await move.source.open(write=False)
    try:
        last = (await journal.read(OPERATION))[-1]
    finally:
        await journal.close()
    event = open_record(last, OPERATION_EVENTS).event
    assert isinstance(event, JournalRetired)  # noqa: S101 — nothing comes behind it
    move.retired, move.unsettled = event, event.unsettled


# --- The copy --------------------------------------------------------------------------------------------------------
def _copied(move: _Move, held: Held, end: Target) -> tuple[Digests, Digests]:
    """Copy every table, read the copy back, and compare; returns what was seen at both ends."""
    end.begin(move.info, named(move.source))
    seen, copied = Digests(), Digests()
    for table in TABLES:
        move.how.tell(f"copying {table.name} …")
        end.put(table, seen.seen(table, held.rows(table)))
    move.how.tell("comparing …")
    for table in TABLES:
        deque(copied.seen(table, end.rows(table)), maxlen=0)
    differing = seen.differing(copied)
    if differing or seen.order != copied.order:
        raise VerificationFailed(
            f"the copy differs from the journal in {', '.join(differing) or 'the order of its events'}.",
            where=move.target.shown, remedy="Nothing was changed where the journal lies; run the copy again.",
        )  # fmt: skip
    asyncio.run(_verify_copy(move))
    return seen, copied


async def _verify_copy(move: _Move) -> None:
    head = move.head
    await _verify(move, move.target, "copy", unfinished=True)
    if move.retired is None and move.head != head:
        raise VerificationFailed("the journal changed while it was copied.", where=move.source.shown)


def _retire(move: _Move, held: Held, end: Target, seen: Digests, copied: Digests) -> None:
    """Write the last event of the source, and the same event at the target."""
    now = JournalClock.of(move.info).now()
    move.retired = JournalRetired(
        at=now, identity=move.info.identity, to=named(move.target), epoch=move.info.epoch + 1, last=seen.last,
        digest=seen.order, unsettled=move.unsettled, by=of_process(),
    )  # fmt: skip
    stamp = Stamp(
        "operation-" + secrets.token_hex(8), of_process(), ("operator",), max(now, move.written or now),
        event_ids="ev_" + secrets.token_hex(10), account=of_process(),
    )  # fmt: skip
    (last,) = seal(OPERATION, move.head, [move.retired], stamp)
    position = held.retire(last, move.retired.to)
    seen.add(position, last.stream, last.seq, last.hash)
    seen.counts["events"] += 1
    seen.counts["streams"] += last.seq == 1
    end.add(last)
    landed = asyncio.run(_newest(move))
    copied.add(landed.position, landed.stream, landed.seq, landed.hash)
    if seen.order != copied.order:
        raise VerificationFailed("the last event lies elsewhere in the copy.", where=move.target.shown)


async def _newest(move: _Move) -> Recorded:
    journal = await move.target.open(write=False, unfinished=True)
    try:
        newest = await journal.newest()
        assert newest is not None  # noqa: S101 — one was just added
        return newest
    finally:
        await journal.close()


# --- At the target ---------------------------------------------------------------------------------------------------
async def _finish(move: _Move, end: Target, seen: Digests, to: str) -> Copied:
    """Tell the cases whose effects have no outcome, and take the mark away."""
    left = list[str]()
    if move.unsettled:
        journal = await move.target.open(unfinished=True)
        try:
            house = await House.of(_with_journal(move.settings, to, "--to"), journal)
            actor = await house.directories.actor("", user())
            async with settler_of(house, actor) as settler:
                left = await settler.make_unknown()
        finally:
            await journal.close()
    end.finish("embedded" if move.info.engine == MOVED else move.info.engine)
    end.close()
    for place in (move.source, move.target):
        journal = await place.open(write=False)
        try:
            await keep_position(journal, place)
        finally:
            await journal.close()
    return Copied(
        named(move.source), named(move.target), move.info.identity, move.info.epoch + 1, seen.order, dict(seen.counts),
        move.unsettled, left,
    )  # fmt: skip
