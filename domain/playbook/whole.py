"""What is looked at when a plan is whole: deadlines its own steps cannot meet, and what critical cases need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from domain.clock.duration import Duration
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.playbook import plan as p
from domain.playbook.findings import At
from domain.playbook.nodes import Fields
from domain.playbook.outline import RESOLVED
from domain.playbook.reader import Reader
from domain.playbook.surroundings import Surroundings
from domain.risk import LEVELS, LIKELIHOODS, MANDATORY, Mandatory, RiskMatrix
from domain.vocabulary import CUSTOMER, Level, Likelihood

_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR


def check_whole(read: Reader, fields: Fields, plan: p.Plan, surroundings: Surroundings) -> None:
    """Check what only the whole plan shows."""
    _check_deadlines(read, fields.get("promises"), plan)
    if plan.risk.useless_after is None:
        _check_in_time(read, fields, plan)
    policy, matrix = surroundings.policy, surroundings.matrix
    if policy is None or matrix is None:
        return
    why = ", ".join(f"{scale}: {level}" for scale, level in critical_by(plan.risk, matrix).items())
    why = ", ".join([*([why] if why else []), *(m for m in plan.risk.modifiers if matrix.may_be_critical_by(m))])
    if not why:
        return
    for need in policy.tiers["critical"].mandatory if "critical" in policy.tiers else ():
        if not _MEETS[need](plan):
            what = f"When it is opened this can be critical ({why}), and the house asks for {_CALLED[need]} then."
            read.report.add("critical-needs", fields.key("risk"), what, _REMEDIES[need])


def _check_in_time(read: Reader, fields: Fields, plan: p.Plan) -> None:
    """Note steps that have to end in time where nothing says until when the remedy is of use."""
    late = next((step for step in _all_steps(plan) if isinstance(step, p.Try | p.Offer) and step.in_time), None)
    if late is not None:
        what = f"“{late.id}” has to end in time, and nothing says until when the remedy is of use."
        read.report.add("in-time", fields.key("risk"), what, "Write useless_after: =failure.… under risk.")


# --- Deadlines -------------------------------------------------------------------------------------------------------
def _check_deadlines(read: Reader, node: object, plan: p.Plan) -> None:
    earliest = Earliest()
    total = earliest.steps(plan.steps, 0)
    for name, terms in plan.promises.items():
        most = longest(terms.within)
        needed = total if terms.kept_by == RESOLVED else earliest.by_step.get(terms.kept_by)
        if most is not None and needed is not None and needed > most:
            at = node.key(name) if isinstance(node, Fields) else At(1, 1)
            what = f"The waits before it alone take {Duration(needed)}, and it is promised within {terms.within}."
            read.report.add("deadline", at, what, "Promise more time, or wait less.")


@dataclass(slots=True)
class Earliest:
    """How early the steps of a plan can be delivered at best, in milliseconds: only waits take time for certain."""

    by_step: dict[str, int] = field(default_factory=dict)

    def steps(self, steps: Sequence[p.AnyStep], begin: int) -> int:
        """Walk steps one after the other; returns when they can be through."""
        for step in steps:
            behind = self.step(step, begin)
            begin = begin if step.when or step.unless else behind
        return begin

    def step(self, step: p.AnyStep, begin: int) -> int:  # noqa: PLR0911 — one line a kind
        """Walk one step."""
        self.by_step[step.id] = begin
        match step:
            case p.Wait():
                behind = begin + (shortest(step.span) if step.span is not None else 0)
                self.steps(step.late or (), behind)
                return behind
            case p.Choose():
                return min(self.steps(block, begin) for block in (*(w.steps for w in step.ways), step.otherwise))
            case p.Together():
                ends = sorted(self.steps(branch, begin) for branch in step.branches.values())
                return ends[(step.wait_for or len(ends)) - 1]
            case p.Each():
                self.steps(step.steps, begin)
                return begin
            case p.Try():
                blocks = (*step.plans, *((step.otherwise,) if step.otherwise is not None else ()))
                return min(self.steps(block, begin) for block in blocks)
            case p.Run() | p.Delegate() | p.SelfService() | p.Declare() | p.HandToSales():
                return self.steps(step.steps, begin)
            case p.Offer():
                self.steps(step.declined, begin)
                return begin
            case _:
                return begin


def shortest(span: Span) -> int:
    """Return the least milliseconds that a span can take: days of a change of the clock may have 23 hours."""
    match span:
        case Duration():
            return span.ms
        case Days():
            return span.count * _DAY - _HOUR
        case WorkingDays():
            return (span.count - 1) * _DAY - _HOUR if span.count > 1 else 0
        case WorkingHours():
            return span.ms
        case _:
            assert_never(span)


def longest(span: Span) -> int | None:
    """Return the most milliseconds that a span can take, None where only a calendar knows."""
    match span:
        case Duration():
            return span.ms
        case Days():
            return (span.count + 1) * _DAY + _HOUR
        case _:
            return None


# --- Critical cases --------------------------------------------------------------------------------------------------
def critical_by(risk: p.RiskOf, matrix: RiskMatrix) -> dict[str, Level]:
    """Return the scales on which a playbook's own judgement of a failure can come to critical, each with its level."""
    likelihoods: list[Likelihood] = [each for each in LIKELIHOODS if _may_be(risk.likelihood, each)]
    found: dict[str, Level] = {}
    for scale, term in risk.consequence.items():
        levels: list[Level] = [level for level in LEVELS if _may_be(term, level)]
        reached = [n for n in levels if any(matrix.tier(each, {scale: n}) == "critical" for each in likelihoods)]
        if reached:
            found[scale] = reached[0]
    return found


def _may_be(term: p.Term, value: str) -> bool:
    """Say whether a value by cases can come to a word; a formula can come to any."""
    match term:
        case p.Given():
            return term.value == value
        case p.ByCases():
            return any(_may_be(each, value) for each in (*(line.then for line in term.cases), term.otherwise))
        case _:
            return True


def _all_steps(plan: p.Plan) -> Iterator[p.AnyStep]:
    from domain.playbook.layout import blocks_of  # noqa: PLC0415 — it parses expressions, which checking did already

    def inside(steps: Sequence[p.AnyStep]) -> Iterator[p.AnyStep]:
        for step in steps:
            yield step
            for _, block in blocks_of(step):
                yield from inside(block)

    yield from inside(plan.steps)
    for each in plan.whenever:
        yield from inside(each.steps)


def meets(need: Mandatory, plan: p.Plan) -> tuple[p.AnyStep, ...]:
    """Return the steps of a plan by which it does what a house asks for: all of them have to be done."""
    asked_for = _STEPS.get(need)
    return tuple(step for step in _all_steps(plan) if asked_for(step)) if asked_for is not None else ()


def _acknowledges(step: p.AnyStep) -> bool:
    return isinstance(step, p.Ask) and step.role != CUSTOMER and bool(step.gives)


def _is_measure(step: p.AnyStep) -> bool:
    return isinstance(step, p.Do) and bool(step.stays)


def _asks_regulator(step: p.AnyStep) -> bool:
    return isinstance(step, p.Ask) and any(n == "tell_regulator" and k.type == "yes_no" for n, k in step.form.items())


def _asks_pack(step: p.AnyStep) -> bool:
    return isinstance(step, p.Entitle)


_STEPS: Mapping[Mandatory, Callable[[p.AnyStep], bool]] = {
    "acknowledged_by_person": _acknowledges,
    "safety_measure": _is_measure,
    "regulator_question": _asks_regulator,
    "regulation_pack": _asks_pack,
}
_MEETS: Mapping[Mandatory, Callable[[p.Plan], bool]] = {
    "acknowledged_by_person": lambda plan: bool(meets("acknowledged_by_person", plan)),
    "safety_measure": lambda plan: bool(meets("safety_measure", plan)),
    "regulator_question": lambda plan: bool(meets("regulator_question", plan)),
    "named_owner": lambda plan: bool(plan.owner), "follow_up_call": lambda plan: any(f.call for f in plan.follow_up),
    "regulation_pack": lambda plan: bool(meets("regulation_pack", plan)),
}  # fmt: skip
_CALLED: Mapping[Mandatory, str] = dict(zip(MANDATORY, (
    "a person who talks to the customer", "a safety measure that stays", "the question whether a regulator is told",
    "a named owner", "a follow-up call", "what regulation says is owed",
), strict=True))  # fmt: skip
_REMEDIES: Mapping[Mandatory, str] = dict(zip(MANDATORY, (
    "Write {ask: …, of: ROLE, gives: [hearing]} for somebody to call them.",
    "Write {do: …, stays: WHY}, for example a sale that is stopped until people release it.",
    "Write an ask with form: {tell_regulator: yes_no}.", "Write owner: ROLE.",
    "Write {after: 1 day, call: ROLE, words: {en: …}} under follow_up.",
    "Write {entitle: PACK}, with a pack of what the law asks for in such a case.",
), strict=True))  # fmt: skip
