"""Risk on the command line: judging by hand, two persons for less, and people who are fit or not."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from activities.journal.sqlite import SqliteJournal
from domain.errors import Unfit
from domain.house.directory import revoke
from makegood.cli.app import run
from tests.support.desks import ask, go_on, opened
from tests.support.lively import LIVELY_MATRIX, LIVELY_POLICY, lively
from tests.support.plans import plan
from workers.assemble import House as Wired
from workers.settings import load

PLAN = lively(plan(ask(form={}, skill={}))).plan
PEOPLE = (
    ("sam", "owner", "2015-01-01", "5"), ("ann", "desk", "2024-02-01", "2"), ("bob", "desk", "2015-01-01", "5"),
    ("kim", "boss", "2015-01-01", "5"),
)  # fmt: skip
RULES = (LIVELY_MATRIX, LIVELY_POLICY)


@pytest.fixture
def case(desk: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case that is high, in a house of four."""
    name = opened(desk, PLAN, {"size": 6, "flag": True}, tiers=RULES)
    for person, role, since, maturity in PEOPLE:
        assert run(["house", "add", person, "--role", role]) == 0
        assert run(["house", "since", person, since]) == 0
        assert run(["house", "maturity", person, maturity, "--evidence", "review 2026"]) == 0
    capsys.readouterr()
    return name


def shown(case: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return where a case stands."""
    capsys.readouterr()
    assert run(["case", "show", case]) == 0
    return capsys.readouterr().out


def test_the_assessment_can_be_read_aloud(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Likelihood, each scale, what makes it worse and how that is known, tier and matrix; in three languages."""
    assert run(["case", "contact", case, "Look at this!", "--channel", "press"]) == 0
    said = shown(case, capsys)
    for part in (
        "  risk      What was weighed: that harm follows is likely; money: major.",
        "  worse by  because (public channel, channel press)",
        "  tier      the scales alone make it high (money); with all of it high; matrix test sha256:",
        "  of use    a remedy is of use until ",
    ):
        assert part in said
    for language, word in (("en", "weighed"), ("id", "ditimbang"), ("vi", "cân nhắc")):
        assert run(["case", "explain", case, "--language", language, "--inward"]) == 0
        assert word in capsys.readouterr().out


def test_up_at_once_and_down_by_two(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Raising holds at once; lowering waits for somebody else, and the page says who wants what."""
    words = ["case", "risk", case, "--why", "they cannot pay the rent", "--modifier", "ruin", "--as", "sam"]
    assert run(words) == 0
    assert "  tier      the scales alone make it high (money); with all of it critical" in shown(case, capsys)
    assert run(["case", "risk", case, "--tier", "routine", "--why", "it was a mistake", "--as", "sam"]) == 0
    assert "SecondAsked" in capsys.readouterr().out
    said = shown(case, capsys)
    assert "critical, working" in said
    assert "  asked     sam wants that it becomes routine: it was a mistake (a second person answers @second#1)" in said
    run(["house", "grant", "sam", "boss"])
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "sam"]) == 8
    assert "sam asked for this" in capsys.readouterr().err
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "kim"]) == 0
    assert "routine, working" in shown(case, capsys)
    assert "by decision it is routine" in shown(case, capsys)
    assert run(["audit", "verify"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--why", "w"], 5, "nothing is said about the risk"),
        (["--why", " ", "--tier", "high"], 5, "the reason is missing"),
        (["--tier", "high"], 2, "--why"),
        (["--why", "w", "--tier", "hihg"], 2, "Did you mean “high”?"),
        (["--why", "w", "--tier", ""], 2, "“” is none of them"),
        (["--why", "w", "--likelihood", "often"], 2, "rare, unlikely, possible, likely, frequent"),
        (["--why", "w", "--level", "safety"], 2, "is none of them"),
        (["--why", "w", "--level", "safe=major"], 2, "Did you mean “safety”?"),
        (["--why", "w", "--level", "safety=9"], 2, "none, minor, moderate, major, severe"),
        (["--why", "w", "--modifier", "famous"], 2, "vulnerable_customer"),
        (["--why", "w", "--tier", "high", "--as", "nobody"], 4, "nobody"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    case: str, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """With what is wrong and what there is; the case is as it was."""
    before = shown(case, capsys)
    assert run(["case", "risk", case, *words]) == code
    assert said in capsys.readouterr().err
    assert shown(case, capsys) == before


def test_who_is_not_fit_hears_who_could(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At claiming and at doing; the page of the task says what its tier asks for."""
    assert run(["task", "show", case, "ring#ask0"]) == 0
    said = capsys.readouterr().out
    assert "takes     1 year of service, as every high case does" in said
    assert "takes     maturity 4 under pressure, as every high case does" in said
    for words in (["claim"], ["do"]):
        assert run(["task", words[0], case, "ring#ask0", "--as", "ann"]) == 8
        told = capsys.readouterr().err
        assert "high cases take maturity 4 under pressure, ann has 2" in told
        assert "It could be done by: bob." in told
    assert run(["task", "do", case, "ring#ask0", "--as", "bob"]) == 0


@pytest.mark.parametrize(
    ("revoked", "remedy"), [("", "It could be done by: bob."), ("bob", "Nobody of the house could")]
)
def test_whoever_is_not_fit_and_asks_again_hears_the_same(case: str, revoked: str, remedy: str) -> None:
    """Under the same id: who could is said as it was said first, whoever could by now; nothing is reported twice."""
    if revoked:
        assert run(["house", "revoke", revoked, "desk"]) == 0
    first, again = asyncio.run(_asked_twice(case))
    assert remedy in first[0]
    assert again == first


async def _asked_twice(case: str) -> list[tuple[str, int]]:
    """Return what ann is told both times, and how many facts the case has then; who works there changes in between."""
    journal, told = SqliteJournal(Path("makegood.db")), list[tuple[str, int]]()
    house = await Wired.of(load({}), journal)
    claim = {"do": "claim-task", "task": "ring#ask0"}
    request = {"case": case, "command": claim, "as": "ann", "user": "root", "command_id": "claim-1"}
    for _ in range(2):
        with pytest.raises(Unfit) as refused:
            await house.service.handle("command", request)
        told.append((str(refused.value), (await house.cases.load(case)).head.seq))
        gone = partial(revoke, person="bob", role="desk", now=house.clock.now(), by="root")
        await house.directories.change(gone, by="root")
    await journal.close()
    return told


def test_where_nobody_fits_the_head_is_asked(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands in the case; the head names somebody of the house, and they may."""
    run(["house", "revoke", "bob", "desk"])
    assert run(["task", "do", case, "ring#ask0", "--as", "ann"]) == 8
    assert "Nobody of the house could: the next head is asked whom to let." in capsys.readouterr().err
    assert run(["case", "events", case, "--json"]) == 0
    found = [each for each in json.loads(capsys.readouterr().out) if each["type"] == "NobodyFits"]
    assert found[0]["body"]["missing"] == ["high cases take maturity 4 under pressure"]
    task = "ring#ask0#staff"
    assert run(["task", "do", case, task, "person=zoe", "why=w", "--as", "kim"]) == 4
    assert "nobody in the house is called “zoe”" in capsys.readouterr().err
    assert run(["task", "do", case, task, "person=ann", "why=I sit beside her", "--as", "kim"]) == 0
    assert run(["task", "do", case, "ring#ask0", "--as", "ann"]) == 0
    assert run(["audit", "verify"]) == 0


def test_where_nobody_is_left_to_agree_somebody_is_named(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All who could report to whoever asked: a head names another one, of whatever role, and never themselves."""
    assert run(["house", "add", "kim", "--reports-to", "sam"]) == 0
    assert run(["case", "risk", case, "--tier", "routine", "--why", "it was a mistake", "--as", "sam"]) == 0
    capsys.readouterr()
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "kim"]) == 8
    said = capsys.readouterr().err
    assert "kim reports to sam, who asked for this" in said
    assert "Nobody of the house could: the next head is asked whom to let." in said
    names = ["task", "do", case, "@second#1#staff", "why=nobody else is here"]
    assert run([*names, "person=kim", "--as", "kim"]) == 8
    assert "kim does not let themselves" in capsys.readouterr().err
    assert run([*names, "person=sam", "--as", "kim"]) == 8
    assert "sam may not do" in capsys.readouterr().err
    assert run([*names, "person=ann", "--as", "kim"]) == 0
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "ann"]) == 0, capsys.readouterr().err
    assert "routine, working" in shown(case, capsys)
    assert run(["audit", "verify"]) == 0


def test_a_case_closes_when_somebody_has_listened(case: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A critical case waits for a person who spoke with the customer; whoever did says so, and it closes."""
    assert run(["case", "risk", case, "--modifier", "ruin", "--why", "w"]) == 0
    assert run(["task", "do", case, "ring#ask0", "--as", "bob"]) == 0
    go_on(desk, PLAN, RULES)
    assert "resolved" in shown(case, capsys)
    assert run(["task", "show", case, "@close#0"]) == 0
    assert "Before closing there must still be: hearing" in capsys.readouterr().out
    assert run(["task", "do", case, "@close#0", "gives=hearing", "--as", "sam"]) == 0
    go_on(desk, PLAN, RULES)
    assert "closed, solved" in shown(case, capsys)


def test_a_certificate_is_recorded_with_its_end(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Until when, by what evidence; the list shows it; an end that lies behind us is refused, and so is nonsense."""
    words = ["house", "certify", "ann", "first-aid", "1", "--until", "2099-01-01T00:00Z", "--evidence", "no. 12"]
    assert run(words) == 0
    assert run(["house", "train", "ann", "hard-talks"]) == 0
    assert run(["house", "list", "--json"]) == 0
    ann = json.loads(capsys.readouterr().out.split("\n", 2)[-1])["ann"]
    assert ann["expires"] == {"first-aid": "2099-01-01T00:00:00.000Z"}
    assert (ann["since"], ann["maturity"], ann["trainings"]) == ("2024-02-01", 2, ["hard-talks"])
    for more, code in (
        (["certify", "ann", "x", "1", "--until", "2001-01-01T00:00Z"], 5), (["maturity", "ann", "7"], 5),
        (["certify", "ann", "x", "1", "--until", "tomorrow"], 2), (["since", "ann", "yesterday"], 2),
        (["since", "ann", "2999-01-01"], 5), (["train", "zoe", "x"], 4), (["maturity", "ann", "calm"], 2),
    ):  # fmt: skip
        assert run(["house", *more]) == code, more
    assert case


def test_the_most_pressing_task_comes_first(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Raised by hand, all open tasks of a case move up the list at once."""
    first = opened(desk, PLAN, {"size": 0, "flag": True}, tiers=RULES)
    capsys.readouterr()
    assert run(["task", "list", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)
    assert (task["tier"], bool(task["useless_after"])) == ("routine", True)
    assert run(["case", "risk", first, "--tier", "critical", "--why", "w"]) == 0
    capsys.readouterr()
    assert run(["task", "list", "--json"]) == 0
    assert {each["tier"] for each in json.loads(capsys.readouterr().out)} == {"critical"}


def test_schemas_of_the_house_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Matrix and policy have theirs, as playbooks and calendars have."""
    for name, title in (("risk-matrix", "Risk matrix"), ("tier-policy", "Tier policy")):
        assert run(["schema", name]) == 0
        assert json.loads(capsys.readouterr().out)["title"] == title
