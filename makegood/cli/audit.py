"""`makegood audit`: prove that nothing was changed."""

from __future__ import annotations

from domain.errors import VerificationFailed
from domain.record import Envelope
from domain.views.wording import brief, counted
from makegood.cli.options import Common
from makegood.cli.output import say
from makegood.cli.recorded import record_data
from workers.journals import place_of
from workers.keeping.checking import Verdict, check
from workers.keeping.reconciling import reconcile as compare_all
from workers.opening import reading

_MOST_SHOWN = 20
_LONG = frozenset({"content", "source"})
"""Parts of a document that no list shows; their digest names them."""


def verify(*, common: Common = Common()) -> int:
    """Check every record: bytes, chains, sequences, legal transitions, ledger, effects after their intents."""
    verdict, out = _checked(common), common.output
    if out.as_json:
        found = [{"stream": b.stream, "seq": b.seq, "what": b.what} for b in verdict.breaches]
        out.document({
            "streams": verdict.streams, "events": verdict.events, "breaches": found, "verdict": verdict.words,
        })  # fmt: skip
    elif not verdict.breaches:
        out.line(
            f"{counted(verdict.events, 'event')} in {counted(verdict.streams, 'stream')}: {verdict.words}"
            " (no checkpoint from elsewhere)."
        )
    else:
        for breach in verdict.breaches[:_MOST_SHOWN]:
            say(f"{breach.where}: {breach.what}")
        more = len(verdict.breaches) - _MOST_SHOWN
        if more > 0:
            say(f"… and {more:,} more, all of them with --json.")
        all_of_them = counted(len(verdict.breaches), "breach", "breaches")
        say(f"{all_of_them} in {counted(verdict.events, 'event')}.")
    return VerificationFailed.exit_code if verdict.breaches else 0


def _checked(common: Common) -> Verdict:
    settings = common.settings()
    return reading(settings, lambda r: check(r.journal, place_of(settings)))


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


def log(*, common: Common = Common()) -> None:
    """What was done outside of cases: documents published, the house changed, cases left alone and freed, losses."""
    records, out = reading(common.settings(), lambda r: r.outside()), common.output
    if out.as_json:
        out.document([_whole(record) for record in records])
        return
    rows = [
        (out.instant(r.recorded_at), r.type, r.actor, r.account or "–", f"{r.stream} #{r.seq}", _in_brief(r))
        for r in records
    ]
    out.table(("when", "fact", "who", "account", "where", "what"), rows)


def _whole(record: Envelope) -> dict[str, object]:
    data = record_data(record)
    body = data["body"]
    parts = body.items() if isinstance(body, dict) else ()
    return {**data, "body": {name: value for name, value in parts if name not in _LONG}}


def _in_brief(record: Envelope) -> str:
    shown = ((name, brief(value)) for name, value in vars(record.event).items() if name not in {"at", *_LONG})
    return " ".join(f"{name}={text}" for name, text in shown if text)
