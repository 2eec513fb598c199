"""What long runs came to, kept in docs/reference/kills.md: each run replaces its own section and leaves the others."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.support.kills.ground import ROOT
from tests.support.kills.running import Ran

PAGE = ROOT / "docs" / "reference" / "kills.md"
MACHINE = "2 cores, shared with other work"
HEAD = """# What was killed, and what came of it

`make proofs` runs these campaigns and writes this page: processes of ours are killed at named points and at random, or
stopped and woken; servers crash, restart or lose their database; lines are cut before the server hears, and after it
committed. A world in a process of its own counts what it was asked to do, and that is compared with the journal.

A fault counts as injected when it was proven: the point was on disk before the process died, the system said that the
process was stopped, the relay had cut the line. A run with less than 95 % of its faults is rejected. “Doubled” is an
effect that was applied twice under one key by a receiver that honours keys; of receivers that can only be asked, what a
stopped process did twice when it woke is told apart. What went wrong in earlier runs, and was mended, stands in the
changelog.
"""


def write_section(title: str, text: str, page: Path = PAGE) -> None:
    """Put a section into the page, in the place of the one with the same title."""
    old = page.read_text(encoding="utf-8") if page.exists() else HEAD
    parts = re.split(r"^(?=## )", old, flags=re.MULTILINE)
    sections = {part.partition("\n")[0]: part for part in parts[1:]}
    sections[f"## {title}"] = f"## {title}\n\n{text.strip()}\n\n"
    body = "".join(f"{part.strip()}\n\n" for _, part in sorted(sections.items()))
    page.write_text(f"{HEAD.strip()}\n\n{body.strip()}\n", encoding="utf-8")


def measured() -> str:
    """Say when and on what it was measured."""
    return f"Measured on {datetime.now(UTC):%Y-%m-%d} ({MACHINE})."


def write_campaign(ran: Ran) -> None:
    """Put what a campaign came to into the page."""
    campaign, verdict, plan = ran.campaign, ran.verdict, ran.campaign.plan
    kinds = "\n".join(f"| {kind} | {number} | {campaign.counted[kind]} |" for kind, number in plan.kinds.items())
    write_section(
        plan.combination.words,
        f"""
{len(campaign.ground.told)} cases, seed {plan.seed}, {campaign.seconds:,.0f} s; {campaign.settled_s:,.0f} s after the \
last fault every case was closed. {measured()}

| found | |
|---|---|
| cases lost | {len(verdict.lost)} |
| effects applied | {verdict.effects:,} |
| doubled, by a receiver that honours keys | {len(verdict.doubled)} |
| doubled, by a receiver that can only be asked | {len(verdict.doubled_unkeyed)} |
| remedies paid by two ways | {len(verdict.paid_twice)} |
| outcomes left unknown | {len(verdict.unknown)} |
| cases stuck or parked | {len(campaign.stuck) + len(verdict.parked)} |
| breaches of the journal | {len(verdict.broken)} |
| cases that nothing carried, found and carried again | {verdict.divergences} |

| fault | planned | injected |
|---|---|---|
{kinds}
| **all** | {plan.kinds.total()} | {campaign.counted.total()} |
""",
    )
