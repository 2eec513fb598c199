"""What a case and a turn write, counted: `python -m benchmarks.scale` prints the table of docs/scale.md."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from activities.journal.postgres.group import Group
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.sqlite import SqliteJournal
from activities.journal.writer import Writer
from activities.ports import Appended, Batch
from activities.turn import Turn
from benchmarks.peers.ours import Contestant, contestant
from benchmarks.peers.places import Places

COLUMNS = (
    "driver, journal", "case", "at once", "turns", "facts", "appends", "commits", "bytes of facts", "bytes on disk",
    "Temporal's events", "Temporal's bytes", "Temporal's transactions",
)  # fmt: skip
WAYS = (("embedded", "SQLite"), ("embedded", "PostgreSQL"), ("Temporal", "SQLite"), ("Temporal", "PostgreSQL"))
DATABASES = "SELECT sum(xact_commit)::bigint FROM pg_stat_database WHERE datname LIKE 'temporal%'"


@dataclass
class Counted:
    """What was counted while cases ran."""

    counts: Counter[str] = field(default_factory=Counter)

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Count appends, and the commits that they share, whatever the journal."""
        counts, committed, written = self.counts, Writer._committed, Group.__post_init__  # noqa: SLF001 — ours

        def of(journal: type[SqliteJournal | PostgresJournal]) -> object:
            append = journal.append

            async def counted(self: object, batch: Batch) -> Appended:
                counts["appends"] += 1
                for part in batch.appends:
                    counts["facts"] += len(part.events)
                    counts["bytes"] += sum(len(event.data) for event in part.events)
                return await append(self, batch)  # type: ignore[arg-type] # it is one

            return patch.object(journal, "append", counted)

        def in_file(*words: object) -> object:
            counts["commits"] += 1
            return committed(*words)  # type: ignore[arg-type] # what it is called with

        def in_database(group: Group) -> None:
            counts["commits"] += 1
            written(group)

        with (
            of(SqliteJournal), of(PostgresJournal), patch.object(Writer, "_committed", in_file),  # type: ignore[attr-defined] # as patch returns
            patch.object(Group, "__post_init__", in_database),
        ):  # fmt: skip
            yield


async def _way(driver: str, journal: str, cases: int, at_once: int, *, questions: bool) -> Sequence[str]:
    with tempfile.TemporaryDirectory(prefix="makegood-scale-") as name:
        at = Places(Path(name))
        try:
            address, theirs = "", None
            if journal == "SQLite":
                place = str(at.file("makegood.db"))
                address = at.temporal() if driver == "Temporal" else ""
            else:
                place = at.postgres().database()
                address = at.temporal_on_postgres() if driver == "Temporal" else ""
            ours = Places(at.folder, sizes=at.sizes[:1])
            async with contestant(place, address, questions=questions) as it:
                await _play(it, "warm", 10, 5)
                counted, before = Counted(), ours.bytes_now()
                first = at.database.do(DATABASES)[0][0] if at.database else None
                turned = it.house.turns if not it.driver else it.driver.activities.turns
                told = turned.on_turn

                def also(turn: Turn) -> None:
                    counted.counts["turns"] += 1
                    told(turn)

                turned.on_turn = also
                with counted.counting():
                    done = await _play(it, "c", cases, at_once)
                grown = ours.bytes_now() - before
                if address and first is not None and at.database:
                    await asyncio.sleep(3)  # statistics of sessions come late
                    theirs = (int(str(at.database.do(DATABASES)[0][0])) - int(str(first))) / cases
                events, size = await _histories(it, done[:10])
        finally:
            at.end()
    per = {name: count / cases for name, count in counted.counts.items()}
    return [
        f"{driver}, {journal}", "five questions" if questions else "fourteen steps", str(at_once),
        *(f"{per[name]:.1f}" for name in ("turns", "facts", "appends", "commits")), f"{per['bytes']:,.0f}",
        f"{grown / cases:,.0f}" if journal == "SQLite" or not address else "", *(
            (f"{events:.0f}", f"{size:,.0f}") if address else ("", "")
        ), f"{theirs:.0f}" if theirs is not None else "",
    ]  # fmt: skip


async def _play(it: Contestant, mark: str, cases: int, at_once: int) -> list[str]:
    turnstile = asyncio.Semaphore(at_once)

    async def one(name: str) -> str:
        async with turnstile:
            return await it.one(name)

    done = await asyncio.gather(*(one(f"{mark}{number}") for number in range(cases)))
    await it.settled()
    return done


async def _histories(it: Contestant, cases: Sequence[str]) -> tuple[float, float]:
    """Return how many events a case has in Temporal, and how many bytes."""
    if it.client is None:
        return 0, 0
    found = [await it.client.get_workflow_handle(case).describe() for case in cases]
    sizes = [one.raw_description.workflow_execution_info.history_size_bytes for one in found]
    return sum(one.history_length for one in found) / len(found), sum(sizes) / len(sizes)


async def main(cases: int) -> None:
    """Print the table."""
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS), flush=True)
    for questions in (False, True):
        for driver, journal in WAYS:
            for at_once in (1, 32):
                row = await _way(driver, journal, cases, at_once, questions=questions)
                print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
