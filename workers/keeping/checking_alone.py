"""Looking for what one person did alone that takes two, with the playbook that the case was on."""

from __future__ import annotations

from collections.abc import Sequence

from activities.library import Library
from domain.case.events import RemedyApproved
from domain.case.evolve import evolve, named
from domain.errors import MakegoodError
from domain.evidence.alone import alone, denied_with, is_judged
from domain.evidence.verify import Breach
from domain.record import Envelope


async def done_alone(library: Library, stream: str, records: Sequence[Envelope]) -> list[Breach]:
    """Return what one person did where two have to, given all the facts of a case in order."""
    found, case = list[Breach](), named(stream.removeprefix("case/"))
    put_right = any(getattr(record.event, "alone", False) for record in records)
    judged = [
        at for at, record in enumerate(records)
        if is_judged(record) and (put_right or not isinstance(record.event, RemedyApproved))
    ]  # fmt: skip
    for at, record in enumerate(records[: judged[-1] + 1 if judged else 0]):
        if at in judged:
            try:
                book = await library.book_of(case)
            except (MakegoodError, ValueError):  # what is wrong with its documents is said of them
                return found
            wrong = alone(case, record, denied_with(records, at), book)
            found += [Breach(stream, record.seq, f"{record.type}: {wrong}")] if wrong else []
        case = evolve(case, record.event)
    return found
