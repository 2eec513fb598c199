"""The picture of a playbook as indented text that reads like the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.views.playbook.picture import Branch, Card
from domain.views.playbook.reading import Reading
from domain.views.playbook.whole import Picture, picture

_MARKS: Final = {"undo": "↩ ", "pivot": "■ ", "choice": "◦ ", "keeps": "✓ "}


def text(reading: Reading) -> str:
    """Return a playbook as text."""
    return "\n".join(_lines(reading, picture(reading))) + "\n"


def _lines(reading: Reading, whole: Picture) -> Iterator[str]:
    yield f"{whole.title} ({whole.name})"
    yield from whole.about
    for heading, lines in (("head.risk", whole.risk), ("head.promises", whole.promises)):
        if lines:
            yield f"{reading.say(heading)}: {'; '.join(lines)}"
    yield from ("", reading.say("head.steps"))
    yield from _block(reading, whole.cards)
    if whole.whenever:
        yield from ("", reading.say("head.whenever"))
    for each in whole.whenever:
        yield from _branch(reading, Branch(each.label, each.cards))
    if whole.after:
        yield from ("", reading.say("head.after"), *(f"  {line}" for line in whole.after))


def _block(reading: Reading, cards: Sequence[Card], before: str = "") -> Iterator[str]:
    """Yield steps one below the other; branches hang on the step above them."""
    for card in cards:
        yield f"{before}● {card.verb}: {card.title}{_named(card)}"
        for note in card.notes:
            yield f"{before}{'│' if card.branches else ' '}    {_MARKS.get(note.mark, '')}{note.text}"
        for number, branch in enumerate(card.branches, start=1):
            yield from _branch(reading, branch, before, is_last=number == len(card.branches))


def _branch(reading: Reading, branch: Branch, before: str = "", *, is_last: bool = True) -> Iterator[str]:
    nothing = "" if branch.cards else f": {reading.say('branch.nothing')}"
    yield f"{before}{'└─' if is_last else '├─'} {'↩ ' if branch.undone else ''}{branch.label}{nothing}"
    yield from _block(reading, branch.cards, before + ("   " if is_last else "│  "))


def _named(card: Card) -> str:
    name = card.id.removesuffix(":whole")
    return "" if name.lower() in card.title.lower() else f"  [{name}]"
