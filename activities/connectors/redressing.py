"""What the simulated staff gives by hand, named as a kind of the house: money where money is owed, else in kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.money import Money

_MONEY: Final = ("compensation", "goodwill", "refund")
_IN_KIND: Final = ("apology", "care")


def redress(details: Mapping[str, object], kinds: Sequence[str]) -> dict[str, str]:
    """Return the answer to a task that asks what is given: its fields as they are written.

    Args:
        details: of the task.
        kinds: those of the house, none where it has no such document.
    """
    if "made_good" in details:
        return {"why": "they had trouble enough with us, and want nothing more"}
    left = details.get("left")
    written = [_written(each) for each in left] if isinstance(left, tuple | list) else []
    money = [each for each in written if each]
    kind = next((name for name in (_MONEY if money else _IN_KIND) if name in kinds or not kinds), "")
    if money:
        return {"kind": kind or kinds[0], "amount": money[0], "gave": "what they were owed"}
    return {"kind": kind or kinds[0], "gave": "said sorry, and how it is put right"}


def _written(left: object) -> str:
    """Return an amount as a person writes it, be it one or as it is told over a wire; "" for a thing in kind."""
    told = left.get("$money") if isinstance(left, Mapping) else None
    if isinstance(told, Mapping):
        left = Money(str(told["currency"]), int(str(told["minor"])))
    return str(left) if isinstance(left, Money) else ""
