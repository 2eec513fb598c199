"""`makegood demo`: watch failures being put right, then read what they came to."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Annotated

from cyclopts import Parameter

from domain.errors import MakegoodError, NotFoundError, UsageError
from makegood.cli.options import WHOLE, Common, Documents
from makegood.cli.output import Output, say, strong
from makegood.cli.summing_up import WIDTH, as_data, heading, tell
from workers.demo.running import (
    BEFORE,
    OF_REAL_ONES,
    RATE,
    SHOWS,
    START,
    Feed,
    Progress,
    Shown,
    made_up_feeds,
    read,
    show,
)
from workers.engine import Acceleration, Running
from workers.journals import place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import Settings
from workers.telemetry import configure

_FEED_MAP = "flights.yaml"
FASTEST = 1_000_000
"""The largest rate of the clock: so fast that a week goes by within a second."""


def demo(
    *,
    feed: Path | None = None,
    map_: Annotated[Path | None, Parameter(name="--map")] = None,
    seed: Annotated[int, WHOLE] = 1,
    rate: Annotated[int, WHOLE] = RATE,
    documents: Documents = Documents(),
    common: Common = Common(),
) -> int:
    """Watch failures being put right, on a fast clock in a simulated world; then read what they came to.

    Args:
        feed: a feed of real failures, instead of those of the fictional firms.
        map_: the map of that feed.
        seed: the seed of everything that is made up.
        rate: how much faster than a real one the clock runs.
    """
    if not 1 <= rate <= FASTEST:
        remedy = f"Leave it out for {RATE:,}."
        raise UsageError(f"a clock runs 1 to {FASTEST:,} times as fast as a real one.", where="--rate", remedy=remedy)
    folder = Path(tempfile.mkdtemp(prefix="makegood-demo-"))
    settings = common.settings(
        **documents.flags(), outbox=str(folder / "outbox"),
        journal=common.journal or f"sqlite:///{folder / 'demo.db'}",
        house="The service desk", log=_loudness(common),
    )  # fmt: skip
    configure(settings)
    shelf = read_shelf(Folders.of(settings)).legal()
    maps = Path(settings["playbooks"]) / "maps"
    feeds = [Feed(feed.name, feed, map_ or maps / _FEED_MAP)] if feed is not None else made_up_feeds(folder, maps, seed)
    clock = read(feeds, seed, rate, shelf.markets.markets, START - BEFORE if feed is None else None)
    _introduce(feeds, clock, seed, made_up=feed is None)
    began = time.monotonic()
    live = _Live()
    wanted = SHOWS if feed is None else OF_REAL_ONES
    shown = asyncio.run(
        show(
            settings, shelf, feeds, clock=clock, seed=seed, on_start=_started, on_progress=live.show, wanted=wanted,
        )
    )  # fmt: skip
    live.end()
    _tell(common.output, shown, settings, time.monotonic() - began)
    if shown.verdict.breaches:
        raise MakegoodError(f"the journal is broken: {shown.verdict.breaches[0].what}.")
    if shown.missing:
        remedy = "Retries take longer on a busy machine: try again, more slowly (--rate), or another --seed."
        raise MakegoodError(f"this run did not come to: {', '.join(shown.missing)}.", remedy=remedy)
    return 0


def _loudness(common: Common) -> str:
    """Say how much is logged: broken promises are told at the end, so only errors, unless somebody chose otherwise."""
    chosen = common.settings().values["log"]
    return "error" if chosen.origin == "default" else chosen.value


def _introduce(feeds: Sequence[Feed], clock: Acceleration, seed: int, *, made_up: bool) -> None:
    if not any(feed.told for feed in feeds):
        raise NotFoundError("the feed tells no failure.", where=str(feeds[0].path))
    say(strong("Makegood puts failures right.") + (" What you see:" if made_up else " What you see is real:"))
    for feed in feeds:
        rejected = f", {feed.found.set_aside:,} set aside" if feed.found.set_aside else ""
        say(f"  {feed.firm}: {feed.found.read:,} rows, {len(feed.told):,} failures{rejected}")
        for remark in () if made_up else feed.remarks:
            say(f"    {remark}")
    whose = "The firms are fictional, their failures" if made_up else "What is not in the feed is"
    say(f"  {whose} made up from seed {seed}. Partners, staff and customers are simulated: they refuse,")
    say("  answer late or not at all, lose answers, decline, and come late to their work.")
    say(f"  The clock begins on {clock.start:%d %B %Y, %H:%M} UTC; a second is {clock.rate / 3600:.1f} hours.")


def _started(it: Running) -> None:
    say(f"  journal: {place_of(it.house.settings).shown}")
    say("")


class _Live:
    """Progress: one line that changes on a terminal, else a line every few seconds."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._last = 0.0

    def show(self, at: Progress) -> None:
        open_ = at.phases.total() - at.phases["closed"]
        text = (
            f"{at.now:%a %d %b %H:%M}  cases {at.phases.total():>3}  working {open_ - at.phases['resolved']:>3}"
            f"  resolved {at.phases['resolved']:>3}  closed {at.phases['closed']:>3}  tasks open {at.tasks:>3}"
            f"  letters {at.messages:>4}"
        )
        if self._tty:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)  # noqa: T201 — progress
        elif time.monotonic() - self._last > 8:  # noqa: PLR2004 — seconds
            self._last = time.monotonic()
            say(text)

    def end(self) -> None:
        if self._tty:
            say("")


# --- What it came to -------------------------------------------------------------------------------------------------
def _tell(out: Output, shown: Shown, settings: Settings, seconds: float) -> None:
    if out.as_json:
        out.document(_as_data(shown))
        return
    _counts(out, shown)
    _stories(out, shown)
    verdict, one = shown.verdict, shown.stories[0].case[:12] if shown.stories else "CASE"
    out.line()
    out.line(strong("Look further"))
    out.line(f"  {verdict.events:,} events in {verdict.streams:,} streams: {verdict.words}. It took {seconds:.0f} s.")
    out.line(f"  export MAKEGOOD_JOURNAL={settings['journal']}")
    out.line(f"  makegood case explain {one} --language id · makegood case show {one} · makegood case events {one}")
    out.line(f"  letters: {settings['outbox']}")


def _counts(out: Output, shown: Shown) -> None:
    heading(out, "What failed, and what became of it")
    rows = sum(feed.found.read for feed in shown.feeds)
    failures, cases = (
        sum(map(len, each)) for each in zip(*((f.told, f.found.opened) for f in shown.feeds), strict=True)
    )
    out.line(f"  {rows:,} rows → {failures:,} failures → {cases:,} cases")
    for feed in shown.feeds:
        for why, count in feed.found.unplanned.items():
            out.line(f"  {count:,} of {feed.firm} have no plan: {why}")
    tell(out, shown.summary)
    mishaps = ", ".join(f"{shown.mishaps[one]:,} × {one}" for one in shown.mishaps_wanted)
    out.line(fill(f"by the world's own log: {mishaps}", WIDTH, initial_indent="  ", subsequent_indent="    "))


def _stories(out: Output, shown: Shown) -> None:
    for story in shown.stories:
        heading(out, f"{story.title} ({story.case[:12]})")
        for sentence in story.sentences:
            out.line(fill(sentence, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _as_data(shown: Shown) -> dict[str, object]:
    return {
        "feeds": [
            {"firm": f.firm, "rows": f.found.read, "failures": len(f.told), "opened": f.found.opened}
            for f in shown.feeds
        ],
        **as_data(shown.summary), "mishaps": shown.mishaps,
        "stories": [{"case": s.case, "title": s.title, "sentences": s.sentences} for s in shown.stories],
        "events": shown.verdict.events, "verdict": shown.verdict.words,
    }  # fmt: skip
