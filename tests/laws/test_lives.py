"""Generated playbooks, played with generated answers and faults: every law holds, and no life is stuck."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.case import events as e
from domain.case.evolve import fold
from domain.case.state import Case
from domain.case.surveying.by_hand import BY_HAND
from domain.events import Event
from domain.ids import step_of
from tests.support.generated import draw_facts, draw_plan
from tests.support.laws import an_auditor_finds_nothing, every_form_is_the_same, judge
from tests.support.lively import lively
from tests.support.lives import Life
from tests.support.plans import RULES

STATE = TypeAdapter(Case)


def live(seed: int, *, judged: bool = True, turns: bool = False, anew: bool = False, address: bool = True) -> Life:
    """Draw a plan from a seed and play it to its end."""
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    book, judging = lively(plan, contact=RULES), judge if judged else None
    life = Life(book, chance, draw_facts(chance), judging, turns=turns, anew=anew, address=address)
    life.play()
    return life


@settings(max_examples=150, deadline=None)
@example(554)  # put right while what came back was to be given by a person, and nobody had
@example(92_271)  # money came back for which nothing was owed any more, since its decision was made anew
@example(7_417)  # a meal that is owed by two decisions, of which one alone is named by what gives it
@example(5_607)  # a remedy waited for another of the same loss that had come to nothing
@example(3_049)  # what came back was to be gone on without, which takes two: it was asked and taken back without end
@example(80_982)  # a promise was kept in the moment in which its new time was told
@example(81_132)  # what is not owed waited for a look, and paid it would have called off what is owed
@example(70_635)  # a step skipped by hand in a case with a remedy by hand that was granted
@example(50_748)  # held while somebody had time to look at a sign, under which counts what is owed by half
@example(10_885_993)  # a look carried over the begin of a message that had waited for the morning
@example(13_053)  # a case held while a message waited for the morning, and a task behind it rang
@example(555_415)  # a message that bounced and is being taken back is not sent again
@example(15_205)  # claimed by one who may not settle it
@example(20_699)  # an apology instead of an undo, given by hand inside a block that has ended
@example(4_422)  # a message inside a block waited for the morning, and so did one before the block
@example(84)  # a call about an earlier end, noted when the case had been taken up again
@example(83_544)  # withdrawn while a clock stood still: it goes on before the case closes
@example(66)  # a question afterwards did not arrive, was asked by phone, and did not arrive again
@example(544)  # an undo came to nothing, and what is given instead was given before the step ahead was taken back
@example(15_525)  # a part of what was paid was taken back before the case closed
@example(6_716)  # a payment came back and its remedy was skipped, while what is owed beyond it was on its way
@example(6_071)  # closed and taken up again by one command: its promises ended all the same
@example(300)  # a sign was noticed while somebody was asked to grant what counts under it
@example(1_030)  # care came back after it was decided that none is owed
@example(1_036)  # what was to be taken back came back by itself
@example(4_194_305)  # nothing was owed any more by the time that a remedy was denied
@example(456)  # care that is owed is named by one who told a fact that it rests on, so somebody else grants it
@given(st.integers(min_value=0, max_value=2**32))
def test_every_law_holds_in_every_life(seed: int) -> None:
    """Whatever happens, no law breaks and the case comes to its end."""
    life = live(seed)
    assert life.case.phase == "closed"
    every_form_is_the_same(life)
    an_auditor_finds_nothing(life)


@pytest.mark.parametrize("seed", [*range(51), 122, 217, 287, 689, 921, 956, 1117, 1373, 1512, 2199, 2675, 90743])
def test_every_law_holds_whatever_is_open_when_a_case_is_called_off(seed: int) -> None:
    """Called off amid what is asked of money got twice, of signs and of redress, and taken up again: it ends."""
    life = live(seed, turns=True)
    assert life.case.phase == "closed"
    every_form_is_the_same(life)
    an_auditor_finds_nothing(life)


@pytest.mark.parametrize("seed", [*range(40), 74, 300, 367, 782, 7008])
def test_every_law_holds_whoever_the_customer_turns_out_to_be(seed: int) -> None:
    """It is said anew, by one or by two, who they are and where what they get goes: whatever is on its way."""
    life = live(seed, turns=True, anew=True)
    assert life.case.phase == "closed"
    every_form_is_the_same(life)
    an_auditor_finds_nothing(life)


@pytest.mark.parametrize("seed", range(40))
def test_every_law_holds_where_nobody_knows_an_address(seed: int) -> None:
    """No message can be sent to the customer, whatever else happens: people reach them, and it ends."""
    life = live(seed, turns=seed % 2 == 0, anew=seed % 3 == 0, address=False)
    assert life.case.phase == "closed"
    every_form_is_the_same(life)
    an_auditor_finds_nothing(life)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=2**32), st.integers(min_value=0, max_value=10_000))
def test_a_snapshot_anywhere_changes_nothing(seed: int, cut: int) -> None:
    """State written in the middle, read back and carried on is the state that was never written."""
    life = live(seed, judged=False)
    at = cut % (len(life.events) + 1)
    half = fold(Case(id="ca_life"), life.events[:at])
    kept = STATE.validate_json(STATE.dump_json(half))
    assert kept == half
    assert fold(kept, life.events[at:]) == life.case


def test_the_generator_reaches_every_kind_of_end(capsys: pytest.CaptureFixture[str]) -> None:
    """The generated lives see every step kind, every ending, undo and lateness; the counts are printed."""
    kinds: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for seed in range(600):
        chance = Random(seed)
        plan, drawn = draw_plan(chance)
        kinds.update(drawn)
        life = Life(lively(plan, contact=RULES), chance, draw_facts(chance), anew=seed % 2 == 1, turns=seed % 2 == 0)
        life.play()
        seen.update(life.counts)
        seen.update(f"ends {state.status}" for state in life.case.steps.values())
        by_hand = (x for x in life.events if isinstance(x, e.RemedyPaid) and x.method == "by hand")
        seen.update("a step by hand" for each in by_hand if step_of(each.step) != BY_HAND)
    with capsys.disabled():
        print(f"\n  kinds: {dict(kinds.most_common())}\n  seen: {dict(seen.most_common())}")
    wanted = {
        "do",
        "ask",
        "tell",
        "offer",
        "remedy",
        "entitle",
        "wait",
        "choose",
        "together",
        "each",
        "try",
        "undo",
        "pivot",
        "teach",
        "cover",
        "hand_to_sales",
        "run",
        "delegate",
        "self_service",
        "declare",
        "whenever",
    }
    assert all(kinds[kind] >= 20 for kind in wanted)
    assert all(seen[f"ends {end}"] for end in ("done", "refused", "failed", "late", "skipped", "undone"))
    assert seen["a step by hand"] >= 10, "a person gives what the playbook has a person give"
    silent = {"ContactRecorded", "NoteAdded", "DivergenceFound", "UndoFailed", "StepUndoneByHand"}
    missing = {kind.__name__ for kind in Event.__subclasses__() if kind.__module__ == "domain.case.events"}
    missing -= set(seen) | silent
    assert not missing, f"no life saw {sorted(missing)}"
