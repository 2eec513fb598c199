"""Tasks and offers that are due when what they serve is broken already: each alone, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.clock.duration import Duration
from domain.clock.span import Span, WorkingDays, WorkingHours
from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.layout import MAIN
from domain.playbook.outline import DECISION, RESOLVED
from domain.playbook.whole import Earliest, longest, shortest


def late_dues(sight: Sight) -> None:
    """Warn of dues that lie behind the promise, where that is certain whatever the calendar says."""
    earliest = Earliest()
    earliest.steps(sight.plan.steps, 0)
    for name, terms in sight.plan.promises.items():
        if terms.tell or terms.kept_by == DECISION:
            continue
        alone = [step for step in _waited_for(sight, terms.kept_by) if _is_late(step, earliest.by_step, terms.within)]
        for step in alone:
            _say_late(sight, step, name, terms.within, earliest.by_step.get(step.id, 0))
        if not alone:
            _add_up(sight, name, terms)


# --- Each alone ------------------------------------------------------------------------------------------------------
def _waited_for(sight: Sight, keeper: str) -> Iterator[p.AnyStep]:
    """Yield the steps somebody has time for that a promise waits for: its keeper, and all before it."""
    for name, step in sight.layout.steps.items():
        if allowed(step) is None or not sight.layout.inside(name, MAIN) or _may_be_left(sight, name, keeper):
            continue
        is_keeper = name == keeper and not isinstance(step, p.Offer)  # an offer keeps it when it is made
        if keeper == RESOLVED or is_keeper or (name != keeper and sight.layout.follows(keeper, name)):
            yield step


def _may_be_left(sight: Sight, step: str, keeper: str) -> bool:
    """Say whether a block round a step goes on without it, and does not hold the keeper, too."""
    around = [outer for outer, _, _ in sight.layout.around[step]]
    shared = {outer for outer, _, _ in sight.layout.around.get(keeper, ())}
    blocks = (sight.layout.steps.get(outer) for outer in around if outer not in shared)
    return any(isinstance(block, p.Together) and (block.wait_for or block.at_most is not None) for block in blocks)


def allowed(step: p.AnyStep) -> Span | None:
    """Return how long somebody has for a step; None where nobody is asked."""
    match step:
        case p.Ask():
            return step.due
        case p.Grant() if step.hand is not None:
            return step.hand.due
        case p.Offer():
            return step.reply_within
        case _:
            return None


def _is_late(step: p.AnyStep, begins: Mapping[str, int], within: Span) -> bool:
    due, begin = allowed(step), begins.get(step.id, 0)
    if due is None:
        return False
    match due, within:
        case (WorkingDays(), WorkingDays()):
            return due.count > within.count
        case (WorkingHours(), WorkingHours()):
            return due.ms > within.ms
        case _:
            most = longest(within)
            return most is not None and begin + shortest(due) > most


def _say_late(sight: Sight, step: p.AnyStep, promise: str, within: Span, begin: int) -> None:
    begins = f"begins after {Duration(begin)} at the earliest and " if begin else ""
    verb = "can be answered for" if isinstance(step, p.Offer) else "is due after"
    waits = f"the promise {quoted(promise)}, which waits for it, after {within}"
    if isinstance(step, p.Offer):
        waits = f"the promise {quoted(promise)}, which waits for the answer, is due after {within}"
    what = f"{quoted(step.id)} {begins}{verb} {allowed(step)}, and {waits}."
    remedy = f"Give less time here, or promise {quoted(promise)} within a longer time."
    sight.report.add("due-after-promise", sight.due_at(step.id), what, remedy)


# --- Together --------------------------------------------------------------------------------------------------------
def _add_up(sight: Sight, name: str, terms: p.PromiseOf) -> None:
    most = longest(terms.within)
    latest = Latest()
    end = latest.steps(sight.plan.steps, _Time(0, 0))
    needed = end if terms.kept_by == RESOLVED else latest.ends.get(terms.kept_by)
    if most is None or needed is None or needed.total <= most:
        return
    took = f"If everybody takes the time they have, {quoted(name)} is kept after {Duration(needed.total)}"
    what = f"{took}, and it is promised within {terms.within}."
    remedy = "Promise it within a longer time, or give those who come before it less."
    sight.report.add("dues-add-up", sight.promise(name, "within"), what, remedy)


class _Time(NamedTuple):
    """Milliseconds from the report: what every way takes, and what one step or way that is not always taken adds.

    Two of the latter may exclude each other, so that only the longest counts: there surely is a case that takes it.
    """

    always: int
    once: int

    @property
    def total(self) -> int:
        return self.always + self.once

    def plus(self, ms: int) -> _Time:
        return _Time(self.always + ms, self.once)


@dataclass(slots=True)
class Latest:
    """When steps end at the latest when nobody is late: tasks when they are due, answers at their end."""

    ends: dict[str, _Time] = field(default_factory=dict)

    def steps(self, steps: Sequence[p.AnyStep], begin: _Time) -> _Time:
        """Walk steps one after the other."""
        for step in steps:
            if step.when or step.unless:
                end = self.step(step, _Time(begin.always, 0))
                begin = _Time(begin.always, max(begin.once, end.total - begin.always))
            else:
                begin = self.step(step, begin)
        return begin

    def step(self, step: p.AnyStep, begin: _Time) -> _Time:  # noqa: PLR0911 — one line a kind
        """Walk one step that is done."""
        due = allowed(step)
        end = begin.plus(shortest(due)) if due is not None else begin
        self.ends[step.id] = begin if isinstance(step, p.Offer) else end
        match step:
            case p.Wait():
                return begin.plus(shortest(step.span)) if step.span is not None else begin
            case p.Choose():
                return self.one_of((*(way.steps for way in step.ways), step.otherwise), begin)
            case p.Together():
                ends = sorted((self.steps(branch, begin) for branch in step.branches.values()), key=lambda e: e.total)
                end = begin if step.wait_for else ends[-1]
                bound = shortest(step.at_most) if step.at_most is not None else None
                return end if bound is None or end.total <= begin.total + bound else begin.plus(bound)
            case p.Each():
                self.steps(step.steps, begin)
                return begin
            case p.Try():
                blocks = (*step.plans, *((step.otherwise,) if step.otherwise is not None else ()))
                return self.one_of(blocks, begin)
            case p.Run() | p.Delegate() | p.SelfService() | p.Declare() | p.HandToSales():
                return self.steps(step.steps, begin)
            case p.Offer():
                return self.one_of(((), step.declined), end)
            case _:
                return end

    def one_of(self, blocks: Sequence[Sequence[p.AnyStep]], begin: _Time) -> _Time:
        """Walk blocks of which one is taken."""
        alone = _Time(begin.always, 0)
        ends = [self.steps(block, alone) for block in blocks]
        always = min(end.always for end in ends)
        return _Time(always, max(begin.once, *(end.total - always for end in ends)))
