"""How commands that change something ask for it, and how they tell what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import events as e
from domain.errors import NotYet
from domain.views.budgets import not_granted
from domain.views.wording import in_words
from makegood.cli.options import Common
from workers.asking import ask
from workers.opening import reading

_INSTEAD = (e.BudgetExceeded, e.SplittingNoticed)


def find(common: Common, case: str) -> str:
    """Return the case whose id begins so.

    Raises:
        NotFoundError, UsageError: none does, or more than one.
    """
    return reading(common.settings(), lambda r: r.find(case))


def command(common: Common, case: str, do: str, **fields: object) -> None:
    """Give a case a command and tell what it made."""
    settings = common.settings()
    told = {"do": do, **{name: value for name, value in fields.items() if value is not None}}
    answer = ask(settings, "command", case=find(common, case), command=told, **{"as": common.as_})
    tell(common, answer)


def tell(common: Common, answer: object) -> None:
    """Print what a change came to.

    Raises:
        NotYet: somebody else is asked before it counts.
    """
    facts = answer.get("events", answer.get("facts", [])) if isinstance(answer, Mapping) else []
    case = answer.get("case", answer.get("person", "")) if isinstance(answer, Mapping) else ""
    instead = isinstance(facts, list) and any(kind.__name__ in facts for kind in _INSTEAD)
    if common.json:
        common.output.document(answer)
    else:
        _say(common, answer, facts, str(case))
        if isinstance(facts, list) and e.SecondAsked.__name__ in facts:
            _not_alone(common, str(case))
    if instead:
        raise _not_yet(common, str(case))


def _say(common: Common, answer: object, facts: object, case: str) -> None:
    if isinstance(answer, Mapping) and answer.get("unparked"):
        common.output.line(f"{case}: no longer parked; the engine takes it up again.")
    elif isinstance(facts, list) and facts:
        common.output.line(f"{case}: {', '.join(str(fact) for fact in facts)}")
    else:
        common.output.line(f"{case}: that was so already; nothing changed.")


def _not_alone(common: Common, case: str) -> None:
    """Say that nothing is done before somebody else agrees, and to what: also to what is owed and dropped by it."""
    story = reading(common.settings(), lambda r: r.story(case))
    asked = next(each for each in reversed(story.events) if isinstance(each, e.SecondAsked))
    words = in_words(story.case.tasks[asked.task].words, "en")
    common.output.line(f"Nothing is done before somebody else agrees: {words}")
    common.output.line(f"They answer it: makegood task do {case[:12]} '{asked.task}' approve=yes --as PERSON")


def _not_yet(common: Common, case: str) -> NotYet:
    """Return that what somebody was about to grant waits for somebody else: for whom, and why."""
    story = reading(common.settings(), lambda r: r.story(case))
    event = next(each for each in reversed(story.events) if isinstance(each, _INSTEAD))
    what, who = not_granted(story.case, event)
    return NotYet(
        what, where=f"case {case[:12]}", remedy=f"{who} See why: makegood case explain {case[:12]} --grounds."
    )
