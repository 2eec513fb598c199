"""Under an earlier version a fact escapes what auditors judge since: where no release wrote it, it is told."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from domain.case import events as e
from domain.evidence.versions import SIDE_BY_SIDE, Versions
from domain.ids import case_stream
from domain.record import Head, Recorded, Stamp, open_record, seal
from tests.contracts.test_tampering_counters import GIFT
from tests.support.house import House, virtual_clock
from tests.support.plans import START, plan
from tests.support.tampering import Stored, written_anew
from workers.keeping.checking import check

Whole = tuple[Path, dict[str, str]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Return a journal in which this release granted two gifts in each of three cases, and their streams."""
    path = tmp_path_factory.mktemp("versions") / "whole.db"
    return path, asyncio.run(_filled(path))


async def _filled(path: Path) -> dict[str, str]:
    create(path)
    journal, clock = SqliteJournal(path), virtual_clock()
    two = plan(GIFT, GIFT.model_copy(update={"id": "more"}))
    house, streams = await House(journal, two, clock=clock).start(), dict[str, str]()
    for key, later in (("first", timedelta()), ("soon", SIDE_BY_SIDE), ("late", timedelta(hours=1))):
        clock.advance(later)
        case = (await house.open(key)).case
        await house.taker.turn(case)
        streams[key] = case_stream(case)
    await journal.close()
    return streams


def earlier(version: object = 1) -> Callable[[Stored], None]:
    """Return what puts a fact under another version."""

    def change(event: Stored) -> None:
        assert event["version"] > 1
        event["version"] = version

    return change


async def found(whole: Whole, tmp_path: Path, key: str, change: Callable[[Stored], None], **which: object) -> list[str]:
    """Change a copy, with all hashes written anew; return what is found."""
    path, streams = whole
    copy = Path(shutil.copy(path, tmp_path / "copy.db"))
    written_anew(copy, change, stream=streams[key], **which)  # type: ignore[arg-type]
    journal = SqliteJournal(copy, write=False)
    try:
        return [breach.what for breach in (await check(journal)).breaches]
    finally:
        await journal.close()


async def test_in_one_case_versions_do_not_go_back(whole: Whole, tmp_path: Path) -> None:
    """Whoever wrote the second gift had read the first, in the later version: no earlier release can."""
    second = await _place(whole, "first", "RemedyProposed")
    assert await found(whole, tmp_path, "first", earlier(), seq=second) == [
        "RemedyProposed: it is in version 1, behind one in version 2"
    ]


async def _place(whole: Whole, key: str, kind: str) -> int:
    """Return where the second fact of a kind stands in a case."""
    journal = SqliteJournal(whole[0], write=False)
    try:
        return [record.seq for record in await journal.read(whole[1][key]) if record.type == kind][1]
    finally:
        await journal.close()


async def test_an_earlier_release_may_go_on_beside_a_later_one_for_a_week(whole: Whole, tmp_path: Path) -> None:
    """In cases of its own, until all are replaced; and before the first fact of the later one it was alone."""
    for key in ("first", "soon"):
        assert await found(whole, tmp_path, key, earlier(), kind="RemedyProposed") == []


async def test_what_is_written_in_an_earlier_version_after_that_is_told(whole: Whole, tmp_path: Path) -> None:
    """Each fact by itself, with both versions and since when the later one is."""
    said = "RemedyProposed: it was written in version 1, long after the first one in version 2 (2026-03-02 09:00 UTC)"
    assert await found(whole, tmp_path, "late", earlier(), kind="RemedyProposed") == [said] * 2


@pytest.mark.parametrize("version", [0, -1, True, 1.5, "1", None])
async def test_what_is_no_version_makes_a_fact_unreadable(whole: Whole, tmp_path: Path, version: object) -> None:
    """None of these is judged by any rule; so none is read."""
    told = await found(whole, tmp_path, "first", earlier(version), kind="RemedyApproved")
    assert told
    assert all(what.startswith("a stored event cannot be read") or "counters" in what for what in told)


def _records(stream: str, versions: list[tuple[int, int, int]]) -> list[Recorded]:
    """Return facts of one kind: each the version, the position, and how many days after the beginning."""
    records, head = list[Recorded](), Head()
    for version, position, days in versions:
        at = START + timedelta(days=days)
        event = e.CaseCancelled(at=at, by="ann", why="w")
        [record] = seal(stream, head, [event], Stamp("c", "ann", (), at, f"ev_{stream}{position}"))
        data = record.data.replace(b'"version":%d' % event.version, b'"version":%d' % version)
        records.append(record._replace(data=data, position=position))
        head = Head(record.seq, record.hash)
    return records


@pytest.mark.parametrize(
    ("later", "older", "told"),
    [
        ((2, 1, 0), (1, 2, 8), True),
        ((2, 1, 0), (1, 2, 7), False),
        ((2, 2, 0), (1, 1, 8), False),
        ((2, 1, 8), (1, 2, 8), False),
    ],
    ids=["late", "in a week", "in front of it in the journal", "at the same time"],
)
@pytest.mark.parametrize("order", [1, -1])
def test_whichever_stream_is_read_first(
    later: tuple[int, int, int], older: tuple[int, int, int], told: bool, order: int
) -> None:
    """What is told goes by the order of the journal and by when it was written, not by the order of streams."""
    versions = Versions(SIDE_BY_SIDE)
    for name, each in (("case/a", later), ("case/b", older))[::order]:
        records = _records(name, [each])
        versions.stream(name, records, [open_record(record, e.EVENT_TYPES) for record in records])
    assert [(breach.stream, breach.seq) for breach in versions.rest()] == [("case/b", 1)] * told


def test_a_clock_that_jumped_ahead_once_makes_nothing_late() -> None:
    """The first fact in a version is the one that lies first, whatever a clock said of it."""
    versions = Versions(SIDE_BY_SIDE)
    for name, each in (("case/a", [(2, 2, 900), (2, 3, 901)]), ("case/b", [(1, 4, 8)])):
        records = _records(name, each)
        versions.stream(name, records, [open_record(record, e.EVENT_TYPES) for record in records])
    assert [*versions.rest()] == []
