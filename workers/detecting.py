"""Detecting: a feed is read by its map, its failures become cases, and what could not be used is counted and kept."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activities.feeds.opening import NOTHING, BrokenFeed, Passed, begins_with
from activities.feeds.reading import Feed
from activities.marks import Mark
from domain.errors import NotFoundError
from domain.intake.feed_map import FeedMap, compile_map
from domain.intake.rows import FailureTold, Rejected, Row, may_make_up, read_row, refused
from domain.intake.told import told_to_json
from domain.markets import Market
from workers.asking import Reached
from workers.library.shelf import IllegalDocuments, Shelf

AT_ONCE = 50
"""Failures told in one request."""
ROWS_AT_ONCE = 5_000
"""After so many rows, what was read is told, and how far it was."""
LARGEST_TOLD = 256 * 1024
"""The most bytes of a failure, as it is told; and of the failures that are told in one request, but for the last."""
KEPT = 100
"""So many places of one kind are kept for showing; all of them are counted."""


@dataclass(slots=True)
class Detected:
    """What a feed came to. `unplanned` counts failures without a plan by why, with the first places of each."""

    passed: int = 0
    """Rows that were passed over because an earlier reading was through with them."""
    read: int = 0
    failures: int = 0
    opened: list[str] = field(default_factory=list)
    unreachable: int = 0
    """How many of the cases that were opened have no address to write to."""
    known: list[str] = field(default_factory=list)
    set_aside: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    """The first of the rows that were set aside."""
    unplanned: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    on_rejected: Callable[[Rejected], None] = lambda one: None

    def reject(self, one: Rejected) -> None:
        """Count a row that is set aside, and hand it on to where they are listed."""
        self.set_aside += 1
        if len(self.rejected) < KEPT:
            self.rejected.append(one)
        self.on_rejected(one)


def bytes_of_map(path: Path) -> bytes:
    """Return what a map holds.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return path.read_bytes()
    except OSError as trouble:
        raise NotFoundError(f"there is no map {path}: {trouble.strerror}.") from None


def read_map(path: Path, markets: Mapping[str, Market] | None = None) -> FeedMap:
    """Read the map of a feed; its market is one of those of the house.

    Raises:
        NotFoundError, IllegalDocuments: there is none, or it is illegal.
    """
    found, findings = compile_map(bytes_of_map(path), str(path), markets)
    if found is None:
        raise IllegalDocuments(findings)
    return found


def failures(feed_map: FeedMap, feed: Path, seed: int | None, into: Detected) -> Iterator[FailureTold]:
    """Yield the failures of a feed; rows read and rows rejected are counted.

    Raises:
        NotFoundError, UsageError: there is no such feed, or it cannot be read.
    """
    for batch in Reading(feed_map, feed, seed, into).batches():
        yield from batch.told


# --- Reading ---------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Batch:
    """Failures that are told together. All rows up to `rows` were read for them, and so much of the file."""

    told: list[FailureTold] = field(default_factory=list)
    rows: int = 0
    passed: Passed = NOTHING
    read: int = 0
    size: int = 0

    @property
    def is_full(self) -> bool:
        """Say whether it is time to tell them."""
        return len(self.told) >= AT_ONCE or self.read >= ROWS_AT_ONCE or self.size > LARGEST_TOLD


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a feed."""

    map: FeedMap
    path: Path
    seed: int | None
    into: Detected

    @property
    def name(self) -> str:
        """What its mark is kept under: the same file, read by a map of the same name."""
        return hashlib.sha256(f"{self.map.name}\0{self.path.resolve()}".encode()).hexdigest()

    @property
    def can_go_on(self) -> bool:
        """Whether a later reading can begin where this one ends: not with a pipe."""
        return self.path.is_file()

    def try_it(self) -> None:
        """Read the first row for nothing, so that a feed that cannot be read is refused before anything is written.

        Raises:
            NotFoundError, UsageError: it cannot be read, or its map makes things up and may not.
        """
        may_make_up(self.map, self.seed)
        if self.can_go_on or not self.path.exists():
            next(Feed(self.path, self.map).rows(), None)

    def batches(self, after: int = 0) -> Iterator[Batch]:
        """Yield the failures behind a row.

        Raises:
            NotFoundError, UsageError: there is no such feed, or it cannot be read.
            BrokenFeed: it cannot be read on; what stands before the break was yielded.
        """
        feed, batch, broken = Feed(self.path, self.map), Batch(rows=after), None
        try:
            for number, row in feed.rows():
                if number <= after:
                    continue
                self._take(number, row, batch)
                # a last line without its end may be another one when the file has grown
                batch.rows = number - feed.unfinished
                if batch.is_full:
                    batch.passed = feed.passed()
                    yield batch
                    batch = Batch(rows=batch.rows)
        except BrokenFeed as trouble:
            broken = trouble
        batch.passed = feed.passed()
        yield batch
        if broken is not None:
            raise broken

    def _take(self, number: int, row: Row | Rejected, batch: Batch) -> None:
        batch.read += 1
        self.into.read += 1
        told = row if isinstance(row, Rejected) else read_row(self.map, number, row, seed=self.seed)
        if isinstance(told, FailureTold):
            size = len(json.dumps(told_to_json(told)))
            if size > LARGEST_TOLD:
                told = refused(number, "", f"the failure takes more than {LARGEST_TOLD // 1024} KiB to tell.")
            else:
                self.into.failures += 1
                batch.size += size
                batch.told.append(told)
        if isinstance(told, Rejected):
            self.into.reject(told)

    def holds(self, mark: Mark) -> bool:
        """Say whether a mark is about this file: it begins with the bytes that were read."""
        return begins_with(self.path, Passed(mark.size, mark.digest))


DIFFERS = "the folders held another version when a feed was read"


# --- Telling ---------------------------------------------------------------------------------------------------------
async def publish(engine: Reached, shelf: Shelf, as_: str = "") -> list[str]:
    """Publish what lies on a shelf, in the caller's name; returns what is left, where that takes two persons."""
    documents = [
        {"kind": draft.kind, "name": draft.name, "content": draft.content, "source": draft.source}
        for draft in shelf.drafts
    ]
    left = []
    for document in documents:
        answer = await engine.call("publish", documents=[document], why=DIFFERS, **{"as": as_})
        told = answer if isinstance(answer, list) else []
        left += [f"{one['kind']}/{one['name']}" for one in told if one.get("left")]
    return left


async def mark_of(engine: Reached, reading: Reading) -> int:
    """Return the row up to which an earlier reading was through, 0 when there is none or the file is another."""
    if not reading.can_go_on:
        return 0
    answer = await engine.call("mark", feed=reading.name, map=reading.map.digest)
    match answer:
        case {"rows": int(rows), "size": int(size), "digest": str(digest)}:
            return rows if reading.holds(Mark(rows, size, digest)) else 0
        case _:
            return 0


async def take_in(engine: Reached, reading: Reading, *, after: int = 0, as_: str = "") -> None:
    """Read a feed behind a row and tell its failures as they come; mark how far everything has its case.

    Raises:
        NotFoundError, UsageError: the feed cannot be read; what stands before the break was taken in.
    """
    into, marked, held = reading.into, after, False
    into.passed = after
    try:
        for batch in reading.batches(after):
            left = await tell(engine, batch.told, into, as_)
            rows = batch.rows if not left else min(batch.rows, *(_row_of(one) - 1 for one in left))
            if not held and rows > marked and reading.can_go_on:
                mark = {"rows": rows, "size": batch.passed.size, "digest": batch.passed.digest}
                await engine.call("keep_mark", feed=reading.name, map=reading.map.digest, **mark, **{"as": as_})
                marked = rows
            # a failure without a case may have a plan tomorrow: no mark passes it
            held = held or bool(left)
    except BrokenFeed as trouble:
        taken = f"What stands before it was taken in: {into.read:,} rows, {len(into.opened):,} cases opened."
        remedy = f"{trouble.remedy} {taken}".strip() if into.read else trouble.remedy
        raise BrokenFeed(trouble.what, where=trouble.where, remedy=remedy) from None


async def tell(engine: Reached, told: Sequence[FailureTold], into: Detected, as_: str = "") -> list[FailureTold]:
    """Tell the engine of failures, and count what it says; returns those that got no case."""
    left = []
    for start in range(0, len(told), AT_ONCE):
        batch = told[start : start + AT_ONCE]
        answers = await engine.call("receive", failures=[told_to_json(one) for one in batch], **{"as": as_})
        assert isinstance(answers, list)  # noqa: S101 — the door's own format
        left += [one for one, answer in zip(batch, answers, strict=True) if not _count(one, answer, into)]
    return left


def _count(one: FailureTold, answer: Mapping[str, object], into: Detected) -> bool:
    """Count an answer; says whether the failure has its case."""
    match answer:
        case {"case": str(case), "repeat": True}:
            into.known.append(case)
            return True
        case {"case": str(case)}:
            into.opened.append(case)
            into.unreachable += not one.customer.address.strip()
            return True
        case {"no_plan": str(why)}:
            into.unplanned[why] += 1
            if into.unplanned[why] <= KEPT:
                into.places.setdefault(why, []).append(one.place)
        case {"rejected": str(why)}:
            into.reject(refused(_row_of(one), "", why))
        case _:
            into.reject(refused(_row_of(one), "", f"the engine answered {answer}"))
    return False


def _row_of(one: FailureTold) -> int:
    number = one.place.removeprefix("row ")
    return int(number) if number.isdecimal() else 0
