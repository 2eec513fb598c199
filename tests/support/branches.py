"""The branches of a plan, and which of them lives have taken: steps, ways, turns, and ways back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from activities.clock import VirtualClock
from activities.connectors.world.situations import Situations
from activities.connectors.world.society import SimulatedSociety
from activities.connectors.world.virtual import SimulatedPartners, SimulatedPeople
from domain.case import events as e
from domain.case.book import Book
from domain.events import Event
from domain.ids import step_of, undone_step
from domain.playbook import plan as p
from domain.playbook.layout import blocks_of
from workflows.virtual import LONGEST, Life, VirtualDriver

LEAVES = (p.Do, p.Ask, p.Tell, p.Teach, p.Offer, p.Remedy, p.Cover, p.Wait, p.Undo, p.Recharge, p.Run)


def everything(steps: Sequence[p.AnyStep]) -> Iterator[p.AnyStep]:
    """Yield steps and all inside them; what another playbook brings along is tried where it is at home."""
    for step in steps:
        yield step
        for _, block in () if isinstance(step, p.Run) else blocks_of(step):
            yield from everything(block)


def all_steps(plan: p.Plan) -> list[p.AnyStep]:
    """Return every step of a plan, those of its turns among them."""
    return [*everything(plan.steps), *(step for each in plan.whenever for step in everything(each.steps))]


def branches(plan: p.Plan) -> set[str]:
    """Return what there is to be taken: every leaf, every way of a choice, every turn, every way back."""
    found = {f"whenever {each.id}" for each in plan.whenever}
    for step in all_steps(plan):
        if isinstance(step, LEAVES):
            found.add(step.id)
        if isinstance(step, p.Choose):
            found |= {f"{step.id} → {way}" for way in (*map(str, range(len(step.ways))), "else")}
        if isinstance(step, p.Do) and step.undo is not None:
            found.add(f"undo {step.id}")
    return found


def taken(events: Iterable[Event]) -> set[str]:
    """Return what a life has taken."""
    return {branch for event in events for branch in _of(event)}


def _of(event: Event) -> Iterator[str]:
    match event:
        case e.InterruptTaken():
            yield f"whenever {event.step}"
        case e.BranchTaken():
            yield f"{step_of(event.step)} → {event.branch}"
        case e.StepUndone():
            yield f"undo {step_of(undone_step(event.step) or event.step)}"
        case e.StepSkipped():
            return
        case e.UndoBegan():
            yield step_of(event.block)
        case _:
            yield step_of(str(getattr(event, "step", "")))


async def live(books: Mapping[str, Book], seed: int, number: int, *, faults: bool = True) -> Life:
    """Play one made-up case in the simulated world, on a clock of its own."""
    situations = Situations(books, seed)
    told = situations.failure(number)
    clock = VirtualClock(told.now)
    partners = SimulatedPartners(seed, clock, faults)
    driver = VirtualDriver(partners, clock, SimulatedSociety(SimulatedPeople(seed, partners), situations))
    life = driver.open(f"ca_simulated{number}", told, books[told.market])
    await driver.run(until=told.now + LONGEST)
    return life
