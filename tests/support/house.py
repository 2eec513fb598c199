"""A whole engine for tests: journal, published documents, desk, driver, and connectors that answer as told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from activities.cases import Cases
from activities.clock import JournalClock, VirtualClock
from activities.desk import Answer, Desk, case_id
from activities.library import Library
from activities.performing import Performed
from activities.ports import Clock, Journal, Outcome
from activities.publishing import publish
from activities.turn import Taker
from activities.turns import Turns
from domain.case import commands as c
from domain.case.state import Case
from domain.case.survey import Work
from domain.contact_rules import ContactRules
from domain.documents import Draft
from domain.entitlement.evaluate import content_of
from domain.playbook.layout import asked_packs
from domain.playbook.plan import Plan
from domain.remedies import Remedies
from domain.risk import RiskMatrix, TierPolicy
from domain.values import Person, Value
from tests.support.owing import late_pack
from tests.support.plans import MATRIX, POLICY
from workflows.embedded import Engine
from workflows.sweeps import Watchdog

PUBLISHER = c.Actor(person="test", roles=("operator",))
MESSAGE: dict[str, Value] = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}


@dataclass
class Told:
    """A performer that answers what it is told, at once, and remembers every request."""

    answers: Mapping[str, Outcome | Callable[[Work], Outcome]] = field(default_factory=dict)
    asked: list[Work] = field(default_factory=list)

    async def perform(self, case: Case, work: Work) -> Performed:
        """Answer by step, else: applied."""
        self.asked.append(work)
        answer = self.answers.get(work.step)
        if answer is None:
            message = MESSAGE if work.contract.name == "messages.send" else {}
            return Performed(c.Applied(receipt={"ok": True}, message=message))
        return Performed(answer(work) if callable(answer) else answer)


@dataclass
class House:
    """Everything one engine consists of."""

    journal: Journal
    plan: Plan
    performer: Told = field(default_factory=Told)
    clock: Clock = field(default_factory=JournalClock)
    matrix: RiskMatrix = MATRIX
    policy: TierPolicy = POLICY
    rules: ContactRules | None = None
    remedies: Remedies | None = None

    async def start(self) -> House:
        """Publish the plan and wire the parts."""
        self.library = Library(self.journal, clock=self.clock)
        drafts = [
            Draft("playbook", self.plan.playbook, self.plan.model_dump_json(), ""),
            Draft("risk-matrix", "test", self.matrix.model_dump_json(), ""),
            Draft("tier-policy", "test", self.policy.model_dump_json(), ""),
        ]
        drafts += [Draft("pack", name, content_of(late_pack()), "") for name in asked_packs(self.plan)]
        if self.rules is not None:
            drafts.append(Draft("contact-rules", "test", self.rules.model_dump_json(), ""))
        if self.remedies is not None:
            drafts.append(Draft("remedies", self.remedies.name, self.remedies.model_dump_json(), ""))
        await publish(self.journal, self.library, drafts, now=self.clock.now(), actor=PUBLISHER)
        self.cases = Cases(self.journal, self.library)
        self.taker = Taker(self.cases, self.performer, self.clock, alone=self.cases.alone)
        self.turns = Turns(self.journal, self.taker, self.clock)
        watchdog = Watchdog(self.journal, self.clock)
        self.engine = Engine(self.journal, self.turns, watchdog, self.clock)
        self.desk = Desk(self.journal, self.cases, self.clock, self.engine.nudge)
        self.secret = (await self.journal.info()).secret
        return self

    async def open(self, key: str, facts: Mapping[str, Value] | None = None) -> Answer:
        """Open a case."""
        now = self.clock.now()
        command = c.OpenCase(
            now=now, failure="test", source="test", key=key, facts=facts or {}, customer=Person("cu_1", "v_1", ""),
            market="us", language="en", reported_at=now,
        )  # fmt: skip
        name = case_id(self.secret, "test", key)
        book = await self.library.newest_book(self.plan.playbook)
        return await self.desk.open(name, command, book, command_id=f"open-{name}")

    async def case(self, case: str) -> Case:
        """Return a case as it stands."""
        return (await self.cases.existing(case)).case


def virtual_clock() -> VirtualClock:
    """Return a clock that stands at the tests' beginning."""
    from tests.support.plans import START  # noqa: PLC0415

    return VirtualClock(START)
