"""What every fact of every stream shares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.clock.instant import Instant

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

_NOTHING_MORE: Mapping[str, object] = {
    "__pydantic_fields_set__": set(), "__pydantic_extra__": None, "__pydantic_private__": None
}  # fmt: skip


class _FactType(ModelMetaclass):
    """Makes facts: what our own typed code puts together is taken as it is, what is read (`model_validate`) is checked.

    Checking what the type checker has checked takes a tenth of a decision; that both ways agree is a law of the tests.
    """

    def __call__(self, **parts: object) -> Any:
        fact: Any = object.__new__(self)  # type: ignore[arg-type] # of a class that this metaclass makes
        put = object.__setattr__
        put(fact, "__dict__", {**_defaults(self), **parts})
        for name, value in _NOTHING_MORE.items():
            put(fact, name, value)
        return fact


@cache
def _defaults(kind: Any) -> dict[str, object]:
    fields = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}


class Event(BaseModel, metaclass=_FactType):
    """One fact, named in the past tense: frozen, closed to unknown fields, never rewritten once it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")
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
