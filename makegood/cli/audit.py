"""`makegood audit`: prove that nothing was changed."""

from __future__ import annotations

from domain.errors import VerificationFailed
from makegood.cli.options import Common
from makegood.cli.output import say
from workers.checking import check
from workers.opening import reading

_MOST_SHOWN = 20


def verify(*, common: Common = Common()) -> int:
    """Check every record: bytes, chains, sequences, legal transitions, ledger, effects after their intents."""
    verdict, out = reading(common.settings(), lambda r: check(r.journal)), common.output
    if out.as_json:
        found = [{"stream": b.stream, "seq": b.seq, "what": b.what} for b in verdict.breaches]
        out.document({
            "streams": verdict.streams, "events": verdict.events, "breaches": found, "verdict": verdict.words,
        })  # fmt: skip
    elif not verdict.breaches:
        out.line(
            f"{verdict.events:,} events in {verdict.streams:,} streams: {verdict.words} (no checkpoint from elsewhere)."
        )
    else:
        for breach in verdict.breaches[:_MOST_SHOWN]:
            say(f"{breach.stream} #{breach.seq}: {breach.what}")
        say(f"{len(verdict.breaches)} breaches in {verdict.events} events.")
    return VerificationFailed.exit_code if verdict.breaches else 0
