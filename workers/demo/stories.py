"""What a demonstration tells: a few cases in the words of `case explain`, each as far as it shows one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.closing import REFUSES
from domain.events import Event
from domain.ids import ENGINE, step_of
from domain.views.explain import some
from domain.views.telling import Telling

LAW: Final = "What the law owes, and something of our own on top that somebody else agreed to"
BROKEN: Final = "A promise that was broken: found by itself, and told"
MADE_GOOD: Final = "What could not be taken back any more, and was made good"
REFUSED: Final = "A no, with its reasons and with who else can decide"
UNDO: Final = "A plan that did not work out and was taken back"
FOUND_OUT: Final = "An outcome that nobody knew for a while, and that was established"
LONGEST: Final = 12
"""So many sentences a story has at most; its end is more than its middle."""

Facts = Sequence[Event]
Life = tuple[Case, Book, Facts]


@dataclass(frozen=True, slots=True)
class Told:
    """A case told in plain words, and why it was picked."""

    title: str
    case: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pick:
    """What a story shows: which lives fit, and which of their facts are told."""

    title: str
    fits: Callable[[Facts], bool]
    tells: Callable[[Event, Facts], bool]


def stories(lives: Sequence[Life], wanted: Sequence[str] = (), most: int = 4) -> list[Told]:
    """Tell a few cases, each another one and each story once; wanted stories first, short and closed cases first."""
    order = sorted(lives, key=lambda life: (life[0].phase != "closed", len(life[2])))
    ranked = sorted(PICKS, key=lambda pick: pick.title not in wanted)
    found, taken = list[Told](), set[str]()
    for pick in ranked:
        life = next((life for life in order if life[0].id not in taken and pick.fits(life[2])), None)
        if life is None or len(found) == most:
            continue
        case, book, facts = life
        taken.add(case.id)
        chosen = [fact for fact in facts if isinstance(fact, e.CaseOpened) or pick.tells(fact, facts)]
        told = list(dict.fromkeys(some(Telling(case, book, facts, inward=True), chosen)))
        found.append(
            Told(pick.title, case.id, told if len(told) <= LONGEST else [*told[:5], "…", *told[5 - LONGEST :]])
        )
    return found


def _has(facts: Facts, kind: type[Event]) -> bool:
    return any(isinstance(fact, kind) for fact in facts)


# --- The law, and goodwill on top ------------------------------------------------------------------------------------
def _is_owed_and_more(facts: Facts) -> bool:
    owed = any(isinstance(fact, e.EntitlementDecided) and fact.total for fact in facts)
    return (
        owed and bool(_agreed_to(facts)) and all(any(_is_paid(x, entry) for x in facts) for entry in _agreed_to(facts))
    )


def _agreed_to(facts: Facts) -> list[str]:
    """Return the goodwill that a person agreed to."""
    kinds = {fact.entry: fact.kind for fact in facts if isinstance(fact, e.RemedyProposed)}
    return [x.entry for x in facts if isinstance(x, e.RemedyApproved) and x.rung and kinds.get(x.entry) == "goodwill"]


def _is_paid(fact: Event, entry: str) -> bool:
    return isinstance(fact, e.RemedyPaid) and fact.entry == entry


def _of_what_is_owed(fact: Event, facts: Facts) -> bool:
    given = {x.entry for x in facts if isinstance(x, e.RemedyProposed) and (x.kind == "goodwill" or x.entitled)}
    if isinstance(fact, e.RemedyApproved | e.RemedyPaid):
        return fact.entry in given
    return isinstance(fact, e.EntitlementDecided)


# --- A broken promise ------------------------------------------------------------------------------------------------
def _was_broken_and_told(facts: Facts) -> bool:
    broken = [fact.at for fact in facts if isinstance(fact, e.PromiseBroken)]
    return bool(broken) and any(_is_word(fact) and fact.at >= broken[0] for fact in facts)


def _is_word(fact: Event) -> bool:
    return isinstance(fact, e.ContactRecorded) and fact.direction == "out"


def _of_a_broken_promise(fact: Event, facts: Facts) -> bool:
    first = next(x.at for x in facts if isinstance(x, e.PromiseBroken))
    if isinstance(fact, e.Escalated):
        return fact.rung == 0 and fact.at == first
    if isinstance(fact, e.MessageSent):
        return fact.step == "apology"
    return isinstance(fact, e.PromiseBroken | e.Resolved | e.RemedyPaid) or _is_word(fact)


# --- Undo ------------------------------------------------------------------------------------------------------------
def _was_made_good(facts: Facts) -> bool:
    ended = [fact for fact in facts if isinstance(fact, e.UndoFinished) and fact.instead]
    return bool(ended) and any(x.step in _instead_of(facts) for x in facts if isinstance(x, e.RemedyProposed))


def _instead_of(facts: Facts) -> set[str]:
    """Return the remedies that came about while something was taken back."""
    began = [fact.at for fact in facts if isinstance(fact, e.UndoBegan)]
    ended = [fact.at for fact in facts if isinstance(fact, e.UndoFinished) and fact.instead]
    return {
        fact.step for fact in facts
        if isinstance(fact, e.RemedyProposed) and any(start <= fact.at for start in began)
        and any(fact.at <= end for end in ended)
    }  # fmt: skip


def _of_an_undo(fact: Event, facts: Facts) -> bool:
    if isinstance(fact, e.RemedyPaid):
        entries = {x.entry for x in facts if isinstance(x, e.RemedyProposed) and x.step in _instead_of(facts)}
        return fact.entry in entries
    kinds = e.StepSucceeded | e.StepLate | e.StepRefused | e.UndoBegan | e.StepUndone | e.UndoFinished
    return isinstance(fact, kinds | e.BranchTaken | e.OutcomeUnknown)


# --- No --------------------------------------------------------------------------------------------------------------
def _was_refused(facts: Facts) -> bool:
    refused = any(isinstance(fact, e.FindingMade) and fact.finding in REFUSES for fact in facts)
    return refused and any(isinstance(fact, e.MessageSent) and "route" in fact.gives for fact in facts)


def _of_a_refusal(fact: Event, facts: Facts) -> bool:
    if isinstance(fact, e.TaskCompleted):
        return fact.by != ENGINE and step_of(fact.task) == "was-it-twice"
    if isinstance(fact, e.MessageSent):
        return "route" in fact.gives
    return isinstance(fact, e.FindingMade | e.Resolved | e.CaseClosed)


# --- Not knowing -----------------------------------------------------------------------------------------------------
def _was_established(facts: Facts) -> bool:
    """Say whether an unknown outcome of a step was found out later."""
    unknown = {fact.step for fact in facts if isinstance(fact, e.OutcomeUnknown)}
    return any(isinstance(fact, e.StepSucceeded | e.OutcomeEstablished) and fact.step in unknown for fact in facts)


def _of_not_knowing(fact: Event, facts: Facts) -> bool:
    unknown = {x.step for x in facts if isinstance(x, e.OutcomeUnknown)}
    kinds = e.OutcomeUnknown | e.StepSucceeded | e.OutcomeEstablished
    return isinstance(fact, kinds) and fact.step in unknown


PICKS: Final = (
    Pick(LAW, _is_owed_and_more, _of_what_is_owed),
    Pick(BROKEN, _was_broken_and_told, _of_a_broken_promise),
    Pick(MADE_GOOD, _was_made_good, _of_an_undo),
    Pick(REFUSED, _was_refused, _of_a_refusal),
    Pick(UNDO, lambda facts: _has(facts, e.StepUndone), _of_an_undo),
    Pick(FOUND_OUT, _was_established, _of_not_knowing),
)
