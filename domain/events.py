"""What every fact of every stream shares."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from domain.clock.instant import Instant


class Event(BaseModel):
    """One fact, named in the past tense: frozen, closed to unknown fields, never rewritten once it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: ClassVar[int] = 1

    at: Instant

    def documents(self) -> tuple[str, ...]:
        """Return the digests of the documents this fact relied on, beyond those its case is pinned to."""
        return ()
