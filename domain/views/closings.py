"""What closed cases came to, counted: why it happened, what the endings showed, what was hoped for and not given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.case.state import Case
from domain.case.surveying.closing import is_partial
from domain.causes import Causes


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How often a cause was named, its share of all, and the share of it and all that came more often."""

    cause: str
    group: str
    cases: int
    share: float
    up_to_here: float


def by_cause(cases: Iterable[Case], causes: Causes) -> list[CauseCount]:
    """Return the causes that were named, the most frequent first; of equally many, by name."""
    counted = Counter(case.root_cause for case in cases if case.root_cause)
    all_, so_far, lines = counted.total(), 0, []
    for cause, number in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        so_far += number
        lines.append(CauseCount(cause, causes.group(cause), number, number / all_, so_far / all_))
    return lines


@dataclass(slots=True)
class Endings:
    """How the endings of cases were: by outcome, which of them were only partial and in what, what was hoped for."""

    outcomes: Counter[str] = field(default_factory=Counter)
    partial: Counter[str] = field(default_factory=Counter)
    """By outcome, the endings that were only partial."""
    lacking: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What endings had to show and did not in full, by aspect and grade."""
    hoped: Counter[str] = field(default_factory=Counter)
    """By whether what was hoped for was met, exceeded or missed."""

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Endings:
        """Count the closed ones among these cases."""
        found = cls()
        for case in cases:
            if case.phase == "closed" and case.outcome is not None:
                found._add(case, case.outcome)
        return found

    def _add(self, case: Case, outcome: str) -> None:
        self.outcomes[outcome] += 1
        self.partial[outcome] += is_partial(case.justice)
        self.lacking.update((aspect, grade) for aspect, grade in case.justice.items() if grade != "full")
        if case.expectation:
            self.hoped[case.expectation] += 1
