"""The demonstration: failures of fictional firms (or of a feed), put right by a running engine in a simulated world."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from activities.connectors.world.chances import MISHAPS
from activities.connectors.world.log import mishaps
from domain.case.book import Book
from domain.case.state import Case
from domain.events import Event
from domain.intake.feed_map import FeedMap
from domain.intake.rows import FailureTold
from domain.markets import Market
from domain.views.summary import Summary
from workers import detecting
from workers.asking import InPlace
from workers.assemble import House
from workers.demo.made_up import write_feeds
from workers.demo.stories import BROKEN, FOUND_OUT, LAW, MADE_GOOD, REFUSED, UNDO, Told, stories
from workers.detecting import Detected
from workers.engine import Acceleration, Running, run_until_stopped, running
from workers.keeping.checking import Verdict, check
from workers.library.shelf import Shelf
from workers.settings import Settings

RATE = 14_000
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
BEFORE = timedelta(hours=6)
"""So long before the first failure the clock begins: whoever starts is not late from the first minute."""
SHOWS: Sequence[str] = (LAW, BROKEN, MADE_GOOD, REFUSED)
"""What the failures of the fictional firms have to show; what real ones have to is another thing."""
OF_REAL_ONES: Sequence[str] = (UNDO, FOUND_OUT)
LONGEST_S = 49
"""So long (real seconds) the demonstration waits for cases to close; who is then still open is said."""
LOOK_EVERY_S = 0.25
MOST_CASES = 10_000


@dataclass(slots=True)
class Feed:
    """A feed to be played: whose it is, its file, its map, and what became of it."""

    firm: str
    path: Path
    map: Path
    told: list[FailureTold] = field(default_factory=list)
    found: Detected = field(default_factory=Detected)
    remarks: list[str] = field(default_factory=list)
    """What its map changes or makes up, in words."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the demonstration stands."""

    now: datetime
    to_come: int
    phases: Counter[str]
    tasks: int
    messages: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a demonstration came to."""

    feeds: Sequence[Feed]
    summary: Summary
    stories: Sequence[Told]
    mishaps: Counter[str]
    verdict: Verdict
    wanted: Sequence[str]
    """The stories that it has to show."""

    @property
    def mishaps_wanted(self) -> Sequence[str]:
        """The mishaps that a demonstration has to show."""
        return MISHAPS

    @property
    def missing(self) -> list[str]:
        """What should have been shown and was not: mishaps of the world, and stories."""
        stories = {story.title for story in self.stories}
        wanted = [title for title in self.wanted if title not in stories]
        return [*(mishap for mishap in MISHAPS if not self.mishaps[mishap]), *wanted]


def made_up_feeds(folder: Path, maps: Path, seed: int) -> list[Feed]:
    """Write the feeds of the fictional firms."""
    return [Feed(one.firm, one.feed, maps / f"{one.map}.yaml") for one in write_feeds(folder, seed, START)]


def read(
    feeds: Sequence[Feed],
    seed: int,
    rate: int = RATE,
    markets: Mapping[str, Market] | None = None,
    start: datetime | None = None,
) -> Acceleration:
    """Read the feeds; returns the clock.

    It begins at `start`, else when the first failure is reported, or after all that happened.
    """
    for feed in feeds:
        feed_map = detecting.read_map(feed.map, markets)
        feed.told = list(detecting.failures(feed_map, feed.path, seed, feed.found))
        feed.remarks = list(_remarks(feed_map))
    happened = [one.happened_at for feed in feeds for one in feed.told if one.happened_at is not None]
    reported = [one.reported_at for feed in feeds for one in feed.told if one.reported_at is not None]
    if start is None:
        start = min(reported) - timedelta(hours=1) if reported else max(happened, default=START) + timedelta(days=1)
    return Acceleration(start.replace(minute=0, second=0, microsecond=0), rate)


def _remarks(feed_map: FeedMap) -> Iterator[str]:
    yield f"a failure is a row with {feed_map.when.replace('row.', '')}"
    for column in feed_map.columns.values():
        if column.weeks_later:
            yield f"“{column.name}” is moved by {column.weeks_later:,} weeks, so that days of the week stay the same"
    for name, made in feed_map.made_up.items():
        if made.texts:
            yield f"{name} is made up: one of {', '.join(made.texts)}"
        else:
            low, high = made.count
            fares = f", fares from {made.fare[0]} to {made.fare[1]}" if made.fare else ""
            yield f"{name} are made up: {low} to {high} a failure{fares}"


async def show(  # noqa: PLR0913 — what a demonstration is made of
    settings: Settings,
    shelf: Shelf,
    feeds: Sequence[Feed],
    *,
    clock: Acceleration,
    seed: int,
    on_start: Callable[[Running], None],
    on_progress: Callable[[Progress], None],
    wanted: Sequence[str] = OF_REAL_ONES,
) -> Shown:
    """Run it.

    Raises:
        Unavailable: every reason not to start.
    """
    async with running(settings, shelf, clock=clock, world=seed) as it:
        on_start(it)
        await run_until_stopped(it, lambda it: _play(it, feeds, on_progress))
        log = it.world.log if it.world is not None else Path()
        summary, told = await _told(it.house, wanted)
        return Shown(feeds, summary, told, mishaps(log), await check(it.house.journal), wanted)


async def _play(it: Running, feeds: Sequence[Feed], on_progress: Callable[[Progress], None]) -> None:
    """Tell failures when they are reported, until all cases are closed or the time is over."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LONGEST_S
    queue = sorted(
        ((one.reported_at or it.house.clock.start or START, n, one) for n, f in enumerate(feeds) for one in f.told),
        key=lambda entry: (entry[0], entry[1], entry[2].key),
    )  # fmt: skip
    engine = InPlace(it.house, "demo")
    while loop.time() < deadline:
        now = it.house.clock.now()
        while queue and queue[0][0] <= now:
            _, feed, told = queue.pop(0)
            await detecting.tell(engine, [told], feeds[feed].found)
        progress = await _progress(it, len(queue), now)
        on_progress(progress)
        if not queue and not progress.phases.total() - progress.phases["closed"]:
            return
        await asyncio.sleep(LOOK_EVERY_S)


async def _progress(it: Running, to_come: int, now: datetime) -> Progress:
    rows = await it.house.journal.cases(limit=MOST_CASES)
    tasks = await it.house.journal.tasks(limit=MOST_CASES)
    outbox = Path(it.house.settings["outbox"])
    letters = await asyncio.to_thread(lambda: sum(1 for _ in outbox.glob("*/*.txt")))
    return Progress(now, to_come, Counter(row.phase for row in rows), len(tasks), letters)


async def _told(house: House, wanted: Sequence[str]) -> tuple[Summary, list[Told]]:
    summary, lives = Summary(), list[tuple[Case, Book, Sequence[Event]]]()
    for row in await house.journal.cases(limit=MOST_CASES):
        loaded = await house.cases.existing(row.case)
        if loaded.book is not None:
            events = await house.events_of(row.case)
            lives.append((loaded.case, loaded.book, events))
            summary.add(loaded.case, loaded.book, events)
    return summary, stories(lives, wanted)
