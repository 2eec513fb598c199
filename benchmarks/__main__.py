"""Measure: `python -m benchmarks [GROUP …] [--large] [--quick] [--profile]`; without a group, all of them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import engine, expressions, large, playbooks, simulation
from benchmarks.measure import Figure, machine

FIGURES = Path(__file__).parents[1] / "docs" / "figures.md"
GROUPS: dict[str, Callable[..., list[Figure]]] = {
    "engine": engine.groups, "simulation": simulation.groups, "expressions": expressions.groups,
    "playbooks": playbooks.groups, "large": large.open_cases,
}  # fmt: skip
HEADING = """\
# Figures

Measured by `make bench` (`makegood bench`); ratios are taken within a run, for machines are noisy. Ids stay, values
change with machine and release. Medians: E1, E2 and V1 of five runs in one process, E3 of three, S and P of nine
processes, X1 and X2 of 25 rounds; X3 is the best of seven. One run each: C, E4, L, and J1 (`makegood bench --large`).
"""
FLAGS = ("--large", "--quick", "--profile")


def main(words: list[str]) -> int:
    """Measure what is named, print it, and keep it in docs/figures.md unless it was quick."""
    unknown = [word for word in words if word not in GROUPS and word not in FLAGS]
    if unknown:
        known = ", ".join([*GROUPS, *FLAGS])
        print(f"makegood: there is no measurement “{unknown[0]}”.\n  → There are: {known}.", file=sys.stderr)
        return 2
    if "--profile" in words:
        with tempfile.TemporaryDirectory(prefix="makegood-bench-") as folder:
            engine.profile(Path(folder))
        return 0
    quick, figures = "--quick" in words, list[Figure]()
    for name in [word for word in words if word in GROUPS] or list(GROUPS):
        for figure in GROUPS[name](quick=quick):
            figures.append(figure)
            print(f"{figure.id:<5} {figure.what}: {figure.text}" + (f" (aim {figure.aim})" if figure.aim else "")
                  + (f"; {figure.note}" if figure.note else ""), flush=True)  # fmt: skip
    if "--large" in words:
        figures += large.many_events()
        print(figures[-1])
    if not quick:
        write(figures)
    return 0


def write(figures: list[Figure]) -> None:
    """Keep the figures; those that were not measured now stay as they were, with their date."""
    today, rows = f"{datetime.now(UTC):%Y-%m-%d}", _kept()
    for one in figures:
        rows[one.id] = f"| {one.id} | {one.what} | {one.text} | {one.aim} | {one.note} | {today} |"
    text = (
        f"{HEADING}\nMachine of the newest run: {machine()}.\n\n"
        "| id | what | measured | aim | beside it | date |\n|---|---|---|---|---|---|\n"
    )
    FIGURES.write_text(text + "\n".join(rows[name] for name in sorted(rows)) + "\n", encoding="utf-8")


def _kept() -> dict[str, str]:
    if not FIGURES.exists():
        return {}
    lines = [line for line in FIGURES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    return {line.split("|")[1].strip(): line for line in lines}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
