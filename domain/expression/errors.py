"""How an expression is refused before it runs, and how it fails while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from domain.errors import MakegoodError, UsageError

_LONGEST_GUESS = 40
_MOST_LISTED = 12


class ExpressionError(UsageError):
    """An expression that cannot be read or does not fit its names; `column` counts characters from 1."""

    def __init__(self, what: str, remedy: str, column: int) -> None:
        """Keep the column for whoever knows the file and the line."""
        super().__init__(what, remedy=remedy, where=f"column {column}")
        self.column = column
        self.args = (what, remedy, column)


class EvaluationError(MakegoodError):
    """An expression that has no value here: something missing, of the wrong kind, mixed or too large.

    `what` never holds data of the case, only names and kinds. `column` counts characters of the source from 1.
    """

    title = "no value"

    def __init__(self, what: str, column: int) -> None:
        """Keep the column for whoever knows the file and the line."""
        super().__init__(what, where=f"column {column}")
        self.column = column
        self.args = (what, column)


class BudgetSpent(EvaluationError):
    """The work allowed for one evaluation is used up; no `true || …` and no `known` hides this."""


def guess(word: str, choices: Iterable[str]) -> str:
    """Return `Did you mean “x”?` where one of the choices is near, else nothing."""
    if len(word) > _LONGEST_GUESS:
        return ""
    known = list(choices)
    same = [choice for choice in known if choice.casefold() == word.casefold()]
    near = same or get_close_matches(word, known, n=1)
    return f"Did you mean “{near[0]}”?" if near else ""


def guess_or_list(word: str, choices: Iterable[str]) -> str:
    """Return what was meant, else what there is."""
    known = sorted(choices)
    return guess(word, known) or listed(known)


def listed(known: Sequence[str]) -> str:
    """Say what there is: the first of them, and how many more."""
    if not known:
        return "There are none."
    more = len(known) - _MOST_LISTED
    return f"There are: {', '.join(known[:_MOST_LISTED])}{f' and {more} more' if more > 0 else ''}."
