"""Which choices of an offer lead somewhere: the words that conditions compare chosen() with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields

from domain.expression import Expression, parse
from domain.expression.tree import Choice, Constant, Negated, Node, Operation


@dataclass(slots=True)
class Choices:
    """What the expressions of a plan ask about choices.

    Args:
        words: by offer the words its choice is compared with.
        whole: offers whose every choice counts: passed on as a value, denied, or caught by an `else` with steps.
        unread: whether a condition cannot be read, which may be the one that asks.
    """

    words: dict[str, set[str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    unread: bool = False

    def asked(self, expression: Expression, *, holds: bool) -> None:
        """Take in a condition (`holds` False: of `unless`)."""
        tree = list(parts(expression.tree))
        if not holds or any(_denies(part) for part in tree):
            self.covered([expression.source])
        for offer in _offers(expression):
            texts = {part.value for part in tree if isinstance(part, Constant) and isinstance(part.value, str)}
            self.words.setdefault(offer, set()).update(texts)

    def covered(self, sources: Iterable[str]) -> None:
        """Take in expressions that leave no choice out."""
        for source in sources:
            self.whole.update(_offers(parse(source)))

    def left_out(self, offer: str, choices: Mapping[str, object]) -> list[str]:
        """Return the choices of an offer that lead nowhere."""
        if self.unread or offer in self.whole:
            return []
        return [choice for choice in choices if choice not in self.words.get(offer, ())]


def parts(tree: object) -> Iterator[Node]:
    """Yield all parts of an expression."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from parts(part)
    elif isinstance(tree, Node):
        yield tree
        for part in fields(tree):
            yield from parts(getattr(tree, part.name))


def _denies(part: Node) -> bool:
    return isinstance(part, Negated | Choice) or (isinstance(part, Operation) and part.mark == "!=")


def _offers(expression: Expression) -> Iterator[str]:
    return (reference.name for reference in expression.reads if reference.kind == "chosen")
