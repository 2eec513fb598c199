"""The stage of an example: who and what a playbook has to act with, so that nobody is named who is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.case.book import MESSENGER
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.layout import Layout

BY_ITSELF: Final = frozenset({
    "case-cancelled", "it-came-back", "not-given", "paid-to-you", "please-tell-them", "what-we-gave", "you-withdrew",
    "your-receipt",
})  # fmt: skip
"""The messages that the engine sends though no step tells them."""


@dataclass(frozen=True)
class Stage:
    """A playbook, and the staff of its house (None: nobody asked who they are)."""

    plan: p.Plan
    staff: frozenset[str] | None

    @cached_property
    def layout(self) -> Layout:
        """The lie of the plan."""
        return Layout(self.plan)

    @cached_property
    def steps(self) -> Mapping[str, p.AnyStep]:
        """All steps that end on their own; blocks are what is inside them."""
        return {name: step for name, step in self.layout.steps.items() if not isinstance(step, p.BLOCKS)}

    @cached_property
    def contracts(self) -> Mapping[str, Contract]:
        """The connectors that the plan uses, to do, to undo and to pay."""
        return {contract.name: contract for step in self.layout.steps.values() for contract in contracts_of(step)}

    @cached_property
    def offers(self) -> Mapping[str, p.Offer]:
        """The offers."""
        return {name: step for name, step in self.steps.items() if isinstance(step, p.Offer)}

    @cached_property
    def asks(self) -> Mapping[str, p.Ask]:
        """The questions, to whomever."""
        return {name: step for name, step in self.steps.items() if isinstance(step, p.Ask)}

    @cached_property
    def asked_packs(self) -> Mapping[str, p.Entitle]:
        """The steps that ask a pack what is owed."""
        return {name: step for name, step in self.steps.items() if isinstance(step, p.Entitle)}

    @cached_property
    def grants(self) -> Mapping[str, p.Grant]:
        """The remedies and covers."""
        return {name: step for name, step in self.steps.items() if isinstance(step, p.Grant)}

    @cached_property
    def events(self) -> frozenset[str]:
        """The events that the plan waits for."""
        return frozenset(step.event for step in self.steps.values() if isinstance(step, p.Wait) and step.event)

    @cached_property
    def follow_ups(self) -> Mapping[str, p.FollowUp]:
        """The follow-ups by their id."""
        return {each.id or each.survey: each for each in self.plan.follow_up}

    @cached_property
    def messages(self) -> frozenset[str]:
        """The messages that the plan can send."""
        named = {step.message for step in self.steps.values() if isinstance(step, p.Tell | p.Teach | p.Offer)}
        corrections = {step.undo for step in self.steps.values() if isinstance(step, p.Tell) and step.undo}
        informing = {terms.tell for terms in self.plan.promises.values() if terms.tell}
        return frozenset(named | corrections | informing | BY_ITSELF)

    @cached_property
    def requests(self) -> frozenset[str]:
        """What can be asked of the outside and may be refused or fail: steps, and connectors by name."""
        kinds = (p.Do, p.Tell, p.Teach, p.Offer, p.Grant)
        return frozenset(self.contracts) | {name for name, step in self.steps.items() if isinstance(step, kinds)}

    def reasons(self, target: str) -> frozenset[str]:
        """Return the reasons of refusal that are published for a step or a connector."""
        found = [self.contracts[target]] if target in self.contracts else []
        step = self.steps.get(target)
        found += contracts_of(step) if step is not None else []
        return frozenset(reason for contract in found for reason in contract.refusals)


def contracts_of(step: p.AnyStep) -> Iterator[Contract]:
    """Yield the connectors of a step."""
    match step:
        case p.Do():
            yield step.connector
            if step.undo is not None:
                yield step.undo
        case p.Grant():
            yield from step.pay
        case p.Tell() | p.Teach() | p.Offer():
            yield MESSENGER
        case _:
            return
