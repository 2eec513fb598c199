"""Instants as the journal's tables keep them: whole milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Return an instant as milliseconds."""
    return (instant - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """Return milliseconds as an instant."""
    return _EPOCH + timedelta(milliseconds=ms)
