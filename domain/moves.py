"""What a journal says of itself: that it went on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import Event

MOVES = "journal/moves"
"""The stream of a journal's moves from one place to another."""


class JournalRetired(Event):
    """The journal went on in another place, in this epoch; there, all before this event lies as it lay here.

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


JOURNAL_EVENTS: Mapping[str, type[Event]] = {JournalRetired.__name__: JournalRetired}
"""Every fact of a journal itself by the name it is stored under."""
