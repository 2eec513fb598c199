"""`makegood entitlement recompute`: what a case was found to be owed, decided once more by the packs it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.documents import SHORT
from domain.errors import VerificationFailed
from domain.evidence.entitled import Recomputed
from domain.evidence.verify import Breach
from domain.views.wording import brief, counted
from makegood.cli.options import Common
from makegood.cli.output import Output, say
from makegood.cli.recorded import exit_code, to_json_state
from workers.keeping.recomputing import recomputed
from workers.opening import Reading, reading


def recompute(case: str, *, common: Common = Common()) -> int:
    """Decide once more what was found to be owed: by the pack under its digest, with the facts that the record kept.

    Args:
        case: the case, or the beginning of its id.
    """

    async def look(r: Reading) -> tuple[str, list[Recomputed], Sequence[Breach]]:
        name = await r.find(case)
        records, broken = await r.recorded(name)
        return name, await recomputed(r.library, [record.event for record in records]), broken

    (name, found, broken), out = reading(common.settings(), look), common.output
    if out.as_json:
        out.document([_data(each) for each in found])
    elif not found:
        out.line("Nothing was decided to be owed in this case.")
    else:
        for each in found:
            _tell(each, out)
    wrong = [each for each in found if not each.same]
    if wrong:
        say(f"makegood: case/{name}: {counted(len(wrong), 'decision comes', 'decisions come')} out otherwise.")
        say("  → Somebody changed the record, or this release decides otherwise. See all: makegood audit verify.")
    return exit_code(broken) or (VerificationFailed.exit_code if wrong else 0)


def _tell(each: Recomputed, out: Output) -> None:
    """Write one decision, what comes out now, and whether that is the same."""
    decided = each.decided
    came = "the same" if each.same else f"not the same: {each.why}"
    out.line(f"#{each.seq} {decided.step}: {came}")
    day = decided.on.isoformat() if isinstance(decided.on, date) else "no day"
    out.line(f"  pack      {decided.pack}, version {decided.rules}, {decided.digest[:SHORT]}…, for {day}")
    facts = ", ".join(f"{name} = {brief(value)}" for name, value in decided.inputs.items())
    out.line(f"  facts     {facts or 'none'}")
    out.line(f"  recorded  {_owed(decided.per_unit, decided.units)}")
    if each.now is not None:
        out.line(f"  again     {_owed(each.now.per_unit, each.now.units or 1)}")


def _owed(per_unit: tuple[object, ...], units: int) -> str:
    """Write what is owed for one, and for how many."""
    amounts = " and ".join(brief(amount) for amount in per_unit) or "no money"
    return f"{amounts} × {units}" if units > 1 else amounts


def _data(each: Recomputed) -> dict[str, object]:
    decided, now = each.decided, each.now
    return {
        "seq": each.seq, "step": decided.step, "pack": decided.pack, "digest": decided.digest,
        "same": each.same, "differs": list(each.differs), "trouble": each.trouble,
        "recorded": to_json_state(decided), "again": None if now is None else to_json_state(now),
    }  # fmt: skip
