"""Promises and clocks on the command line: what people do to them, what is shown of them, and what nonsense is told."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import desk_plan, go_on, opened
from tests.support.plans import HOUR, RULES

LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 48)
PROMISES = {
    "acknowledge": p.PromiseOf(within=HOUR, kept_by="hello"),
    "resolve": p.PromiseOf(within=HOUR * 72, kept_by="resolved"),
    "by_law": p.PromiseOf(within=HOUR * 90, kept_by="resolved", source="14 CFR 260.10"),
}
PLAN = desk_plan(p.Tell(id="hello", message="hello", gives=("apology",)), LOOK, promises=PROMISES)
AWAKE = RULES.model_copy(update={"quiet_hours": {}})
"""The rules of the test house, without its quiet hours: these tests run at any time of the day."""


def soon(hours: float) -> str:
    """Return an instant that lies so far ahead."""
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


@pytest.fixture
def case(desk: Path) -> str:
    """Return an open case with three promises, one of them kept by a message."""
    return opened(desk, PLAN, rules=AWAKE)


def shown(case: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is shown of a case."""
    capsys.readouterr()
    assert run(["case", "show", case]) == 0
    return capsys.readouterr().out


def test_a_clock_is_stopped_and_goes_on(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is shown that it stands still and what is left; resumed, it runs; the story tells both."""
    assert run(["case", "stop-clock", case, "resolve", "--why", "the customer is away", "--evidence", "mail"]) == 0
    assert "ClockStopped" in capsys.readouterr().out
    assert "its clock stands still since" in shown(case, capsys)
    assert run(["case", "explain", case]) == 0
    assert "stands still: the customer is away" in capsys.readouterr().out
    assert run(["case", "resume-clock", case, "resolve", "--why", "back"]) == 0
    assert "stands still" not in shown(case, capsys)
    assert run(["audit", "verify"]) == 0


def test_a_new_time_is_told_and_counts(case: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told by hand it counts at once; told by message, when the message is out."""
    assert run(["case", "new-time", case, "resolve", "--until", soon(99), "--why", "parts", "--told", "phone"]) == 0
    assert "PromiseReplaced" in capsys.readouterr().out
    assert run(["case", "new-time", case, "resolve~2", "--until", soon(120), "--why", "strike"]) == 0
    assert "NewTimeSet" in capsys.readouterr().out
    go_on(desk, PLAN)
    told = shown(case, capsys)
    assert "resolve: by" in told
    assert "resolve~3: by" in told
    assert told.count("replaced") == 2
    assert run(["case", "explain", case, "--language", "vi"]) == 0
    assert "Lý do: strike" in capsys.readouterr().out
    assert run(["audit", "verify"]) == 0


def test_a_message_that_bounced_is_seen_to(case: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it kept is open again; somebody reaches the customer, and it is kept after all."""
    assert run(["case", "bounced", case, "hello", "--why", "no such address"]) == 0
    go_on(desk, PLAN)
    told = shown(case, capsys)
    assert "hello: did not arrive" in told
    assert "hello#bounced0" in told
    assert run(["task", "show", case, "hello#bounced0"]) == 0
    assert "reached or resend" in capsys.readouterr().out
    assert run(["house", "add", "sari", "--role", "owner"]) == 0
    assert run(["task", "do", case, "hello#bounced0", "decision=reached", "why=by phone", "--as", "sari"]) == 0
    go_on(desk, PLAN)
    assert "reached otherwise" in shown(case, capsys)
    assert run(["audit", "verify"]) == 0


def test_what_was_said_is_scored(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every promise by playbook and kind, and what an estimate came to; few lines say that they are few."""
    assert run(["case", "estimate", case, soon(1), soon(9), "--basis", "as last week"]) == 0
    capsys.readouterr()
    assert run(["promise", "score"]) == 0
    told = capsys.readouterr().out
    assert "acknowledge" in told
    assert "resolved" in told
    assert "Lines of fewer than 20" in told
    assert run(["promise", "score", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)
    assert {line["kind"]: line["counts"] for line in lines["promises"]}["acknowledge"] == {"kept": 1}
    assert lines["estimates"][0]["counts"] == {"running": 1}
    assert run(["promise", "list", "--broken"]) == 0
    assert "No promise was broken." in capsys.readouterr().out
    assert run(["promise", "list"]) == 0
    assert capsys.readouterr().out.count("running") >= 2


def test_what_is_asked_and_handed_over_lies_in_the_vault(
    case: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question stops the clock until it is answered; a note to the next is read by people alone."""
    assert run(["case", "request", case, "the number of your account", "--until", soon(20)]) == 0
    go_on(desk, PLAN)
    assert "stands still" in shown(case, capsys)
    assert run(["case", "received", case]) == 0
    go_on(desk, PLAN)
    assert "stands still" not in shown(case, capsys)
    assert run(["house", "add", "ann", "--role", "desk"]) == 0
    assert run(["case", "hand-over", case, "ann", "--done", "called thrice", "--left", "the refund"]) == 0
    assert "HandoverWritten" in capsys.readouterr().out
    assert "owner ann" in shown(case, capsys)
    stored = b"".join(row[0] for row in sqlite3.connect(desk).execute("SELECT data FROM events"))
    assert b"thrice" not in stored
    assert b"number of your" not in stored


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["stop-clock", "CASE", "by_law", "--why", "x", "--evidence", "y"], 5, "a clock that the law has started"),
        (["stop-clock", "CASE", "resolve", "--why", "x", "--evidence", " "], 5, "the evidence is missing"),
        (["stop-clock", "CASE", "resolve", "--why", " ", "--evidence", "y"], 5, "the reason is missing"),
        (["stop-clock", "CASE", "moon", "--why", "x", "--evidence", "y"], 5, "nothing called “moon” was promised"),
        (["stop-clock", "CASE", "acknowledge", "--why", "x", "--evidence", "y"], 5, "is kept already"),
        (["stop-clock", "CASE", "a promise", "--why", "x", "--evidence", "y"], 2, "that is no name"),
        (["resume-clock", "CASE", "by_law", "--why", ""], 5, "the reason is missing"),
        (["restate-clock", "CASE", "resolve", "--since", "2099-01-01T00:00:00Z", "--why", "x"], 5, "that has happened"),
        (["restate-clock", "CASE", "resolve", "--since", "yesterday", "--why", "x"], 2, "is not a time"),
        (["new-time", "CASE", "by_law", "--until", "2099-01-01T00:00:00Z", "--why", "x"], 5, "no word of ours"),
        (["new-time", "CASE", "resolve", "--until", "2001-01-01T00:00:00Z", "--why", "x"], 5, "lies ahead"),
        (["new-time", "CASE", "resolve", "--until", "soon", "--why", "x"], 2, "is not a time"),
        (["bounced", "CASE", "look", "--why", "x"], 5, "no message “look” was sent"),
        (["received", "CASE"], 5, "nothing was asked for in this case"),
        (["received", "CASE", "@asked#7"], 5, "nothing called “@asked#7” was asked for"),
        (["request", "CASE", " ", "--until", "2099-01-01T00:00:00Z"], 2, "there are no words"),
        (["request", "CASE", "x", "--until", "2001-01-01T00:00:00Z"], 5, "lies ahead"),
        (["estimate", "CASE"], 5, "fewer than 10 other cases"),
        (["estimate", "CASE", "2099-01-01T00:00:00Z"], 2, "an estimate has two times"),
        (["estimate", "CASE", "2099-01-02T00:00:00Z", "2099-01-01T00:00:00Z", "--basis", "x"], 5, "to a later one"),
        (["estimate", "CASE", "2099-01-01T00:00:00Z", "2099-01-02T00:00:00Z"], 5, "on what the estimate rests"),
        (["hand-over", "CASE", "nobody", "--done", "x", "--left", "y"], 4, "nobody of the house"),
        (["hand-over", "CASE", "an n", "--done", "x", "--left", "y"], 2, "that is no name"),
        (["stop-clock", "ca_none", "resolve", "--why", "x", "--evidence", "y"], 4, "there is no case"),
    ],
)  # fmt: skip
def test_nonsense_changes_nothing(
    case: str, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """Each is refused in a sentence, and nothing is written."""
    assert run(["case", "events", case, "--json"]) == 0
    before = capsys.readouterr().out
    assert run(["case", *[case if word == "CASE" else word for word in words]]) == code
    assert said in capsys.readouterr().err
    assert run(["case", "events", case, "--json"]) == 0
    assert capsys.readouterr().out == before


def test_a_stranger_may_report_a_bounce_and_stop_no_clock(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs tell of letters that came back; clocks are people's."""
    assert run(["house", "add", "gateway", "--role", "service"]) == 0
    assert run(["case", "stop-clock", case, "resolve", "--why", "x", "--evidence", "y", "--as", "gateway"]) == 8
    assert run(["case", "bounced", case, "hello", "--why", "550 unknown", "--as", "gateway"]) == 0
    assert "MessageBounced" in capsys.readouterr().out
