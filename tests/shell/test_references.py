"""Pages that list everything of a kind list all of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from domain.examples.deeds import SHAPES
from domain.examples.expecting import EXPECT
from domain.playbook.template import NAMES

PAGES = Path(__file__).parents[2] / "docs" / "reference"


def rows(page: str, heading: str) -> list[str]:
    """Return the first cells of the table below a heading cell."""
    text = (PAGES / page).read_text(encoding="utf-8")
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "heading", "names"),
    [
        ("messages.md", "placeholder", NAMES), ("examples.md", "deed", SHAPES),
        ("examples.md", "expectation", (*EXPECT.required, *EXPECT.optional)),
    ],
)  # fmt: skip
def test_a_page_lists_what_there_is(page: str, heading: str, names: Iterable[str]) -> None:
    """Every name of the code stands in its table once, and no other does."""
    assert sorted(rows(page, heading)) == sorted(names)
