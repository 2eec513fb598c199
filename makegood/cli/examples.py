"""`makegood playbook test`: the examples kept beside playbooks are played, and told where they came otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from domain.errors import Findings, NotFoundError
from makegood.cli.options import Common, Documents
from makegood.cli.output import Output, faint, say, strong
from workers.library.shelf import Folders

if TYPE_CHECKING:
    from domain.examples.comparing import Difference
    from domain.views.coverage import Coverage, Spot
    from workers.library.examples import Read
    from workers.library.trying import Trial, Tried

WIDTH = 110
FAILED = 1


def play(*files: Path, documents: Documents = Documents(), common: Common = Common()) -> int:
    """Play the examples of playbooks on a virtual clock. Nothing is published, nobody is told.

    Args:
        files: files of examples, playbooks, or folders of them; without any all in playbooks/examples.
    """
    import asyncio  # noqa: PLC0415 — help is shown without it

    from workers.library.examples import read_examples  # noqa: PLC0415 — as above

    read = read_examples(files, Folders.of(common.settings(**documents.flags())))
    if files and not (read.examples or read.without or read.shelf.findings):
        named = ", ".join(map(str, files))
        raise NotFoundError(
            f"there is nothing to play in {named}.", remedy="Name examples, or playbooks that have some."
        )
    trials = asyncio.run(_tried(read))
    if common.json:
        _document(common.output, read, trials)
    else:
        _tell(common.output, read, trials)
    if read.shelf.findings:
        return Findings.exit_code
    return FAILED if any(trial.failed for trial in trials) else 0


async def _tried(read: Read) -> list[Trial]:
    from workers.library.simulating import books_of  # noqa: PLC0415 — as above
    from workers.library.trying import try_all  # noqa: PLC0415 — as above

    return [
        await try_all(examples, str(path), books_of(examples.plan, read.shelf), read.shelf.staff)
        for path, examples in read.examples.items()
    ]


# --- For people ------------------------------------------------------------------------------------------------------
def _tell(out: Output, read: Read, trials: Sequence[Trial]) -> None:
    for finding in read.shelf.findings:
        out.line(str(finding))
    for trial in trials:
        out.line(strong(trial.file))
        for one in trial.tried:
            _example(out, trial, one)
        if trial.coverage is not None:
            _not_seen(out, trial.coverage)
    for name in read.without:
        say(f"{name} has no examples.")
    tried, failed = sum(len(trial.tried) for trial in trials), sum(len(trial.failed) for trial in trials)
    as_expected = "all as expected" if not failed else f"{failed} otherwise than expected"
    say(f"{tried} example{'s' if tried != 1 else ''}, {as_expected}." if tried else "No example was played.")
    if read.shelf.findings:
        say(f"{len(read.shelf.findings)} finding{'s' if len(read.shelf.findings) > 1 else ''}.")


def _example(out: Output, trial: Trial, one: Tried) -> None:
    if not one.differences:
        out.line(f"  ✓ {one.example.name}")
        return
    out.line(f"  ✗ {strong(one.example.name)}")
    for difference in one.differences:
        _difference(out, trial.file, difference)


def _difference(out: Output, file: str, found: Difference) -> None:
    out.line(f"      {strong(found.what)}  {faint(f'{file}:{found.line}')}")
    parts = {"expected": found.expected, "came": found.came, "when": out.instant(found.at) if found.at else "",
             "why": found.why}  # fmt: skip
    for name, text in parts.items():
        if text:
            out.line(fill(text, WIDTH, initial_indent=f"        {name:<9} ", subsequent_indent=" " * 18))


def _not_seen(out: Output, coverage: Coverage) -> None:
    never = [in_words(spot) for spot in coverage.never()]
    if never:
        text = f"no example shows: {'; '.join(never)}"
        out.line(faint(fill(text, WIDTH, initial_indent="    ", subsequent_indent="      ")))


def in_words(spot: Spot) -> str:
    """Write what was never seen."""
    which = spot.which.replace("_", " ")
    way = f"way {int(which) + 1}" if which.isdecimal() else f"“{which}”"
    granted = which if which == "denied" else f"granted {which}"
    return {
        "step": f"the step {spot.about}", "undo": f"the undo of {spot.about}", "branch": f"{spot.about} going {way}",
        "interrupt": f"the condition of {spot.about}", "choice": f"{spot.about} answered with {which}",
        "decision": f"{spot.about} {granted}", "refusal": f"{spot.about} refused for {which}",
    }[spot.sort]  # fmt: skip


# --- For programs ----------------------------------------------------------------------------------------------------
def _document(out: Output, read: Read, trials: Sequence[Trial]) -> None:
    out.document({
        "findings": [finding.as_json() for finding in read.shelf.findings],
        "files": [
            {
                "file": trial.file, "playbook": trial.playbook,
                "examples": [_as_json(one) for one in trial.tried],
                "never": as_data(trial.coverage) if trial.coverage is not None else [],
            }
            for trial in trials
        ],
        "without_examples": read.without,
    })  # fmt: skip


def _as_json(one: Tried) -> dict[str, object]:
    return {
        "name": one.example.name, "line": one.example.line, "as_expected": not one.differences,
        "differences": [difference.as_json() for difference in one.differences],
    }  # fmt: skip


def as_data(coverage: Coverage) -> list[dict[str, str]]:
    """Return what was never seen as plain data."""
    return [{"sort": spot.sort, "about": spot.about, "which": spot.which} for spot in coverage.never()]
