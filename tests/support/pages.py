"""The pages of the documentation, taken apart: fenced blocks, prose, headings, tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its page, the line it begins in, its language, its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    def begins(self, field: str) -> bool:
        """Say whether a line of it begins with a field."""
        return re.search(rf"^{field}:", self.text, re.MULTILINE) is not None


def pages() -> list[Path]:
    """Return every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def blocks(*languages: str) -> list[Block]:
    """Return the fenced blocks of all pages in these languages."""
    return [block for page in pages() for block in _blocks(page) if block.language in languages]


def _blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = _FENCE.finditer(text)
    return [Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in found]


def connectors_on(page: Path) -> list[Block]:
    """Return the blocks of a page that describe connectors."""
    return [block for block in blocks("yaml") if block.page == page and block.begins("connectors")]


def python_on(page: str, part: str) -> str:
    """Return the piece of Python on a page that holds a text."""
    found = [b.text for b in blocks("python") if b.page == DOCS / page and part in b.text]
    assert len(found) == 1, f"docs/{page} shows {part!r} {len(found)} times"
    return found[0]


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return what can be linked to inside a page: its headings, as viewers of Markdown name them."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the rows of the table that begins with a heading, without it."""
    lines = iter((DOCS / page).read_text(encoding="utf-8").splitlines())
    assert any(line.startswith(f"| {heading} |") for line in lines), f"docs/{page} has no table of {heading}"
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found[1:]
