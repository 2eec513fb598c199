"""Comparing the counters of budgets, of signs, and those by which splitting is noticed, with what all cases took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from activities.library import Library
from domain.case.state import Case
from domain.case.surveying.budgets import counted
from domain.errors import MakegoodError
from domain.evidence.beside import JOURNAL
from domain.evidence.verify import Breach
from domain.windows import Lateness, is_over


@dataclass(slots=True)
class Counters:
    """Sums up what cases took from counters: every case once, then what stands otherwise."""

    library: Library
    stand: Mapping[str, int]
    _taken: Counter[str] = field(default_factory=Counter)
    _whole: bool = True

    async def add(self, case: Case | None) -> None:
        """Add what a case took, by its facts; None for one whose facts are not all there."""
        if case is None:
            self._whole = False
            return
        if not case.ledger:
            return
        try:
            book = await self.library.book_of(case)
        except (MakegoodError, ValueError):  # what is wrong with its documents is said of them
            self._whole = False
            return
        self._taken.update(counted(case, book))

    def rest(self, late: Lateness) -> Iterator[Breach]:
        """Yield every counter that stands otherwise; where facts cannot be read, that it cannot be told.

        Those that nothing is held against any more, however late it is, may be gone, or on their way.
        """
        settled = late.settled
        names = (name for name in sorted({**self._taken, **self.stand}) if not is_over(name, settled))
        differing = [name for name in names if self._taken[name] != self._stands(name)]
        if differing and not self._whole:
            yield Breach(JOURNAL, 0, "counters of budgets cannot be compared: not every fact they follow from is there")
            return
        for name in differing:
            what = (
                f"the counter {name} stands at {self._stands(name)}, by the facts of all cases at {self._taken[name]}"
            )
            yield Breach(JOURNAL, 0, what)

    def _stands(self, name: str) -> int:
        return self.stand.get(name, 0)
