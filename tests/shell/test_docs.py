"""The pages are true: links lead somewhere, commands parse, playbooks are legal, code compiles, tables are current."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cyclopts
import pytest

from domain.errors import MakegoodError
from domain.playbook.compiler import compile_playbook
from domain.playbook.house import compile_connectors
from makegood.cli.app import INTERRUPTED, build
from tests.support import tables
from tests.support.pages import ROOT, Block, anchors, blocks, connectors_on, pages, prose, rows
from workers import settings
from workers.shelf import Folders, Shelf, read_shelf

NOT_YET = {"docs/managers.md", "docs/figures.md"}
"""Pages that README.md names and that come with what they are about."""
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`(makegood [^`\n]+)`")


def _place(block: Block) -> str:
    return block.place


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link names a file or folder that is there, and a heading that is in it."""
    wrong = []
    for target in _LINK.findall(prose(page)):
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if "://" in target or str(place.relative_to(ROOT)) in NOT_YET:
            continue
        if not place.exists() or (anchor and anchor not in anchors(place)):
            wrong.append(target)
    assert not wrong, f"{page.relative_to(ROOT)}: nothing is at {wrong}"


# --- Commands --------------------------------------------------------------------------------------------------------
class Shown(NamedTuple):
    """A command of ours: where it stands, its words, and whether it is shown whole or only named in a sentence."""

    place: str
    words: str
    whole: bool


def commands() -> Iterator[Shown]:
    """Yield every command that the pages show; what follows a `…` is left out there."""
    for block in blocks("", "console", "sh"):
        prompts = [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]
        for line in prompts if prompts or block.language == "console" else block.text.splitlines():
            words = re.sub(r"^(\w+=\S+ )+", "", line.strip())
            if words.startswith("makegood "):
                yield Shown(block.place, words, whole=True)
    for page in pages():
        for words in _SPAN.findall(prose(page)):
            yield Shown(str(page.relative_to(ROOT)), words, whole=False)


@pytest.mark.parametrize("shown", list(commands()), ids=lambda shown: f"{shown.place} {shown.words}")
def test_every_command_parses(shown: Shown) -> None:
    """Its sub-command and its options exist; one that is shown, not only named, lacks nothing."""
    given = shlex.split(shown.words, comments=True)[1:]
    cut = "…" in given
    try:
        call, _, _ = build().parse_args(given[: given.index("…")] if cut else given)
    except cyclopts.MissingArgumentError as trouble:
        assert cut or not shown.whole, f"{shown.place}: {trouble}"
    except cyclopts.CycloptsError as trouble:
        pytest.fail(f"{shown.place}: {trouble}")
    else:
        helps = getattr(call, "__name__", "") == "help_print"
        assert cut or not shown.whole or not helps or "--help" in given, f"{shown.place}: “{shown.words}” does nothing"


@pytest.mark.parametrize("block", blocks("", "sh"), ids=_place)
def test_every_target_of_make_is_there(block: Block) -> None:
    """What is shown as `make …` stands in the Makefile."""
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = set(re.findall(r"^make ([a-z]+)", block.text, re.MULTILINE))
    assert asked <= known, f"{block.place}: make knows no {asked - known}"


# --- Documents and code ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """Return the house in the repository."""
    return read_shelf(Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars"))


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if b.begins("playbook")], ids=_place)
def test_every_playbook_is_legal(block: Block, shelf: Shelf) -> None:
    """In the house of the repository, with the connectors that its page adds."""
    connectors = dict(shelf.contracts)
    for one in connectors_on(block.page):
        contracts, findings = compile_connectors(one.text, one.place)
        assert not findings, "\n".join(map(str, findings))
        connectors.update(contracts or {})
    _, found = compile_playbook(block.text, block.place, replace(shelf.surroundings, connectors=connectors))
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("block", blocks("python"), ids=_place)
def test_every_piece_of_python_compiles(block: Block) -> None:
    """Nothing that is shown is broken."""
    compile(block.text, block.place, "exec")


# --- Tables ----------------------------------------------------------------------------------------------------------
def test_the_tables_made_from_the_code_are_up_to_date() -> None:
    """Events, permissions, laws and planted bugs are those there are; and every table is shown somewhere."""
    old = [str(page.relative_to(ROOT)) for page, _ in tables.stale()]
    assert not old, f"{old}: renew them with python -m tests.support.tables"
    shown = {match[2] for page in pages() for match in tables.TABLE.finditer(page.read_text(encoding="utf-8"))}
    assert shown == set(tables.TABLES)


def test_every_setting_is_told_with_its_default() -> None:
    """The table of docs/operators.md has every setting, its default and its variable, and no other."""
    told = {row[0].strip("`"): (row[1].strip("`"), row[2].strip("`")) for row in rows("operators.md", "setting")}
    known = {name: (value, settings.PREFIX + name.upper()) for name, value in settings._DEFAULTS.items()}
    assert told == {**known, "connectors": ("–", "–"), "allow_private": ("–", "–")}


def test_every_exit_code_is_told() -> None:
    """The table of docs/operators.md has every code that a refusal, a success or an interruption ends with."""
    told = {int(row[0]): row[1] for row in rows("operators.md", "code")}
    kinds = [kind for kind in _kinds(MakegoodError) if kind.__module__ == MakegoodError.__module__]
    assert set(told) == {0, INTERRUPTED, *(kind.exit_code for kind in kinds)}
    for kind in kinds:
        assert told[kind.exit_code].lower().startswith(kind.title), kind


def _kinds(kind: type[MakegoodError]) -> Iterator[type[MakegoodError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _kinds(inner)


def test_every_file_of_the_case_is_where_a_newcomer_looks() -> None:
    """The table of docs/developers.md has a line for every file of the case."""
    told = {name for row in rows("developers.md", "I look for …") for name in re.findall(r"\[(\w+\.py)\]", row[1])}
    there = {path.name for path in (ROOT / "domain" / "case").glob("*.py")} - {"__init__.py"}
    assert told == there
