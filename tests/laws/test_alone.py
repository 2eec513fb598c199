"""What one person may not do alone, the auditor finds done by one alone: in any life, and in no journal from before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

from domain.case import events as e
from domain.case.evolve import evolve, named
from domain.case.state import Case
from domain.case.surveying.at_stake import drops, granted
from domain.case.surveying.differing import undecided
from domain.case.surveying.mandatory import is_mandatory
from domain.events import Event
from domain.evidence.alone import alone, denied_with, is_judged
from domain.evidence.legal import illegal
from domain.money import Money
from domain.record import Envelope
from tests.laws.test_lives import live
from tests.support.lives import Life

FORGED = {
    "a step is skipped by one person for two", "a step is taken back by one person for two",
    "a case is called off by one person for two", "a case is ended by one person for two",
    "the customer is known otherwise by one person for two", "a tier is lowered that nobody agreed to lower",
}  # fmt: skip
_Two = (
    e.RiskReassessed | e.CustomerRecognised | e.StepSkippedByHand | e.StepUndoneByHand | e.CaseCancelled
    | e.EndingChosen
)  # fmt: skip


@cache
def _lives() -> tuple[Life, ...]:
    """Return many lives, half of them with another address told in between."""
    return tuple(live(seed, judged=False, turns=True, anew=seed % 2 == 1) for seed in range(200))


@cache
def _facts() -> tuple[tuple[Life, Case, Event], ...]:
    """Return the facts of many lives that take two persons, each with the case before it."""
    found = list[tuple[Life, Case, Event]]()
    for life in _lives():
        case = named("ca_life")
        for event in life.events:
            if isinstance(event, _Two | e.TaskCompleted):
                found.append((life, case, event))
            case = evolve(case, event)
    return tuple(found)


def _drops(life: Life, case: Case, event: Event) -> bool:
    """Say whether the core takes an act for one that drops what is owed, and the case alone shows that."""
    layout = life.book.layout
    match event:
        case e.CaseCancelled():
            outcome, shown = None, bool(granted(case, layout) or undecided(case))
        case e.EndingChosen():
            outcome, shown = event.outcome, bool(undecided(case))
        case _:
            return False
    care = any(gift.in_kind for x in case.entitled.values() for gift in x.gifts)
    said = any(task.purpose == "redress" and task.status == "done" for task in case.tasks.values())
    found = drops(case, life.book, "cancel", outcome=outcome)
    owed = found is not None and any(mark.startswith(("approved", "owed")) for mark in found.marks)
    return shown or (not (care or said or case.waived) and owed)


def test_what_takes_two_is_illegal_by_one() -> None:
    """Alone it breaks a rule of today, and none that yesterday's journals knew; with a made-up second, one of both."""
    seen: Counter[str] = Counter()
    for life, case, event in _facts():
        if not isinstance(event, _Two) or not event.second:
            continue
        name = type(event).__name__
        assert not illegal(case, event)
        assert illegal(case, event.model_copy(update={"second": "somebody-else"})) in FORGED
        seen[f"{name} by two"] += 1
        if _drops(life, case, event):
            alone = event.model_copy(update={"second": ""})
            assert illegal(case, alone) == "what is owed is dropped by one person alone"
            assert not illegal(case, alone, version=1)
            seen[f"{name} that drops"] += 1
    kinds = {"CaseCancelled", "EndingChosen", "StepSkippedByHand", "CustomerRecognised", "RiskReassessed"}
    assert {f"{name} by two" for name in kinds} | {"CaseCancelled that drops"} <= set(seen), seen


def test_nobody_ends_a_case_before_the_second_look_or_answers_where_they_are_complained_about() -> None:
    """No life has it, and an auditor finds it, by today's version alone."""
    seen: Counter[str] = Counter()
    for _, case, event in _facts():
        assert not illegal(case, event)
        match event:
            case e.CaseCancelled() | e.EndingChosen():
                behind, what = replace(case, review="@reopened#1"), "before somebody uninvolved looked"
            case e.TaskCompleted():
                behind, what = replace(case, complained_about=(event.by,)), "one whom the complaint is about"
            case _:
                continue
        found = illegal(behind, event)
        assert what in found, found
        assert not illegal(behind, event, version=1)
        seen[type(event).__name__] += 1
    assert {*seen} == {"CaseCancelled", "EndingChosen", "TaskCompleted"}


def test_a_second_answer_by_whoever_changed_a_fact_is_illegal() -> None:
    """By today's version, by yesterday's not; those who gave it in any life were others."""
    seen = 0
    for _, case, event in _facts():
        task = case.tasks.get(event.task) if isinstance(event, e.TaskCompleted) else None
        if not isinstance(event, e.TaskCompleted) or task is None or task.purpose not in {"second", "settle"}:
            continue
        assert not illegal(case, event)
        changed = e.FailureChanged(at=event.at, facts=case.facts, why="w", by=event.by)
        assert illegal(evolve(case, changed), event) == "a second answer comes from one who changed a fact of the case"
        assert not illegal(evolve(case, changed), event, version=1)
        seen += 1
    assert seen


def test_money_handed_out_by_whoever_granted_it_is_illegal() -> None:
    """By today's version; what a person has not settled with a service whose payout is under way, by any."""
    seen: Counter[str] = Counter()
    for _, case, event in _facts():
        task = case.tasks.get(event.task) if isinstance(event, e.TaskCompleted) else None
        if not isinstance(event, e.TaskCompleted) or task is None or task.purpose != "give":
            continue
        entry = case.ledger[str(task.details["entry"])]
        if isinstance(entry.amount, Money):
            own = event.model_copy(update={"by": entry.approver})
            assert illegal(replace_claim(case, event.task), own) == (
                "money is handed out by one who granted it, or who gets it"
            )
            assert not illegal(replace_claim(case, event.task), own, version=1)
            seen["granted"] += 1
        paid = e.RemedyPaid(
            at=event.at, entry=str(task.details["entry"]), step=entry.step, attempt=0, method="by hand", receipt={}
        )  # fmt: skip
        assert not illegal(case, paid)
        effect = next(iter(case.effects.values()), None)
        if effect is not None:
            payout = replace(effect, kind="pay", status="open")
            under_way = replace(case, effects={**case.effects, entry.step: payout})
            assert illegal(under_way, paid) == "a remedy is given by hand while a payout of it is under way"
            seen["under way"] += 1
    assert {*seen} == {"granted", "under way"}, seen


def replace_claim(case: Case, name: str) -> Case:
    """Return the case with a task that nobody has claimed."""
    return replace(case, tasks={**case.tasks, name: replace(case.tasks[name], claimed_by="")})


_Dropping = e.CaseCancelled | e.EndingChosen | e.StepSkippedByHand | e.CaseWithdrawn


def test_covers_choices_and_what_a_merged_case_was_owed_are_not_dropped_by_one_alone() -> None:
    """Where the core asked two, by the policy of the house, too, one alone is found since those versions."""
    seen: Counter[str] = Counter()
    for life in _lives():
        records, case = life.records(), named("ca_life")
        for at, record in enumerate(records):
            event = record.event
            assert not is_judged(record) or not alone(case, record, denied_with(records, at), life.book)
            if isinstance(event, _Dropping) and event.second:
                forged = replace(record, event=event.model_copy(update={"second": ""}))
                for kind in _more(life, case, forged):
                    by = denied_with([*records[:at], forged], at)
                    found = illegal(case, forged.event) or alone(case, forged, by, life.book)
                    assert "by one person alone" in found, (life.events[0], kind, found)
                    assert not is_judged(replace(forged, version=1))
                    seen[f"{kind} by {record.type}"] += 1
            case = evolve(case, event)
    assert {"taken in by CaseCancelled", "policy by CaseCancelled"} <= {*seen}, seen


def _more(life: Life, case: Case, record: Envelope) -> set[str]:
    """Return what the core takes an act to drop of what rules of before did not judge."""
    match record.event:
        case e.CaseCancelled():
            found = drops(case, life.book, "cancel")
        case e.EndingChosen() as event:
            found = drops(case, life.book, "cancel", outcome=event.outcome)
        case e.CaseWithdrawn() if is_judged(record):
            found = drops(case, life.book, "cancel", outcome="withdrawn")
        case e.StepSkippedByHand() as event:
            return {"must"} if is_mandatory(case, life.book, event.step) and "@" not in event.step else set()
        case _:
            return set()
    marks = found.marks if found is not None else ()
    policy = {"policy"} if "cancel" in life.book.policy.tiers[case.tier].four_eyes.acts else set[str]()
    return policy | {kind for kind in ("cover", "chosen", "taken in") for mark in marks if mark.startswith(f"{kind} ")}
