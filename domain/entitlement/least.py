"""What is owed at least while facts are missing: whatever they turn out to be, no less than that.

Answers to missing questions are tried where they are few (yes or no, a word of a list), then the values that stand in a
table for what is worked out of the rest: however far a flight went, it falls into some band. What is least among all of
these is certain. Of a table of amounts whose line is not known the least counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from domain.clock.calendar import Calendar
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import Asked
from domain.entitlement.model import Pack
from domain.entitlement.trying import Outcome
from domain.money import Money
from domain.values import Value

_MOST: Final = 200
"""How many ways facts can turn out are looked at; beyond that nothing more is said to be certain."""
_Sums = dict[tuple[str, str], int]
"""Minor units by head and currency."""


def bounded(
    pack: Pack, found: Answer, facts: Mapping[str, Value], calendar: Calendar | None = None,
    heads: Collection[str] = (),
) -> Answer:  # fmt: skip
    """Return an answer with what is owed for one unit at least, where it cannot be said yet how much.

    Args:
        pack: the pack that was asked.
        found: what it answered.
        facts: what it was asked with.
        calendar: the one it was asked with.
        heads: what it was asked about, as there.
    """
    if found.status != "cannot say yet":
        return found
    sums = _Least(Asked(pack, found.version, found.on, calendar, heads)).of(facts, {})
    least: dict[str, int] = {}
    for (_, currency), minor in sums.items():
        least[currency] = least.get(currency, 0) + minor
    amounts = tuple(Money(currency, minor) for currency, minor in least.items() if minor)
    return found if amounts == found.per_unit else found.model_copy(update={"at_least": amounts})


class _Least:
    """One search for the least; it counts how many ways were looked at."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.looked = 0

    def of(self, facts: Mapping[str, Value], assumed: Mapping[str, Value]) -> _Sums:
        """Return what is owed at least, by head and currency, with some facts and some of what is worked out."""
        self.looked += 1
        outcomes, open_ = self.asked.outcomes(facts, assumed)
        ways = list(self._ways(outcomes, open_, facts, assumed))
        if not ways or self.looked + len(ways) > _MOST:
            return _certain(self.asked.outcomes(facts, assumed, least=True)[0])
        found = [self.of(more_facts, more_assumed) for more_facts, more_assumed in ways]
        return {name: min(each.get(name, 0) for each in found) for name in {name for each in found for name in each}}

    def _ways(
        self, outcomes: list[Outcome], open_: Mapping[str, tuple[Value, ...]], facts: Mapping[str, Value],
        assumed: Mapping[str, Value],
    ) -> Iterator[tuple[Mapping[str, Value], Mapping[str, Value]]]:  # fmt: skip
        """Yield how one thing that matters can turn out: the first fact with few answers, else what is worked out."""
        missing = frozenset().union(*(each.missing for each in outcomes if each.verdict == "undecided"))
        for name, fact in self.asked.pack.facts.items():
            answers: tuple[Value, ...] = (False, True) if fact.kind == "yes_no" else fact.choices
            if name in missing and answers:
                yield from (({**facts, name: each}, assumed) for each in answers)
                return
        if not missing:
            return
        for name, values in open_.items():
            yield from ((facts, {**assumed, name: each}) for each in values)
            return


def _certain(outcomes: list[Outcome]) -> _Sums:
    sums: _Sums = {}
    for each in outcomes:
        if each.verdict == "applies" and each.amount is not None:
            place = (each.rule.head, each.amount.currency)
            sums[place] = sums.get(place, 0) + each.amount.minor
    return sums
