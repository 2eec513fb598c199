"""What was said and what happened: early, late, never; and how little few cases say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.playbook import plan as p
from domain.views.scores import FEW, LEAST_HISTORY, Score, board, projected, rank, scores
from tests.support.plans import HOUR, START, book, plan
from tests.support.timed import Timed

LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 500)
HELLO = p.Tell(id="hello", message="hello")


def of(case: Timed) -> dict[str, tuple[str, timedelta | None]]:
    """Return what became of everything that was said in a case, and by how much."""
    return {score.name: (score.became, score.off) for score in scores(case.case, case.book)}


def test_early_late_replaced_and_running() -> None:
    """Kept is early by what was left; broken is late by when it came in the end."""
    promises = {
        "acknowledge": p.PromiseOf(within=HOUR * 4, kept_by="hello"),
        "resolve": p.PromiseOf(within=HOUR * 30, kept_by="resolved"),
        "done": p.PromiseOf(within=HOUR * 90, kept_by="resolved"),
    }
    case = Timed(book(plan(HELLO, LOOK, promises=promises))).open()
    case.do(c.GiveEstimate, earliest=START + timedelta(hours=1), latest=START + timedelta(hours=50), basis="x")
    case.do(c.ReplacePromise, promise="done", due=START + timedelta(hours=99), why="x", told="phone")
    assert of(case) == {
        "acknowledge": ("kept", timedelta(hours=-4)), "resolve": ("running", None), "done": ("replaced", None),
        "done~2": ("running", None), "resolved#1": ("running", None),
    }  # fmt: skip
    case.until(START + timedelta(hours=60))
    assert of(case)["resolve"] == ("broken", None)
    assert of(case)["resolved#1"] == ("late", None)
    case.do(c.CompleteTask, task="look#ask0", answer={})
    assert of(case)["resolve"] == ("broken", timedelta(hours=30))
    assert of(case)["done~2"] == ("kept", timedelta(hours=-39))
    assert of(case)["resolved#1"] == ("late", timedelta(hours=10))


def test_a_silence_that_was_broken_is_late_by_the_next_word() -> None:
    """Written an hour late, it was broken for an hour."""
    promises = {"informed": p.PromiseOf(within=HOUR * 24, kept_by="", tell="news")}
    case = Timed(book(plan(LOOK, promises=promises))).open()
    case.do(c.HoldCase, why="a flood", review_at=START + timedelta(hours=90))
    case.until(START + timedelta(hours=25)).do(c.FreeCase, why="it is over")
    case.do(c.RecordContact, direction="out", channel="phone", text="sealed")
    assert of(case)["informed"] == ("broken", timedelta(hours=1))


def _score(off: timedelta | None, became: str = "broken", kind: str = "resolve") -> Score:
    return Score("ca", "p", kind, kind, became, START, off)  # type: ignore[arg-type] # one of the words


def test_a_board_has_a_line_for_each_kind_and_says_what_it_can() -> None:
    """Half can be told of one; one of twenty of twenty. Promises come before estimates."""
    found = [_score(timedelta(hours=n)) for n in range(1, FEW)]
    found += [_score(None, "running"), _score(timedelta(0), "within", "estimate of resolved")]
    first, second = board(found)
    assert (first.kind, first.count("broken"), first.over, second.kind) == ("resolve", 19, 19, "estimate of resolved")
    assert rank(first.late, 50) == timedelta(hours=10)
    assert rank(first.late, 95) is None
    first.add(_score(timedelta(hours=FEW)))
    assert rank(first.late, 95) == timedelta(hours=19)
    assert rank([], 50) is None


@given(st.lists(st.integers(1, 10_000), max_size=60), st.integers(0, 12_000))
def test_a_projection_holds_eight_of_ten_of_those_that_lasted_as_long(took: list[int], lasted: int) -> None:
    """It lies ahead, and of too few nothing is said."""
    opened = datetime(2026, 3, 2, 9, tzinfo=UTC)
    now = opened + timedelta(minutes=lasted)
    longer = [timedelta(minutes=each) for each in took if each > lasted]
    found = projected(opened, now, [timedelta(minutes=each) for each in took])
    assert (found is None) == (len(longer) < LEAST_HISTORY)
    if found is not None:
        earliest, latest, count = found
        assert now < earliest <= latest
        inside = sum(earliest <= opened + each <= latest for each in longer)
        assert count == len(longer)
        assert inside * 10 >= count * 8
