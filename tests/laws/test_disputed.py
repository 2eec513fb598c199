"""Who does not agree is not dunned: the playbook that ships stops reminders, and who is right is never dunned again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case.evolve import fold, named
from domain.case.scope import CaseScope
from domain.case.state import Case
from tests.support.letters import examples
from tests.support.risky import SAM, Told

HARMED = c.Actor(person="cu_1", roles=("customer",))
LINH = c.Actor(person="linh", roles=("duty-manager", "service-owner"), maturity=5, since=SAM.since)


def refused() -> Told:
    """Return the example in which it was not twice: the customer was told no, and reminders went on."""
    [played] = [each for each in examples() if "not twice – refused" in each.name]
    case = fold(named("ca_disputed"), played.events)
    assert (case.outcome, case.status("dunning.pause")) == ("refused", "undone")
    return Told(played.book, played.events[-1].at + timedelta(days=1), case, list(played.events))


def rejected() -> Told:
    """Return it where the customer does not agree."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    one.applied()
    return one


def looked_at(finding: str) -> Told:
    """Return it where somebody uninvolved looked at it again."""
    one = rejected()
    [task] = [name for name, each in one.case.tasks.items() if each.purpose == "second-look"]
    one.do(task, LINH, finding=finding, why="the till says so")
    one.tick()
    one.applied()
    return one


def second_look(one: Told) -> object:
    """Return what an expression sees of it."""
    of_case = CaseScope(one.case, one.book).root("case")
    assert isinstance(of_case, dict)
    return of_case["second_look"]


def asked_to_go_on(case: Case) -> bool:
    """Say whether a person is asked to let reminders go on."""
    return any(task.step == "let-reminders-go-on" and task.status == "open" for task in case.tasks.values())


def test_reminders_stop_from_the_word_of_the_customer_on() -> None:
    """Nobody waits for whoever looks at it: it is disputed, so nothing is collected."""
    one = rejected()
    assert second_look(refused()) == "none"
    assert second_look(one) == "open"
    assert one.case.status("stop-again") == "done"


@pytest.mark.parametrize("finding", ["upheld", "partly"])
def test_who_was_right_is_never_dunned_again(finding: str) -> None:
    """However long it takes until it is made good, nothing lets reminders go on, and nobody is asked to."""
    one = looked_at(finding)
    one.tick(timedelta(days=40))
    one.applied()
    assert second_look(one) == "upheld"
    assert one.case.status("stop-again") == "done"
    assert not asked_to_go_on(one.case)


def test_where_the_decision_stands_a_person_lets_reminders_go_on() -> None:
    """It is not done behind the back of who was just told no once more."""
    one = looked_at("not-upheld")
    assert second_look(one) == "stands"
    assert one.case.status("stop-again") == "done"
    assert asked_to_go_on(one.case)


def test_nobody_is_dunned_for_a_charge_that_was_wrong() -> None:
    """Where two of us found that it was charged twice, reminders about it stay stopped when the case has ended."""
    found = 0
    for played in examples():
        case = fold(named("ca_wrong"), played.events)
        answers = [task.answer for task in case.tasks.values() if task.step == "was-it-twice" and task.status == "done"]
        if len(answers) >= 2 and all(answer.get("twice") for answer in answers):
            assert case.status("dunning.pause") == "done", played.name
            found += 1
    assert found >= 5
