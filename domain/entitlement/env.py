"""One evaluation: the facts, what was derived of them, what was read, and the steps of the arithmetic so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeAlias

from domain.clock.calendar import Calendar
from domain.clock.duration import Duration
from domain.entitlement.answer import Step
from domain.entitlement.exact import Exact
from domain.money import Money
from domain.values import Value

Missing: TypeAlias = frozenset[str]
"""The facts that have to be known first; stands in the place of a value."""


class _Nothing:
    """What a term gives that gives nothing."""


NOTHING: Final = _Nothing()
Worked: TypeAlias = Exact | int | Duration | Money | str | bool | date | _Nothing | Missing
"""What a term comes to."""
Code: TypeAlias = Callable[["Env"], Worked]
Test: TypeAlias = Callable[["Env"], bool | Missing]


NOTHING_ASSUMED: Final[Mapping[str, Value]] = {}
NO_OUTCOMES: Final[Mapping[str, tuple[Value, ...]]] = {}


class Env:
    """Facts by name, what is derived worked out when first asked for."""

    __slots__ = ("cache", "calendar", "derived", "facts", "least", "outcomes", "read", "steps", "told")

    def __init__(
        self,
        facts: Mapping[str, Value],
        derived: Mapping[str, Code],
        calendar: Calendar | None,
        outcomes: Mapping[str, tuple[Value, ...]] = NO_OUTCOMES,
        assumed: Mapping[str, Value] = NOTHING_ASSUMED,
        *,
        least: bool = False,
    ) -> None:
        """Begin with nothing read.

        `outcomes` are all values that something derived can have, where these are few; `assumed` is taken to be so.
        `least`: a table of amounts whose line is not known gives the least that stands in it.
        """
        self.outcomes = outcomes
        self.facts = facts
        self.derived = derived
        self.calendar = calendar
        self.least = least
        self.cache: dict[str, tuple[Worked, dict[str, Value], list[Step]]] = {}
        for name, value in assumed.items():
            self.cache[name] = (value, {}, [])  # type: ignore[assignment] # what a term comes to
        self.read: dict[str, Value] = {}
        self.steps: list[Step] = []
        self.told: set[str] = set()
        """What was derived in these steps; its own are told once."""

    def get(self, name: str) -> Worked:
        """Return a fact or what is derived; the names of what is missing for it."""
        value = self.facts.get(name)
        if value is not None:
            self.read[name] = value
            return value  # type: ignore[return-value] # records and lists are no facts
        code = self.derived.get(name)
        return frozenset((name,)) if code is None else self._derive(name, code)

    def _derive(self, name: str, code: Code) -> Worked:
        known = self.cache.get(name)
        if known is None:
            outer = self.read, self.steps, self.told
            self.read, self.steps, self.told = {}, [], set()
            value = code(self)
            known = self.cache[name] = (value, self.read, self.steps)
            self.read, self.steps, self.told = outer
        value, read, steps = known
        self.read.update(read)
        if isinstance(value, int | str | Duration):
            self.read[name] = value
        if name not in self.told:
            self.told.add(name)
            self.steps += steps
        return value

    def begin(self) -> None:
        """Begin a rule: nothing was read for it yet."""
        self.read, self.steps, self.told = {}, [], set()

    def did(self, done: str, **values: Value) -> None:
        """Note a step of the arithmetic."""
        self.steps.append(Step(done=done, values=values))
