"""A playbook as cards: what each step does, who does it, until when, what hangs on it. All pictures draw these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from domain.playbook import plan as p
from domain.views.playbook import notes
from domain.views.playbook.conditions import conditions, value
from domain.views.playbook.notes import Note
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term
from domain.views.playbook.written import Part, parts
from domain.vocabulary import CUSTOMER

Tone = Literal["effect", "people", "customer", "money", "undo", "plain"]
"""What a card is about; the only thing that colour says."""
TONES: Final[tuple[Tone, ...]] = ("effect", "people", "customer", "money", "undo")
Split = Literal["none", "ways", "together", "plans", "rounds", "part", "aside"]
"""How the branches of a card lie to each other."""

_TONES: Final[dict[str, Tone]] = {
    "do": "effect", "declare": "effect", "ask": "people", "delegate": "people", "tell": "customer",
    "teach": "customer", "offer": "customer", "self_service": "customer", "hand_to_sales": "customer",
    "entitle": "money", "remedy": "money", "cover": "money", "recharge": "money", "undo": "undo",
}  # fmt: skip
_SPLITS: Final[dict[str, Split]] = {
    "choose": "ways", "together": "together", "try": "plans", "each": "rounds", "run": "part",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """Cards on a condition of their own.

    `undone`: what was done beside it is taken back first. `leads_on`: the steps behind follow on it.
    """

    label: str
    cards: tuple[Card, ...]
    undone: bool = False
    leads_on: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One step as it is shown."""

    id: str
    verb: str
    tone: Tone
    title: str
    notes: tuple[Note, ...] = ()
    split: Split = "none"
    branches: tuple[Branch, ...] = ()

    def everything(self) -> Iterator[Card]:
        """Yield this card and all inside it, in reading order."""
        yield self
        for branch in self.branches:
            for card in branch.cards:
                yield from card.everything()


def cards(reading: Reading, steps: Sequence[p.AnyStep]) -> tuple[Card, ...]:
    """Return the cards of a block of steps."""
    return tuple(card(reading.at(step.id), step) for step in steps)


def card(reading: Reading, step: p.AnyStep) -> Card:
    """Return the card of a step."""
    tone, verb = _TONES.get(step.kind, "plain"), f"verb.{step.kind}"
    if isinstance(step, p.Ask) and step.role == CUSTOMER:
        tone, verb = "customer", "verb.ask.customer"
    branches = tuple(_branch(reading, part) for part in parts(step))
    split = _SPLITS.get(step.kind, "aside" if branches else "none")
    return Card(
        step.id, reading.say(verb), tone, _capital(title(reading, step)), notes.of(reading, step), split, branches
    )


def title(reading: Reading, step: p.AnyStep) -> str:
    """Return what a step does in a line."""
    maker = _TITLES.get(type(step))
    return maker(reading, step) if maker is not None else reading.called(step)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- Titles ----------------------------------------------------------------------------------------------------------
def _message(reading: Reading, step: p.Step) -> str:
    return reading.subject(step.message) if isinstance(step, p.Tell | p.Teach | p.Offer) else ""


def _remedy(reading: Reading, step: p.Step) -> str:
    if not isinstance(step, p.Remedy):
        return ""
    what = reading.remedy(step.remedy)
    worth = term(reading, step.amount) if step.amount is not None else notes.in_kind(reading, step)
    if step.cash is not None:
        worth = reading.say("remedy.in-place-of", amount=term(reading, step.cash))
    elif step.amount is None and not step.in_kind and step.entitled:
        worth = reading.say("note.owed", packs=reading.packs(step))
    return reading.say("title.worth", what=what, amount=worth)


def _wait(reading: Reading, step: p.Step) -> str:
    match step:
        case p.Wait(span=length) if length is not None:
            return reading.say("title.wait.for", span=reading.span(length))
        case p.Wait(until=moment) if moment is not None:
            return reading.say("title.wait.until", moment=term(reading, moment))
        case p.Wait():
            return reading.say("title.wait.event", event=step.event)
        case _:
            return ""


def _each(reading: Reading, step: p.Step) -> str:
    if not isinstance(step, p.Each):
        return ""
    return reading.say("title.each.until" if step.until_done else "title.each", items=value(reading, step.items))


def _together(reading: Reading, step: p.Step) -> str:
    count = step.wait_for if isinstance(step, p.Together) else 0
    if count > 1:
        return reading.say("title.together.some", n=str(count))
    return reading.say("title.together.any" if count else "title.together")


def _undo(reading: Reading, step: p.Step) -> str:
    return reading.step(step.target.removesuffix(":whole")) if isinstance(step, p.Undo) else ""


def _tried(reading: Reading, step: p.Step) -> str:
    is_whole = isinstance(step, p.Try) and len(step.plans) == 1 and step.otherwise is None
    return reading.say("title.try.whole" if is_whole else "title.try")


def _partner(reading: Reading, step: p.Step) -> str:
    return f"{term(reading, step.amount)} → {reading.role(step.to)}" if isinstance(step, p.Recharge) else ""


def _declared(reading: Reading, step: p.Step) -> str:
    return step.failure.replace("-", " ") if isinstance(step, p.Declare) else ""


def _sold(reading: Reading, step: p.Step) -> str:
    lead = step.steps[0] if isinstance(step, p.HandToSales) and step.steps else None
    return reading.called(lead) if lead is not None else ""


_Title = Callable[[Reading, p.Step], str]
_TITLES: Final[dict[type[p.Step], _Title]] = {
    p.Tell: _message, p.Teach: _message, p.Offer: _message, p.Remedy: _remedy, p.Wait: _wait, p.Each: _each,
    p.Together: _together, p.Undo: _undo, p.Recharge: _partner, p.Declare: _declared, p.HandToSales: _sold,
    p.Choose: lambda reading, step: reading.say("title.choose"),
    p.Try: _tried,
}  # fmt: skip


# --- Branches --------------------------------------------------------------------------------------------------------
def _branch(reading: Reading, part: Part) -> Branch:
    """Return a branch: its label, its cards, how it is reached, and whether the steps behind follow on it."""
    is_later = part.name == "otherwise" or (part.name == "plan" and part.number > 0)
    inside = cards(reading, part.steps)
    return Branch(label(reading, part), inside, undone=is_later, leads_on=part.name != "instead")


def label(reading: Reading, part: Part) -> str:
    """Return what stands above a block inside a step."""
    match part.name:
        case "way":
            return reading.say("branch.way", when=conditions(reading, part.when))
        case "branch":
            return part.called.replace("_", " ")
        case "plan":
            return reading.say("branch.then-plan" if part.number else "branch.plan", n=str(part.number + 1))
        case name:
            return reading.say(f"branch.{name}")
