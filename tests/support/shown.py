"""What pages show, put together: fragments of YAML inside a playbook, and pages that are gone through from top to end.

A block of YAML says by its beginning what it is. `playbook:` is a whole playbook, `examples:` its examples, other first
fields are other documents of the house. A list (`- …`) stands for the steps of the nearest whole playbook above it on
its page, a section (`promises: …`, several are fine) for the section of that name there; on a page without a whole
playbook they are put into that of docs/reference/playbook.md. Where a page says BUILDS_UP, each fragment goes into what
the ones above it came to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from activities.templates import wrong
from domain.playbook.calendar import compile_calendar
from domain.playbook.compiler import PLAYBOOK, compile_playbook
from domain.playbook.findings import Finding
from domain.playbook.house import (
    compile_connectors,
    compile_markets,
    compile_risk_matrix,
    compile_staff,
    compile_tier_policy,
)
from domain.playbook.message import compile_message
from domain.playbook.plan import Plan
from domain.playbook.surroundings import Surroundings
from tests.support.pages import DOCS, ROOT, Block, blocks, connectors_on
from workers.shelf import Folders, Shelf, name_of, read_shelf

FRAME = DOCS / "reference" / "playbook.md"
"""The page whose whole playbook fragments of pages without one are put into."""
BUILDS_UP = "<!-- each block builds on the one before -->"
_SECTIONS = frozenset((*PLAYBOOK.required, *PLAYBOOK.optional)) - {"playbook"}
_BEGINS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(- |[a-z_-]+:)")
"""What a block begins with, comments left aside."""
_SECTION = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


def house() -> Shelf:
    """Return the house in the repository."""
    return read_shelf(Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars"))


# --- What a block is -------------------------------------------------------------------------------------------------
def kind_of(block: Block) -> str:
    """Return what a block of YAML is: `steps` (a list), `sections`, or the first field of a document."""
    begins = _BEGINS.match(block.text)
    first = begins[1] if begins else ""
    return {"- ": "steps"}.get(first, "sections" if first.rstrip(":") in _SECTIONS else first.rstrip(":"))


def playbook_of(block: Block) -> str:
    """Return the playbook that a block is, or that it is put into, as it stands there."""
    text = ""
    for one in _to(block):
        kind = kind_of(one)
        if kind == "playbook":
            text = one.text
        elif kind in {"steps", "sections"} and (one == block or _builds_up(block.page)):
            text = put_into(text or frame(), one)
    return text


def _builds_up(page: Path) -> bool:
    return page.exists() and BUILDS_UP in page.read_text(encoding="utf-8")


def _to(block: Block) -> Iterator[Block]:
    """Yield the blocks of YAML of a page above one, and that one."""
    yield from (one for one in blocks("yaml") if one.page == block.page and one.line < block.line)
    yield block


def frame() -> str:
    """Return the playbook that fragments are put into where their page has none."""
    return next(block.text for block in blocks("yaml") if block.page == FRAME and kind_of(block) == "playbook")


def put_into(playbook: str, fragment: Block) -> str:
    """Return a playbook with the sections of a fragment instead of its own."""
    indented = "steps:\n" + "".join(f"  {line}" for line in fragment.text.splitlines(keepends=True))
    new = sections(indented if kind_of(fragment) == "steps" else fragment.text)
    return "".join({**sections(playbook), **new}.values())


def sections(text: str) -> dict[str, str]:
    """Return the sections of a playbook by name, with the comments above the first in front of it."""
    head, *parts = _SECTION.split(text)
    found = {part.partition(":")[0]: part if part.endswith("\n") else part + "\n" for part in parts}
    first = next(iter(found))
    return {**found, first: head + found[first]}


# --- Whether it is legal ---------------------------------------------------------------------------------------------
_DOCUMENTS: Mapping[str, Callable[[str, str], tuple[object, list[Finding]]]] = {
    "connectors": compile_connectors, "risk-matrix": compile_risk_matrix, "tier-policy": compile_tier_policy,
    "staff": compile_staff, "calendar": compile_calendar,
    "markets": lambda text, file: compile_markets(text, file, frozenset()),
    "message": lambda text, file: compile_message(text, file, wrong),
}  # fmt: skip
CHECKED_ELSEWHERE = frozenset({"map", "examples"})
"""Maps of feeds are tried with their feeds, examples are played."""


def findings(block: Block, shelf: Shelf) -> list[Finding]:
    """Return what is wrong with a block, in the house of the repository and with the connectors that its page adds."""
    kind = kind_of(block)
    if kind in {"playbook", "steps", "sections"}:
        return compiled(block, shelf)[1]
    assert kind in _DOCUMENTS or kind in CHECKED_ELSEWHERE, f"{block.place}: nobody knows what “{kind}:” begins"
    return [] if kind in CHECKED_ELSEWHERE else list(_DOCUMENTS[kind](block.text, block.place)[1])


def compiled(block: Block, shelf: Shelf) -> tuple[Plan | None, list[Finding]]:
    """Compile the playbook that a block is or is put into."""
    return compile_playbook(playbook_of(block), block.place, _round(block.page, shelf))


def _round(page: Path, shelf: Shelf) -> Surroundings:
    connectors = dict(shelf.contracts)
    for one in connectors_on(page):
        connectors.update(compile_connectors(one.text, one.place)[0] or {})
    return replace(shelf.surroundings, connectors=connectors)


# --- Pages that are gone through -------------------------------------------------------------------------------------
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
        found[f"playbooks/{name_of(text.encode())}.yaml"] = text
    if kind_of(block) == "examples":
        found[f"playbooks/examples/{name_of(block.text.encode())}.yaml"] = block.text
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
