"""What was seen of a plan over many cases: steps, undos, branches, choices, decisions, refusals; and what never was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from domain.case import events as e
from domain.case.state import Case
from domain.case.surveying.authority import able
from domain.case.surveying.walk import NOT_HELD
from domain.events import Event
from domain.ids import ENGINE, step_of, undone_step
from domain.playbook import plan as p
from domain.playbook.layout import Layout

Sort = Literal["step", "undo", "branch", "interrupt", "choice", "decision", "refusal"]
SORTS: tuple[Sort, ...] = ("step", "undo", "branch", "interrupt", "choice", "decision", "refusal")
DECLINED, SILENCE, DENIED, BY_ITSELF = "declined", "no answer", "denied", "within its own limit"


class Spot(NamedTuple):
    """One thing that can happen: a step, a way of a branch, a choice of an offer, a reason of a refusal."""

    sort: Sort
    about: str
    which: str = ""


@dataclass(slots=True)
class Coverage:
    """Counts how often everything that a plan can do was seen."""

    plan: p.Plan
    layout: Layout = field(init=False)
    possible: dict[Spot, str] = field(init=False)
    """All that can happen, in reading order, each with the words of its condition where it has one."""
    seen: Counter[Spot] = field(default_factory=Counter)
    cases: int = 0

    def __post_init__(self) -> None:
        """Work out what can happen."""
        self.layout = Layout(self.plan)
        self.possible = dict(_possible(self.plan, self.layout))

    def add(self, case: Case, events: Sequence[Event]) -> None:
        """Take one more case in."""
        self.cases += 1
        for event in events:
            spot = self._spot(case, event)
            if spot is not None:
                self.seen[spot] += 1
            self._step(event)

    def never(self) -> list[Spot]:
        """Return what was never seen, in reading order."""
        return [spot for spot in self.possible if not self.seen[spot]]

    def of(self, sort: Sort) -> dict[str, list[tuple[Spot, str]]]:
        """Return what can happen of a sort, by what it is about."""
        found: dict[str, list[tuple[Spot, str]]] = {}
        for spot, words in self.possible.items():
            if spot.sort == sort:
                found.setdefault(spot.about, []).append((spot, words))
        return found

    def _step(self, event: Event) -> None:
        """Count a step that was begun: the first facts about it in a round, whichever they are."""
        path = event.block if isinstance(event, e.UndoBegan) else event.step if isinstance(event, _BEGINS) else ""
        spot = Spot("undo" if undone_step(path) else "step", step_of(path))
        if spot in self.possible:
            self.seen[spot] += 1

    def _spot(self, case: Case, event: Event) -> Spot | None:  # noqa: C901, PLR0911 — one line a fact
        match event:
            case e.BranchTaken():
                return Spot("branch", step_of(event.step).removesuffix("?"), event.branch)
            case e.StepSkipped() if event.why == NOT_HELD:
                return Spot("branch", step_of(event.step), "no")
            case e.InterruptTaken():
                return Spot("interrupt", event.step)
            case e.AlternativeChosen():
                return Spot("choice", step_of(event.step), event.choice)
            case e.OfferDeclined():
                return Spot("choice", step_of(event.step), DECLINED)
            case e.OfferLapsed() if event.why == "silence":
                return Spot("choice", step_of(event.step), SILENCE)
            case e.RemedyApproved():
                return self._decided(case, event)
            case e.RemedyDenied() if event.approver != ENGINE and (entry := case.ledger.get(event.entry)) is not None:
                return Spot("decision", step_of(entry.step), DENIED)
            case e.StepRefused():
                return self._refused(event)
            case e.PayoutFailed():
                return Spot("refusal", event.method, event.why)
            case _:
                return None

    def _decided(self, case: Case, event: e.RemedyApproved) -> Spot | None:
        entry = case.ledger.get(event.entry)
        step = self.layout.steps.get(step_of(entry.step)) if entry is not None else None
        if entry is None or not isinstance(step, p.Grant):
            return None
        if not event.rung:
            return Spot("decision", step.id, BY_ITSELF)
        return Spot("decision", step.id, f"by {able(step.authority, entry.amount)[event.rung - 1].role}")

    def _refused(self, event: e.StepRefused) -> Spot | None:
        step = self.layout.steps.get(step_of(event.step))
        return Spot("refusal", step.connector.name, event.why) if isinstance(step, p.Do) else None


_BEGINS = (
    e.StepStarted, e.TaskOpened, e.EntitlementDecided, e.RemedyProposed, e.WaitBegan, e.CoverGranted, e.RechargeClaimed,
)  # fmt: skip


# --- What can happen -------------------------------------------------------------------------------------------------
def _possible(plan: p.Plan, layout: Layout) -> Iterator[tuple[Spot, str]]:
    for name, step in layout.steps.items():
        if not isinstance(step, p.BLOCKS):
            yield Spot("step", name), ""
        if step.when or step.unless:
            conditions = [*step.when, *(f"not ({source})" for source in step.unless)]
            yield Spot("branch", name, "yes"), " and ".join(conditions)
            yield Spot("branch", name, "no"), "else"
        yield from _of_step(step)
    for each in plan.whenever:
        yield Spot("interrupt", each.id), " and ".join(each.when)


def _of_step(step: p.AnyStep) -> Iterator[tuple[Spot, str]]:
    match step:
        case p.Choose():
            for number, way in enumerate(step.ways):
                yield Spot("branch", step.id, str(number)), " and ".join(way.when)
            yield Spot("branch", step.id, "else"), "else"
        case p.Offer():
            for choice in (*step.choices, DECLINED, SILENCE):
                yield Spot("choice", step.id, choice), ""
        case p.Grant():
            yield from _of_grant(step)
        case p.Do():
            if step.undo is not None:
                yield Spot("undo", step.id), ""
            yield from ((Spot("refusal", step.connector.name, reason), "") for reason in step.connector.refusals)
        case p.Tell() if step.undo:
            yield Spot("undo", step.id), ""
        case _:
            return


def _of_grant(step: p.Grant) -> Iterator[tuple[Spot, str]]:
    if step.authority.auto_up_to:
        yield Spot("decision", step.id, BY_ITSELF), ""
    for role in dict.fromkeys(rung.role for rung in step.authority.above):
        yield Spot("decision", step.id, f"by {role}"), ""
    if not (isinstance(step, p.Remedy) and step.amount is None and step.entitled):  # what is owed is nobody's to deny
        yield Spot("decision", step.id, DENIED), ""
    for contract in step.pay:
        yield from ((Spot("refusal", contract.name, reason), "") for reason in contract.refusals)
