"""`makegood case follow`: watch a case as it goes."""

from __future__ import annotations

import asyncio
import json
import time

from domain.case.events import EVENT_TYPES
from domain.clock.duration import parse_duration
from domain.errors import WaitedTooLong
from domain.ids import case_stream
from domain.record import Envelope, open_record
from makegood.cli.options import Common
from makegood.cli.output import Output
from makegood.cli.recorded import in_brief, record_data
from workers.opening import Reading, reading

_LOOK_EVERY_S = 0.25


def follow(case: str, *, at_most: str | None = None, common: Common = Common()) -> None:
    """Watch a case as it goes, until it is closed or you interrupt it.

    Args:
        case: the case, or the beginning of its id.
        at_most: how long to wait for its end, for example 10m; then the command ends with 124.
    """
    seconds = parse_duration(at_most).ms / 1_000 if at_most is not None else float("inf")
    reading(common.settings(), lambda r: _follow(r, case, common.output, seconds))


async def _follow(r: Reading, prefix: str, out: Output, seconds: float) -> None:
    case, seq, until = await r.find(prefix), 0, time.monotonic() + seconds
    while True:
        for recorded in await r.journal.read(case_stream(case), seq):
            seq = recorded.seq
            envelope = open_record(recorded, EVENT_TYPES)
            _show(out, envelope)
            if envelope.type == "CaseClosed":
                return
        if time.monotonic() > until:
            raise WaitedTooLong(f"{case} is still open.", remedy="Give it longer, or look: makegood case show.")
        await asyncio.sleep(_LOOK_EVERY_S)


def _show(out: Output, envelope: Envelope) -> None:
    if out.as_json:
        print(json.dumps(record_data(envelope), ensure_ascii=False, default=str), flush=True)  # noqa: T201 — the output
        return
    print(f"{out.instant(envelope.occurred_at)}  {envelope.type:<20} {in_brief(envelope)}", flush=True)  # noqa: T201 — the output
