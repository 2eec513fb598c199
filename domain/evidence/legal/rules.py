"""The table of rules: what each kind of fact may not follow, and from which version of it on.

A rule that came later judges the versions written since: journals of earlier releases keep to the rules they knew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar, cast

from domain.case.state import Case
from domain.events import Event

_E = TypeVar("_E", bound=Event)
Rule = Callable[[Case, Event], str]
"""Looks at the case before a fact, and says what is wrong with it, or ""."""
RULES: defaultdict[str, list[tuple[int, Rule]]] = defaultdict(list)
"""The rules of each type by its name, each with the first version that it judges."""


def rule(kind: type[_E], *, since: int = 1) -> Callable[[Callable[[Case, _E], str]], Callable[[Case, _E], str]]:
    """Say that a function is a rule of a fact, for all that were written in the version `since` or a later one."""

    def register(judge: Callable[[Case, _E], str]) -> Callable[[Case, _E], str]:
        RULES[kind.__name__].append((since, cast("Rule", judge)))
        return judge

    return register


def broken(case: Case, event: Event, version: int) -> str:
    """Return what the first rule says that a fact in a version breaks, or ""."""
    judged = (judge(case, event) for since, judge in RULES.get(type(event).__name__, ()) if since <= version)
    return next((wrong for wrong in judged if wrong), "")
