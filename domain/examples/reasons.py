"""Why something came as it came: the branch that was taken with what it read, a refusal, a clock, a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.case import events as e
from domain.examples.story import Story
from domain.ids import keys_of, step_of, step_path
from domain.playbook import plan as p
from domain.values import Value
from domain.views.waiting import waiting
from domain.views.wording import brief, in_words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and when that was decided."""

    why: str
    at: datetime | None = None


NO_REASON = Reason("")


def read(inputs: Mapping[str, Value]) -> str:
    """Write what a condition read: `failure.delay = 4h, chosen("way-forward") = refund`."""
    return ", ".join(f"{name} = {brief(value)}" for name, value in inputs.items())


def of_step(story: Story, path: str) -> Reason:
    """Say why a step stands as it does."""
    state = story.case.steps.get(path)
    match state.status if state else story.stand(path):
        case "undone":
            return _undone(story, path)
        case "done":
            return Reason(_led_to(story, path), state.at if state else None)
        case "skipped" if state is not None:
            return _left_out(story, path, Reason(state.why, state.at))
        case "skipped":
            return _not_come_to(story, path)
        case "open":
            return Reason(_waits(story, path))
        case _:
            return Reason((state.why if state else "").replace("_", " "), state.at if state else None)


def _undone(story: Story, path: str) -> Reason:
    began = next((u for u in reversed(story.events) if isinstance(u, e.UndoBegan) and path in u.steps), None)
    return Reason(f"it was taken back: {began.why}", began.at) if began is not None else NO_REASON


def _left_out(story: Story, path: str, told: Reason) -> Reason:
    skipped = story.last(e.StepSkipped, path)
    if skipped is None or not skipped.inputs:
        by_hand = story.last(e.StepSkippedByHand, path)
        return Reason(f"{by_hand.by} left it out: {by_hand.why}", by_hand.at) if by_hand is not None else told
    return Reason(f"{skipped.why}: {read(skipped.inputs)}", skipped.at)


# --- Branches --------------------------------------------------------------------------------------------------------
def _led_to(story: Story, path: str) -> str:
    """Say which branch led to a step, the innermost first; what has no branch round it is simply next."""
    return next((reason.why for reason in _branches(story, path)), "")


def _branches(story: Story, path: str) -> Iterator[Reason]:
    """Yield the branches that were taken round a step, the innermost first."""
    for block, _, _ in reversed(story.stage.layout.around.get(step_of(path), ())):
        taken = branch(story, _instance(story, block, path))
        if taken is not None:
            yield taken


def branch(story: Story, block: str) -> Reason | None:
    """Say which way a choice between branches went, and what it read."""
    step, taken = story.stage.layout.steps.get(step_of(block)), story.last(e.BranchTaken, block)
    if not isinstance(step, p.Choose) or taken is None:
        return None
    inputs = f" ({read(taken.inputs)})" if taken.inputs else ""
    return Reason(f"{block} took {way(step, taken.branch)}{inputs}", taken.at)


def way(step: p.Choose, name: str) -> str:
    """Name a way of a choice by its conditions."""
    return "the way “" + " and ".join(step.ways[int(name)].when) + "”" if name != "else" else "“else”"


def _instance(story: Story, block: str, path: str) -> str:
    """Return a block in the round of a step inside it."""
    depth = len(story.stage.layout.enclosing(block, p.Each)) if block in story.stage.layout.around else 0
    return step_path(block, keys_of(path)[:depth], escaped=True)


def _not_come_to(story: Story, path: str) -> Reason:
    """Say at which fork the case went another way, else what it still waits for."""
    for block, part, _ in story.stage.layout.around.get(step_of(path), ()):
        found = _went_past(story, _instance(story, block, path), part)
        if found is not None:
            return found
    case = story.case
    if case.phase == "closed":
        return Reason(f"the case ended before: {story.outcome}", case.last_at)
    return Reason(f"it was not come to; {whom(story)}")


def _went_past(story: Story, block: str, part: str) -> Reason | None:  # noqa: PLR0911 — one line a kind
    name, case = step_of(block), story.case
    step = story.stage.layout.steps.get(name)
    skipped = case.steps.get(block)
    if skipped is not None and skipped.status == "skipped":
        return of_step(story, block)
    match step:
        case p.Choose():
            went = case.branches.get(block)
            taken = "else" if part == "else" else part.removeprefix("way ")
            return branch(story, block) if went is not None and went != taken else None
        case p.Try() if part != "plan 0":
            failed = [u for u in case.undos.values() if u.block == block]
            return None if failed else Reason(f"the first plan of {block} worked")
        case p.Offer():
            offer = case.offers.get(block)
            how = f"{offer.how} {offer.chosen}".strip() if offer is not None and offer.how else ""
            return Reason(f"{block} was not declined, but {how}") if offer is not None and offer.how else None
        case p.Remedy() if case.status(block) == "done":
            return Reason(f"{block} was paid")
        case p.Wait() if case.status(block) == "done":
            return Reason(f"{block} did not end late")
        case p.Do() if part == "instead":
            return Reason(f"{block} was not taken back")
        case None if name not in case.interrupts:
            return Reason(f"the condition of {name} never held")
        case _:
            return None


# --- Waiting ---------------------------------------------------------------------------------------------------------
def _waits(story: Story, path: str) -> str:
    effect = story.case.effects.get(path)
    if effect is not None and effect.status in {"unknown", "accepted", "open", "retry"}:
        return f"{effect.connector} {effect.status}: {effect.why}".rstrip(": ")
    mine = [one for one in waiting(story.case, story.book) if one.step == path]
    return f"it waits for {'/'.join(mine[0].roles) or 'an event'}" if mine else whom(story)


def whom(story: Story) -> str:
    """Say whom an open case waits for."""
    found = waiting(story.case, story.book)
    if not found:
        return "the case waits for its next clock" if story.case.phase != "closed" else ""
    first = found[0]
    return f"the case waits for {'/'.join(first.roles) or 'something outside'}: {in_words(first.words, 'en')}"
