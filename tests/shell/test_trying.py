"""Trying playbooks as a user meets it: `playbook test`, `playbook simulate`, `playbook new`."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from string import Formatter

import pytest

from domain.playbook.sketch_words import REMARKS
from domain.vocabulary import LANGUAGES
from makegood.cli.app import run
from tests.support.feeds import ROOT
from workers.library.shelf import Folders, read_shelf

PLAYBOOKS = ROOT / "playbooks"
HERE = Folders(Path("playbooks"), Path("messages"), Path("calendars"))
SHIPPED = ("hotel-overbooking", "late-flight", "lost-parcel")


def edit(path: Path, old: str, new: str) -> None:
    """Exchange a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_examples_for_another_name_are_found_out(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that bears the name of the playbook and says another is told, not asked for."""
    edit(house / "playbooks" / "examples" / "late-flight.yaml", "examples: late-flight", "examples: late-flihgt")
    assert run(["playbook", "test", "playbooks/late-flight.yaml"]) == 4
    said = capsys.readouterr().err
    assert "playbooks/examples/late-flight.yaml is for “late-flihgt”: write examples: late-flight there." in said


def test_a_bare_name_is_found_in_its_folder(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who names a playbook as others call it gets the file that was meant."""
    for command in ("test", "validate", "explain"):
        assert run(["playbook", command, "late-flight"]) == 4
        assert "→ Did you mean playbooks/late-flight.yaml?" in capsys.readouterr().err


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
    edit(house / "playbooks" / "lost-parcel.yaml", "auto_up_to: [200 USD,", "auto_up_to: [20 USD,")
    assert run(["playbook", "test", "playbooks/lost-parcel.yaml"]) == 0, "nothing is said about the tasks of that way"
    edit(house / "playbooks" / "lost-parcel.yaml", "auto_up_to: [200 USD,", "auto_up_to: [20 USD,")
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
    edit(house / "playbooks" / "late-flight.yaml", VOUCHER, NEVER)
    assert run(["playbook", "simulate", "playbooks/late-flight.yaml", "--cases", "150"]) == 0
    out, err = capsys.readouterr()
    assert "branches: choose-3 going way 3" in out
    assert "steps: the step voucher" in out
    assert "half within" in out
    assert "the loop has 10 rounds and may have 9" in out
    assert "are not for this playbook" in out
    assert "cases a second" in err


VOUCHER = (
    'chosen("way-forward") == "voucher" or '
    '(outcome("call-the-customer") == "done" and answer("call-the-customer").wants == "voucher")'
)
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
@pytest.mark.parametrize("market", ["us", "gb", "de", "id", "vn", "be", "us,id,vn", "us,gb,de,be"])
def test_a_new_playbook_is_legal_and_its_examples_hold(
    house: Path, capsys: pytest.CaptureFixture[str], market: str
) -> None:
    """What is written passes `validate --strict` and `test` as it stands, and is never written over."""
    assert run(["playbook", "new", "lost-bag", "--market", market, "--yes"]) == 0
    assert "playbooks/drafts/lost-bag.yaml is written" in capsys.readouterr().out
    files = ["playbooks/drafts/lost-bag.yaml", "playbooks/drafts/examples/lost-bag.yaml"]
    assert run(["playbook", "validate", "--strict", *files]) == 0
    assert run(["playbook", "test", files[0]]) == 0
    assert run(["playbook", "simulate", files[0], "--cases", "20"]) == 0
    before = (house / files[0]).read_bytes()
    assert run(["playbook", "new", "lost-bag", "--yes"]) == 5
    assert "is there already" in capsys.readouterr().err
    assert (house / files[0]).read_bytes() == before


@pytest.mark.parametrize(
    ("market", "parts"),
    [
        ("us", ["amount: 20 USD", "5 working days}    # counted by us-2025-2027", "what a failure must tell"]),
        ("gb", ["amount: 20 GBP", "counted by gb-eng-2025-2027"]),
        ("de", ["amount: 20 EUR", "counted by de-be-2025-2027", "all words below are there in: en"]),
        ("id", ["amount: 300000 IDR", "dihitung menurut id-2025-2027", "Periksa dan perbaiki", "apa yang dijanjikan"]),
        ("vn", ["auto_up_to: [500000 VND]", "tính theo vn-2025-2027", "Kiểm tra và khắc phục", "điều hứa với khách"]),
        ("be", ["amount: 20 EUR", "resolve: {within: 120h}"]),
        (
            "us,vn",
            ["{when: 'case.market == \"us\"', is: 20 USD}, {else: 500000 VND}", "auto_up_to: [20 USD, 500000 VND]"],
        ),
        ("de,be,gb", ['{when: \'case.market in ["de", "be"]\', is: 20 EUR}, {else: 20 GBP}']),
    ],
)
def test_a_new_playbook_is_at_home_in_its_market(house: Path, market: str, parts: list[str]) -> None:
    """Remarks and words are in the customers' language, money in theirs, and days are counted by their calendar."""
    assert run(["playbook", "new", "lost-bag", "--market", market, "--yes"]) == 0
    text = (house / "playbooks/drafts/lost-bag.yaml").read_text(encoding="utf-8")
    for part in parts:
        assert part in text
    if market in {"id", "vn"}:
        remarks = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
        assert not [remark for remark in remarks if {"the", "what", "is", "for"} & set(remark.split())]


def test_every_remark_is_there_in_every_language() -> None:
    """No language lacks a remark, and all of them leave the same places open."""
    for about, words in REMARKS.items():
        assert set(words) == set(LANGUAGES), about
        places = {
            language: sorted(name for _, name, _, _ in Formatter().parse(text) if name)
            for language, text in words.items()
        }
        assert len(set(map(tuple, places.values()))) == 1, about


# --- drafts ----------------------------------------------------------------------------------------------------------
def test_drafts_are_read_when_they_are_named_and_never_published(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command that looks at a playbook looks at a draft; the shelf that is published holds none, legal or not."""
    before = [(draft.kind, draft.name) for draft in read_shelf(HERE).legal().drafts]
    assert run(["playbook", "new", "lost-bag", "--market", "us", "--yes"]) == 0
    draft = "playbooks/drafts/lost-bag.yaml"
    for words in (["validate"], ["test"], ["simulate", "--cases", "5"], ["explain"], ["graph"], ["diff", draft]):
        assert run(["playbook", words[0], draft, *words[1:]]) == 0, words
    (house / "playbooks/drafts/broken.yaml").write_text("playbook: broken\n")
    assert run(["playbook", "validate", "playbooks/drafts"]) == 3
    assert [(each.kind, each.name) for each in read_shelf(HERE).legal().drafts] == before
    capsys.readouterr()
    assert run(["playbook", "test", "--json"]) == 0
    assert "lost-bag" not in capsys.readouterr().out
    assert run(["playbook", "test", "playbooks/drafts"]) == 0
    said = capsys.readouterr()
    assert "playbooks/drafts/examples/lost-bag.yaml" in said.out
    assert "broken has no examples." in said.err
    assert run(["playbook", "test", "messages/apology.yaml"]) == 4
    assert "messages/apology.yaml is neither a playbook nor examples of one." in capsys.readouterr().err


def test_a_draft_of_what_is_published_stands_for_it(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The next state of a playbook may lie in drafts/ under its name: its own examples are played with it."""
    drafts = house / "playbooks/drafts"
    (drafts / "examples").mkdir(parents=True)
    text = (house / "playbooks/lost-parcel.yaml").read_text().replace("auto_up_to: [200 USD,", "auto_up_to: [1 USD,")
    (drafts / "lost-parcel.yaml").write_text(text)
    shutil.copy(house / "playbooks/examples/lost-parcel.yaml", drafts / "examples")
    assert run(["playbook", "validate", "--strict", "playbooks/drafts/lost-parcel.yaml"]) == 0
    for named in ("lost-parcel.yaml", "examples/lost-parcel.yaml"):
        assert run(["playbook", "test", f"playbooks/drafts/{named}"]) == 1, named
    assert run(["playbook", "test", "playbooks/lost-parcel.yaml"]) == 0
    capsys.readouterr()
    assert run(["playbook", "diff", "playbooks/lost-parcel.yaml", "playbooks/drafts/lost-parcel.yaml"]) == 0
    assert "approval from 1 USD, was 200 USD" in capsys.readouterr().out


def test_drafts_run_each_other(house: Path) -> None:
    """A draft that runs another draft is legal while both are drafts."""
    assert run(["playbook", "new", "lost-bag", "--market", "us", "--yes"]) == 0
    first = house / "playbooks/drafts/lost-bag.yaml"
    text = (
        first.read_text()
        .replace("playbook: lost-bag", "playbook: found-bag")
        .replace("failure: lost", "failure: found")
    )
    steps = (
        "steps:\n  - {run: lost-bag, with: {what: =failure.what}}\n  - {tell: apology, gives: [apology, explanation]}\n"
    )
    (first.parent / "found-bag.yaml").write_text(text.partition("steps:\n")[0] + steps)
    assert run(["playbook", "validate", "playbooks/drafts/found-bag.yaml"]) == 0


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
    assert run(["playbook", "test", written["playbook"]]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--market", "fr"], 2, "“fr” is no market of the house."),
        (["--acknowledge", "soon"], 2, "“soon” is not a duration"),
        (["lost bag"], 2, "“lost bag” is no name."),
        (["late-flight"], 5, "late-flight.yaml is called late-flight already"),
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
             "Find: the bag, “soon”", "much", "30 USD", "450000 IDR", "none"]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    assert run(["playbook", "new"]) == 0
    asked = capsys.readouterr().err
    assert "What is the playbook called? [new-playbook]" in asked
    assert "“fr” is no market of the house." in asked
    assert asked.count("In which markets?") == 2
    assert "“budi” is a role that nobody has." in asked
    text = (house / "playbooks" / "drafts" / "lost-bag.yaml").read_text(encoding="utf-8")
    for part in (
        "failure: lost-bag",
        "markets: [us, id]",
        "within: 2h",
        "owner: duty-manager",
        "of: tracing",
        "auto_up_to: [30 USD, 450000 IDR]",
    ):
        assert part in text
    assert 'en: "Find: the bag, “soon”"' in text
    assert "explanation" not in text
    assert run(["playbook", "test", "playbooks/drafts/lost-bag.yaml"]) == 0


def test_answers_that_end_write_nothing(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever leaves in the middle leaves nothing behind."""
    monkeypatch.setattr(sys, "stdin", Terminal("lost-bag\n"))
    assert run(["playbook", "new"]) == 2
    assert "the answers ended" in capsys.readouterr().err
    assert not (house / "playbooks" / "drafts").exists()
