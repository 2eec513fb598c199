"""People in examples and in the simulated world: they have an answer to whatever anybody may be asked."""

from __future__ import annotations

from typing import get_args

import pytest

from activities.connectors.script import answers
from activities.connectors.world import chances
from domain.case import events as e
from domain.case.evolve import named
from domain.case.state import Task
from domain.playbook.answers import is_a, read_field
from domain.views.briefing import fields
from domain.views.waiting import Waiting
from tests.support.plans import START, book, do, plan

BY_A_FORM = {"ask", "second", "settle", "facts"}
BOOK, CASE = book(plan(do("a"))), named("ca_1")


@pytest.mark.parametrize("purpose", [each for each in get_args(e.TaskPurpose) if each not in BY_A_FORM])
def test_every_decision_is_answered_as_it_asks(purpose: e.TaskPurpose) -> None:
    """With every field that it takes, each a value that fits; what nobody has to say may be left out."""
    task = Task(step="a", purpose=purpose, roles=("owner",), words={"en": "?"}, skill={}, opened_at=START, due=START)
    form = fields(CASE, BOOK, task)
    wait = Waiting("task", "t", "a", ("owner",), {"en": "?"}, START, purpose, fields=form)
    scripted = answers.of_task(None, CASE, wait, None, START)
    texts = chances.decision(7, "ca_1", "t", purpose, applied=False)
    simulated = {name: read_field(name, text, form.get(name)) for name, text in texts.items()}
    for answer in (scripted, simulated):
        assert {name for name, kind in form.items() if not kind.optional} <= answer.keys()
        assert all(is_a(answer[name], kind) for name, kind in form.items() if name in answer)
