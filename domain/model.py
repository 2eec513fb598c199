"""Frozen models: checked when they are read, taken as they are when our own typed code puts them together.

Checking again what the type checker has checked takes time in every decision, and building a checker for each of
the many kinds of steps is most of what a short command would do. That both ways agree is a law of the tests.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

_NONE_SET: set[str] = set()
"""Nobody asks an instance which of its fields were given; all share this, and nobody writes into it."""
_new = object.__new__
_put_parts = BaseModel.__dict__["__dict__"].__set__
_put_set, _put_extra, _put_private = (
    BaseModel.__dict__[f"__pydantic_{name}__"].__set__ for name in ("fields_set", "extra", "private")
)
"""What sets the four places of an instance, past the check that it is frozen: looked up once, for many are made."""


class _Taken(ModelMetaclass):
    """Makes instances without checking; `model_validate` and `model_validate_json` check every field."""

    def __call__(self, **parts: object) -> Any:
        made: Any = _new(self)  # type: ignore[arg-type] # of a class that this metaclass makes
        _put_parts(made, _defaults(self) | parts)
        _put_set(made, _NONE_SET)
        _put_extra(made, None)
        _put_private(made, None)
        return made


@cache
def _defaults(kind: Any) -> dict[str, object]:
    fields = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}


class Model(BaseModel, metaclass=_Taken):
    """A frozen value of named parts, closed to unknown ones; its checker is built when something is first read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
