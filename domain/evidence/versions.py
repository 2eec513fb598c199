"""Versions of facts in a whole journal: long behind the first one of a version none is written in an earlier one.

Auditors judge a fact by the rules that its version knew. So whoever could still write an earlier version would escape
those that came since. In one stream no release can: it would have to read a version that it does not know. In another
one it may for a while, until all workers are replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.evidence.verify import Breach
from domain.record import Envelope, Recorded

SIDE_BY_SIDE: Final = timedelta(days=7)
"""So long workers of an earlier release may go on beside those of a later one."""


class _Fact(NamedTuple):
    """A fact of a kind that has more than one version: where it lies in the journal, and when it was written."""

    position: int
    written: datetime
    kind: str
    version: int
    stream: str
    seq: int


@dataclass(slots=True)
class Versions:
    """Goes along all streams, whichever comes first, then names what is in a version that was over."""

    side_by_side: timedelta
    _first: dict[tuple[str, int], _Fact] = field(default_factory=dict)
    """The first fact in each later version of a kind."""
    _earlier: list[_Fact] = field(default_factory=list)

    def stream(self, stream: str, records: Sequence[Recorded], kept: Sequence[Envelope]) -> None:
        """Collect what a stream holds, as it lies and as it was read."""
        places = {record.seq: record.position for record in records}
        for each in kept:
            if (newest := type(each.event).version) == 1:
                continue
            fact = _Fact(places[each.seq], each.recorded_at, each.type, each.version, stream, each.seq)
            if each.version > 1:
                key = (each.type, each.version)
                self._first[key] = min(self._first.get(key, fact), fact)
            if each.version < newest:
                self._earlier.append(fact)

    def rest(self) -> Iterator[Breach]:
        """Yield every fact that was written in a version that was over by then."""
        for fact in self._earlier:
            later = [
                first for (kind, version), first in self._first.items() if kind == fact.kind and version > fact.version
            ]
            over = next((first for first in sorted(later) if self._is_over(first, fact)), None)
            if over is not None:
                what = (
                    f"{fact.kind}: it was written in version {fact.version}, long after the first one in version"
                    f" {over.version} ({over.written:%Y-%m-%d %H:%M} UTC)"
                )
                yield Breach(fact.stream, fact.seq, what)

    def _is_over(self, first: _Fact, fact: _Fact) -> bool:
        return fact.position > first.position and fact.written > first.written + self.side_by_side
