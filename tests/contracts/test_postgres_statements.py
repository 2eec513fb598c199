"""How PostgreSQL goes about our statements: what is asked while cases run must not cost more as the journal grows."""

from __future__ import annotations

import time

from activities.journal.postgres.journal import PostgresJournal
from tests.support.house import House
from tests.support.plans import fourteen_steps
from tests.support.postgres import Server

STATS = "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname IN ('events', 'positions', 'commands')"


async def test_events_are_never_read_from_end_to_end(postgres: Server) -> None:
    """Cases run, are looked for, numbered and read: by index, even while tables are small and never analysed."""
    address = postgres.journal()
    journal = await PostgresJournal.open(address)
    house = await House(journal, fourteen_steps()).start()
    before = read(postgres, address)
    for number in range(6):
        await house.open(str(number))
        await house.engine.until_quiet()
        assert await journal.newest() is not None
    await journal.close()  # a session that ends has its numbers counted
    assert read(postgres, address) == before
    assert before.keys() == {"events", "positions", "commands"}


async def test_no_statement_is_compiled(postgres: Server) -> None:
    """Neither what is appended nor what is read: compiling takes fifty times as long as running."""
    journal = await PostgresJournal.open(postgres.journal())
    assert journal._writer is not None
    assert journal._writer._line is not None
    read_by = await journal._lines.rows("SHOW jit")
    written_by = await (await journal._writer._line.execute("SHOW jit")).fetchall()
    await journal.close()
    assert read_by == written_by == [("off",)]


def read(server: Server, address: str) -> dict[object, object]:
    """Return how many rows of each table were read by going through all of it, once sessions that ended are counted."""
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'makegood%' AND datname = current_database()"
    )
    for _ in range(100):
        if "writer" not in str(server.do(ours, address=address)):
            break
        time.sleep(0.02)
    return dict(server.do(STATS, address=address))  # type: ignore[arg-type] # two columns
