"""Conditions of packs in words, whatever they are made of: nobody is told an expression as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from domain.expression import printed
from domain.expression.tree import Call, Constant, Items, Known, Logic, Name, Negated, Node, Operation

COMPARED: Final = frozenset({">=", ">", "<=", "<", "==", "!="})
"""The marks by which two things are compared."""
_SIGNS: Final = {"*": "×", "/": "÷", "-": "−"}


class Speaker(Protocol):
    """Whoever tells about one pack in one language."""

    def say(self, phrase: str, /, **parts: str) -> str:
        """Return a phrase."""

    def name(self, fact: str) -> str:
        """Return what a fact is called."""

    def value(self, value: object, fact: str = "") -> str:
        """Return a value in words; of a fact with its unit."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Puts conditions into words."""

    speaker: Speaker
    read: Mapping[str, object]

    def said(self, node: Node) -> str:  # noqa: PLR0911 — one line a kind
        """Return a condition in words, whatever it is made of."""
        say = self.speaker.say
        match node:
            case Logic(parts=parts, mark=mark):
                told = [self.said(part) for part in parts]
                told = [
                    f"({each})" if isinstance(part, Logic) else each for part, each in zip(parts, told, strict=True)
                ]
                joined = told[0]
                for each in told[1:]:
                    joined = say("all of" if mark == "&&" else "any of", a=joined, b=each)
                return joined
            case Name():
                return say("so that", name=self.term(node), wanted=say("yes"))
            case Negated(mark="!", of=Name() as denied):
                return say("so that", name=self.term(denied), wanted=say("no"))
            case Negated(mark="!", of=of):
                return say("not that", what=self.said(of))
            case Known(of=of):
                return say("is-known", name=self.term(of))
            case Operation(mark="in", left=left, right=Items(items=items)):
                words = ", ".join(self.term(item) for item in items)
                return say("so that", name=self.term(left), wanted=say("in", b=words))
            case Operation(mark=mark, left=left, right=right) if mark in COMPARED:
                fact = left.name if isinstance(left, Name) else ""
                return say("so that", name=self.term(left), wanted=say(mark, b=self.term(right, fact)))
            case _:
                return self.term(node)

    def term(self, node: Node, of: str = "") -> str:
        """Return what is compared in words: a fact by its name, a value (`of` a fact with its unit), arithmetic."""
        match node:
            case Name(name=name) if of and name in self.read:
                return self.speaker.value(self.read[name], name)
            case Name(name=name):
                return f"“{self.speaker.name(name)}”"
            case Constant(value=value):
                return self.speaker.value(value, of)
            case Call(function="days_between", args=(one, other)):
                return self.speaker.say("days between", a=self.term(one), b=self.term(other))
            case Operation(mark=mark, left=left, right=right):
                return f"{self.term(left, of)} {_SIGNS.get(mark, mark)} {self.term(right, of)}"
            case _:
                return printed(node)
