"""The story of a case as the customer is told it: nothing of what is only ours."""

from __future__ import annotations

import pytest

from domain.case import events as e
from domain.case.state import Case
from domain.events import Event
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.plans import START, book, contract, do, plan


def story(*events: Event, language: str = "en") -> str:
    """Tell some facts of a case with two steps, one of which has words."""
    named = contract("taxis.call", says={"en": "call a taxi", "id": "memanggil taksi", "vi": "gọi taxi"})
    steps = (do("lockers.open"), do("taxi", connector=named))
    return "\n".join(explain(Telling(Case(phase="closed"), book(plan(*steps)), events, language)))


def test_whom_we_call_in_after_resolving_is_ours() -> None:
    """Before it is put right, and after it was taken up again, the customer is told; in between not."""
    called = e.Escalated(at=START, rung=1, direction="up", to="boss", why="late")
    resolved = e.Resolved(at=START, summary="done")
    again = e.CaseReopened(at=START, by="engine", why="not content", review_by=START)
    assert story(called, resolved, called, again, called).count("more authority") == 2
    assert "more authority" not in story(resolved, called, called)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_connector_without_words_is_told_plainly(language: str) -> None:
    """No name of a connector, and no broken sentence, reaches the customer in any language."""
    facts = (
        e.StepSucceeded(at=START, step="lockers.open", attempt=1, receipt={}),
        e.StepRefused(at=START, step="lockers.open", attempt=1, why="no"),
        e.OutcomeUnknown(at=START, step="lockers.open", attempt=1, why="silence", look_at=START),
    )
    told = story(*facts, language=language)
    assert "lockers" not in told
    assert told.count("\n") == 2
    named = story(e.StepSucceeded(at=START, step="taxi", attempt=1, receipt={}), language=language)
    assert "tax" in named or "taksi" in named


def test_a_plain_step_reads_as_a_sentence() -> None:
    """In English, word for word."""
    done = e.StepSucceeded(at=START, step="lockers.open", attempt=1, receipt={})
    assert story(done).endswith(": we took a step towards putting it right.")
