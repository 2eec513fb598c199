"""`makegood audit`: prove that nothing was changed."""

from __future__ import annotations

from domain.evidence.verify import Breach, verify_stream
from makegood.cli.options import Common
from makegood.cli.output import say
from workers.opening import Reading, reading

_VERIFICATION_FAILED = 6
_MOST_SHOWN = 20


def verify(*, common: Common = Common()) -> int:
    """Check every record: bytes, chains, sequences, legal transitions, ledger, effects after their intents."""

    async def check(r: Reading) -> tuple[int, int, list[Breach]]:
        events, breaches = 0, list[Breach]()
        streams = await r.journal.streams("")
        for stream in streams:
            records = await r.journal.read(stream)
            events += len(records)
            breaches.extend(verify_stream(stream, records))
        return len(streams), events, breaches

    streams, events, breaches = reading(common.settings(), check)
    out = common.output
    if out.as_json:
        found = [{"stream": b.stream, "seq": b.seq, "what": b.what} for b in breaches]
        verdict = "consistent, not anchored" if not breaches else "broken"
        out.document({"streams": streams, "events": events, "breaches": found, "verdict": verdict})
    elif not breaches:
        out.line(f"{events} events in {streams} streams: consistent, not anchored (no checkpoint from elsewhere).")
    else:
        for breach in breaches[:_MOST_SHOWN]:
            say(f"{breach.stream} #{breach.seq}: {breach.what}")
        say(f"{len(breaches)} breaches in {events} events.")
    return _VERIFICATION_FAILED if breaches else 0
