"""Whom a ladder asks last, and what the house's table of authority lets them grant: above that nobody says yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.authority import AuthorityTable, Line
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import At
from domain.playbook.nodes import Fields, Items
from domain.playbook.outline import Outline
from domain.values import Value

Beside = Callable[[str], frozenset[str]]
"""Returns the roles that whoever has a role may have, itself among them."""


def asked_in_vain(sight: Sight, table: AuthorityTable | None, beside: Beside) -> None:
    """Warn of ladders that end with somebody who may grant only so much, where the amount may be more."""
    if table is None:
        return
    for name, step in sight.layout.steps.items():
        outline = sight.outlines.get(name)
        if not isinstance(step, p.Remedy | p.Cover) or outline is None:
            continue
        role = step.authority.above[-1].role
        lines = [line for line in table.lines.values() if line.role in beside(role) and line.is_about(step.remedy)]
        if lines and not _reach(lines, step):
            what = f"{role} is asked last here, and grants {_most(lines)} by the table of authority."
            remedy = f"End with a role that may grant more: [{{up_to: [...], role: {role}}}, {{role: …}}]."
            sight.report.add("asked-in-vain", _end_of(outline), what, remedy)


def _most(lines: Sequence[Line]) -> str:
    """Say how far some lines reach, one limit a currency."""
    most: dict[str, Money] = {}
    for limit in (limit for line in lines for limit in line.up_to):
        known = most.get(limit.currency)
        most[limit.currency] = limit if known is None or known < limit else known
    return f"at most {', '.join(map(str, most.values()))}" if most else "only what has no amount"


def _reach(lines: Sequence[Line], step: p.Remedy | p.Cover) -> bool:
    """Say whether the lines cover whatever the remedy can come to."""
    if any(line.unlimited for line in lines):
        return True
    if isinstance(step, p.Remedy) and step.amount is None:
        return any(line.in_kind for line in lines)
    term = step.up_to if isinstance(step, p.Cover) else step.amount
    values = _values(term)
    return values is not None and all(any(line.reaches(value) for line in lines) for value in values)


def _values(term: p.Term | None) -> list[Value] | None:
    """Return all that a term can come to, None where only a case knows."""
    match term:
        case p.Given():
            return [term.value]
        case p.ByCases():
            inner = [_values(each) for each in (*(line.then for line in term.cases), term.otherwise)]
            return [value for values in inner if values is not None for value in values] if None not in inner else None
        case _:
            return None


def _end_of(outline: Outline) -> At:
    """Return where the end of a ladder is written, else the step."""
    authority = outline.fields.get("authority")
    above = authority.get("above") if isinstance(authority, Fields) else None
    return above.items[-1].at if isinstance(above, Items) and above.items else outline.at
