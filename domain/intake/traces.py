"""A trace of an event log becomes a row: what a map asks of its events is kept as they pass, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.clock.duration import Duration
from domain.errors import UsageError
from domain.intake.cells import moment_in
from domain.intake.columns import EventsOf
from domain.intake.feed_map import FeedMap

STAMP = "time:timestamp"
"""The attribute that says when an event happened, by the time extension of XES."""
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a map asks of traces: their own attributes by key, and what it takes from events, by name of column."""

    zone: str
    own: frozenset[str]
    of_events: frozenset[str]
    taken: tuple[tuple[str, EventsOf], ...]

    @classmethod
    def by(cls, feed_map: FeedMap) -> Wanted:
        """Gather what a map asks for."""
        taken = [(column.name, column.events) for column in feed_map.columns.values() if column.events is not None]
        own = {column.name for column in feed_map.columns.values() if column.events is None}
        for person in feed_map.people.values():
            own |= {person.key, person.name, person.address, person.language}
        keys = {STAMP} if any(events.take == "span" for _, events in taken) else set()
        for _, events in taken:
            keys |= {events.key, *(key for key, _ in events.where)}
        return cls(feed_map.zone, frozenset(own - {""}), frozenset(keys - {""}), tuple(taken))


@dataclass(slots=True)
class _Span:
    """The time of some events, each until the event behind it."""

    ms: int = 0
    since: datetime | None = None


@dataclass(slots=True)
class Trace:
    """One trace as it is read."""

    wanted: Wanted
    trouble: tuple[str, str] | None = None
    """Why it cannot be used: the column, and what is wrong."""
    _told: dict[str, object] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _spans: dict[str, _Span] = field(default_factory=dict)
    _events: int = 0

    def __post_init__(self) -> None:
        """Begin at nothing."""
        self._counts = {name: 0 for name, events in self.wanted.taken if events.take == "count"}
        self._spans = {name: _Span() for name, events in self.wanted.taken if events.take == "span"}

    def attribute(self, key: str, value: str) -> None:
        """Take in an attribute of the trace itself."""
        if key in self.wanted.own:
            if key in self._told:
                self.spoil(key, "the trace has this attribute twice.")
            self._told[key] = value

    def event(self, attributes: Mapping[str, str]) -> None:
        """Take in an event by those of its attributes that are wanted."""
        self._events += 1
        for name, events in self.wanted.taken:
            fits = all(attributes.get(key) == value for key, value in events.where)
            if events.take == "count":
                self._counts[name] += fits
            elif events.take == "span":
                self._run(name, attributes.get(STAMP, ""), fits=fits)
            elif events.take == "last" or self._events == 1:
                self._told[name] = attributes.get(events.key)

    def _run(self, name: str, stamp: str, *, fits: bool) -> None:
        """End the span that runs, if one does, and begin one if this event is of those that count."""
        span = self._spans[name]
        if self.trouble or not (fits or span.since):
            return
        try:
            now = moment_in(stamp, self.wanted.zone)
        except (UsageError, OverflowError):
            self.spoil(name, f"event {self._events} has no {STAMP} that can be read.")
            return
        if span.since is not None:
            span.ms += (now - span.since) // _MILLISECOND
            if now < span.since:
                self.spoil(name, f"event {self._events} happened before the one ahead of it.")
        span.since = now if fits else None

    def spoil(self, column: str, why: str) -> None:
        """Note the first trouble."""
        self.trouble = self.trouble or (column, why)

    def row(self) -> Mapping[str, object]:
        """Return what there is, by the names of columns."""
        return {**self._told, **self._counts, **{name: Duration(span.ms) for name, span in self._spans.items()}}
