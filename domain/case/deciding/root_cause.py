"""Naming the root cause: a code of the house's catalogue, where the house has one."""

from __future__ import annotations

from domain.case.book import Book
from domain.case.state import Case
from domain.errors import CommandRejected
from domain.expression.errors import guess

SHOWN = 12
"""So many causes are listed where none is near what was typed."""


def check_cause(case: Case, book: Book, named: str) -> str:
    """Return the code of a cause that somebody named.

    Raises:
        CommandRejected: nothing was named, or the catalogue does not know it; with the one that was meant.
    """
    code = named.strip()
    where = f"case {case.id}"
    if not code:
        raise CommandRejected("no cause is named.", where=where, remedy="Say why it happened.")
    known = book.around.causes.causes
    if not known or code in known:
        return code
    called = {words: each for each, cause in known.items() for words in (each, *cause.words.values())}
    by_words = {words.casefold(): each for words, each in called.items()}
    if code.casefold() in by_words:
        return by_words[code.casefold()]
    near = guess(code.replace(" ", "-"), tuple(known)) or guess(code, tuple(called))
    listed = f"There are: {', '.join(sorted(known)[:SHOWN])}{', …' if len(known) > SHOWN else ''}."
    remedy = f"{near} {listed}".strip()
    raise CommandRejected(f"“{code}” is no cause of the catalogue.", where=where, remedy=remedy)
