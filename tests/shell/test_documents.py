"""`makegood document` as a user meets it: handed in, approved, turned down, brought back, retired, stopped, let go."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.folders import ROOT
from tests.support.one_house import publish_alone

LATE = "playbooks/late-flight.yaml"
MORE, FEWER = ("auto_up_to: [500 USD,", "auto_up_to: [700 USD,"), ("auto_up_to: [700 USD,", "auto_up_to: [600 USD,")


@pytest.fixture
def published(house: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a working folder with the shipped house, in force as one person put it there."""
    asyncio.run(publish_alone())
    capsys.readouterr()
    return house


def change(before: str, after: str, file: str = LATE) -> None:
    """Change a document."""
    text = Path(file).read_text(encoding="utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after, 1), encoding="utf-8")


def does(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command of documents; returns what it says on either way."""
    assert run(["document", *words]) == code, words
    said = capsys.readouterr()
    assert (said.out == "") == (code != 0)
    return said.out + said.err


def late(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Return how the playbook of late flights stands."""
    listed = json.loads(does(capsys, "list", "--json"))
    return next(one for one in listed if (one["kind"], one["name"]) == ("playbook", "late-flight"))


def hand_in(capsys: pytest.CaptureFixture[str], who: str = "hendra") -> str:
    """Hand the changed playbook in; returns its version."""
    done = json.loads(does(capsys, "hand-in", LATE, "--why", "more at once", "--as", who, "--json"))
    return str(done["acts"][0]["digest"])


@pytest.mark.usefixtures("published")
def test_a_document_goes_through_two_hands(capsys: pytest.CaptureFixture[str]) -> None:
    """What waits is told with why; its author is refused, another approves, and both stand in the record."""
    before = late(capsys)["in_force"]
    change(*MORE)
    version = hand_in(capsys)
    assert late(capsys)["in_force"] == before
    assert "more at once" in does(capsys, "list", "--waiting")
    assert "700 USD" in does(capsys, "show", "late-flight", "--source")
    assert "that is hendra" in does(capsys, "approve", "late-flight", "--why", "fine", "--as", "hendra", code=8)
    assert "Published" in does(capsys, "approve", "late-flight", "--why", "checked", "--as", "ratna")
    now = late(capsys)
    assert isinstance(now["in_force"], dict)
    assert {k: now["in_force"][k] for k in ("version", "author", "by", "why")} == {
        "version": version, "author": "hendra", "by": "ratna", "why": "checked"
    }  # fmt: skip
    assert now["waiting"] == []
    assert "nothing changed" in does(capsys, "hand-in", LATE, "--why", "again", "--as", "hendra")
    assert "nothing of playbook/late-flight waits" in does(
        capsys, "approve", "late-flight", "--why", "again", "--as", "ratna", code=5
    )
    assert run(["audit", "verify"]) == 0


@pytest.mark.usefixtures("published")
def test_from_then_on_nobody_publishes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """What `detect` and `up` find changed in the folders stays out of force, and is said."""
    change(*MORE)
    hand_in(capsys)
    does(capsys, "approve", "late-flight", "--why", "checked", "--as", "ratna")
    change(*FEWER)
    before = late(capsys)
    asyncio.run(publish_alone())
    assert late(capsys) == before
    assert "playbook/late-flight: HandedIn" in does(capsys, "hand-in", "--why", "all of it", "--as", "ratna")
    assert "is in force, or waits" in does(capsys, "hand-in", "--why", "all of it", "--as", "ratna")


@pytest.mark.usefixtures("house")
def test_a_house_may_ask_for_two_from_the_first_document_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the setting nothing comes into force alone; a value that is neither on nor off is refused with its place."""
    monkeypatch.setenv("MAKEGOOD_TWO_PERSONS", "on")
    asyncio.run(publish_alone())
    assert "There are no documents yet" in does(capsys, "list")
    said = does(capsys, "hand-in", "--why", "the first day", "--as", "hendra")
    assert said.count("HandedIn") == len(json.loads(does(capsys, "list", "--json")))
    monkeypatch.setenv("MAKEGOOD_TWO_PERSONS", "yes")
    assert "neither on nor off" in does(capsys, "hand-in", "--why", "x", "--as", "hendra", code=2)


@pytest.mark.usefixtures("published")
def test_what_waits_for_an_approval_comes_into_force_by_it_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """An engine that starts meanwhile publishes the others; this one is told as left until somebody decides."""
    before = late(capsys)["in_force"]
    change(*MORE)
    hand_in(capsys)
    left = asyncio.run(publish_alone())
    assert left == ["playbook/late-flight"]
    assert late(capsys)["in_force"] == before
    change(*FEWER)  # nor does another version pass by the one that waits
    assert asyncio.run(publish_alone()) == ["playbook/late-flight"]
    does(capsys, "turn-down", "late-flight", "--why", "too much", "--as", "ratna")
    change("auto_up_to: [600 USD,", "auto_up_to: [700 USD,")
    assert asyncio.run(publish_alone()) == ["playbook/late-flight"]  # another said no to this one
    change(*FEWER)
    assert asyncio.run(publish_alone()) == []
    assert late(capsys)["in_force"] != before


@pytest.mark.usefixtures("published")
def test_a_draft_is_not_put_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither handed in from there, nor by naming its folder as that of playbooks."""
    Path("playbooks/drafts").mkdir(exist_ok=True)
    text = Path(LATE).read_text(encoding="utf-8").replace(*MORE)
    Path("playbooks/drafts/late-flight.yaml").write_text(text, encoding="utf-8")
    before = late(capsys)
    said = does(capsys, "hand-in", "playbooks/drafts/late-flight.yaml", "--why", "x", "--as", "hendra", code=2)
    assert "playbooks/drafts/late-flight.yaml: this is a draft" in said
    assert "mv playbooks/drafts/late-flight.yaml playbooks/" in said
    assert run(["up", "--playbooks", "playbooks/drafts"]) == 2
    assert "playbooks/drafts: this is a folder of drafts" in capsys.readouterr().err
    assert late(capsys) == before


@pytest.mark.usefixtures("published")
def test_what_is_illegal_is_neither_handed_in_nor_approved(capsys: pytest.CaptureFixture[str]) -> None:
    """A playbook for critical cases without what the house asks for; also when the house asks for it only by then."""
    text = Path("playbooks/unsafe-food.yaml").read_text(encoding="utf-8")
    begin = text.index("\nfollow_up:")
    end = text.index("\nclose:", begin)
    Path("playbooks/unsafe-food.yaml").write_text(text[:begin] + text[end:], encoding="utf-8")
    said = does(capsys, "hand-in", "playbooks/unsafe-food.yaml", "--why", "shorter", "--as", "hendra", code=3)
    assert "critical-needs" in said
    asks = ("mandatory: [acknowledged_by_person, safety_measure, regulator_question, named_owner, follow_up_call]",
            "mandatory: [named_owner]")  # fmt: skip
    policy = "playbooks/house/tier-policy.yaml"
    change(*asks, file=policy)
    does(capsys, "hand-in", "playbooks/unsafe-food.yaml", "--why", "shorter", "--as", "hendra")
    said = does(capsys, "approve", "unsafe-food", "--why", "fine", "--as", "ratna", code=3)
    assert "critical-needs" in said  # the folder asks for less, what is in force does not
    assert "HandedIn" in does(capsys, "hand-in", policy, "--why", "less", "--as", "hendra")


@pytest.mark.usefixtures("published")
def test_a_message_has_to_be_in_force_before_the_playbook_that_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    """It is handed in, and approved, first."""
    letter = Path("messages/apology.yaml").read_text(encoding="utf-8")
    Path("messages/sorry-again.yaml").write_text(letter.replace("message: apology", "message: sorry-again"))
    change("{tell: apology, gives", "{tell: sorry-again, id: apology, gives")
    for file in (LATE, "messages/sorry-again.yaml"):
        does(capsys, "hand-in", file, "--why", "kinder", "--as", "hendra")
    assert "unknown-message" in does(capsys, "approve", "late-flight", "--why", "x", "--as", "ratna", code=3)
    does(capsys, "approve", "sorry-again", "--why", "x", "--as", "ratna")
    does(capsys, "approve", "late-flight", "--why", "x", "--as", "ratna")


@pytest.mark.usefixtures("published")
def test_an_older_version_comes_back_and_a_planned_one_waits(capsys: pytest.CaptureFixture[str]) -> None:
    """Both as acts of their own, with two persons."""
    first = str(late(capsys)["in_force"]["version"])  # type: ignore[index] # as it is told
    change(*MORE)
    hand_in(capsys)
    does(capsys, "approve", "late-flight", "--why", "x", "--as", "ratna", "--from", "2099-01-01T00:00Z")
    stands = late(capsys)
    assert stands["in_force"]["version"] == first  # type: ignore[index] # as it is told
    assert stands["planned"][0]["since"] == "2099-01-01T00:00:00.000Z"  # type: ignore[index] # as it is told
    change(*FEWER)
    hand_in(capsys)
    does(capsys, "approve", "late-flight", "--why", "x", "--as", "ratna")
    does(capsys, "bring-back", f"late-flight@{first[7:15]}", "--why", "too generous", "--as", "ratna")
    does(capsys, "approve", "late-flight", "--why", "true", "--as", "ratna", code=8)
    does(capsys, "approve", "late-flight", "--why", "true", "--as", "hendra")
    assert late(capsys)["in_force"]["version"] == first  # type: ignore[index] # as it is told
    change("[600 USD,", "[650 USD,")
    version = hand_in(capsys)
    does(capsys, "turn-down", f"late-flight@{version}", "--why", "enough of it", "--as", "ratna")
    assert late(capsys)["waiting"] == []


@pytest.mark.usefixtures("published")
def test_retired_stopped_and_let_go(capsys: pytest.CaptureFixture[str]) -> None:
    """Who may, is; the list says so; the owner stops, and does not let go."""
    assert "its owner, service-owner" in does(capsys, "stop", "late-flight", "--why", "x", "--as", "sari", code=8)
    assert "0 open cases" in does(capsys, "stop", "late-flight", "--why", "it overpays", "--as", "budi")
    assert "it overpays" in does(capsys, "list")
    assert "nothing changed" in does(capsys, "stop", "late-flight", "--why", "x", "--as", "ratna")
    does(capsys, "resume", "late-flight", "--why", "x", "--as", "budi", code=8)
    does(capsys, "resume", "late-flight", "--why", "mended", "--as", "ratna")
    assert "nothing changed" in does(capsys, "resume", "late-flight", "--why", "x", "--as", "ratna")
    does(capsys, "retire", "late-flight", "--why", "sold", "--as", "budi", code=8)
    does(capsys, "retire", "late-flight", "--why", "sold")
    assert "retired" in does(capsys, "list")


OUTAGE = ("case", "open", "arrival-delay", "--customer", "Ana", "--market", "us", "--facts", "facts.json", "--key")
FACTS = {"delay": "5h", "origin": "CGK", "destination": "SGN", "next_flight": "GA1",
         "passengers": [{"id": "p1", "person": {"name": "Ana"}, "fare": "400 USD"}]}  # fmt: skip


@pytest.mark.usefixtures("published")
def test_a_case_says_that_its_playbook_is_stopped_or_was_retired(capsys: pytest.CaptureFixture[str]) -> None:
    """In the list, alone, and in the story; a new failure stands; of a retired playbook it is said who retired it."""
    Path("facts.json").write_text(json.dumps(FACTS), encoding="utf-8")
    assert run([*OUTAGE, "one"]) == 0
    capsys.readouterr()
    run(["case", "list", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert not row["stopped"]
    assert "1 open case" in does(capsys, "stop", "late-flight", "--why", "it overpays", "--as", "budi")
    case = row["case"]
    assert run(["case", "hold", case, "--why", "look"]) == 0  # a look: nobody runs the engine here
    capsys.readouterr()
    for words, says in (
        (["case", "list"], "stopped"), (["case", "show", case], "budi stopped the playbook: it overpays"),
        (["case", "explain", case, "--inward"], "what our plan does by itself was stopped"),
    ):  # fmt: skip
        assert run(words) == 0
        assert says in capsys.readouterr().out
    does(capsys, "resume", "late-flight", "--why", "mended", "--as", "ratna")
    assert run(["case", "free", case, "--why", "looked at"]) == 0
    assert "PlanResumed" in capsys.readouterr().out
    does(capsys, "retire", "late-flight", "--why", "sold", "--as", "ratna")
    assert run([*OUTAGE, "two"]) == 4
    assert "late-flight did until ratna retired it: sold" in capsys.readouterr().err
    assert run(["audit", "verify"]) == 0


@pytest.mark.usefixtures("published")
def test_documents_of_other_kinds_go_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    """A pack, a table of authority and contact rules are checked, handed in by one and approved by another."""
    pack = min((ROOT / "packs").glob("*.yaml"))
    rules = ROOT / "playbooks" / "house" / "contact-rules.yaml"
    change("up_to: [5000 USD", "up_to: [4000 USD", file="playbooks/house/authority.yaml")
    for file in (pack, Path("playbooks/house/authority.yaml"), *([rules] if rules.exists() else [])):
        done = json.loads(does(capsys, "hand-in", str(file), "--why", "new", "--as", "hendra", "--json"))["acts"][0]
        if done["facts"]:
            assert "Published" in does(capsys, "approve", str(done["document"]), "--why", "read", "--as", "ratna")
    kinds = {one["kind"] for one in json.loads(does(capsys, "list", "--json")) if one["in_force"]["author"]}
    assert kinds >= {"pack", "authority"}


NONSENSE = [
    (["hand-in", "nowhere.yaml", "--why", "x", "--as", "ratna"], 4, "cannot be read"),
    (["hand-in", "playbooks", "--why", "x", "--as", "ratna"], 4, "cannot be read"),
    (["hand-in", LATE, "--why", "x", "--as", "nobody"], 4, "nobody in the house is called “nobody”"),
    (["hand-in", LATE, "--why", "x"], 8, "a person has to hand in playbook/late-flight"),
    (["hand-in", LATE], 2, "why"),
    (["hand-in", LATE, "--why", " ", "--as", "ratna"], 5, "the reason is missing"),
    (["hand-in", "playbooks/house/staff.yaml", "--why", "x", "--as", "ratna"], 2, "nothing that is put in force"),
    (["approve", "late-fligth", "--why", "x", "--as", "ratna"], 4, "Did you mean"),
    (["approve", "house", "--why", "x", "--as", "ratna"], 2, "documents are called “house”"),
    (["approve", "late-flight@zzz", "--why", "x", "--as", "ratna"], 5, "waits for an approval"),
    (["approve", "late-flight", "--why", "x", "--from", "soon"], 2, "soon"),
    (["bring-back", "late-flight@zzz", "--why", "x", "--as", "ratna"], 5, "is no version of"),
    (["turn-down", "", "--why", "x", "--as", "ratna"], 4, "there is no document “”"),
    (["retire", "message/apology", "--why", ""], 5, "the reason is missing"),
    (["stop", "message/apology", "--why", "x"], 5, "takes no steps"),
    (["stop", "late-flight@ffff", "--why", "x"], 5, "is no version of"),
    (["show", "tickets"], 4, "there is no document “tickets”"),
    (["show", "late-flight@ffff"], 4, "there is no version"),
    (["list", "more"], 2, "more than this command takes"),
]


@pytest.mark.usefixtures("published")
def test_nonsense_is_refused_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its cause and code; the journal stays as it was."""
    before = does(capsys, "list", "--json")
    for words, code, says in NONSENSE:
        assert says in does(capsys, *words, code=code), words
        assert does(capsys, "list", "--json") == before, words
