"""Mass failures: one cause, many customers. A stream of its own says what happened and who is affected."""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import Event
from domain.values import AnyValue


class FailureDeclared(Event):
    """Something failed for many at once; the case that found it, and the playbook each of them is to get."""

    failure: str
    playbook: str
    case: str


class AffectedPreviewed(Event):
    """Who is affected, frozen as it was found; it counts once somebody has confirmed it."""

    count: int
    affected: tuple[AnyValue, ...]


class AffectedConfirmed(Event):
    """A person has confirmed the list as it was previewed (`seq` of that event)."""

    previewed: int
    case: str


class FailureEnded(Event):
    """The declaration was taken back, or the failure is over."""

    why: str


FAILURE_EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind for kind in (FailureDeclared, AffectedPreviewed, AffectedConfirmed, FailureEnded)
}
"""Every fact of a mass failure by the name it is stored under."""


def failure_stream(name: str) -> str:
    """Return the stream of a mass failure."""
    return f"failure/{name}"
