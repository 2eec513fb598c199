"""Time in the domain: instants, typed durations, calendars, and due dates with their arithmetic."""

from domain.clock.duration import Duration, parse_duration
from domain.clock.instant import Instant, instant_text, parse_instant

__all__ = ["Duration", "Instant", "instant_text", "parse_duration", "parse_instant"]
