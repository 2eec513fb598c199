"""`makegood pack`: check packs, see what differs, and try their examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.entitlement.examples import Differs, PackExample, tried
from domain.entitlement.model import Pack, Version
from domain.errors import Findings, NotFoundError
from domain.playbook.findings import plain
from domain.views.wording import counted
from makegood.cli.options import Common
from makegood.cli.output import say, strong
from makegood.cli.playbook import counted_findings
from workers.library.packs import calendar_named, check_packs, files_in, read_pack, with_examples, with_examples_of

FAILED = 1


def validate(*files: Path, common: Common = Common()) -> int:
    """Check packs, and examples of packs; every finding at once.

    Args:
        files: the files to check; a folder stands for what is in it, examples too; without any the folder of packs.
    """
    named = files_in(with_examples_of(files or (Path(common.settings()["packs"]),)))
    found = check_packs(named)
    if common.json:
        data = {"files": [str(file) for file in named], "findings": [each.as_json() for each in found.findings]}
        common.output.document(data)
    else:
        for finding in found.findings:
            common.output.line(str(finding))
        if found.findings:
            say(f"{counted_findings(found.findings)}.")
        else:
            common.output.line(f"{len(named)} legal." if len(named) > 1 else f"{plain(str(named[0]))} is legal.")
    return Findings.exit_code if found.findings else 0


def diff(
    old: str, new: str, *, folder: Annotated[str | None, Parameter(name="--packs")] = None, common: Common = Common()
) -> None:
    """What differs between two states of a pack, or two of its versions, in a manager's words.

    Args:
        old: a pack by name or file; with @VERSION one of its versions, as us-denied-boarding@2021.
        new: the same as it is now.
        folder: the folder of packs.
    """
    from domain.views.entitlement.difference import differences, of_versions  # noqa: PLC0415 — checking needs none

    place = Path(common.settings(packs=folder)["packs"])
    (before, was), (after, now) = _named(old, place), _named(new, place)
    if (was is None) is not (now is None):
        what = "one of the two names a version, and the other does not."
        raise NotFoundError(what, remedy="Write PACK@VERSION for both, or for none.")
    changes = of_versions(before, was, after, now) if was and now else differences(before, after)
    if common.json:
        common.output.document({"old": old, "new": new, "same": not changes, "changes": [c.as_json() for c in changes]})
        return
    if not changes:
        common.output.line("Nothing differs.")
    for group in dict.fromkeys(change.group for change in changes):
        common.output.line(strong(group[:1].upper() + group[1:]))
        for change in changes:
            if change.group == group:
                common.output.line(f"  {change.said}")


def _named(written: str, folder: Path) -> tuple[Pack, Version | None]:
    """Return a pack, and its version where one is named behind an @."""
    name, at, version = written.rpartition("@")
    if not at or Path(written).is_file():
        return read_pack(written, folder), None
    pack = read_pack(name, folder)
    found = pack.version(version)
    if found is None:
        there = ", ".join(each.name for each in pack.versions)
        raise NotFoundError(f"{pack.pack} has no version “{plain(version)}”.", remedy=f"There are: {there}.")
    return pack, found


def try_(*files: Path, common: Common = Common()) -> int:
    """Ask packs what the examples beside them ask, and say where an answer comes otherwise.

    Args:
        files: packs, or files of examples; a folder stands for the files in it; without any the folder of packs.
    """
    settings = common.settings()
    found = with_examples(files_in(files or (Path(settings["packs"]),)))
    if found.findings:
        for finding in found.findings:
            say(str(finding))
        return Findings.exit_code
    if not found.examples:
        raise NotFoundError("there are no examples.", remedy="Write some into examples/NAME.yaml beside the pack.")
    rows = [
        (path, example, _differs(example, pack, Path(settings["calendars"])))
        for path, (pack, examples) in found.examples.items()
        for example in examples
    ]
    failed = [row for row in rows if row[2]]
    if common.json:
        common.output.document([
            {"file": str(path), "line": example.line, "example": example.name, "passed": not differs,
             "differences": [{"what": d.what, "expected": d.expected, "came": d.came} for d in differs]}
            for path, example, differs in rows
        ])  # fmt: skip
    else:
        for path, example, differs in failed:
            common.output.line(strong(f"{path}:{example.line}: {example.name}"))
            for each in differs:
                common.output.line(f"  {each.what}: expected {each.expected}; it came {each.came}")
        common.output.line(f"{counted(len(rows), 'example')}, {len(failed)} came otherwise.")
        if found.without:
            say(f"without examples: {', '.join(found.without)}")
    return FAILED if failed else 0


def _differs(example: PackExample, pack: Pack, calendars: Path) -> list[Differs]:
    return tried(example, pack, calendar_named(example.calendar, calendars))[1]
