"""The output of commands that pages show: `python -m tests.support.outputs` writes it anew.

A page that is gone through (docs/tutorial.md, docs/managers.md, docs/entitlements.md) shows documents and commands in
turn. Each command is run in a house of its own, with what stands above it on the page, and has to print the lines that
are shown. `…` leaves some out; such blocks are renewed by hand.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from domain.playbook.load import identity
from makegood.cli.app import run
from tests.support.folders import copy_house
from tests.support.pages import DOCS, ROOT, Block, blocks
from tests.support.shown import kind_of, playbook_of
from workers.library.shelf import DRAFTS

GONE_THROUGH = (DOCS / "managers.md", DOCS / "tutorial.md", DOCS / "entitlements.md")
_CHANGING = "s of one core"
"""What is in a line that is never the same twice."""


class Deed(NamedTuple):
    """A command that a page shows, what it shows of its output, and how the house stands by then.

    `files` are the documents that the page wrote so far, by path.
    """

    place: str
    words: str
    output: tuple[str, ...]
    files: Mapping[str, str]


_MISTAKE = re.compile(r"<!-- mistake: “(.+)” becomes “(.+)” -->\n+$")
_COPY = re.compile(r"<!-- (\S+) is (\S+), where “(.+)” becomes “(.+)” -->\n+$")


def deeds(page: Path) -> Iterator[Deed]:
    """Yield the commands of a page in order, with the documents that stand above each.

    `<!-- mistake: “a” becomes “b” -->` right above a block of commands makes a mistake in the playbook, for them alone;
    `<!-- mine.yaml is playbooks/x.yaml, where “a” becomes “b” -->` there is a changed copy of a shipped one.
    """
    files: dict[str, str] = {}
    for block in blocks("yaml", "console"):
        if block.page != page:
            continue
        if block.language == "yaml":
            files.update(written(block))
        else:
            yield from _commands(block, _with_mistake(block, files))


def written(block: Block) -> dict[str, str]:
    """Return the files that a block is written to: the playbook as it stands by then, and its examples."""
    text, found = playbook_of(block), dict[str, str]()
    if text:
        found[f"playbooks/{DRAFTS}/{identity(text.encode()).name}.yaml"] = text
    if kind_of(block) == "examples":
        found[f"playbooks/{DRAFTS}/examples/{identity(block.text.encode()).name}.yaml"] = block.text
    if kind_of(block) in {"pack", "pack-examples"}:
        folder = "packs" if kind_of(block) == "pack" else "packs/examples"
        found[f"{folder}/{identity(block.text.encode()).name}.yaml"] = block.text
    return found


def _with_mistake(block: Block, files: Mapping[str, str]) -> Mapping[str, str]:
    above = "".join(block.page.read_text(encoding="utf-8").splitlines(keepends=True)[: block.line - 1])
    copy, found = _COPY.search(above), _MISTAKE.search(above)
    if copy is not None:
        text = (ROOT / copy[2]).read_text(encoding="utf-8")
        assert copy[3] in text, f"{block.place}: “{copy[3]}” does not stand in {copy[2]}"
        return {**files, copy[1]: text.replace(copy[3], copy[4], 1)}
    if found is None:
        return dict(files)
    assert any(found[1] in text for text in files.values()), f"{block.place}: “{found[1]}” stands nowhere"
    return {name: text.replace(found[1], found[2], 1) for name, text in files.items()}


def _commands(block: Block, files: Mapping[str, str]) -> Iterator[Deed]:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        words, *output = part.splitlines()
        yield Deed(f"{block.place} {words}", words, tuple(output), files)


# --- Running them ----------------------------------------------------------------------------------------------------
def house_with(folder: Path, files: Mapping[str, str]) -> None:
    """Copy the house of the repository into a folder, and write documents into it."""
    copy_house(folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def printed(deed: Deed) -> list[str]:
    """Return the lines that a command prints, what is said to people beside it last."""
    with TemporaryDirectory() as folder, chdir(folder):
        house_with(Path(folder), deed.files)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), patch.dict(os.environ, COLUMNS="100"):
            run(shlex.split(deed.words, comments=True)[1:])
    return [line for line in (*out.getvalue().splitlines(), *err.getvalue().splitlines()) if _CHANGING not in line]


def missing(deed: Deed, lines: list[str]) -> list[str]:
    """Return the lines that are shown and were not printed, or not in this order."""
    rest = iter(lines)
    return [line for line in deed.output if line != "…" and line not in rest]


def renew(page: Path) -> None:
    """Write the outputs of a page anew."""
    text = page.read_text(encoding="utf-8")
    for deed in [each for each in deeds(page) if "…" not in each.output]:
        old, new = ("\n".join([f"$ {deed.words}", *lines]) for lines in (deed.output, printed(deed)))
        text = text.replace(old, new, 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for one in GONE_THROUGH:
        renew(one)
