"""Steps made of steps, read back as they were written: who is asked, what is done when that does not work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.clock.span import Span
from domain.playbook import plan as p
from domain.playbook.parts import NOT_CRITICAL, NOTHING_OWED

PartName = Literal[
    "way", "else", "branch", "plan", "otherwise", "round", "none-worked", "part", "take-back", "helped", "declined",
    "refused", "instead", "late",
]  # fmt: skip
"""What the blocks inside steps are for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of steps inside a step: what it is for, and what tells it from others of its kind."""

    name: PartName
    steps: Sequence[p.AnyStep]
    number: int = 0
    when: tuple[str, ...] = ()
    called: str = ""


def parts(step: p.AnyStep) -> Iterator[Part]:  # noqa: C901 — one line a kind
    """Yield the blocks inside a step as they are written; what is not there is left out."""
    match step:
        case p.Choose():
            yield from (Part("way", way.steps, number, way.when) for number, way in enumerate(step.ways))
            yield Part("else", step.otherwise)
        case p.Together():
            yield from (Part("branch", steps, called=name) for name, steps in step.branches.items())
        case p.Try():
            yield from (Part("plan", steps, number) for number, steps in enumerate(step.plans))
            yield from () if step.otherwise is None else (Part("otherwise", step.otherwise),)
        case p.Each():
            yield Part("round", step.steps)
            yield from () if step.otherwise is None else (Part("none-worked", step.otherwise),)
        case p.Run():
            yield Part("part", step.steps)
        case p.Delegate():
            yield from _there("take-back", taken_back(step))
        case p.SelfService():
            yield from _there("helped", helped(step))
        case p.Offer():
            yield from _there("declined", step.declined)
        case p.Remedy():
            yield from _there("refused", step.refused)
        case p.Do():
            yield from _there("instead", step.instead)
        case p.Wait():
            yield from () if step.late is None else (Part("late", step.late),)
        case _:
            return


def _there(name: PartName, steps: Sequence[p.AnyStep]) -> Iterator[Part]:
    if steps:
        yield Part(name, steps)


def inner(step: p.Step) -> Iterator[p.AnyStep]:
    """Yield the steps that a step made of steps brings along, blocks left aside."""
    steps: Sequence[p.AnyStep] = step.steps if isinstance(step, p.PARTS) else ()
    for each in steps:
        plans = each.plans if isinstance(each, p.Try) else ()
        yield each
        yield from (one for steps_ in plans for one in steps_)


def question(step: p.Step) -> p.Ask | None:
    """Return what somebody is asked by a step made of steps."""
    return next((each for each in inner(step) if isinstance(each, p.Ask)), None)


def form(step: p.Step) -> Mapping[str, p.FactType]:
    """Return the form of what is asked."""
    asked = step if isinstance(step, p.Ask) else question(step)
    return asked.form if asked is not None else {}


def taken_back(step: p.Delegate) -> tuple[p.AnyStep, ...]:
    """Return what is done when a partner is late: a charge, and the steps that take the work back."""
    tried = next((each for each in step.steps if isinstance(each, p.Try)), None)
    return (tried.otherwise or ()) if tried is not None else ()


def helped(step: p.SelfService) -> tuple[p.AnyStep, ...]:
    """Return what is done when customers do not help themselves."""
    chosen = next((each for each in step.steps if isinstance(each, p.Choose)), None)
    return chosen.ways[0].steps if chosen is not None else ()


def told(step: p.SelfService) -> str:
    """Return the message by which customers are told how to help themselves."""
    return next((each.message for each in inner(step) if isinstance(each, p.Tell)), "")


def affected(step: p.Declare) -> p.Term | None:
    """Return who is affected by a mass failure."""
    opened = next((each for each in step.steps if isinstance(each, p.Do)), None)
    return opened.given.get("affected") if opened is not None else None


def due(step: p.Step) -> Span | None:
    """Return until when somebody is to answer."""
    asked = question(step)
    return asked.due if asked is not None else None


def consent(step: p.HandToSales) -> tuple[str, ...]:
    """Return on what condition a customer is handed to sales, what always holds left aside."""
    lead = step.steps[0] if step.steps else None
    return tuple(each for each in (lead.when if lead is not None else ()) if each not in {NOT_CRITICAL, NOTHING_OWED})
