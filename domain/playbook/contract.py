"""What a connector promises about itself, so that playbooks can be checked offline and outcomes judged purely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import Field

from domain.model import Model
from domain.vocabulary import Words

Capability = Literal["keyed", "lookup", "neither"]
FieldType = Literal[
    "text", "integer", "yes_no", "date", "instant", "duration", "money", "person", "text optional", "integer optional",
    "yes_no optional", "date optional", "instant optional", "duration optional", "money optional", "person optional",
]  # fmt: skip


class Kind(NamedTuple):
    """A type of an input or a result, taken apart."""

    type: str
    optional: bool


def kind_of(told: str) -> Kind:
    """Take `money optional` apart."""
    plain = told.removesuffix(" optional")
    return Kind(plain, plain != told)


class Contract(Model):
    """One outside effect: its inputs, result, refusals, and what its receiver does with a key.

    `keyed`: the receiver applies a key at most once for `key_lives_ms`. `lookup`: it can be asked what became of a
    key. `neither`: only a person can find out. Times are real milliseconds; an accelerated clock stretches them.
    """

    name: str
    says: Words = Field(default_factory=dict)
    capability: Capability = "neither"
    inputs: Mapping[str, FieldType] = Field(default_factory=dict)
    result: Mapping[str, FieldType] = Field(default_factory=dict)
    refusals: Mapping[str, str] = Field(default_factory=dict)
    settles_after_ms: int = Field(default=1_000, ge=0)
    key_lives_ms: int = Field(default=24 * 3_600_000, ge=0)
    timeout_ms: int = Field(default=3_000, gt=0)
    pays: bool = False
    undoes: bool = False
    queue: str = ""
