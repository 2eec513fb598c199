"""The table of rules: what each kind of fact may not follow, by its type and version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from domain.case.state import Case
from domain.events import Event

_E = TypeVar("_E", bound=Event)
Rule = Callable[[Case, Event], str]
"""Looks at the case before a fact, and says what is wrong with it, or ""."""
RULES: dict[tuple[str, int], Rule] = {}


def rule(kind: type[_E]) -> Callable[[Callable[[Case, _E], str]], Callable[[Case, _E], str]]:
    """Say that a function is the rule of a fact."""

    def register(judge: Callable[[Case, _E], str]) -> Callable[[Case, _E], str]:
        RULES[kind.__name__, kind.version] = cast("Rule", judge)
        return judge

    return register
