"""Instants: points in time, always UTC, kept to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, PlainSerializer

from domain.errors import UsageError

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def to_millisecond(moment: datetime) -> datetime:
    """Bring a moment to UTC and cut it to the millisecond, the journal's resolution."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    spare = moment.microsecond % 1000
    return moment.replace(microsecond=moment.microsecond - spare) if spare else moment


@lru_cache(maxsize=4_096)
def instant_text(moment: datetime) -> str:
    """Write an instant as RFC 3339 with exactly three decimals and `Z`, so that text order is time order."""
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def to_ms(moment: datetime) -> int:
    """Return the milliseconds from 1970-01-01T00:00:00Z to an instant."""
    return (moment - EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """Return the instant so many milliseconds after 1970-01-01T00:00:00Z."""
    return EPOCH + timedelta(milliseconds=ms)


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant; a time without a zone is refused rather than guessed.

    Raises:
        UsageError: when the text is no instant or names no zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"“{text}” is not a time.", remedy="Write it as 2026-11-23T14:30:00Z or with an offset such as +07:00."
        ) from None
    if moment.tzinfo is None:
        raise UsageError(f"“{text}” names no zone.", remedy="Add Z for UTC or an offset such as +07:00.")
    try:
        return to_millisecond(moment)
    except OverflowError:
        raise UsageError(f"“{text}” lies outside the years 1 to 9999.") from None


Instant = Annotated[
    AwareDatetime, AfterValidator(to_millisecond), PlainSerializer(instant_text, return_type=str, when_used="json")
]
"""A point in time: timezone-aware, UTC, whole milliseconds."""
