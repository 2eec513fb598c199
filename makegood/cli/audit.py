"""`makegood audit`: prove that nothing was changed."""

from __future__ import annotations

from domain.errors import VerificationFailed
from domain.views.wording import counted
from makegood.cli.options import Common
from makegood.cli.output import say
from workers.checking import check
from workers.opening import reading
from workers.reconciling import reconcile as compare_all

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


def reconcile(*, common: Common = Common()) -> int:
    """Compare every open case with its row and, where Temporal carries it, with what runs there; change nothing."""
    settings, out = common.settings(), common.output
    done = reading(settings, lambda r: compare_all(settings, r))
    if out.as_json:
        found = [{"case": one.case, "had": one.had, "got": one.got} for one in done.differences]
        out.document({
            "engine": done.engine, "cases": done.cases, "witnessed": done.witnessed, "differences": found,
        })  # fmt: skip
        return VerificationFailed.exit_code if found else 0
    for one in done.differences[:_MOST_SHOWN]:
        say(f"{one.case}: the journal has {one.had}, found was {one.got}.")
    beside = f", {done.witnessed:,} with a witness in Temporal" if done.engine == "temporal" else ""
    out.line(f"{counted(done.cases, 'open case')}{beside}: {counted(len(done.differences), 'difference')}.")
    return VerificationFailed.exit_code if done.differences else 0
