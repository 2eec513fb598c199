"""How a simulation is told: how long cases took, which way they went, what they cost, what broke, what was not seen."""

from __future__ import annotations

from collections import Counter
from textwrap import fill
from typing import TYPE_CHECKING

from domain.clock.duration import Duration
from domain.money import Money, in_cash
from domain.views.coverage import SORTS, Coverage, Sort
from domain.views.figures import Figures, Spread, spread
from domain.views.wording import money
from makegood.cli import summing_up
from makegood.cli.examples import as_data as never_as_data
from makegood.cli.examples import in_words
from makegood.cli.output import Output, strong
from makegood.cli.summing_up import WIDTH, heading, listed

if TYPE_CHECKING:
    from workers.library.simulating import Simulated

_SHOWN = 10
_NEVER = {
    "step": "steps", "undo": "undos", "branch": "branches", "interrupt": "interrupts", "choice": "choices",
    "decision": "decisions", "refusal": "reasons of refusal",
}  # fmt: skip
_FORKS: tuple[Sort, ...] = ("branch", "interrupt", "choice", "decision")


def tell(out: Output, found: Simulated, seed: int) -> None:
    """Print what a simulation came to."""
    out.line(strong(f"{found.cases:,} made-up cases, seed {seed}, on a virtual clock"))
    out.line(f"  {listed(found.summary.failed)}")
    out.line("  by tier: " + ", ".join(f"{count:,} {tier}" for tier, count in found.summary.by_tier()))
    if found.not_handled:
        out.line(f"  {found.not_handled:,} more situations that were made up are not for this playbook")
    summing_up.done(out, found.summary)
    _took(out, found.figures)
    _ways(out, found.coverage)
    summing_up.paid(out, found.summary)
    _cost(out, found.figures)
    _promises(out, found.figures)
    _stuck(out, found)
    if found.summary.outcomes["still open"]:
        summing_up.waits(out, found.summary)
    _never(out, found.coverage)


def _took(out: Output, figures: Figures) -> None:
    heading(out, "How long it took, from the report")
    for name, values in figures.took.items():
        reached = spread(values)
        if reached is None:
            out.line(f"  {name:<13} never")
            continue
        half, most, longest = (_span(ms) for ms in reached)
        out.line(f"  {name:<13} half within {half:<9} nine of ten within {most:<9} the longest {longest}")


def _span(ms: int) -> str:
    """Write a span in minutes; what is longer than two days in days and hours."""
    minutes = ms // 60_000
    days, rest = divmod(minutes, 24 * 60)
    return f"{days}d {rest // 60}h" if days > 1 else str(Duration(minutes * 60_000))


def _ways(out: Output, coverage: Coverage) -> None:
    heading(out, "Which way they went")
    for sort in _FORKS:
        for about, spots in coverage.of(sort).items():
            total = sum(coverage.seen[spot] for spot, _ in spots)
            whole = coverage.cases if sort == "interrupt" else total
            for number, (spot, words) in enumerate(spots):
                count = coverage.seen[spot]
                share = f"{100 * count / whole:.0f} %" if whole else "–"
                said = words if sort == "branch" else words or spot.which
                out.line(f"  {about if not number else '':<24} {count:>7,} {share:>6}  {said}")


def _cost(out: Output, figures: Figures) -> None:
    for currency, values in sorted(figures.cost.items()):
        paid = spread(values)
        if paid is not None:
            half, most, largest = (money(Money(currency, minor), "en") for minor in paid)
            share = f"{len(values):,} of {figures.cases:,} cases"
            mean = money(in_cash(Money(currency, round(sum(values) / figures.cases))), "en")
            out.line(f"  {share}: half up to {half}, nine of ten up to {most}, at most {largest}; {mean} a case")


def _promises(out: Output, figures: Figures) -> None:
    heading(out, "What was promised")
    for name, counts in figures.promises.items():
        total = counts.total()
        broken = f"{counts['broken']:,} broken ({100 * counts['broken'] / total:.1f} %)"
        still = f", {counts['open']:,} still running" if counts["open"] else ""
        out.line(f"  {name:<13} {counts['kept']:,} kept, {broken}{still}")


def _stuck(out: Output, found: Simulated) -> None:
    heading(out, "What got stuck")
    if not found.figures.stuck and not found.failed:
        out.line("  nothing")
    stuck = found.figures.stuck.most_common(_SHOWN)
    for (step, why), count in stuck:
        out.line(f"  {count:>6,} × {step}: {why}")
    if len(found.figures.stuck) > _SHOWN:
        out.line(f"  … and {len(found.figures.stuck) - _SHOWN:,} more")
    for why, count in Counter(found.failed.values()).most_common(_SHOWN):
        out.line(f"  {count:>6,} × the case itself: {why}")


def _never(out: Output, coverage: Coverage) -> None:
    heading(out, "What was never seen")
    never = coverage.never()
    if not never:
        out.line("  Everything that the playbook can do was seen.")
    for sort in SORTS:
        names = [in_words(spot) for spot in never if spot.sort == sort]
        if names:
            text = f"{_NEVER[sort]}: {'; '.join(names)}"
            out.line(fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))


# --- For programs ----------------------------------------------------------------------------------------------------
def as_data(found: Simulated) -> dict[str, object]:
    """Return what a simulation came to as plain data; times are milliseconds, amounts minor units."""
    figures, coverage = found.figures, found.coverage
    return {
        "cases": found.cases, "not_handled": found.not_handled, "cpu_seconds": round(found.seconds, 3),
        **summing_up.as_data(found.summary),
        "took_ms": {name: _spread(spread(values)) for name, values in figures.took.items()},
        "cost": {
            currency: {"cases": len(values), "total": sum(values), **_spread(spread(values))}
            for currency, values in sorted(figures.cost.items())
        },
        "promises_by_name": figures.promises,
        "stuck": [{"step": step, "why": why, "times": n} for (step, why), n in figures.stuck.most_common()],
        "failed_to_run": found.failed,
        "seen": [
            {"sort": spot.sort, "about": spot.about, "which": spot.which, "when": words, "times": coverage.seen[spot]}
            for spot, words in coverage.possible.items()
        ],
        "never": never_as_data(coverage),
    }  # fmt: skip


def _spread(values: Spread | None) -> dict[str, int]:
    return {} if values is None else {"p50": values.p50, "p90": values.p90, "max": values.most}
