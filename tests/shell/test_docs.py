"""The pages are true: links lead somewhere, commands parse, playbooks are legal, code compiles, tables are current."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cyclopts
import pytest

from domain.errors import MakegoodError
from makegood.cli.app import INTERRUPTED, build, run
from tests.support import kinds, outputs, shown, tables
from tests.support.pages import ROOT, Block, anchors, blocks, pages, prose, rows
from workers import settings
from workers.library.shelf import Shelf
from workers.library.simulating import books_of

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
        if "://" in target:
            continue
        if not place.exists() or (anchor and anchor not in anchors(place)):
            wrong.append(target)
    assert not wrong, f"{page.relative_to(ROOT)}: nothing is at {wrong}"


# --- Commands --------------------------------------------------------------------------------------------------------
class Command(NamedTuple):
    """A command of ours: where it stands, its words, and whether it is shown whole or only named in a sentence."""

    place: str
    words: str
    whole: bool


def commands() -> Iterator[Command]:
    """Yield every command that the pages show; what follows a `…` is left out there."""
    for block in blocks("", "console", "sh"):
        prompts = [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]
        for line in prompts if prompts or block.language == "console" else block.text.splitlines():
            words = re.sub(r"^(\w+=\S+ )+", "", line.strip())
            if words.startswith("makegood "):
                yield Command(block.place, words, whole=True)
    for page in pages():
        for words in _SPAN.findall(prose(page)):
            yield Command(str(page.relative_to(ROOT)), words, whole=False)


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: f"{command.place} {command.words}")
def test_every_command_parses(command: Command) -> None:
    """Its sub-command and its options exist; one that is shown, not only named, lacks nothing."""
    given = shlex.split(command.words, comments=True)[1:]
    given = given[: given.index(">")] if ">" in given else given
    cut = "…" in given
    try:
        call, _, _ = build().parse_args(given[: given.index("…")] if cut else given)
    except cyclopts.MissingArgumentError as trouble:
        assert cut or not command.whole, f"{command.place}: {trouble}"
    except cyclopts.CycloptsError as trouble:
        pytest.fail(f"{command.place}: {trouble}")
    else:
        helps = getattr(call, "__name__", "") == "help_print"
        assert cut or not command.whole or not helps or "--help" in given, (
            f"{command.place}: “{command.words}” does nothing"
        )


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
    return shown.house()


@pytest.mark.parametrize("block", blocks("yaml"), ids=_place)
def test_every_document_is_legal(block: Block, shelf: Shelf) -> None:
    """Playbooks, fragments put into one, and what a house writes down: all of it in the house of the repository."""
    found = shown.findings(block, shelf)
    assert not found, "\n".join(map(str, found))


def test_an_illegal_fragment_is_found(shelf: Shelf) -> None:
    """The check above sees what stands in a fragment, whatever it begins with, and knows no fragment of nothing."""
    for text in (
        "- {tell: nothing-like-it}\n",
        "promises:\n  soon: {within: 1h}\n",
        "follow_up:\n  - {after: 1 day}\n",
    ):
        assert shown.findings(Block(shown.FRAME, 10_000, "yaml", text), shelf), text
    with pytest.raises(AssertionError, match="nobody knows"):
        shown.findings(Block(shown.FRAME, 10_000, "yaml", "tell: apology\n"), shelf)


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if shown.kind_of(b) == "examples"], ids=_place)
def test_every_example_comes_as_expected(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples of a playbook that stands above them on their page, or of a shipped one."""
    outputs.house_with(tmp_path, outputs.written(block))
    monkeypatch.chdir(tmp_path)
    assert run(["playbook", "test", next(name for name in outputs.written(block) if "/examples/" in name)]) == 0


@pytest.mark.parametrize(
    "deed", [deed for page in outputs.GONE_THROUGH for deed in outputs.deeds(page)], ids=lambda deed: deed.place
)
def test_what_managers_are_shown_is_what_they_see(deed: outputs.Deed) -> None:
    """Every command prints the lines that are shown, in their order; `…` leaves some out."""
    lines = outputs.printed(deed)
    missing = outputs.missing(deed, lines)
    assert not missing, f"{missing}: renew them with python -m tests.support.outputs\n" + "\n".join(lines)


def test_output_in_another_order_is_found() -> None:
    """A line that is shown and not printed, or printed before the line above it, is missing."""
    deed = outputs.Deed("here", "makegood playbook validate x", ("one", "…", "two"), {})
    assert outputs.missing(deed, ["one", "and", "two"]) == []
    assert outputs.missing(deed, ["two", "one"]) == ["two"]


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if shown.is_played(b)], ids=_place)
def test_every_playbook_that_is_shown_can_be_played(block: Block, shelf: Shelf) -> None:
    """A case of it, done well and at once, comes to its end; so does one of a playbook with a fragment put in."""
    plan, _ = shown.compiled(block, shelf)
    assert plan is not None
    played = kinds.Played(books_of(plan, shelf)[plan.markets[0]]).play()
    assert played.case.phase == "closed"
    assert not [name for name, task in played.case.tasks.items() if task.purpose in {"stuck", "evaluate"}]


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
    known = {name: (value or "–", settings.PREFIX + name.upper()) for name, value in settings._DEFAULTS.items()}
    tables = dict.fromkeys(("connectors", "allow_private", "partners"), ("–", "–"))
    assert told == {**known, **tables}


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
    case = ROOT / "domain" / "case"
    rooms = (case, case / "surveying", case / "deciding")
    there = {path.name for room in rooms for path in room.glob("*.py")} - {"__init__.py"}
    assert told == there
