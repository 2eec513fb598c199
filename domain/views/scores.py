"""What was said and what happened: every promise and every estimate, and by how much it was early or late.

A read model over cases; nothing is decided by it. A promise that was broken is scored by when its thing came in the
end, where it has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from domain.case.book import Book
from domain.case.state import Case, Estimate, Promise, base_of
from domain.case.surveying.clocks import RESOLVED, delivered, reached
from domain.case.surveying.house_promises import terms_of
from domain.case.surveying.informing import silences
from domain.case.surveying.pay_within import decided_at
from domain.playbook.outline import DECISION

Became = Literal["kept", "broken", "replaced", "running", "ended", "within", "early", "late"]
FEW: Final = 20
"""With fewer than so many, one of twenty is nobody: no 95th of a hundred is told."""
LEAST_HISTORY: Final = 10
"""From fewer cases than this nothing is said of the next."""


@dataclass(frozen=True, slots=True)
class Score:
    """One thing that was said: of which kind, what became of it, and how late it was (early: negative).

    `off` is None where it has not come, or where that says nothing (replaced, running, ended with the case).
    """

    case: str
    playbook: str
    kind: str
    name: str
    became: Became
    due: datetime
    off: timedelta | None = None


def scores(case: Case, book: Book) -> list[Score]:
    """Return the score of every promise and estimate of a case."""
    found = [_promise(case, book, name, promise) for name, promise in case.promises.items()]
    return found + [_estimate(case, name, estimate) for name, estimate in case.estimates.items()]


def _promise(case: Case, book: Book, name: str, promise: Promise) -> Score:
    became: Became = "running" if promise.status == "open" else promise.status
    score = Score(case.id, case.playbook, base_of(name), name, became, promise.due)
    at = promise.at if became == "kept" else _in_the_end(case, book, name, promise) if became == "broken" else None
    if at is None:
        return score
    off = min(at - promise.due, timedelta(0)) if became == "kept" else at - promise.due
    return Score(score.case, score.playbook, score.kind, name, became, promise.due, off)


def _in_the_end(case: Case, book: Book, name: str, promise: Promise) -> datetime | None:
    """Return when what was broken came after all."""
    base = base_of(name)
    terms = terms_of(book, name)
    if terms is None or base in silences(case, book) or terms.tell:
        heard = (told.at for told in case.told.values() if told.to in {"", case.customer.id} and told.at > promise.due)
        return min(heard, default=None)
    if terms.kept_by == DECISION:
        at = decided_at(case)
    else:
        at = case.resolved_at if terms.kept_by == RESOLVED else delivered(case, terms.kept_by)
    return at if at is not None and at > promise.due else None


def _estimate(case: Case, name: str, estimate: Estimate) -> Score:
    at, kind = reached(case, estimate.what), f"estimate of {estimate.what}"
    if at is None or at < estimate.given_at:
        became: Became = "late" if estimate.missed else "ended" if case.phase == "closed" else "running"
        return Score(case.id, case.playbook, kind, name, became, estimate.latest)
    if at < estimate.earliest:
        return Score(case.id, case.playbook, kind, name, "early", estimate.latest, at - estimate.earliest)
    became = "late" if at > estimate.latest else "within"
    off = max(at - estimate.latest, timedelta(0))
    return Score(case.id, case.playbook, kind, name, became, estimate.latest, off)


@dataclass(slots=True)
class Line:
    """What became of all promises, or estimates, of one kind in one playbook."""

    playbook: str
    kind: str
    counts: dict[Became, int] = field(default_factory=dict)
    early: list[timedelta] = field(default_factory=list)
    """By how much those that were kept were early."""
    late: list[timedelta] = field(default_factory=list)
    """By how much those that were broken were late, as far as they came at all."""

    def add(self, score: Score) -> None:
        """Take one more in."""
        self.counts[score.became] = self.counts.get(score.became, 0) + 1
        if score.off is not None and score.became in {"kept", "early"}:
            self.early.append(-score.off)
        elif score.off is not None and score.became in {"broken", "late"}:
            self.late.append(score.off)

    def count(self, *became: Became) -> int:
        """Return how many of them became one of these."""
        return sum(self.counts.get(each, 0) for each in became)

    @property
    def over(self) -> int:
        """Return how many are over one way or the other; a share of fewer than a few says little."""
        return self.count("kept", "broken", "replaced", "within", "early", "late")


def board(found: Iterable[Score]) -> list[Line]:
    """Return a line for each playbook and kind, promises before estimates."""
    lines: dict[tuple[str, str], Line] = {}
    for score in found:
        lines.setdefault((score.playbook, score.kind), Line(score.playbook, score.kind)).add(score)
    return [lines[name] for name in sorted(lines, key=lambda name: (name[0], name[1].startswith("estimate"), name[1]))]


def rank(values: Sequence[timedelta], share: int) -> timedelta | None:
    """Return the value that so many of a hundred do not exceed, by nearest rank; None where there are too few to tell.

    Half of them can be told from one on; a 95th of a hundred from `FEW` on.
    """
    if not values or (share > 50 and len(values) < FEW):  # noqa: PLR2004 — of a hundred
        return None
    return sorted(values)[-(-len(values) * share // 100) - 1]


def projected(opened: datetime, now: datetime, took: Iterable[timedelta]) -> tuple[datetime, datetime, int] | None:
    """Return between when a case can be expected to be put right, by how long others like it took, and by how many.

    Those that were over sooner than this one has lasted say nothing of it. The interval holds eight of ten of the
    others; None where fewer than `LEAST_HISTORY` are left.
    """
    longer = sorted(each for each in took if opened + each > now)
    if len(longer) < LEAST_HISTORY:
        return None
    at = [longer[-(-len(longer) * share // 100) - 1] for share in (10, 90)]
    return opened + at[0], opened + at[1], len(longer)


def broken(found: Iterable[Score]) -> Iterator[Score]:
    """Yield what was broken, the longest ago first."""
    yield from sorted((score for score in found if score.became == "broken"), key=lambda score: score.due)
