"""Deciding once more what a case was found to be owed, by the packs and the calendar that its own facts name."""

from __future__ import annotations

from collections.abc import Iterable

from activities.library import Library
from domain.case.events import EntitlementDecided, PlanAdopted
from domain.errors import MakegoodError
from domain.events import Event
from domain.evidence.entitled import Recomputed, recompute


async def recomputed(library: Library, facts: Iterable[Event]) -> list[Recomputed]:
    """Return every decision of a case about what is owed, decided once more, given all its facts in order."""
    found, calendar = list[Recomputed](), ""
    for seq, fact in enumerate(facts, start=1):
        if isinstance(fact, PlanAdopted):
            calendar = fact.calendar
        if isinstance(fact, EntitlementDecided):
            found.append(await _once_more(library, seq, fact, calendar))
    return found


async def _once_more(library: Library, seq: int, decided: EntitlementDecided, calendar: str) -> Recomputed:
    try:
        pack, counts = await library.pack(decided.digest), await library.calendar(calendar)
    except MakegoodError as trouble:
        return Recomputed(seq, decided, None, trouble=trouble.what.rstrip("."))
    except ValueError:
        return Recomputed(seq, decided, None, trouble=f"the pack {decided.pack}, or the calendar, cannot be read")
    return recompute(seq, decided, pack, counts)
