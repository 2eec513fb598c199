"""Trying playbooks as a user meets it: `playbook test`, `playbook simulate`, `playbook new`."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.feeds import ROOT

PLAYBOOKS = ROOT / "playbooks"
SHIPPED = ("hotel-overbooking", "late-flight", "lost-parcel")


def edit(path: Path, old: str, new: str) -> None:
    """Exchange a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- test ------------------------------------------------------------------------------------------------------------
def test_the_shipped_examples_come_as_expected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every shipped playbook has examples, all come as expected; those of three show all that these can do."""
    monkeypatch.chdir(ROOT)
    assert run(["playbook", "test", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["playbook"] for each in found["files"]] == sorted(file.stem for file in PLAYBOOKS.glob("*.yaml"))
    for each in found["files"]:
        assert len(each["examples"]) >= (5 if each["playbook"] in SHIPPED else 2)
        assert each["never"] == [] or each["playbook"] not in SHIPPED
    assert found["without_examples"] == []
    assert run(["playbook", "test", "playbooks/late-flight.yaml"]) == 0
    out, err = capsys.readouterr()
    assert "✓ a refund that is denied" in out
    assert "all as expected" in err


def test_a_failing_example_tells_what_came_and_why(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference is told as expected, came, when, why; the exit code is 1."""
    file = house / "playbooks" / "examples" / "late-flight.yaml"
    edit(file, "seats.hold: done, tickets.reissue: done", "seats.hold: undone, tickets.reissue: done")
    assert run(["playbook", "test", str(file), "--utc"]) == 1
    out, err = capsys.readouterr()
    assert "✗ the next flight, held and reissued" in out
    assert "late-flight.yaml:" in out
    for part in ("expected  undone", "came      done", "when      2026-03-02 17:00:00 UTC", 'chosen("way-forward") ='):
        assert part in out
    assert "1 otherwise than expected" in err
    assert run(["playbook", "test", str(file), "--json"]) == 1
    first = json.loads(capsys.readouterr().out)["files"][0]["examples"][0]
    assert first["as_expected"] is False
    assert first["differences"][0]["expected"] == "undone"


def test_a_changed_playbook_fails_its_examples(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit of authority that was lowered is met by the examples beside the playbook."""
    edit(house / "playbooks" / "lost-parcel.yaml", "auto_up_to: [200 USD]", "auto_up_to: [20 USD]")
    assert run(["playbook", "test", "playbooks/lost-parcel.yaml"]) == 0, "nothing is said about the tasks of that way"
    edit(house / "playbooks" / "lost-parcel.yaml", "auto_up_to: [200 USD]", "auto_up_to: [20 USD]")
    assert run(["playbook", "test", "playbooks/lost-parcel.yaml"]) == 1
    assert "search-the-depots, approve refund" in " ".join(capsys.readouterr().out.split())


def test_findings_are_listed_and_the_rest_is_played(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An illegal file ends with 3 and its findings; legal ones beside it are played all the same."""
    edit(house / "playbooks" / "examples" / "lost-parcel.yaml", "choose: reship", "choose: rship")
    edit(house / "playbooks" / "hotel-overbooking.yaml", "language: 1", "language: 7")
    assert run(["playbook", "test"]) == 3
    out, err = capsys.readouterr()
    assert "unknown-choice" in out
    assert "Did you mean “reship”?" in out
    assert "hotel-overbooking.yaml:5:11: not-yet" in out
    assert "“hotel-overbooking” is illegal itself" in out
    assert "✓ the next flight" in out
    assert "3 findings" in err
    assert run(["playbook", "validate", "playbooks/examples/lost-parcel.yaml"]) == 3
    assert "unknown-choice" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["playbook", "test", "no.yaml"], "no.yaml cannot be read"),
        (["playbook", "test", "--playbooks", "messages"], "there are no examples in messages/examples"),
        (["playbook", "test", "alone.yaml"], "alone.yaml has no examples"),
    ],
)
def test_without_examples_it_is_said_what_to_do(
    house: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """Nothing to play is no success."""
    shutil.copy(house / "playbooks" / "late-flight.yaml", house / "alone.yaml")
    assert run(words) == 4
    assert said in capsys.readouterr().err


def test_a_playbook_without_examples_is_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tested is what has examples; what has none is said."""
    (house / "playbooks" / "examples" / "late-flight.yaml").unlink()
    assert run(["playbook", "test"]) == 0
    assert "late-flight has no examples." in capsys.readouterr().err


# --- simulate --------------------------------------------------------------------------------------------------------
def test_simulating_says_what_is_never_seen(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A way that no situation takes is named; so is what got stuck and why."""
    edit(house / "playbooks" / "late-flight.yaml", 'chosen("way-forward") == "voucher"', NEVER)
    assert run(["playbook", "simulate", "playbooks/late-flight.yaml", "--cases", "150"]) == 0
    out, err = capsys.readouterr()
    assert "branches: choose-1 going way 3" in out
    assert "steps: the step voucher" in out
    assert "half within" in out
    assert "the loop has 10 rounds and may have 9" in out
    assert "are not for this playbook" in out
    assert "cases a second" in err


NEVER = 'chosen("way-forward") == "voucher" and failure.delay < duration("3h")'


def test_simulating_for_programs(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed gives the same document, whatever the time it took."""
    documents = []
    for _ in range(2):
        assert run(["playbook", "simulate", "playbooks/lost-parcel.yaml", "--cases", "60", "--json"]) == 0
        documents.append(json.loads(capsys.readouterr().out))
    for found in documents:
        assert found.pop("cpu_seconds") > 0
    assert documents[0] == documents[1]
    found = documents[0]
    assert found["took_ms"]["closed"]["p50"] <= found["took_ms"]["closed"]["p90"] <= found["took_ms"]["closed"]["max"]
    assert found["promises_by_name"]["acknowledge"]["kept"] == 60
    assert {each["sort"] for each in found["seen"]} >= {"step", "branch", "choice", "decision", "refusal", "undo"}
    assert found["cost"]["USD"]["cases"] > 0


# --- new -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("market", ["us", "vn", "us,id,vn"])
def test_a_new_playbook_is_legal_and_its_examples_hold(
    house: Path, capsys: pytest.CaptureFixture[str], market: str
) -> None:
    """What is written passes `validate` and `test` as it stands, and is never written over."""
    assert run(["playbook", "new", "lost-bag", "--market", market, "--yes"]) == 0
    assert "playbooks/lost-bag.yaml is written" in capsys.readouterr().out
    files = ["playbooks/lost-bag.yaml", "playbooks/examples/lost-bag.yaml"]
    assert run(["playbook", "validate", *files]) == 0
    assert run(["playbook", "test", files[0]]) == 0
    assert run(["playbook", "simulate", files[0], "--cases", "20"]) == 0
    before = (house / files[0]).read_bytes()
    assert run(["playbook", "new", "lost-bag", "--yes"]) == 5
    assert "is there already" in capsys.readouterr().err
    assert (house / files[0]).read_bytes() == before


def test_a_poor_house_gets_a_playbook_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without messages, connectors, staff and calendars a person settles it; without markets it is said what to do."""
    monkeypatch.chdir(tmp_path)
    assert run(["playbook", "new", "--yes"]) == 4
    assert "house has no markets" in capsys.readouterr().err
    poor = tmp_path / "playbooks" / "house"
    poor.mkdir(parents=True)
    for name in ("risk-matrix.yaml", "tier-policy.yaml"):
        shutil.copy(ROOT / "playbooks" / "house" / name, poor / name)
    (poor / "markets.yaml").write_text("markets: {us: {language: en}}\n")
    assert run(["playbook", "new", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert run(["playbook", "validate", written["playbook"], written["examples"]]) == 0
    assert run(["playbook", "test"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--market", "fr"], 2, "“fr” is no market of the house."),
        (["--acknowledge", "soon"], 2, "“soon” is not a duration"),
        (["lost bag"], 2, "“lost bag” is no name."),
        (["late-flight"], 5, "late-flight.yaml is there already"),
        (["12"], 3, "wrong-type"),
    ],
)
def test_nonsense_is_refused_and_nothing_written(
    house: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """An answer that cannot be is refused with what can be; no file is left behind."""
    before = sorted(house.rglob("*.yaml"))
    assert run(["playbook", "new", *words, "--yes"]) == code
    assert said in capsys.readouterr().err
    assert sorted(house.rglob("*.yaml")) == before


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True


def test_it_asks_on_a_terminal(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One question after the other, each with what is proposed; nonsense is asked again."""
    typed = ["lost-bag", "", "us, fr", "us, id", "budi", "duty-manager", "soon", "2h", "apology", "tracing",
             "Find: the bag, “soon”", "much", "30 USD", "none"]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    assert run(["playbook", "new"]) == 0
    asked = capsys.readouterr().err
    assert "What is the playbook called? [new-playbook]" in asked
    assert "“fr” is no market of the house." in asked
    assert asked.count("In which markets?") == 2
    assert "“budi” is a role that nobody has." in asked
    text = (house / "playbooks" / "lost-bag.yaml").read_text(encoding="utf-8")
    for part in (
        "failure: lost-bag",
        "markets: [us, id]",
        "within: 2h",
        "owner: duty-manager",
        "of: tracing",
        "30.00 USD",
    ):
        assert part in text
    assert 'en: "Find: the bag, “soon”"' in text
    assert "explanation" not in text
    assert run(["playbook", "test", "playbooks/lost-bag.yaml"]) == 0


def test_answers_that_end_write_nothing(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever leaves in the middle leaves nothing behind."""
    monkeypatch.setattr(sys, "stdin", Terminal("lost-bag\n"))
    assert run(["playbook", "new"]) == 2
    assert "the answers ended" in capsys.readouterr().err
    assert not (house / "playbooks" / "lost-bag.yaml").exists()
