"""How a summary of many cases is printed, by every command that has one."""

from __future__ import annotations

from collections import Counter
from textwrap import fill

from domain.money import Money
from domain.views.summary import Summary
from domain.views.wording import counted, in_words, money
from makegood.cli.output import Output, strong

WIDTH = 100
_SHOWN = 6


def heading(out: Output, text: str) -> None:
    """Begin a part."""
    out.line()
    out.line(strong(text))


def listed(counter: Counter[str]) -> str:
    """Return counts as one line, the largest first."""
    return ", ".join(f"{count:,} {name}" for name, count in counter.most_common())


def tell(out: Output, found: Summary) -> None:
    """Print what cases came to, in a few lines."""
    out.line(f"  {listed(found.failed)}")
    out.line("  by tier: " + ", ".join(f"{count:,} {tier}" for tier, count in found.by_tier()))
    out.line(f"  how cases stand: {listed(found.outcomes)}")
    what_was_done(out, found)
    given = [
        f"{found.payments[kind, currency]:,} × {kind} {money(Money(currency, minor), 'en')}"
        for (kind, currency), minor in sorted(found.paid.items())
    ]
    _line(out, f"given: {', '.join(given) or 'nothing'}")
    _line(out, f"promised: {_promises(found)}")


def _line(out: Output, text: str) -> None:
    out.line(fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))


def done(out: Output, found: Summary) -> None:
    """Print what was done."""
    heading(out, "What was done")
    out.line(f"  how cases stand: {listed(found.outcomes)}")
    what_was_done(out, found)


def what_was_done(out: Output, found: Summary) -> None:
    """Print what systems and people did, and what was taken back."""
    parts = {"done": found.done, "undone": found.undone, "refused": found.refused}
    for name, counter in parts.items():
        text = f"{name} by other systems: {listed(counter) or 'nothing'}"
        out.line(fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))
    out.line(
        f"  {found.messages:,} messages, {found.tasks:,} tasks done by people, {found.escalated:,} escalations,"
        f" {counted(found.reopened, 'case')} reopened"
    )
    out.line(f"  {_unknown(found)}")


def _unknown(found: Summary) -> str:
    """Say of how many requests nobody knew the outcome, and how it was found out; the figures add up."""
    if not found.unknown:
        return "of every request it was known at once what had become of it"
    ways = [listed(found.established)] if found.established else []
    ways += [f"{found.still_unknown:,} not yet"] if found.still_unknown else []
    requests = counted(found.unknown, "request")
    return f"{requests} of which nobody knew for a while what had become of it; found out: {', '.join(ways)}"


def paid(out: Output, found: Summary) -> None:
    """Print what was paid."""
    heading(out, "What was paid")
    if not found.paid:
        out.line("  nothing")
    for (kind, currency), minor in sorted(found.paid.items()):
        out.line(f"  {found.payments[kind, currency]:,} × {kind}: {money(Money(currency, minor), 'en')}")


def _promises(found: Summary) -> str:
    promises = found.promises
    return (
        f"{promises.total():,} promises: {promises['kept']:,} kept, {promises['broken']:,} broken,"
        + (f" {promises['replaced']:,} replaced by a new time," if promises["replaced"] else "")
        + (f" {promises['ended']:,} ended with their case," if promises["ended"] else "")
        + f" {promises['open']:,} still running"
    )


def waits(out: Output, found: Summary) -> None:
    """Print whom open cases wait for."""
    heading(out, "Who waits for whom")
    if not found.waits:
        out.line("  Nobody: every case is closed." if not found.outcomes["still open"] else "  Nobody.")
    for case, one in found.waits[:_SHOWN]:
        who = "/".join(one.roles) or "something outside"
        out.line(f"  {case[:12]} waits for {who}: {in_words(one.words, 'en')}, until {out.instant(one.until)}")
    if len(found.waits) > _SHOWN:
        out.line(f"  … and {len(found.waits) - _SHOWN:,} more")


def as_data(found: Summary) -> dict[str, object]:
    """Return a summary as plain data."""
    return {
        "failed": found.failed, "tiers": found.tiers, "outcomes": found.outcomes, "done": found.done,
        "undone": found.undone, "refused": found.refused, "messages": found.messages, "tasks": found.tasks,
        "escalated": found.escalated, "reopened": found.reopened, "unknown": found.unknown,
        "established": found.established, "still_unknown": found.still_unknown,
        "paid": [{"kind": k, "currency": c, "minor": minor} for (k, c), minor in sorted(found.paid.items())],
        "promises": found.promises,
        "waiting": [
            {"case": case, "for": list(one.roles), "what": one.words, "until": one.until} for case, one in found.waits
        ],
    }  # fmt: skip
