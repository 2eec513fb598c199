"""What every fact of every stream shares."""

from __future__ import annotations

from functools import cache
from typing import ClassVar, get_args

from pydantic import AwareDatetime

from domain.clock.instant import Instant
from domain.model import Model


class Event(Model):
    """One fact, named in the past tense: frozen, closed to unknown fields, never rewritten once it is stored."""

    version: ClassVar[int] = 1

    at: Instant

    @classmethod
    @cache
    def instants(cls) -> tuple[str, ...]:
        """Return the names of the fields that hold an instant, or may."""
        kinds = {name: {field.annotation, *get_args(field.annotation)} for name, field in cls.model_fields.items()}
        return tuple(name for name, kind in kinds.items() if kind & {AwareDatetime, Instant})

    def documents(self) -> tuple[str, ...]:
        """Return the digests of the documents this fact relied on, beyond those its case is pinned to."""
        return ()
