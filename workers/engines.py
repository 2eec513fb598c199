"""Which engines there are, and which one the settings ask for."""

from __future__ import annotations

from domain.errors import UsageError
from workers.settings import Settings

ENGINES = ("embedded", "temporal")
ROLES = ("engine", "critical", "sweeps")
"""What a process of Temporal may do: carry cases, carry critical cases, look for what was missed."""
ALL_ROLES = frozenset(ROLES)


def engine_of(settings: Settings) -> str:
    """Return which engine the settings ask for.

    Raises:
        UsageError: there is no such engine.
    """
    name = settings["engine"]
    if name not in ENGINES:
        raise UsageError(
            f"“{name}” is no engine.",
            where=settings.values["engine"].origin,
            remedy=f"There are: {', '.join(ENGINES)}.",
        )
    return name
