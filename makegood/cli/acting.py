"""How commands that change something ask for it, and how they tell what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from makegood.cli.options import Common
from workers.asking import ask
from workers.opening import reading

_INSTEAD = {
    "BudgetExceeded": "Not granted: a budget does not reach, so somebody else is asked.",
    "SplittingNoticed": "Not granted: with what was granted to the same person today it takes more authority.",
}


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
    """Print what a change came to."""
    if common.json:
        common.output.document(answer)
        return
    facts = answer.get("events", answer.get("facts", [])) if isinstance(answer, Mapping) else []
    case = answer.get("case", answer.get("person", "")) if isinstance(answer, Mapping) else ""
    if isinstance(answer, Mapping) and answer.get("unparked"):
        common.output.line(f"{case}: no longer parked; the engine takes it up again.")
    elif isinstance(facts, list) and facts:
        common.output.line(f"{case}: {', '.join(str(fact) for fact in facts)}")
        for fact, told in _INSTEAD.items():
            if fact in facts:
                common.output.line(f"  {told} See why: makegood case explain {str(case)[:12]} --grounds.")
    else:
        common.output.line(f"{case}: that was so already; nothing changed.")
