"""What lies in a journal's tables beside the events, read for verification."""

from __future__ import annotations

from collections import defaultdict

from activities.journal.postgres.lines import Line, one, rows
from activities.vault import commitment
from domain.evidence.beside import Beside
from domain.record import Head

_POINTING = (
    ("cases", "SELECT 'case/' || id FROM cases"),
    ("tasks", "SELECT DISTINCT 'case/' || in_case FROM tasks"),
    ("promises", "SELECT DISTINCT 'case/' || in_case FROM promises"),
    ("parked", "SELECT 'case/' || in_case FROM parked"),
    ("claims", "SELECT DISTINCT 'case/' || holder FROM claims WHERE starts_with(holder, 'ca_')"),
    ("vault", "SELECT DISTINCT stream FROM vault"),
)
"""Where a stream is named apart from its events."""
_COUNTERS = "SELECT name, value FROM claims WHERE value <> 0"
_TEXTS = "SELECT ref, stream, subject, salt, plaintext FROM vault"
_LAST = (
    "SELECT q.newest, (SELECT count(*) FROM events),"
    " (SELECT count(*) FROM events AS e WHERE (e.epoch, e.xid, e.place) > (q.epoch, q.xid, q.place)),"
    " (SELECT coalesce(max(position), 0) FROM positions) FROM sequencer AS q"
)


async def read_beside(line: Line) -> Beside:
    """Read it. The last position is that of the newest numbered event and of those behind it, which get theirs next."""
    ends = await rows(line, "SELECT name, seq, hash FROM streams WHERE seq > 0")
    heads = {str(name): Head(int(str(seq)), str(digest)) for name, seq, digest in ends}
    names = {name: name for name in heads}  # one text for each name, however often it stands there
    pointing = defaultdict[str, list[str]](list)
    for table, select in _POINTING:
        for (stream,) in await rows(line, select):
            pointing[names.get(str(stream), str(stream))].append(table)
    vault, owners = dict[str, str](), dict[str, tuple[str, str]]()
    for ref, owner, subject, salt, plaintext in await rows(line, _TEXTS):
        vault[str(ref)] = commitment(salt, plaintext)  # type: ignore[arg-type] # bytes
        owners[str(ref)] = (names.get(str(owner), str(owner)), str(subject))
    newest, events, behind, last = (int(str(number)) for number in await one(line, _LAST))
    promises = await rows(line, "SELECT in_case, promise, state, due FROM promises")
    return Beside(
        heads, pointing, vault, events, max(newest, last) + behind,
        owners=owners,
        promises={(str(case), str(name)): (str(state), int(str(due))) for case, name, state, due in promises},
        counters={str(name): int(str(value)) for name, value in await rows(line, _COUNTERS)},
        left_alone=frozenset(str(case) for (case,) in await rows(line, "SELECT id FROM cases WHERE parked = 1")),
    )  # fmt: skip
