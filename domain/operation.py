"""What is done about the running of a journal as a whole: cases left alone and taken up again, losses accepted, moves.

These facts have a stream of their own, for a case that is left alone is often one that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.events import Event

OPERATION = "engine/operation"
"""The stream of these facts."""


class CaseParked(Event):
    """The engine leaves a case alone after repeated trouble, or because it cannot read it."""

    case: str
    why: str


class ParkedCaseFreed(Event):
    """Somebody let a parked case go on, and why."""

    case: str
    by: str
    why: str


class LossAccepted(Event):
    """Somebody went on with an older copy of the journal; `lost` is what was known of the loss."""

    epoch: int
    lost: str
    by: str
    why: str


class JournalRetired(Event):
    """The journal went on in another place, in this epoch; there, all before this fact lies as it lay here.

    `last` is the position of the event before it, `digest` that of (position, stream, seq, hash) of all up to there,
    `unsettled` how many effects had no outcome then and were made unknown in the new place.
    """

    identity: str
    to: str
    epoch: int
    last: int
    digest: str
    unsettled: int
    by: str


OPERATION_EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind for kind in (CaseParked, ParkedCaseFreed, LossAccepted, JournalRetired)
}
"""Every fact of the running of a journal by the name it is stored under."""


def parked_by(facts: Iterable[Event]) -> dict[str, CaseParked]:
    """Return the cases that these facts leave parked, each with the fact that did it."""
    parked = dict[str, CaseParked]()
    for fact in facts:
        if isinstance(fact, CaseParked):
            parked[fact.case] = fact
        elif isinstance(fact, ParkedCaseFreed):
            parked.pop(fact.case, None)
    return parked


def epoch_of(facts: Iterable[Event]) -> int:
    """Return the epoch that these facts tell of; a journal begins in its first."""
    return max((fact.epoch for fact in facts if isinstance(fact, LossAccepted | JournalRetired)), default=1)
