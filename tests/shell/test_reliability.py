"""The page of what must hold: every line names a test that is there, or says that there is none yet."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
LINES = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| ") and "shown by" not in line
]


def test_every_line_is_shown_or_says_that_it_is_not() -> None:
    """A name that is no test of this tree is no proof."""
    assert len(LINES) >= 30
    for *_, shown in LINES:
        named = re.findall(r"\[([^\]]+)::([^\]]+)\]\(\.\./([^)]+)\)", shown)
        assert named or shown.startswith("not yet"), shown
        for file, name, path in named:
            assert path.endswith(file)
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name
