"""`makegood playbook validate` as people and other programs call it: formats, exit codes, hostile names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makegood.cli.app import run
from makegood.cli.playbook import FORMATS
from tests.support.corpus import FROZEN
from tests.support.folders import copy_house
from workers.library.shelf import Folders, IllegalDocuments, read_shelf


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the house of the corpus in it, and a playbook that misspells a message."""
    copy_house(tmp_path, FROZEN)
    text = (tmp_path / "playbooks/lost-parcel.yaml").read_text().replace("{tell: what-we-did", "{tell: what-we-dit")
    (tmp_path / "bad, 100%.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(*words: str | Path) -> int:
    """Call the command."""
    return run(["playbook", "validate", *map(str, words)])


@pytest.mark.parametrize("file", ["bad, 100%.yaml", "{folder}/bad, 100%.yaml"])
def test_every_format_tells_the_same(folder: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    """Text, JSON, SARIF and GitHub name the same place; in the last two a file is named from the working folder."""
    named = file.format(folder=folder)
    assert validate(named) == 3
    said = capsys.readouterr()
    assert said.out.startswith(f"{named}:73:12: unknown-message: ")
    assert said.err == "1 finding.\n"
    assert validate(named, "--format", "json") == 3
    found = json.loads(capsys.readouterr().out)["findings"]
    assert next((f["line"], f["column"], f["rule"]) for f in found) == (73, 12, "unknown-message")
    assert validate(named, "--format=sarif") == 3
    result = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "bad%2C%20100%25.yaml"
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (73, 12)
    assert validate(named, "--format", "github") == 3
    assert capsys.readouterr().out.startswith("::error file=bad%2C 100%25.yaml,line=73,col=12,title=unknown-message::")


def test_json_is_format_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json means what it always meant, with and without --format json."""
    assert validate("bad, 100%.yaml", "--json") == 3
    first = capsys.readouterr()
    assert validate("bad, 100%.yaml", "--json", "--format", "json") == 3
    assert capsys.readouterr() == first
    assert not first.err


@pytest.mark.parametrize("chosen", FORMATS)
def test_legal_files(folder: Path, capsys: pytest.CaptureFixture[str], chosen: str) -> None:
    """Where nothing is wrong, the exit code is 0 and a program finds no result."""
    assert validate("playbooks/lost-parcel.yaml", "--format", chosen) == 0
    said = capsys.readouterr()
    assert not said.err
    if chosen in {"json", "sarif"}:
        data = json.loads(said.out)
        assert (data["findings"] if chosen == "json" else data["runs"][0]["results"]) == []
    else:
        assert said.out == ("" if chosen == "github" else "playbooks/lost-parcel.yaml is legal.\n")


@pytest.mark.parametrize("chosen", FORMATS)
def test_warnings_forbid_nothing_unless_they_are_to(
    folder: Path, capsys: pytest.CaptureFixture[str], chosen: str
) -> None:
    """A legal file that looks unwise ends with 0, with --strict with 3, and is told in every format."""
    text = (folder / "playbooks/lost-parcel.yaml").read_text().replace("due: 10h", "due: 60h")
    (folder / "late.yaml").write_text(text)
    assert validate("late.yaml", "--format", chosen) == 0
    said = capsys.readouterr()
    assert validate("late.yaml", "--format", chosen, "--strict") == 3
    strict = capsys.readouterr()
    assert strict.out == said.out
    assert strict.err == said.err + ("--strict lets no warning pass.\n" if said.err else "")
    match chosen:
        case "text":
            assert said.out.startswith("late.yaml:39:10: warning: due-after-promise: ")
            assert said.out.endswith("\nlate.yaml is legal.\n")
            assert said.err == "1 warning.\n"
        case "github":
            assert said.out.startswith("::warning file=late.yaml,line=39,col=10,title=due-after-promise::")
        case "json":
            assert [found["level"] for found in json.loads(said.out)["findings"]] == ["warning"]
        case _:
            assert [found["level"] for found in json.loads(said.out)["runs"][0]["results"]] == ["warning"]


def test_findings_and_warnings_are_counted_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An illegal file beside an unwise one: both are told, and the file that is illegal decides."""
    text = (folder / "playbooks/lost-parcel.yaml").read_text().replace("due: 10h", "due: 60h")
    (folder / "late.yaml").write_text(text)
    assert validate("late.yaml", "bad, 100%.yaml") == 3
    said = capsys.readouterr()
    assert said.err == "1 finding, 1 warning.\n"
    assert "legal" not in said.out


def test_a_playbook_is_checked_with_its_messages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a message that it tells is found in the file of the message, whatever is checked; once."""
    letter = folder / "messages/apology.yaml"
    text = letter.read_text()
    letter.write_text(
        text.replace("{{ house }}", "{{ hose }}", 1).replace("{{ title }} (case", "{{ failure.hours }} (case")
    )
    assert validate("playbooks/lost-parcel.yaml", "messages/apology.yaml") == 3
    said = capsys.readouterr().out
    assert said.count("messages/apology.yaml:19:8: template: There is no placeholder “hose”.") == 1
    assert "unknown-message" not in said
    assert validate("bad, 100%.yaml") == 3
    assert "messages/apology.yaml:19:8: template: " in capsys.readouterr().out
    letter.write_text(text.replace("{{ title }} (case", "{{ failure.hours }} (case"))
    assert validate("messages/apology.yaml") == 0
    assert run(["playbook", "explain", "playbooks/lost-parcel.yaml"]) == 3
    capsys.readouterr()
    assert validate("playbooks/lost-parcel.yaml") == 3
    told = capsys.readouterr().out
    assert "messages/apology.yaml:4:25: template: “lost-parcel” sends this, and has no fact “hours”." in told
    with pytest.raises(IllegalDocuments, match="has no fact “hours”"):
        read_shelf(Folders(folder / "playbooks", folder / "messages", folder / "calendars", folder / "packs")).legal()


def test_a_missing_language_of_a_message_is_told_with_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The playbook says which message lacks a language of its markets, and where to write it."""
    letter = folder / "messages/what-we-did.yaml"
    lines = letter.read_text().splitlines(keepends=True)
    begin = [number for number, line in enumerate(lines) if line.startswith("  vi:")]
    letter.write_text("".join(lines[: begin[0]] + lines[begin[0] + 1 : begin[1]]))
    assert validate("playbooks/lost-parcel.yaml") == 3
    told = capsys.readouterr().out
    assert "playbooks/lost-parcel.yaml:73:12: missing-language: The message “what-we-did” is missing in: vi." in told
    assert "Add vi: … to its subject and its text, in what-we-did.yaml (subject in line 3, text in line 6)." in told


def test_a_path_that_leads_nowhere_is_told_with_what_was_meant(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt file, one without its ending, and a folder where a file is wanted say what to name."""
    for named, meant in (
        ("playbooks/lost-parcle.yaml", "lost-parcel.yaml?"),
        ("playbooks/lost-parcel", "lost-parcel.yaml?"),
    ):
        assert validate(named) == 4
        assert f"→ Did you mean playbooks/{meant}" in capsys.readouterr().err
    assert run(["playbook", "explain", "playbooks"]) == 4
    assert "→ Name one of the files in it." in capsys.readouterr().err


def test_two_new_playbooks_for_one_failure_are_seen_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of two files that are named knows of the other, and neither of an older state of itself."""
    for name in ("one", "two"):
        text = (folder / "playbooks/lost-parcel.yaml").read_text()
        text = text.replace("playbook: lost-parcel", f"playbook: {name}").replace("parcel-lost", "parcel-gone")
        (folder / f"{name}.yaml").write_text(text)
    assert validate("one.yaml", "two.yaml") == 0
    told = capsys.readouterr().out
    assert "one.yaml:11:14: warning: same-failure: “two” is for “parcel-gone” as well" in told
    assert "two.yaml:11:14: warning: same-failure: “one” is for “parcel-gone” as well" in told
    assert validate("playbooks/lost-parcel.yaml", "--strict") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--json", "--format", "sarif"], "--json and --format sarif contradict each other."),
        (["--json", "--format", "text"], "--json and --format text contradict each other."),
        (["--format", "xml"], "“xml” is no format of findings."),
        (["--format", "x\n::error::y"], "“x\\u000a::error::y” is no format of findings."),
    ],
)
def test_contradictions(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    """A format that is none, or two of them, is refused with place and remedy, and nothing is printed."""
    assert validate("bad, 100%.yaml", *words) == 2
    out = capsys.readouterr()
    assert not out.out
    if "--json" in words:
        problem = json.loads(out.err)
        assert (problem["detail"], problem["instance"]) == (said, "--format")
        assert problem["remedy"]
    else:
        assert out.err.startswith(f"makegood: --format: {said}\n  → ")


def test_a_refusal_is_data_with_format_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is problem data with --format json as with --json."""
    for words in (["--format", "json"], ["--format=json"], ["--json"]):
        assert validate("no.yaml", *words) == 4
        out = capsys.readouterr()
        assert not out.out
        assert json.loads(out.err)["exit_code"] == 4


@pytest.mark.parametrize("name", [b"a\n::error file=x::y.yaml", b"sp\xe4t.yaml", b"::stop-commands::x.yaml"])
@pytest.mark.parametrize("chosen", FORMATS)
def test_hostile_names(folder: Path, capsys: pytest.CaptureFixture[str], name: bytes, chosen: str) -> None:
    """A file whose name holds line breaks, commands or no UTF-8 is told of in every format, one line a finding."""
    file = Path(name.decode(errors="surrogateescape"))
    file.write_text("onwer: x\n")
    assert validate(file, "--format", chosen) == 3
    said = capsys.readouterr()
    if chosen in {"json", "sarif"}:
        assert json.loads(said.out)
    elif chosen == "github":
        assert all(line.startswith("::error file=") for line in said.out.splitlines())
    assert not [line for line in said.err.splitlines() if line.lstrip().startswith("::")]
