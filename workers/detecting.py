"""Detecting: a feed is read by its map, its failures become cases, and what could not be used is counted and kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activities.feeds import rows
from domain.errors import NotFoundError
from domain.intake.feed_map import FeedMap, compile_map
from domain.intake.rows import FailureTold, Rejected, read_row
from domain.intake.told import told_to_json
from workers.asking import Reached
from workers.shelf import IllegalDocuments, Shelf

AT_ONCE = 50
"""Failures told in one request."""


@dataclass(slots=True)
class Detected:
    """What a feed came to. `unplanned` counts failures without a plan by why, with the first places of each."""

    read: int = 0
    failures: int = 0
    opened: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unplanned: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)


def read_map(path: Path) -> FeedMap:
    """Read the map of a feed.

    Raises:
        NotFoundError, IllegalDocuments: there is none, or it is illegal.
    """
    try:
        text = path.read_bytes()
    except OSError as trouble:
        raise NotFoundError(f"there is no map {path}: {trouble.strerror}.") from None
    found, findings = compile_map(text, str(path))
    if found is None:
        raise IllegalDocuments(findings)
    return found


def failures(feed_map: FeedMap, feed: Path, seed: int | None, into: Detected) -> Iterator[FailureTold]:
    """Yield the failures of a feed; rows read and rows rejected are counted.

    Raises:
        NotFoundError, UsageError: there is no such feed, or it cannot be read.
    """
    for number, row in rows(feed, feed_map.format):
        into.read += 1
        told = row if isinstance(row, Rejected) else read_row(feed_map, number, row, seed=seed)
        if isinstance(told, Rejected):
            into.rejected.append(told)
        elif told is not None:
            into.failures += 1
            yield told


async def publish(engine: Reached, shelf: Shelf, as_: str = "") -> None:
    """Publish what lies on a shelf, in the caller's name."""
    documents = [
        {"kind": draft.kind, "name": draft.name, "content": draft.content, "source": draft.source}
        for draft in shelf.drafts
    ]
    for document in documents:
        await engine.call("publish", documents=[document], **{"as": as_})


async def tell(engine: Reached, told: Sequence[FailureTold], into: Detected, as_: str = "") -> None:
    """Tell the engine of failures, and count what it says."""
    for start in range(0, len(told), AT_ONCE):
        batch = told[start : start + AT_ONCE]
        answers = await engine.call("receive", failures=[told_to_json(one) for one in batch], **{"as": as_})
        assert isinstance(answers, list)  # noqa: S101 — the door's own format
        for one, answer in zip(batch, answers, strict=True):
            _count(one, answer, into)


def _count(one: FailureTold, answer: Mapping[str, object], into: Detected) -> None:
    match answer:
        case {"case": str(case), "repeat": True}:
            into.known.append(case)
        case {"case": str(case)}:
            into.opened.append(case)
        case {"rejected": str(why)}:
            line = int(one.place.removeprefix("row ")) if one.place.startswith("row ") else 0
            into.rejected.append(Rejected(line, "", why))
        case {"no_plan": str(why)}:
            into.unplanned[why] += 1
            into.places.setdefault(why, []).append(one.place)
        case _:
            into.rejected.append(Rejected(0, "", f"the engine answered {answer}"))


def set_aside(into: Detected, path: Path) -> None:
    """Write the rejected rows to a file, with their places."""
    lines = [{"row": one.line, "column": one.column, "why": one.why} for one in into.rejected]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
