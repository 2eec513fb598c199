"""What judges raise when a law does not hold."""

from __future__ import annotations


class LawBroken(AssertionError):
    """A law does not hold in this life."""


def must(condition: object, law: str) -> None:
    """Raise when a law is broken."""
    if not condition:
        raise LawBroken(law)
