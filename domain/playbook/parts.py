"""Steps made of steps: how a delegation, self-service, a declaration and the like are done with the plain kinds.

A plan is pinned with all of it written out, so that walking, undoing and proving need no rules of their own for them.
The step that is asked for its answer or outcome has the id of the playbook; the block round it is called `id:whole`,
what else it brings along `id:name`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from domain.clock.span import Span
from domain.playbook import mass_failure
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.vocabulary import CUSTOMER, Words

Via = Literal["link", "code", "kiosk", "desk"]
"""How a customer helps themselves."""
NOT_CRITICAL = 'case.tier != "critical"'
NOTHING_OWED = "not case.owed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody is asked: in which words, with which form, until when."""

    words: Words
    due: Span
    form: Mapping[str, p.FactType] = field(default_factory=dict)


def delegate(
    head: p.Common, to: str, question: Question, *, take_back: Sequence[p.AnyStep] | None, recharge: p.Term | None,
    refers: bool = False,
) -> p.Delegate:  # fmt: skip
    """A partner does it and attests; silent, the work is taken back, and what it cost us is charged to them.

    With `refers` whoever attests has taken the matter on.
    """
    asked = p.Ask(
        id=head["id"], line=head["line"], role=to, words=question.words, form=question.form, due=question.due,
        refers=to if refers else "",
    )  # fmt: skip
    otherwise = tuple(take_back) if take_back is not None else None
    if recharge is not None:
        charged = p.Recharge(id=_inner(head, "recharge"), line=head["line"], to=to, amount=recharge)
        otherwise = (charged, *(otherwise or ()))
    steps = (p.Try(id=_inner(head, "try"), line=head["line"], plans=((asked,),), otherwise=otherwise),)
    return p.Delegate(**_whole(head), to=to, words=question.words, due=question.due, steps=steps)


def self_service(
    head: p.Common, message: str, question: Question, *, via: Via, otherwise: Sequence[p.AnyStep]
) -> p.SelfService:
    """The customer is told how, and does it; late or critical, a person helps."""
    line = head["line"]
    told = p.Tell(id=_inner(head, "told"), line=line, message=message, asks=head["id"])
    asked = p.Ask(id=head["id"], line=line, role=CUSTOMER, words=question.words, form=question.form, due=question.due)
    alone = p.Try(id=_inner(head, "alone"), line=line, when=(NOT_CRITICAL,), plans=((told, asked),), otherwise=())
    way = p.Way(when=(f'outcome("{head["id"]}") != "done"',), steps=tuple(otherwise))
    helped = p.Choose(id=_inner(head, "helped"), line=line, ways=(way,), otherwise=())
    return p.SelfService(**_whole(head), words=question.words, via=via, deadline=question.due, steps=(alone, helped))


def declare(
    head: p.Common, failure: str, *, playbook: str, affected: p.Term, confirm: str, question: Question
) -> p.Declare:
    """The stream is opened with the list as a preview; a second person confirms it, or the step is refused."""
    opening, confirming = _inner(head, "open"), _inner(head, "confirm")
    opened = p.Do(
        id=opening, line=head["line"], connector=mass_failure.OPEN, undo=mass_failure.END,
        given={"failure": p.Given(value=failure), "playbook": p.Given(value=playbook), "affected": affected},
    )  # fmt: skip
    asked = p.Ask(
        id=confirming, line=head["line"], role=confirm, words=question.words, due=question.due,
        form={"confirmed": p.FactType(type="yes_no")},
    )  # fmt: skip
    settled = p.Do(
        id=head["id"], line=head["line"], connector=mass_failure.CONFIRM,
        given={
            "failure": p.Formula(source=f'result("{opening}").failure'),
            "confirmed": p.Formula(source=f'answer("{confirming}").confirmed'),
        },
    )  # fmt: skip
    steps = (opened, asked, settled)
    return p.Declare(**_whole(head), failure=failure, playbook=playbook, confirm=confirm, steps=steps)


def hand_to_sales(head: p.Common, connector: Contract, consent: str, given: Mapping[str, p.Term]) -> p.HandToSales:
    """Sales hears of a customer who agreed, once nothing is owed to them, and never in a critical case."""
    lead = p.Do(
        id=head["id"], line=head["line"], when=(consent, NOT_CRITICAL, NOTHING_OWED), connector=connector, given=given
    )
    return p.HandToSales(**_whole(head), steps=(lead,))


def run(head: p.Common, plan: p.Plan, given: Mapping[str, p.Term]) -> p.Run:
    """Another playbook runs as a part, with facts of its own."""
    steps = prefixed(plan.steps, head["id"])
    return p.Run(**head, playbook=plan.playbook, title=plan.title, given=given, derived=plan.derived, steps=steps)


def _whole(head: p.Common) -> p.Common:
    """Return the head of the block round the step that has the playbook's id."""
    return {**head, "id": _inner(head, "whole")}


def _inner(head: p.Common, name: str) -> str:
    """Return the id of a step that a step brings along."""
    return f"{head['id']}:{name}"


# --- Names -----------------------------------------------------------------------------------------------------------
def prefixed(steps: Sequence[p.AnyStep], part: str) -> tuple[p.AnyStep, ...]:
    """Return steps under the names they have inside a part."""
    return tuple(_prefixed(step, part) for step in steps)


def _prefixed(step: p.AnyStep, part: str) -> p.AnyStep:
    """Rename a step and all in it; ids that its fields name are renamed with it."""
    changes: dict[str, object] = {"id": f"{part}:{step.id}"}
    for name, value in vars(step).items():
        if name != "id":
            changed = _renamed(value, part)
            if changed is not value:
                changes[name] = changed
    if isinstance(step, p.Undo):
        changes["target"] = f"{part}:{step.target}"
    if isinstance(step, p.Remedy | p.Cover) and step.entitled:
        changes["entitled"] = tuple(f"{part}:{name}" for name in step.entitled)
    if isinstance(step, p.Offer):
        changes["needs"] = {choice: f"{part}:{needed}" for choice, needed in step.needs.items()}
    return step.model_copy(update=changes)


def _renamed(value: object, part: str) -> object:
    match value:
        case p.Step():
            return _prefixed(value, part)  # type: ignore[arg-type] # every step is one of the kinds
        case p.Way():
            return value.model_copy(update={"steps": prefixed(value.steps, part)})
        case tuple() if value and isinstance(value[0], p.Step | p.Way | tuple):
            return tuple(_renamed(inner, part) for inner in value)
        case dict() if value and all(isinstance(inner, tuple) for inner in value.values()):
            return {name: _renamed(inner, part) for name, inner in value.items()}
        case _:
            return value
