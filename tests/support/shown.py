"""The YAML that pages show: what each block is, and fragments put into a playbook, so that all of it can be checked.

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

from domain.entitlement.compiler import compile_pack
from domain.playbook.authority_table import compile_authority
from domain.playbook.calendar import compile_calendar
from domain.playbook.cause_catalogue import compile_causes
from domain.playbook.compiler import PLAYBOOK, compile_playbook
from domain.playbook.findings import Finding
from domain.playbook.house import (
    compile_connectors,
    compile_markets,
    compile_staff,
)
from domain.playbook.matrix import compile_risk_matrix
from domain.playbook.message import compile_message
from domain.playbook.plan import Plan
from domain.playbook.policy import compile_tier_policy
from domain.playbook.surroundings import Surroundings
from tests.support.folders import FOLDERS
from tests.support.pages import DOCS, Block, blocks, connectors_on
from workers.library.kinds import COMPILED
from workers.library.shelf import Shelf, read_shelf

FRAME = DOCS / "reference" / "playbook.md"
"""The page whose whole playbook fragments of pages without one are put into."""
BUILDS_UP = "<!-- each block builds on the one before -->"
_SECTIONS = frozenset((*PLAYBOOK.required, *PLAYBOOK.optional)) - {"playbook"}
_BEGINS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(- |[a-z_-]+:)")
"""What a block begins with, comments left aside."""
_SECTION = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


def house() -> Shelf:
    """Return the house in the repository."""
    return read_shelf(FOLDERS)


# --- What a block is -------------------------------------------------------------------------------------------------
def kind_of(block: Block) -> str:
    """Return what a block of YAML is: `steps` (a list), `sections`, or the first field of a document."""
    begins = _BEGINS.match(block.text)
    first = begins[1] if begins else ""
    return {"- ": "steps"}.get(first, "sections" if first.rstrip(":") in _SECTIONS else first.rstrip(":"))


def is_played(block: Block) -> bool:
    """Say whether a block is a playbook, or is put into one."""
    return kind_of(block) in {"playbook", "steps", "sections"}


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
def _with_the_house(kind: str, text: str, file: str) -> tuple[object, list[Finding]]:
    found, findings = COMPILED[kind](house(), text.encode(), file)
    return found, [*findings]


_DOCUMENTS: Mapping[str, Callable[[str, str], tuple[object, list[Finding]]]] = {
    "connectors": compile_connectors, "risk-matrix": compile_risk_matrix, "tier-policy": compile_tier_policy,
    "staff": compile_staff, "calendar": compile_calendar, "authority": compile_authority, "causes": compile_causes,
    "remedies": lambda text, file: _with_the_house("remedies", text, file),
    "routes": lambda text, file: _with_the_house("routes", text, file),
    "markets": lambda text, file: compile_markets(text, file, frozenset()),
    "contact-rules": lambda text, file: _with_the_house("contact-rules", text, file),
    "message": compile_message, "pack": compile_pack,
}  # fmt: skip
CHECKED_ELSEWHERE = frozenset({"map", "examples", "pack-examples"})
"""Maps of feeds are tried with their feeds, examples are played, those of packs are asked."""


def findings(block: Block, shelf: Shelf) -> list[Finding]:
    """Return what is wrong with a block, in the house of the repository and with the connectors that its page adds."""
    kind = kind_of(block)
    if is_played(block):
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
