"""Bad files as service managers write them, and exactly what is found in each.

`bad/` holds one folder for every rule, with at least three files that break it, and `several/` with files that have
many faults at once. A file is what somebody wrote, on a playbook or another document of full size, with a mark ▸rule◂
right before the place of every finding: to review a file, read it and ask at each mark whether this is what is wrong,
and whether anything else is. Nothing else has to be looked up; the words that people read for it stand in
told.txt, and how the marks are read stands in tests/support/corpus.
All files are checked in one process of its own, whose time and memory are looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from domain.playbook.findings import RULES
from tests.support.corpus import CORPUS, HOUSE, TOLD, Looked, Place, corpus, listed, unmarked

LONGEST = 1.0
"""The most seconds one file may take."""
MOST_MEMORY = 256 * 1024
"""The most KiB that the process may hold at any time."""
NAMES = [path.relative_to(CORPUS).as_posix() for path in corpus()]


@dataclass(frozen=True)
class Run:
    """What the process said."""

    looked: Mapping[str, Looked]
    memory: int
    errors: str


@pytest.fixture(scope="module")
def run() -> Run:
    """Check all files in one process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.corpus"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *lines, memory = map(json.loads, done.stdout.splitlines())
    looked = [Looked(n, tuple(Place(*place) for place in found), tuple(told), s) for n, found, told, s in lines]
    return Run({each.name: each for each in looked}, memory, done.stderr)


@pytest.mark.parametrize("name", NAMES)
def test_exactly_what_is_marked_is_found(run: Run, name: str) -> None:
    """Line, column and rule of every finding are those of the marks."""
    assert run.looked[name].found == unmarked(CORPUS / name).places


def test_everything_is_told_as_it_was(run: Run) -> None:
    """Messages and remedies are those of told.txt, so that whoever changes one sees in the diff what is said now."""
    assert listed(run.looked.values()) == TOLD.read_text(encoding="utf-8")


def test_every_finding_says_what_to_do(run: Run) -> None:
    """No remedy is just the rule, which is all that is said where nobody thought of one."""
    rules = set(RULES.values())
    assert not [line for each in run.looked.values() for line in each.told if line.rpartition(" → ")[2] in rules]


def test_the_corpus_is_large_enough() -> None:
    """There are at least two hundred files, three in the folder of every rule, and thirty with several faults."""
    folders = Counter(name.partition("/")[0] for name in NAMES)
    several = [path for path in (CORPUS / "several").glob("*.yaml") if len(unmarked(path).places) > 1]
    assert len(NAMES) >= 200
    assert set(folders) == {*RULES, "several"}
    assert min(folders.values()) >= 3
    assert len(several) >= 30


def test_a_folder_holds_what_breaks_its_rule() -> None:
    """Every file in the folder of a rule has a mark of that rule."""
    astray = [
        name
        for name in NAMES
        if not name.startswith("several/")
        and name.partition("/")[0] not in {place.rule for place in unmarked(CORPUS / name).places}
    ]
    assert not astray


def test_nothing_takes_long_or_much(run: Run) -> None:
    """No file takes more than a second, all of them little memory, and nothing is said beside the findings."""
    slow = {each.name: each.seconds for each in run.looked.values() if each.seconds > LONGEST}
    assert not slow
    assert run.memory <= MOST_MEMORY
    assert not run.errors
