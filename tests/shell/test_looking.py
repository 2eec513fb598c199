"""Ways to look at a playbook, as a service manager meets them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from domain.vocabulary import LANGUAGES
from makegood.cli.app import run
from tests.support.pictures import SHIPPED
from tests.support.schemas import FOLDER

LATE = "playbooks/late-flight.yaml"
_WRONG = "playbook: x\n"


def _edited(folder: Path, *edits: tuple[str, str]) -> str:
    """Write a changed copy of a shipped playbook, and return its path."""
    text = Path(LATE).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "late-flight.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ([], "Late flight (late-flight)\n"),
        (["--language", "vi"], "Chuyến bay bị chậm (late-flight)\n"),
        (["--format", "mermaid"], "%% Late flight (late-flight)\nflowchart TD\n"),
        (["--format", "svg", "-l", "id"], '<svg xmlns="http://www.w3.org/2000/svg" width="1200"'),
    ],
)
def test_a_playbook_is_drawn(words: list[str], begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, Mermaid and SVG go to stdout as they are; with --json inside one document."""
    assert run(["playbook", "graph", LATE, *words]) == 0
    drawn = capsys.readouterr().out
    assert drawn.startswith(begins)
    if "svg" in words:
        ET.fromstring(drawn)  # noqa: S314 — ours
    assert run(["playbook", "graph", LATE, *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["picture"] == drawn


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What we promise"), ("id", "Yang kami janjikan"), ("vi", "Chúng tôi hứa gì")]
)
def test_a_playbook_is_told(language: str, heading: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Passages under headings, wrapped to the terminal; as data with --json."""
    assert run(["playbook", "explain", LATE, "-l", language]) == 0
    told = capsys.readouterr().out
    assert f"\n{heading}\n" in told
    assert max(map(len, told.splitlines())) <= 100
    assert run(["playbook", "explain", LATE, "-l", language, "--json"]) == 0
    passages = json.loads(capsys.readouterr().out)["passages"]
    assert [passage["heading"] for passage in passages][2] == heading
    assert passages[3]["lines"][0]["number"] == "1"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("playbook", SHIPPED)
@pytest.mark.parametrize("look", ["explain", "graph"])
def test_whatever_is_shipped_can_be_looked_at(
    look: str, playbook: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every playbook that is shipped is told and drawn in every language."""
    assert run(["playbook", look, f"playbooks/{playbook}.yaml", "--language", language]) == 0
    said = capsys.readouterr()
    assert said.out.strip()
    assert not said.err


def test_differences_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are listed by group, also as data; with and without any the exit code is 0."""
    new = _edited(tmp_path, ("[500 USD,", "[100 USD,"), ("acknowledge: {within: 6h", "acknowledge: {within: 2h"))
    assert run(["playbook", "diff", LATE, LATE]) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"
    assert run(["playbook", "diff", LATE, new]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Promises", "  promise acknowledge: within 2 hours, was 6 hours",
        "Steps", "  refund: approval from 100 USD, was 500 USD", "  voucher: approval from 100 USD, was 500 USD",
    ]  # fmt: skip
    assert run(["playbook", "diff", LATE, new, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["same"], len(found["changes"])) == (False, 3)
    assert found["changes"][1] == {
        "group": "steps", "what": "changed", "subject": "refund", "field": "approval from", "now": "100 USD",
        "was": "500 USD", "said": "refund: approval from 100 USD, was 500 USD",
    }  # fmt: skip


@pytest.mark.parametrize("command", ["graph", "explain", "diff"])
def test_what_cannot_be_looked_at_gets_a_sentence(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, a document of another kind, an illegal playbook, a language nobody speaks."""
    (tmp_path / "wrong.yaml").write_text(_WRONG, encoding="utf-8")
    more = [LATE] if command == "diff" else []
    for file, code, said in (
        ("nowhere.yaml", 4, "cannot be read"), ("messages/apology.yaml", 4, "is no playbook"),
        (str(tmp_path / "wrong.yaml"), 3, "missing-field"),
    ):  # fmt: skip
        assert run(["playbook", command, *more, file]) == code
        printed = capsys.readouterr()
        assert (printed.out, said in printed.err) == ("", True)
    if command != "diff":
        assert run(["playbook", command, LATE, "-l", "fr"]) == 2
        assert "is not spoken here" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["playbook", "calendar"])
def test_a_schema_is_printed_as_it_is_checked_in(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What an editor reads is what the command prints, to the byte."""
    assert run(["schema", kind]) == 0
    assert capsys.readouterr().out == (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
