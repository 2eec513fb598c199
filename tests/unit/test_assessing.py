"""Risk judged at opening, anew with what is told, and by hand; what a higher tier brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case import events as e
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.legal import illegal
from domain.ids import ENGINE
from domain.playbook.matrix import compile_risk_matrix
from domain.risk import LEVELS, LIKELIHOODS, MODIFIERS, SCALES, TIERS, Scale
from domain.vocabulary import Level, Likelihood, Tier
from tests.support.lively import LIVELY_MATRIX
from tests.support.plans import do
from tests.support.risky import KIM, LOW, SAM, Told, told
from tests.unit.test_playbook_house import matrix as written


def tier(one: Told) -> Tier:
    """Return the tier a case is in now."""
    return one.case.tier


def last(one: Told, kind: type[Event]) -> Event:
    """Return the last fact of a kind."""
    return next(event for event in reversed(one.events) if isinstance(event, kind))


def plain(levels: Mapping[Scale, Level]) -> dict[str, Level]:
    """Return levels by the plain names of their scales."""
    return {str(scale): level for scale, level in levels.items()}


# --- Laws of the matrix ----------------------------------------------------------------------------------------------
_levels = st.dictionaries(st.sampled_from(SCALES), st.sampled_from(LEVELS))
_modifiers = st.frozensets(st.sampled_from(MODIFIERS))


@given(st.sampled_from(LIKELIHOODS), _levels, _modifiers, st.data())
def test_worse_never_makes_a_lower_tier(
    likelihood: Likelihood, levels: dict[Scale, Level], modifiers: frozenset[str], data: st.DataObject
) -> None:
    """Likelier, worse on any scale, or more that makes it worse: the tier is the same or higher."""
    compiled, _ = compile_risk_matrix(
        written("ruin: {at_least: critical, why: {en: w}}", "regulator: {at_least: high, why: {en: w}}",
                "public_channel: {raises: 1, why: {en: w}}", "repeat_failure: {raises: 2, why: {en: w}}"), "f",
    )  # fmt: skip
    assert compiled is not None
    likelier = data.draw(st.sampled_from(LIKELIHOODS[LIKELIHOODS.index(likelihood) :]))
    worse: dict[Scale, Level] = {
        s: data.draw(st.sampled_from(LEVELS[LEVELS.index(level) :])) for s, level in levels.items()
    }
    worse |= data.draw(_levels.filter(lambda more: not more.keys() & levels.keys()))
    more = modifiers | data.draw(_modifiers)
    for matrix in (compiled, LIVELY_MATRIX):
        before = matrix.tier(likelihood, plain(levels), modifiers)
        assert TIERS.index(matrix.tier(likelier, plain(worse), more)) >= TIERS.index(before)


@given(st.sampled_from(LIKELIHOODS), _levels, _modifiers)
def test_only_scales_and_ruin_make_critical(
    likelihood: Likelihood, levels: dict[Scale, Level], modifiers: frozenset[str]
) -> None:
    """Noise raises up to high; beyond that only what is at stake, or a line that says critical."""
    judged = LIVELY_MATRIX.judge(likelihood, plain(levels), modifiers)
    if judged.tier == "critical":
        assert judged.scales_alone == "critical" or "ruin" in modifiers


# --- At opening ------------------------------------------------------------------------------------------------------
def test_a_case_is_judged_with_all_that_is_known() -> None:
    """Levels and modifiers by the playbook, channels by the record; the fact names matrix, assessor and inputs."""
    one = told(size=7, channel="press")
    fact = last(one, e.RiskAssessed)
    assert isinstance(fact, e.RiskAssessed)
    assert fact.consequence == {"money": "major"}
    assert fact.modifiers == {"public_channel": "channel press", "vulnerable_customer": "playbook"}
    assert (fact.tier, fact.matrix, fact.assessor) == ("high", "sha256:matrix", ENGINE)
    assert fact.inputs == {"failure.size": 7, "failure.flag": True, "case.opened_at": one.now}
    assert one.case.useless_after == one.now + timedelta(hours=30)


# --- Anew ------------------------------------------------------------------------------------------------------------
def test_what_gets_worse_raises_at_once() -> None:
    """New facts, a channel that others read, one message too many: each raises the tier in the same command."""
    one = told(size=0)
    _, judged, *_ = one.change(size=4)
    assert isinstance(judged, e.RiskReassessed)
    assert (judged.was, judged.tier, judged.why, judged.assessor) == ("routine", "elevated", "it grew", ENGINE)
    assert isinstance(one.wrote("press")[1], e.RiskReassessed)
    assert tier(one) == "high"
    quiet = told(size=0)
    for _ in range(2):
        assert [type(x).__name__ for x in quiet.wrote()] == ["ContactRecorded"]
    assert type(quiet.wrote()[1]).__name__ == "RiskReassessed"
    assert (quiet.case.tier, quiet.case.modifiers) == ("elevated", {"repeat_failure": "3 contacts"})


def test_what_gets_better_lowers_nothing_by_itself() -> None:
    """The levels are recorded as they are now; the tier stays until two persons lower it."""
    one = told(size=8)
    assert tier(one) == "critical"
    _, judged = one.change(size=0)
    assert isinstance(judged, e.RiskReassessed)
    assert (judged.tier, judged.consequence) == ("critical", {"money": "minor"})
    assert tier(one) == "critical"
    assert one.change(size=1) == (
        e.FailureChanged(at=one.now, facts={"size": 1}, why="it grew", by="sam", alone=("size",)),
    )


def test_what_two_lowered_rises_by_what_is_worse_since() -> None:
    """The same facts told again raise nothing; a worse level does, also within the same tier of the matrix."""
    one = told(size=8)
    one.judge(tier="elevated")
    one.do("@second#1", KIM, approve=True)
    assert tier(one) == "elevated"
    one.change(size=9)
    assert tier(one) == "elevated"
    one.wrote("regulator")
    assert tier(one) == "critical"


def test_a_message_from_us_is_none_from_the_customer() -> None:
    """What we write counts neither as a channel nor as a contact."""
    one = told()
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel="press", text="sealed"))
    assert (one.case.tier, one.case.contacts) == ("routine", 0)


# --- By hand ---------------------------------------------------------------------------------------------------------
def test_one_person_raises() -> None:
    """A tier, a level or a modifier; who, why and by what evidence is kept."""
    one = told()
    one.judge(consequence={"money": "major"}, evidence=("letter of 3 March",))
    fact = last(one, e.RiskReassessed)
    assert isinstance(fact, e.RiskReassessed)
    assert (fact.tier, fact.assessor, fact.second, fact.evidence) == ("high", "sam", "", ("letter of 3 March",))
    one.judge(modifiers=("ruin",))
    assert (one.case.tier, one.case.modifiers) == ("critical", {"ruin": "said"})
    assert one.judge(tier="critical") == ()


def test_what_a_person_said_counts_on() -> None:
    """A modifier said by hand raises what is computed later, too."""
    one = told(size=0)
    one.judge(modifiers=("vulnerable_customer",))
    assert tier(one) == "elevated"
    one.change(size=4)
    assert tier(one) == "high"


def test_more_that_is_bad_never_lowers_what_a_person_raised() -> None:
    """A case that somebody raised by hand stays there, whatever milder is said of it beside."""
    one = told(size=0)
    one.judge(tier="critical")
    one.judge(modifiers=("vulnerable_customer",))
    assert (tier(one), one.case.modifiers) == ("critical", {"vulnerable_customer": "said"})


@pytest.mark.parametrize("how", [{"tier": "routine"}, {"consequence": {"money": "minor"}}])
def test_a_lower_tier_takes_two(how: dict[str, Any]) -> None:
    """It is proposed with its reason; the second person's yes lowers it, and both are in the fact."""
    one = told(size=6)
    one.judge(**how)
    assert (one.case.tier, one.case.tasks["@second#1"].roles) == ("high", ("boss",))
    one.do("@second#1", KIM, approve=True)
    fact = last(one, e.RiskReassessed)
    assert isinstance(fact, e.RiskReassessed)
    assert (fact.was, fact.tier, fact.assessor, fact.second, fact.why) == ("high", "routine", "sam", "kim", "seen")
    assert tier(one) == "routine"


def test_the_second_person_is_another_and_no_subordinate() -> None:
    """Not the same under another account, not one who reports to the first; taking the task on is refused as well."""
    one = told(size=6)
    one.judge(tier="routine")
    twin = replace(SAM, person="s.sam", same_as=("sam",), roles=("boss",))
    for who in (replace(SAM, roles=("boss",)), twin, LOW):
        with pytest.raises(Forbidden):
            one.do("@second#1", who, approve=True)
    one.do("@second#1", KIM, approve=False, why="it is as bad as it looks")
    assert tier(one) == "high"


def test_a_proposal_falls_with_the_tier_it_was_about() -> None:
    """While somebody is asked, it gets worse: nobody is asked any more."""
    one = told(size=6)
    one.judge(tier="routine")
    one.change(size=8)
    one.tick()
    assert (one.case.tier, one.case.tasks["@second#1"].status) == ("critical", "taken back")


def test_asking_twice_asks_once() -> None:
    """The same wish again is none; another's wish meets the open one."""
    one = told(size=6)
    one.judge(tier="routine")
    assert one.judge(tier="routine") == ()
    with pytest.raises(CommandRejected, match="asked for that already"):
        one.judge(KIM, tier="elevated")


@pytest.mark.parametrize("nothing", [{}, {"evidence": ("x",)}])
def test_nothing_said_is_refused(nothing: dict[str, Any]) -> None:
    """A judgement says something; a modifier is one of the matrix."""
    with pytest.raises(CommandRejected, match="nothing is said"):
        told().judge(**nothing)


def test_a_lower_tier_without_a_second_is_illegal() -> None:
    """An auditor's table says so apart from the core."""
    one = told(size=6)
    alone = e.RiskReassessed(at=one.now, tier="routine", was="high", why="w", assessor="sam")
    for fact in (alone, alone.model_copy(update={"second": "sam"}), alone.model_copy(update={"second": "kim"})):
        assert illegal(one.case, fact)
    one.judge(tier="routine")
    assert (
        illegal(one.case, alone.model_copy(update={"second": "kim"})) == "a tier is lowered that nobody agreed to lower"
    )


# --- What a higher tier brings ---------------------------------------------------------------------------------------
def test_a_higher_tier_promises_beside_what_was_promised() -> None:
    """What was promised stays; the tier's shorter times count from when the case came into it."""
    one = told(size=0)
    before = {name: promise.due for name, promise in one.case.promises.items()}
    one.tick(timedelta(hours=1))
    one.change(size=8)
    for name, due in before.items():
        assert one.case.promises[name].due == due
    assert one.case.promises["resolve+critical"].due == one.now + timedelta(hours=30)
    assert one.case.promises["first_action+critical"].due == one.now + timedelta(hours=10)


def test_a_higher_tier_hastens_tasks_whose_time_it_says() -> None:
    """Somebody who has to decide about a stuck step has the time of the new tier, from when the case came into it."""
    one = told(do("a"), size=0)
    one.refused()
    name, task = next((n, t) for n, t in one.case.tasks.items() if t.purpose == "stuck")
    assert task.due == one.now + timedelta(hours=1)
    one.tick(timedelta(minutes=10))
    one.change(size=8)
    fact = last(one, e.TaskHastened)
    assert fact == e.TaskHastened(
        at=one.now, task=name, due=one.now + timedelta(minutes=30), why="the case is critical now"
    )
    assert one.case.tasks[name].due == one.now + timedelta(minutes=30)


def test_the_ladder_counts_from_when_the_case_came_into_its_tier() -> None:
    """A case that becomes critical after three days does not ring every rung at once; the first is counted from now."""
    one = told(size=0)
    one.tick(timedelta(hours=71))
    one.change(size=8)
    one.tick(timedelta(hours=3))
    assert one.case.rungs == 0
    one.tick(timedelta(hours=70))
    assert (one.case.rungs, one.case.called) == (1, ("boss",))
    why = [event.why for event in one.events if isinstance(event, e.Escalated) and event.rung]
    assert why == ["not resolved 72h after it became critical"]
