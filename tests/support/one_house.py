"""Pages whose commands build on each other, in one house from top to bottom: `python -m tests.support.one_house`.

Other than in tests/support/outputs.py the journal goes on from command to command. What differs in every run, or
with every change of a document, is not compared: times and days, and the beginnings of digests. A `sed` of the page
changes a file of the house.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from makegood.cli.app import run
from tests.support.folders import copy_house
from tests.support.outputs import Deed
from tests.support.pages import DOCS, blocks
from workers.assemble import House
from workers.engine import put_in_force
from workers.journals import place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import load

PAGES = (DOCS / "authority.md", DOCS / "budgets.md")
_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")
_DAY = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ *")


def deeds(page: Path) -> Iterator[Deed]:
    """Yield the commands of a page in order."""
    for block in blocks("console"):
        if block.page == page:
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                words, *output = part.splitlines()
                yield Deed(f"{block.place} {words}", words, tuple(output), {})


async def publish_alone() -> list[str]:
    """Put the house of the working folder in force, as `up` does before it runs; make its journal.

    Returns what lies in the folders only.
    """
    settings = load()
    place = place_of(settings)
    if not place.exists():
        place.make()
    journal = await place.open()
    house = await House.of(settings, journal)
    await put_in_force(house, read_shelf(Folders.of(settings)).legal())
    await journal.close()
    return house.left


def played(page: Path) -> Iterator[tuple[Deed, list[str]]]:
    """Run the commands of a page in one house, the shipped one, and yield each with what it printed."""
    with TemporaryDirectory() as folder, chdir(folder):
        copy_house(Path(folder))
        asyncio.run(publish_alone())
        for deed in deeds(page):
            yield deed, _printed(deed.words)


def _printed(words: str) -> list[str]:
    found = re.fullmatch(r"sed -i 's/(.+)/(.+)/' (\S+)", words)
    if found is not None:
        path = Path(found[3])
        text = path.read_text(encoding="utf-8")
        assert found[1] in text, words
        path.write_text(text.replace(found[1], found[2], 1), encoding="utf-8")
        return []
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch.dict(os.environ, COLUMNS="100"):
        run(shlex.split(words)[1:])
    return [line.rstrip() for line in (*out.getvalue().splitlines(), *err.getvalue().splitlines())]


def plain(line: str) -> str:
    """Return a line without what differs in every run."""
    return re.sub(r" +", " ", _DAY.sub("DAY", _DIGEST.sub("VERSION", _TIME.sub("TIME ", line)))).strip()


def renew(page: Path) -> None:
    """Write the outputs of a page anew."""
    text = page.read_text(encoding="utf-8")
    for deed, lines in played(page):
        if "…" not in deed.output:
            old, new = ("\n".join([f"$ {deed.words}", *each]) for each in (deed.output, lines))
            text = text.replace(old, new, 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for one in PAGES:
        renew(one)
