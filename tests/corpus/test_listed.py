"""What documents that ship compile to, and what is found where one of their values is replaced: as it was listed.

Whoever changes what a text means, or what is said of a bad one, renews the list and sees in its difference what else
changed: `python -m tests.support.compiled`, `python -m tests.support.replaced`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from tests.support.compiled import COMPILED, compiled, shelf
from tests.support.replaced import REPLACED, documents, listed


def test_documents_mean_what_they_meant() -> None:
    """Plans, contracts, calendars and the documents of the house have the values of compiled.txt."""
    as_listed(compiled(shelf()).splitlines(), COMPILED.read_text(encoding="utf-8").splitlines())


def test_replaced_values_are_found() -> None:
    """Nothing, a blank, a list, words or a number in the place of every construct: rules and places are listed."""
    as_listed(listed(documents()), REPLACED.read_text(encoding="utf-8").splitlines())


def as_listed(found: Iterable[str], wanted: list[str]) -> None:
    """Compare line by line, so that the first difference is shown with the line before it."""
    before = ""
    for line, listed_line in zip_longest(found, wanted):
        assert line == listed_line, f"behind {before!r}"
        before = line
