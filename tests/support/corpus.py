"""Bad files and what must be found in them: the marks, and the checker with a house round it.

A file of the corpus is what somebody wrote, with marks in it: ▸rule◂ stands right before the place of a finding, as in
`▸unknown-field◂onwer: service-owner`. Several findings at one place are several marks. Without its marks a file is
checked byte by byte as it lies there, against the documents of a house beside it, and what is found must be
exactly what is marked: line, column and rule. A line that begins with ▸3000×◂ stands for so many lines, № in it for
their number.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from domain.playbook.findings import Finding
from domain.playbook.surroundings import Surroundings
from workers.library.advising import warnings_about
from workers.library.shelf import Folders, check_document, read_documents

HOUSE = Path(__file__).parents[2]
FROZEN = HOUSE / "tests" / "corpus" / "house"
"""The house of the corpus: documents as they were once, so that no change of the real ones moves a place."""
CORPUS = HOUSE / "tests" / "corpus" / "bad"
TOLD = CORPUS.parent / "told.txt"
"""How everything in the corpus is told; `python -m tests.support.corpus --write` renews it."""
_MARK = re.compile("▸([a-z-]+)◂".encode())
_TIMES = re.compile("▸([0-9]+)×◂(.*\n)".encode())
_NUMBER = "№".encode()


class Place(NamedTuple):
    """Where something is found, and by which rule."""

    line: int
    column: int
    rule: str


class Bad(NamedTuple):
    """A file of the corpus without its marks, and where they stood."""

    name: str
    text: bytes
    places: tuple[Place, ...]


def corpus() -> list[Path]:
    """Return all files of the corpus."""
    return sorted(CORPUS.rglob("*.yaml"))


def unmarked(path: Path) -> Bad:
    """Read a file of the corpus."""
    data = _TIMES.sub(_repeated, path.read_bytes())
    places, kept = [], []
    for number, line in enumerate(re.split(rb"(?<=\n)", data), start=1):
        for found in _MARK.finditer(line):
            before = _MARK.sub(b"", line[: found.start()]).decode(errors="replace").removeprefix("\ufeff")
            places.append(Place(number, len(before) + 1, found[1].decode()))
        kept.append(_MARK.sub(b"", line))
    return Bad(path.relative_to(CORPUS).as_posix(), b"".join(kept), tuple(sorted(places)))


def _repeated(found: re.Match[bytes]) -> bytes:
    return b"".join(found[2].replace(_NUMBER, b"%d" % number) for number in range(1, int(found[1]) + 1))


class Checker:
    """Checks documents of any kind against the house of a folder, which it reads once."""

    def __init__(self, house: Path = FROZEN) -> None:
        """Read the house."""
        folders = Folders(house / "playbooks", house / "messages", house / "calendars", house / "packs")
        self._shelf = read_documents([], folders)
        self._files = dict(self._shelf.files)

    @property
    def surroundings(self) -> Surroundings:
        """What playbooks are checked against."""
        return self._shelf.surroundings

    def check(self, text: bytes) -> list[Finding]:
        """Return what is found in a document."""
        shelf, file = self._shelf, Path("f.yaml")
        shelf.findings = []
        check_document(shelf, file, text)
        found = [warning for plan in shelf.plans.values() for warning in warnings_about(shelf, plan, file, text)]
        shelf.files, shelf.plans = dict(self._files), {}
        return [*shelf.findings, *found]


def places(findings: Iterable[Finding]) -> tuple[Place, ...]:
    """Return where something was found."""
    return tuple(sorted(Place(f.line, f.column, f.rule) for f in findings))


# --- In a process of its own -----------------------------------------------------------------------------------------
class Looked(NamedTuple):
    """What was found in a file, how it is told, and how long that took."""

    name: str
    found: tuple[Place, ...]
    told: tuple[str, ...]
    seconds: float


def look_at_all() -> Iterator[Looked]:
    """Check the whole corpus."""
    checker = Checker()
    for path in corpus():
        bad = unmarked(path)
        begin = time.process_time()
        findings = checker.check(bad.text)
        seconds = time.process_time() - begin
        told = tuple(dict.fromkeys(f"{f.rule}: {f.message} → {f.remedy}" for f in findings))
        yield Looked(bad.name, places(findings), told, seconds)


def listed(all_looked: Iterable[Looked]) -> str:
    """Write how everything is told, file by file."""
    return "".join(f"{each.name}\n" + "".join(f"  {line}\n" for line in each.told) for each in all_looked)


def most_memory() -> int:
    """Return the most memory this program held, in KiB.

    What Linux counts for a process (`ru_maxrss`) begins with what its parent held when it was forked; `VmHWM` does not.
    """
    status = Path("/proc/self/status")
    told = status.read_text() if status.exists() else ""
    peak = next((line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:")), "")
    return int(peak) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Print what was found in every file, a line each, and at last the most memory that was held, in KiB.

    With `--write` the list of how everything is told is written instead.
    """
    if "--write" in sys.argv:
        TOLD.write_text(listed(look_at_all()), encoding="utf-8")
        return
    for looked in look_at_all():
        print(json.dumps(looked))
    print(json.dumps(most_memory()))


if __name__ == "__main__":
    main()
