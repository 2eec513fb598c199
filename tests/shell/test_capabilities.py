"""The page of capabilities: all sixty-six rows, and no row that names a test which is not there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if re.match(r"\| \d", line)]


def test_every_row_says_how_far_it_is_and_what_shows_it() -> None:
    """Whatever is claimed names a test of this tree; whatever is missing is said to be."""
    assert [int(row[0]) for row in ROWS] == list(range(1, 67))
    for number, _, state, there, test in ROWS:
        assert state in {"done", "in part", "not yet"}, number
        assert bool(there) is bool(test) is (state != "not yet"), number
        assert ("Not yet:" in there) is (state == "in part"), number
        shown = re.findall(r"\]\(\.\./tests/(\w+)/", test)
        assert state != "done" or {"shell", "e2e"} & set(shown), f"{number}: what is done is shown through a command"
        for name, file in re.findall(r"\[([^\]]+)\]\(\.\./([^)]+)\)", test):
            written = (ROOT / file).read_text(encoding="utf-8")
            assert file.endswith(name.partition("::")[0]), number
            assert f"def {name.partition('::')[2]}(" in written, number


def test_the_count_is_right() -> None:
    """The sentence above the table counts what stands in it."""
    states = Counter(row[2] for row in ROWS)
    counted = f"{states['done']} rows are done, {states['in part']} in part, {states['not yet']} not yet."
    assert counted in PAGE
